"""Moves become printed lines: which rewrites share a line of normal detail is a table; `full` shows each of them."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .. import index as ix
from ..derivation import Line
from ..deriving.engine import Move
from ..index import Node
from .setup import Setting
from .titles import by_own_argument, contractions, move_title, said_once


def lines_of(setting: Setting, moves: list[Move], before: Node, left: Node | None,
             finer_moves: Callable[[Move, Node], list[Move]] | None = None) -> list[Line]:
    """The lines of a chain that goes on from `before`, shown as `left` if it is new;
    a line of several moves carries them as its details.

    `finer_moves` takes one move apart, for full detail."""
    lines: list[Line] = []
    for group in grouped(moves):
        finer: list[Line] = []
        above = before
        for m in group:
            finer.append(_line(left if not finer else None, m, setting, above))
            above = m.node
        whole = _merged(finer, group)
        if finer_moves is not None:
            parts, above = [], before
            for m in group:
                for part in finer_moves(m, above):
                    parts.append(_line(left if not parts else None, part, setting, above))
                    above = part.node
            whole = replace(whole, details=tuple(parts))
        lines.append(whole)
        left, before = None, group[-1].node
    return said_once(lines)


def _line(left: Node | None, move: Move, setting: Setting, above: Node) -> Line:
    return Line(left, move.node, move.rule.name, move_title(move, setting, above), move.rule.reason)


def grouped(moves: list[Move]) -> list[list[Move]]:
    """Consecutive moves that share a line."""
    groups: list[list[Move]] = []
    for m in moves:
        if groups and _joins(groups[-1], m):
            groups[-1].append(m)
        else:
            groups.append([m])
    return _by_layers(groups) if any(m.rule.name == "carried" for m in moves) else groups


def _joins(group: list[Move], move: Move) -> bool:
    """Whether a move shares the line of a group."""
    for joins in _JOINED:
        if joins(group, move):
            return True
    return False


def _by_layers(groups: list[list[Move]]) -> list[list[Move]]:
    """In a deep chain the moves of a layer share a line;
    before the first of them the derivative goes into the sum and its terms on one."""
    if len(groups) > 1 and groups[0][-1].rule.name == "linearity":
        groups = [groups[0] + groups[1], *groups[2:]]
    ends = [n for n, group in enumerate(groups) if group[-1].rule.name == "carried"]
    before = max(ends[0] - 1, 0)
    out = groups[:before] + [[m for group in groups[before:ends[0] + 1] for m in group]]
    for start, end in zip(ends, ends[1:]):
        out.append([m for group in groups[start + 1:end + 1] for m in group])
    return out + groups[ends[-1] + 1:]


def _arithmetic(group: list[Move], move: Move) -> bool:
    r"""x x = x^2, x + x = 2x, 1/2 · 2 = 1, -(a - b) = b - a and \sum c x = c\sum x need no line of their own,
    and a density that is its own derivative keeps its name."""
    return move.rule.name in ("powers", "numbers of a sum", "halves", "like terms", "minus inside", "out of the sum",
                              "by definition again")


def _contractions(group: list[Move], move: Move) -> bool:
    """Multiplying out for the deltas and contracting them."""
    return all(m.rule.name in ("distribute", "contraction", "powers", "numbers of a sum", "halves", "like terms",
                               "minus inside") for m in (*group, move))


def _inside(group: list[Move], move: Move) -> bool:
    r"""The derivative of a simple inside after the chain rule: \cos(2x) \cdot 2,
    or \partial(1 + e^s) = \partial e^s."""
    return move.rule.name == "linearity" and group[-1].rule.name in ("chain", "power", "exponential", "powers",
        "numbers of a sum", "halves") and (_resolved(move) or _shortened(move))


def _elementary(group: list[Move], move: Move) -> bool:
    """Powers and functions of the variable itself."""
    return all(m.rule.name in ("power", "chain", "powers", "like terms") and _resolved(m) for m in (*group, move))


def _resolved(move: Move) -> bool:
    """Whether the derivatives that a move rewrites are gone with it."""
    return all(d.op != "deriv" or not d.ix and not move.rule.rewrite(d).has_deriv for d in move.hits)


def _shortened(move: Move) -> bool:
    """Whether each derivative that a move rewrites leaves one derivative."""
    return all(d.op == "deriv" and move.rule.rewrite(d).op in ("deriv", "mul") for d in move.hits)


def _conditions(group: list[Move], move: Move) -> bool:
    """A label has one value: where a condition on it holds, no sum over its values is left."""
    return group[-1].rule.name == "condition holds" and move.rule.name == "declared"


def of_itself(move: Move) -> bool:
    r"""The derivative of K_\theta or f_\theta(x) by \theta, which is written as it was."""
    return move.rule.name == "function" and all(by_own_argument(d) and d.args[0].data[0].stands or _by_parameter(d)
                                                for d in move.hits)


def _by_parameter(d: Node) -> bool:
    r"""Whether a derivative is that of f(x; \theta) by \theta, which stands in it alone."""
    value = d.args[0]
    return (value.op == "app" and value.data[0].signs is not None and value.args[-1].op == "comp"
            and value.args[-1].data is d.data
            and not any(n.op == "comp" and n.data is d.data for a in value.args[:-1] for n in ix.walk(a)))


def _same(group: list[Move], move: Move) -> bool:
    return of_itself(move)


_JOINED: tuple[Callable[[list[Move], Move], bool], ...] = (_conditions, _arithmetic, _contractions, _inside, _elementary, _same)


def _merged(finer: list[Line], group: list[Move]) -> Line:
    """One line for a group: it is named after the moves that a student has to know."""
    first, last = finer[0], finer[-1]
    if len(finer) == 1:
        return first
    telling = [line for line, m in zip(finer, group) if not (m.rule.name in _SILENT or of_itself(m) or m is not group[0]
                   and m.rule.name == "linearity")]
    titles = list(dict.fromkeys(line.title for line in telling or [first]))
    contracted = [t for t in titles if t.startswith("contraction")]
    if len(contracted) > 1:
        titles = [contractions(contracted)] + [t for t in titles if t not in contracted]
    reasons = list(dict.fromkeys(line.reason for line in telling or [first]))
    rule = ((telling or [first])[-1].rule if all(m.rule.name in ("distribute", "contraction", *_SILENT) for m in group)
            else first.rule)
    return Line(first.left, last.right, rule, "; ".join(titles[:2]), " ".join(reasons[:2]), details=tuple(finer))


_SILENT = ("distribute", "powers", "numbers of a sum", "halves", "minus inside", "out of the sum")
