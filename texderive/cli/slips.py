"""The likely slip in an answer that a text states wrongly, named by the checker, for the diagnostics of `solve`."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..errors import TexDeriveError


def with_slips(solution: Any) -> list:
    """The diagnostics of a solved document; those of differing answers say what is likely wrong in them."""
    differing = iter([(p, o) for p, o in solution.outcomes if o.verdict == "wrong"])
    return [replace(d, message=d.message + _slip(*next(differing))) if d.code == "TD512" else d for d in solution.diagnostics]


def _slip(problem: Any, outcome: Any) -> str:
    """"; factor slip: ..." or nothing: the derived and the stated answer as two lines of a derivation, checked."""
    from ..checking import check
    given = {name: entry.get("props", []) if isinstance(entry, dict) else [] for name, entry in problem.declare.items()}
    declare = {name: {"shape": shape, "props": given.get(name, [])} for name, shape in outcome.shapes.items()}
    stated = "".join(f"${definition}$. " for definition in (*problem.definitions, *problem.told))
    try:
        report = check(rf"{stated}\[ {problem.request.latex} = {outcome.result['latex']} = {problem.request.answer} \]",
                       declare=declare, layout=problem.layout)
    except TexDeriveError:
        return ""
    claim = report.claims[-1] if report.claims else None
    return (f"; {claim.message.partition(';')[0]}" if claim is not None and claim.verdict in ("wrong", "assumes")
            and claim.slip else "")
