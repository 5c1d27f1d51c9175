"""Two slips on one line: pairs of edits, in two terms of a sum or in one term and its sign or factor,
that together make the line right."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ... import tree as t
from ..values.compare import Value
from .edit import Edit, Written
from .edits import edits
from .effort import Evaluator
from .repairs import Repair, Term, Wrong, right, terms_of

_SCALES = ((-1.0, "sign", "-"), (2.0, "factor", "2"), (0.5, "factor", r"\frac12 "), (-2.0, "factor", "-2"))
_EACH = 160                        # edits tried for one term


@dataclass(frozen=True, slots=True)
class _Variant:
    edit: Edit
    term: Term
    latex: str
    array: np.ndarray


def repair_two(wrong: Wrong, evaluate: Evaluator, effort: int) -> Repair | None:
    """The first pair found; a Repair whose `also` names the second slip."""
    most = evaluate.effort + effort
    text, target = wrong.written.text, wrong.target
    terms = terms_of(wrong.written.root, text)
    if len(terms) > 6:
        return None
    values = [evaluate(term.text) for term in terms]
    if any(v is not None and (v.array.shape != target.array.shape or v.free != target.free) for v in values):
        return None
    variants = [_variants(wrong, term, evaluate, target, most) for term in terms]
    lost = [k for k, v in enumerate(values) if v is None]
    for j, first in enumerate(variants):
        for k in range(j, len(terms)):
            if evaluate.effort > most:
                return None
            if any(i not in (j, k) for i in lost):
                continue
            rest = target.array - sum((terms[i].sign * values[i].array for i in range(len(terms)) if i not in (j, k)),
                                      np.zeros_like(target.array))
            pair = (_same_term(first, rest * terms[j].sign) if j == k
                    else _two_terms(first, variants[k], rest, terms[j].sign, terms[k].sign))
            found = pair and _repair(wrong, evaluate, *pair)
            if found:
                return found
    return None


def _variants(wrong: Wrong, term: Term, evaluate: Evaluator, target: Value, most: int) -> list[_Variant]:
    node = next((n for n in t.nodes(wrong.written.root) if n.span == term.span), None)
    out: list[_Variant] = []
    if node is None or len(term.text) > 160:
        return out
    own = Written(wrong.written.text, node, wrong.written.transpose, wrong.written.letters, (), wrong.written.unbound)
    for number, edit in enumerate(edits(own)):
        if number > _EACH or evaluate.effort > most:
            break
        moved = edit.within(term.span[0])
        if any(a < 0 or b > len(term.text) for a, b, _ in moved.changes):
            continue
        latex = moved.apply(term.text)
        value = evaluate(latex)
        if value is not None and value.array.shape == target.array.shape and value.free == target.free:
            out.append(_Variant(edit, term, latex, value.array))
    return out


def _two_terms(first: list[_Variant], second: list[_Variant], rest: np.ndarray, a: int, b: int) -> tuple | None:
    known = {_key(v.array): v for v in reversed(second) if np.isfinite(v.array).all()}
    for u in (u for u in first if np.isfinite(u.array).all()):
        v = known.get(_key((rest - a * u.array) * b))
        if v is not None:
            return u, v
    return None


def _same_term(first: list[_Variant], needed: np.ndarray) -> tuple | None:
    if not np.isfinite(needed).all():
        return None
    key = _key(needed)
    for u in (u for u in first if np.isfinite(u.array).all()):
        for scale, kind, prefix in _SCALES:
            if u.edit.kind not in (kind, "factor") and _key(u.array * scale) == key:
                return u, (kind, prefix)
    return None


def _key(array: np.ndarray) -> bytes:
    scale = max(np.abs(array).max(initial=0.0), 1e-9)
    return (np.round(array / scale * 1e6).astype(np.int64) + 0).tobytes() + np.float32(f"{scale:.5g}").tobytes()


def _repair(wrong: Wrong, evaluate: Evaluator, u: _Variant, other) -> Repair | None:
    text = wrong.written.text
    if isinstance(other, _Variant):
        fixed = Edit("", (*u.edit.changes, *other.edit.changes), (0, 0)).apply(text)
        also = (other.edit.kind, *other.edit.before_after(text))
    else:
        kind, prefix = other
        start = u.term.span[0]
        fixed = Edit("", (*u.edit.changes, (start, start, prefix)), (0, 0)).apply(text)
        also = (kind, u.term.text, prefix + u.term.text)
    value = evaluate(fixed)
    if not right(value, wrong, fixed):
        return None
    old, new = u.edit.before_after(text)
    return Repair(u.edit.kind, old, new, fixed, u.edit.place, also)
