r"""Operators with a body: \sum, \prod, \int, \mathbb{E}, \max_i, \lim, \arg\min, and how far each reaches."""
from __future__ import annotations

from .. import tree
from . import commands as c
from .calls import bracket_open
from .parser import Parser
from .ranges import limits_of, running
from .scripts import argument, indices
from .tokens import Token


def big(p: Parser, token: Token) -> tree.Node:
    r"""\sum_{i=1}^n body.  The body is the following product,
    and over + only while the index would otherwise be free."""
    start = p.i
    p.i += 1
    lower, upper, letters = limits(p)
    if len(letters) > 1 and isinstance(lower, tree.Relation):
        letters -= _named_before(p, start)
    return body_of(p, start, c.BIG_OPERATORS[token.key], lower, upper, letters)


def _named_before(p: Parser, start: int) -> frozenset[str]:
    """Letters to the left of a sum in its statement: under the sum they are conditions and not bound."""
    found = set()
    for i in range(start - 1, -1, -1):
        token = p.tokens[i]
        if token.key in c.SEPARATORS or token.key in c.BIG_OPERATORS or token.kind == "text":
            break
        if token.kind == "sym":
            found.add(token.name)
    return frozenset(found)


def limits(p: Parser) -> tuple[tree.Node | None, tree.Node | None, frozenset[str]]:
    """Lower and upper limit in either order, and the names of the symbols that the lower one binds."""
    lower = upper = None
    letters: frozenset[str] = frozenset()
    while p.key in ("_", "^"):
        at = p.i
        if p.key == "_":
            if lower is not None:
                raise p.error("double subscript", "TD105", "put both into one")
            lower = indices(argument(p, subscript=True))
            letters = frozenset(t.name for t in bound_tokens(p, at + 1, p.i))
        elif upper is not None:
            raise p.error("double superscript", "TD105", "put both into one")
        else:
            upper = argument(p, subscript=False)
    return lower, upper, letters


def bound_tokens(p: Parser, start: int, end: int) -> list[Token]:
    r"""The index letters in a lower limit: those before = or \in, all of i<j and i,j."""
    out = []
    taking, last = True, False
    for token in p.tokens[start:end]:
        if token.key in c.DOTS:                                                  # i = 1, \ldots, m ends at m
            last = True
            continue
        if last and token.kind == "sym":
            last = False
            continue
        if token.key in (":", "\\colon", "\\mid") and out:                       # i : (i, j) \\in S
            break
        if token.key in ("=", "\\in", "\\neq", "\\ne"):
            taking = False
        elif token.key in (",", "\\\\", "<", "\\substack"):
            taking = True
        elif taking and token.kind == "sym":
            out.append(token)
    return out


def body_of(p: Parser, start: int, op: str, lower: tree.Node | None, upper: tree.Node | None,
            letters: frozenset[str]) -> tree.Node:
    """What stands under a large operator."""
    if p.i >= p.end:
        raise p.missing(start)
    letters = running(lower, letters)
    body = p.expression(stop=lambda sign: not _needs(p, sign + 1, letters)) if letters else _one_term(p)
    span = p.span(start)
    for below, above in reversed(limits_of(lower, upper, body) if lower is not None else [(lower, upper)]):
        body = tree.BigOp(span, op, below, above, body)
    return body


def _one_term(p: Parser) -> tree.Node:
    return p.expression(stop=lambda sign: True)


def _needs(p: Parser, i: int, letters: frozenset[str]) -> bool:
    """Whether the term that begins at i mentions an index that nothing in it binds."""
    free = set(letters)
    end = term_end(p, i)
    for j in range(i, end):
        if p.tokens[j].key in c.BIG_OPERATORS and p.key_at(j + 1) == "_":
            close = p.mate[j + 2] if p.mate[j + 2] > j else j + 2
            free -= {t.name for t in bound_tokens(p, j + 2, close + 1)}
    return any(p.tokens[j].kind == "sym" and p.tokens[j].name in free for j in range(i, end))


def term_end(p: Parser, i: int) -> int:
    """Where the term that begins at i ends: at + - a relation or a separator on its level."""
    first = True
    while i < p.end:
        token = p.tokens[i]
        if token.kind == "op" and (token.key in ("+", "-") and not first or token.key in c.RELATIONS
                                   or token.key in c.SEPARATORS) or token.kind == "text":
            return i
        first = False
        i = p.behind(i)
    return p.end


def by_name(p: Parser, token: Token) -> tree.Node | None:
    r"""\lim, \arg\min, \max_i, \min_w and \mathbb{E}-like names; None where the name is an ordinary function."""
    name = token.name
    if name in ("lim", "limsup", "liminf"):
        return limit(p)
    if name in ("argmin", "argmax"):
        return optimum(p, name, p.i + 1)
    if name == "arg" and p.i + 1 < p.end and p.tokens[p.i + 1].name in ("min", "max"):
        return optimum(p, "arg" + p.tokens[p.i + 1].name, p.i + 2)
    if name in c.EXTREMA:
        return extremum(p, token)
    if name in ("minimize", "maximize", "minimise", "maximise"):
        return optimum(p, name[:3], p.i + 1)
    if name == "div" and p.i + 1 < p.end:
        from .calculus import divergence
        start = p.i
        p.i += 1
        if p.starts_factor():
            return divergence(p, None, start)
        p.i = start
    if name in ("grad", "Hess", "hess"):
        from .calculus import worded
        return worded(p, 1 if name == "grad" else 2)
    if name == "E" and token.font == "roman":
        return expectation(p, token)
    return None


def limit(p: Parser) -> tree.Node:
    r"""\lim_{h \to 0} body, which reaches over the following product."""
    start = p.i
    p.i += 1
    if p.key != "_":
        raise p.error("a limit needs what goes where", "TD104", r"write \lim_{h \to 0}", p.span(start))
    lower = argument(p, subscript=True)
    if not (isinstance(lower, tree.Relation) and len(lower.parts) == 2 and lower.ops[0] in ("to", "=")):
        raise p.error("a limit needs what goes where", "TD104", r"write \lim_{h \to 0}", lower.span)
    body = _one_term(p)
    return tree.Limit(p.span(start), lower.parts[0], lower.parts[1], body)


def extremum(p: Parser, token: Token) -> tree.Node | None:
    r"""\max(a, b) is a call, \max_i x_i an operator with an index, \min_w f(w) a request for the minimum."""
    start = p.i
    if p.key_at(p.i + 1) != "_":
        if bracket_open(p, p.i + 1) or not heads(p, start) or p.i + 1 >= p.end:
            return None
        return optimum(p, token.name, p.i + 1) if token.name in ("min", "max") and (p.tokens[p.i + 1].kind != "op"
            or p.key_at(p.i + 1) in ("\\|", "\\lVert", "\\left")) else None
    p.i += 1
    at = p.i
    lower, upper, letters = limits(p)
    index = (all(len(n) == 1 and n in "ijklmnrst" for n in letters) and letters
             and not (heads(p, start) and letters and _only_a_variable(p, letters)))
    if not index and heads(p, start):
        p.i = start
        return optimum(p, c.EXTREMA[token.name], at)
    if bracket_open(p, p.i) and not index and not letters:
        p.i = start
        return None
    return body_of(p, start, token.name, lower, upper, letters)


def _only_a_variable(p: Parser, letters: frozenset[str]) -> bool:
    r"""Whether letters such as t in \min_t (t - a)^2 stand in what follows, and never as an index."""
    names = [t for t in p.tokens[p.i:p.end] if t.kind == "sym" and t.name in letters]
    below = [t for k in range(p.i, p.end) if p.tokens[k].key == "_" and k + 1 < p.end
             for t in p.tokens[k + 1:(p.mate[k + 1] if p.mate[k + 1] > k else k + 1) + 1]]
    above = [t for k in range(p.i, p.end) if p.tokens[k].key == "^" and p.key_at(k + 1) == "{"
             and p.key_at(k + 2) == "(" for t in p.tokens[k + 1:p.mate[k + 1]]]
    return bool(names) and not any(t.kind == "sym" and t.name in letters for t in (*below, *above))


def heads(p: Parser, i: int) -> bool:
    """Whether token i begins a formula or the side of a relation."""
    return i == 0 or p.tokens[i - 1].kind == "text" or p.tokens[i - 1].key in c.RELATIONS or p.tokens[i - 1].key in c.SEPARATORS


def optimum(p: Parser, kind: str, at: int) -> tree.Node:
    r"""\arg\min_{w} body: the body is everything up to the next relation, comma or text;
    `at` is where the subscript may stand."""
    start = p.i
    p.i = at
    lower: tree.Node | None = None
    if p.key == "_":
        lower = argument(p, subscript=True)
    return optimum_under(p, start, kind, lower)


def optimum_under(p: Parser, start: int, kind: str, lower: tree.Node | None) -> tree.Node:
    r"""The optimum of what follows over what stands below it: w, b; x \in S; x : A x = b;
    a relation alone is a constraint."""
    variables: list[tree.Node] = []
    constraints: list[tree.Node] = []
    for v in lower.items if isinstance(lower, tree.Items) else () if lower is None else (lower,):
        if not isinstance(v, tree.Relation):
            variables.append(v)
        elif v.ops[0] in ("in", ":", "mid"):
            variables.append(v.parts[0])
            if v.ops == ("in",):
                constraints.append(v)
            elif v.ops[0] != "in" and len(v.ops) > 1:
                constraints.append(tree.Relation((v.parts[1].span[0], v.span[1]), v.parts[1:], v.ops[1:]))
        else:
            unknown = (next((x for x in v.parts if isinstance(x, (tree.Symbol, tree.Script))), None)
                       if v.ops[0] in ("<", "<=", ">", ">=", "!=", "succ", "succeq") else _of_unit_length(v.parts[0]))
            if unknown is not None:
                variables.append(unknown)
            constraints.append(v)
    p.skip_rows()
    if p.i >= p.end:
        raise p.missing(start)
    body = p.expression()
    return tree.Optimum(p.span(start), kind, tuple(variables), body, tuple(constraints))


def _of_unit_length(left: tree.Node) -> tree.Node | None:
    r"""The x of \|x\| = 1, x^\top x = 1 and X^\top X = I."""
    match left:
        case tree.Script(base=tree.Delim() as norm, sup=tree.Number() | None):
            return _of_unit_length(norm)
        case tree.Delim(kind="norm", body=tree.Symbol() | tree.Script(sup=None) as x):
            return x
        case tree.Product(op="juxt", factors=(tree.Script(base=x, sub=None, sup=tree.Symbol()), tree.Symbol() as y)) if (
                isinstance(x, tree.Symbol) and x.name == y.name):
            return y
    return None


_DRAWN = ("\\sim", "|", "\\mid")         # E_{x \sim p}


def expectation(p: Parser, token: Token) -> tree.Node | None:
    r"""\mathbb{E}_{x \sim p}[..]; None where the letter is a name."""
    start = p.i
    at = p.i + 1
    scripted = p.key_at(at) == "_"
    if scripted:
        drawn = any(t.key in _DRAWN for t in p.tokens[at:p.behind(at + 1)])
        at = p.behind(at + 1)
    if at >= p.end or token.font != "bb" and not bracket_open(p, at):
        return None
    # E_k(x) is a function or a product
    if (scripted and token.font not in ("bb", "roman") and p.key_at(at) != "[" and not drawn or token.name == "V"
            and token.font != "bb"):
        return None
    p.i += 1
    lower, upper, _ = limits(p)
    if not p.starts_factor():
        p.i = start
        return None
    return tree.BigOp(p.span(start), token.name, lower, upper, p.factor())


def substack(p: Parser, token: Token) -> tree.Node:
    r"""\substack{i=1\\ j \neq i}: a list."""
    open_ = p.i + 1
    if p.key_at(open_) != "{":
        raise p.error(r"\substack needs braces", "TD104", r"write \substack{i \\ j}")
    close = p.mate[open_]
    items = []
    at = open_ + 1
    for i in [*(i for i in range(open_ + 1, close) if p.tokens[i].key == "\\\\"), close]:
        if i > at:
            items.append(p.within(at, i, p.listing))
        at = i + 1
    p.i = close + 1
    return items[0] if len(items) == 1 else tree.Items(p.span(open_ - 1), tuple(items))
