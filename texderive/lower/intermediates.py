r"""Named intermediates: r_i := sum_j X_ij b_j - y_i, introduced where a teacher would give a subexpression a letter.

The author's own definitions keep their names; others are named when their components hold a sum (they are not atoms)
and they stand inside of a function, a power, a norm, an inverse or a determinant.
"""
from __future__ import annotations

import re
from collections.abc import Sequence

from .. import index as ix
from .. import matrix as mx
from ..index import Definition, Node
from ..matrix import Expr, Let
from ..problem import Style
from ..symbols import Symbol, family_pattern, named_at
from .recognise import recognised, restates

# role -> letters tried in order
_LETTERS = {"vector": ("r", "u", "v", "z", "q", "s", "w", "p"), "shares": ("p", "s", "q", "r", "u", "v", "z", "w"),
            "matrix": ("M", "B", "C", "G", "H", "P", "Q", "S"),
            "scalar": ("s", "p", "q", "c", "t", "u", "v", "z")}
_NUMBERED = ("a", "z", "r", "u", "s", "v", "q")  # for what stands inside of numbered layers, a_3 of h_3 = \\sigma(a_3)
LAYER = re.compile(r"(?:\\[A-Za-z]+\s*\{[A-Za-z]\}|[A-Za-z]|\\[A-Za-z]+)(?P<number>[_^](?:[0-9]|\{[(\[]?[0-9]+[)\]]?\}))")
DEEP = 4                                             # layers from which on it is numbered like them


class Intermediates:
    """The intermediates of one derivation, in the order in which they were met."""

    def __init__(self, taken: set[str], style: Style = Style(), enabled: bool = True):
        self.taken, self.style, self.enabled = taken, style, enabled
        self.defined: dict[Expr, Symbol] = {}
        self.lets: dict = {}
        self.variables: frozenset[Symbol] = frozenset()   # what is differentiated by
        self.repeated: frozenset[Expr] = frozenset()      # brackets that the question holds more than once
        self.refs: dict[Expr, Expr] = {}        # what has a name without an index -> the name
        # numbered scalars -> the vector of all, where a result is read with it
        self.vectors: dict[Symbol, Symbol | None] = {}
        self.layered = ""                       # the letter for what stands inside of many numbered layers
        self.layer = ""                         # the number of the layer that is being defined
        self.carried: list[Symbol] = []  # names for the factors before the derivative of a layer, from the output back

    @property
    def own(self) -> set[Symbol]:
        """The names that are ours and not the author's."""
        ours = set(self.defined.values())
        return ours | {v for s, v in self.vectors.items() if s in ours and v is not None}

    def number_layers(self, lets: Sequence[Let]) -> None:
        """Of a deep network what stands inside of h_3 is called a_3."""
        if sum(bool(LAYER.fullmatch(let.latex)) for let in lets) >= DEEP:
            self.layered = next((c for c in _NUMBERED if not any(re.match(rf"{c}(?:[_^]|$)", name) for name in self.taken)), "")

    def look_at(self, x: Expr) -> None:
        """Notes which brackets, X b - y or A x, are factors of products more than once."""
        count: dict[Expr, int] = {}
        for n in _occurrences(x):
            for k, f in enumerate(n.args if n.op == "mul" else ()):
                core = f.args[0] if f.op == "T" else f
                if core.op == "add" and not core.is_scalar:
                    count[core] = count.get(core, 0) + 1
                elif f.op == "T" and _again(core, n.args, k):
                    count[core] = 2
        self.repeated = frozenset(core for core, n in count.items() if n > 1)

    def bracketed(self, factors: Sequence[Expr]) -> Sequence[Expr]:
        r"""The factors of (Ax)^\top W (Ax) with its second bracket, which a product does not keep, as one factor."""
        for k, f in enumerate(factors if self.repeated else ()):
            if f.op == "T" and f.args[0] in self.repeated and (place := _again(f.args[0], factors, k)):
                core = f.args[0]
                return [*factors[:place], core, *factors[place + len(core.args):]]
        return factors

    def simple(self, x: Expr) -> bool:
        """Whether x is printed as it is: an atom, or components without sums."""
        return (not self.enabled or all(n.op not in ("mul", "T", "tr", "sum", "norm", "det", "inv", "ref", "mfn",
                                                     "mpow", "comp") or _atomic(n)
                                       for n in mx.walk(x)))

    def named(self, low, x: Expr, i, j, always: bool = False) -> Node:
        """The component of x, through a name if it deserves one; `always` for any compound array."""
        if not self.enabled or _plain(x) or any(n.op == "deriv" for n in mx.walk(x)):
            return low.component(x, i, j)
        # (W x_i)_j is an entry of W x_i
        if x.op == "comp" and x.args[0].is_vector and any(n in low.names for n in _open_names(x.args[0])):
            index = low.index(x.args[1])
            return self.named(low, x.args[0], *((None, index) if x.args[0].is_row else (index, None)), True)
        names = tuple(n for n in _open_names(x) if n in low.names)
        whole = _entry_of_a_sum(x) if len(names) > 1 else None
        if whole is not None and whole.args[1].data in names:  # (W x_i)_j - (y_i)_j is an entry of W x_i - y_i
            return self.named(low, whole, i, j, always)
        # w_k^T x_n and w_i^T x_n are one family
        alike = mx.renamed(x, {n: mx.idx(f"#{k}") for k, n in enumerate(names)})
        symbol = self.defined.get(alike)
        if symbol is None:
            trial = low.component(x, *(low.fresh(d) for d in x.shape))
            inner = trial.args[0] if trial.op == "fn" and trial.data == "abs" else trial
            if (trial.height == 0 and not (always and x.op in ("add", "div", "had"))) or inner.op in ("tfn", "app"):
                return low.component(x, i, j)
            symbol = self.defined[alike] = self._define(low, x, names)
        return ix.comp(symbol, *[low.names[n] for n in names], *ix.present(i, j))

    def name(self, low, x: Expr) -> Expr:
        """A name for x, which holds no free index: it is defined like the others,
        and the name itself is what stands for x."""
        self.defined[x] = self._define(low, x, (), source=x)
        return self.refs[x]

    def reference(self, low, x: Expr, i, j) -> Node:
        """A component of the author's own definition."""
        let = x.data
        if not self.enabled or _trivial(let.expr) or restates(let):
            return self._unfolded(low, x, i, j)
        symbol = self.author(low, let)
        return ix.comp(symbol, *[low.index(k) for k in x.args], *ix.present(i, j))

    def author(self, low, let: Let) -> Symbol:
        """The symbol of a definition of the author's."""
        if let not in self.lets:
            self.lets[let] = self.defined_by(low, let)
        return self.lets[let]

    def _unfolded(self, low, x: Expr, i, j) -> Node:
        let = x.data
        return low.within({p: low.index(a) for p, a in zip(let.params, x.args)}, recognised(let.expr), i, j)

    def name_of_members(self, low, x: Expr, index: ix.Index) -> Expr:
        """A name p_i for a number x that varies with an index, and with others in force."""
        names = tuple(n for n in _open_names(x) if n in low.names or n == index.name)
        alike = mx.renamed(x, {n: mx.idx(f"#{k}") for k, n in enumerate(names)})
        symbol = self.defined.get(alike)
        if symbol is None:
            before, low.names = low.names, low.names | {index.name: index}
            try:
                symbol = self.defined[alike] = self._define(low, x, names, x, "shares")
            finally:
                low.names = before
        let = Let(symbol.key, symbol.latex, x, symbol.letters, symbol.family, symbol)
        return mx.ref(let, *map(mx.idx, names))

    def _define(self, low, x: Expr, names: tuple[str, ...], source: Expr | None = None, role: str = "") -> Symbol:
        params = tuple(ix.fresh(low.names[n].dim, n) if isinstance(low.names[n], ix.Index) else low.names[n] for n in names)
        rows, cols = low.fresh(x.shape[0]), low.fresh(x.shape[1])
        body = low.within(dict(zip(names, params)), x, rows, cols)
        letter = self.letter_for(x, role)
        base, number = letter[:1], letter[1:]
        styled = letter if x.is_scalar else self.style.lettered(base, x.is_matrix) + number
        family = tuple(p.dim for p in params)
        source = source or self._by_name(x)
        symbol = Symbol(styled, styled, x.shape, family=family, letters=names, plain=letter,
                      pattern=family_pattern(styled, len(family)) if family else "",
                      definition=Definition(params + ix.present(rows, cols), body, source))
        if not family:
            self.refs[x] = mx.ref(Let(styled, styled, source, symbol=symbol))
        return symbol

    def _by_name(self, x: Expr) -> Expr:
        """x over the names that its parts have already."""
        if not x.args:
            return x
        return mx.rebuild(x, tuple(self.refs.get(a) or self._by_name(a) for a in x.args))

    def defined_by(self, low, let: Let) -> Symbol:
        """A symbol for a definition of the author's, not noted in `lets` yet."""
        params = tuple(ix.fresh(d, p) for p, d in zip(let.params, let.dims))
        rows, cols = low.fresh(let.expr.shape[0]), low.fresh(let.expr.shape[1])
        around, layer = self.layer, LAYER.fullmatch(let.latex) if self.layered else None
        self.layer = layer["number"] if layer else ""
        body = low.within(dict(zip(let.params, params)), recognised(let.expr), rows, cols)
        self.layer = around
        known = let.symbol
        return Symbol(let.key, let.latex, let.expr.shape, family=let.dims, letters=let.params,
                      plain=known.plain if known else "", pattern=(known.pattern if known else "")
                      or _pattern(let.latex, let.params),
                      definition=Definition(params + ix.present(rows, cols), body, let.expr))

    def letter_for(self, x: Expr, role: str = "") -> str:
        """A letter that is not taken yet, without styling, for an expression of this rank or in this role."""
        if self.layer and x.is_vector and (numbered := self.layered + self.layer) not in self.taken:
            self.taken.add(numbered)
            return numbered
        role = role or ("scalar" if x.is_scalar else "matrix" if x.is_matrix else "shares" if x.op == "softmax" else "vector")
        for letter in _LETTERS[role]:
            if letter not in self.taken:
                self.taken.add(letter)
                return letter
        n = next(k for k in range(1, 1000) if f"{_LETTERS[role][0]}_{k}" not in self.taken)
        self.taken.add(f"{_LETTERS[role][0]}_{n}")
        return f"{_LETTERS[role][0]}_{{{n}}}"


def _again(core: Expr, factors: Sequence[Expr], k: int) -> int | None:
    """Where behind the k-th factor those of the product `core` stand; None where they do not."""
    if core.op != "mul" or core.is_scalar:
        return None
    return next((n for n in range(k + 1, len(factors) - len(core.args) + 1)
                 if tuple(factors[n:n + len(core.args)]) == core.args), None)


def _open_names(x: Expr, bound: frozenset[str] = frozenset()) -> dict[str, None]:
    """Index names in x that no sum in it binds, in order: in sum_k e^{o_k} none,
    though a sum further out may run over k, too."""
    if x.op == "idx":
        return {} if x.data in bound else {x.data: None}
    found: dict[str, None] = {}
    if x.op in ("sum", "prod"):
        found.update(dict.fromkeys(n for n in mx.limits(x) if n not in bound))
        bound = bound | {x.data.index}
    elif x.op == "open":
        bound = bound | set(x.data)
    for a in x.args:
        found.update(_open_names(a, bound))
    return found


def _occurrences(x: Expr):
    """Every node below as often as it is written."""
    yield x
    for a in x.args:
        yield from _occurrences(a)


def _pattern(latex: str, params: tuple[str, ...]) -> str:
    """y_n with the parameter n as a pattern: y_{{{0}}}; "" where a parameter is not seen in it."""
    marks = {p: f"\0{k}\1" for k, p in enumerate(params)}
    marked = named_at(latex, marks)
    if not params or not all(mark in marked for mark in marks.values()):
        return ""
    braced = re.sub("([_^])(\0[0-9]+\1)", r"\1{\2}", marked)
    return braced.replace("{", "{{").replace("}", "}}").replace("\0", "{").replace("\1", "}")


def _atomic(x: Expr) -> bool:
    """A product of scalars, a transposed or indexed symbol: no sum over components."""
    match x.op:
        case "mul":
            return (sum(not f.is_scalar for f in x.args) <= 1
                    and all(f.op in ("num", "var", "mul", "pow", "fn", "dim", "const", "add", "div")
                            for f in x.args if f.is_scalar))
        case "T" | "comp":
            return x.args[0].op == "var"
    return False


def _trivial(x: Expr) -> bool:
    """A definition that only restates another quantity, D = diag(d): put in at once."""
    while x.op in ("T", "diag", "diagpart"):
        x = x.args[0]
    return x.op in ("var", "ref", "eye", "ones", "num")


def _plain(x: Expr) -> bool:
    while x.op in ("T", "comp"):
        x = x.args[0]
    return x.op in ("var", "num", "const", "dim", "ref")


def _entry_of_a_sum(x: Expr) -> Expr | None:
    """The entry of one sum of vectors that a sum of their entries with one index is; None of anything else."""
    vectors, index = [], None
    for t in x.args if x.op == "add" else ():
        entries = [f for f in mx.factors(t) if f.op == "comp"]
        rest = [f for f in mx.factors(t) if f.op != "comp"]
        if (len(entries) != 1 or not all(f.op == "num" for f in rest) or not entries[0].args[0].is_vector
                or entries[0].args[1].op != "idx"):
            return None
        vector, place = entries[0].args
        if (index is not None and place != index or place.data in _open_names(vector) or vectors
                and vector.shape != vectors[0].shape):
            return None
        index = place
        vectors.append(mx.mul(*rest, vector))
    return mx.comp(mx.add(*vectors), index) if vectors else None
