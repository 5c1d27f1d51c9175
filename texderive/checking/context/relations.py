r"""The relation that a chain may define something by: its left side, and the first of its other members
that can be computed with."""
from __future__ import annotations

import re
from dataclasses import replace

from ... import tree as t
from ...errors import TexDeriveError
from ...functions import BY_SPELLING
from ...types.names import name_of
from ..text.chains import Chain, Outline
from ..trees.heads import is_head, mentions
from ..trees.structures import structure, walk
from . import endings
from .knowledge import Knowledge

_LOGARITHMS = (r"\log", r"\ln", "log", "ln")


def first_relation(known: Knowledge, outline: Outline, chain: Chain) -> tuple[t.Relation, int] | None:
    r"""The relation as a tree, and which member stands on its right; None where there is none that could define.

    \ell = \sum_n \log N(x_n | \mu) = ... defines \ell by what is written out; \log L(p) = ...
    defines L(p) where nothing else does."""
    if chain.members[1].relation not in ("=", ":=", "=:"):
        return None
    whole = endings.written_in(outline, chain)

    def node(k: int) -> t.Node | None:
        try:
            return known.node(endings.without_constant(outline.source(chain.members[k]), known, whole)[0])
        except TexDeriveError:
            return None

    left, right, at = node(0), node(1), 1
    if left is None or chain.link and not isinstance(left, t.Call):
        return None
    while (at + 1 < len(chain.members) and chain.members[at + 1].relation == "=" and is_head(inner(left))
            and (right is None or _only_words(right, known))):
        at += 1
        right = node(at)
    if right is None:
        return None
    # L(w, b) = \frac1n\sum_i (y_i - \hat y_i)^2 = \frac1n\sum_i (y_i - wx_i - b)^2
    names = [name for a in left.args if (name := name_of(a))] if isinstance(left, t.Call) else []
    if names and not any(mentions(right, name) for name in names):
        more = range(at + 1, len(chain.members))
        told = next((k for k in more if chain.members[k].relation == "=" and (other := node(k)) is not None
                     and any(mentions(other, name) for name in names)), at)
        at, right = told, node(told)
    if at == 1 and chain.members[1].relation == "=" and (named := _unlogged(left, right, known)) is not None:
        left, right = named
    return t.Relation((0, 0), (left, right), (chain.members[1].relation,)), at


def inner(node: t.Node) -> t.Node:
    r"""L(p) of \log L(p)."""
    logged = (isinstance(node, t.Call) and isinstance(node.function, t.Symbol) and node.function.name in _LOGARITHMS
              and len(node.args) == 1)
    return node.args[0] if logged else node


def _unlogged(left: t.Node, right: t.Node, known: Knowledge) -> tuple[t.Node, t.Node] | None:
    r"""L(p) = \exp(E) for \log L(p) = E of an L that is defined nowhere."""
    head = inner(left)
    if head is left or not is_head(head) or isinstance(right, t.Number):
        return None
    name = name_of(head.function) if isinstance(head, t.Call) else name_of(head)
    if (name in (None, r"\sigma") or name in known.functions or mentions(right, name)
            or not (isinstance(head, t.Call) or head in known.densities.values())):
        return None
    return head, t.Call(right.span, t.Symbol(right.span, "exp", r"\exp", "roman"), (right,))


def _only_words(node: t.Node, known: Knowledge) -> bool:
    r"""Whether a member says what something is but cannot be computed with: \log N(x | \mu), the likelihood of words.
    p(x_i | \mu) can be where p(x | \mu) = .. is said."""
    return any(isinstance(n, t.Text) or isinstance(n, t.Relation) and "mid" in n.ops
               and not (above and isinstance(above[-1], t.BigOp) and n is above[-1].lower)
               and not any(arguments(n, head) is not None for n in above for head in known.heads.values())
               for n, above in walk(node))


# ---------------------------------------------------------------- densities, functions named by others

def density(node: t.Node) -> bool:
    r"""p(x | \mu), KL(q \| p), D_{KL}(q \| p): a name with names in brackets, some behind a bar."""
    if isinstance(node, t.Call):
        arguments = node.args
    elif (isinstance(node, t.Product) and node.op == "juxt" and len(node.factors) == 2
            and isinstance(node.factors[1], t.Group) and name_of(node.factors[0]) is not None):
        body = node.factors[1].body
        arguments = t.items_of(body)
    else:
        return False
    bars = [a for a in arguments if isinstance(a, t.Relation)]
    parts = [p for a in arguments for p in (a.parts if isinstance(a, t.Relation) else (a,))]
    return (bool(bars) and all(set(b.ops) == {"mid"} for b in bars)
            and all(isinstance(p, (t.Symbol, t.Script)) and name_of(p) is not None for p in parts))


def arguments(node: t.Node, head: t.Call) -> dict[str, t.Node] | None:
    r"""{"x": x_i} of p(x_i \mid \theta) beside a head p(x \mid \theta): what stands for its arguments,
    which are themselves or members of what they are; None of anything else."""
    parts = lambda call: [p for a in call.args for p in (a.parts if isinstance(a, t.Relation) else (a,))]
    signs = lambda call: [a.ops if isinstance(a, t.Relation) else () for a in call.args]
    if not isinstance(node, t.Call) or structure(node.function) != structure(head.function) or signs(node) != signs(head):
        return None
    pairs = [(p, a) for p, a in zip(parts(head), parts(node)) if structure(p) != structure(a)]
    members = all(isinstance(a, t.Script) and isinstance(p, t.Symbol) and structure(a.base) == structure(p) for p, a in pairs)
    return {name_of(p): a for p, a in pairs} if members else None


def alias(node: t.Node, right: t.Node) -> tuple[t.Node, t.Node] | None:
    r"""\phi(u) = \tanh(u) for \phi = \tanh."""
    name = name_of(right) if isinstance(right, t.Symbol) else None
    if (name is None or name.lstrip("\\") not in BY_SPELLING and name not in BY_SPELLING and name != r"\sigma"
            or not isinstance(node, t.Symbol)):
        return None
    u = t.Symbol(right.span, "u", "u")
    return t.Call(node.span, node, (u,)), t.Call(right.span, right, (u,))


def inverted(relation: t.Relation, known: Knowledge) -> t.Relation:
    r"""S = (\beta X^T X + \alpha I)^{-1} for S^{-1} = \beta X^T X + \alpha I, where nothing else says what S is."""
    left, right = relation.parts
    power = left.sup if isinstance(left, t.Script) else None
    base = replace(left, sup=None) if power is not None and left.sub is not None else left.base if power is not None else None
    if (not (isinstance(power, t.Neg) and isinstance(power.body, t.Number) and power.body.text == "1")
            or base is None or not is_head(base)):
        return relation
    name = name_of(base)
    if (name is None or mentions(right, name) or any(p.name == name for p in known.placed)
            or isinstance(right, (t.Symbol, t.Number))):
        return relation
    return replace(relation, parts=(base, t.Script(right.span, t.Group(right.span, "(", right), None, power)))


_ALIAS = re.compile(r"\s*\\(?:tanh|sin|cos|exp|log|ln|sigma|(?:operatorname|mathrm|text)\s*\{\s*(?:ReLU|relu|sigmoid|"
                    r"tanh|softplus)\s*\})\s*$")


def is_alias(latex: str) -> bool:
    """Whether a right side is the bare name of a function."""
    return bool(_ALIAS.match(latex))
