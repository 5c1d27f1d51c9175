"""One problem solved: derived, compared with a stated answer, written as LaTeX; or refused with the reason."""
from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from typing import Any

from ...errors import ShapeError, TexDeriveError, UnsupportedError, internal
from ...limits import time_limit
from ...prose.symbols import bare
from ..lexical import formula
from ..lexical.symbol_names import names_in
from ..questions.problems import Problem
from . import stated
from .own_notation import OwnNotation

SECONDS = 5.0
TOO_LONG, FAULT = "TD518", "TD599"
_ABSENT = re.compile(r"\$(.+)\$ does not occur in the expression")
_BEYOND = (
    (re.compile(r"\\(?:int|iint|oint|idotsint)(?![A-Za-z])|∫"), "integrals are not derived"),
    (re.compile(r"\\mathbb\s*\{?\s*E|\\mathbf\s*\{?\s*E\s*\}?\s*(?:_|"
                r"\\left\s*\[|\[)|\\operatorname\s*\{\s*(?:E|Var|Cov|Pr)\s*\}|\\(?:E|Ex|expect|EE"
                r"|Var|Cov)(?![A-Za-z])|𝔼"), "expectations are not derived"),
    (re.compile(r"\\(?:Pr|mathbb\s*\{?\s*P)(?![A-Za-z])"), "probabilities are not derived"),
    (re.compile(r"(?<!_)(?<!_\{)\\infty(?![A-Za-z])"), "infinite sums and limits are not derived"),
)


@dataclass
class Outcome:
    """status "solved", "refused" or "error"; `fragment` is the worked solution as LaTeX;
    all of it can be stored as JSON."""

    status: str
    request: str
    fragment: str = ""
    result: dict[str, Any] | None = None
    message: str = ""
    code: str = ""
    hint: str = ""
    assumed: bool = False
    verdict: str = ""                       # on a stated answer
    widened: bool = False                   # declarations of earlier parts were needed, which the cache does not know
    assumptions: list[str] = field(default_factory=list)
    shapes: dict[str, list[str]] = field(default_factory=dict)
    near: list[str] = field(default_factory=list)     # of what is refused: what stands before it, and itself

    def stored(self) -> dict:
        """For the cache."""
        return asdict(self)


def solve_one(problem: Problem, *, detail: str = "normal", layout: str | None = None, amssymb: bool = False,
              templates: str | None = None, own: OwnNotation | None = None,
              keep: list | None = None) -> Outcome:
    """Derive one problem.  A TexDeriveError becomes a refusal; `own` are the author's commands,
    `keep` receives the derivation, for a handout."""
    from ... import render

    beyond = next((message for pattern, message in _BEYOND if pattern.search(problem.latex)), None)
    if beyond:
        return Outcome("refused", problem.request.latex, message=beyond, code="TD511", hint="this problem stays as it is")
    try:
        with time_limit(SECONDS, UnsupportedError(f"the derivation took longer than {SECONDS:.0f} s", code=TOO_LONG,
                                                  hint="name inner parts by definitions")):
            derivation, widened = _derived(problem, layout or problem.layout)
            fragment = render.derivation(derivation, "latex", detail, plain=True, amssymb=amssymb, templates=templates,
                                         room=problem.room, above=_above(problem, layout))
            fragment = own.restore(fragment, problem.latex) if own else fragment
            verdict = (stated.compare(derivation, problem.request.answer, (*problem.definitions, *problem.told))
                       if problem.request.answer else "")
            if verdict == stated.WRONG and problem.normalised:
                verdict = stated.compare(derivation, problem.request.answer, (*problem.definitions, *problem.told),
                                         problem.normalised)
            verdict = stated.UNKNOWN if verdict == stated.WRONG and problem.conditional else verdict
    except TexDeriveError as error:
        if error.code in TEMPLATE_CODES:                         # of every problem alike
            raise
        at = (error.column or 1) - 1
        return Outcome("refused", problem.request.latex, message=error.message, code=error.code, hint=error.hint,
                       near=[error.source_line[:at], error.source_line[at:at + (error.length or 0)]])
    except Exception as error:                               # one problem never stops the rest
        return Outcome("error", problem.request.latex, message=internal(error), code=FAULT)
    if keep is not None:
        keep.append(derivation)
    if not derivation.verification.ok:
        return Outcome("refused", problem.request.latex, message="the result did not pass the numeric check", code="TD515")
    absent = next((m.group(1) for a in derivation.assumptions if (m := _ABSENT.match(str(a)))
                   and bare(m.group(1)) not in problem.arguments), None)
    declared = {bare(name) for name in problem.declare}
    others = [s for key, s in derivation.problem.symbols.items() if bare(key) != bare(absent or "")
              and not {"constant", "dimension"} & set(s.props)
              and not {bare(key), bare(absent or "")} <= declared]
    if absent and others:
        return Outcome("refused", problem.request.latex,
                       message=f"nothing in the document says how this depends on {absent}", code="TD510",
                       hint=f"define it as a formula in {absent}")
    if problem.request.kind == "optimum" and derivation.solution is None:
        return Outcome("refused", problem.request.latex, fragment.strip("\n"),
                       message="no closed form of the optimum was found; its gradient is derived instead",
                       code="TD516", hint="a gradient step is given where the gradient is known")
    if formula.constrained(problem.request.latex) and not _respects_constraints(problem, derivation.solution.latex):
        return Outcome("refused", problem.request.latex, message="the constraint of this optimum was not understood",
                       code="TD516", hint="write it as an equation behind s.t.")
    result = derivation.solution or derivation.result
    shape = [str(d) for d in (getattr(result, "shape", None) or derivation.result.shape)]
    assumptions = [str(a) for a in derivation.assumptions]
    return Outcome("solved", problem.request.latex, fragment.strip("\n"), {"latex": result.latex, "shape": shape},
                   assumed=any("inferred" in a or "assumed" in a for a in assumptions),
                   verdict=verdict, widened=widened, assumptions=assumptions,
                   shapes={k: [str(d) for d in v] for k, v in derivation.shapes.items()})


TEMPLATE_CODES = ("TD525", "TD526")
_TRANSPOSE = re.compile(r"\^\s*\{?\s*(?:\\math(?:sf|rm)\s*\{?\s*)?[Tt]")
_COUNTED = re.compile(r"\\(?:sum|prod)\s*(?:\\limits\s*)?_\s*\{?\s*([A-Za-z])")


def _respects_constraints(problem: Problem, solution: str) -> bool:
    """Whether a constrained optimum speaks of its constraints: of every symbol that stands only
    in them (k of \\sum_k and \\mathbf 1 are none)."""
    body, conditions = formula.split_constraints(problem.request.latex)
    free = {name for name in names_in(_TRANSPOSE.sub("", conditions)) if not name.isdigit()} - set(_COUNTED.findall(conditions))
    return free - set(names_in(" , ".join([*problem.definitions, body]))) <= set(names_in(solution))


def _above(problem: Problem, layout: str | None) -> list[Any]:
    """The derivations whose solutions stand above that of a problem."""
    found = []
    for other in problem.above:
        try:
            found.append(_derived(other, layout or other.layout)[0])
        except TexDeriveError:
            continue
    return found


def _derived(problem: Problem, layout: str | None) -> tuple[Any, bool]:
    """Derive with the declarations in force; where their shapes do not fit, with those of earlier parts as well,
    or of its own paragraph alone (then True)."""
    from ... import api

    try:
        return api.derive(problem.latex, declare=problem.declare, layout=layout), False
    except ShapeError as error:
        for others in (problem.wider, problem.narrower):
            declared = others()
            if declared != problem.declare:
                try:
                    return api.derive(problem.latex, declare=declared, layout=layout), True
                except ShapeError:
                    continue
        raise error
