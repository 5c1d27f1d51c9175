"""The acts of a derivation, from the moves of the engine: the quantity in components,
then one derivative after the other."""
from __future__ import annotations

from .. import index as ix
from .. import matrix as mx
from .. import write
from ..derivation import Act, Line
from ..deriving.engine import Engine, Move
from ..index import Node
from .carried import Carried
from .lines import lines_of
from .narrate import definition_lines, print_alike
from .setup import Setting
from .titles import component_title


def acts_of(setting: Setting, moves: list[Move], finer: Engine | None, carried: Carried | None) -> list[Act]:
    """The components, then each derivative line by line; `finer` is the engine that wrote down every rewrite,
    `carried` what is given names on the way."""
    acts = []
    expr = setting.expr
    named = definition_lines(setting)
    title = component_title(expr)
    if setting.variables and (title or named or setting.known):
        lines = [Line(_entry(setting, setting.written), _entry(setting, expr), "recognised", "; ".join(setting.known),
                      "A known form is recognised.",
                      claim=(setting.written, expr))] if setting.known else []
        first = Line(None if lines else _entry(setting, expr), setting.body, "components",
                     title or _names_put_in(setting), "Write the quantity by its components.")
        own = set(setting.given.defined.values())
        news = (title or setting.body.height or setting.rows is not None or setting.cols is not None
                or any(n.data in own for n in ix.walk(setting.body, ix.kinds("comp"))))
        if news and not print_alike(_entry(setting, expr), setting.body, setting):
            lines.append(first)
        lines += named
        if lines:
            acts.append(Act("components", "In components" if title or named else "A known form", tuple(lines)))
    if carried is not None and (names := carried.act()) is not None:
        acts.append(names)
    stages = _stages(setting.target, moves)
    # derivatives that h(x) = f'(x) holds come first
    inner = max(0, len(stages) - len(setting.variables)) if setting.variables else 0
    for order, (start, own) in enumerate(stages, -inner):
        lines = (lines_of(setting, own, start, start, finer.finer if finer else None)
                 or [Line(start, start, "nothing to do", "as it stands")])
        acts.append(Act("derivative", _derivative_heading(setting, order), tuple(lines)))
    return acts


def _stages(target: Node, moves: list[Move]) -> list[tuple[Node, list[Move]]]:
    """(what a chain begins with, its moves) for the first derivative, then for the derivative
    of what was found, and so on."""
    if target.op != "deriv" or target.args[0].op != "deriv":
        return [(target, moves)]
    before = [target, *(m.node for m in moves)]
    inner = next((n for n, m in enumerate(moves) if before[n] in m.hits), len(moves))
    first = [Move(m.rule, m.node.args[0], m.hits) for m in moves[:inner]]
    return [*_stages(target.args[0], first), (before[inner], moves[inner:])]


def _names_put_in(setting: Setting) -> str:
    """The margin where the only news are names: "with $s$ as below"."""
    own = setting.given.defined.values()
    names = dict.fromkeys(n.data.latex for n in ix.walk(setting.body, ix.kinds("comp")) if n.data in own)
    if names:
        return f"with {', '.join(f'${name}$' for name in list(names)[:3])} as below"
    return "indices renamed" if setting.rows is None and setting.cols is None else "entry by entry"


def _entry(setting: Setting, expr: mx.Expr) -> mx.Expr:
    """The entry of an array that the components are of."""
    indices = [mx.idx(setting.naming.free[k]) for k in (setting.rows, setting.cols) if k is not None]
    if expr.op == "open" and len(expr.data) == len(indices):
        return mx.renamed(expr.args[0], dict(zip(expr.data, indices)))
    return mx.make("comp", (expr, *indices), None, (1, 1)) if indices else expr


_ORDERS = ("", "Second derivative", "Third derivative", "Fourth derivative")


def _derivative_heading(setting: Setting, order: int) -> str:
    if not setting.variables or order < 0:
        return "Derivatives" if setting.target.has_deriv else "Simplification"
    symbol, component = setting.variables[order]
    names = write.latex(ix.comp(symbol, *component), setting.naming, setting.problem.style)
    if order:
        return f"{_ORDERS[order] if order < len(_ORDERS) else 'Next derivative'}, by ${names}$"
    return f"Derivative by one component, ${names}$" if component else f"Derivative by ${names}$"
