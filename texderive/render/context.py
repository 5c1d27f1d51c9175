"""A derivation as plain dicts for the templates: every formula written, every line broken, nothing left to compute."""
from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby, takewhile
from typing import Any

from .. import write
from ..derivation import Act, Line, at_detail
from ..index import Node
from ..patterns import later
from ..symbols import sizes_latex
from ..write.breaking import lines
from ..write.leaves import subscript
from ..write.notation import Box, fence, leaf, op, row, space
from .backends import Backend
from .layers import FEWEST, Row, folded, folded_equations, folded_shapes, gathered, shorter

BEHIND_THE_RESULT = ("minimum", "update", "remark")       # acts that go on from the derivative that was found
STATING_THE_RESULT = ("matrices", "put in")     # their last line is the result
_WIDE_LEFT, _NARROW_LEFT = 0.42, 0.2
_TERMINAL = 120            # characters of a line
_MARGIN = 12.5             # em of a handout's margin for reasons
_MANY = 8                  # definitions from which on short ones stand side by side
_BOX, _GAP = 3.6, 2.0      # what a box takes beside its two sides, and the space between it and the shape
_ROUNDING = 5e-17          # half of what the last digit of a number counts


def derivation_view(d: Any, backend: Backend, detail: str = "normal", above: Iterable[Any] = ()) -> dict[str, Any]:
    """The context of the derivation templates, see templates/README.md.
    What derivations `above` of the same statement begin with as well is not said again."""
    acts, reason = [], ""
    repeated = max((_alike(d, other) for other in above), default=0)
    for act in _without(d.acts, repeated):
        if act.kind in STATING_THE_RESULT and _is_result(act.lines[-1] if act.lines else None, d):
            reason = reason or act.lines[-1].title           # stands beside the box, not twice
            act = replace(act, lines=act.lines[:-1])
        acts.append(act_view(d, act, backend, detail))
    acts = [a for a in acts if a["rows"] or a["prose"] or a["after"]]
    for number, act in enumerate(acts, 1):
        act["number"] = number
    split = next((k for k, a in enumerate(acts) if a["kind"] in BEHIND_THE_RESULT), len(acts))
    return {
        "request": backend.math(leaf(d.request)),
        "given": [backend.prose(s) for s in _in_one(given_sentences(d))] if not repeated else [],
        "acts": acts[:split],
        "result": result_view(d, backend, reason),
        "further": acts[split:],
        "solution": solution_view(d, backend),
        "layout": d.layout,
        "verified": bool(d.verification.ok),
        "verification": verification_sentence(d, backend),
        "detail": detail,
    }


def _alike(d: Any, other: Any) -> int:
    """How many acts two derivations have in common at their beginning; 0 where nothing would be left of the first,
    or where it supposes something else."""
    if not set(given_sentences(d)) <= set(given_sentences(other)):
        return 0
    same = takewhile(lambda pair: _printed(pair[0], d) == _printed(pair[1], other), zip(d.acts, other.acts))
    count = sum(1 for _ in same)
    return count if count < len(d.acts) else 0


def _printed(act: Act, d: Any) -> tuple:
    """All that an act says, but for the result, which stands in the box,
    and what the author calls what is differentiated."""
    lines = (act.lines[:-1] if act.kind in STATING_THE_RESULT and _is_result(act.lines[-1] if act.lines else None, d)
             else act.lines)
    show = lambda math, naming: None if math is None else write.latex(math, naming, d.style)
    return act.kind, act.title, act.prose, act.after, tuple((None if act.kind == "matrices" and not isinstance(line.left, Node)
                                                             else show(line.left, line.naming or d.naming),
                                                             show(line.right, line.naming or d.naming), line.title)
                                                             for line in lines)


def _without(acts: tuple[Act, ...], repeated: int) -> tuple[Act, ...]:
    """The acts behind those that are repeated, with a word on these."""
    if not repeated:
        return acts
    words = ("The components are those above." if all(a.kind == "components" for a in acts[:repeated])
             else "Up to here everything is as above.")
    first, *rest = acts[repeated:]
    return (replace(first, prose=(words, *first.prose)), *rest)


def _is_result(line: Line | None, d: Any) -> bool:
    """Whether a line says what the box says, of what is asked and not of its components."""
    return (line is not None and not isinstance(line.left, Node)
            and any(line.right is shown.result.math for shown in (d, *getattr(d, "others", ()))))


def act_view(d: Any, act: Act, backend: Backend, detail: str) -> dict[str, Any]:
    """The rows share one column of left sides, so its width counts for every line."""
    boxed = []
    naming = d.naming
    for line in at_detail(act, detail):  # indices without a name get one per equation, the same on both sides
        naming = line.naming or (naming if line.left is None else d.naming)
        naming = write.completed(naming, line.left, line.right)
        left = write.boxes(line.left, naming, d.style) if line.left is not None else None
        boxed.append(Row(line, left, write.boxes(line.right, naming, d.style)))
    widest = _WIDE_LEFT * backend.width if len(boxed) > 1 else backend.width
    deep = detail != "full" and len(boxed) >= FEWEST and len(getattr(getattr(d, "problem", None), "lets", ())) >= FEWEST
    if deep:  # layers of one form are told once, also where two definitions of each stand on a line
        column = _column(boxed, _NARROW_LEFT * backend.width if boxed[-1].left is None else widest, backend)
        fits = lambda r: column + backend.measure(r.right) + max(_reason_room(r.line.title, backend), 0.0
            if backend.name == "text" else _MARGIN) <= backend.page
        ordered = [_side_by_side(rows, backend, few=2) for rows in
                   (folded(_side_by_side(folded(boxed, fits, 1), backend), fits), folded(boxed, fits))]
        boxed = shorter(min(ordered, key=len), _side_by_side(gathered(boxed, fits), backend, few=2))
    else:
        boxed = _side_by_side(boxed, backend)
    column = _column(boxed, widest, backend)
    if column > _NARROW_LEFT * backend.width and any(left is not None and backend.measure(left) > widest
                                                     or column + backend.measure(right) + _reason_room(line.title,
                                                             backend) > backend.page for line, left, right in boxed):
        # without room for the reasons, or beside another that does, wide left sides stand alone
        widest = _NARROW_LEFT * backend.width
        column = _column(boxed, widest, backend)
    rows: list[dict[str, Any]] = []
    for line, left, right in boxed:
        rows += broken(left, line.relation, right, backend, backend.prose(line.title), backend.prose(line.reason), column, widest)
    if backend.name == "text":
        align(rows)
    return {"kind": act.kind, "title": backend.prose(act.title), "prose": [backend.prose(s) for s in act.prose],
            "rows": rows, "after": [backend.prose(s) for s in act.after]}


def _side_by_side(boxed: list, backend: Backend, few: int = _MANY) -> list:
    """Of many definitions, at least `few`, two short ones on a line: r_i = .., h_i = \\sigma(r_i)
    for each layer of a network."""
    if sum(line.rule == "definition" for line, _, _ in boxed) < few:
        return boxed
    room = min(backend.width - 2.0, backend.page - 12.0) - _column(boxed, backend.width, backend)
    out: list = []
    before = None                                            # the definition that another may stand beside
    for line, left, right in boxed:
        beside = (row(before[2], op(","), space("quad"), left, op("="), right)
                  if before is not None and line.rule == "definition" == line.title == before[0].title else None)
        if beside is not None and backend.measure(beside) <= room:
            out[-1], before = Row(before[0], before[1], beside), None
        else:
            out.append(Row(line, left, right))
            before = out[-1] if line.rule == "definition" else None
    return out


def _column(boxed: list, widest: float, backend: Backend) -> float:
    """How wide the left sides are that are no wider than `widest`."""
    return max((w for w in (backend.measure(left) for _, left, _ in boxed if left is not None) if w <= widest), default=0.0)


def _reason_room(title: str, backend: Backend) -> float:
    """About what a reason takes; it is set small, on two lines if need be."""
    return len(title) + 4.0 if backend.name == "text" else min(0.42 * len(title), 11.0) + 1.5


def broken(left: Box | None, relation: str, right: Box, backend: Backend, reason: Any = "", explanation: Any = "",
           column: float = 0.0,
           widest: float = 1000.0) -> list[dict[str, Any]]:
    """The rows of one line: a left side wider than `widest` stands alone, a wide right side continues below;
    `column` is that of the left sides around."""
    rows: list[dict[str, Any]] = []
    room = backend.width - 2.0
    own = backend.measure(left) if left is not None else 0.0
    chunks = lines(right, room - max(column, own), backend.measure)
    too_wide = (own > widest or own > _WIDE_LEFT * backend.width and own + backend.measure(right) > room
                or any(backend.measure(c) > room - max(column, own) + 1.0 for c in chunks))
    if left is not None and too_wide:
        rows += [_row("", "", backend.math(piece), indent=k > 0)
                 for k, piece in enumerate(lines(left, room - column, backend.measure))]
        left, chunks = None, lines(right, room - column, backend.measure)
    rows.append(_row(backend.math(left), backend.relation(relation), backend.math(chunks[0]), indent=False))
    rows += [_row("", "", backend.math(c), indent=True) for c in chunks[1:]]
    rows[-1]["reason"], rows[-1]["explanation"] = reason, explanation
    return rows


def _row(left: Any, relation: Any, right: Any, indent: bool) -> dict[str, Any]:
    return {"left": left, "relation": relation, "right": right, "reason": "", "explanation": "", "indent": indent}


def result_view(d: Any, backend: Backend, reason: str) -> dict[str, Any]:
    """The boxed answer with its shape and how it follows; definitions of named intermediates behind it."""
    left = result_left(d)
    right, *definitions = d.result.latex.split(r", \quad ")
    definitions = folded_equations(definitions) if len(definitions) >= FEWEST else definitions
    sizes = d.result.printed_shape
    others = [(result_left(other), leaf(other.result.latex.split(r", \quad ")[0])) for other in getattr(d, "others", ())]
    shape = (leaf(r"\in " + (d.result.shape_latex or rf"\mathbb{{R}}^{{{_sizes(sizes)}}}"))
             if set(sizes) - {1} and not others else None)
    rows = _boxed([(left, leaf(right)), *others], backend)
    measure = backend.measure
    below = shape is not None and (len(rows) > 1 or measure(left) + measure(leaf(right)) + measure(shape)
                                   + _BOX + _GAP > backend.width)
    if backend.name == "text":
        align(rows)
    return {"left": backend.math(left), "right": backend.math(leaf(right)), "rows": rows,
            "reason": backend.prose(reason) if reason else "", "wide": len(rows) > 1,
            "definitions": [backend.math(leaf(x)) for x in definitions],
            "shape": backend.math(shape), "size": backend.math(leaf(_sizes(sizes))) if shape else "", "below": below,
            "layout": d.layout, "kind": d.result.kind}


def _boxed(equations: list[tuple[Box, Box]], backend: Backend) -> list[dict[str, Any]]:
    """The rows of a box: each equation on one line, or, where one of them is too wide for
    that, all left sides alone."""
    room = backend.width - _BOX
    rows = [broken(left, "=", right, backend) for left, right in equations]
    if max(backend.measure(left) for left, _ in equations) + max(backend.measure(right) for _, right in equations) > room \
            and (len(equations) > 1 or len(rows[0]) == 1 or backend.measure(equations[0][1]) <= room):
        rows = [broken(left, "=", right, backend, widest=0.0) for left, right in equations]
    return [r for equation in rows for r in equation]


def result_left(d: Any) -> Box:
    """What the answer is equal to: the request; its component for an index form;
    for an optimum the derivative that was taken."""
    problem = getattr(d, "problem", None)
    if problem is not None and problem.kind in ("argmin", "argmax", "stationary"):
        body = write.boxes(problem.body, d.naming, d.style)
        loose = any(item.kind == "op" for item in body.parts) if body.kind == "row" else False
        return row(leaf(problem.operator), fence(body) if loose else body)
    names = tuple(getattr(d.result, "indices", ()))
    return Box("sub", (fence(leaf(d.request), "[", "]"), subscript(names))) if names else leaf(d.request)


def _sizes(shape: Iterable[Any]) -> str:
    r"""1 \times d"""
    return sizes_latex(tuple(shape), r" \times ")


def solution_view(d: Any, backend: Backend) -> dict[str, Any] | None:
    """The point that was asked for, boxed, with its condition."""
    if d.solution is None:
        return None
    points = [(leaf(p.name), leaf(p.printed)) for p in d.solution.points] + [(leaf(symbol.latex), leaf(printed))
        for symbol, _, printed in getattr(d.solution, "definitions", ())]
    rows = [r for left, right in points for r in broken(left, "=", right, backend)]
    if backend.name == "text":
        align(rows)
    whole = [row(left, op("="), right) for left, right in points]
    together = row(*(part for n, equation in enumerate(whole) for part in ((leaf(r", \quad "),) * (n > 0) + (equation,))))
    condition = getattr(d.solution, "condition", "")
    return {"latex": backend.math(together), "rows": rows, "wide": len(rows) > 1, "condition": backend.prose(condition)
            if condition else ""}


_INFERRED = later(r"\$(.+?) \\in [^$]*\$")


_NEW_SENTENCE = later(r"[A-Z][a-z]+ ")


def _in_one(given: list[str]) -> list[str]:
    """The same, to be joined by semicolons: what begins with a capital letter is a sentence of its own behind a full stop."""
    out: list[str] = []
    for sentence in given:
        if out and _NEW_SENTENCE.match(sentence):
            out[-1] += f". {sentence}"
        else:
            out.append(sentence)
    return out


def given_sentences(d: Any) -> list[str]:
    """What is given and assumed, each once: sizes that were inferred are named behind the declarations."""
    given = [s.rstrip(".") for s in d.given]
    told = {s for act in d.acts for s in (*act.prose, *act.after)}
    condition = getattr(d.solution, "condition", "")
    for sentence in d.assumptions:
        if sentence in told:
            continue
        sentence = sentence.rstrip(".")
        if condition and condition[1:] in sentence:          # stands with the solution
            continue
        if sentence.endswith("(inferred)") and given:
            # of functions
            given[0] += "".join(f"; {m[0]}" for m in _INFERRED.finditer(sentence) if m[1].endswith(r"(\cdot)"))
            # all but what tends to 0
            names = [name for name in _INFERRED.findall(sentence) if rf"${name} \in" in given[0]]
            everything = len(names) == len(_INFERRED.findall(given[0]))
            what = "sizes inferred" if r"\mathbb{R}^" in given[0] else "inferred"
            if names:
                given[0] += f" ({what})" if everything else " (inferred: " + ", ".join(f"${name}$" for name in names) + ")"
            continue
        given.append(sentence)
    return [_gathered(given[0]), *_alike_together(given[1:])] if given else given


_SAID_OF = later(r"(\$[^$]*\$) is ([^$]*)")


def _alike_together(sentences: list[str]) -> list[str]:
    """What is said of several formulas in the same words is said once; behind a semicolon no sentence begins."""
    together: dict[str, list[str]] = {}
    for sentence in sentences:
        found = _SAID_OF.fullmatch(sentence)
        together.setdefault(found[2] if found else sentence, []).append(found[1] if found else sentence)
    each = lambda own, words: f"{own[0]} is {words}" if len(own) == 1 else f"{', '.join(own[:-1])} and {own[-1]} are each {words}"
    said = [own[0] if words == own[0] else each(own, words) for words, own in together.items()]
    return [s[0].lower() + s[1:] if s.startswith(("The ", "One ", "Entries ")) else s for s in said]


_SHAPE = later(r"\$(.+?) (\\in [^$]*)\$(.*)")
_NOTED = later(r"(.*\$)( \([^$]*\))")
_NUMBERED = later(r"(.+)_\{?([0-9]+)\}?")
_ALIKE = 2                 # letters of one shape, one after the other, from which on the shape is said once


def _gathered(shapes: str) -> str:
    r"""$W_1, \ldots, W_5 \in \mathbb{R}^{n\times n}$ for five sentences, and $a, b \in \mathbb{R}$ for two."""
    out: list[str] = []
    sentences = shapes.split("; ")
    if len(sentences) >= FEWEST:
        last, note = (m[1], m[2]) if (m := _NOTED.fullmatch(sentences[-1])) else (sentences[-1], "")
        sentences = [*sentences[:-1], last]
        if all(s.count("$") == 2 and s.endswith("$") for s in sentences):
            sentences = [f"${s}$" for s in folded_shapes([s[1:-1] for s in sentences])]
        sentences[-1] += note
    for tail, run in groupby(sentences, key=lambda part: m[2] if (m := _SHAPE.fullmatch(part)) else part):
        parts = list(run)
        found = [_SHAPE.fullmatch(p) for p in parts]
        if (len(parts) < _ALIKE or any(m is None or m[3] for m in found[:-1]) or found[-1] is None or found[-1][3]
                and not found[-1][3].startswith(" (")):
            out += parts
            continue
        names = [m[1] for m in found]
        numbers = [_NUMBERED.fullmatch(n) for n in names]
        row = (len(names) > 3 and all(numbers) and len({m[1] for m in numbers}) == 1
               and [int(m[2]) - n for n, m in enumerate(numbers)].count(int(numbers[0][2])) == len(names))
        out.append("$" + (rf"{names[0]}, \ldots, {names[-1]}" if row else ", ".join(names)) + f" {tail}${found[-1][3]}")
    return "; ".join(out)


def verification_sentence(d: Any, backend: Backend) -> Any:
    """What was checked, in one sentence."""
    v = d.verification
    if not v.ok:
        return ""
    points = "1 random point" if v.points == 1 else f"{v.points} random points"
    mantissa, _, exponent = f"{v.max_error:.0e}".partition("e")
    error = ("equal to the last digit" if v.max_error < _ROUNDING
             else f"largest relative error ${mantissa} \\cdot 10^{{{int(exponent)}}}$")
    return backend.prose(f"every line checked numerically at {points} ({error})")


def align(rows: Iterable[dict[str, Any]]) -> None:
    """Columns for plain text: left sides to the right, reasons below each other."""
    rows = list(rows)
    left = max((_length(r["left"]) for r in rows), default=0)
    right = max((_length(r["relation"]) + 1 + _length(_continued(r)) for r in rows if r["reason"]), default=0)
    for r in rows:
        start = " " * (left - _length(r["left"])) + r["left"] + (" " if r["left"] else "")
        if not r["left"] and left:
            start = " " * (left + 1)
        equation = (r["relation"] + " " if r["relation"] else "  ") + _continued(r)
        gap = max(3, min(right, 72) - _length(equation) + 3)
        reason = "[" + r["reason"] + "]" if r["reason"] else ""
        if reason and _length(start + equation) + gap + _length(reason) > _TERMINAL:
            reason = "\n" + " " * max(0, min(left + 7, _TERMINAL - _length(reason))) + reason
        else:
            reason = " " * gap + reason
        r["line"] = (start + equation + reason).rstrip()


def _continued(row: dict[str, Any]) -> str:
    """The right side; a continuation stands further in, its operator apart."""
    text = row["right"]
    if not row["indent"]:
        return text
    return "    " + (text[0] + " " + text[1:] if text[:1] in ("+", "−", "·") else text)


def _length(text: str) -> int:
    return sum(not unicodedata.combining(c) for c in text)


def hints(d: Any, backend: Backend) -> list[Any]:
    """The rules of a derivation in order, each once, without the answer."""
    titles = dict.fromkeys(line.title for act in d.acts if act.kind in ("derivative", "backward", "limit", "minimum")
                           for line in act.lines if line.title)
    return [backend.prose(t) for t in titles]
