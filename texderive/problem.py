"""What is asked: the typed reading of a formula, from which every later stage starts."""
from __future__ import annotations

from dataclasses import field

from .matrix import Expr, Let
from .records import record
from .symbols import Dim, Symbol


@record
class Style:
    """How the author writes, so that answers look like the question.  Values are LaTeX."""

    transpose: str = r"\top"               # what stands in the exponent: T, \top, \intercal, \mathsf{T}, \prime
    hadamard: str = r"\odot"               # or \circ
    norm: tuple[str, str] = (r"\|", r"\|")  # opening and closing
    norm_sub: str = ""                     # the subscript of a 2-norm as written: "" or "2"
    frobenius_sub: str = "F"
    trace: str = r"\operatorname{tr}"
    det: str = r"\det"                     # or "|" for bars
    log: str = r"\log"                     # or \ln
    sigmoid: str = r"\sigma"
    softmax: str = r"\operatorname{softmax}"
    diag: str = r"\operatorname{diag}"
    identity: str = "I"
    ones: str = r"\mathbf{1}"
    exp: str = "e"                         # "e" for e^{u}, "exp" for \exp(u)
    derivative: str = r"\partial"          # the sign of a derivative: \partial, d or \mathrm{d}
    fractions: str = ""                    # those in exponents as written: "bar" for \frac, "slash", or "" for none
    decimals: bool = False                 # whether numbers stand as 0.5
    bare: bool = True                      # whether functions of a letter need no brackets: \ln x
    functions: dict = field(default_factory=dict, hash=False)  # spelling of other functions: {"relu": r"\mathrm{ReLU}"}
    vectors: str = ""  # the command that sets the letters of vectors: \mathbf, \bm, \vec; "" for none
    matrices: str = ""                     # and those of matrices

    def lettered(self, letter: str, matrix: bool = False) -> str:
        r"""A letter of ours as the author would set it.

        >>> bold = Style(vectors=r"\mathbf")
        >>> bold.lettered("r"), bold.lettered(r"\xi"), Style().lettered("M", matrix=True)
        ('\\mathbf{r}', '\\boldsymbol{\\xi}', 'M')
        """
        font = self.matrices if matrix else self.vectors
        if not font:
            return letter
        return rf"\boldsymbol{{{letter}}}" if letter.startswith("\\") and font == r"\mathbf" else rf"{font}{{{letter}}}"


@record
class Problem:
    r"""A request, read and typed.

    kind        "derivative", "limit", "argmin", "argmax", "stationary" (where the derivative vanishes), "contraction"
                (an index expression to simplify) or "value" (nothing asked)
    layout      "numerator" or "denominator"; `layout_stated` is False where it is the default
    body        the quantity before differentiating (for a limit: the difference quotient)
    variables   what it is differentiated by, in order, once per order: var, comp(var, i, j), T(var) or vec(var); for
                arg min the unknown
    shape       (rows, columns) of the answer where it is at most a matrix, else None
    free        index names free in the answer with their sizes, in order of first appearance: {"k": "d"}
    symbols     every symbol by its key as written; lets: the named definitions in force, in order
    letters     the author's index letters by size, most used first: {"n": ["i", "j"]}
    request     how the left-hand side is printed, in LaTeX: \frac{\partial}{\partial \beta} \|X\beta-Y\|^2
    operator    the derivative operator alone, for continuing lines: \frac{\partial}{\partial \beta}
    limit       (Symbol, target Expr) for kind "limit"; the target None is infinity
    side        from where a limit goes to its target: "+", "-" or "" for both; the sign of infinity
    domain      where the unknowns of an optimum may lie: "positive", "nonnegative", "nonzero", "unit", "closed unit",
                "posdef", "psd"
    constraints equations g = 0 (each the Expr g) of a constrained optimum; the last ones, as many as `inequalities`
                says, are g <= 0
    at          substitutions of an evaluation bar: {Symbol: Expr}
    places      for the symbol of an index i^* at which an extremum is attained: (its value as an Expr, the sizes of the
                index letters free in it, how it is written)
    implicit    what is differentiated where only the equation body = 0 gives it, by the one of `variables`
    over        what it is differentiated by where that is a function of the one of `variables`: \log\sigma
    structure   "symmetric", "diagonal", "skew", "lower_triangular" when the variable is declared so
    """

    kind: str
    body: Expr
    variables: tuple[Expr, ...]
    layout: str = "numerator"
    layout_stated: bool = False
    shape: tuple[Dim, Dim] | None = None
    free: dict[str, Dim] = field(default_factory=dict)
    symbols: dict[str, Symbol] = field(default_factory=dict)
    lets: tuple[Let, ...] = ()
    letters: dict[Dim, list[str]] = field(default_factory=dict)
    assumptions: tuple[str, ...] = ()
    style: Style = Style()
    request: str = ""
    operator: str = ""
    limit: tuple[Symbol, Expr | None] | None = None
    side: str = ""
    constraints: tuple[Expr, ...] = ()
    inequalities: int = 0
    domain: dict[Symbol, str] = field(default_factory=dict, hash=False)
    at: dict[Symbol, Expr] = field(default_factory=dict)
    places: dict[Symbol, tuple[Expr, dict[str, Dim], str]] = field(default_factory=dict, hash=False)
    implicit: Expr | None = None
    over: Expr | None = None
    structure: str | None = None
