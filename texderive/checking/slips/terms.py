r"""Slips within a term: signs, numbers and factors, powers, elementary functions."""
from __future__ import annotations

import re
from collections.abc import Iterator

from ... import tree as t
from ...types.notation.steps import shifted
from .edit import Edit, Written, text_of, scope_of, is_transpose, is_word, inverse_transpose, power_of


def signs(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """A sign before a term turned."""
    if isinstance(node, t.Sum):
        for k, term in list(enumerate(node.terms))[1:]:
            found = list(re.finditer(r"[+\-−]|\\pm\b|\\mp\b", w.text[node.terms[k - 1].span[1]:t.unsigned(term).span[0]]))
            if found:
                a = node.terms[k - 1].span[1] + found[-1].start()
                yield Edit("sign", ((a, a + len(found[-1][0]), "+" if found[-1][0] in "-−" else "-"),),
                           (node.terms[k - 1].span[0], t.unsigned(term).span[1]))
        yield from _leading_sign(w, node.terms[0], node.span)
    elif (not (above and isinstance(above[-1], t.Sum)) if isinstance(node, t.Neg)
            else not above or isinstance(above[-1], t.Matrix)):
        yield from _leading_sign(w, node, node.span)
    elif isinstance(above[-1], t.Call) and node is not above[-1].function and not isinstance(node, (t.Neg, t.Number)):
        yield from _leading_sign(w, node, above[-1].span)                          # \sigma(-x)
    elif (isinstance(above[-1], t.Script) and node is above[-1].sup
            and isinstance(node, (t.Product, t.Symbol, t.Script)) and not is_transpose(node)):
        yield from _leading_sign(w, node, above[-1].span)                          # e^{-x}


def _leading_sign(w: Written, term: t.Node, scope) -> Iterator[Edit]:
    start = term.span[0]
    if isinstance(term, t.Neg):
        minus = w.text.find("-", start, term.body.span[0])
        if minus >= 0:
            yield Edit("sign", ((minus, minus + 1, ""),), scope)
    else:
        yield Edit("sign", ((start, start, "-"),), scope)


def turned(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """b - a for a - b."""
    if (isinstance(node, t.Sum) and len(node.terms) == 2 and isinstance(node.terms[1], t.Neg)
            and not isinstance(node.terms[0], t.Neg)):
        a, b = node.terms[0], node.terms[1].body
        yield Edit("sign", ((*a.span, text_of(w, b)), (*b.span, text_of(w, a))), node.span)


def whole_sign(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """The sign of the whole side turned."""
    if not above and isinstance(node, t.Sum):
        yield Edit("sign", ((node.span[0], node.span[0], "-("), (node.span[1], node.span[1], ")")), node.span)


def halved(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """A whole number too large: 1 for 2 (left out in a product), n - 1 for n in an exponent."""
    yield from _other_numbers(node, above, lambda v: [v // 2] if v % 2 == 0 else [], lambda v: [v - 1])


def doubled(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """A whole number too small, or off by one."""
    yield from _other_numbers(node, above, lambda v: [2 * v, v - 1, v + 1], lambda v: [v + 1, 2 * v])


def _other_numbers(node: t.Node, above, factor, exponent) -> Iterator[Edit]:
    if not isinstance(node, t.Number) or not node.text.isdigit() or is_word(node, above):
        return
    parent = above[-1] if above else None
    power = isinstance(parent, t.Script) and parent.sup is node
    if power and any(isinstance(outer, t.Call) and isinstance(outer.function, t.Symbol)
                     and outer.function.name.lstrip("\\") in ("log", "ln") for outer in above):
        return                                 # a power in a logarithm is a factor
    # a^{[1]}
    numbered = isinstance(parent, t.Group) and len(above) > 1 and isinstance(above[-2], t.Script) and above[-2].sup is parent
    value, (a, b) = int(node.text), node.span
    scope = parent.span if isinstance(parent, t.Fraction) else scope_of(node, above)
    for option in (exponent if power else factor)(value):
        if option == 1 and isinstance(parent, t.Product):
            yield Edit("factor", ((a, b, ""),), scope)
        elif option == 1 and power and parent.sub is None:
            yield Edit("elementary", ((parent.base.span[1], parent.span[1], ""),), scope)
        elif option > 0:
            yield Edit("elementary" if power else "index" if numbered else "factor", ((a, b, str(option)),),
                       above[-2].span if numbered else scope)


_COUNTS = ("n", "N", "m")          # letters for how many there are, which are lost and doubled as numbers are


def dropped_factors(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """A factor too many: taken out of a product, a numerator or a denominator."""
    if isinstance(node, t.Product) and not is_word(node, above):
        for f in node.factors:
            kind = ("factor" if isinstance(f, (t.Number, t.Fraction)) or isinstance(f, t.Symbol) and f.name in _COUNTS
                    else "chain-rule")
            yield Edit(kind, ((f.span[0], f.span[1], "" if node.op == "juxt" else "1"),), node.span)


def counts(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """n for n - 1 and n + 1, and the reverse."""
    if is_word(node, above):
        return
    if (isinstance(node, t.Sum) and len(node.terms) == 2 and isinstance(node.terms[0], t.Symbol)
            and isinstance(t.unsigned(node.terms[1]), t.Number)):
        yield Edit("factor", ((node.terms[0].span[1], node.span[1], ""),), scope_of(node, above))
    elif isinstance(node, t.Symbol) and node.name in _COUNTS and above and isinstance(above[-1], t.Fraction):
        yield Edit("factor", ((*node.span, f"{{{text_of(w, node)}-1}}"),), above[-1].span)


def new_factors(w: Written, node: t.Node, above) -> Iterator[Edit]:
    r"""A missing 2 or \frac12 in front of a term."""
    terms = node.terms if isinstance(node, t.Sum) else (node,) if not above else ()
    for term in terms:
        at = t.unsigned(term).span[0]
        for factor in ("2", r"\frac12 "):
            yield Edit("factor", ((at, at, factor),), term.span)


def powers(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """A square, an inverse or another power lost or added."""
    if is_word(node, above):
        return
    if isinstance(node, t.Script) and node.sup is not None and not is_transpose(node.sup) and node.sub is None:
        p = power_of(node)
        a, b = node.base.span[1], node.span[1]
        if p is not None:
            yield Edit("inverse" if p < 0 else "elementary", ((a, b, ""),), scope_of(node, above))
        if inverse_transpose(w, node):
            yield Edit("inverse", ((a, b, w.transpose),), scope_of(node, above))
        if p == -2:
            yield from _split_inverse(w, node, above)
        if p is None and (place := shifted(node.sup)) is not None and not isinstance(node.base, t.Call):
            letter, (a, b) = text_of(w, place[0]), node.sup.span
            for by in (place[1] - 1, place[1] + 1):                            # d(..)^d for d(..)^{d-1}
                new = f"{letter}{by:+}" if by else letter
                if f"{text_of(w, node.base)}^{{{new}}}" not in w.symbols:  # which is a name, as h^{l-1} is beside h^l
                    yield Edit("elementary", ((a, b, new if w.text[a - 1] == "{" else f"{{{new}}}"),), scope_of(node, above))
    elif isinstance(node, (t.Symbol, t.Group, t.Delim)) or isinstance(node, t.Script) and node.sup is None:
        if not (above and isinstance(above[-1], t.Script) and above[-1].base is node):
            yield Edit("elementary", ((node.span[1], node.span[1], "^2"),), scope_of(node, above))
            number = isinstance(node, t.Symbol) and (node.name.islower() or node.name.startswith("\\")
                                                     and node.name[1:2].islower()) \
                or isinstance(node, t.Script) and isinstance(node.base, t.Symbol) and node.base.name[-1:].islower()
            kind, change = (("factor", (*node.span, rf"\frac{{1}}{{{text_of(w, node)}}}")) if number
                            else ("inverse", (node.span[1], node.span[1], "^{-1}")))
            yield Edit(kind, (change,), scope_of(node, above))


def _split_inverse(w: Written, node: t.Script, above) -> Iterator[Edit]:
    """X^{-2} a for X^{-1} a X^{-1}."""
    product = above[-1] if above and isinstance(above[-1], t.Product) else None
    if product:
        base = w.text[node.base.span[0]:node.base.span[1]]
        one = base + "^{-1}"
        end = product.span[1] if node is not product.factors[-1] else product.span[0]
        yield Edit("inverse", ((node.span[0], node.span[1], one), (end, end, one)), product.span)


def fractions(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """A fraction turned over, without its denominator, or over its square."""
    if isinstance(node, t.Fraction) and not is_word(node, above):
        num, den = text_of(w, node.num), text_of(w, node.den)
        yield Edit("inverse", ((node.num.span[0], node.num.span[1], den), (node.den.span[0], node.den.span[1], num)), node.span)
        yield Edit("factor", ((node.span[0], node.span[1], num),), node.span)
        yield Edit("elementary", ((node.den.span[0], node.den.span[1], f"{{({den})^2}}"),), node.span)


_PARTNERS = {"sin": ("cos",), "cos": ("sin",), "sinh": ("cosh",), "cosh": ("sinh",), "tanh": ("tanh^2",),
             "log": ("exp",), "exp": ("log",)}


def functions(w: Written, node: t.Node, above) -> Iterator[Edit]:
    r"""Another elementary function, or its square: \tanh^2 for \tanh."""
    if not isinstance(node, t.Call):
        return
    a, b = node.function.span
    if isinstance(node.function, t.Symbol):
        for other in _PARTNERS.get(node.function.name.lstrip("\\"), ()):
            yield Edit("elementary", ((a, b, "\\" + other),), scope_of(node, above))
        yield Edit("elementary", ((b, b, "^2"),), scope_of(node, above))
        yield Edit("elementary", ((b, b, "'"),), scope_of(node, above))
        yield Edit("chain-rule", ((node.span[0], node.span[1], " ".join(text_of(w, x) for x in node.args)),),
                   scope_of(node, above))
        call = text_of(w, node)
        yield Edit("elementary", ((node.span[1], node.span[1], f"(1-{call})"),), scope_of(node, above))
    elif isinstance(node.function, t.Script) and node.function.sup is not None:
        yield Edit("elementary", ((node.function.base.span[1], b, ""),), scope_of(node, above))
