"""From a verdict to what is said about it: the slip and its repair, values at a small example,
how the chain goes on."""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ... import tree as t
from ...errors import TexDeriveError
from ...types.names import key_of
from ...types.notation.steps import step
from ..context.knowledge import Knowledge
from ..judging import remainders
from ..judging.differing import compared
from ..judging.hypotheses import at_constraints, weaker_assumption
from ..judging.judged import Judged, Judgement
from ..members.sides import Side
from ..notation.differentials import STEP
from ..notation.moving import is_rate
from ..report import ASSUMES, EQUAL, SHAPE, TRANSPOSED, UNREAD, WRONG
from ..trees.heads import derivatives, mentions
from ..trees.structures import walk
from ..values import compare as c
from ..values.numbers import Numbers, all_nodes, dims_of, numbers_for
from . import words
from .continuation import continuation
from .counterexample import example, shape_words
from .double import repair_two
from .edits import Written
from .effort import Evaluator
from .repairs import Repair, Wrong, repair

_SECOND = 16_000                    # effort to look for two slips at once


@dataclass(slots=True)
class Finding:
    """The words on one relation; `place` is the span of the culprit within the right member."""

    message: str
    slip: str = ""
    fix: str = ""
    hint: str = ""
    place: tuple[int, int] | None = None
    verdict: str = ""
    assumption: str = ""


def diagnose(judged: Judged, judgement: Judgement, known: Knowledge) -> Finding:
    """What to say about one relation of a chain."""
    if judgement.numbers is not None:
        judged = replace(judgement.beside or judged, numbers=judgement.numbers)
    if judgement.verdict == TRANSPOSED:
        return Finding("equal up to a transpose: the layout changes from the line before (a row here, a column there)",
                       hint="keep to one layout")
    if judgement.verdict == UNREAD:
        return unread(judgement.error, judgement.note)
    if judgement.verdict not in (WRONG, SHAPE, ASSUMES):
        return Finding("")
    wrong, evaluate, found = _repaired(judged, judgement, known)
    if found is None and wrong is not None and known.constraints and judgement.numbers is None:
        moved = at_constraints(judged, known, judged.numbers)
        found = _repaired(replace(judged, numbers=moved), judgement, known, moved=True)[2] if moved is not None else None
    if judgement.verdict == ASSUMES:
        return _conditional(judgement, found)
    if found is None and judgement.verdict == WRONG:
        weaker = weaker_assumption(judged, judgement.before, judgement.k)
        if weaker:
            finding = assumed(*weaker)
            finding.verdict = ASSUMES
            return finding
    goes_on = ""
    if found is None and wrong is not None:
        found = repair_two(wrong, evaluate, _SECOND)
        goes_on = ("" if found is not None or judgement.numbers is not None
                   else continuation(judged, judgement.before, judgement.k, wrong.target, wrong.written.transpose, evaluate))
    shapes = _shapes(judged, judgement) if judgement.verdict == SHAPE else ""
    at_solutions = judgement.numbers is not None and not judgement.rows
    # which have no value at a small example of h
    limits = any(judged.prepared.sides[i].limit is not None for i in (judgement.before, judgement.k))
    figures = ("" if shapes or at_solutions or limits or judged.prepared.signs
               else example((judgement.before, judgement.k), judged, known, judgement.rows))
    finding = worded(found, shapes, figures, judgement.verdict)
    if found is None and judgement.verdict == WRONG and judgement.note:
        finding.message = judgement.note
    if goes_on:
        finding.fix, finding.hint = goes_on, f"worked out anew, the line before goes on as: {goes_on}"
    return finding


def _repaired(judged: Judged, judgement: Judgement, known: Knowledge, moved: bool = False) -> tuple[Wrong | None,
        Evaluator, Repair | None]:
    """The wrong line with what it should be worth, the evaluator of its chain, and the single slip that explains it."""
    evaluate = evaluator(judged)
    target = judged.value(judgement.before) if judgement.before >= 0 else None
    if target is None:
        return None, evaluate, None
    side, before = judged.prepared.sides[judgement.k], judged.prepared.sides[judgement.before]
    value = judged.value(judgement.k)
    if value is not None and judged.prepared.derives:
        target = _alike(target, value)
    if side.constant or before.constant:
        return _up_to_constant(judged, judgement, known)
    wrong = Wrong(written(side, before, judged), target, neighbours(judged, judgement.k, known), _carried_out(before, side))
    if not moved and judgement.numbers is None:
        wrong = replace(wrong, elsewhere=_elsewhere(judged, judgement.before))
    return wrong, evaluate, repair(wrong, evaluate, value)


def _up_to_constant(judged: Judged, judgement: Judgement, known: Knowledge) -> tuple[Wrong | None, Evaluator, Repair | None]:
    """The same for lines that hold up to a constant:
    by how much everything changes between two values of the variable."""
    here = evaluator(judged)
    there = remainders.elsewhere(judged)
    if there is None or not {judgement.before, judgement.k} <= judged.typed.keys():
        return None, here, None
    again = evaluator(judged, there)
    target, value = (remainders.change(judged.value(k), there.value(judged.typed[k].expr, judged.typed[k].free))
                     for k in (judgement.before, judgement.k))
    if target is None or value is None:
        return None, here, None
    wrong = Wrong(written(judged.prepared.sides[judgement.k], judged.prepared.sides[judgement.before], judged), target,
                  neighbours(judged, judgement.k, known), False)
    evaluate = Evaluator(lambda latex: remainders.change(here(latex), again(latex)))
    return wrong, evaluate, repair(wrong, evaluate, value)


def assumed(symbol: str, prop: str) -> Finding:
    """The finding for a line that holds under an undeclared property."""
    many = " and " in symbol
    named = " and ".join(map(words.quoted, symbol.split(" and ")))
    text = f"true only if {named} {'are' if many else 'is'} {prop}, which is not declared"
    return Finding(text, slip="symmetry" if prop == "symmetric" else prop, assumption=f"{symbol} {prop}",
                   hint=f"say so before this line, or as a pragma: % texderive: {symbol} {prop}")


def _conditional(judgement: Judgement, found: Repair | None) -> Finding:
    """A line that holds under a property: the property, and the change that makes it hold without.

    Two or more properties at once are too much to assume where one slip explains the line."""
    symbol, prop = judgement.assumption
    if found is not None and " and " in symbol:
        finding = worded(found, "", f"it would hold only if {symbol} were {prop}", WRONG)
        finding.verdict = WRONG
        return finding
    finding = assumed(symbol, prop)
    if found is not None:
        finding.message += f"; without that, {words.slip_sentence(found.kind, found.old, found.new)}"
        finding.fix, finding.place = words.tidy(found.fixed), found.place
    return finding


def _alike(target: c.Value, value: c.Value) -> c.Value:
    """The target as a row where the line is a row: the layout is not the slip."""
    if target.shape == value.shape[::-1] and target.shape != value.shape:
        return c.Value(np.swapaxes(target.array, -1, -2), target.free, value.shape)
    return target


def neighbours(judged: Judged, k: int, known: Knowledge) -> tuple[tuple[t.Node, str], ...]:
    """The members around member k and the definitions they rest on, with their LaTeX."""
    sides = [s for s in judged.prepared.sides[max(0, k - 1):k + 2] if s.node is not None and s is not judged.prepared.sides[k]]
    found = [(s.node, s.text) for s in sides]
    for name, source in known.sources.items():
        if any(mentions(s.node, name) for s in sides):
            try:
                found.append((known.node(source), source))
            except TexDeriveError:
                continue
    return tuple(found)


def unread(error: TexDeriveError | None, note: str = "") -> Finding:
    """The finding for a line that was not understood, with the place where reading stopped."""
    if error is None:
        return Finding("not understood" + (f": {note}" if note else ""))
    if STEP in error.message or is_rate(error.message):              # letters of our own making
        return Finding("not understood: what moves here, and with what, is not said")
    return Finding(f"not understood: {error.message}", hint=error.hint, place=error.span)


def worded(found: Repair | None, shapes: str, figures: str, verdict: str) -> Finding:
    """The sentence for a wrong line, with its repair where one was found."""
    parts = []
    if found is not None:
        parts.append(words.slip_sentence(found.kind, found.old, found.new))
        if found.also is not None:
            parts = ["two slips: " + parts[0] + "; and " + words.slip_sentence(*found.also)]
    if shapes:
        parts.append(("the shapes do not fit: " if found is None or found.kind != "shape" else "") + shapes)
    elif found is None:
        parts.append("this does not follow from the line before")
    if figures:
        parts.append(figures)
    hint = f"right would be: {words.tidy(found.fixed)}" if found is not None else ""
    kind = found.kind if found is not None else "shape" if verdict == SHAPE else ""
    return Finding("; ".join(parts), kind, words.tidy(found.fixed) if found else "", hint, found.place if found else None)


# ---------------------------------------------------------------- repairing

def written(side: Side, before: Side | None, judged: Judged) -> Written:
    """The member with the letters in play."""
    letters: dict[str, None] = {}
    for s in (side, before):
        if s is not None and s.own is not None:
            for node in t.nodes(s.own):
                if isinstance(node, t.Script) and node.sub is not None:
                    for item in t.items_of(node.sub):
                        if isinstance(item, t.Symbol) and len(item.name) == 1:
                            letters.setdefault(s.text[item.span[0]:item.span[1]])
    free = set()
    k = judged.prepared.sides.index(before) if before in judged.prepared.sides else -1
    if k in judged.typed:
        free = set(judged.typed[k].free)
    mine = judged.typed.get(judged.prepared.sides.index(side)) if side in judged.prepared.sides else None
    unbound = tuple(i for i in (mine.free if mine else ()) if i not in free)
    own = judged.prepared.sides.index(side) if side in judged.prepared.sides else 0
    symbols = tuple(dict.fromkeys(s.text[n.span[0]:n.span[1]].strip()
                                  for s in (side, before, *judged.prepared.sides[own + 1:own + 2]) if s is not None
                                  and s.own is not None for n, up in walk(s.own)
                                  if isinstance(n, (t.Symbol, t.Script)) and _letter(n, up)))[:12]
    symbols += _defined_with(judged, side, before, symbols)
    style = re.search(r"\^\{?\s*(?:\\mathsf\s*\{?T\}?|\\mathrm\s*\{?T\}?|\\top|\\intercal|T)\s*\}?",
                      " ".join(s.text for s in judged.prepared.sides))
    return Written(side.text, side.own, style[0] if style and style[0].count("{") == style[0].count("}") else "^T",
                   tuple(letters), symbols, unbound)


def _defined_with(judged: Judged, side: Side, before: Side | None, symbols: tuple[str, ...]) -> tuple[str, ...]:
    """Further letters in the definitions that the lines rest on: the a_1 of z_2 = W_2a_1 + b_2."""
    found: dict[str, None] = {}
    roots = [s.node for s in (side, before) if s is not None and s.node is not None]
    below = [d for d in judged.prepared.known.definitions if d.kind in ("value", "function", "family")]
    while (d := next((d for d in below if any(mentions(root, d.name) for root in roots)), None)) is not None:
        below.remove(d)
        roots.append(d.body)
        found |= dict.fromkeys(n.latex if isinstance(n, t.Symbol) else key_of(n) for root in (d.lhs, d.body)
                               for n, up in walk(root) if isinstance(n, (t.Symbol, t.Script)) and _letter(n, up))
    return tuple(name for name in found if name and name not in symbols)[:10]


def _letter(node: t.Node, above: tuple[t.Node, ...]) -> bool:
    """A symbol, or one with a subscript, that stands for a quantity of its own."""
    outer = above[-1] if above else None
    if (isinstance(outer, t.Script) and (outer.sub is not None or outer.base is not node)
            or isinstance(outer, (t.Items, t.Variable)) or isinstance(outer, t.Call) and outer.function is node):
        return False
    return isinstance(node, t.Symbol) or isinstance(node.base, t.Symbol) and (node.sup is None or step(node) is not None)


def evaluator(judged: Judged, numbers: Numbers | None = None) -> Evaluator:
    """Values of repaired texts in the state of the chain."""
    return Evaluator(lambda latex: _evaluated(latex, judged, numbers))


def _elsewhere(judged: Judged, before: int) -> Callable[[str], bool]:
    """Whether a repaired member agrees with member `before` at other sizes too."""
    state: list[tuple[Evaluator, c.Value | None]] = []

    def agrees(latex: str) -> bool:
        if not state:
            state.append(_other_sizes(judged, before))
        evaluate, target = state[0]
        value = evaluate(latex) if target is not None else None
        return value is None or c.compare(value, target) not in (c.DIFFERENT, c.SHAPES)

    return agrees


def _other_sizes(judged: Judged, before: int) -> tuple[Evaluator, c.Value | None]:
    """A further evaluator, and the value of member `before` in it;
    None where the member is taken at a point or in a limit."""
    typed, side = judged.typed[before], judged.prepared.sides[before]
    points = judged.numbers.points
    sizes = {d: n + 2 for d, n in points.sizes.items() if isinstance(d, str)}
    exprs = [x.expr for x in judged.typed.values()]
    free: dict = {}
    for x in judged.typed.values():
        free |= x.free
    dims = (dims_of(all_nodes([*exprs, *(b.expr for b in judged.group.bindings)]))
            + [d for d in free.values() if isinstance(d, str)])
    if side.at or side.limit is not None or not dims or not set(dims) <= sizes.keys():
        return evaluator(judged), None
    numbers = numbers_for(exprs, free, sizes=sizes, bindings=judged.group.bindings)
    return evaluator(judged, numbers), numbers.value(typed.expr, typed.free)


def _evaluated(latex: str, judged: Judged, numbers: Numbers | None) -> c.Value | None:
    try:
        node = judged.prepared.node(latex)
    except (TexDeriveError, RecursionError):
        return None
    if numbers is None:
        return judged.value_of(node)
    typed = judged.fitting(node, numbers)
    return None if typed is None else numbers.value(typed.expr, typed.free)


def _carried_out(before: Side, side: Side) -> bool:
    """Whether this line carries out a derivative that still stood in the one before."""
    count = [sum(1 for _ in derivatives(s.node)) for s in (before, side)]
    return count[0] > 0


# ---------------------------------------------------------------- shapes and figures

def _shapes(judged: Judged, judgement: Judgement) -> str:
    if judgement.error is not None:
        return judgement.error.message
    x, y = (judged.typed[k] for k in (judgement.before, judgement.k))
    return f"this is {shape_words(y)}, the line before {shape_words(x)}"


# ---------------------------------------------------------------- how the chain goes on

def follow_up(judged: Judged, judgement: Judgement, line: Callable[[int], int]) -> str:
    """"Line 4 follows again from line 2" and "the final result is right", where errors cancel."""
    k, last = judgement.k, max(judged.typed, default=0)
    good = judged.value(judgement.before)
    if good is None:
        return ""
    for later in range(k + 1, last + 1):
        value = judged.value(later)
        if value is not None and c.compare(good, value) == c.EQUAL:
            text = (f"line {line(later)} follows again from line {line(judgement.before)}"
                    if line(later) != line(judgement.before) else "what comes after is right again")
            return text + ("; the final result is right" if _final(judged, last) else "")
    return ""


def right_again(judged: Judged, judgement: Judgement, line: Callable[[int], int]) -> Finding | None:
    """A line that does not follow from the wrong one before it because it is right:
    the slip stands in the line before."""
    k, before = judgement.k, judgement.before
    bad = (WRONG, SHAPE, ASSUMES)
    slipped = (judgement.verdict in bad and k in judged.typed
               and any(j.k == before and j.verdict in bad for j in judged.judgements))
    for earlier in range(before - 1, -1, -1) if slipped else ():
        if earlier in judged.typed and compared(judged, judged.prepared.known, earlier, k).verdict in (EQUAL, TRANSPOSED):
            where = f"line {line(earlier)}" if line(earlier) != line(k) else "an earlier member"
            return Finding(f"this is right again: it follows from {where}, not from the line before, which has the slip")
    return None


def _final(judged: Judged, last: int) -> bool:
    first, end = judged.value(0), judged.value(last)
    return first is not None and end is not None and c.compare(first, end) in (c.EQUAL, c.TRANSPOSED)


