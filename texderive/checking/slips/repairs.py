r"""Which single slip explains a wrong line: edits of the written member are tried until one makes it right.

Two searches, both judged by values at the random points alone: the catalogue of edits (signs, transposes, indices,
brackets...), each read and typed anew; and, for what is missing altogether, the terms of the line multiplied by
or joined with pieces of its neighbours.
"""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ... import tree as t
from ..trees.structures import walk
from ..values.compare import EQUAL, TRANSPOSED, Value, compare
from .edits import Edit, Written, edits
from .effort import Evaluator
from .lost import lost

_CHEAP = ("sign", "transpose", "transpose-of-product", "swap", "index", "delta", "scope", "hadamard", "inverse")
_LARGEST = 400                     # edits tried for one line


@dataclass(frozen=True, slots=True)
class Repair:
    """`kind` of slip, the term as it stands and as it should be, the whole member repaired, and where the change is in
    it; `also` is a second slip of the same line, as (kind, old, new)."""

    kind: str
    old: str
    new: str
    fixed: str
    place: tuple[int, int]
    also: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a neighbouring member, a candidate for what is missing here."""

    latex: str
    value: Value


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong line: the member as written, what it should be worth, and the formulas around it,
    from which something may be missing."""

    written: Written
    target: Value
    neighbours: tuple[tuple[t.Node, str], ...]
    derived: bool                              # the member before holds a derivative that this one has carried out
    # whether a repaired member is right at other sizes too: 2 is no repair for N
    elsewhere: Callable[[str], bool] = lambda latex: True


def repair(wrong: Wrong, evaluate: Evaluator, value: Value | None) -> Repair | None:
    """The likeliest single slip, or None.  `value` is that of the member as written, None for a shape error."""
    start = evaluate.effort
    phases = (
        (16_000, lambda until: _by_edit(wrong, evaluate, until, _CHEAP)),
        (20_000, lambda until: _by_neighbour(wrong, evaluate, until)),
        (24_000, lambda until: _by_piece(wrong, evaluate, value, until)),
        (32_000, lambda until: _by_insertion(wrong, evaluate, until) if value is None
         else _inside(wrong, evaluate, until) or _by_insertion(wrong, evaluate, until)),
        (44_000, lambda until: _by_edit(wrong, evaluate, until, ())),
    )
    for most, search in phases:
        found = search(start + most)
        if found is not None:
            return found
    return None


def right(value: Value | None, wrong: Wrong, latex: str) -> bool:
    """Whether a repaired line, of this value, is right; a derivative may come out in the other layout."""
    if value is None:
        return False
    verdict = compare(value, wrong.target)
    return ((verdict == EQUAL or verdict == TRANSPOSED and wrong.derived and value.shape != wrong.target.shape)
            and wrong.elsewhere(latex))


def _by_edit(wrong: Wrong, evaluate: Evaluator, most: int, kinds: tuple[str, ...]) -> Repair | None:
    """The first edit of these kinds (any, when none are given) that makes the line right;
    of the cheap kinds a factor wins too."""
    for number, edit in enumerate(edits(wrong.written)):
        if number > _LARGEST or evaluate.effort > most:
            return None
        if kinds and edit.kind not in kinds and edit.kind not in ("factor", "elementary", "lost-sum"):
            continue
        fixed = edit.apply(wrong.written.text)
        value = evaluate(fixed)
        if right(value, wrong, fixed):
            old, new = edit.before_after(wrong.written.text)
            return Repair(_named(edit, wrong), old, new, fixed, edit.place)
    return None


def _by_neighbour(wrong: Wrong, evaluate: Evaluator, most: int) -> Repair | None:
    """The line with a term or factor back that a line beside it has in the same place."""
    for edit in lost(wrong.written, wrong.neighbours):
        if evaluate.effort > most:
            return None
        fixed = edit.apply(wrong.written.text)
        if right(evaluate(fixed), wrong, fixed):
            return Repair(edit.kind, *edit.before_after(wrong.written.text), fixed, edit.place)
    return None


def _named(edit: Edit, wrong: Wrong) -> str:
    """The kind of an edit, sharpened by what the step did."""
    if edit.kind == "index" and all(new in wrong.written.letters for *_, new in edit.changes) \
            and any(r"\delta_" in source for _, source in wrong.neighbours[:1]) and r"\delta_" not in wrong.written.text:
        return "delta"
    if edit.kind == "sign" and wrong.derived and _inverted_twice(edit.before_after(wrong.written.text)[1]):
        return "inverse"
    if (edit.kind == "factor" and wrong.derived
            and any(re.search(r"\\frac|[A-Za-z]", text) for *_, text in edit.changes) and len(edit.changes) > 1):
        return "chain-rule"
    return edit.kind


_INVERSE = re.compile(r"(\\?[A-Za-z]+|\([^()]*\))\s*\^\s*\{\s*-\s*(?:1|T|\\top|\\intercal)\s*\}")


def _inverted_twice(latex: str) -> bool:
    """Whether the inverse of something stands on two sides, as in X^{-1} dX X^{-1}."""
    found = [m[1] for m in _INVERSE.finditer(latex)]
    return len(found) > len(set(found))


# ---------------------------------------------------------------- what is missing altogether

_PIECES = (t.Symbol, t.Script, t.Call, t.Group, t.Fraction, t.Delim, t.Product, t.Neg, t.BigOp, t.Sum, t.Derivative)


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a sum, without its sign."""

    text: str
    span: tuple[int, int]
    sign: int


def terms_of(root: t.Node, text: str) -> list[Term]:
    """The terms of a sum as written, with their signs."""
    nodes = root.terms if isinstance(root, t.Sum) else (root,)
    out = []
    for node in nodes:
        sign, body = (-1, node.body) if isinstance(node, t.Neg) else (1, node)
        out.append(Term(text[body.span[0]:body.span[1]], body.span, sign))
    return out


def _by_piece(wrong: Wrong, evaluate: Evaluator, value: Value | None, most: int) -> Repair | None:
    text = wrong.written.text
    terms = terms_of(wrong.written.root, text)
    values = [evaluate(term.text) for term in terms]
    pieces = _pieces(wrong, evaluate, most)
    for k, (term, own) in enumerate(zip(terms, values)):
        rest = _rest(wrong.target, terms, values, k)
        if rest is None or own is None:
            continue
        for piece in pieces:
            if piece.value.array.shape == wrong.target.array.shape and _same(piece.value.array, wrong.target.array):
                continue                       # 1 for f' is not the slip of a lost f'
            new = _joined(term, own, piece, rest)
            if new:
                start, end = term.span
                fixed = text[:start] + new + text[end:]
                again = evaluate(fixed)
                if right(again, wrong, fixed):
                    return Repair(_missing_factor(piece, wrong, new), term.text, new, fixed, term.span)
    if value is not None and np.isfinite(value.array).all():
        return (_missing_term(wrong, value, pieces + _variants(wrong, terms, evaluate), evaluate)
                or _surplus_term(wrong, terms, values))
    return None


def _rest(target: Value, terms: list[Term], values: list[Value | None], k: int) -> Value | None:
    """What term k should be worth so that the line is right."""
    total = target.array
    for j, (term, value) in enumerate(zip(terms, values)):
        if j == k:
            continue
        if value is None or value.array.shape != target.array.shape or value.free != target.free:
            return None
        total = total - term.sign * value.array
    return Value(total * terms[k].sign, target.free, target.shape)


def _pieces(wrong: Wrong, evaluate: Evaluator, most: int) -> list[Piece]:
    """Subexpressions of the line and of the one before, short ones first, each once."""
    found: dict[str, None] = {}
    for root, source in (*wrong.neighbours, (wrong.written.root, wrong.written.text)):
        for node, above in walk(root):
            if isinstance(node, t.BigOp) and isinstance(node.upper, t.Symbol):
                # N of \sum_{i=1}^N: how many terms there are
                found.setdefault(source[node.upper.span[0]:node.upper.span[1]].strip())
            if isinstance(node, _PIECES) and len(above) < 8:
                if not any(isinstance(outer, t.Script) and (inner is outer.sub
                               or isinstance(inner, (t.Number, t.Symbol)) and inner is outer.sup)
                           or isinstance(outer, t.Call) and inner is outer.function
                           or isinstance(outer, t.BigOp) and inner is not outer.body or isinstance(outer, t.Derivative)
                           and inner is not outer.operand
                           for outer, inner in zip(above, (*above[1:], node))):
                    piece = source[node.span[0]:node.span[1]].strip()
                    if 0 < len(piece) < 80:
                        found.setdefault(piece)
    transposed = [p + wrong.written.transpose for p in found if re.fullmatch(r"[A-Za-z]|\\[A-Za-z]+|\\math\w+\{\w+\}", p)]
    out = []
    for latex in sorted([*found, *transposed], key=len):
        if evaluate.effort > most or len(out) > 40:
            break
        value = evaluate(latex)
        if value is not None and np.isfinite(value.array).all():
            out.append(Piece(latex, value))
    return out


def _joined(term: Term, own: Value, piece: Piece, rest: Value) -> str:
    """The term with the piece as a factor, where that gives what it should be worth; "" otherwise."""
    a, b = own.array, piece.value.array
    factor = (piece.latex if not re.search(r"(?<!^)[+-]", re.sub(r"\([^()]*\)|\{[^{}]*\}", "", piece.latex))
              else f"({piece.latex})")
    if own.free != rest.free and own.free or piece.value.free not in ((), rest.free):
        return ""
    if own.free != piece.value.free and piece.value.free and own.free == ():
        a = a.reshape(a.shape[:1] + (1,) * len(piece.value.free) + a.shape[-2:])
    elif own.free and not piece.value.free:
        b = b.reshape(b.shape[:1] + (1,) * len(own.free) + b.shape[-2:])
    with np.errstate(all="ignore"):
        options = []
        if piece.value.scalar:
            options = [(number * b * a, f"{sign}{factor} {term.text}")
                       for number, sign in ((1, ""), (2, "2"), (-1, "-"), (-2, "-2"), (0.5, r"\frac12 "))]
            options.append((a / b, "1" if piece.latex == term.text.strip() else rf"\frac{{1}}{{{piece.latex}}} {term.text}"))
        elif own.scalar:
            options = [(a * b, f"{term.text} {factor}")]
        else:
            if a.shape[-1] == b.shape[-2] and own.shape[1] == piece.value.shape[0]:
                options.append((a @ b, f"{term.text} {factor}"))
            if b.shape[-1] == a.shape[-2] and own.shape[0] == piece.value.shape[1]:
                options.append((b @ a, f"{factor} {term.text}"))
            if a.shape == b.shape:
                options.append((a * b, rf"{factor} \odot {term.text}"))
    for array, latex in options:
        if array.shape == rest.array.shape and _same(array, rest.array):
            return latex
    return ""


def _same(x: np.ndarray, y: np.ndarray) -> bool:
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        return False
    return bool(np.abs(x - y).max() <= 1e-7 * max(np.abs(y).max(), 1e-9)) and bool(np.abs(y).max() > 1e-9)


def _missing_factor(piece: Piece, wrong: Wrong, new: str) -> str:
    if r"\delta_" in piece.latex:
        return "delta"
    if wrong.derived and _INVERSE.search(piece.latex) and _inverted_twice(new):
        return "inverse"
    if not piece.value.scalar and not piece.value.free and not wrong.derived:
        return "scope"
    return "chain-rule" if wrong.derived else "factor"


def _missing_term(wrong: Wrong, value: Value, pieces: list[Piece], evaluate: Evaluator) -> Repair | None:
    target = wrong.target
    if value.array.shape != target.array.shape or value.free != target.free:
        return None
    gap = target.array - value.array
    text = wrong.written.text
    for piece in [*pieces, *_pairs(pieces)]:
        array = piece.value.array
        if (piece.value.free != target.free or array.shape != gap.shape or _parallel(array, value.array)
                or _parallel(array, target.array)):
            continue  # a multiple of the line itself: its number is wrong, and nothing is missing
        for sign, factor in ((1, " + "), (-1, " - "), (2, " + 2"), (-2, " - 2")):
            if _same(sign * array, gap):
                body = (f"({piece.latex})" if re.search(r"[+-]", piece.latex[1:]) and sign != 1
                        else piece.latex.lstrip("-") if sign == 1 else piece.latex)
                if sign == 1 and piece.latex.startswith("-"):
                    factor = " - "
                fixed = text + factor + body
                again = evaluate(fixed)
                if right(again, wrong, fixed):
                    end = len(text)
                    return Repair("product-rule", text, fixed, fixed, (max(0, end - 1), end))
    return None


def _parallel(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether one is a multiple of the other, the same at all points."""
    return a.shape == b.shape and abs(np.vdot(a, b)) >= (1 - 1e-9) * np.linalg.norm(a) * np.linalg.norm(b)


def _variants(wrong: Wrong, terms: list[Term], evaluate: Evaluator) -> list[Piece]:
    """The terms of the line with one transpose changed: the other half of a product rule."""
    out = []
    for term in terms:
        nodes = [n for n in t.nodes(wrong.written.root) if n.span == term.span]
        if nodes and len(term.text) < 80:
            own = Written(wrong.written.text, nodes[0], wrong.written.transpose)
            for edit in edits(own, ("transpose",)):
                moved = edit.within(term.span[0])
                latex = moved.apply(term.text)
                value = evaluate(latex)
                if value is not None and np.isfinite(value.array).all():
                    out.append(Piece(latex, value))
    return out[:30]


def _pairs(pieces: list[Piece]) -> list[Piece]:
    """Products of two short numbers among the pieces."""
    scalars = [p for p in pieces if p.value.scalar and not p.value.free and len(p.latex) < 25][:14]
    return [Piece(_bracketed(p.latex) + " " + _bracketed(q.latex), Value(p.value.array * q.value.array))
            for k, p in enumerate(scalars) for q in scalars[k + 1:]]


def _bracketed(latex: str) -> str:
    plain = re.sub(r"\([^()]*\)|\{[^{}]*\}", "", latex)
    return f"({latex})" if re.search(r"[+-]", plain) else latex


def _inside(wrong: Wrong, evaluate: Evaluator, most: int) -> Repair | None:
    """A factor missing from a term inside of a bracket, a sum or a derivative."""
    text = wrong.written.text
    places: dict[tuple[int, int], None] = {}
    for node, above in walk(wrong.written.root):
        inner = (node.body if isinstance(node, t.BigOp) else node.operand if isinstance(node, t.Derivative) else node
                 if isinstance(node, t.Sum) and above else None)
        inner = node.args[0] if inner is None and isinstance(node, t.Call) and len(node.args) == 1 else inner
        for whole in (node.num, node.den) if isinstance(node, t.Fraction) else () if inner is None else (inner,):
            if isinstance(whole, t.Group) or not isinstance(whole, t.Sum):
                places.setdefault(t.unsigned(whole).span)
        inner = t.opened(inner)
        for term in inner.terms if isinstance(inner, t.Sum) else ():
            places.setdefault(t.unsigned(term).span)
    scalars = [p for p in _pieces(wrong, evaluate, most) if p.value.scalar and len(p.latex) < 20][:12]
    for start, end in places:
        for latex in ("2", *(p.latex for p in scalars)):
            for new in (_bracketed(latex) + " ", rf"\frac{{1}}{{{latex}}} "):
                if evaluate.effort > most:
                    return None
                whole = new.startswith(r"\frac") and text[start:end].strip() == latex
                edit = Edit("delta" if r"\delta_" in new else "chain-rule" if wrong.derived and not whole else "factor",
                            ((start, end, "1") if whole else (start, start, new),), (start, end))
                value = evaluate(edit.apply(text))
                if right(value, wrong, edit.apply(text)):
                    old, fixed = edit.before_after(text)
                    return Repair(edit.kind, old, fixed, edit.apply(text), edit.place)
    return None


def _by_insertion(wrong: Wrong, evaluate: Evaluator, most: int) -> Repair | None:
    """A factor missing inside of a product: every short matrix of the neighbourhood between every two factors."""
    text = wrong.written.text
    letters = [p for p in _pieces(wrong, evaluate, most) if not p.value.scalar and len(p.latex) < 16]
    products = [n for n in t.nodes(wrong.written.root) if isinstance(n, t.Product) and n.op == "juxt"]
    summands = [n.body for n in t.nodes(wrong.written.root) if isinstance(n, t.BigOp) and isinstance(n.body, t.Script)]
    for product in [*products[:4], *summands]:
        for place in [product.span[0], *(f.span[1] for f in (product.factors if isinstance(product, t.Product) else (product,)))]:
            for piece in letters[:10]:
                if evaluate.effort > most:
                    return None
                edit = Edit("chain-rule" if wrong.derived else "factor", ((place, place, f" {piece.latex} "),), product.span)
                value = evaluate(edit.apply(text))
                if right(value, wrong, edit.apply(text)):
                    old, new = edit.before_after(text)
                    return Repair(edit.kind, old, new, edit.apply(text), edit.place)
    return None


def _surplus_term(wrong: Wrong, terms: list[Term], values: list[Value | None]) -> Repair | None:
    """A term too many."""
    text = wrong.written.text
    if len(terms) < 2:
        return None
    for k, term in enumerate(terms):
        rest = _rest(wrong.target, terms, values, k)
        if rest is not None and np.abs(rest.array).max() < 1e-9:
            start = terms[k - 1].span[1] if k else 0
            end = term.span[1] if k else terms[1].span[0]
            fixed = text[:start] + text[end:]
            return Repair("product-rule", text, fixed, fixed, term.span)
    return None
