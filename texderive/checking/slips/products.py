r"""Slips between factors: transposes, order, inverses, elementwise products, brackets."""
from __future__ import annotations

import re
from collections.abc import Iterator

from ... import tree as t
from .edit import Edit, Written, exponent_of, factors_of, inverse_transpose, is_transpose, is_word, power_of, scope_of, text_of


def transposes(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """A transpose dropped, or put on."""
    if is_word(node, above):
        return
    if isinstance(node, t.Script) and is_transpose(node.sup):
        a, b = exponent_of(w, node)
        yield Edit("transpose", ((a, b, ""),), scope_of(node, above))
        if node.sub is None:
            yield Edit("inverse", ((a, b, "^{-T}"),), scope_of(node, above))
    elif isinstance(node, t.Script) and node.sup is None and node.sub is not None or \
            isinstance(node, (t.Symbol, t.Group)) and not (above and isinstance(above[-1], t.Script) and above[-1].base is node):
        yield Edit("transpose", ((node.span[1], node.span[1], w.transpose),), scope_of(node, above))
    elif isinstance(node, t.Script) and inverse_transpose(w, node):
        yield Edit("transpose", ((node.base.span[1], node.span[1], "^{-1}"),), scope_of(node, above))
    elif isinstance(node, t.Script) and node.sub is None and power_of(node) == -1:
        yield Edit("transpose", ((node.base.span[1], node.span[1], "^{-T}"),), scope_of(node, above))


def transposed_products(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """A^T B^T for B^T A^T, and the order of two neighbours in general."""
    if isinstance(node, t.Product) and node.op == "juxt":
        for a, b in zip(node.factors, node.factors[1:]):
            if isinstance(a, t.Number) or isinstance(b, t.Number):
                continue
            both = all(isinstance(x, t.Script) and is_transpose(x.sup) for x in (a, b))
            yield Edit("transpose-of-product" if both else "swap",
                       ((a.span[0], a.span[1], text_of(w, b)), (b.span[0], b.span[1], text_of(w, a))), (a.span[0], b.span[1]))


def turned_products(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """X^T Y for Y^T X: a product transposed as a whole; A^T B^T C^T for C^T B^T A^T: a run of transposes reversed."""
    if not (isinstance(node, t.Product) and node.op == "juxt"):
        return
    factors = [f for f in node.factors if not isinstance(f, (t.Number, t.Fraction))]
    if 2 <= len(factors) <= 5 and all(x is y for x, y in zip(factors, node.factors[len(node.factors) - len(factors):])):
        new = " ".join(_toggled(w, f) for f in reversed(factors))
        yield Edit("transpose", ((factors[0].span[0], factors[-1].span[1], new),), node.span)
        yield Edit("transpose", ((factors[0].span[0], factors[0].span[0], "("),
                                 (factors[-1].span[1], factors[-1].span[1], ")" + w.transpose)), node.span)
    for a, b in zip(node.factors, node.factors[1:]):
        if not isinstance(a, (t.Number, t.Fraction)):
            yield Edit("transpose", ((*a.span, _toggled(w, a)), (*b.span, _toggled(w, b))), (a.span[0], b.span[1]))
    run: list[t.Node] = []
    for f in (*node.factors, None):
        if isinstance(f, t.Script) and is_transpose(f.sup):
            run.append(f)
            continue
        if len(run) > 2:
            yield Edit("transpose-of-product", ((run[0].span[0], run[-1].span[1],
                                                 " ".join(text_of(w, x) for x in reversed(run))),),
                       (run[0].span[0], run[-1].span[1]))
        run = []


def _toggled(w: Written, f: t.Node) -> str:
    """A factor with its transpose taken off or put on."""
    if isinstance(f, t.Script) and is_transpose(f.sup):
        a, b = exponent_of(w, f)
        return (w.text[f.span[0]:a] + w.text[b:f.span[1]]).strip()
    return text_of(w, f) + (w.transpose if isinstance(f, (t.Symbol, t.Group)) or isinstance(f, t.Script)
                            and f.sup is None else "")


def everywhere(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """The same exchange of neighbours in every term of a sum."""
    if isinstance(node, t.Sum) and all(len(factors_of(x)) > 1 for x in node.terms):
        for k in range(min(len(factors_of(x)) for x in node.terms) - 1):
            changes = []
            for term in node.terms:
                a, b = factors_of(term)[k:k + 2]
                changes += [(*a.span, text_of(w, b)), (*b.span, text_of(w, a))]
            yield Edit("swap", tuple(changes), node.span)


def moved_factors(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """A factor that belongs at the other end of its product, and a product written backwards."""
    if isinstance(node, t.Product) and node.op == "juxt" and len(node.factors) > 2:
        if len(node.factors) < 6:
            yield Edit("swap", ((*node.span, " ".join(text_of(w, f) for f in reversed(node.factors))),), node.span)
        for k, f in enumerate(node.factors):
            if isinstance(f, t.Number):
                continue
            text = text_of(w, f)
            for other in range(len(node.factors)):
                if abs(other - k) > 1 or (other in (0, len(node.factors) - 1) and other != k and abs(other - k) > 1):
                    place = node.factors[other].span[0] if other < k else node.factors[other].span[1]
                    transposed = isinstance(f, t.Script) and is_transpose(f.sup)
                    yield Edit("transpose-of-product" if transposed and above and isinstance(above[-1], t.Group) else "swap",
                               ((f.span[0], f.span[1], ""), (place, place, f" {text} ")), node.span)


def inverses(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """The same matrix inverted wherever it stands transposed or plain: X^{-T} for X^T, throughout."""
    if above:
        return
    found: dict[tuple[str, str], list[t.Node]] = {}
    for inner in t.nodes(node):
        if isinstance(inner, t.Script) and inner.sub is None and (is_transpose(inner.sup) or inverse_transpose(w, inner)
                or power_of(inner) == -1):
            found.setdefault((text_of(w, inner.base), re.sub(r"\s+", "", w.text[inner.base.span[1]:inner.span[1]])),
                             []).append(inner)
    for nodes in found.values():
        if len(nodes) > 1:
            for new in ("^{-T}", w.transpose, "^{-1}", ""):
                yield Edit("inverse", tuple((n.base.span[1], n.span[1], new) for n in nodes), node.span)


def hadamards(w: Written, node: t.Node, above) -> Iterator[Edit]:
    r"""\odot for a product of matrices, or the reverse."""
    if not isinstance(node, t.Product):
        return
    for a, b in zip(node.factors, node.factors[1:]):
        if node.op == "hadamard":
            yield Edit("hadamard", ((a.span[1], b.span[0], " "),), (a.span[0], b.span[1]))
        elif node.op == "juxt" and not isinstance(a, t.Number):
            plain = ()
            if isinstance(a, t.Script) and is_transpose(a.sup) and a.sub is None:
                plain = ((a.base.span[1], a.span[1], ""),)
                yield Edit("hadamard", (*plain, (b.span[0], b.span[0], r" \odot ")), (a.span[0], b.span[1]))
            yield Edit("hadamard", ((b.span[0], b.span[0], r" \odot "),), (a.span[0], b.span[1]))
            if plain and len(node.factors) == 3:
                c = node.factors[2]
                yield Edit("hadamard", (*plain, (b.span[0], b.span[0], r" \odot "), (c.span[0], c.span[0], r" \odot ")),
                           node.span)


def brackets(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """A bracket around what a sum runs over and the terms behind it, or around two neighbouring terms,
    without their outer factors."""
    if isinstance(node, t.Sum):
        # in brackets of its own the sum was taken apart
        for k, term in enumerate(node.terms[:-1]) if not any(isinstance(outer, t.Group) for outer in above) else ():
            last = factors_of(term)[-1]
            if isinstance(last, t.BigOp) and last.span[1] == term.span[1]:
                for later in node.terms[k + 1:]:
                    yield Edit("scope", ((last.body.span[0], last.body.span[0], "("),
                                         (later.span[1], later.span[1], ")")), (last.span[0], later.span[1]))
        for left, right in zip(node.terms, node.terms[1:]):
            ls, rs = factors_of(left), factors_of(right)
            for i in range(len(ls)):
                for j in range(len(rs)):
                    if (i or j < len(rs) - 1 or len(node.terms) > 2 and (i or j < len(rs) - 1)):
                        yield Edit("scope", ((ls[i].span[0], ls[i].span[0], "("), (rs[j].span[1], rs[j].span[1], ")")),
                                   (left.span[0], right.span[1]))
        for k in range(len(node.terms)):
            for j in range(k + 2, len(node.terms)):
                ls = factors_of(node.terms[k])
                for i in range(1, len(ls)):
                    yield Edit("scope", ((ls[i].span[0], ls[i].span[0], "("),
                                         (node.terms[j].span[1], node.terms[j].span[1], ")")), node.span)
    if isinstance(node, t.Product) and node.op == "juxt":
        for a, b in zip(node.factors, node.factors[1:]):
            if isinstance(b, t.Script) and b.sup is not None and b.sub is None:
                yield Edit("scope", ((a.span[0], a.span[0], "("), (b.base.span[1], b.base.span[1], ")")), (a.span[0], b.span[1]))


def fewer_brackets(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """A bracket opened."""
    if isinstance(node, t.Group) and isinstance(node.body, t.Sum):
        yield Edit("scope", ((node.span[0], node.body.span[0], " "), (node.body.span[1], node.span[1], " ")),
                   scope_of(node, above))
