r"""Judging a chain: its members typed together, evaluated at random points, each compared with the one before.

A verdict of wrong needs disagreement under every plausible reading: every scope of an unbracketed derivative, the constraints that
the document states, and every single symbol taken as symmetric (then the line is conditional).
"""
from __future__ import annotations

import re

import numpy as np

from .. import tree as t
from ..errors import ShapeError, TexDeriveError
from ..symbols import Symbol
from ..types.names import name_of
from ..verify.points import Points
from . import compare as c
from . import constants
from .edit import walk
from .heads import is_head, mentions
from .judged import Judged, Judgement
from .knowledge import Knowledge
from .numbers import Numbers, all_nodes, constrained, dims_of, numbers_for, symbols_of
from .prepare import Prepared
from .report import ASSUMES, EQUAL, SHAPE, SKIPPED, TRANSPOSED, UNREAD, WRONG
from .sides import Side, readings
from .together import ODD, RELATIONS, together
from .typing import Typed

_EMPTY_SUM = "TD325"               # \sum_n of something without n: an index gone wrong
_NOT_SHAPES = ("TD222", "TD223")   # something that cannot be differentiated by, a sum whose members are not known as such
_HYPOTHESES = ("symmetric", "diagonal", "orthogonal")
_VANISHING = ("deriv", "app", "dapp", "max", "min", "cmp", "cases", "ind", "delta")      # what may be zero at all points without being zero
REGIMES = ("real", "positive", "unit", "dominant")       # the last: square matrices with a dominant diagonal, for the logarithm of a determinant


def judge(prepared: Prepared, known: Knowledge, layout: str) -> Judged:
    """All relations of a chain under one layout."""
    room = prepared.room.with_layout(layout)
    readable = [k for k, s in enumerate(prepared.sides) if s.node is not None and not s.zero and not _hopeless(prepared.sides, k)]
    group, typed, errors = together(room, prepared.sides, readable)
    judged = Judged(prepared, layout, group, typed)
    if group is not None:
        judged.numbers = _numbers(list(typed.values()), bindings=group.bindings)
    for k in range(1, len(prepared.sides)):
        judged.judgements.append(_relation(judged, known, k, errors))
    bad = next((j.k for j in judged.judgements if j.verdict in (WRONG, SHAPE)), len(prepared.sides))
    judged.cost += 3.0 * (1 - bad / len(prepared.sides))          # the layout that carries further is the likelier one
    judged.cost += sum(_COST.get(j.verdict, 0.0) + 5.0 * (j.verdict == UNREAD and 0 <= j.before < j.k - 1) for j in judged.judgements) + (max(0.0, group.cost - ODD) if group else 0.0)
    return judged


_COST = {WRONG: 10.0, SHAPE: 11.0, ASSUMES: 6.0, UNREAD: 3.0, TRANSPOSED: 1.0}


def _hopeless(sides: list[Side], k: int) -> bool:
    """A member about a function that is defined nowhere, next to none that speaks of it."""
    beside = [sides[j] for j in (k - 1, k + 1) if 0 <= j < len(sides)]
    return any(all(s.node is None or not mentions(s.node, name) for s in beside) for name in sides[k].undefined)


def _numbers(typed: list[Typed], **options) -> Numbers:
    """Points at which as many members as possible have a value: elsewhere positive, between 0 and 1, or with dominant diagonals."""
    free: dict = {}
    for x in typed:
        free |= x.free
    exprs = [x.expr for x in typed]
    best, most = None, -1
    for regime in REGIMES:
        numbers = numbers_for(exprs, free, regime=regime, **options)
        good = sum(_finite(numbers.value(x.expr, x.free)) for x in typed)
        if good > most:
            best, most = numbers, good
        if good == len(typed):
            break
    return best


def _finite(value: c.Value | None) -> bool:
    return value is not None and bool(np.isfinite(value.array).all())


# ---------------------------------------------------------------- one relation

def _relation(judged: Judged, known: Knowledge, k: int, errors: dict[int, TexDeriveError]) -> Judgement:
    sides, side = judged.prepared.sides, judged.prepared.sides[k]
    if side.member.relation not in RELATIONS:
        return Judgement(k, SKIPPED)
    if side.node is None:
        return Judgement(k, UNREAD, error=side.error)
    if side.zero:
        return _zero(judged, k)
    if unknown := _unknown(sides[k - 1], side):
        return Judgement(k, UNREAD, k - 1, note=f"{unknown} is differentiated here but defined nowhere")
    if k in errors:
        error = errors[k]
        if isinstance(error, ShapeError) and k - 1 in judged.typed and _read_otherwise(judged, k - 1, k):
            return Judgement(k, EQUAL, k - 1, note="read otherwise")
        sure = (isinstance(error, ShapeError) and error.code not in _NOT_SHAPES and not counted_letters(sides) or error.code == _EMPTY_SUM) and judged.group is not None \
            and any(j in judged.typed for j in range(k)) and (sides[k - 1].node is not None or sides[k - 1].zero) and not _doubtful(side, known)
        return Judgement(k, SHAPE if sure else UNREAD, k - 1, error)
    if k in judged.typed and k - 1 in judged.typed and (_only_names(judged, k) or k == 1 and _new_name(judged)):
        return Judgement(k, SKIPPED, k - 1)
    before = next((j for j in range(k - 1, -1, -1) if (j in judged.typed or sides[j].zero) and not (j and j in judged.typed and _only_names(judged, j))), None)
    if k not in judged.typed or before is None or sides[before].zero:
        return Judgement(k, UNREAD, error=errors.get(k - 1) or sides[k - 1].error)
    if k - 1 not in judged.typed and sides[k - 1].node is None:
        return Judgement(k, UNREAD, error=sides[k - 1].error)
    found = _compared(judged, known, before, k)
    if any(j not in judged.typed for j in range(before + 1, k)) and found.verdict in (WRONG, SHAPE, ASSUMES):       # an unread member in between: nobody knows where it went wrong
        return Judgement(k, UNREAD, before, error=errors.get(k - 1))
    return found


def counted_letters(sides: list[Side]) -> bool:
    """Whether n stands beside n_k: a number of things beside numbers by kind, not a vector and its components."""
    below, bare = set(), set()
    for side in sides:
        for n, above in walk(side.node) if side.node is not None else ():
            if isinstance(n, t.Script) and isinstance(n.sub, t.Symbol) and isinstance(n.base, t.Symbol):
                below.add(n.base.name)
            elif isinstance(n, t.Symbol) and not (above and isinstance(above[-1], t.Script)):
                bare.add(n.name)
    return bool(below & bare & set("nNmMkKT"))


def _unknown(a: Side, b: Side) -> str:
    """An undefined function that only one of both sides speaks of."""
    for one, other in ((a, b), (b, a)):
        for name in one.undefined:
            if other.node is None or not mentions(other.node, name):
                return name
    return ""


def _zero(judged: Judged, k: int) -> Judgement:
    """`= 0` asks for a stationary point, unless what stands before it is zero everywhere."""
    value = judged.value(k - 1)
    return Judgement(k, EQUAL if value is not None and value.zero and not judged.prepared.sides[k - 1].undefined else SKIPPED, k - 1)


def _compared(judged: Judged, known: Knowledge, a: int, b: int) -> Judgement:
    x, y = judged.value(a), judged.value(b)
    if x is None or y is None:
        return Judgement(b, UNREAD, a, note="no value could be computed")
    verdict = c.compare(x, y)
    if verdict == c.EQUAL and x.zero and y.zero and any(n.op in _VANISHING for n in all_nodes([p.expr for p in _both(judged, a, b)])):
        return Judgement(b, UNREAD, a, note="both sides are zero at every point, which proves nothing")
    if verdict == c.EQUAL:
        return Judgement(b, EQUAL, a)
    if any(judged.prepared.sides[k].constant for k in (a, b)):
        same = constants.agree(judged, a, b)
        if same is not False:
            return Judgement(b, EQUAL if same else UNREAD, a, note="up to a constant" if same else "what the constant may depend on is not said")
    if _other_reading(judged, a, b):
        return Judgement(b, EQUAL, a, note="with the derivative reaching over other terms")
    if verdict == c.TRANSPOSED and _is_layout(judged, x, y):
        return Judgement(b, TRANSPOSED, a)
    if called := _call_or_product(judged, a, b):
        return Judgement(b, UNREAD, a, note=f"whether {called} is a function's value or a product is not said")
    if verdict == c.UNDEFINED or _two_meanings(_both(judged, a, b)):
        return Judgement(b, UNREAD, a, note="there was no point at which both sides have one value")
    opaque = [_opaque(p) for p in _both(judged, a, b)]
    if opaque[0] != opaque[1]:
        return Judgement(b, UNREAD, a, note=f"{', '.join(sorted(opaque[0] ^ opaque[1]))} is not defined")
    if known.constraints:
        moved = at_constraints(judged, known, judged.numbers)
        if moved is not None and _agree_at(moved, _both(judged, a, b)):
            return Judgement(b, EQUAL, a)
        if _unmet(judged, known, a, b, moved):
            return Judgement(b, UNREAD, a, note="no numbers were found that meet the conditions in the text")
    fresh, rows = _fresh(judged, b), _rows(judged, a, b)
    if rows:
        stacked = _numbers(_both(judged, a, b), bindings=judged.group.bindings, rows=rows)
        if _agree_at(stacked, _both(judged, a, b)):
            return Judgement(b, EQUAL, a, note="with the members of a family as rows")
        if all(s in [r[0] for r in rows] for s in fresh):
            return Judgement(b, SHAPE if verdict == c.SHAPES else WRONG, a, numbers=stacked, rows=tuple(rows))
    if (pair := _of_one_letter(judged, a, b)) is not None:
        return Judgement(b, UNREAD, a, note=f"how {pair[0].key} is made of {pair[1].key} is not said")
    if fresh:
        return Judgement(b, UNREAD, a, note=f"{', '.join(s.key for s in fresh)} is not explained before this line")
    means = _means(_both(judged, a, b))
    if means and _agree_at(_numbers(_both(judged, a, b), bindings=judged.group.bindings, means=means), _both(judged, a, b)):
        return Judgement(b, EQUAL, a, note="with the bar for the mean")
    if _counted(judged, a, b):
        return Judgement(b, EQUAL, a, note="with the number of entries for a letter")
    if any(_differentials(judged.prepared.sides[k].node, known) for k in (a, b)):
        return Judgement(b, UNREAD, a, note="differentials such as dx are not judged")
    if judged.prepared.summed and any(n.op == "delta" and n.args[0] == n.args[1] for n in all_nodes([p.expr for p in _both(judged, a, b)])):
        return Judgement(b, UNREAD, a, note="how many values the index of a trace of delta has is not said")
    different = set.symmetric_difference(*(set(symbols_of(all_nodes([p.expr]))) for p in _both(judged, a, b)))
    given = sorted(s.key for s in different if s.key in known.valued)
    if given:
        return Judgement(b, UNREAD, a, note=f"{', '.join(given)} is given a number in the text, which is not put in here")
    if label := _label(judged, a, b):
        return Judgement(b, UNREAD, a, note=f"whether {label} is an entry of a vector is not said")
    assumption = _assumption(judged, a, b)
    if assumption:
        return Judgement(b, ASSUMES, a, assumption=assumption)
    if x.shape != y.shape and x.shape == y.shape[::-1]:
        judged.cost += 1.0                     # in the other layout the shapes would agree
    return Judgement(b, SHAPE if verdict == c.SHAPES else WRONG, a)


def _opaque(typed: Typed) -> set[str]:
    """The unspecified functions that an expression speaks of."""
    return {(n.data if n.op == "app" else n.data[0]).latex for n in all_nodes([typed.expr]) if n.op in ("app", "dapp")}


def _fresh(judged: Judged, b: int) -> list[Symbol]:
    """Undeclared symbols that no earlier line, definition or constraint speaks of."""
    here = symbols_of(all_nodes([judged.typed[b].expr]))
    terms = judged.group.elaborator.symbols
    explained = {key for key, s in terms.items() if s.declared or any(mentions(d.body, s.name) for d in judged.prepared.room.definitions)}
    earlier = {s for k, x in judged.typed.items() if k < b for s in symbols_of(all_nodes([x.expr]))} | {b.symbol for b in judged.group.bindings}
    return [s for s in here if s not in earlier and s.key not in explained and s.props.isdisjoint(("ones", "identity"))]


def _only_names(judged: Judged, k: int) -> bool:
    """`... = g = ...` with a new name g: it names what stands before it."""
    expr = judged.typed[k].expr
    if expr.op == "app":
        return is_head(judged.prepared.sides[k].node) and not any(j != k and _opaque(judged.typed[k]) & _opaque(x) for j, x in judged.typed.items())
    return expr.op == "var" and is_head(judged.prepared.sides[k].node) and expr.data in _fresh(judged, k)


def _new_name(judged: Judged) -> bool:
    r"""\Delta u = ..., a name of several signs that nothing explains and no other member has."""
    node, expr = judged.prepared.sides[0].node, judged.typed[0].expr
    if not isinstance(node, t.Product) or name_of(node) is None or expr.op != "var":
        return False
    declared = {s.key for s in judged.group.elaborator.symbols.values() if s.declared}
    return expr.data.key not in declared and not any(expr.data in symbols_of(all_nodes([x.expr])) for j, x in judged.typed.items() if j)


def _rows(judged: Judged, a: int, b: int) -> list[tuple[Symbol, Symbol]]:
    """(X, x) where one side speaks of a matrix X and the other of vectors x_i, (y, y_i) likewise: X has the x_i as rows, y the entries y_i."""
    left, right = (set(symbols_of(all_nodes([p.expr]))) for p in _both(judged, a, b))
    out = []
    for symbol in sorted(left ^ right, key=lambda s: s.key):
        if symbol.family or not symbol.slots:
            continue
        for family in sorted(left | right, key=lambda s: s.key):
            if len(family.family) == 1 and _letter(family) == _letter(symbol) and len(family.slots) == len(symbol.slots):
                out.append((symbol, family))
                break
    return out


def _means(pair: list[Typed]) -> list[tuple[Symbol, Symbol]]:
    r"""(\bar x, x) where nothing says what \bar x is: the mean of the entries of x, or of the vectors x_i."""
    symbols = symbols_of(all_nodes([p.expr for p in pair]))
    return [(s, x) for s in symbols for x in symbols if (m := _BAR.fullmatch(s.key)) and m[1] == _root(x) and len(x.family) + len(x.slots) == len(s.slots) + 1]


def _counted(judged: Judged, a: int, b: int) -> bool:
    r"""Whether the line holds if an undeclared number is how many entries something has: the d of \frac1d \mathbf 1^\top x."""
    pair, points = _both(judged, a, b), judged.numbers.points
    nodes = all_nodes([p.expr for p in pair])
    letters = [s for s in symbols_of(nodes) if s.key in _COUNTS and s.shape == (1, 1) and not s.family and s in points.env]
    for s in letters:
        for size in dict.fromkeys(points.sizes[d] for d in dims_of(nodes)):
            moved = Numbers(Points({**points.env, s: np.full_like(points.env[s], size)}, points.sizes, points.count), judged.numbers.free)
            if _agree_at(moved, pair):
                return True
    return False


_COUNTS = frozenset("nNmMdDpPkKT")             # letters that count entries, members or dimensions
_BAR = re.compile(r"\\(?:bar|overline)\s*\{?\s*(\\?[A-Za-z]+)\s*\}?")


def _root(s: Symbol) -> str:
    return re.split(r"[_^]", s.key)[0].strip("{}")


def _differentials(node: t.Node | None, known: Knowledge) -> bool:
    """Whether d stands before something like an operator: d(x^T A x), dX."""
    if "d" in known.declared or known.definition("d") is not None or node is None:
        return False
    return any(isinstance(n, t.Product) and any(isinstance(f, t.Symbol) and f.name == "d" and f.span[1] == g.span[0] for f, g in zip(n.factors, n.factors[1:])) for n, _ in walk(node))


def _label(judged: Judged, a: int, b: int) -> str:
    r"""s_y, read as a name of its own, where a Kronecker delta has y as an index; "" where there is none."""
    letters = {i.name for k in (a, b) for n, _ in walk(judged.prepared.sides[k].node) if isinstance(n, t.Script) and isinstance(n.base, t.Symbol) and n.base.name == r"\delta"
               and isinstance(n.sub, t.Items) for i in n.sub.items if isinstance(i, t.Symbol)}
    names = [s.key for p in _both(judged, a, b) for s in symbols_of(all_nodes([p.expr])) if not s.family]
    return next((name for name in names for i in sorted(letters) if name.endswith((f"_{i}", f"_{{{i}}}"))), "")


def _letter(s: Symbol) -> str:
    return (s.plain or s.latex.split("_")[0]).strip("\\{}").split("{")[-1].lower()[:1]


def _initial(s: Symbol) -> str:
    r"""The letter or name a symbol begins with, small: d of D_1 and of \mathbf{d}."""
    match = re.search(r"[A-Za-z]+", re.sub(r"\\(?:mathbf|boldsymbol|bm|mathrm|mathcal|vec|hat|tilde|bar|widehat)\b", "", s.key))
    return match[0].lower() if match else s.key


def _is_layout(judged: Judged, x: c.Value, y: c.Value) -> bool:
    """Rows for columns are a layout; a square matrix for its transpose only where the layout of a derivative can be meant."""
    square = x.shape == y.shape
    return not square or judged.prepared.derives and not any(_by_matrix(n) for n in all_nodes([e.expr for e in judged.typed.values()]))


def _by_matrix(n) -> bool:
    return n.op == "deriv" and n.args[0].is_scalar and len(n.args) == 2 and n.args[1].is_matrix


def _other_reading(judged: Judged, a: int, b: int) -> bool:
    """Whether some other scope of an unbracketed operator or function makes the line right: in one member, or in both."""
    if _read_otherwise(judged, a, b) or _read_otherwise(judged, b, a):
        return True
    left, right = ([v for node in readings(judged.prepared.sides[k].node) if (v := judged.value_of(node)) is not None] for k in (a, b))
    return any(_same(x, y) for x in left for y in right)


def _read_otherwise(judged: Judged, a: int, b: int) -> bool:
    """Whether member b agrees with member a under some other scope."""
    target = judged.value(a)
    return target is not None and any((value := judged.value_of(node)) is not None and _same(value, target) for node in readings(judged.prepared.sides[b].node))


def _same(x: c.Value, y: c.Value) -> bool:
    return not x.zero and c.compare(x, y) in (c.EQUAL, c.TRANSPOSED)


def _both(judged: Judged, a: int, b: int) -> list[Typed]:
    return [judged.typed[a], judged.typed[b]]


def _two_meanings(pair: list[Typed]) -> bool:
    """exp or cos of a square matrix, taken entry by entry, which may be meant as a function of the matrix: not said."""
    nodes = all_nodes([p.expr for p in pair])
    entrywise = [n for n in nodes if n.op == "fn" and n.is_matrix and n.data in _OF_MATRICES and n.shape[0] == n.shape[1]]
    return bool(entrywise) and (any(n.op in ("mfn", "tr") for n in nodes) or any(n.op == "comp" and n.args[0] in entrywise for n in nodes))


_OF_MATRICES = frozenset(("exp", "log", "sin", "cos", "sqrt"))


def _call_or_product(judged: Judged, a: int, b: int) -> str:
    """t(x), which may be a function's value, where one member has it and the other does not; "" where there is none."""
    called, bare = [], []
    for k in (a, b):
        nodes = list(walk(judged.prepared.sides[k].own))
        called.append(_of_one_name(nodes))
        bare.append({n.name for n, above in nodes if isinstance(n, t.Symbol) and not (above and isinstance(above[-1], t.Call) and above[-1].function is n)})
    symbols = {s.plain or s.key for p in _both(judged, a, b) for s in symbols_of(all_nodes([p.expr]))} | {s.key for p in _both(judged, a, b) for s in symbols_of(all_nodes([p.expr]))}
    doubtful = [n for here, there in ((0, 1), (1, 0)) for name, n in called[here].items() if name in bare[there] and name not in called[there] and {name, n.function.latex} & symbols]
    return f"{doubtful[0].function.latex}({doubtful[0].args[0].latex})" if doubtful else ""


def _of_one_name(nodes) -> dict[str, t.Call]:
    """The names that are called with one name, t(x)."""
    return {n.function.name: n for n, _ in nodes if isinstance(n, t.Call) and isinstance(n.function, t.Symbol) and len(n.args) == 1 and isinstance(n.args[0], t.Symbol)}


def _doubtful(side: Side, known: Knowledge) -> bool:
    """Whether a member has a letter before a name in brackets that is no function of the document: t(x), which shapes say nothing sure about."""
    return any(len(name.lstrip("\\")) == 1 and n.function.latex not in known.functions and name not in known.functions for name, n in _of_one_name(walk(side.own)).items())


def _of_one_letter(judged: Judged, a: int, b: int) -> tuple[Symbol, Symbol] | None:
    """(D, d) where one member alone speaks of an undeclared D, and some member of d: how they belong together is not said."""
    left, right = (set(symbols_of(all_nodes([p.expr]))) for p in _both(judged, a, b))
    declared = {s.key for s in judged.group.elaborator.symbols.values() if s.declared}
    pairs = [(x, y) for x in left ^ right for y in left | right if x.key not in declared and _initial(x) == _initial(y) and len(x.slots) > len(y.slots) and not y.family]
    return min(pairs, key=lambda p: p[0].key) if pairs else None


def _unmet(judged: Judged, known: Knowledge, a: int, b: int, moved: Numbers | None) -> bool:
    """Whether an equation of the document speaks of these members' letters, but no point was found where it holds and their properties too."""
    here = set(symbols_of(all_nodes([p.expr for p in _both(judged, a, b)])))
    for left, right in known.constraints:
        try:
            nodes = all_nodes([typed.expr for typed in judged.group.equation(left, right)])
        except (TexDeriveError, RecursionError):
            continue
        about = here & set(symbols_of(nodes))
        if about and (moved is None or any("symmetric" in s.props and np.abs(moved.points.env[s] - np.swapaxes(moved.points.env[s], -1, -2)).max() > 1e-6 for s in about if s in moved.points.env)):
            return True
    return False


def at_constraints(judged: Judged, known: Knowledge, numbers: Numbers) -> Numbers | None:
    """These points moved to where the equations hold that the document states; None where it states none of their letters."""
    pairs = []
    for left, right in known.constraints:
        try:
            pairs.append(tuple(typed.expr for typed in judged.group.equation(left, right)))
        except (TexDeriveError, RecursionError):
            continue
    pairs = [(p, q) for p, q in pairs if all(s in numbers.points.env for s in symbols_of(all_nodes([p, q])))]
    return constrained(numbers, pairs) if pairs else None


def _agree_at(numbers: Numbers, pair: list[Typed]) -> bool:
    x, y = (numbers.value(p.expr, p.free) for p in pair)
    if x is None or y is None or x.zero:
        return False
    verdict = c.compare(x, y)
    return verdict == c.EQUAL or verdict == c.TRANSPOSED and x.shape != y.shape


def _assumption(judged: Judged, a: int, b: int) -> tuple[str, str] | None:
    """(symbol, property) under which the line would hold: one matrix symmetric, or all of them."""
    pair = _both(judged, a, b)
    symbols = [s for s in symbols_of(all_nodes([p.expr for p in pair])) if _square(s)]
    for prop in _HYPOTHESES[:1]:
        for symbol in symbols:
            if _holds_if(judged, pair, {symbol: symbol.props | {prop}}):
                return symbol.key, prop
        if len(symbols) > 1 and _holds_if(judged, pair, {s: s.props | {prop} for s in symbols}):
            return " and ".join(s.key for s in symbols), prop
    return None


def weaker_assumption(judged: Judged, a: int, b: int) -> tuple[str, str] | None:
    """Rarer properties, asked for only where no slip explains the line."""
    pair = _both(judged, a, b)
    for symbol in [s for s in symbols_of(all_nodes([p.expr for p in pair])) if _square(s)]:
        for prop in _HYPOTHESES[1:]:
            if _holds_if(judged, pair, {symbol: symbol.props | {prop}}):
                return symbol.key, prop
    return None


def _square(s: Symbol) -> bool:
    return 1 not in s.shape and s.shape[0] == s.shape[1] and not s.props & {"symmetric", "posdef", "psd", "diagonal", "identity", "skew"}


def _holds_if(judged: Judged, pair: list[Typed], props: dict[Symbol, frozenset[str]]) -> bool:
    return _agree_at(_numbers(pair, props=props, bindings=judged.group.bindings), pair)
