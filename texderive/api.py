"""The public functions: derive, evaluate, components; everything else is imported when used."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from .derivation import DETAILS, METHODS, Act, Line, at_detail
from .errors import ShapeError, TexDeriveError, UnsupportedError
from .garbage import rarely_collected
from .symbols import Dim

if TYPE_CHECKING:
    import numpy as np

    from .index import Node
    from .matrix import Expr


@dataclass(frozen=True)
class Step:
    """One printed line.  `latex` and `text` are the whole equation, the left side repeated
    where the page leaves it out."""

    line: Line
    act: Act
    _setting: Any

    @property
    def rule(self) -> str:
        """The stable name of the rule."""
        return self.line.rule

    @property
    def title(self) -> str:
        """What stands in the margin, mathematics between dollars."""
        return self.line.title

    @property
    def reason(self) -> str:
        """Why the line holds, in a sentence."""
        return self.line.reason

    @property
    def verified(self) -> bool:
        """Whether the line was checked numerically against the one before."""
        return self.line.verified

    @property
    def latex(self) -> str:
        from .write.relations import relation_latex
        return self._written("latex", relation_latex)

    @property
    def text(self) -> str:
        from .write.relations import relation_text
        return self._written("text", relation_text)

    def _written(self, backend: str, relation: Callable[[str], str]) -> str:
        from . import write
        printer = getattr(write, backend)
        naming, style = self.line.naming or self._setting.naming, self._setting.problem.style
        show = lambda math: printer(math, naming, style)
        left = show(self.line.left) + " " if self.line.left is not None else ""
        return f"{left}{relation(self.line.relation)} {show(self.line.right)}"


class Result:
    r"""What is asked for: `.latex` (definitions of named intermediates behind it), `.index_latex`, `.shape`,
    `.kind`, `.evaluate(env)`."""

    def __init__(self, worked: Any, latex: str):
        self._worked, self._setting, self._reading = worked, worked.setting, worked.reading
        self.latex = latex
        self.kind: str = worked.reading.kind

    @property
    def math(self) -> Expr | Node:
        """The matrix expression, or the index node where there is no matrix form."""
        return self._reading.expr if self._reading.expr is not None else self._reading.node

    @property
    def shape(self) -> tuple[Dim, ...]:
        """Names of the sizes: (1, "d") for a row, ("i", ...) sizes of all axes for an index form."""
        if self._reading.expr is not None and self.kind == "matrix":
            return self._reading.expr.shape
        return tuple(k.dim for k in self._setting.axes)

    @property
    def indices(self) -> tuple[str, ...]:
        """Letters of the free indices of an index form, in the order of `shape`, ":" for an axis that is given whole;
        () for a matrix and where the request shows them all itself."""
        from .write.naming import free_name
        setting, reading = self._setting, self._reading
        whole = (reading.rows, reading.cols) if reading.expr is not None else ()
        if self.kind == "matrix" or {*setting.free.values(), *whole}.issuperset(setting.axes):
            return ()
        return tuple(":" if k in whole else free_name(setting.naming, k) for k in setting.axes)

    @property
    def printed_shape(self) -> tuple[Dim, ...]:
        """The sizes of what the answer prints: of the whole array, or of the row, matrix or number () that it gives
        for each value of the author's indices."""
        if self.kind == "matrix" or self.indices and ":" not in self.indices:
            return self.shape
        return self._reading.expr.shape if self._reading.expr is not None else ()

    @property
    def shape_latex(self) -> str:
        from .worked.narrate import shape_latex
        return shape_latex(self.printed_shape) if len(self.printed_shape) == 2 and (not self.indices
            or ":" in self.indices) else ""

    @cached_property
    def index_latex(self) -> str:
        from . import write
        return write.latex(self._reading.node, self._setting.naming, self._setting.problem.style)

    def evaluate(self, env: Mapping[str, Any]) -> "np.ndarray":
        """Components of the derivative at the arrays of env: axes of what is differentiated,
        then of the variable(s)."""
        from . import index
        from .types.names import BySpelling
        from .verify.user_values import evaluate_index_user, refuse_numbers_from_zero, refuse_unspecified, with_places
        setting = self._setting
        refuse_numbers_from_zero(setting.problem.body, *(let.expr for let in setting.problem.lets))
        refuse_unspecified(self._worked.final)
        with index.session():
            value = evaluate_index_user(self._worked.final, setting.axes, with_places(BySpelling(env), setting.problem),
                                        setting.problem.symbols.values())
        if setting.stacked and self._reading.kind == "matrix":
            from .worked.judge import stacked
            return stacked(setting, value[None])[0]
        return value


class Derivation:
    r"""A verified derivation.

    steps        tuple of Step, the printed lines: .rule .title .reason .latex .text .verified
    result       Result: .latex .index_latex .shape .kind .evaluate(env)
    solution     for arg min and arg max the point, .latex and .evaluate(env); None with the reason among the
                 assumptions
    others       for several unknowns, the derivatives by the further ones
    shapes       {symbol as written: tuple of size names}, () for a scalar
    given, assumptions    sentences, mathematics between dollars
    verification .ok .max_error .points
    layout       "numerator" or "denominator"

    >>> from texderive import derive
    >>> d = derive(r"\nabla_x \|Ax - b\|^2", declare={"A": "m x n"})
    >>> d.result.latex, d.result.shape, d.shapes["b"], d.verification.ok
    ('2(Ax - b)^\\top A', (1, 'n'), ('m',), True)
    """

    def __init__(self, worked: Any, latex: str, source: str, detail: str = "normal", asked: tuple[Any, str] | None = None):
        """`asked`: the problem and the method, to derive it again in full detail."""
        self._worked, self._asked = worked, asked
        self.source = source
        self.detail = detail
        setting = worked.setting
        self.problem = setting.problem
        self.layout, self.style, self.naming, self.request = (self.problem.layout, self.problem.style,
            setting.naming, self.problem.request)
        self.acts: tuple[Act, ...] = worked.acts
        self.assumptions: tuple[str, ...] = tuple(worked.assumptions)
        self.verification = worked.verification
        self.result = Result(worked, latex)
        self.solution = worked.solution
        # for an optimum in several unknowns: the derivatives by the further ones
        self.others: tuple[Derivation, ...] = ()

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The printed lines of the level of detail that was asked for."""
        return tuple(Step(line, act, self._worked.setting) for act in self.acts for line in at_detail(act, self.detail))

    @cached_property
    def given(self) -> tuple[str, ...]:
        """What is given: a sentence with the shapes, one with the layout."""
        from .worked.narrate import given_sentences
        return given_sentences(self._worked.about)

    @cached_property
    def shapes(self) -> dict[str, tuple[Dim, ...]]:
        """Size names of every symbol as written, found by any spelling of it; () for a scalar."""
        from .types.names import BySpelling
        return BySpelling({key: tuple(d for d in s.shape if d != 1) for key, s in self.problem.symbols.items()})

    def evaluate(self, env: Mapping[str, Any]) -> "np.ndarray":
        """Components of the derivative at the arrays of env: axes of what is differentiated,
        then of the variable(s)."""
        return self.result.evaluate(env)

    def _render(self, format: str, detail: str | None) -> str:
        from . import render
        shown = self._in_full if detail == "full" and self.detail != "full" and self._asked else self
        return render.derivation(shown, format, detail or self.detail)

    @cached_property
    def _in_full(self) -> "Derivation":
        """The same with every rewrite, which takes longer."""
        from . import index
        from .worked.build import work
        with index.session():
            return Derivation(work(*self._asked, fine=True), self.result.latex, self.source, "full")

    def to_latex(self, detail: str | None = None) -> str:
        return self._render("latex", detail)

    def to_markdown(self, detail: str | None = None) -> str:
        return self._render("markdown", detail)

    def to_html(self, detail: str | None = None) -> str:
        return self._render("html", detail)

    def to_text(self, detail: str | None = None) -> str:
        return self._render("text", detail)

    def to_typst(self, detail: str | None = None) -> str:
        return self._render("typst", detail)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as `--format json` prints it."""
        return {
            "request": self.request, "layout": self.layout,
            "shapes": {k: list(v) for k, v in self.shapes.items()}, "assumptions": list(self.assumptions),
            "steps": [{"act": s.act.kind, "rule": s.rule, "title": s.title, "reason": s.reason, "latex": s.latex,
                       "text": s.text, "verified": s.verified}
                      for s in self.steps],
            "result": {"latex": self.result.latex, "index_latex": self.result.index_latex, "kind": self.result.kind,
                       "shape": [str(d) for d in self.result.shape]},
            "solution": None if self.solution is None else {"latex": self.solution.latex},
            "verification": {"ok": self.verification.ok, "max_error": self.verification.max_error,
                             "points": self.verification.points},
        }

    def to_numpy(self, name: str = "derivative") -> str:
        """Source of a NumPy function that computes `evaluate`."""
        from .codegen import generate
        from .verify.user_values import refuse_numbers_from_zero
        setting = self._worked.setting
        refuse_numbers_from_zero(setting.problem.body, *(let.expr for let in setting.problem.lets))
        rows = setting.stacked_rows if setting.stacked and self.result.kind == "matrix" else None
        return generate(self._worked.final, setting.axes, tuple(self.problem.symbols.values()), name, rows)

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {self.request} = {self.result.latex}$"

    def _repr_html_(self) -> str:
        return self.to_html()


def text_only(latex: object) -> None:
    """Raises TexDeriveError for anything but text."""
    if not isinstance(latex, str):
        raise TexDeriveError(f"a formula is text, not {type(latex).__name__}", code="TD100",
                             hint=r"give LaTeX as a string: r'\nabla_x x^\top x'").locate("")


def _one_of(what: str, value: object, names: tuple[str, ...]) -> None:
    if value not in names:
        raise UnsupportedError(f"unknown {what} {value!r}", code="TD328", hint="use one of " + ", ".join(f'"{n}"' for n in names))


@contextmanager
def _located(latex: object) -> Iterator[None]:
    """Errors of every stage leave with their place in the text;
    what Python runs out of becomes a refusal that says what to do."""
    text_only(latex)
    try:
        with rarely_collected():
            yield
    except TexDeriveError as error:
        raise error.locate(latex)
    except RecursionError:
        raise TexDeriveError("the formula is nested too deeply", code="TD106",
                             hint="name inner parts by definitions").locate(latex) from None
    except OverflowError:
        raise UnsupportedError("a number in this formula is too large", code="TD353",
                               hint="write large numbers as powers of symbols").locate(latex) from None
    except ZeroDivisionError:
        raise UnsupportedError("this formula divides by zero", code="TD354",
                               hint="check the denominators").locate(latex) from None
    except MemoryError:
        raise UnsupportedError("this formula has too many summed indices to be checked numerically", code="TD355",
                               hint="name parts of it by definitions").locate(latex) from None


def derive(latex: str, declare: Mapping[str, Any] | None = None, *, layout: str | None = None, detail: str = "normal",
           method: str = "direct", macros: Any = None) -> Derivation:
    r"""Derive what `latex` asks for, with every step.

    declare  shapes and properties: {"X": "N x d", r"\beta": "d"}; see texderive.types.declare
    layout   "numerator" (default) or "denominator"
    detail   which lines `.steps` and `.to_...` give: "brief", "normal" or "full"
    method   "direct", or "expand" to multiply norms out first
    macros   definitions of the author, from texderive.read.macros.collect

    Raises TexDeriveError (a subclass says which stage), located in `latex`.

    >>> derive(r"\frac{\partial}{\partial \beta}\|X\beta-Y\|^2").result.latex
    '2(X\\beta - Y)^\\top X'
    """
    with _located(latex):
        index, read, interpret, words, work, result_latex = _stages()
        _one_of("detail", detail, DETAILS)
        _one_of("method", method, METHODS)
        with index.session():
            problem = interpret(read(latex, macros=macros, words=words(declare)), declare, layout=layout)
            worked = work(problem, method, fine=detail == "full")
            d = Derivation(worked, result_latex(worked), latex, detail, (problem, method))
            d.others = tuple(Derivation(w, result_latex(w), latex, detail) for w in worked.others)
            return d


@cache
def _stages() -> tuple[Any, ...]:
    """What derives: loaded with the first derivation, inside of it, so that no search
    for garbage interrupts the loading."""
    from . import index
    from .read import read
    from .types import interpret
    from .types.declare import words
    from .worked.build import work
    from .worked.latex import result_latex
    return index, read, interpret, words, work, result_latex


def evaluate(latex: str, declare: Mapping[str, Any] | None = None, env: Mapping[str, Any] | None = None, *,
             macros: Any = None, layout: str | None = None,
             stand_ins: bool = False) -> "np.ndarray":
    """The value of a formula at the arrays of env: free indices in order of appearance, then rows and columns;
    `layout` is that of the gradients in it.  Where letters alone say other ranks than the arrays have, the arrays decide.

    Raises UnsupportedError (TD314) where an unspecified function stands, unless `stand_ins` are wanted:
    the functions that lines are checked with."""
    from .read import read
    from .types import interpret_value
    from .types.declare import words
    from .types.names import BySpelling
    from .verify.user_values import evaluate_user, refuse_unspecified, shapes_given

    def valued(declare: Mapping[str, Any] | None) -> "np.ndarray":
        value = interpret_value(read(latex, macros=macros, words=words(declare)), declare, layout=layout)
        if not stand_ins:
            refuse_unspecified(value.expr)
        return evaluate_user(value.expr, BySpelling(env or {}), value.free, value.symbols.values())

    with _located(latex):
        try:
            return valued(declare)
        except ShapeError as error:
            given = shapes_given(env or {}, declare or {})
            if not given:
                raise
            try:
                return valued({**given, **(declare or {})})
            except TexDeriveError:
                raise error from None


def components(latex: str, declare: Mapping[str, Any] | None = None, *, macros: Any = None) -> str:
    r"""Index notation only, as LaTeX: `components(r"v^\top v")` is `\sum_i v_i v_i`."""
    from . import index, write
    from .read import read
    from .types import interpret_value
    from .types.declare import words
    from .worked.parts import component_form

    with _located(latex), index.session():
        node, naming = component_form(interpret_value(read(latex, macros=macros, words=words(declare)), declare))
        return write.latex(node, naming)
