"""Looking at index notation before it is raised: explicit entries, brackets with deltas, inner sums,
sums that stay explicit."""
from __future__ import annotations

from .. import index as ix
from ..index import Index, IndexTerm, Node


def holds_delta(bracket: Node) -> bool:
    """Whether a term is a delta: s_i (delta_il - s_l) is then multiplied out."""
    return any(t.op == "delta" or t.op == "mul" and any(g.op == "delta" for g in t.args) for t in bracket.args)


def opened_sums(factors: list[Node], summed: list[Index], row, col, explicit: bool = False) -> tuple[list[Node], list[Index]]:
    """Factors flattened; inner sums over more than two of the indices are taken into the network; `explicit`:
    those that stay sums come to the front."""
    summed, edges, out, queue = list(summed), set(summed) | {row, col}, [], list(factors)
    while queue:
        f = queue.pop(0)
        if f.op == "mul":
            queue[:0] = f.args
        elif f.op == "sum" and len(f.free & edges) > 2 and explicit_in(f.args[0], f.ix[0]) == explicit:
            i, body = ix.open_sum(f)
            summed.insert(0, i) if explicit else summed.append(i)
            edges.add(i)
            queue.insert(0, body)
        else:
            out.append(f)
    return out, summed


def needed_axes(factors: list[Node], row: Index | None, col: Index | None) -> tuple[Index | None, Index | None]:
    """(row, column), each None where no factor varies along it."""
    row, col = (k if k is not None and any(k in f.free for f in factors) else None for k in (row, col))
    return row, col


def entries_only(factors: list[Node], i: Index, entrywise: frozenset) -> bool:
    """Whether i runs over the components of vectors in `entrywise`, and over nothing else."""
    holders = [n for f in factors if i in f.free for n in ix.walk(f) if n.op not in ("num", "const", "dim") and i in n.ix]
    return bool(holders) and all(n.op == "comp" and n.data in entrywise for n in holders)


def explicit_in(node: Node, i: Index) -> bool:
    r"""Whether a sum over i stays explicit.

    So it does where i numbers a family, the parameter of a slice \partial K(\theta)/\partial\theta_i or a Hessian
    \nabla^2 r_i(x), and where it stands in an unspecified number \rho(r_i(x)), shifted, or in a condition."""
    if i not in node.free:
        return False
    for n in ix.walk(node):
        if n.op == "comp" and (i in n.ix[: len(n.data.family)] or any(isinstance(k, ix.Shift) and k.index is i for k in n.ix)):
            return True
        if n.op == "app" and (len(n.data[1]) == 2 and i in entry_index(n) or i in slice_indices(n)
                              or not n.data[0].elementwise and any(i in a.free for a in n.args)):
            return True
        if n.op == "cmp" and i in [k.index if isinstance(k, ix.Shift) else k for k in n.ix]:
            return True
        if n.op == "ival" and i in n.ix:
            return True
        if n.op == "prod" and i in n.free:
            return True
    return False


def slice_indices(node: Node) -> tuple[IndexTerm, ...]:
    r"""The i, j of \partial^2 K(\theta)/\partial\theta_i\partial\theta_j,
    an unspecified matrix that is differentiated by components of one vector; () for any other."""
    function, done, counts = node.data
    return (node.ix[-len(done):] if done and len(set(done)) == 1 == counts[done[0]] and 1 not in function.shape
            and not function.elementwise else ())


def entry_index(node: Node) -> tuple[IndexTerm, ...]:
    r"""The i of \nabla r_i(x) and \nabla^2 r_i(x), an unspecified vector that is differentiated
    by a vector; () for any other."""
    function, done, counts = node.data
    return (node.ix[sum(counts):][:1] if 0 < len(done) < 3 and len(set(done)) == 1 == counts[done[0]]
            and function.shape.count(1) == 1 and not function.elementwise else ())


def gradient_of_member(factors: list[Node], i: Index) -> bool:
    r"""Whether i stands in \nabla f_i(x) or f_i'(x) alone, of functions that the author numbers: \sum_i \nabla f_i(x),
    and no row of ones times a Jacobian."""
    holders = [f for f in factors if i in f.free]
    if len(holders) != 1 or holders[0].op != "app" or not holders[0].data[0].numbered:
        return False
    _, done, counts = holders[0].data
    return i in (entry_index(holders[0]) if any(counts) else holders[0].ix if done else ())


def in_order(node: Node) -> list[Index]:
    """Free indices in order of appearance."""
    found: dict[Index, None] = {}
    stack = [node]
    while stack:
        n = stack.pop()
        if not n.free:
            continue
        for k in n.ix:
            k = k.index if isinstance(k, ix.Shift) else k
            if k in n.free:
                found.setdefault(k)
        stack += reversed(n.args)
    return [k for k in found if k in node.free]
