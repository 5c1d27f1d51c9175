r"""Limits of sums in all their spellings as i = 1 with an upper limit: 1 \le i \le n, i = 1, \dots, n,
i \in \{1, \dots, n\}, i: i \ne j."""
from __future__ import annotations

from collections.abc import Sequence

from .. import tree

Limits = tuple["tree.Node | None", "tree.Node | None"]            # what stands below and above the sign

_DOWN = {">": "<", ">=": "<=", "!=": "!="}
_UP = frozenset(("<", "<=", "!="))
_SIZES = frozenset("nmdNMDKTPL")  # a letter that limits an index without a lower limit: i \le n


def running(lower: tree.Node | None, letters: frozenset[str]) -> frozenset[str]:
    """The letters that a sum binds, of those in its lower limit: the last one of a chain of inequalities is a limit."""
    items = tree.items_of(lower)
    ends = {n.name for i in items if isinstance(i, tree.Relation) and all(op in _UP or op in _DOWN for op in i.ops)
            for n in _outer(i) if isinstance(n, tree.Symbol)}
    return letters - ends if letters - ends else letters


def _outer(chain: tree.Relation) -> tuple[tree.Node, ...]:
    """The ends of a chain that can be limits only."""
    first, last = chain.parts[0], chain.parts[-1]
    if len(chain.parts) > 2:
        return (last,) if isinstance(first, tree.Number) else (first,) if isinstance(last, tree.Number) else ()
    return (last,) if isinstance(last, tree.Symbol) and (last.name in _SIZES or chain.ops[0] in (">", ">=")) else ()


def limits_of(lower: tree.Node, upper: tree.Node | None, body: tree.Node) -> list[Limits]:
    r"""The limits of the sums that one sign stands for, from outside; several where their ranges differ.

    1 \le i < j \le n gives [(i = 1, j = 1, i < j; n)]; 1 \le i \le n, 1 \le j \le m gives [(i = 1; n), (j = 1; m)].
    """
    found = _listed(lower)
    if found is not None and upper is None:
        return [found]
    items = _spread(_dotted(_items(lower)))
    ranges: list[Limits] = []
    rest: list[tree.Node] = []
    for item in items:
        chain = _chain(item, body) if isinstance(item, tree.Relation) else None
        if chain is None:
            rest.append(item)
            continue
        indices, low, high, conditions = chain
        ranges += [(tree.Relation(item.span, (i, low), ("=",)), high if high is not None else upper) for i in indices]
        rest += conditions
    if not ranges:
        return [(_joined(lower, items), upper)]
    return _gathered(lower, ranges, rest, upper)


def _joined(lower: tree.Node, items: list[tree.Node]) -> tree.Node:
    return items[0] if len(items) == 1 else tree.Items(lower.span, tuple(items))


def _gathered(lower: tree.Node, ranges: list[Limits], rest: list[tree.Node], upper: tree.Node | None) -> list[Limits]:
    """One sign where all ranges end alike, else one for each; what is no range belongs to the innermost one."""
    last = ranges[-1][1]
    if all(_alike(high, last) for _, high in ranges) and (upper is None or _alike(upper, last)):
        return [(_joined(lower, [*(r for r, _ in ranges if r is not None), *rest]), last)]
    inner, end = ranges[-1]
    return [*ranges[:-1], (_joined(lower, [inner, *rest]) if inner is not None else lower, end)]


def _alike(a: tree.Node | None, b: tree.Node | None) -> bool:
    if isinstance(a, tree.Symbol) and isinstance(b, tree.Symbol):
        return a.name == b.name
    if isinstance(a, tree.Number) and isinstance(b, tree.Number):
        return a.text == b.text
    return a is b


def _listed(lower: tree.Node) -> Limits | None:
    r"""i = 1:n; i \in \{1, \dots, n\}; i \in 1 \dots n; i \in [n]."""
    match lower:
        case tree.Relation(parts=(tree.Symbol() as index, low, high), ops=("=", ":" | "mid")):
            pass
        case tree.Relation(parts=(tree.Symbol() as index, tree.Group(kind="{", body=tree.Items(items=(low, *rest)))),
                           ops=("in",)) if _run(rest) == len(rest):
            high = rest[-1]
        case tree.Relation(parts=(tree.Symbol() as index, tree.Product(op="juxt", factors=(low, tree.Dots(), high))),
                           ops=("in",)):
            pass
        case tree.Relation(parts=(tree.Symbol() as index, tree.Group(kind="[", body=tree.Symbol() as high)), ops=("in",)):
            low = tree.Number(lower.span, "1")
        case _:
            return None
    return tree.Relation(lower.span, (index, low), ("=",)), high


def _run(items: Sequence[tree.Node]) -> int:
    r"""How many items go on with a range behind its 1: \dots, n or 2, \dots, n; 0 where they do not."""
    match items:
        case [tree.Dots(), _, *_]:
            return 2
        case [tree.Number(), tree.Dots(), _, *_]:
            return 3
    return 0


def _items(lower: tree.Node) -> list[tree.Node]:
    r"""The parts of a list, those of a \substack too, what stands before and behind a colon apart, and i = 1 \dots n
    with commas about the dots."""
    out: list[tree.Node] = []
    for item in tree.items_of(lower):
        match item:
            case tree.Relation(parts=(first, _, _, *_), ops=(":" | "mid", *_)):
                out += [first, tree.Relation(item.span, item.parts[1:], item.ops[1:])]
            case tree.Relation(parts=(index, tree.Product(op="juxt", factors=(low, tree.Dots() as dots, high))), ops=("=",)):
                out += [tree.Relation(item.span, (index, low), ("=",)), dots, high]
            case _:
                out.append(item)
    return out


def _dotted(items: list[tree.Node]) -> list[tree.Node]:
    r"""i, j = 1, \dots, n as 1 \le i \le n and 1 \le j \le n; so each of several lists."""
    if not any(isinstance(i, tree.Dots) for i in items):
        return items
    out: list[tree.Node] = []
    k = 0
    while k < len(items):
        first, run = items[k], _run(items[k + 1:])
        if not run or not isinstance(first, tree.Relation) or first.ops != ("=",) or not isinstance(first.parts[0], tree.Symbol):
            out.append(first)
            k += 1
            continue
        index, low = first.parts
        letters = [index]
        while out and isinstance(out[-1], tree.Symbol):
            letters.insert(0, out.pop())
        k += run
        out += [tree.Relation(first.span, (low, i, items[k]), ("<=", "<=")) for i in letters]
        k += 1
    return out


def _spread(items: list[tree.Node]) -> list[tree.Node]:
    r"""1 \le i, j \le n as 1 \le i \le n and 1 \le j \le n."""
    first = next((k for k, i in enumerate(items) if _pair(i) and isinstance(i.parts[0], tree.Number)), None)
    if first is None:
        return items
    last = first + 1
    while last < len(items) and isinstance(items[last], tree.Symbol):
        last += 1
    if last >= len(items) or not _pair(items[last]) or not isinstance(items[last].parts[0], tree.Symbol):
        return items
    low, high = items[first], items[last]
    letters = [low.parts[1], *items[first + 1:last], high.parts[0]]
    return [*items[:first], *(tree.Relation(i.span, (low.parts[0], i, high.parts[1]), low.ops + high.ops)
                              for i in letters), *items[last + 1:]]


def _pair(node: tree.Node) -> bool:
    return isinstance(node, tree.Relation) and len(node.parts) == 2 and node.ops[0] in ("<", "<=")


def _chain(relation: tree.Relation, body: tree.Node) -> tuple[list[tree.Symbol], tree.Node,
        tree.Node | None, list[tree.Node]] | None:
    """A chain of inequalities as (indices, lower limit, upper limit, conditions);
    None where it has no limit at its ends."""
    parts, ops = relation.parts, relation.ops
    if any(op in (">", ">=") for op in ops) and all(op in _DOWN for op in ops):
        parts, ops = parts[::-1], tuple(_DOWN[op] for op in ops[::-1])
    if not all(op in _UP for op in ops) or len(parts) < 2:
        return None
    numbered = _scripted(body)
    inner = list(range(len(parts)))
    low: tree.Node = tree.Number(relation.span, "1")
    high: tree.Node | None = None
    if ops[0] != "!=" and _limit(parts[0], numbered) and (len(parts) > 2 or isinstance(parts[0], tree.Number)):
        low = _next(parts[0], 1) if ops[0] == "<" else parts[0]
        inner = inner[1:]
    if (ops[-1] != "!=" and len(inner) > 1 and _limit(parts[-1], numbered)
            and (len(parts) > 2 or not isinstance(parts[-1], tree.Symbol) or parts[-1].name in _SIZES)):
        high = _next(parts[-1], -1) if ops[-1] == "<" else parts[-1]
        inner = inner[:-1]
    if len(inner) == len(parts) or not all(isinstance(parts[k], tree.Symbol) for k in inner):
        return None
    conditions: list[tree.Node] = [tree.Relation(relation.span, (parts[k], parts[k + 1]), (ops[k],)) for k in inner[:-1]]
    return [parts[k] for k in inner], low, high, conditions


def _limit(node: tree.Node, numbered: frozenset[str]) -> bool:
    """Whether one end of a chain is a limit: no letter, or one that numbers nothing in the body."""
    return not isinstance(node, tree.Symbol) or node.name not in numbered


def _next(node: tree.Node, step: int) -> tree.Node:
    """The limit one further up or down."""
    if isinstance(node, tree.Number) and node.text.isdigit() and int(node.text) + step >= 0:
        return tree.Number(node.span, str(int(node.text) + step))
    one = tree.Number(node.span, "1")
    return tree.Sum(node.span, (node, one if step > 0 else tree.Neg(node.span, one)))


def _scripted(body: tree.Node) -> frozenset[str]:
    """The letters in the scripts of an expression."""
    found: set[str] = set()
    stack: list[tuple[tree.Node, bool]] = [(body, False)]
    while stack:
        node, inside = stack.pop()
        if isinstance(node, tree.Symbol) and inside:
            found.add(node.name)
        if isinstance(node, tree.Script):
            stack.append((node.base, inside))
            stack += [(s, True) for s in (node.sub, node.sup) if s is not None]
        else:
            stack += [(n, inside) for n in tree.children(node)]
    return frozenset(found)
