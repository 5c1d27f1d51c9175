"""From the formula tree to typed terms, given the rank of every symbol: one pass, bottom-up,
sizes unified on the way."""
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ... import tree
from ...errors import ShapeError, TexDeriveError, UnsupportedError
from ...patterns import later
from ..declare import signs_of
from ..reading import Reading, alike
from .term import Term, is_zero, is_literal, number, value_name
from .unify import Axis, Size, show, unify


class SymbolTerm:
    """A symbol met on the way: sizes may be open; `base` is its name in the search over ranks,
    `given` the symbol itself where that is declared."""

    __slots__ = ("key", "name", "base", "latex", "rows", "cols", "family", "letters", "props", "pattern", "declared",
                 "font", "special", "body", "given")

    def __init__(self, key, name, base, rows, cols, family=(), letters=(), props=frozenset(), pattern="",
                 declared=False, font="", special="", given=None):
        self.key, self.name, self.base, self.latex = key, name, base, key
        self.rows, self.cols, self.family, self.letters = rows, cols, family, letters
        self.props, self.pattern, self.declared, self.font, self.special = props, pattern, declared, font, special
        self.body, self.given = None, given    # body: what defines it, where a defined name is a variable


class LetTerm:
    """A definition in force: body with open sizes; params are index names with their sizes."""

    __slots__ = ("name", "latex", "body", "params", "sizes")

    def __init__(self, name, latex, body, params=(), sizes=()):
        self.name, self.latex, self.body, self.params, self.sizes = name, latex, body, params, sizes


class OpaqueTerm:
    """An unspecified function of `arity` arguments whose value has the sizes rows x cols;
    `base` is its name in the search over ranks."""

    __slots__ = ("latex", "arity", "rows", "cols", "base", "stands", "signs", "numbered")

    def __init__(self, latex: str, arity: int, rows: Axis, cols: Axis, base: str, stands: bool,
                 signs: tuple[str, ...] | None, numbered: bool):
        self.latex, self.arity, self.rows, self.cols, self.base, self.stands, self.signs, self.numbered = (latex, arity,
            rows, cols, base, stands, signs, numbered)


class Elaborator:
    """The state of one pass.  `choice` gives each undeclared name its option (see infer)."""

    def __init__(self, reading: Reading, choice: dict[str, object]):
        self.reading, self.choice = reading, choice
        self.symbols: dict[str, SymbolTerm] = {}
        self.lets: dict[str, LetTerm] = {}
        self.specials: dict[str, SymbolTerm] = {}          # ones and identities as written, for the report of shapes
        self.scope: dict[str, tuple[str, Size]] = {}       # bound index letters -> (name, size)
        self.free: dict[str, Size] = {}                    # free index letters, in order of first appearance
        self.outer: set[str] = set()                       # letters known to be free around the place we are in
        self.params: dict[str, Term] = {}                  # arguments standing for a function's parameters
        self.elementwise = 0                               # > 0 inside elementwise functions and products
        self.under_trace = False
        self.entrywise = False  # bars around a vector are absolute values, as below |x| \odot y
        self.penalties: list[tuple[float, tuple[Term, ...]]] = []
        self.notes: dict[str, bool] = {}
        self.dims: dict[str, Size] = {}
        self.letters: list[tuple[str, Size]] = []          # index letters as used, for naming bound indices alike
        self.building: list[str] = []
        self.loose: list[Size] = []  # sizes of ones and identities as written, which may stay open
        self.opaques: dict[str, OpaqueTerm] = {}

    # ------------------------------------------------------------------ the pass
    def typed(self, node: tree.Node) -> Term:
        handler = HANDLERS.get(type(node))
        if handler is None:
            raise UnsupportedError(f"{type(node).__name__.lower()} cannot stand here", node.span, code="TD318")
        return handler(self, node)

    def inside(self, node: tree.Node, **state) -> Term:
        """The node typed with other state: elementwise=..., under_trace=..."""
        before = {name: getattr(self, name) for name in state}
        for name, value in state.items():
            setattr(self, name, value)
        try:
            return self.typed(node)
        finally:
            for name, value in before.items():
                setattr(self, name, value)

    def alone(self, node: tree.Node, **state) -> Term:
        """The node typed by itself, so that nothing around it reaches inside."""
        return self.inside(node, elementwise=0, under_trace=False, **state)

    # ------------------------------------------------------------------ verdicts
    def penalty(self, cost: float, *terms: Term) -> None:
        self.penalties.append((cost, terms))

    def note(self, sentence: str) -> None:
        self.notes[sentence] = True

    def mismatch(self, message: str, span, terms, code: str = "TD201", hint: str = "") -> ShapeError:
        error = ShapeError(message, span, code=code, hint=hint)
        error.involved = tuple(terms)
        return error

    def same(self, a: Term, b: Term, what: str, span=None) -> None:
        """Unify the shapes of two terms or say why that is impossible."""
        if not (unify(a.rows, b.rows) and unify(a.cols, b.cols)):
            raise self.mismatch(f"{what}: {self.words(a)} is {show(a.rows, a.cols)}, {self.words(b)} is {show(b.rows, b.cols)}",
                                span or b.span, (a, b), hint="transpose one of them, or declare the shapes that are meant")

    def square(self, x: Term, what: str, span=None) -> None:
        if x.is_scalar:
            return
        if not unify(x.rows, x.cols):
            raise self.mismatch(f"{what} needs a square matrix; {self.words(x)} is {show(x.rows, x.cols)}", span
                                or x.span, (x,), code="TD202",
                                hint="only a square matrix has one")

    def words(self, x: Term) -> str:
        return self.words_of(x)

    def words_of(self, x: Term | tree.Node) -> str:
        """The author's own writing of a term or node, where it is short."""
        source = self.source[x.span[0]:x.span[1]].strip() if self.source and not (self.building and self.apart) else ""
        return (source if 0 < len(source) <= 60 else x.data.key if isinstance(x, Term) and x.op == "var" and not x.args
                else "the expression")

    source = ""
    apart = False                              # whether definitions stand in other texts than the source
    layout = "numerator"

    def opaque(self, name: str, latex: str, arity: int) -> OpaqueTerm:
        r"""The one unspecified function of this name; its value is what \phi: \mathbb{R}^d \to \mathbb{R}^m says,
        else of the rank under trial."""
        found = self.opaques.get(name)
        if found is None:
            base = value_name(name)
            declared = self.reading.functions.get(name)
            option = self.choice.get(base)
            axes = ([self.size(s) for s in declared.shape] if declared is not None and declared.shape
                    else [Size() for _ in range("SVM".index(option.rank))] if option is not None else [])
            rows, cols = [*axes, 1, 1][:2]
            signs = signs_of(declared) if declared is not None else None
            props = declared.props if declared is not None else frozenset()
            found = self.opaques[name] = OpaqueTerm(latex, arity, rows, cols, base, signs is None
                                                    and "dependent" in props, signs, "numbered" in props)
        return found

    def size(self, name) -> Size:
        """The one rigid size of this name in this pass."""
        if isinstance(name, int):
            return Size(name)
        found = self.dims.get(name)
        if found is None:
            product = (len(name) > 1 and name.isalpha() and name not in self.reading.definitions
                       and all(letter in self.reading.dims for letter in name))
            # mn beside m and n
            found = self.dims[name] = Size(factors=tuple(map(self.size, name))) if product else Size(name)
        return found

    @property
    def taken(self) -> set[str]:
        """The letters of indices in force, bound and free."""
        return {name for name, _ in self.scope.values()} | self.free.keys() | self.outer

    def fresh_letter(self, letter: str, below: frozenset[str] | set[str] = frozenset()) -> str:
        """A letter for a bound index that hides none in force, and none that stands `below`."""
        taken = self.taken
        if letter not in taken:
            return letter
        return next(c for c in "ijklmpqrstuvabcdefgh" if c not in taken and c not in below)


Handler = Callable[[Elaborator, tree.Node], Term]
HANDLERS: dict[type, Handler] = {}


def handles(*kinds: type) -> Callable[[Handler], Handler]:
    """Register a function as the handler of these tree nodes."""
    def register(function: Handler) -> Handler:
        for kind in kinds:
            HANDLERS[kind] = function
        return function
    return register


@handles(tree.Number)
def _number(el: Elaborator, node: tree.Number) -> Term:
    try:
        return number(Fraction(int(node.text) if node.text.isdecimal() else node.text), node.span)
    except ValueError:
        raise UnsupportedError(f"cannot read the number {node.text}", node.span, code="TD318") from None


@handles(tree.Neg)
def _neg(el: Elaborator, node: tree.Neg) -> Term:
    return negative(el.typed(node.body), node.span)


def negative(x: Term, span) -> Term:
    """-x."""
    if x.op == "num":
        return number(-x.data, span)
    if x.op == "nil":
        return x
    return Term("mul", (number(Fraction(-1), span), x), None, x.rows, x.cols, span)


ELEMENTWISE_OPS = {"fn", "had", "hpow", "softmax", "ones", "ind", "diagpart", "max", "min"}


@handles(tree.Sum)
def _sum(el: Elaborator, node: tree.Sum) -> Term:
    return add(el, [el.typed(t) for t in node.terms], node.span)


def add(el: Elaborator, terms: list[Term], span) -> Term:
    """Terms of one shape; a literal among vectors or matrices is spread over all entries
    in elementwise surroundings."""
    large = next((t for t in terms if not t.is_scalar and t.op != "nil"), None)
    terms = [t for t in terms if t.op != "nil"] if large is not None or any(t.op != "nil" for t in terms) else terms[:1]
    if large is not None:                                                  # a 0 beside an array is one of its shape
        terms = [t if not t.is_scalar else _spread(el, t, large, terms) for t in terms if not is_zero(t)]
    first = terms[0]
    for t in terms[1:]:
        el.same(first, t, "a sum needs terms of one shape", t.span)
    return first if len(terms) == 1 else Term("add", tuple(terms), None, first.rows, first.cols, span)


def _spread(el: Elaborator, x: Term, large: Term, terms: list[Term]) -> Term:
    """A scalar added to something larger: allowed for literals (and scalars onto vectors)
    in elementwise surroundings only."""
    literal = is_literal(x)
    near = el.elementwise or any(_elementwise(t) for t in terms)
    if not (near and (literal or el.elementwise and not large.is_matrix) or large.is_vector and _defined(x)):
        raise el.mismatch(f"cannot add a scalar, {el.words(x)}, and {show(large.rows, large.cols)}, {el.words(large)}",
                          max(x.span, large.span), terms, code="TD203",
                          hint="put all that the operator applies to into one bracket" if large.op == "deriv" else
                          r"write \lambda I for a multiple of the identity, c\mathbf{1} for a constant vector"
                          + (r", \mathbf{1}b^\top for b in every row" if large.is_matrix else ""))
    el.penalty(0.3 if literal else 1.5, x, large)
    if not literal:
        el.note(f"The scalar ${el.words(x)}$ is added to every entry of ${el.words(large)}$.")
    ones = Term("ones", (), None, large.rows, large.cols, x.span)
    return ones if x.op == "num" and x.data == 1 else Term("mul", (x, ones), None, large.rows, large.cols, x.span)


def _defined(x: Term) -> bool:
    r"""Whether x is a number that the author names by a definition, \mu = \frac{1}{n}\sum_i x_i,
    or minus such a number."""
    while x.op == "mul" and len(x.args) == 2 and x.args[0].op == "num":
        x = x.args[1]
    return x.op == "ref" and not x.args


def _elementwise(t: Term) -> bool:
    return t.op in ELEMENTWISE_OPS or t.op in ("mul", "div", "add") and any(_elementwise(a) for a in t.args if not a.is_scalar) \
        or t.op == "ref" and _elementwise(t.data.body)


@handles(tree.Fraction)
def _fraction(el: Elaborator, node: tree.Fraction) -> Term:
    if _vanishes(node.den):
        raise UnsupportedError(f"division by {el.words_of(node.den)}, which is 0", node.span, code="TD216",
                               hint="write a denominator that is not 0")
    top, bottom = el.typed(node.num), el.typed(node.den)
    if (isinstance(node.den, tree.Product) and node.den.op == "juxt" and slashed(el, node)
            and el.source[node.den.span[0]] not in "({["):
        el.note(rf"${el.words_of(node)}$ is read as $\frac{{{el.words_of(node.num)}}}{{{el.words_of(node.den)}}}$.")
    if bottom.is_scalar:
        return Term("div", (top, bottom), None, top.rows, top.cols, node.span)
    if top.is_scalar or bottom.is_matrix and not el.elementwise:
        if bottom.is_vector and (el.elementwise or _elementwise(bottom)) and top.is_scalar:
            ones = Term("ones", (), None, bottom.rows, bottom.cols, node.span)
            return _quotient(el, Term("mul", (top, ones), None, bottom.rows, bottom.cols, top.span), bottom, node.span)
        raise el.mismatch(f"cannot divide by {show(bottom.rows, bottom.cols)}, {el.words(bottom)}", node.den.span,
                          (top, bottom), code="TD207",
                          hint="write a product with the inverse, A^{-1}")
    return _quotient(el, top, bottom, node.span)


_SPACING = later(r"\s|~|\\[,;:!> ]|\\(?:[bB]igg?[lrm]?|right|middle)(?![a-zA-Z])")


def slashed(el: Elaborator, node: tree.Fraction) -> bool:
    """Whether a quotient is written with a slash in the source."""
    return _SPACING.sub("", el.source[node.num.span[1]:node.den.span[0]]) == "/"


def _vanishes(node: tree.Node) -> bool:
    """Whether an expression is 0 as written: 0, a product with it, or terms that cancel, x - x."""
    node = tree.unsigned(tree.opened(node))
    if isinstance(node, tree.Product) and node.op in ("juxt", "dot", "times"):
        return any(_vanishes(f) for f in node.factors)
    if isinstance(node, tree.Number):
        return node.text.strip("0.") == ""
    if not isinstance(node, tree.Sum):
        return False
    plus = [t for t in node.terms if not isinstance(t, tree.Neg)]
    for t in (t.body for t in node.terms if isinstance(t, tree.Neg)):
        twin = next((p for p in plus if alike(p, t)), None)
        if twin is None:
            return False
        plus.remove(twin)
    return not plus


def _quotient(el: Elaborator, top: Term, bottom: Term, span) -> Term:
    el.same(top, bottom, "an elementwise quotient needs equal shapes", span)
    # \sigma(Wx) of \sigma(u) = 1/(1 + e^{-u})
    el.penalty(0.0 if el.params and _elementwise(bottom) else 2.0, top, bottom)
    el.note(f"The quotient by ${el.words(bottom)}$ is read elementwise.")
    return Term("div", (top, bottom), None, top.rows, top.cols, span)


@handles(tree.Relation)
def _relation(el: Elaborator, node: tree.Relation) -> Term:
    # (z = Wx) names what stands there
    if (len(node.parts) > 1 and node.ops[0] in ("=", ":=")
            and isinstance(tree.unscripted(node.parts[0]), (tree.Symbol, tree.Call))):
        return el.typed(node.parts[1])
    return _refused(el, node)


# what has no value inside of an expression -> (error, message, code, hint)
REFUSED: dict[type, tuple[type[TexDeriveError], str, str, str]] = {
    tree.Text: (UnsupportedError, "the words {node.text!r} stand inside an expression", "TD318",
                "put words outside of the formula"),
    tree.Dots: (UnsupportedError, "dots are not supported", "TD312", r"write the sum with \sum or the vector by its name"),
    tree.Missing: (ShapeError, "an expression is missing here", "TD209", "write it"),
    tree.Relation: (UnsupportedError, "a relation cannot stand inside an expression", "TD318",
                    r"write \mathbf{1}[a > b] for a condition, or cases"),
    tree.Items: (UnsupportedError, "a list cannot stand here", "TD318", "put brackets around the entries of a vector"),
    tree.Limit: (UnsupportedError, "a limit inside an expression is not supported", "TD321",
                 "ask for the limit on its own, and put in what comes out"),
    tree.Optimum: (UnsupportedError, "{node.kind} inside an expression is piecewise and not supported", "TD315",
                   "name the optimum by a letter, or ask for it on its own"),
    tree.At: (UnsupportedError, "an evaluation bar inside an expression is not supported", "TD321",
              "put the bar around the whole question, or name the value by a letter"),
}


def _refused(el: Elaborator, node: tree.Node) -> Term:
    error, message, code, hint = REFUSED[type(node)]
    raise error(message.format(node=node), node.span, code=code, hint=hint)


HANDLERS |= {kind: _refused for kind in REFUSED if kind not in HANDLERS}
