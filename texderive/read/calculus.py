r"""Derivative operators in all their spellings: what is differentiated, by what, and how far an unbracketed one reaches."""
from __future__ import annotations

from .. import tree
from ..errors import UnsupportedError
from . import commands as c
from .calls import base_of, bracket_open
from .operators import heads, term_end
from .parser import Parser
from .tokens import Token

Range = tuple[int, int]
_INDEX_LETTERS = frozenset("ijklmnpqrs")                    # D_i x_i: entries of a diagonal, no operator
_VECTOR_FONTS = ("bold", "vec")
_KINDS = {"\\partial": "partial", "d": "d", "\\delta": "delta"}


def _operator_kind(p: Parser, i: int) -> str:
    """The kind of the derivative sign at token i, or ""."""
    token = p.tokens[i] if i < len(p.tokens) else None
    if token is None:
        return ""
    if token.key == "\\partial":
        return "partial"
    if token.kind == "sym" and token.name in ("d", "\\delta") and token.font in ("", "roman"):
        return _KINDS[token.name]
    return ""


# -- fractions ----------------------------------------------------------------------------------------------------

def fraction(p: Parser, token: Token) -> tree.Node:
    r"""\frac{..}{..}: a derivative where its parts begin with \partial or d, else a quotient."""
    start = p.i
    p.i += 1
    num = _part(p, token)
    den = _part(p, token)
    return quotient_of(p, start, num, den)


def _part(p: Parser, token: Token) -> Range:
    r"""The tokens of the next argument: {..}, <..> in the same role, or a single token."""
    if p.i >= p.end:
        raise p.error(f"{token.key} needs two arguments", "TD104", f"write {token.key}{{..}}{{..}}", (token.start, token.end))
    at = p.i
    key = p.tokens[at].key
    if key == "{":
        close = p.mate[at]
        p.i = close + 1
        return at + 1, close
    if key == "<":
        return _angled(p, at, token)
    if p.tokens[at].key in c.FONTS or p.tokens[at].key == "\\sqrt":
        p.factor()
        return at, p.i
    p.i += 1
    return at, at + 1


def _angled(p: Parser, at: int, token: Token) -> Range:
    i = at + 1
    while i < p.end and p.tokens[i].key != ">":
        i = p.mate[i] + 1 if p.mate[i] > i else i + 1
    if i >= p.end:
        raise p.error(f"the '<' behind {token.key} is never closed", "TD102", "add the missing '>'", (p.tokens[at].start, p.tokens[at].end))
    p.i = i + 1
    return at + 1, i


def quotient_of(p: Parser, start: int, num: Range, den: Range) -> tree.Node:
    """The fraction of two ranges of tokens; the cursor is behind it."""
    num, den = _bared(p, num), _bared(p, den)
    kind = _fraction_kind(p, num, den)
    if kind:
        return derivative(p, start, kind, num, den)
    behind = p.i
    for which, (a, b) in (("numerator", num), ("denominator", den)):
        if a >= b:
            place = p.tokens[max(0, a - 1)]
            raise p.error(f"empty {which}", "TD104", "write an expression there", (place.start, place.end))
    parts = []
    for a, b in (num, den):
        with p.within(a, b):
            parts.append(p.listing())
    p.i = behind
    return tree.Fraction(p.span(start), parts[0], parts[1])


def _bared(p: Parser, where: Range) -> Range:
    r"""The range without superfluous braces around a derivative sign: {{\partial}}, {{d} x}."""
    a, b = where
    while b - a > 2 and p.tokens[a].key == "{" and p.mate[a] == b - 1:
        a, b = a + 1, b - 1
    return a, b


def _fraction_kind(p: Parser, num: Range, den: Range) -> str:
    """Whether a fraction is a derivative, and of what kind; ReadError where only half of one is written."""
    above = _operator_kind(p, num[0]) if num[0] < num[1] else ""
    below = _operator_kind(p, den[0]) if den[0] < den[1] else ""
    if above == "partial" and den[0] >= den[1]:
        place = p.tokens[den[0] - 1]
        raise p.error("the derivative has no variable: its denominator is empty", "TD104", r"write \frac{\partial}{\partial x}", (place.start, place.end))
    if below == "partial" and above != "partial":
        if above == "d":
            return "partial"
        place = p.tokens[num[0] - 1 if num[0] >= num[1] else num[0]]
        raise p.error(r"the numerator lacks \partial", "TD104", r"write \frac{\partial f}{\partial x}", (place.start, place.end))
    if above == "partial":
        return "partial" if below in ("partial", "") or below == "d" and den[1] - den[0] > 1 else "partial"
    if above in ("d", "delta") and above == below and _differential(p, den) and (num[1] - num[0] == 1 or _differential(p, num) or p.key_beyond(num[0] + 1) == "^"):
        return above
    return ""


def _differential(p: Parser, where: Range) -> bool:
    """Whether d is followed by what it differentiates, and is not a letter of its own (d + 1, d_k)."""
    a, b = where
    if b - a < 2:
        return False
    following = p.tokens[a + 1]
    return following.kind in ("sym", "name") or following.key in ("{", "(", "[", "\\left", "^", "\\mathbf", "\\boldsymbol", "\\operatorname", "\\|", "|")


def derivative(p: Parser, start: int, kind: str, num: Range, den: Range) -> tree.Node:
    r"""\frac{\partial^k [operand]}{\partial x ..} and, where the numerator has no operand, what follows."""
    behind = p.i
    order, at = _order(p, num[0] + 1, num[1])
    variables = _variables(p, den, kind, order)
    operand: tree.Node | None = None
    if at < num[1]:
        with p.within(at, num[1]):
            operand = p.listing()
    p.i = behind
    if operand is not None:
        return tree.Derivative(p.span(start), kind, variables, order, operand)
    operand, bare = reach(p)
    return tree.Derivative(p.span(start), kind, variables, order, operand, bare)


def _order(p: Parser, i: int, end: int) -> tuple[int, int]:
    r"""The order written behind the sign at i - 1 (1 if none, also for ^{}), and the index behind it."""
    if i >= end or p.tokens[i].key != "^":
        return 1, i
    a, b = (i + 2, p.mate[i + 1]) if p.key_beyond(i + 1) == "{" else (i + 1, i + 2)
    text = "".join(t.key for t in p.tokens[a:b])
    after = b + 1 if p.key_beyond(i + 1) == "{" else b
    if text in ("", "1"):
        return 1, after
    if not text.isdigit() or not 1 < int(text) <= 20:
        raise UnsupportedError(f"a derivative of order {text} is not supported", (p.tokens[i - 1].start, p.tokens[b - 1].end), code="TD301", hint="write a whole order, as in \\frac{d^2}{dx^2}")
    return int(text), after


def _variables(p: Parser, den: Range, kind: str, order: int) -> tuple[tree.Variable, ...]:
    r"""\partial x \partial y, \partial x^2, dx\,dy; the orders must add up to that of the numerator."""
    pieces, squares = _pieces(p, den, kind)
    nodes = []
    for a, b in pieces:
        if a >= b:
            place = p.tokens[a - 1]
            raise p.error("the derivative has no variable here", "TD104", r"write \partial x", (place.start, place.end))
        with p.within(a, b):
            nodes.append(p.listing())
    if len(nodes) == order and not any(squares):
        return tuple(tree.Variable(node.span, node, 1) for node in nodes)
    variables = tuple(_counted(node, squared) for node, squared in zip(nodes, squares))
    total = sum(v.order for v in variables)
    if total != order:
        first, last = p.tokens[den[0]], p.tokens[den[1] - 1]
        raise p.error(f"the numerator says order {order}, the denominator {total}", "TD114", "write as many differentials below as the order above", (first.start, last.end))
    return variables


def _pieces(p: Parser, den: Range, kind: str) -> tuple[list[Range], list[int]]:
    """The token ranges between the signs of the denominator, and an order written at the sign itself (\\partial^2 x)."""
    cuts = []
    i = den[0]
    while i < den[1]:
        if _operator_kind(p, i) and (i == den[0] or _operator_kind(p, i) == kind) and i + 1 < den[1] and p.tokens[i + 1].key not in ("_", "\\partial") or p.tokens[i].key == "\\partial":
            cuts.append(i)
        if p.tokens[i].key == "_":
            i += 1
        i = p.mate[i] + 1 if p.mate[i] > i else i + 1
    if not cuts or cuts[0] != den[0]:
        return [den], [0]
    pieces, squares = [], []
    for cut, following in zip(cuts, [*cuts[1:], den[1]]):
        order, at = _order(p, cut + 1, following)
        pieces.append((at, following))
        squares.append(order if order > 1 else 0)
    return pieces, squares


def _counted(node: tree.Node, squared: int) -> tree.Variable:
    """The variable of \\partial x^2 and how often."""
    if squared:
        return tree.Variable(node.span, node, squared)
    if isinstance(node, tree.Script) and isinstance(node.sup, tree.Number) and node.sup.text.isdigit():
        base = node.base if node.sub is None else tree.Script(node.span, node.base, node.sub, None)
        base = base.body if isinstance(base, tree.Group) and isinstance(base.body, (tree.Symbol, tree.Script)) else base
        return tree.Variable(node.span, base, int(node.sup.text))
    return tree.Variable(node.span, node, 1)


def package_derivative(p: Parser, token: Token) -> tree.Node:
    r"""\pdv{f}{x}, \pdv{x}, \pdv[2]{f}{x}, \pdv{f}{x}{y}, \dv{f}{x}; \pd alone is \partial."""
    start = p.i
    kind = c.DERIVATIVE_FRACTIONS[token.key]
    if token.key in ("\\pd", "\\pp") and p.key_at(p.i + 1) != "{":
        return partial(p, token)
    p.i += 1
    order = 1
    if p.key == "[":
        close = p.mate[p.i]
        text = "".join(t.key for t in p.tokens[p.i + 1:close])
        order = int(text) if text.isdigit() and int(text) < 20 else 1
        p.i = close + 1
    parts: list[Range] = []
    while p.key == "{" and len(parts) < 3:
        parts.append(_part(p, token))
    if not parts:
        raise p.error(f"{token.key} needs arguments", "TD104", f"write {token.key}{{f}}{{x}}", (token.start, token.end))
    behind = p.i
    nodes = []
    for a, b in parts:
        if a < b:
            with p.within(a, b):
                nodes.append(p.listing())
        else:
            nodes.append(None)
    p.i = behind
    by = [n for n in (nodes[1:] if len(nodes) > 1 else nodes) if n is not None]
    variables = tuple(tree.Variable(n.span, n, order if len(by) == 1 else 1) for n in by)
    operand = nodes[0] if len(nodes) > 1 else None
    bare = False
    if operand is None:
        operand, bare = reach(p)
    return tree.Derivative(p.span(start), kind, variables, sum(v.order for v in variables), operand, bare)


# -- the operand --------------------------------------------------------------------------------------------------

def reach(p: Parser) -> tuple[tree.Node | None, bool]:
    r"""What an operator without operand applies to, and whether that is a reading.

    A bracket that only + - or nothing follows is the operand.  Else everything up to the next relation, comma, text, or term
    with a derivative operator of its own."""
    while p.key in c.SPACES and p.i + 1 < p.end:
        p.i += 1
    if p.i >= p.end or not (p.starts_factor() or p.key in ("+", "-")):
        return None, False
    at = p.i
    if bracket_open(p, at) and _ends_at(p, p.mate[at] + 1):
        return p.atom(p.tokens[at]), False
    saved, p.no_bar = p.no_bar, True
    try:
        operand = p.expression(stop=lambda sign: contains_operator(p, sign + 1))
    finally:
        p.no_bar = saved
    return operand, True


def _ends_at(p: Parser, i: int) -> bool:
    if i <= 0 or i >= p.end:
        return i > 0
    token = p.tokens[i]
    if token.kind == "text":
        return True
    closing_bar = token.key in ("|", "||", "\\|", "bar") and not _opens(p, i)
    return closing_bar or token.kind == "op" and (token.key in ("+", "-") or token.key in c.SEPARATORS or token.key in c.RELATIONS or token.key in c.CLOSERS or token.key in ("?", "\\overset", "\\stackrel", "&"))


def _opens(p: Parser, i: int) -> bool:
    from .brackets import opens
    return opens(p, i)


def contains_operator(p: Parser, i: int) -> bool:
    """Whether the term that begins at i has a derivative operator among its factors."""
    end = term_end(p, i)
    while i < end:
        if operator_at(p, i):
            return True
        i = p.mate[i] + 1 if p.mate[i] > i else i + 1
    return False


def operator_at(p: Parser, i: int) -> bool:
    """Whether a derivative operator that takes what follows (or holds its operand) begins at token i."""
    token = p.tokens[i]
    if token.key in c.NABLAS or token.key == "\\partial" or token.key in c.DERIVATIVE_FRACTIONS:
        return True
    if token.key == "{" and i + 1 < len(p.tokens) or token.kind == "sym" and token.name == "D" and token.font in ("", "roman") and p.key_at(i + 1) == "_":
        return operator_at(p, i + 1) if token.key == "{" else "D" not in p.not_functions and _acts(p, i)
    if token.key not in c.FRACTIONS:
        return False
    inner = i + 2 if p.key_beyond(i + 1) in ("{", "<") else i + 1
    if _operator_kind(p, inner) == "partial":
        return True
    close = p.mate[i + 1]
    return close > 0 and p.key_beyond(close + 1) == "{" and _fraction_kind(p, (i + 2, close), (close + 2, p.mate[close + 1])) != ""


# -- nabla, partial_x, D, H_f, J_f --------------------------------------------------------------------------------

def nabla(p: Parser, token: Token) -> tree.Node:
    r"""\nabla f, \nabla_x f, \nabla_x^2 f, \nabla^T f."""
    start = p.i
    p.i += 1
    sub, sup = _marks(p)
    if p.key in ("\\cdot", "\\times"):
        what = "divergence" if p.key == "\\cdot" else "curl"
        raise UnsupportedError(f"the {what} is not supported", p.span(start), code="TD301", hint="texderive derives gradients, Jacobians and Hessians")
    order, transpose = _power(p, sup, start)
    operand, bare, tight = _tight(p, sub) or (*reach(p), None)
    variables = tuple(tree.Variable(n.span, n, order) for n in _listed(sub))
    node: tree.Node = tree.Derivative(p.span(start), "nabla", variables, order, operand, bare)
    for script in (transpose, tight):
        if script is not None:
            node = tree.Script(p.span(start), node, None, script)
    return node


def worded(p: Parser, order: int) -> tree.Node | None:
    r"""\operatorname{grad}_x f and \operatorname{Hess} f; None where nothing follows."""
    start = p.i
    p.i += 1
    sub, sup = _marks(p)
    if sup is not None or not p.starts_factor():
        p.i = start
        return None
    operand, bare, tight = _tight(p, sub) or (*reach(p), None)
    node: tree.Node = tree.Derivative(p.span(start), "nabla", tuple(tree.Variable(n.span, n, order) for n in _listed(sub)), order, operand, bare)
    return node if tight is None else tree.Script(p.span(start), node, None, tight)


def _listed(sub: tree.Node | None) -> tuple[tree.Node, ...]:
    return () if sub is None else sub.items if isinstance(sub, tree.Items) else (sub,)


def _marks(p: Parser) -> tuple[tree.Node | None, tree.Node | None]:
    from .scripts import argument
    sub = sup = None
    while p.key in ("^", "_"):
        which = p.key
        if (sub if which == "_" else sup) is not None:
            raise p.error("double subscript" if which == "_" else "double superscript", "TD105", "put both into one")
        content = argument(p, subscript=which == "_")
        if which == "_":
            sub = content
        elif not isinstance(content, tree.Missing):
            sup = content
    return sub, sup


def _power(p: Parser, sup: tree.Node | None, start: int) -> tuple[int, tree.Node | None]:
    """The order and the transpose written at the sign."""
    if sup is None:
        return 1, None
    if isinstance(sup, tree.Number):
        if sup.text in ("1", "2", "3", "4"):
            return int(sup.text), None
    elif isinstance(sup, tree.Symbol) and sup.name in c.TRANSPOSES:
        return 1, sup
    raise UnsupportedError("a derivative of this order is not supported", p.span(start), code="TD301", hint=r"write \nabla^2 f")


def _tight(p: Parser, sub: tree.Node | None) -> tuple[tree.Node, bool, tree.Node | None] | None:
    r"""\nabla f(x), \nabla f^T d: the gradient of a named function is a unit; the transpose is the gradient's.

    Not so for expressions: \nabla x^T A x, \nabla \|x\|^2 + .. reach on; nor where another function follows, \nabla_x f(x) g(x)."""
    start = p.i
    if p.i >= p.end or p.tokens[p.i].kind != "sym" or p.tokens[p.i].name not in p.gradient_names:
        return None
    first = p.tokens[p.i]
    if first.name not in p.functions and (first.font in _VECTOR_FONTS or any(isinstance(n, tree.Symbol) and n.name == first.name for n in _listed(sub))):
        return None                              # \nabla_f f^T L f, \nabla_H \mathbf g^T H \mathbf g: vectors, and no functions
    saved, p.no_bar = p.no_bar, True
    node = p.factor()
    p.no_bar = saved
    transpose = None
    if isinstance(node, tree.Script) and isinstance(node.sup, tree.Symbol) and node.sup.name in c.TRANSPOSES:
        transpose = node.sup
        node = node.base if node.sub is None else tree.Script(node.span, node.base, node.sub, None)
    elif isinstance(node, tree.Prime) and node.count == 1:
        transpose, node = tree.Symbol((node.span[1] - 1, node.span[1]), "\\prime", "\\prime"), node.base
    inner = node.function if isinstance(node, tree.Call) else node
    if not isinstance(base_of(inner), tree.Symbol) or isinstance(node, tree.Script) and node.sup is not None:
        p.i = start
        return None
    if sub is not None and transpose is None and p.i < p.end and p.tokens[p.i].kind == "sym" and p.tokens[p.i].name in p.gradient_names and bracket_open(p, p.i + 1):
        p.i = start
        return None
    return node, False, transpose


def partial(p: Parser, token: Token) -> tree.Node:
    r"""\partial_x f, \partial f / \partial x, and \partial X alone: a differential."""
    start = p.i
    p.i += 1
    sub, sup = _marks(p)
    if sub is not None:
        order, transpose = _power(p, sup, start)
        names = _listed(sub)
        operand, bare = reach(p)
        variables = tuple(tree.Variable(n.span, n, order if len(names) == 1 else 1) for n in names)
        node = tree.Derivative(p.span(start), "partial", variables, max(order, len(names)), operand, bare)
        return node if transpose is None else tree.Script(p.span(start), node, None, transpose)
    inline = inline_derivative(p, start, "partial")
    if inline is not None:
        return inline
    if not p.starts_factor():
        raise p.error(r"\partial has nothing behind it", "TD104", r"write \frac{\partial f}{\partial x}", (token.start, token.end))
    operand = p.factor()
    return tree.Derivative(p.span(start), "partial", (), 1, operand)


def inline_derivative(p: Parser, start: int, kind: str) -> tree.Node | None:
    r"""\partial f / \partial x and df/dx written with a slash; None where this is none."""
    slash = start + 1
    while slash < p.end and p.tokens[slash].key not in c.DIVISIONS:
        token = p.tokens[slash]
        if token.kind == "op" and (token.key in ("+", "-") or token.key in c.SEPARATORS or token.key in c.RELATIONS or token.key in c.PRODUCTS) or token.kind == "text":
            return None
        slash = p.mate[slash] + 1 if p.mate[slash] > slash else slash + 1
    if slash + 1 >= p.end or _operator_kind(p, slash + 1) != kind or not _differential(p, (slash + 1, p.end)) and kind != "partial":
        return None
    order, at = _order(p, start + 1, slash)
    end = _denominator_end(p, slash + 1, kind)
    variables = _variables(p, (slash + 1, end), kind, order)
    operand: tree.Node | None = None
    if at < slash:
        with p.within(at, slash):
            operand = p.listing()
    p.i = end
    bare = False
    if operand is None:
        operand, bare = reach(p)
    return tree.Derivative(p.span(start), kind, variables, order, operand, bare)


def _denominator_end(p: Parser, i: int, kind: str) -> int:
    """Behind the differentials that begin at i, each a sign and one scripted token."""
    while i < p.end and _operator_kind(p, i) == kind:
        i += 1
        if p.key_at(i) == "^":
            i = p.mate[i + 1] + 1 if p.mate[i + 1] > i else i + 2
        i = p.mate[i] + 1 if i < p.end and p.mate[i] > i else i + 1
        while p.key_at(i) in ("_", "^", "'"):
            i = i + 1 if p.key_at(i) == "'" else p.mate[i + 1] + 1 if p.mate[i + 1] > i else i + 2
    return min(i, p.end)


def letter_operator(p: Parser, token: Token) -> tree.Node | None:
    """The letters d, D, H and J where they are operators: df/dx, D_x f, D f(x), H_f(x), J_f(x); None where they are names."""
    start = p.i
    if token.name in p.not_functions:
        return None
    if token.name == "d":
        return _differential_of(p, token, start)
    if token.name == "D" and token.font in ("", "roman"):
        return _differential_operator(p, token, start)
    if token.name in "HJ" and p.key_at(p.i + 1) == "_":
        return _of_function(p, token, start)
    return None


def _differential_of(p: Parser, token: Token, start: int) -> tree.Node | None:
    if token.font not in ("", "roman") or p.key_at(start + 1) == "_":
        return None
    p.i += 1
    node = inline_derivative(p, start, "d")
    if node is None and token.font == "roman" and p.starts_factor() and p.key not in ("(", "[", "\\left"):
        node = tree.Derivative(p.span(start), "d", (), 1, p.factor())
    if node is None:
        p.i = start
    return node


def _differential_operator(p: Parser, token: Token, start: int) -> tree.Node | None:
    if p.key_at(start + 1) == "_":
        if not _acts(p, start):
            return None
    elif not (start + 1 < p.end and p.tokens[start + 1].kind == "sym" and p.tokens[start + 1].name in p.function_names - {"\\sigma"} and p.bare_d):
        return None
    p.i = start + 1
    sub, sup = _marks(p)
    order, _ = _power(p, sup, start)
    operand, bare, tight = _tight(p, sub) or (*reach(p), None)
    node: tree.Node = tree.Derivative(p.span(start), "D", tuple(tree.Variable(n.span, n, order) for n in _listed(sub)), order, operand, bare)
    return node if tight is None else tree.Script(p.span(start), node, None, tight)


def _acts(p: Parser, start: int) -> bool:
    r"""Whether the D_{..} at start is an operator: something follows that mentions its variable, or the variable is bold."""
    a, b = _script_range(p, start + 2)
    inside = {t.name for t in p.tokens[a:b] if t.kind == "sym"}
    behind = b + 1 if p.key_at(start + 2) == "{" else b
    if behind < p.end and p.key_at(behind) == "^":
        behind = _script_range(p, behind + 1)[1] + (p.key_at(behind + 1) == "{")
    bold = any(t.font in _VECTOR_FONTS for t in p.tokens[a:b] if t.kind == "sym")
    if not inside or behind >= p.end or any(t.kind == "name" for t in p.tokens[a:b]) or not bold and not _mentioned(p, start, behind, inside):
        return False
    saved, p.i = p.i, behind
    following = p.starts_factor()
    p.i = saved
    return following


def _mentioned(p: Parser, start: int, i: int, names: set[str]) -> bool:
    """Whether the tokens from i on mention one of the names, or a defined function; an index letter only outside of subscripts and where D comes first."""
    letters = names <= _INDEX_LETTERS
    if letters and not heads(p, start):
        return False
    while i < p.end:
        token = p.tokens[i]
        if token.key == "_" and letters:
            i = _script_range(p, i + 1)[1]
        elif token.kind == "sym" and (token.name in names or not letters and token.name in p.functions):
            return True
        i += 1
    return False


def _script_range(p: Parser, i: int) -> Range:
    return (i + 1, p.mate[i]) if p.key_at(i) == "{" else (i, i + 1)


def _of_function(p: Parser, token: Token, start: int) -> tree.Node | None:
    r"""H_f(\mathbf{x}) and J_f(\mathbf{x})."""
    a, b = _script_range(p, start + 2)
    if b - a != 1 or p.tokens[a].kind != "sym" or p.tokens[a].name not in p.function_names - {"\\sigma"}:
        return None
    p.i = a
    saved_end, p.end = p.end, b
    function = p.factor()
    p.end = saved_end
    p.i = b + 1 if p.key_at(start + 2) == "{" else b
    operand: tree.Node = function
    if bracket_open(p, p.i):
        from .calls import arguments
        operand = tree.Call(p.span(start), function, arguments(p))
    hessian = token.name == "H"
    return tree.Derivative(p.span(start), "hessian" if hessian else "jacobian", (), 2 if hessian else 1, operand)
