"""Whether an answer that the text states ("show that ... = ...") is the derived one:
compared by numbers at random points."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...errors import ShapeError, TexDeriveError
from ...prose.symbols import bare
from ..context.conditions import imposed

EQUAL, TRANSPOSED, WRONG, UNKNOWN = "equal", "equal-up-to-transpose", "wrong", "not-understood"


def compare(derivation: Any, answer: str, definitions: tuple[str, ...] = (), normalised: Mapping[str, str] | None = None) -> str:
    """The verdict on a stated answer; `definitions` are those in force, `normalised` symbols have norm
    or sum 1 (conditions.normalised)."""
    import numpy as np

    from ... import api
    from ...verify.points import make_points

    symbols = list(derivation.problem.symbols.values())
    declare = {s.key: {"shape": [str(d) for d in s.shape if d != 1] if s.shape[0] != 1 else [1, str(s.shape[1])]
                       if s.shape[1] != 1 else [], "props": sorted(s.props),
                       **({"indexed_by": list(s.letters), "ranges": dict(zip(s.letters, map(str, s.family)))}
                          if s.family else {})} for s in symbols}
    points = make_points(symbols, n=2, seed=7)
    verdicts = []
    for number in range(points.count):
        env = {s.key: points.env[s][number] for s in symbols if s in points.env}
        env |= {key: imposed(value, normalised[bare(key)]) for key, value in env.items() if normalised
                and bare(key) in normalised}
        text = r", \quad ".join([*definitions, answer])
        try:
            derived = np.asarray(api.evaluate((derivation.solution or derivation.result).latex, declare=declare,
                                              env=env, layout=derivation.layout, stand_ins=True), dtype=float)
            verdict = min((_verdict(np, np.asarray(value, dtype=float), derived)
                           for value in _values(text, declare, env, derivation.layout)), key=_ORDER.index)
        except (TexDeriveError, TypeError, ValueError, KeyError):
            return UNKNOWN
        verdicts.append(verdict)
    return max(verdicts, key=_ORDER.index)


_ORDER = (EQUAL, TRANSPOSED, UNKNOWN, WRONG)


def _values(latex: str, declare: dict, env: dict, layout: str) -> list[Any]:
    r"""The values of a stated answer; gradients in it, as \nabla g of a g that nothing defines,
    are rows or columns as the layout has them, or as the author may."""
    from ... import api
    other = "denominator" if layout == "numerator" else "numerator"
    found, refused = [], None
    for each in (layout, other) if r"\nabla" in latex or r"\partial" in latex else (layout,):
        try:
            found.append(api.evaluate(latex, declare=declare, env=env, layout=each, stand_ins=True))
        except ShapeError as error:
            refused = error
    if not found:
        raise refused
    return found


def _verdict(np: Any, stated: Any, derived: Any) -> str:
    if not (np.all(np.isfinite(stated)) and np.all(np.isfinite(derived))):
        return UNKNOWN
    if stated.shape == derived.shape and np.allclose(stated, derived, rtol=1e-7, atol=1e-10):
        return EQUAL
    flat, turned = np.squeeze(stated), np.squeeze(derived)
    if flat.shape == turned.shape and flat.ndim < 2 and np.allclose(flat, turned, rtol=1e-7, atol=1e-10):
        return TRANSPOSED if stated.shape != derived.shape else EQUAL
    if flat.ndim == 2 and flat.T.shape == turned.shape and np.allclose(flat.T, turned, rtol=1e-7, atol=1e-10):
        return TRANSPOSED
    return WRONG
