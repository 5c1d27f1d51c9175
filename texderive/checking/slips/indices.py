r"""Slips of indices: letters, deltas, sums lost or left over, a symbol taken for another."""
from __future__ import annotations

from collections.abc import Iterator

from ... import tree as t
from ..trees.structures import walk
from .edit import Edit, Written, is_word, scope_of, text_of


def indices(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """Another letter in a subscript, or two letters exchanged."""
    if not isinstance(node, t.Script) or node.sub is None:
        return
    items = t.items_of(node.sub)
    letters = [x for x in items if isinstance(x, t.Symbol)]
    kind = "delta" if isinstance(node.base, t.Symbol) and node.base.name in ("delta", r"\delta") else "index"
    if len(letters) == 2 and letters[0].name != letters[1].name:
        a, b = letters
        yield Edit(kind, ((a.span[0], a.span[1], text_of(w, b)), (b.span[0], b.span[1], text_of(w, a))), scope_of(node, above))
    for letter in letters:
        for other in w.letters:
            if other != text_of(w, letter):
                yield Edit(kind, ((letter.span[0], letter.span[1], other),), scope_of(node, above))
    if len(letters) == 2:
        for p in w.letters:
            for q in w.letters:
                yield Edit(kind, ((*letters[0].span, p), (*letters[1].span, q)), scope_of(node, above))


def other_letters(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """Another symbol that the lines around speak of: q_i for p_u; a^{(l-1)} for a^{(l)}."""
    if is_word(node, above) or not isinstance(node, (t.Symbol, t.Script)):
        return
    raised = isinstance(node, t.Script) and node.sub is None
    if above and isinstance(above[-1], t.Script) and (above[-1].sub is not None or above[-1].base is not node):
        return
    start, end = node.span
    if isinstance(node, t.Script) and not raised and node.sup is not None and node.sup.span[0] >= node.sub.span[1]:
        end = w.text.rfind("^", start, node.sup.span[0])                # the letter of h_l^T
    for other in w.symbols:
        if other != w.text[start:end] and end > start and (not raised or other.startswith(text_of(w, node.base) + "^")):
            yield Edit("index", ((start, end, other),), scope_of(node, above))


def exchanged_letters(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """Two index letters exchanged all over a term: delta_il B_kj for delta_ik B_lj."""
    if above and not isinstance(above[-1], (t.Sum, t.Neg)) or not isinstance(node, (t.Product, t.BigOp)):
        return
    found: dict[str, list[tuple[int, int]]] = {}
    for inner in t.nodes(node):
        if isinstance(inner, t.Script) and inner.sub is not None:
            for x in t.items_of(inner.sub):
                if isinstance(x, t.Symbol):
                    found.setdefault(text_of(w, x), []).append(x.span)
    names = list(found)
    for i, a in enumerate(names):
        for b in names[i + 1:]:
            for p in found[a]:
                for q in found[b]:
                    yield Edit("delta" if r"\delta" in text_of(w, node) else "index", ((*p, b), (*q, a)), node.span)


def sums(w: Written, node: t.Node, above) -> Iterator[Edit]:
    r"""A sum lost or left over."""
    if isinstance(node, t.BigOp) and node.op in ("sum", r"\sum"):
        yield Edit("lost-sum", ((node.span[0], node.body.span[0], ""),), node.span)
        for other in w.unbound:
            if isinstance(node.lower, t.Symbol):
                yield Edit("lost-sum", ((node.lower.span[1], node.lower.span[1], "," + other),), node.span)
    terms = node.terms if isinstance(node, t.Sum) else (node,) if not above else ()
    for term in terms:
        at = t.unsigned(term).span[0]
        for letter in w.unbound:
            yield Edit("lost-sum", ((at, at, rf"\sum_{{{letter}}} "),), term.span)
    if isinstance(node, t.Product):
        for f in node.factors[1:]:
            for letter in w.unbound:
                yield Edit("lost-sum", ((f.span[0], f.span[0], rf"\sum_{{{letter}}} "),), node.span)


def contracted(w: Written, node: t.Node, above) -> Iterator[Edit]:
    r"""A sum that a delta has already used up: its letter becomes a free one."""
    if isinstance(node, t.BigOp) and node.op in ("sum", r"\sum") and isinstance(node.lower, t.Symbol):
        name = text_of(w, node.lower)
        places = [n.span for n, up in walk(node.body) if isinstance(n, t.Symbol) and text_of(w, n) == name]
        for other in w.letters:
            if other != name and places:
                yield Edit("delta", ((node.span[0], node.body.span[0], ""), *((a, b, other) for a, b in places)), node.span)
