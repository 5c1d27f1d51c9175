"""From a typed problem to index notation: which indices there are, what they are called,
and the unevaluated derivative."""
from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from .. import index as ix
from .. import matrix as mx
from ..derivation import Naming
from ..errors import UnsupportedError
from ..index import Index, Node
from ..lower import Lowering
from ..lower.intermediates import LAYER, Intermediates
from ..lower.recognise import logistic, recognised, restates
from ..lower.stacking import bilinear, unstacked
from ..matrix import Expr
from ..problem import Problem
from ..raising import Raiser
from ..raising.changes import CHANGE
from ..raising.facts import anonymous
from ..raising.order import Order
from ..raising.polish import polish
from ..rules.vectors import VectorNames
from ..solving.substitution import substituted
from ..symbols import Symbol
from .letters import letter_places

_LETTERS = Naming().default


@dataclass
class Setting:
    """A problem in index notation.

    body      the component of the quantity, with free indices `rows`, `cols` and the author's
    target    the unevaluated derivative of body (or body itself where nothing is differentiated)
    variables (symbol, component indices) for each order
    axes      all free indices of the answer in the order of `Derivation.evaluate`
    """

    problem: Problem
    expr: Expr
    body: Node
    target: Node
    rows: Index | None
    cols: Index | None
    variables: list[tuple[Symbol, tuple]]
    axes: tuple[Index, ...]
    free: dict[str, Index]
    low: Lowering
    naming: Naming
    given: Intermediates
    own: list[list[Index]] = field(default_factory=list)
    vectors: VectorNames = field(default_factory=VectorNames)
    pairs: bool = False                    # whether the quantity is a vec(M) or a product x (x) y = vec(y x^T)
    written: Expr | None = None  # the quantity as the author writes it, and the titles of the forms recognised in it
    known: tuple[str, ...] = ()
    blocks: bool = False                   # whether vectors or matrices made of blocks stand in it

    def raiser(self, params: dict[Index, str] | None = None, shown: frozenset[str] = frozenset()) -> Raiser:
        """A reader of matrices that calls the named intermediates by their names;
        its sums leave the letters `shown` alone."""
        named = ({symbol: let for let, symbol in self.given.lets.items() if not let.params}
                 | {r.data.symbol: r.data for r in self.given.refs.values()})
        return Raiser(params, self.problem.letters, named, self.entrywise, shown, self.problem.layout)

    @cached_property
    def order(self) -> Order:
        """How the author orders letters: by their first appearance, and as in the products of the question."""
        return Order(self.naming.places, _roots(self.expr, self.problem))

    @cached_property
    def author_sums(self) -> frozenset[Expr]:
        """The brackets that stand in the question and in its definitions, with our names in them or without,
        and at the free index where a sum runs over its size."""
        roots = [self.expr, *[let.expr for let in self.problem.lets], *[s.definition.source for s in self.given.defined.values()]]
        nodes = [n for r in roots for n in mx.walk(r)]
        brackets = {n for n in nodes if n.op == "add"}
        for letter, size in self.problem.free.items():
            to = {n.data.index: mx.idx(letter) for n in nodes if n.op == "sum" and n.data.dim == size}
            brackets |= {mx.renamed(n, to) for n in brackets}
        if self.problem.at:                                  # A(x + t dx) - b is A x - b in the end
            brackets |= {polish(substituted(n, self.problem.at)) for n in brackets}
        return frozenset(brackets | {anonymous(n) for n in brackets})

    @cached_property
    def entrywise(self) -> frozenset[Symbol]:
        """The vectors that stand in the question by their components only."""
        whole: set[Symbol] = set()
        entries: set[Symbol] = set()
        for root in (self.expr, *(let.expr for let in self.problem.lets), *self.problem.variables):
            for x in mx.walk(root):
                of = [a.data for a in x.args if a.op == "var"]
                (entries if x.op == "comp" else whole).update(of)
            if root.op == "var":
                whole.add(root.data)
        return frozenset(s for s in entries - whole if s.shape[1] == 1)

    @cached_property
    def changes(self) -> bool:
        """Whether a differential is asked for, in which letters dX stand."""
        return any(CHANGE in s.props for s in self.problem.symbols.values())

    @property
    def stacked(self) -> bool:
        """Whether a derivative of vec or by vec is asked for: a matrix over pairs of indices, columns first;
        so is the second derivative of a number by two of them."""
        by = self.problem.variables
        return (self.pairs or len(by) in (1, 2) and all(map(_stacked, by))
                and (len(by) == 1 or self.expr.is_scalar and not self.problem.free))

    @property
    def stacked_rows(self) -> int:
        """How many of the axes number the rows of a stacked answer."""
        return len(self.axes) - len(self.own[-1])

    @property
    def sides(self) -> tuple[list[Index], list[Index]]:
        """The indices that number the rows and the columns of a stacked answer."""
        if len(self.own) == 2:
            return self.own[0], self.own[1]
        return [k for k in (self.rows, self.cols) if k is not None], self.own[0]


def _symbol_of(v: Expr) -> Symbol:
    while v.op != "var":
        v = v.args[0]
    return v.data


def _stacked(v: Expr) -> bool:
    return v.op == "vec" or v.op == "T" and v.args[0].op == "vec"


def asked_by_name(setting: Setting) -> Symbol | None:
    r"""The author's name for the quantity itself, where its derivative is written
    with it: p_i(\delta_{ij} - p_j) of p = softmax(z)."""
    body = setting.problem.body
    if body.op != "ref" or body.data in setting.given.lets or not setting.variables or restates(body.data):
        return None
    inner = setting.expr
    exponential = inner.op in ("div", "mul") and any(n.op == "fn" and n.data == "exp" for n in mx.walk(inner))
    # k(x, z) = e^{-\|x - z\|^2/..}, and not f = e^x
    long = not inner.is_scalar or any(n.op in ("norm", "div") for n in mx.walk(inner))
    if not (inner.op == "softmax" or inner.op == "fn" and inner.data in ("sigmoid", "tanh") + (("exp",) if long else ())
            or exponential or _standardised(inner)):
        return None
    return setting.given.defined_by(setting.low, body.data)


def _standardised(x: Expr) -> bool:
    r"""Whether x is a difference over a name or a root, (x_i - \mu)/\sqrt{v + \epsilon}."""
    if x.op != "div" or x.args[0].op != "add" or len(x.args[0].args) != 2:
        return False
    below = x.args[1]
    return below.op == "ref" or below.op == "pow" and below.args[1] == mx.num(Fraction(1, 2))


def set_up(problem: Problem, intermediates: bool = True) -> Setting:
    """A problem in index notation, with its letters chosen; `intermediates`: whether subexpressions may be named."""
    variables_ = frozenset(_symbol_of(v) for v in problem.variables)
    asked, known = mx.opened(problem.body), {}
    written = unstacked(asked, variables_)
    split = _blocks_worked_out(problem, variables_)
    if split is not None:
        problem = split
    expr = unstacked(mx.opened(problem.body), variables_) if split is not None else written
    if split is not None and expr != written:
        known["blocks multiplied out"] = None
    if written is not asked and bilinear(asked, written, variables_):
        written, known["Kronecker product multiplied out"] = asked, None
    expr = expr if _slope_asked(problem, written) else recognised(expr, known)
    free = {name: ix.fresh(dim, name) for name, dim in problem.free.items()}
    symbols = problem.symbols.values()
    sizes = frozenset(d for s in symbols for d in s.slots if isinstance(d, str)) - set(problem.free)
    taken = {_base(s) for s in symbols} | {let.key if not let.params else let.key.split("_")[0].split("^")[0]
                                           for let in problem.lets} | set(problem.free)
    bare = bare_names(taken)
    given = Intermediates(taken | bare | sizes, problem.style, intermediates)
    given.variables = variables_
    given.number_layers(problem.lets)
    low = Lowering(free, given)
    given.look_at(expr)
    reserved = frozenset(bare) - set(problem.free)
    letters = [c for c in _LETTERS if c not in reserved and c not in sizes and c not in problem.free]
    pairs = len(problem.variables) == 1 and (expr.op == "vec" or expr.op == "kron" and expr.is_vector and not expr.is_row)
    if pairs:
        expr = expr.args[0] if expr.op == "vec" else mx.mul(expr.args[1], mx.T(expr.args[0]))
    for entries, last in numbered_from_zero(expr).values():
        if last is not None and any(v.op in ("var", "comp") and (v if v.op == "var" else v.args[0]).data in entries
                                    for v in problem.variables):
            raise UnsupportedError("a derivative by entries numbered from 0 is only supported for sums from 0 to M", code="TD325",
                                   hint="let the sum begin at 1")
    rows, cols = _outputs(expr, letters)
    body = low.component(expr, rows, cols)
    variables, own = _by_components(problem, low, letters, 0 if rows is not None or cols is not None else min(depth(body), 2))
    target = body
    for symbol, component in variables:
        target = ix.deriv(target, symbol, *component)
    lost = [n for n, k in free.items() if k not in target.free]
    if lost:
        raise UnsupportedError(f"the index {lost[0]} is used outside of the sum that binds it", code="TD331",
                               hint="write the sum over it around the whole term")
    axes = _axes(free, target, [free[n] for n in problem.free if free[n] in body.free]
                 + [k for k in (rows, cols) if k is not None], variables, own)
    ours = bare_names(s.plain for s in given.defined.values())
    naming = Naming(free={k: k.name for k in axes}, letters={d: tuple(v) for d, v in problem.letters.items()},
                    reserved=reserved | ours | sizes,
                    places=letter_places(symbols, _roots(expr, problem)), written=_products(body, given))
    return Setting(problem, expr, body, target, rows, cols, variables, axes, free, low, naming, given, own,
                   VectorNames(given.taken, problem.style), pairs=pairs,
                   written=written, known=tuple(known), blocks=split is not None)


def _products(body: Node, given: Intermediates) -> frozenset[Node]:
    """The products with a bracket in them that stand in the quantity and in its definitions."""
    roots = [body, *[s.definition.body for s in (*given.lets.values(), *given.defined.values())]]
    return frozenset(n for root in roots if root.kinds & _PRODUCTS for n in ix.walk(root, ix.kinds("mul"))
                     if any(f.op == "add" for f in n.args))


_PRODUCTS = ix.kinds("mul")


def _by_components(problem: Problem, low: Lowering, letters: list[str], skip: int) -> tuple[list, list[list[Index]]]:
    """What is differentiated by, each as a symbol with its component, and the indices that are new with it;
    `skip` letters are left to the sums."""
    variables, own = [], []
    for v in problem.variables:
        fresh = [ix.fresh(size, _next(letters, skip)) for size in _axes_of(v)]
        own.append(fresh)
        variables.append(low.component_of(v, fresh[::-1] if v.op == "T" and not _stacked(v) else list(fresh)))
    return variables, own


def _axes(free: dict[str, Index], target: Node, outputs: list[Index], variables: list,
          own: list[list[Index]]) -> tuple[Index, ...]:
    """The axes of the result in order: those of what is differentiated, those of the variables, other free indices."""
    theirs: list[Index] = []
    for (_, component), fresh in zip(variables, own):
        for k in (*(fresh if fresh and set(fresh) == set(component) else ()), *component):
            if isinstance(k, Index) and k not in outputs and k not in theirs:
                theirs.append(k)
    return tuple(outputs + theirs + [k for k in free.values() if k not in outputs and k not in theirs and k in target.free])


def _blocks_worked_out(problem: Problem, variables: frozenset[Symbol]) -> Problem | None:
    """The problem with its blocks multiplied out, as far as they are; None where there are none."""
    if not any(map(mx.in_blocks, (n for root in _roots(problem.body, problem) for n in mx.walk(root)))):
        return None
    from ..lower.blocks import Blocks
    blocks = Blocks(problem.lets, lambda x: _varies(x, variables), {*problem.symbols, *(let.latex for let in problem.lets)})
    body = blocks.worked_out(mx.opened(problem.body))
    return replace(problem, body=body, lets=blocks.definitions())


def _varies(x: Expr, variables: frozenset[Symbol]) -> bool:
    """Whether a variable stands in x, also through definitions."""
    return any(n.op == "var" and n.data in variables or n.op == "ref" and _varies(n.data.expr, variables) for n in mx.walk(x))


def _roots(expr: Expr, problem: Problem) -> list[Expr]:
    """What the author writes: the quantity and the definitions."""
    return [expr, *[let.expr for let in problem.lets]]


def _slope_asked(problem: Problem, written: Expr) -> bool:
    r"""Whether d/dx 1/(1 + e^{-x}) itself is the exercise: then it is worked out, not looked up."""
    form = logistic(written)
    return form is not None and form.args[0].op == "var" and form.is_scalar and problem.variables == (form.args[0],)


def numbered_from_zero(expr: Expr) -> dict:
    r"""Sizes M of arrays whose entries a sum numbers from 0, \sum_{j=0}^{M} w_j x^j: {M: (symbols, last number)}."""
    found: dict = {}
    for s in mx.walk(expr):
        if s.op == "sum" and s.data.lower == 0:
            entries = {x.args[0].data for x in mx.walk(s.args[0]) if x.op == "comp" and x.args[0].op == "var"
                       and mx.idx(s.data.index) in x.args[1:]}
            if entries:
                found[s.data.dim] = entries | found.get(s.data.dim, (set(),))[0], s.data.upper
    return found


def depth(node: Node) -> int:
    """How many letters the sums of a body take, with those of the intermediates in it."""
    inner = [depth(n.data.definition.body) for n in ix.walk(node, ix.kinds("comp")) if n.data.definition is not None]
    return node.height + max(inner, default=0)


def _base(s: Symbol) -> str:
    """The letter of a symbol; a family without its indices."""
    name = s.plain or s.key
    return name.split("_")[0].split("^")[0] if s.family else name


def bare_names(names) -> set[str]:
    """Letters without styling: x of \\mathbf{x}."""
    found = set()
    for n in names:
        for part in n.replace("}", " ").replace("{", " ").replace("_", " ").replace("^", " ").split():
            if len(part) == 1:
                found.add(part)
    return found


def _outputs(expr: Expr, letters: list[str]) -> tuple[Index | None, Index | None]:
    row, column = (None if size == 1 else ix.fresh(size, _next(letters, 0)) for size in expr.shape)
    return row, column


def _next(letters: list[str], skip: int) -> str:
    """The next unused letter, leaving `skip` letters to the sums."""
    return letters.pop(min(skip, len(letters) - 1))


def _axes_of(v: Expr) -> list:
    if v.op == "comp":
        return []
    if _stacked(v):
        v = v.args[0].args[0] if v.op == "T" else v.args[0]
    return [d for d in v.shape if d != 1]


def definitions(given: Intermediates) -> list[Symbol]:
    """The named intermediates, the author's and ours, each after those it uses."""
    ordered: dict[Symbol, None] = {}
    for symbol in (*given.lets.values(), *given.defined.values(), *filter(None, given.vectors.values()), *given.carried):
        _put_in_order(symbol, ordered)
    return list(ordered)


def _put_in_order(symbol: Symbol, ordered: dict[Symbol, None]) -> None:
    if symbol in ordered:
        return
    for n in ix.walk(symbol.definition.body, ix.kinds("comp")):
        if n.data.definition is not None:
            _put_in_order(n.data, ordered)
    ordered[symbol] = None


def parameter_naming(setting: Setting, symbol: Symbol) -> Naming:
    """Names for the parameters of a definition: the author's family letters, then i, j;
    layers have the same letters."""
    naming, free = setting.naming, {}
    if LAYER.fullmatch(symbol.latex) and setting.given.layered:
        naming = replace(naming, letters={})
    for n, p in enumerate(symbol.definition.params):
        wanted = (*symbol.letters[n:n + 1], *naming.letters.get(p.dim, ()), *_LETTERS)
        free[p] = next(c for c in wanted if c not in free.values() and c not in naming.reserved)
    return replace(naming, free=free)
