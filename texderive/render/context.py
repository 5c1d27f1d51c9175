"""A derivation as plain dicts for the templates: every formula written, every line broken, nothing left to compute."""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from .. import write
from ..derivation import Act, at_detail
from ..write.breaking import lines, width
from ..write.leaves import subscript
from ..write.notation import Box, fence, leaf, op, row
from .backends import Backend

RESULT_ACTS = ("components", "definitions", "derivative", "backward", "matrices", "shape", "limit", "simplification")
_WIDE_LEFT = 0.42


def derivation_view(d: Any, backend: Backend, detail: str = "normal") -> dict[str, Any]:
    """The context of the derivation templates, see templates/README.md."""
    acts = [act_view(d, act, backend, detail) for act in d.acts]
    acts = [a for a in acts if a["rows"] or a["prose"] or a["after"]]
    for number, act in enumerate(acts, 1):
        act["number"] = number
    split = next((k for k, a in enumerate(acts) if a["kind"] not in RESULT_ACTS), len(acts))
    return {
        "request": backend.math(leaf(d.request)),
        "given": [backend.prose(s) for s in given_sentences(d)],
        "acts": acts[:split],
        "result": result_view(d, backend),
        "further": acts[split:],
        "solution": solution_view(d, backend),
        "layout": d.layout,
        "verified": bool(d.verification.ok),
        "verification": verification_sentence(d, backend),
        "detail": detail,
    }


def act_view(d: Any, act: Act, backend: Backend, detail: str) -> dict[str, Any]:
    """The rows share one column of left sides, so its width counts for every line."""
    boxed = []
    naming = d.naming
    for line in at_detail(act, detail):                       # indices without a name get one per equation, the same on both sides
        naming = line.naming or (naming if line.left is None else d.naming)
        naming = write.completed(naming, line.left, line.right)
        left = write.boxes(line.left, naming, d.style) if line.left is not None else None
        boxed.append((line, left, write.boxes(line.right, naming, d.style)))
    widest = _WIDE_LEFT * backend.width if len(boxed) > 1 else backend.width
    column = max((w for w in (width(left) for _, left, _ in boxed if left is not None) if w <= widest), default=0.0)
    rows: list[dict[str, Any]] = []
    for line, left, right in boxed:
        rows += broken(left, line.relation, right, backend, backend.prose(line.title), backend.prose(line.reason), column, widest)
    if backend.name == "text":
        align(rows)
    return {"kind": act.kind, "title": backend.prose(act.title), "prose": [backend.prose(s) for s in act.prose], "rows": rows, "after": [backend.prose(s) for s in act.after]}


def broken(left: Box | None, relation: str, right: Box, backend: Backend, reason: Any = "", explanation: Any = "", column: float = 0.0,
           widest: float = 1000.0) -> list[dict[str, Any]]:
    """The rows of one line: a left side wider than `widest` stands alone, a wide right side continues below; `column` is that of the left sides around."""
    rows: list[dict[str, Any]] = []
    room = backend.width - 2.0
    own = width(left) if left is not None else 0.0
    chunks = lines(right, room - max(column, own))
    too_wide = own > widest or own > _WIDE_LEFT * backend.width and own + width(right) > room or any(width(c) > room - max(column, own) + 1.0 for c in chunks)
    if left is not None and too_wide:
        rows += [_row("", "", backend.math(piece), indent=k > 0) for k, piece in enumerate(lines(left, room - column))]
        left, chunks = None, lines(right, room - column)
    rows.append(_row(backend.math(left), backend.relation(relation), backend.math(chunks[0]), indent=False))
    rows += [_row("", "", backend.math(c), indent=True) for c in chunks[1:]]
    rows[-1]["reason"], rows[-1]["explanation"] = reason, explanation
    return rows


def _row(left: Any, relation: Any, right: Any, indent: bool) -> dict[str, Any]:
    return {"left": left, "relation": relation, "right": right, "reason": "", "explanation": "", "indent": indent}


def result_view(d: Any, backend: Backend) -> dict[str, Any]:
    """The boxed answer with its shape; definitions of named intermediates behind it."""
    left = result_left(d)
    right, *definitions = d.result.latex.split(r", \quad ")
    shape = leaf(r"\in " + (d.result.shape_latex or rf"\mathbb{{R}}^{{{_sizes(d.result.shape)}}}")) if d.result.shape and set(d.result.shape) != {1} else None
    rows = broken(left, "=", leaf(right), backend)
    if len(rows) == 1 and width(left) + width(leaf(right)) + (width(shape) if shape else 0.0) + 5.0 > backend.width:
        rows = [_row("", "", backend.math(left), indent=False), _row("", backend.relation("="), backend.math(leaf(right)), indent=False)]
    for other in getattr(d, "others", ()):
        rows += broken(result_left(other), "=", leaf(other.result.latex.split(r", \quad ")[0]), backend)
        shape = None
    if backend.name == "text":
        align(rows)
    return {"left": backend.math(left), "right": backend.math(leaf(right)), "rows": rows, "wide": len(rows) > 1,
            "definitions": [backend.math(leaf(x)) for x in definitions],
            "shape": backend.math(shape), "size": backend.math(leaf(_sizes(d.result.shape))) if shape else "", "layout": d.layout, "kind": d.result.kind}


def result_left(d: Any) -> Box:
    """What the answer is equal to: the request; its component for an index form; for an optimum the derivative that was taken."""
    problem = getattr(d, "problem", None)
    if problem is not None and problem.kind in ("argmin", "argmax", "stationary"):
        body = write.boxes(problem.body, d.naming, d.style)
        loose = any(item.kind == "op" for item in body.parts) if body.kind == "row" else False
        return row(leaf(problem.operator), fence(body) if loose else body)
    names = tuple(getattr(d.result, "indices", ()))
    return Box("sub", (fence(leaf(d.request), "[", "]"), subscript(names))) if names else leaf(d.request)


def _sizes(shape: Iterable[Any]) -> str:
    r"""1 \times d"""
    return r" \times ".join(str(s).replace("*", " ") for s in shape)


def solution_view(d: Any, backend: Backend) -> dict[str, Any] | None:
    """The point that was asked for, boxed, with its condition."""
    if d.solution is None:
        return None
    points = [(leaf(p.name), leaf(p.printed)) for p in d.solution.points] + [(leaf(symbol.latex), leaf(printed)) for symbol, _, printed in getattr(d.solution, "definitions", ())]
    rows = [r for left, right in points for r in broken(left, "=", right, backend)]
    if backend.name == "text":
        align(rows)
    whole = [row(left, op("="), right) for left, right in points]
    together = row(*(part for n, equation in enumerate(whole) for part in ((leaf(r", \quad "),) * (n > 0) + (equation,))))
    condition = getattr(d.solution, "condition", "")
    return {"latex": backend.math(together), "rows": rows, "wide": len(rows) > 1, "condition": backend.prose(condition) if condition else ""}


_INFERRED = re.compile(r"\$(.+?) \\in [^$]*\$")


def given_sentences(d: Any) -> list[str]:
    """What is given and assumed, each once: sizes that were inferred are named behind the declarations."""
    given = [s.rstrip(".") for s in d.given]
    condition = getattr(d.solution, "condition", "")
    for sentence in d.assumptions:
        sentence = sentence.rstrip(".")
        if condition and condition[1:] in sentence:          # stands with the solution
            continue
        if sentence.endswith("(inferred)") and given:
            names = _INFERRED.findall(sentence)
            if names and all(rf"${name} \in" in given[0] for name in names):
                everything = len(names) == len(_INFERRED.findall(given[0]))
                given[0] += " (sizes inferred)" if everything else " (sizes of " + ", ".join(f"${name}$" for name in names) + " inferred)"
                continue
        given.append(sentence)
    return given


def verification_sentence(d: Any, backend: Backend) -> Any:
    v = d.verification
    if not v.ok:
        return ""
    points = "1 random point" if v.points == 1 else f"{v.points} random points"
    mantissa, _, exponent = f"{v.max_error:.0e}".partition("e")
    error = "exactly" if v.max_error == 0 else f"largest relative error ${mantissa} \\cdot 10^{{{int(exponent)}}}$"
    return backend.prose(f"every line checked numerically at {points} ({error})")


def align(rows: Iterable[dict[str, Any]]) -> None:
    """Columns for plain text: left sides to the right, reasons below each other."""
    rows = list(rows)
    left = max((_length(r["left"]) for r in rows), default=0)
    right = max((_length(r["relation"]) + 1 + _length(r["right"]) for r in rows if r["reason"]), default=0)
    for r in rows:
        start = " " * (left - _length(r["left"])) + r["left"] + (" " if r["left"] else "")
        if not r["left"] and left:
            start = " " * (left + 1)
        equation = (r["relation"] + " " if r["relation"] else "  ") + r["right"]
        gap = max(3, min(right, 72) - _length(equation) + 3)
        r["line"] = (start + equation + (" " * gap + "[" + r["reason"] + "]" if r["reason"] else "")).rstrip()


def _length(text: str) -> int:
    return sum(not unicodedata.combining(c) for c in text)


def hints(d: Any, backend: Backend) -> list[Any]:
    """The rules of a derivation in order, each once, without the answer."""
    titles = dict.fromkeys(line.title for act in d.acts if act.kind in ("derivative", "backward", "limit", "minimum") for line in act.lines if line.title)
    return [backend.prose(t) for t in titles]
