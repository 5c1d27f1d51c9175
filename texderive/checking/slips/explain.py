"""What leads from one right line to the next, read off from what appears and what goes: a table of signs,
several of which may apply."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from ... import tree as t
from ...types.names import name_of
from ..judging.judged import Judged
from ..trees.heads import TRANSPOSES, derivatives, mentions
from ..trees.structures import walk


@dataclass(frozen=True, slots=True)
class Step:
    """Two neighbouring members, how much of each kind they hold, and the names defined or symmetric."""

    before: t.Node
    after: t.Node
    had: Counter
    has: Counter
    defined: tuple[str, ...]
    symmetric: tuple[str, ...]

    def fewer(self, kind: str) -> bool:
        return self.has[kind] < self.had[kind]

    def more(self, kind: str) -> bool:
        return self.has[kind] > self.had[kind]


def counted(node: t.Node) -> Counter:
    """How much of each kind a formula holds."""
    found: Counter = Counter()
    for n, above in walk(node):
        found[type(n).__name__] += 1
        if isinstance(n, t.Sum):
            found["terms"] += len(n.terms) - 1
            found["inner terms"] += (len(n.terms) - 1) * bool(above)
        if isinstance(n, t.Script):
            found["transposes"] += isinstance(n.sup, t.Symbol) and n.sup.name in TRANSPOSES
            found["transposed brackets"] += (isinstance(n.base, t.Group) and isinstance(n.sup, t.Symbol)
                                             and n.sup.name in TRANSPOSES)
            found["deltas"] += isinstance(n.base, t.Symbol) and n.base.name in ("delta", r"\delta") and n.sub is not None
            found["components"] += n.sub is not None
        found["norms"] += isinstance(n, t.Delim) and n.kind == "norm"
        found["sums"] += isinstance(n, t.BigOp)
        found["differentiated"] += any(isinstance(outer, t.Derivative) for outer in above)
        found["traces"] += (isinstance(n, t.Call) and isinstance(n.function, t.Symbol)
                            and n.function.name.lstrip("\\").lower() in ("tr", "trace"))
    return found


def _names(step: Step) -> list[str]:
    """Definitions that one of both lines speaks of and the other does not."""
    return [name for name in step.defined if mentions(step.before, name) and not mentions(step.after, name)]


def _rules_of(step: Step) -> str:
    """Which differentiation rules a derivative that goes away needs, by the shape of its operands."""
    found: dict[str, None] = {}
    for d in derivatives(step.before):
        variables = {name_of(v.node if not isinstance(v.node, t.Script) else v.node.base) for v in d.variables}
        for n in t.nodes(d.operand) if d.operand is not None else ():
            hit = [f for f in (n.factors if isinstance(n, t.Product) else ()) if any(v and mentions(f, v) for v in variables)]
            if len(hit) > 1:
                found.setdefault("product rule")
            if isinstance(n, t.Fraction) and any(v and mentions(n.den, v) for v in variables):
                found.setdefault("quotient rule")
            if (isinstance(n, (t.Call, t.Delim)) or isinstance(n, t.Script) and isinstance(n.base, t.Group)
                    and isinstance(n.sup, t.Number)):
                found.setdefault("chain rule")
    return ", ".join(found) or "linearity"


def _still(step: Step) -> bool:
    """Neither derivatives nor sums, norms or definitions change: only terms are moved about."""
    return not any(step.fewer(kind) or step.more(kind)
                   for kind in ("Derivative", "differentiated", "sums", "deltas", "norms")) and not _names(step)


_TABLE: tuple[tuple[str | Callable[[Step], str], Callable[[Step], bool]], ...] = (
    (lambda s: f"derivative carried out ({_rules_of(s)})", lambda s: s.fewer("Derivative") and not s.more("deltas")),
    ("derivative of a component, dx_j/dx_k = delta_jk", lambda s: s.fewer("Derivative") and s.more("deltas")),
    ("derivative moved inward (linearity, product or chain rule)", lambda s: s.has["Derivative"] > 0
     and s.fewer("differentiated") and not _names(s)),
    ("sum contracted with the Kronecker delta", lambda s: s.fewer("deltas")),
    (lambda s: f"definition of {', '.join(_names(s))} used", lambda s: bool(_names(s))),
    (lambda s: f"symmetry of {', '.join(s.symmetric)} used", lambda s: bool(s.symmetric) and s.fewer("transposes")),
    ("squared norm written as a product", lambda s: s.fewer("norms")),
    ("written as a norm", lambda s: s.more("norms")),
    ("written in components", lambda s: s.more("sums") and not s.fewer("deltas")),
    ("sums read back as products of matrices", lambda s: s.fewer("sums") and not s.fewer("deltas")),
    ("trace rewritten (cyclic, linear, of a transpose)", lambda s: s.had["traces"] > 0 and s.has["traces"] > 0),
    ("transpose of a product or sum", lambda s: s.had["transposed brackets"] != s.has["transposed brackets"]
     and not s.fewer("norms") and not s.fewer("Derivative")),
    ("brackets expanded", lambda s: _still(s) and (s.more("terms") or s.fewer("inner terms") and not s.fewer("terms"))),
    ("like terms collected or a common factor taken out", lambda s: _still(s)
     and (s.fewer("terms") or s.more("inner terms") and not s.more("terms"))),
)


def explain(judged: Judged, before: int, k: int) -> str:
    """What was done between two members that are equal; several names where a line does several things at once."""
    a, b = judged.prepared.sides[before].node, judged.prepared.sides[k].node
    if a is None or b is None:
        return ""
    known = judged.prepared.known
    symmetric = tuple(name for name, props in known.facts.props.items() if "symmetric" in props and mentions(a, name))
    symmetric += tuple(d.name for d in known.declared.values() if "symmetric" in d.props and mentions(a, d.name))
    step = Step(a, b, counted(a), counted(b), tuple(d.name for d in known.definitions), tuple(dict.fromkeys(symmetric)))
    found = [name(step) if callable(name) else name for name, applies in _TABLE if applies(step)]
    return "; ".join(found) or "terms and factors rearranged"
