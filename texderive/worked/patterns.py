"""Which matrix products the summed indices of a term make, in words and, where several hide
in one another, sum by sum."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .. import index as ix
from .. import matrix as mx
from .. import write
from ..explicit import axes
from ..index import Index, Node
from ..rules.algebra import coefficient, collect_powers
from .setup import Setting

MOST_STAGES = 3
MOST_TERMS = 8


def summed_terms(node: Node, setting: Setting) -> tuple[Node, ...]:
    """The terms of a sum: those below one sum sign each with its own, where all of them vary with its index and are
    products of several arrays, and those in a bracket each with the factors around it."""
    terms = ix.terms(node)
    if node.op == "sum" and node.args[0].op == "add":
        i, body = ix.open_sum(node)
        terms = tuple(ix.sum_(i, t) for t in body.args) if all(i in t.free and t.height for t in body.args) else (node,)
    apart = tuple(part for t in terms for part in _bracket_apart(t, setting))
    return apart if len(apart) <= MOST_TERMS else terms


def _bracket_apart(term: Node, setting: Setting) -> tuple[Node, ...]:
    """sum_ij W_ij A_ik r_j and sum_ij W_ij r_i A_jk of sum_ij W_ij (A_ik r_j + r_i A_jk):
    a bracket of products is read part by part."""
    if not term.height:
        return (term,)
    bound, factors = opened(term, setting)
    bracket = next((f for f in factors if f.op == "add"
                    and any(t.height or sum(bool(x.free) for x in ix.factors(t)) > 1 for t in f.args)), None)
    if bracket is None or any(_numbers_member(i, f) for i in bound for f in factors):
        return (term,)
    rest = [f for f in factors if f is not bracket]
    if len(bracket.free) < 2 and any(f.free for f in rest):
        return (term,)                                       # a vector that meets others
    parts = [collect_powers(part) or part for part in (ix.mul(*rest, t) for t in bracket.args)]
    if any(i not in part.free for i in bound for part in parts):
        return (term,)
    for i in reversed(bound):
        parts = [ix.sum_(i, part) for part in parts]
    return tuple(parts)


def is_entry(term: Node) -> bool:
    """Whether a term is an entry, also of softmax or of a function entry by entry, perhaps times a number."""
    x = coefficient(term)[1]
    return x.op in ("comp", "tfn") and bool(x.free) or x.op == "fn" and x.args[0].op == "comp"


def inner_sums(term: Node, setting: Setting) -> list[tuple[Node, str]]:
    """The sums of a term that meet other factors entry by entry, inner ones first, each with the product that it makes:
    lines of their own before all of it is read."""
    if not term.height or not term.free or sum(len(f.free) == 1 for f in _parts(term)[1]) < 2:
        return []
    bound, factors = opened(term, setting)
    found: list[tuple[Node, str]] = []
    waiting: list[tuple[Node, str]] = []                     # sums that nothing has met yet
    while bound:
        i = min(bound, key=lambda k: len(ix.mul(*_with(k, factors)).free))
        own = _with(i, factors)
        whole = ix.sum_(i, ix.mul(*own))
        rest = [f for f in factors if f not in own]
        if len(own) > 1 and len(whole.free) == 1:
            letter = write.choose_name(setting.naming, i.dim, ())      # its own line names the index anew
            made = whole, _summed(letter, own, _product_over(i, own), setting, {i: letter})
            (found if any(whole.free == f.free for f in rest) else waiting).append(made)
        bound = [k for k in bound if k is not i]
        factors = [whole, *rest]
    found = [made for made in waiting if any(made[0].free == f.free for f in factors if f is not made[0])
             and made[0] in factors] + found
    return found if len(found) <= MOST_STAGES else []


def _summed(letter: str, holders: Sequence[Node], what: str, setting: Setting, letters: dict[Index, str] | None = None) -> str:
    """What becomes of a summed index; the factors between which it is are told where there
    are two, by these `letters`."""
    between = ""
    if len(holders) == 2 and what and all(f.op == "comp" for f in holders):
        naming = replace(setting.naming, free=setting.naming.free | letters) if letters else setting.naming
        between = " between " + " and ".join(f"${write.latex(f, naming, setting.problem.style)}$" for f in holders)
    return f"${letter}$ is summed{between}" + (f": {what}" if what else "")


def _parts(term: Node) -> tuple[list[Index], list[Node]]:
    """The summed indices of a product, as they are in it, and its factors."""
    bound: list[Index] = []
    factors: list[Node] = []
    for f in ix.factors(term):
        inner, own = _parts(f.args[0]) if f.op == "sum" else ([], [f])
        bound += [f.ix[0], *inner] if f.op == "sum" else []
        factors += own
    return bound, factors


def opened(term: Node, setting: Setting, used: tuple[str, ...] = ()) -> tuple[list[Index], list[Node]]:
    """The same with the sums opened: their indices are by the letters that the line has for them."""
    bound: list[Index] = []
    factors: list[Node] = []
    for f in ix.factors(term):
        if f.op == "sum":
            letter = write.choose_name(setting.naming, f.ix[0].dim, used)
            i, body = ix.open_sum(f, letter)
            inner, own = opened(body, setting, (*used, letter))
            bound += [i, *inner]
            factors += own
        else:
            factors.append(f)
    return bound, factors


def _letters(term: Node, setting: Setting, used: tuple[str, ...] = ()) -> list[str]:
    """The letters of the summed indices in the line."""
    found: list[str] = []
    for f in ix.factors(term):
        if f.op == "sum":
            letter = write.choose_name(setting.naming, f.ix[0].dim, used)
            found += [letter, *_letters(f.args[0], setting, (*used, letter))]
    return found


def _with(i: Index, factors: Sequence[Node]) -> list[Node]:
    return [f for f in factors if i in f.free]


def pattern(term: Node, expr: mx.Expr, setting: Setting, read: bool = False) -> str:
    """Which product the summed indices of a term make; with `read` the sums have lines of their own already."""
    bound, parts = _parts(term)
    if not bound:
        return _unsummed([f for f in parts if f.free], expr)
    if len(set(bound)) < len(bound):                         # sums beside each other
        bound, parts = opened(term, setting)
    letters = dict(zip(bound, _letters(term, setting)))
    explicit = any(n.op == "sum" for n in mx.walk(expr))
    if not term.free and (len(bound) > 1 or sum(bool(f.free) for f in parts) > 2):
        *others, last = [f"${letter}$" for letter in letters.values()]
        said = " and ".join([", ".join(others)] * bool(others) + [last])
        return f"{said} summed: " + ("a trace" if any(n.op == "tr" for n in mx.walk(expr)) else "a product of matrices")
    if read:
        return _entry_by_entry(parts, bound, expr)
    own = [f for f in parts if f.free & set(bound)]
    if len(bound) == 2 and all(f.free == set(bound) for f in own):
        return f"{' and '.join(f'${letter}$' for letter in letters.values())} summed: all the entries"
    words = []
    for i, letter in list(letters.items())[:2]:
        holders = _with(i, parts)
        what = _product_over(i, holders, expr.is_row)
        if explicit and (not what or any(_numbers_member(i, f) for f in holders)):
            words.append(f"the sum over ${letter}$ stays")
        else:
            words.append(_summed(letter, holders, what, setting, letters) if len(bound) == 1
                         else f"${letter}$ is summed" + (f": {what}" if what else ""))
    return "; ".join(dict.fromkeys(words))


def _numbers_member(i: Index, factor: Node) -> bool:
    """Whether an index numbers the vectors of a family: the sum over it is no product of arrays."""
    return any(n.op == "comp" and n.data.family and n.data.shape != (1, 1) and i in n.ix[:len(n.data.family)]
               for n in ix.walk(factor, ix.kinds("comp")))


def _product_over(i: Index, holders: Sequence[Node], is_row: bool = False) -> str:
    """What the factors with a summed index make: "matrix times vector";
    factors with the same indices are multiplied entry by entry first."""
    together: dict[frozenset, int] = {}
    for f in holders:
        together[frozenset(f.free)] = together.get(frozenset(f.free), 0) + 1
    kinds = tuple(sorted(map(len, together)))
    if kinds == (1,):
        if len(holders) == 1 and holders[0].op in ("comp", "tfn") and holders[0].ix.count(i) == 2:
            return "a trace"
        return "an inner product" if len(holders) > 1 else "the sum of the entries" if holders[0].op == "comp" else ""
    what = {(1, 2): "row times matrix" if is_row else "matrix times vector", (2, 2): "matrix times matrix",
            (1, 2, 2): "a diagonal matrix between two matrices"}.get(kinds, "")
    return f"entry by entry, then {what}" if what and max(together.values()) > 1 else what


def _entry_by_entry(parts: list[Node], bound: list[Index], expr: mx.Expr) -> str:
    """The last line behind those of the inner sums: what is left to multiply."""
    left = {frozenset(f.free) for f in parts if f.free and not f.free & set(bound)}
    outer = expr.is_matrix and any(not a & b for a in left for b in left)
    return "entry by entry; an outer product" if outer else "entry by entry"


def _unsummed(free: list[Node], expr: mx.Expr) -> str:
    """How a term without a summed index is read: `free` are its factors that vary with the free indices."""
    if expr.is_scalar:
        return "term by term"
    if any(f.op == "delta" for f in free):
        return "the entries of the identity matrix" if len(free) == 1 else "only the diagonal: a diagonal matrix"
    if len(free) == 2 and not free[0].free & free[1].free:
        return "two vectors, no summed index: an outer product"
    if (len(free) == 1 and free[0].op == "add" and not axes(free[0])
            and not (1 in expr.shape and all(map(is_entry, free[0].args)))):
        return "term by term"
    if len(free) > 1:
        return "entry by entry; an outer product" if expr.is_matrix and all(len(f.free) == 1 for f in free) else "entry by entry"
    if expr.is_row or expr.shape[1] == 1:
        return "the entries of a row" if expr.is_row else "the entries of a column"
    return "indices exchanged: a transpose" if any(n.op == "T" for n in mx.walk(expr)) else "the entries of a matrix"
