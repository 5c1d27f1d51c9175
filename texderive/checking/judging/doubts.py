r"""What keeps a difference from being a slip: other readings of a line, and what the document does
not say about its letters."""
from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from ... import tree as t
from ...symbols import Symbol
from ...types.names import is_transposed, name_of
from ...types.notation.numbered import calls_in
from ..context.knowledge import Knowledge
from ..members.sides import Side, nodes_of, readings
from ..notation.differentials import counts_with_d
from ..trees.heads import derivatives, is_head, mentions
from ..trees.structures import structure, walk
from ..typed.typing import Typed
from ..values import compare as c
from ..values.numbers import Numbers, all_nodes, dims_of, numbers_for, symbols_of
from .hypotheses import agree_at, both
from .judged import Judged, finite

_COUNTS = frozenset("nNmMdDpPkKT")             # letters that count entries, members or dimensions
_FIRST = re.compile(r"(\\?[A-Za-z]+)_\{?0\}?")
_CAPITAL = re.compile(r"(?<![A-Za-z\\])[A-Z](?![A-Za-z])")
_BAR = re.compile(r"\\(?:bar|overline)\s*\{?\s*(\\?[A-Za-z]+)\s*\}?")
_OF_MATRICES = frozenset(("exp", "log", "sin", "cos", "sqrt"))


def opaque_names(typed: Typed) -> set[str]:
    """The unspecified functions that an expression speaks of."""
    return {(n.data if n.op == "app" else n.data[0]).latex for n in all_nodes([typed.expr]) if n.op in ("app", "dapp")}


def fresh_symbols(judged: Judged, b: int) -> list[Symbol]:
    """Undeclared symbols that no earlier line, definition or constraint speaks of."""
    here = symbols_of(all_nodes([judged.typed[b].expr]))
    terms = judged.group.elaborator.symbols
    end = judged.prepared.chain.members[-1].end
    later = {p.name for p in judged.prepared.known.placed if p.place > end}
    explained = {key for key, s in terms.items() if s.declared
                 or any(d.name not in later and mentions(d.body, s.name) for d in judged.prepared.room.definitions)
                 or any(mentions(n, s.name) for pair in judged.prepared.known.constraints for n in pair)}
    limit = judged.prepared.sides[b].limit
    # the h of \lim_{h \to 0}
    explained |= {key for key, s in terms.items() if limit is not None and s.name == name_of(limit[0])}
    earlier = ({s for k, x in judged.typed.items() if k < b for s in symbols_of(all_nodes([x.expr]))}
               | {b.symbol for b in judged.group.bindings})
    return [s for s in here if s not in earlier and s.key not in explained and s.props.isdisjoint(("ones", "identity"))]


def only_names(judged: Judged, k: int) -> bool:
    """`... = g = ...` with a new name g: it names what stands before it."""
    expr = judged.typed[k].expr
    if expr.op == "app":
        return (is_head(judged.prepared.sides[k].node)
                and not any(j != k and opaque_names(judged.typed[k]) & opaque_names(x) for j, x in judged.typed.items()))
    return expr.op == "var" and is_head(judged.prepared.sides[k].node) and expr.data in fresh_symbols(judged, k)


def new_name(judged: Judged) -> bool:
    r"""\Delta u = ..., a name of several signs that nothing explains and no other member has."""
    node, expr = judged.prepared.sides[0].node, judged.typed[0].expr
    if not isinstance(node, t.Product) or name_of(node) is None or expr.op != "var":
        return False
    declared = {s.key for s in judged.group.elaborator.symbols.values() if s.declared}
    return expr.data.key not in declared and not any(expr.data in symbols_of(all_nodes([x.expr]))
                                                     for j, x in judged.typed.items() if j)


def rows_of(judged: Judged, a: int, b: int) -> list[tuple[Symbol, Symbol]]:
    """(X, x) where one side speaks of a matrix X and the other of vectors x_i, (y, y_i) likewise:
    X has the x_i as rows, y the entries y_i."""
    left, right = (set(symbols_of(all_nodes([p.expr]))) for p in both(judged, a, b))
    out = []
    for symbol in sorted(left ^ right, key=lambda s: s.key):
        if symbol.family or not symbol.slots:
            continue
        for family in sorted(left | right, key=lambda s: s.key):
            if len(family.family) == 1 and _letter(family) == _letter(symbol) and len(family.slots) == len(symbol.slots):
                out.append((symbol, family))
                break
    return out


def means_of(pair: list[Typed]) -> list[tuple[Symbol, Symbol]]:
    r"""(\bar x, x) where nothing says what \bar x is: the mean of the entries of x, or of the vectors x_i."""
    symbols = symbols_of(all_nodes([p.expr for p in pair]))
    return [(s, x) for s in symbols for x in symbols if (m := _BAR.fullmatch(s.key)) and m[1] == _root(x)
            and len(x.slots) == len(s.slots) + 1]


def right_by_count(pair: list[Typed], numbers: Numbers) -> bool:
    r"""Whether the line holds if an undeclared number is how many entries something has:
    the d of \frac1d \mathbf 1^\top x."""
    points = numbers.points
    nodes = all_nodes([p.expr for p in pair])
    letters = [s for s in symbols_of(nodes) if s.key in _COUNTS and s.shape == (1, 1) and not s.family and s in points.env]
    for s in letters:
        for size in dict.fromkeys(points.sizes[d] for d in dims_of(nodes)):
            there = numbers.moved(s, np.full_like(points.env[s], size))
            if agree_at(there, pair) or all(finite(v) and v.zero for v in (there.value(p.expr, p.free) for p in pair)):
                return True
    return False


def _root(s: Symbol) -> str:
    return re.split(r"[_^]", s.key)[0].strip("{}")


def has_differentials(node: t.Node | None, known: Knowledge, capital: bool = False) -> bool:
    """Whether d stands before something like an operator: d(x^T A x), dX; before a capital letter alone where `capital`."""
    if "d" in known.declared or known.definition("d") is not None or node is None or counts_with_d(node):
        return False
    of_matrix = lambda g: (name_of(g.base if isinstance(g, t.Script) else g) or "").lstrip("\\")[:1].isupper()
    return any(isinstance(n, t.Product) and any(isinstance(f, t.Symbol) and f.name == "d" and f.span[1] == g.span[0]
                                                and (not capital or of_matrix(g)) for f, g in zip(n.factors, n.factors[1:]))
               for n in t.nodes(node))


def label_of(judged: Judged, a: int, b: int) -> str:
    r"""s_y, read as a name of its own, where a Kronecker delta has y as an index; "" where there is none."""
    letters = {i.name for k in (a, b) for n in t.nodes(judged.prepared.sides[k].node) if isinstance(n, t.Script)
               and isinstance(n.base, t.Symbol) and n.base.name == r"\delta"
               and isinstance(n.sub, t.Items) for i in n.sub.items if isinstance(i, t.Symbol)}
    names = [s.key for p in both(judged, a, b) for s in symbols_of(all_nodes([p.expr])) if not s.family]
    return next((name for name in names for i in sorted(letters) if name.endswith((f"_{i}", f"_{{{i}}}"))), "")


def dependent_member(judged: Judged) -> str:
    r"""\theta_K of \theta_K = 1 - \sum_{k < K}\theta_k, where a chain differentiates by a \theta_j:
    that changes \theta_K too; "" where nothing is defined so."""
    by = {name_of(v.node.base) for node in nodes_of(judged.prepared.sides) for d in derivatives(node)
          for v in d.variables if isinstance(v.node, t.Script)}
    return next((d.name for d in judged.prepared.known.definitions if d.kind == "value" and isinstance(d.lhs, t.Script)
                 and name_of(d.lhs.base) in by
                 and any(isinstance(n, t.BigOp) and mentions(n.body, name_of(d.lhs.base)) for n in t.nodes(d.body))), "")


def _letter(s: Symbol) -> str:
    return (s.plain or s.latex.split("_")[0]).strip("\\{}").split("{")[-1].lower()[:1]


def _initial(s: Symbol) -> str:
    r"""The letter or name a symbol begins with, small: d of D_1 and of \mathbf{d}."""
    match = re.search(r"[A-Za-z]+", re.sub(r"\\(?:mathbf|boldsymbol|bm|mathrm|mathcal|vec|hat|tilde|bar|widehat)\b", "", s.key))
    return match[0].lower() if match else s.key


def is_layout(judged: Judged, x: c.Value, y: c.Value) -> bool:
    """Rows for columns are a layout; a square matrix for its transpose only where the layout
    of a derivative can be meant."""
    square = x.shape == y.shape
    return (not square or judged.prepared.derives
            and not any(_by_matrix(n) for n in all_nodes([e.expr for e in judged.typed.values()])))


def _by_matrix(n) -> bool:
    return n.op == "deriv" and n.args[0].is_scalar and len(n.args) == 2 and n.args[1].is_matrix


def other_reading(judged: Judged, a: int, b: int) -> bool:
    """Whether some other scope of an unbracketed operator or function makes the line right: in one member, or in both,
    where no sum then reaches further than it must."""
    if read_otherwise(judged, a, b) or read_otherwise(judged, b, a, sums=True):
        return True
    left, right = ([(v, node) for node in readings(judged.prepared.sides[k].node, sums=False)
                    if (v := judged.value_of(node)) is not None] for k in (a, b))
    return any(_same(x, y) and _at_other_sizes(judged, m, n) for x, m in left for y, n in right)


def read_otherwise(judged: Judged, a: int, b: int, sums: bool = False) -> bool:
    """Whether member b agrees with member a under some other scope;
    with `sums`, where a sum reaches further than it must."""
    target = judged.value(a)
    return target is not None and any((value := judged.value_of(node)) is not None and _same(value, target)
                                      and _at_other_sizes(judged, judged.prepared.sides[a].node, node)
                                      for node in readings(judged.prepared.sides[b].node, sums=sums))


def entry_by_entry(judged: Judged, k: int) -> bool:
    r"""Whether member k agrees with the one before it where \sigma(z)(1 - \sigma(z)) is meant entry by entry,
    as many write the slope of a vector's entries."""
    def change(n: t.Node) -> t.Node:
        if not isinstance(n, t.Product) or n.op != "juxt":
            return n
        at = next((i for i, (f, g) in enumerate(zip(n.factors, n.factors[1:])) if _complement(f, g)), None)
        if at is None:
            return n
        pair = t.Group(n.span, "(", t.Product(n.span, "hadamard", n.factors[at:at + 2]))
        return pair if len(n.factors) == 2 else replace(n, factors=(*n.factors[:at], pair, *n.factors[at + 2:]))

    node = judged.prepared.sides[k].node
    changed, target = t.rewritten(node, change), judged.value(k - 1)
    return changed is not node and target is not None and (value := judged.value_of(changed)) is not None and _same(value, target)


def _complement(factor: t.Node, other: t.Node) -> bool:
    """Whether the second factor is 1 less the first."""
    terms = other.body.terms if isinstance(other, t.Group) and isinstance(other.body, t.Sum) else ()
    return (len(terms) == 2 and isinstance(terms[0], t.Number) and terms[0].text == "1" and isinstance(terms[1], t.Neg)
            and structure(terms[1].body) == structure(factor))


def sums_have_brackets(judged: Judged) -> bool:
    r"""Whether the author writes brackets about what a sum runs over: \sum_i (x_i - \mu),
    where no power asks for them."""
    def bracketed(node: t.Node) -> bool:
        factors = node.factors if isinstance(node, t.Product) else (node,)
        return any(isinstance(f, t.Group) and isinstance(f.body, t.Sum) for f in factors)

    roots = [*(s.own for s in judged.prepared.sides if s.own is not None), *(d.body for d in judged.prepared.room.definitions)]
    return any(isinstance(n, t.BigOp) and bracketed(n.body) for root in roots for n in t.nodes(root))


def _at_other_sizes(judged: Judged, left: t.Node, right: t.Node) -> bool:
    r"""Whether two trees agree at other sizes too: under \sum_j (a_j + b) the b is counted,
    and 1 + n is 4 where n is 3."""
    pair = [judged.group.fitting(node) for node in (left, right)]
    if None in pair:
        return True                            # a limit, which has its own value
    nodes = all_nodes([p.expr for p in pair])
    sizes = {d: n + 2 for d, n in judged.numbers.points.sizes.items() if isinstance(d, str)}
    if not set(dims_of(nodes)) <= sizes.keys():
        return True
    numbers = numbers_for([p.expr for p in pair], pair[0].free | pair[1].free, sizes=sizes, bindings=judged.group.bindings)
    x, y = (numbers.value(p.expr, p.free) for p in pair)
    return x is None or y is None or c.compare(x, y) not in (c.DIFFERENT, c.SHAPES)


def _same(x: c.Value, y: c.Value) -> bool:
    return not x.zero and c.compare(x, y) in (c.EQUAL, c.TRANSPOSED)


def two_meanings(pair: list[Typed]) -> bool:
    """exp or cos of a square matrix, taken entry by entry, which may be meant as a function of the matrix: not said."""
    nodes = all_nodes([p.expr for p in pair])
    entrywise = [n for n in nodes if n.op == "fn" and n.is_matrix and n.data in _OF_MATRICES and n.shape[0] == n.shape[1]]
    return (bool(entrywise) and (any(n.op in ("mfn", "tr") for n in nodes)
                                 or any(n.op == "comp" and n.args[0] in entrywise for n in nodes)))


def call_or_product(judged: Judged, a: int, b: int) -> str:
    """t(x), which may be a function's value, where one member has it and the other does not; "" where there is none."""
    called, bare = [], []
    for k in (a, b):
        nodes = list(walk(judged.prepared.sides[k].own))
        called.append(_of_one_name(nodes))
        bare.append({n.name for n, above in nodes if isinstance(n, t.Symbol)
                     and not (above and isinstance(above[-1], t.Call) and above[-1].function is n)})
    symbols = ({s.plain or s.key for p in both(judged, a, b) for s in symbols_of(all_nodes([p.expr]))}
               | {s.key for p in both(judged, a, b) for s in symbols_of(all_nodes([p.expr]))})
    doubtful = [n for here, there in ((0, 1), (1, 0)) for name, n in called[here].items() if name in bare[there]
                and name not in called[there] and {name, n.function.latex} & symbols]
    return f"{doubtful[0].function.latex}({doubtful[0].args[0].latex})" if doubtful else ""


def _of_one_name(nodes) -> dict[str, t.Call]:
    """The names that are called with one name, t(x)."""
    return {n.function.name: n for n, _ in nodes if isinstance(n, t.Call) and isinstance(n.function, t.Symbol)
            and len(n.args) == 1 and isinstance(n.args[0], t.Symbol)}


def doubtful(side: Side, known: Knowledge, values: set[str] = frozenset()) -> bool:
    r"""Whether a member has a letter before a name in brackets that is no function of the document: t(x) and r_i(x),
    which shapes say nothing sure about. What has a transpose is none, \Phi^T(t - \Phi w), nor are the `values` x_i
    of other members, x_i(x_i)."""
    if any(len(name.lstrip("\\")) == 1 and n.function.latex not in known.functions and name not in known.functions
           for name, n in _of_one_name(walk(side.own)).items()):
        return True
    numbered = {name_of(call.function.base) for n in t.nodes(side.own) for call in calls_in(n)
                if isinstance(call.function, t.Script) and not is_transposed(call.function)}
    return any(name is not None and name not in known.functions and name not in values for name in numbered)


def called_of_nothing(judged: Judged, k: int) -> bool:
    """Whether a letter that nothing explains stands before brackets alone, of several contents, in the members up to k:
    the F of F(X + tV) - F(X) is a function, though it is read as a factor."""
    contents: dict[str, set] = {}
    for side in judged.prepared.sides[:k + 1]:
        for n, above in walk(side.own) if side.own is not None else ():
            if isinstance(n, t.Symbol):
                factors = above[-1].factors if above and isinstance(above[-1], t.Product) else ()
                behind = next((g for f, g in zip(factors, factors[1:]) if f is n and isinstance(g, t.Group)), None)
                contents.setdefault(n.name, set()).add(None if behind is None else structure(behind.body))
    return any(None not in found and len(found) > 1 for found in contents.values())


def of_one_letter(judged: Judged, a: int, b: int) -> tuple[Symbol, Symbol] | None:
    """(D, d) where one member alone speaks of an undeclared D, and some member of d:
    how they belong together is not said."""
    left, right = (set(symbols_of(all_nodes([p.expr]))) for p in both(judged, a, b))
    declared = {s.key for s in judged.group.elaborator.symbols.values() if s.declared}
    pairs = [(x, y) for x in left ^ right for y in left | right if x.key not in declared and _initial(x) == _initial(y)
             and len(x.slots) > len(y.slots) and not y.family]
    return min(pairs, key=lambda p: (p[0].key, p[1].key)) if pairs else None


def absorbed(judged: Judged, a: int, b: int) -> str:
    r"""\beta_0 of \sum_i (y_i - \beta_0 - \sum_j x_{ij}\beta_j)^2, where the other member has the matrix X that this
    one does not write: its first column may be of ones, and \beta hold \beta_0; "" where there is none."""
    left, right = (set(symbols_of(all_nodes([p.expr]))) for p in both(judged, a, b))
    first = [s for s in left ^ right if s.shape == (1, 1) and (m := _FIRST.fullmatch(s.key))
             and any(x.key == m[1] and x.slots for x in left | right)]
    if not first:
        return ""
    one, other = (judged.prepared.sides[k] for k in (a, b))
    sources = [one.text, *(source for name, source in judged.prepared.known.sources.items() if one.node is not None
                           and mentions(one.node, name))]
    return min(s.key for s in first) if set(_CAPITAL.findall(other.text)).difference(*map(_CAPITAL.findall, sources)) else ""


def whole_of_parts(judged: Judged, k: int) -> t.Symbol | None:
    r"""An L that is differentiated up to member k where only parts L_n are defined: their sum, perhaps,
    and not the vector of all."""
    parts = {d.name for d in judged.prepared.room.definitions if d.kind == "family"}
    return next((n.operand for side in judged.prepared.sides[:k + 1] if side.node is not None and parts
                 for n in t.nodes(side.node)
                 if isinstance(n, t.Derivative) and isinstance(n.operand, t.Symbol) and name_of(n.operand) in parts), None)
