r"""Subscripts, superscripts, primes, factorials and evaluation bars behind a factor."""
from __future__ import annotations

from dataclasses import replace

from .. import tree
from ..errors import ReadError
from . import commands as c
from .parser import Parser
from .tokens import Token

_BARS = frozenset(("|", "bar", "\\vert", "\\rvert"))


def attach(p: Parser, node: tree.Node, start: int) -> tree.Node:
    r"""`node` with all that is written behind it.  A double sub- or superscript is an error at the second one."""
    sub: tree.Node | None = None
    sup: tree.Node | None = None
    primes = 0
    while p.i < p.end:
        token = p.tokens[p.i]
        key = token.key
        if key == "_":
            if sub is not None:
                raise p.error("double subscript", "TD105", "put both into one: x_{1,2}")
            sub = _written(argument(p, subscript=True))
        elif key == "^":
            if sup is not None:
                raise p.error("double superscript", "TD105", "put both into one: A^{-T}")
            content = argument(p, subscript=False)
            if isinstance(content, tree.Prime) and isinstance(content.base, tree.Missing):
                primes += content.count
            else:
                sup = _written(content)
        elif key == "'":
            if sup is not None:
                raise p.error("a prime behind a superscript", "TD105", "write the prime first: f'^2")
            p.i += 1
            primes += 1
        elif key == "!" and not (p.key_at(p.i + 1) == "=" and token.space):
            node, sub, sup, primes = _dressed(p, node, start, sub, sup, primes), None, None, 0
            p.i += 1
            node = tree.Call(p.span(start), tree.Symbol((token.start, token.end), "factorial", "!"), (node,))
        elif key in _BARS and p.key_at(p.i + 1) == "_" and not p.no_bar and not _closes(p, key):
            node, sub, sup, primes = _dressed(p, node, start, sub, sup, primes), None, None, 0
            p.i += 1
            node = evaluation(p, node, start)
        else:
            break
    return _dressed(p, node, start, sub, sup, primes)


def _written(script: tree.Node) -> tree.Node | None:
    """A script; None for an empty one: x^{} and x_{} print as x."""
    return None if isinstance(script, tree.Missing) else script


def _label_and_transpose(sup: tree.Node | None) -> tuple[tree.Node | None, tree.Node | None]:
    r"""The label and the transpose of W^{(2)\top}, W^{[l]T}, W^{l\top} and x^{(i)^T}, which share one superscript;
    (sup, None) for any other.

    A letter T behind a letter is a factor of the exponent; \top is never one."""
    parts = (sup.factors if isinstance(sup, tree.Product) and sup.op == "juxt" else sup.items
             if isinstance(sup, tree.Items) else ())
    if isinstance(sup, tree.Script) and isinstance(sup.base, tree.Group) and sup.sub is None:
        parts = (sup.base, sup.sup)
    if len(parts) != 2 or not isinstance(parts[1], tree.Symbol) or parts[1].name not in c.TRANSPOSES:
        return sup, None
    return parts if isinstance(parts[0], tree.Group) or parts[1].name.startswith("\\") else (sup, None)


def _closes(p: Parser, key: str) -> bool:
    return bool(p.bars) and p.bars[-1] == "|" and key == "|"


def _dressed(p: Parser, node: tree.Node, start: int, sub: tree.Node | None, sup: tree.Node | None, primes: int) -> tree.Node:
    r"""`node` with its scripts; of \mathbf{AB}^T, which prints as AB^T, the last factor has them."""
    if (isinstance(node, tree.Product) and node.op == "juxt" and sub is None and (sup or primes)
            and isinstance(node.factors[-1], tree.Symbol)):
        return replace(node, span=p.span(start),
                       factors=(*node.factors[:-1], _dressed(p, node.factors[-1], start, sub, sup, primes)))
    if sup is None and primes == 1 and _entry_of_matrix(node, sub):       # C_{kl}' prints as C'_{kl}
        return tree.Script(p.span(start), node, sub, tree.Symbol(p.span(start), "\\top", "\\top"))
    if primes:
        if sub is not None:
            node, sub = tree.Script(p.span(start), node, sub, None), None
        node = tree.Prime(p.span(start), node, primes)
    if isinstance(sup, tree.Group) and sup.kind in ("(", "["):
        from .above import above
        sup = above(p, node, sup)
    label, transpose = _label_and_transpose(sup)
    if transpose is not None:
        return tree.Script(p.span(start), tree.Script(p.span(start), node, sub, label), None, transpose)
    if isinstance(node, tree.Group) and node.kind in ("(", "[") and (letters := _running(sub, sup)) is not None:
        return tree.Script(p.span(start), node, letters, None)
    # [x^\top Ax]_{x = x_0}
    if sup is None and isinstance(node, tree.Group) and isinstance(sub, tree.Relation) and sub.ops == ("=",):
        return tree.At(p.span(start), node.body, sub)
    return node if sub is None and sup is None else tree.Script(p.span(start), node, sub, sup)


def _entry_of_matrix(node: tree.Node, sub: tree.Node | None) -> bool:
    """Whether two letters stand below a capital."""
    return (isinstance(node, tree.Symbol) and node.name.lstrip("\\")[:1].isupper() and isinstance(sub, tree.Items)
            and len(sub.items) == 2 and all(isinstance(i, tree.Symbol) for i in sub.items))


def _running(sub: tree.Node | None, sup: tree.Node | None) -> tree.Node | None:
    r"""The letters i, j of (a_{ij})_{i,j=1}^n and of (a_{ij})_{i,j=1,\ldots,n}, which number the entries of an array;
    None where none run."""
    items = tree.items_of(sub) if sub is not None else ()
    k = next((k for k, item in enumerate(items) if isinstance(item, tree.Relation)), None)
    if k is None or items[k].ops != ("=",) or not tree.is_number(items[k].parts[1], "1") or sup is None and k + 1 == len(items):
        return None
    letters = (*items[:k], items[k].parts[0])
    if not all(isinstance(i, tree.Symbol) for i in letters):
        return None
    return letters[0] if len(letters) == 1 else tree.Items(sub.span, letters)


def evaluation(p: Parser, body: tree.Node, start: int) -> tree.Node:
    r"""|_{x = x_0} behind `body`; the cursor is at the underscore."""
    where = argument(p, subscript=True)
    if p.key == "^":
        raise p.error("a bar with two bounds is a difference of two values", "TD111", "write the two values out")
    return tree.At(p.span(start), body, where)


def argument(p: Parser, subscript: bool) -> tree.Node:
    """What stands behind ^ or _: a group, or one token (a whole number where digits follow directly)."""
    mark = p.i
    p.i += 1
    if p.i >= p.end:
        raise _nothing(p, mark)
    token = p.tokens[p.i]
    if token.key == "{":
        return group(p, subscript)
    if token.key == "\\prime" and not subscript:
        p.i += 1
        return tree.Prime((token.start, token.end), tree.Missing((token.start, token.end)), 1)
    if token.kind == "sym":
        p.i += 1
        return tree.Symbol((token.start, token.end), token.name, token.latex, token.font or p.font)
    if token.kind == "digit":
        from .numerals import number
        return number(p)
    if token.kind in ("name", "text"):
        p.i += 1
        return tree.Symbol((token.start, token.end), token.name.strip(), token.latex or rf"\text{{{token.name}}}", token.font)
    if token.key in "*+-" or token.key in ("\\circ", "\\star", "\\perp"):
        p.i += 1
        if token.key == "-" and not subscript and p.i < p.end and (not p.tokens[p.i].space or p.tokens[mark - 1].key == "e"):
            return _signed(p, token)
        return tree.Symbol((token.start, token.end), token.key, token.key)
    if token.key in c.FRACTIONS or token.key == "\\sqrt" or token.key in c.FONTS:
        return p.atom(token)
    raise _nothing(p, mark)


def _signed(p: Parser, minus: Token) -> tree.Node:
    r"""What x^- is followed by without space: x^-1 is x^{-1}, as x^10 is x^{10}.
    ReadError (TD105) for what would print behind the minus, e^-x, A^-T and x^-{2}; P^-H is a name P^- and a factor."""
    from .numerals import number
    if p.tokens[p.i].kind == "digit":
        start = p.i - 1
        return tree.Neg(p.span(start), number(p))
    behind, base = p.tokens[p.i], p.tokens[p.i - 3]
    if p.key == "{" or behind.kind == "sym" and (behind.name in ("T", "\\top") or base.key in ("e", "}") or base.kind == "digit"):
        raise p.error("the minus alone stands above the line here", "TD105",
                      "put the whole exponent into braces: x^{-..}", (minus.start, minus.end))
    return tree.Symbol((minus.start, minus.end), "-", "-")


def _nothing(p: Parser, mark: int) -> ReadError:
    token = p.tokens[mark]
    return p.error(f"'{token.key}' has nothing behind it", "TD104", f"write x{token.key}{{..}}", (token.start, token.end))


def group(p: Parser, subscript: bool) -> tree.Node:
    """The content of the braces at the cursor as a script."""
    open_ = p.i
    close = p.mate[open_]
    span = (p.tokens[open_].start, p.tokens[close].end)
    inside = p.tokens[open_ + 1:close]
    if inside and all(t.key in ("'", "\\prime") for t in inside):
        p.i = close + 1
        return tree.Prime(span, tree.Missing(span), len(inside))
    if not inside:
        p.i = close + 1
        return tree.Missing(span)
    if len(inside) == 1 and (inside[0].key in "*+-" or inside[0].kind == "text"
                             or inside[0].key in ("\\circ", "\\star", "\\perp", "\\cdot")):
        p.i = close + 1
        token = inside[0]
        return tree.Symbol(span, token.name.strip() or token.key, token.latex
                           or (rf"\text{{{token.name}}}" if token.kind == "text" else token.key), token.font)
    if all(t.key in "+-" for t in inside):
        p.i = close + 1
        signs = "".join(t.key for t in inside)
        return tree.Symbol(span, signs, signs)
    if not subscript and inside[0].key in ("\\odot", "\\circ") and len(inside) > 1:
        return _elementwise_power(p, open_, close)
    word = "".join(t.key for t in inside) if subscript and all(t.kind == "sym" and len(t.key) == 1 for t in inside) else ""
    if len(word) > 2 and (word.lower() in c.WORDS or not set(word) <= set("ijklmnpqrstuvabcd")) and not _numbers(p, word):
        p.i = close + 1
        return tree.Symbol(span, word, word, p.font)
    if not subscript and "".join(t.key for t in inside) in ("tr", "Tr") and all(t.kind == "sym" for t in inside):
        p.i = close + 1
        return tree.Symbol(span, "tr", "tr", p.font)                   # X^{tr}
    if subscript and (axis := _whole_axis(p, open_, close)) is not None:
        return axis
    node = p.within(open_ + 1, close, p.listing)
    p.i = close + 1
    return indices(node) if subscript else node


def _numbers(p: Parser, word: str) -> bool:
    r"""Whether a subscript is no word: in \sum_{d,w,k} q_{dwk} its letters stand below a sum, or one of them,
    and the others in shorter subscripts as in \phi_{kw}."""
    tokens, summed, short = p.tokens, set(), set()
    for i, token in enumerate(tokens[:-2]):
        if token.key == "_":
            inside = [t for t in tokens[i + 2:p.mate[i + 1]] if t.kind == "sym"] if p.mate[i + 1] > i else [tokens[i + 1]]
            below = i > 0 and tokens[i - 1].key in c.BIG_OPERATORS
            (summed if below else short).update(t.key for t in inside if below or len(inside) < 3)
    return not summed.isdisjoint(word) and set(word) <= summed | short


_WHOLE = frozenset((":", "*", "\\cdot", "\\bullet", "\\ast"))


def _whole_axis(p: Parser, open_: int, close: int) -> tree.Node | None:
    r"""The subscript of a row A_{i:}, A_{i,:}, A_{i\cdot}, A_{i*} or a column A_{:j}, A_{\cdot j};
    None for any other."""
    # x_{i^*} is the entry i^*
    at = [k for k in (open_ + 1, close - 1) if p.tokens[k].key in _WHOLE and p.tokens[k - 1].key not in ("^", "_")]
    start, end = open_ + 1, close
    if len(at) != 1 or end - start < 2:
        return None
    start, end = (start + 1, end) if at[0] == start else (start, end - 1)
    start, end = start + (p.tokens[start].key == ","), end - (p.tokens[end - 1].key == ",")
    if start >= end or any(t.key in c.RELATIONS or t.key == "," for t in p.tokens[start:end]):
        return None
    mark = p.tokens[at[0]]
    kept = p.within(start, end, p.expression)
    p.i = close + 1
    missing = tree.Missing((mark.start, mark.end))
    parts = (missing, kept) if at[0] == open_ + 1 else (kept, missing)
    return tree.Relation((p.tokens[open_].start, p.tokens[close].end), parts, (":",))


def _elementwise_power(p: Parser, open_: int, close: int) -> tree.Node:
    r"""The exponent of x^{\odot n}, the elementwise power: a call of \odot."""
    sign = p.tokens[open_ + 1]
    body = p.within(open_ + 2, close, p.listing)
    p.i = close + 1
    return tree.Call((p.tokens[open_].start, p.tokens[close].end),
                     tree.Symbol((sign.start, sign.end), "\\odot", sign.key), (body,))


def indices(node: tree.Node) -> tree.Node:
    """Letters side by side in a subscript are separate items; so are those of a list."""
    if (isinstance(node, tree.Product) and node.op == "juxt"
            and all(isinstance(tree.bare(f), (tree.Symbol, tree.Number)) for f in node.factors)):
        return tree.Items(node.span, node.factors)
    if isinstance(node, tree.Items):
        flat: list[tree.Node] = []
        for item in node.items:
            split = indices(item)
            flat.extend(tree.items_of(split))
        return tree.Items(node.span, tuple(flat))
    return node
