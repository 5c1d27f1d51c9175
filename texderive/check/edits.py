r"""The catalogue of slips as edits: every small change of a written member that would undo one slip of a known kind.

An edit replaces stretches of the member's own LaTeX, guided by the spans of its formula tree, so that the repaired text is at hand.
Each kind has a generator in CATALOGUE, tried in that order; a generator yields edits for one node and never recurses.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .. import tree as t
from ..types.reading import children

Change = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Edit:
    """`changes` replace spans of the text; `scope` is the term shown to the reader, before and after."""

    kind: str
    changes: tuple[Change, ...]
    scope: tuple[int, int]

    def apply(self, text: str) -> str:
        for start, end, new in sorted(self.changes, reverse=True):
            text = joined(joined(text[:start], new), text[end:])
        return text

    def before_after(self, text: str) -> tuple[str, str]:
        """The term as written and as it should be."""
        start, end = self.scope
        start, end = min([start, *(c[0] for c in self.changes)]), max([end, *(c[1] for c in self.changes)])
        inside = tuple((a - start, b - start, new) for a, b, new in self.changes)
        old = text[start:end]
        return old.strip(), Edit(self.kind, inside, (0, 0)).apply(old).strip()

    @property
    def place(self) -> tuple[int, int]:
        """Where the change is: the caret goes there."""
        return min(c[0] for c in self.changes), max(c[1] for c in self.changes)


def joined(left: str, right: str) -> str:
    r"""Both texts side by side, with a blank where a command would swallow a letter: \beta X."""
    return f"{left} {right}" if right[:1].isalpha() and re.search(r"\\[A-Za-z]+$", left) else left + right


@dataclass(frozen=True, slots=True)
class Written:
    """A member as text with its tree, the author's way to transpose and the index letters in play."""

    text: str
    root: t.Node
    transpose: str = "^T"
    letters: tuple[str, ...] = ()          # letters that index something here or in the member before
    symbols: tuple[str, ...] = ()          # symbols of the lines around, as written
    unbound: tuple[str, ...] = ()          # letters that should not be free


def walk(node: t.Node, above: tuple[t.Node, ...] = ()) -> Iterator[tuple[t.Node, tuple[t.Node, ...]]]:
    """Every node with those above it, outermost first; a node before what is below it."""
    yield node, above
    for child in children(node):
        yield from walk(child, (*above, node))


def edits(written: Written, kinds: tuple[str, ...] = ()) -> Iterator[Edit]:
    """All edits of the catalogue (of these kinds, when given), likelier kinds first, none twice."""
    nodes = list(walk(written.root))
    seen = {written.text}
    for generate in CATALOGUE:
        for node, above in nodes:
            for edit in generate(written, node, above):
                after = edit.apply(written.text)
                if after not in seen and (not kinds or edit.kind in kinds):
                    seen.add(after)
                    yield edit


# ---------------------------------------------------------------- helpers

def _text(w: Written, node: t.Node) -> str:
    return w.text[node.span[0]:node.span[1]]


def _scope(node: t.Node, above: tuple[t.Node, ...]) -> tuple[int, int]:
    """The smallest sum, product or whole around a node: what a reader needs to see."""
    for outer in reversed(above):
        if isinstance(outer, (t.Sum, t.Product, t.Call, t.Group)):
            return outer.span
    return node.span


def _is_transpose(sup: t.Node | None) -> bool:
    return isinstance(sup, t.Symbol) and sup.name in ("T", "top", r"\top", "intercal", r"\intercal", "t", "transpose")


def _is_word(node: t.Node, above: tuple[t.Node, ...]) -> bool:
    """Part of a name, a range or a function name, where an edit of a factor makes no sense."""
    chain = (*above, node)
    for outer, inner in zip(chain, chain[1:]):
        if isinstance(outer, t.Script) and inner is not outer.base and inner is outer.sub:
            return True
        if isinstance(outer, t.Script) and _is_transpose(outer.sup) and inner is outer.sup:
            return True
        if isinstance(outer, t.Call) and inner is outer.function or isinstance(outer, t.BigOp) and inner is not outer.body:
            return True
        if isinstance(outer, t.Derivative) and inner is not outer.operand:
            return True
    return False


def _factors(node: t.Node) -> tuple[t.Node, ...]:
    if isinstance(node, t.Neg):
        return _factors(node.body)
    return node.factors if isinstance(node, t.Product) and node.op == "juxt" else (node,)


# ---------------------------------------------------------------- sign

def signs(w: Written, node: t.Node, above) -> Iterator[Edit]:
    if isinstance(node, t.Sum):
        for k, term in enumerate(node.terms):
            if k == 0:
                yield from _leading_sign(w, term, node.span)
                continue
            found = [m for m in re.finditer(r"[+\-−]|\\pm\b|\\mp\b", w.text[node.terms[k - 1].span[1]:_body(term).span[0]])]
            if found:
                a = node.terms[k - 1].span[1] + found[-1].start()
                yield Edit("sign", ((a, a + len(found[-1][0]), "+" if found[-1][0] in "-−" else "-"),), (node.terms[k - 1].span[0], _body(term).span[1]))
    elif isinstance(node, t.Neg) and not (above and isinstance(above[-1], t.Sum)):
        yield from _leading_sign(w, node, node.span)
    elif not above and not isinstance(node, t.Neg):
        yield from _leading_sign(w, node, node.span)


def _body(term: t.Node) -> t.Node:
    return term.body if isinstance(term, t.Neg) else term


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
    if isinstance(node, t.Sum) and len(node.terms) == 2 and isinstance(node.terms[1], t.Neg) and not isinstance(node.terms[0], t.Neg):
        a, b = node.terms[0], node.terms[1].body
        yield Edit("sign", ((*a.span, _text(w, b)), (*b.span, _text(w, a))), node.span)


def whole_sign(w: Written, node: t.Node, above) -> Iterator[Edit]:
    if not above and isinstance(node, t.Sum):
        yield Edit("sign", ((node.span[0], node.span[0], "-("), (node.span[1], node.span[1], ")")), node.span)


# ---------------------------------------------------------------- transposes

def transposes(w: Written, node: t.Node, above) -> Iterator[Edit]:
    if _is_word(node, above):
        return
    if isinstance(node, t.Script) and _is_transpose(node.sup):
        a, b = _exponent(w, node)
        yield Edit("transpose", ((a, b, ""),), _scope(node, above))
        if node.sub is None:
            yield Edit("inverse", ((a, b, "^{-T}"),), _scope(node, above))
    elif isinstance(node, t.Script) and node.sup is None and node.sub is not None:
        yield Edit("transpose", ((node.span[1], node.span[1], w.transpose),), _scope(node, above))
    elif isinstance(node, (t.Symbol, t.Group)) and not (above and isinstance(above[-1], t.Script) and above[-1].base is node):
        yield Edit("transpose", ((node.span[1], node.span[1], w.transpose),), _scope(node, above))
    elif isinstance(node, t.Script) and _inverse_transpose(w, node):
        yield Edit("transpose", ((node.base.span[1], node.span[1], "^{-1}"),), _scope(node, above))
    elif isinstance(node, t.Script) and node.sub is None and _power(node) == -1:
        yield Edit("transpose", ((node.base.span[1], node.span[1], "^{-T}"),), _scope(node, above))


def _exponent(w: Written, node: t.Script) -> tuple[int, int]:
    """The span of a superscript with its ^ and braces, or of the author's macro for it."""
    if node.sub is None:
        return node.base.span[1], node.span[1]
    caret = max(w.text.rfind("^", node.base.span[1], node.sup.span[0] + 1), node.base.span[1])
    if node.sup.span[0] > node.sub.span[0]:
        return caret, node.span[1]
    return caret, max(caret, w.text.rfind("_", caret, node.sub.span[0] + 1))


def _inverse_transpose(w: Written, node: t.Script) -> bool:
    return node.sub is None and node.sup is not None and bool(re.fullmatch(r"\^?\{?\s*-\s*(T|\\top|\\intercal|\\mathsf\s*\{?T\}?|\\mathrm\s*\{?T\}?)\s*\}?",
                                                                          w.text[node.base.span[1]:node.span[1]].strip()))


def transposed_products(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """A^T B^T for B^T A^T, and the order of two neighbours in general."""
    if isinstance(node, t.Product) and node.op == "juxt":
        for a, b in zip(node.factors, node.factors[1:]):
            if isinstance(a, t.Number) or isinstance(b, t.Number):
                continue
            both = all(isinstance(x, t.Script) and _is_transpose(x.sup) for x in (a, b))
            yield Edit("transpose-of-product" if both else "swap",
                       ((a.span[0], a.span[1], _text(w, b)), (b.span[0], b.span[1], _text(w, a))), (a.span[0], b.span[1]))


def turned_products(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """X^T Y for Y^T X: a product transposed as a whole; A^T B^T C^T for C^T B^T A^T: a run of transposes reversed."""
    if not (isinstance(node, t.Product) and node.op == "juxt"):
        return
    factors = [f for f in node.factors if not isinstance(f, (t.Number, t.Fraction))]
    if 2 <= len(factors) <= 5 and all(x is y for x, y in zip(factors, node.factors[len(node.factors) - len(factors):])):
        new = " ".join(_toggled(w, f) for f in reversed(factors))
        yield Edit("transpose", ((factors[0].span[0], factors[-1].span[1], new),), node.span)
        yield Edit("transpose", ((factors[0].span[0], factors[0].span[0], "("), (factors[-1].span[1], factors[-1].span[1], ")" + w.transpose)), node.span)
    for a, b in zip(node.factors, node.factors[1:]):
        if not isinstance(a, (t.Number, t.Fraction)):
            yield Edit("transpose", ((*a.span, _toggled(w, a)), (*b.span, _toggled(w, b))), (a.span[0], b.span[1]))
    run: list[t.Node] = []
    for f in (*node.factors, None):
        if isinstance(f, t.Script) and _is_transpose(f.sup):
            run.append(f)
            continue
        if len(run) > 2:
            yield Edit("transpose-of-product", ((run[0].span[0], run[-1].span[1], " ".join(_text(w, x) for x in reversed(run))),), (run[0].span[0], run[-1].span[1]))
        run = []


def _toggled(w: Written, f: t.Node) -> str:
    """A factor with its transpose taken off or put on."""
    if isinstance(f, t.Script) and _is_transpose(f.sup):
        a, b = _exponent(w, f)
        return (w.text[f.span[0]:a] + w.text[b:f.span[1]]).strip()
    return _text(w, f) + (w.transpose if isinstance(f, (t.Symbol, t.Group)) or isinstance(f, t.Script) and f.sup is None else "")


def everywhere(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """The same exchange of neighbours in every term of a sum."""
    if isinstance(node, t.Sum) and all(len(_factors(x)) > 1 for x in node.terms):
        for k in range(min(len(_factors(x)) for x in node.terms) - 1):
            changes = []
            for term in node.terms:
                a, b = _factors(term)[k:k + 2]
                changes += [(*a.span, _text(w, b)), (*b.span, _text(w, a))]
            yield Edit("swap", tuple(changes), node.span)


def moved_factors(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """A factor that belongs at the other end of its product, and a product written backwards."""
    if isinstance(node, t.Product) and node.op == "juxt" and len(node.factors) > 2:
        for k, f in enumerate(node.factors):
            if isinstance(f, t.Number):
                continue
            text = _text(w, f)
            for other in range(len(node.factors)):
                if abs(other - k) > 1 or (other in (0, len(node.factors) - 1) and other != k and abs(other - k) > 1):
                    place = node.factors[other].span[0] if other < k else node.factors[other].span[1]
                    transposed = isinstance(f, t.Script) and _is_transpose(f.sup)
                    yield Edit("transpose-of-product" if transposed and above and isinstance(above[-1], t.Group) else "swap",
                               ((f.span[0], f.span[1], ""), (place, place, f" {text} ")), node.span)


# ---------------------------------------------------------------- factors and powers

def halved(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """A whole number too large: 1 for 2 (left out in a product), n - 1 for n in an exponent."""
    yield from _other_numbers(w, node, above, lambda v: [v // 2] if v % 2 == 0 else [], lambda v: [v - 1])


def doubled(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """A whole number too small, or off by one."""
    yield from _other_numbers(w, node, above, lambda v: [2 * v, v - 1, v + 1], lambda v: [v + 1])


def _other_numbers(w: Written, node: t.Node, above, factor, exponent) -> Iterator[Edit]:
    if not isinstance(node, t.Number) or not node.text.isdigit() or _is_word(node, above):
        return
    parent = above[-1] if above else None
    power = isinstance(parent, t.Script) and parent.sup is node
    value, (a, b) = int(node.text), node.span
    scope = parent.span if isinstance(parent, t.Fraction) else _scope(node, above)
    for option in (exponent if power else factor)(value):
        if option == 1 and isinstance(parent, t.Product):
            yield Edit("factor", ((a, b, ""),), scope)
        elif option > 0:
            yield Edit("elementary" if power else "factor", ((a, b, str(option)),), scope)


def dropped_factors(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """A factor too many: taken out of a product, a numerator or a denominator."""
    if isinstance(node, t.Product) and not _is_word(node, above):
        for f in node.factors:
            kind = "factor" if isinstance(f, (t.Number, t.Fraction)) else "chain-rule"
            yield Edit(kind, ((f.span[0], f.span[1], "" if node.op == "juxt" else "1"),), node.span)


def new_factors(w: Written, node: t.Node, above) -> Iterator[Edit]:
    r"""A missing 2 or \frac12 in front of a term."""
    terms = node.terms if isinstance(node, t.Sum) else (node,) if not above else ()
    for term in terms:
        at = _body(term).span[0]
        for factor in ("2", r"\frac12 "):
            yield Edit("factor", ((at, at, factor),), term.span)


def powers(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """A square, an inverse or another power lost or added."""
    if _is_word(node, above):
        return
    if isinstance(node, t.Script) and node.sup is not None and not _is_transpose(node.sup) and node.sub is None:
        p = _power(node)
        a, b = node.base.span[1], node.span[1]
        if p is not None:
            yield Edit("inverse" if p < 0 else "elementary", ((a, b, ""),), _scope(node, above))
        if _inverse_transpose(w, node):
            yield Edit("inverse", ((a, b, w.transpose),), _scope(node, above))
        if p == -2:
            yield from _split_inverse(w, node, above)
    elif isinstance(node, (t.Symbol, t.Group, t.Delim)) or isinstance(node, t.Script) and node.sup is None:
        if not (above and isinstance(above[-1], t.Script) and above[-1].base is node):
            yield Edit("elementary", ((node.span[1], node.span[1], "^2"),), _scope(node, above))
            yield Edit("inverse", ((node.span[1], node.span[1], "^{-1}"),), _scope(node, above))


def _power(node: t.Script) -> int | None:
    sup = node.sup.body if isinstance(node.sup, t.Neg) else node.sup
    if isinstance(sup, t.Number) and sup.text.isdigit():
        return -int(sup.text) if isinstance(node.sup, t.Neg) else int(sup.text)
    return None


def _split_inverse(w: Written, node: t.Script, above) -> Iterator[Edit]:
    """X^{-2} a for X^{-1} a X^{-1}."""
    product = above[-1] if above and isinstance(above[-1], t.Product) else None
    if product:
        base = w.text[node.base.span[0]:node.base.span[1]]
        one = base + "^{-1}"
        end = product.span[1] if node is not product.factors[-1] else product.span[0]
        yield Edit("inverse", ((node.span[0], node.span[1], one), (end, end, one)), product.span)


def fractions(w: Written, node: t.Node, above) -> Iterator[Edit]:
    if isinstance(node, t.Fraction) and not _is_word(node, above):
        num, den = _text(w, node.num), _text(w, node.den)
        yield Edit("inverse", ((node.num.span[0], node.num.span[1], den), (node.den.span[0], node.den.span[1], num)), node.span)
        yield Edit("factor", ((node.span[0], node.span[1], num),), node.span)
        yield Edit("elementary", ((node.den.span[0], node.den.span[1], f"({den})^2"),), node.span)


_PARTNERS = {"sin": ("cos",), "cos": ("sin",), "sinh": ("cosh",), "cosh": ("sinh",), "tanh": ("tanh^2",), "log": ("exp",), "exp": ("log",)}


def functions(w: Written, node: t.Node, above) -> Iterator[Edit]:
    r"""Another elementary function, or its square: \tanh^2 for \tanh."""
    if not isinstance(node, t.Call):
        return
    a, b = node.function.span
    if isinstance(node.function, t.Symbol):
        for other in _PARTNERS.get(node.function.name.lstrip("\\"), ()):
            yield Edit("elementary", ((a, b, "\\" + other),), _scope(node, above))
        yield Edit("elementary", ((b, b, "^2"),), _scope(node, above))
        yield Edit("elementary", ((b, b, "'"),), _scope(node, above))
        yield Edit("chain-rule", ((node.span[0], node.span[1], " ".join(_text(w, x) for x in node.args)),), _scope(node, above))
        call = _text(w, node)
        yield Edit("elementary", ((node.span[1], node.span[1], f"(1-{call})"),), _scope(node, above))
    elif isinstance(node.function, t.Script) and node.function.sup is not None:
        yield Edit("elementary", ((node.function.base.span[1], b, ""),), _scope(node, above))


# ---------------------------------------------------------------- indices, deltas, sums

def indices(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """Another letter in a subscript, or two letters exchanged."""
    if not isinstance(node, t.Script) or node.sub is None:
        return
    items = node.sub.items if isinstance(node.sub, t.Items) else (node.sub,)
    letters = [x for x in items if isinstance(x, t.Symbol)]
    kind = "delta" if isinstance(node.base, t.Symbol) and node.base.name in ("delta", r"\delta") else "index"
    if len(letters) == 2 and letters[0].name != letters[1].name:
        a, b = letters
        yield Edit(kind, ((a.span[0], a.span[1], _text(w, b)), (b.span[0], b.span[1], _text(w, a))), _scope(node, above))
    for letter in letters:
        for other in w.letters:
            if other != _text(w, letter):
                yield Edit(kind, ((letter.span[0], letter.span[1], other),), _scope(node, above))
    if len(letters) == 2:
        for p in w.letters:
            for q in w.letters:
                yield Edit(kind, ((*letters[0].span, p), (*letters[1].span, q)), _scope(node, above))


def other_letters(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """Another symbol that the lines around speak of: q_i for p_u."""
    if _is_word(node, above) or not isinstance(node, (t.Symbol, t.Script)) or isinstance(node, t.Script) and node.sub is None:
        return
    if above and isinstance(above[-1], t.Script) and (above[-1].sub is not None or above[-1].base is not node):
        return
    for other in w.symbols:
        if other != _text(w, node):
            yield Edit("index", ((*node.span, other),), _scope(node, above))


def inverses(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """The same matrix inverted wherever it stands transposed or plain: X^{-T} for X^T, throughout."""
    if above:
        return
    found: dict[tuple[str, str], list[t.Node]] = {}
    for inner, up in walk(node):
        if isinstance(inner, t.Script) and inner.sub is None and (_is_transpose(inner.sup) or _inverse_transpose(w, inner) or _power(inner) == -1):
            found.setdefault((_text(w, inner.base), re.sub(r"\s+", "", w.text[inner.base.span[1]:inner.span[1]])), []).append(inner)
    for nodes in found.values():
        if len(nodes) > 1:
            for new in ("^{-T}", w.transpose, "^{-1}", ""):
                yield Edit("inverse", tuple((n.base.span[1], n.span[1], new) for n in nodes), node.span)


def exchanged_letters(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """Two index letters exchanged all over a term: delta_il B_kj for delta_ik B_lj."""
    if above and not isinstance(above[-1], (t.Sum, t.Neg)) or not isinstance(node, (t.Product, t.BigOp)):
        return
    found: dict[str, list[tuple[int, int]]] = {}
    for inner, _ in walk(node):
        if isinstance(inner, t.Script) and inner.sub is not None:
            for x in inner.sub.items if isinstance(inner.sub, t.Items) else (inner.sub,):
                if isinstance(x, t.Symbol):
                    found.setdefault(_text(w, x), []).append(x.span)
    names = list(found)
    for i, a in enumerate(names):
        for b in names[i + 1:]:
            for p in found[a]:
                for q in found[b]:
                    yield Edit("delta" if r"\delta" in _text(w, node) else "index", ((*p, b), (*q, a)), node.span)


def sums(w: Written, node: t.Node, above) -> Iterator[Edit]:
    r"""A sum lost or left over."""
    if isinstance(node, t.BigOp) and node.op in ("sum", r"\sum"):
        yield Edit("lost-sum", ((node.span[0], node.body.span[0], ""),), node.span)
        for other in w.unbound:
            if isinstance(node.lower, t.Symbol):
                yield Edit("lost-sum", ((node.lower.span[1], node.lower.span[1], "," + other),), node.span)
    terms = node.terms if isinstance(node, t.Sum) else (node,) if not above else ()
    for term in terms:
        at = _body(term).span[0]
        for letter in w.unbound:
            yield Edit("lost-sum", ((at, at, rf"\sum_{{{letter}}} "),), term.span)
    if isinstance(node, t.Product):
        for f in node.factors[1:]:
            for letter in w.unbound:
                yield Edit("lost-sum", ((f.span[0], f.span[0], rf"\sum_{{{letter}}} "),), node.span)


def contracted(w: Written, node: t.Node, above) -> Iterator[Edit]:
    r"""A sum that a delta has already used up: its letter becomes a free one."""
    if isinstance(node, t.BigOp) and node.op in ("sum", r"\sum") and isinstance(node.lower, t.Symbol):
        name = _text(w, node.lower)
        places = [n.span for n, up in walk(node.body) if isinstance(n, t.Symbol) and _text(w, n) == name]
        for other in w.letters:
            if other != name and places:
                yield Edit("delta", ((node.span[0], node.body.span[0], ""), *((a, b, other) for a, b in places)), node.span)


# ---------------------------------------------------------------- products and brackets

def hadamards(w: Written, node: t.Node, above) -> Iterator[Edit]:
    if not isinstance(node, t.Product):
        return
    for a, b in zip(node.factors, node.factors[1:]):
        if node.op == "hadamard":
            yield Edit("hadamard", ((a.span[1], b.span[0], " "),), (a.span[0], b.span[1]))
        elif node.op == "juxt" and not isinstance(a, t.Number):
            plain = ()
            if isinstance(a, t.Script) and _is_transpose(a.sup) and a.sub is None:
                plain = ((a.base.span[1], a.span[1], ""),)
                yield Edit("hadamard", (*plain, (b.span[0], b.span[0], r" \odot ")), (a.span[0], b.span[1]))
            yield Edit("hadamard", ((b.span[0], b.span[0], r" \odot "),), (a.span[0], b.span[1]))
            if plain and len(node.factors) == 3:
                c = node.factors[2]
                yield Edit("hadamard", (*plain, (b.span[0], b.span[0], r" \odot "), (c.span[0], c.span[0], r" \odot ")), node.span)


def brackets(w: Written, node: t.Node, above) -> Iterator[Edit]:
    """A bracket around two neighbouring terms, without their outer factors."""
    if isinstance(node, t.Sum):
        for left, right in zip(node.terms, node.terms[1:]):
            ls, rs = _factors(left), _factors(right)
            for i in range(len(ls)):
                for j in range(len(rs)):
                    if (i or j < len(rs) - 1 or len(node.terms) > 2 and (i or j < len(rs) - 1)):
                        yield Edit("scope", ((ls[i].span[0], ls[i].span[0], "("), (rs[j].span[1], rs[j].span[1], ")")), (left.span[0], right.span[1]))
        for k in range(len(node.terms)):
            for j in range(k + 2, len(node.terms)):
                ls = _factors(node.terms[k])
                for i in range(1, len(ls)):
                    yield Edit("scope", ((ls[i].span[0], ls[i].span[0], "("), (node.terms[j].span[1], node.terms[j].span[1], ")")), node.span)
    if isinstance(node, t.Product) and node.op == "juxt":
        for a, b in zip(node.factors, node.factors[1:]):
            if isinstance(b, t.Script) and b.sup is not None and b.sub is None:
                yield Edit("scope", ((a.span[0], a.span[0], "("), (b.base.span[1], b.base.span[1], ")")), (a.span[0], b.span[1]))


def fewer_brackets(w: Written, node: t.Node, above) -> Iterator[Edit]:
    if isinstance(node, t.Group) and isinstance(node.body, t.Sum):
        yield Edit("scope", ((node.span[0], node.body.span[0], " "), (node.body.span[1], node.span[1], " ")), _scope(node, above))


CATALOGUE = (signs, turned, halved, transposes, doubled, transposed_products, new_factors, whole_sign, turned_products, indices, powers, functions, hadamards, brackets, sums, contracted,
             everywhere, exchanged_letters, dropped_factors, fractions, moved_factors, fewer_brackets, inverses, other_letters)
