r"""How a chain goes on rightly where no small change repairs a line: the line before is worked out anew, and of the
lines that come of it the one most like the author's is shown."""
from __future__ import annotations

from ... import tree as t
from ...errors import TexDeriveError
from ...types.names import key_of
from ..judging.judged import Judged
from ..trees.heads import asks, mentions
from ..values import compare as c
from .explain import counted
from .effort import Evaluator

_LONGEST = 400                     # characters of a line worth showing
_STAGE = ("Derivative", "differentiated", "sums", "deltas", "norms", "traces", "transposes", "components", "terms", "inner terms")


def continuation(judged: Judged, before: int, k: int, target: c.Value, transpose: str, evaluate: Evaluator) -> str:
    """LaTeX of a right member k at the author's stage of the derivation, in the author's letters and
    with his `transpose`; "" where none could be confirmed."""
    author, best, found = judged.prepared.sides[k].node, None, ""
    for start in range(before, -1, -1):
        side = judged.prepared.sides[start]
        if side.node is None or not side.text or not asks(side.node):
            continue
        for latex in (line.replace(r"^\top", transpose) for line in _lines(judged, side.text)):
            value = evaluate(latex) if 0 < len(latex) < _LONGEST and latex != side.text else None
            if value is None or c.compare(value, target) not in (c.EQUAL, c.TRANSPOSED):
                continue
            distance = _distance(judged, latex, author)
            if best is None or distance < best:
                best, found = distance, latex
        if found:
            return found
    return found


def _lines(judged: Judged, latex: str) -> list[str]:
    """The right sides of the derivation of a member, the result last."""
    from ... import write
    from ...api import derive
    context = ", \\quad ".join([*_definitions(judged, judged.prepared.known.node(latex)), latex])
    for declare in (_declared(judged), None):
        try:
            d = derive(context, declare=declare, layout=judged.layout, macros=judged.prepared.known.macros)
        except (TexDeriveError, RecursionError, ValueError):
            continue
        lines = [write.latex(s.line.right, s.line.naming or d.naming, d.style) for s in d.steps if s.line.relation == "="]
        return [*lines, d.result.latex]
    return []


def _definitions(judged: Judged, node: t.Node) -> list[str]:
    """The definitions that a member rests on, as `f(x) = ...`, each behind those it needs."""
    sources, out, open_ = judged.prepared.known.sources, {}, [node]
    while open_:
        here = open_.pop()
        for d in judged.prepared.room.definitions:
            if d.name in sources and d.name not in out and mentions(here, d.name):
                out[d.name] = f"{_head(d.lhs)} = {sources[d.name]}"
                open_.append(d.body)
    return list(out.values())[::-1]


def _head(lhs: t.Node) -> str:
    if isinstance(lhs, t.Call):
        return f"{key_of(lhs.function)}({', '.join(key_of(a) for a in lhs.args)})"
    return key_of(lhs)


def _declared(judged: Judged) -> dict:
    """The shapes found for the chain, for letters that are no families."""
    out = {}
    for key, s in judged.group.symbols().items():
        if not s.family and not s.props & {"ones", "identity"}:
            out[key] = {"shape": [d for d in s.shape if d != 1],
                        "props": sorted(s.props & {"symmetric", "diagonal", "orthogonal", "posdef", "positive"})}
    return out


def _distance(judged: Judged, latex: str, author: t.Node) -> float:
    try:
        mine = counted(judged.prepared.known.node(latex))
    except TexDeriveError:
        return 1e9
    his = counted(author)
    return sum(abs(mine[key] - his[key]) for key in _STAGE) + 0.001 * len(latex)
