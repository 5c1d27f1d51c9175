r"""Brackets of every kind: ( [ \{, bars and norms (whose sides look alike), \left..\right, matrices and cases."""
from __future__ import annotations

from dataclasses import replace

from .. import tree
from . import commands as c
from .parser import Parser
from .tokens import Token

_ALIKE = {"|": "|", "\\vert": "|", "bar": "|", "||": "||", "\\|": "||", "\\Vert": "||"}


def braces(p: Parser, token: Token) -> tree.Node:
    """Invisible braces: their content as one factor; {} is nothing and only allowed as the base of scripts."""
    open_ = p.i
    close = p.mate[open_]
    if close == open_ + 1:
        p.i = close + 1
        if p.key in ("^", "_"):
            return _before(p) or tree.Missing((token.start, p.tokens[close].end))
        if p.starts_factor():
            return p.factor()
        raise p.error("an empty group has nothing to read", "TD109", "write an expression between the braces",
                      (token.start, p.tokens[close].end))
    if p.key_at(close + 1) in c.DIVISIONS and (node := _derivative_beside(p, open_, close)) is not None:
        return node
    saved = p.font
    p.font = token.font or saved
    if any(t.key in ("\\over", "\\atop", "\\choose") for t in p.tokens[open_ + 1:close]):
        node = _over(p, open_, close)
    else:
        node = p.within(open_ + 1, close, p.listing)
        p.i = close + 1
    p.font = saved
    return _applied(p, token.start, node) if isinstance(node, tree.Derivative) and node.operand is None else node


def _applied(p: Parser, start: int, operator: tree.Derivative) -> tree.Derivative:
    r"""An operator in brackets, {\nabla_x} f and \left[\frac{d}{dx}\right]^2 f, and what it applies to."""
    from .reach import reach
    from .scripts import argument
    times = argument(p, subscript=False) if p.key == "^" and operator.order == 1 and len(operator.variables) == 1 else None
    if times is not None and not (isinstance(times, tree.Number) and times.text in ("1", "2", "3", "4")):
        raise p.error("a derivative of this order is not supported", "TD301", r"write \frac{d^2}{dx^2}", times.span)
    order = operator.order if times is None else int(times.text)
    operand, bare = reach(p)
    return tree.Derivative((start, p.tokens[p.i - 1].end), operator.kind,
                           tuple(replace(v, order=v.order if times is None else order) for v in operator.variables),
                           order, operand, bare)


def _derivative_beside(p: Parser, open_: int, close: int) -> tree.Node | None:
    r"""{\partial f}/{\partial x} and (df)/(dx); None where the brackets on both sides of a slash hold no such thing."""
    from .fractions import denominator_end, quotient_of
    from .signs import sign_kind
    second = close + 2
    kind = sign_kind(p, open_ + 1)
    if (not kind or second >= p.end or p.tokens[second].key != p.tokens[open_].key or sign_kind(p, second + 1) != kind
            or denominator_end(p, second + 1, kind) != p.mate[second]):
        return None
    p.i = p.mate[second] + 1
    return quotient_of(p, open_, (open_ + 1, close), (second + 1, p.mate[second]))


def _before(p: Parser) -> tree.Node | None:
    r"""{}^t x, a transpose written in front of its letter; the cursor is at ^."""
    from .scripts import argument
    start = p.i
    if p.key == "^":
        sup = argument(p, subscript=False)
        if isinstance(sup, tree.Symbol) and sup.name in ("t", "T", "\\top", "\\intercal") and p.starts_factor():
            return tree.Script(p.span(start), p.factor(), None, sup)
    p.i = start
    return None


def _over(p: Parser, open_: int, close: int) -> tree.Node:
    r"""{a \over b}."""
    at = next(i for i in range(open_ + 1, close) if p.tokens[i].key in ("\\over", "\\atop", "\\choose"))
    if p.tokens[at].key != "\\over":
        raise p.error(f"{p.tokens[at].key} is not supported", "TD111", r"write \frac{..}{..}",
                      (p.tokens[at].start, p.tokens[at].end))
    from .fractions import quotient_of
    p.i = close + 1
    return quotient_of(p, open_, (open_ + 1, at), (at + 1, close))


def bracket(p: Parser, token: Token) -> tree.Node:
    r"""( .. ), [ .. ], \{ .. \}, \langle .. \rangle, \lfloor, \lceil, \lvert, \lVert."""
    open_ = p.i
    close = p.mate[open_]
    if close < 0:
        raise p.error(f"'{token.key}' is never closed", "TD102", f"add the closing '{c.OPENERS[token.key]}'")
    if p.key_at(close + 1) in c.DIVISIONS and (node := _derivative_beside(p, open_, close)) is not None:
        return node
    double = token.key == p.tokens[open_ + 1].key == "\\lvert" and p.mate[open_ + 1] == close - 1
    body = _content(p, open_ + double, close - double)
    p.i = close + 1
    span = p.span(open_)
    if double:                                                       # \lvert\lvert x\rvert\rvert
        return tree.Delim(span, "norm", body)
    _same_kind(p, token.key, p.tokens[close].key, body, close)
    return _grouped(p, span, token.key, body) if token.key in c.BRACKET else _delimited(span, c.DELIMITER[token.key], body)


def _grouped(p: Parser, span: tree.Span, left: str, body: tree.Node) -> tree.Node:
    r"""A bracket; (\nabla f)(x) is the derivative of f at x, and an operator alone in it is applied to what follows."""
    if isinstance(body, tree.Derivative):
        if ((p.key == "(" or p.key == "\\left" and p.tokens[p.i].name == "(") and isinstance(body.operand, tree.Symbol)
                and body.operand.name in p.gradient_names):
            from .calls import arguments
            return replace(body, operand=tree.Call(span, body.operand, arguments(p)))
        if body.operand is None and (p.key == "^" or p.starts_factor()):
            return _applied(p, span[0], body)
    return tree.Group(span, c.BRACKET[left], body)


def _same_kind(p: Parser, left: str, right: str, body: tree.Node, close: int) -> None:
    """A bracket is closed by one of its kind; only the ends of an interval, (0, 1], may differ."""
    kind, other = c.BRACKET.get(left), c.BRACKET.get(c.CLOSERS.get(right, ""))
    if kind != other and kind and other and not isinstance(body, tree.Items):
        raise p.error(f"'{left}' is closed by '{right}'", "TD102", f"write '{c.OPENERS[left]}'",
                      (p.tokens[close].start, p.tokens[close].end))


def _delimited(span: tree.Span, kind: str, body: tree.Node) -> tree.Node:
    if kind == "inner" and isinstance(body, tree.Relation) and body.ops == ("mid",):
        body = tree.Items(body.span, body.parts)
    return tree.Delim(span, kind, body)


def _content(p: Parser, open_: int, close: int) -> tree.Node:
    r"""What stands between two brackets; a lone \cdot or \, stands for nothing, as in [\cdot]_{ij}."""
    if close == open_ + 1:
        raise p.error("an empty bracket has nothing to read", "TD109", "write an expression in the bracket",
                      (p.tokens[open_].start, p.tokens[close].end))
    if close == open_ + 2 and p.tokens[open_ + 1].key in ("\\cdot", "\\bullet"):
        return tree.Missing((p.tokens[open_ + 1].start, p.tokens[open_ + 1].end))
    return p.within(open_ + 1, close, p.listing)


def opens(p: Parser, i: int) -> bool:
    """Whether the bar at i begins a factor: not where it can close an open one, and only if a partner follows."""
    sign = _ALIKE[p.tokens[i].key]
    if p.bars and p.bars[-1] == sign:
        return False
    if p.tokens[i].key == "bar":
        return False
    return partner(p, i) > i + 1


def partner(p: Parser, i: int) -> int:
    """The next bar like the one at i on the same level, or -1."""
    sign = _ALIKE[p.tokens[i].key]
    j = i + 1
    while j < p.end:
        token = p.tokens[j]
        if _ALIKE.get(token.key) == sign and not (token.key == "bar" and p.key_at(j + 1) == "_"):
            return j
        if token.key == "\\\\" or token.key in c.SPACES:
            return -1
        j = p.behind(j)
    return -1


def bars(p: Parser, token: Token) -> tree.Node:
    r"""|x|, ||x||, \|x\|, \Vert x\Vert: the same sign opens and closes."""
    open_ = p.i
    sign = _ALIKE[token.key]
    if partner(p, open_) < 0:
        raise p.error(f"'{token.key}' is never closed", "TD102", f"add the closing '{token.key}'")
    p.i += 1
    p.bars = [*p.bars, sign]
    saved, p.no_bar = p.no_bar, False
    body = p.listing_in_bars()
    p.bars, p.no_bar = p.bars[:-1], saved
    if p.i >= p.end or _ALIKE.get(p.tokens[p.i].key) != sign:
        raise p.unexpected() if p.i < p.end else p.error(f"'{token.key}' is never closed", "TD102",
            f"add the closing '{token.key}'", (token.start, token.end))
    p.i += 1
    return tree.Delim(p.span(open_), "norm" if sign == "||" else "abs", body)


def sided(p: Parser, token: Token) -> tree.Node:
    r"""\left x .. \right y with all their combinations: brackets, norms, evaluation \left.
    .. \right|_{..}, a brace before cases."""
    open_ = p.i
    close = p.mate[open_]
    left, right = token.name, p.tokens[close].name
    inner = _double(p, open_, close, left, right)
    if inner is not None:
        return inner
    body = _content(p, open_, close)
    p.i = close + 1
    span = p.span(open_)
    if left == ".":
        if c.DELIMITER.get(right) == "abs" and p.key == "_":
            from .scripts import evaluation
            return evaluation(p, body, open_)
        return body if right == "." else tree.Group(span, c.BRACKET.get(c.CLOSERS.get(right, right), "("), body)
    if right == "." and left in ("\\{", "\\lbrace"):
        return _as_cases(span, body)
    if right == "." and left in c.DELIMITER:
        raise p.error(f"'{left}' has no partner", "TD102", "write the same sign behind \\right", (token.start, token.end))
    _same_kind(p, left, right, body, close)
    if left in c.BRACKET:
        return _grouped(p, span, left, body)
    if left in c.DELIMITER:
        return _delimited(span, c.DELIMITER[left], body)
    raise p.error(f"\\left{left} is not a bracket that can be read here", "TD110", r"write \left( .. \right)",
                  (token.start, token.end))


def _double(p: Parser, open_: int, close: int, left: str, right: str) -> tree.Node | None:
    r"""\left|\left|x\right|\right| is a norm."""
    if (left == right == "|" and p.mate[open_ + 1] == close - 1 and p.tokens[open_ + 1].name == "|"
            and p.tokens[close - 1].name == "|"):
        body = p.within(open_ + 2, close - 1, p.listing)
        p.i = close + 1
        return tree.Delim(p.span(open_), "norm", body)
    return None


def _as_cases(span: tree.Span, body: tree.Node) -> tree.Node:
    if isinstance(body, tree.Matrix) and body.delim == "":
        return tree.Cases(span, tuple((row[0], condition(row[1]) if len(row) > 1 else None) for row in body.rows))
    return tree.Group(span, "{", body)


# -- rows and columns ---------------------------------------------------------------------------------------------

def environment(p: Parser, token: Token) -> tree.Node:
    """A matrix, cases or an aligned block.  ReadError where its rows differ in length."""
    open_ = p.i
    close = p.mate[open_]
    cells = _cells(p, open_ + 1, close)
    rows = [[_cell(p, start, end) for start, end in row] for row in cells]
    p.i = close + 1
    span = p.span(open_)
    if not rows:
        raise p.error(f"{token.name} is empty", "TD109", "write its entries", (token.start, token.end))
    if token.name in c.CASES:
        _check_cases(p, cells, rows)
        return tree.Cases(span, tuple((row[0], condition(row[1]) if len(row) > 1 else None) for row in rows))
    width = len(rows[0])
    for number, row in enumerate(rows):
        if len(row) != width:
            at = p.tokens[cells[number][0][0]]
            raise p.error(f"row {number + 1} has {len(row)} entr{'y' if len(row) == 1 else 'ies'}, row 1 has {width}",
                          "TD113", "give all rows the same length", (at.start, at.end))
    return tree.Matrix(span, tuple(tuple(row) for row in rows), c.MATRICES[token.name])


def _check_cases(p: Parser, cells: list[list[tuple[int, int]]], rows: list[list[tree.Node]]) -> None:
    """Every row of cases is a value and its condition; only the last may have none."""
    for number, row in enumerate(rows):
        if len(row) > 2:
            at = p.tokens[cells[number][2][0] - 1]
            raise p.error("a case has one value and one condition", "TD113",
                          r"write value & condition, and \\ between the cases", (at.start, at.end))
        if number < len(rows) - 1 and (len(row) < 2 or condition(row[1]) is None):
            at = p.tokens[cells[number][-1][0]]
            raise p.error(f"case {number + 1} has no condition", "TD113", "write its condition behind &", (at.start, at.end))


def _cells(p: Parser, start: int, end: int) -> list[list[tuple[int, int]]]:
    r"""Token ranges of the cells: rows at \\, columns at &; an empty last row does not count."""
    rows: list[list[tuple[int, int]]] = [[]]
    i = at = start
    while i < end:
        key = p.tokens[i].key
        if key == "&" or key == "\\\\":
            rows[-1].append((at, i))
            at = i + 1
            if key != "&":
                rows.append([])
        i = p.behind(i)
    rows[-1].append((at, end))
    if rows[-1] == [(end, end)]:
        rows.pop()
    return rows


def _cell(p: Parser, start: int, end: int) -> tree.Node:
    while end > start and p.tokens[end - 1].key in c.SEPARATORS:
        end -= 1
    if start >= end:
        place = p.tokens[min(start, len(p.tokens) - 1)].start
        return tree.Missing((place, place))
    return p.within(start, end, p.listing)


def condition(node: tree.Node) -> tree.Node | None:
    r"""The condition of a case: \text{if} and the like fall away; "otherwise" is None."""
    if isinstance(node, tree.Text | tree.Missing):
        return None
    if isinstance(node, tree.Symbol) and node.name in ("otherwise", "else", "sonst"):
        return None
    if isinstance(node, tree.Items):
        rest = tuple(item for item in node.items if not isinstance(item, tree.Text))
        return None if not rest else rest[0] if len(rest) == 1 else tree.Items(node.span, rest)
    return node
