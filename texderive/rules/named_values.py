r"""Values given back the name by which they were defined: \sigma(s_n) is y_n, (x_i - \mu)/\sigma is z_i."""
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from .. import index as ix
from ..index import Node
from .algebra import collect_powers
from .folds import shares
from .matching import matched, product_matched
from .rule import Rule

MOST_FACTORS = 4        # of a definition that is looked for inside of products


def _worth_folding(body: Node) -> bool:
    """A function, a root, or a quotient with a function."""
    return (body.op in ("fn", "tfn") or _is_root(body) or body.op == "mul" and len(body.args) <= MOST_FACTORS
            and {"fn", "pow"} <= {f.op for f in body.args})


def is_density(body: Node) -> bool:
    """Whether it is an exponential with several factors in front, which its derivative has again."""
    return body.op == "mul" and len(body.args) > 2 and any(f.op == "fn" and f.data == "exp" for f in body.args)


def _is_root(body: Node) -> bool:
    return body.op == "pow" and body.args[0].op == "comp" and body.args[1].op == "num" and body.args[1].data.denominator == 2


def _share_and_bar(body: Node) -> tuple[Node, ...]:
    """(e^u, 1/p) of e^u/p in either order; () for anything else."""
    parts = tuple(sorted(body.args, key=lambda f: f.op)) if body.op == "mul" else ()
    return parts if [f.op for f in parts] == ["fn", "pow"] and ix.is_num(parts[1].args[1], -1) else ()


def fold_definitions(symbols) -> Rule:
    """The rule that gives a value back the name it was defined by: sigma(s_n) is y_n, and exp(s_kn) / p_n is y_nk."""
    known = [(s, s.definition) for s in symbols if _worth_folding(s.definition.body)]
    quotients = [(s, d, *parts) for s, d in known if (parts := _share_and_bar(d.body))]

    def total_of(own) -> Callable[[Node], dict | None]:
        def found_in(whole: Node) -> dict | None:
            found: dict = {}
            return found if matched(own[3].args[0], whole, own[1].params, found) else None
        return found_in

    def share_of(own) -> Callable[[Node, dict], Node | None]:
        def named(f: Node, total: dict) -> Node | None:
            found = dict(total)
            if f.op != "fn" or not matched(own[2], f, own[1].params, found) or len(found) < len(own[1].params):
                return None
            return ix.comp(own[0], *[found[p] for p in own[1].params])
        return named

    def fold(node: Node) -> Node | None:
        for own in quotients if node.op == "mul" else ():
            new = shares(node, total_of(own), share_of(own))
            if new is not None:
                return new
        for symbol, definition in known:
            found: dict = {}
            power: Fraction | int = 1
            if definition.body.op == node.op == "mul":
                rest = product_matched(definition.body, node, definition.params, found)
            elif definition.body.op == node.op == "pow":                 # v^{-3/2} is s^{-3} of s = v^{1/2}
                power = node.args[1].data / definition.body.args[1].data if node.args[1].op == "num" else 0
                rest = [] if power and power.denominator == 1 and matched(definition.body.args[0], node.args[0],
                    definition.params, found) else None
            else:
                rest = [] if matched(definition.body, node, definition.params, found) else None
            if rest is not None and len(found) == len(definition.params):
                at = next((n for n, (f, left) in enumerate(zip(node.args, rest)) if f is not left), len(rest))
                value = ix.pow_(ix.comp(symbol, *[found[p] for p in definition.params]), ix.num(power))
                return ix.mul(*rest[:at], value, *rest[at:])
        return None

    return Rule("by definition", "by definition", r"\sigma(u_i) = h_i \text{ where } h := \sigma(u)",
                "The value has a name already.",
                r"y = \sin t, \quad z = \cos t, \quad f = y + z^2, \quad \frac{df}{dt}", fold,
                at=ix.kinds("fn", "tfn", "mul", "pow"))


def _standardised(body: Node) -> tuple[Node, ...]:
    r"""(x_i - \mu, 1/\sigma) of (x_i - \mu)/\sigma; () for anything else."""
    parts = tuple(sorted(body.args, key=lambda f: f.op)) if body.op == "mul" else ()
    return parts if [f.op for f in parts] == ["add", "pow"] and parts[1].args[1].op == "num" and parts[1].args[1].data < 0 else ()


def fold_standardised(symbols) -> Rule | None:
    r"""The rule that gives standardised values back their name: (x_i - \mu)(x_j - \mu)/\sigma^3
    is z_i z_j/\sigma.  The last of all:
    until then differences meet their mean."""
    known = [(s, s.definition.params, *parts) for s in symbols if (parts := _standardised(s.definition.body))]
    if not known:
        return None

    def fold(node: Node) -> Node | None:
        for symbol, params, difference, below in known:
            found: dict = {}
            rest = product_matched(symbol.definition.body, node, params, found)
            if rest is not None and len(found) == len(params):
                same = [f for f in rest if f.op == "comp" and f.data is symbol]  # z_i z_j, in the order of the factors
                return ix.mul(*same, ix.comp(symbol, *[found[p] for p in params]), *[f for f in rest if f not in same])
            if (apart := _spread(node, difference, below, params)) is not None:
                return apart
        return None

    return Rule("standardised", "by definition",
                r"\frac{x_i - \mu}{\sigma} = z_i \text{ where } z := \frac{x - \mu}{\sigma}", "The value has a name already.",
                r"z_i = \frac{x_i - \mu}{\sigma}, \quad \frac{\partial}{\partial\mu}\sum_{i=1}^n z_i^2", fold, at=ix.kinds("mul"))


def _spread(node: Node, difference: Node, below: Node, params: tuple) -> Node | None:
    r"""\frac{a + b\,(x_j - \mu)}{\sigma^2} as \frac{a}{\sigma^2} + \frac{b\,(x_j - \mu)}{\sigma^2},
    for the difference to meet what it is divided by."""
    divided = next((f for f in node.args if f.op == "pow" and matched(below.args[0], f.args[0], params, {})
                    and f.args[1].op == "num" and f.args[1].data < 0), None)
    bracket = next((f for f in node.args if f.op == "add"
                    and any(matched(difference, g, params, {}) for t in f.args if t.op == "mul" for g in t.args)), None)
    if divided is None or bracket is None:
        return None
    others = [f for f in node.args if f is not bracket]
    products = [ix.mul(*others, t) for t in bracket.args]
    return ix.add(*[collect_powers(p) or p for p in products])
