r"""Scalar algebra on components: powers of one base, like terms, and the canonical form that decides equality."""
from __future__ import annotations

from fractions import Fraction

from .. import index as ix
from ..index import Node
from .rule import Rule


def _power(f: Node) -> tuple[Node, Fraction | None]:
    if f.op == "pow" and f.args[1].op == "num":
        return f.args[0], f.args[1].data
    return f, Fraction(1)


def collect_powers(node: Node) -> Node | None:
    r"""x^a x^b = x^{a+b}."""
    if node.op != "mul" or not any(f.op == "pow" or not f.ix for f in node.args if f.op != "num"):
        return None
    exponents: dict[Node, Fraction] = {}
    symbolic: dict[Node, list[Node]] = {}
    for f in node.args:
        if f.op == "num":
            continue
        if f.op == "pow" and f.args[1].op != "num":
            symbolic.setdefault(f.args[0], []).append(f.args[1])
            continue
        base, e = _power(f)
        exponents[base] = exponents.get(base, Fraction(0)) + e
    if len(exponents) == sum(f.op != "num" and not (f.op == "pow" and f.args[1].op != "num") for f in node.args) and \
            not any(base in exponents or len(es) > 1 for base, es in symbolic.items()):
        return None
    kept = [f for f in node.args if f.op == "num"]
    for base, e in exponents.items():
        extra = symbolic.pop(base, [])
        kept.append(ix.pow_(base, ix.add(*extra, ix.num(e))))
    kept += [ix.pow_(base, ix.add(*es)) for base, es in symbolic.items()]
    return ix.mul(*kept)


def coefficient(term: Node) -> tuple[Fraction, Node]:
    """term = number * rest."""
    if term.op == "num":
        return term.data, ix.num(1)
    if term.op == "mul" and term.args[0].op == "num":
        return term.args[0].data, ix.mul(*term.args[1:])
    return Fraction(1), term


def like_terms(node: Node) -> Node | None:
    r"""2x + 3x = 5x; terms that differ by the order of their factors count as alike."""
    if node.op != "add":
        return None
    totals: dict[Node, tuple[Fraction, Node]] = {}
    for t in node.args:
        c, rest = coefficient(t)
        key = canonical(rest)
        total, shown = totals.get(key, (Fraction(0), rest))
        totals[key] = (total + c, shown)
    if len(totals) == len(node.args):
        return None
    return ix.add(*[ix.mul(ix.num(c), rest) for c, rest in totals.values()])


def canonical(node: Node, memo: dict | None = None) -> Node:
    """The same expression with commuting parts in a fixed order; decides equality, never displayed."""
    memo = {} if memo is None else memo
    done = memo.get(node)
    if done is None:
        args = tuple(canonical(a, memo) for a in node.args)
        if node.op in ("add", "mul"):
            keys = memo.setdefault("keys", {})
            args = tuple(sorted(args, key=lambda a: sort_key(a, keys)))
            done = ix.make(node.op, args)
        elif node.op == "delta":
            done = ix.make("delta", (), tuple(sorted(node.ix, key=_index_key)))
        else:
            done = ix.make(node.op, args, node.ix, node.data)
        memo[node] = done
    return done


def _index_key(i) -> tuple:
    if isinstance(i, ix.Index):
        return (0, i.level, i.serial, str(i.dim))
    return (1, i.by, *_index_key(i.index)[1:3], "") if isinstance(i, ix.Shift) else (2, i, 0, "")


def sort_key(node: Node, keys: dict[Node, tuple]) -> tuple:
    """What orders the parts of a sum or product; `keys` holds those of shared parts, which are many in a deep chain."""
    found = keys.get(node)
    if found is None:
        data = node.data
        name = data.key if hasattr(data, "key") else str(data) if not isinstance(data, tuple) else str(data[0])
        found = keys[node] = (node.op, name, tuple(_index_key(i) for i in node.ix), tuple(sort_key(a, keys) for a in node.args))
    return found


TABLE = (
    Rule("powers", "collect powers", r"x^a x^b = x^{a+b}", "Powers of one base are put together.", r"\frac{d}{dx}\left[x^2\ln x\right]", collect_powers),
    Rule("like terms", "like terms", r"ax + bx = (a+b)x", "Equal terms are added up.", r"\frac{d}{dx}(x\cdot x)", like_terms),
)
