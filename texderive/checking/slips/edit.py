r"""Edits of a written member: stretches of its own LaTeX replaced, guided by the spans of its formula tree;
and what generators ask of a tree."""
from __future__ import annotations

import re
from dataclasses import dataclass

from ... import tree as t

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
        old = text[start:end]
        return old.strip(), self.within(start).apply(old).strip()

    def within(self, start: int) -> "Edit":
        """The same for the part of the text that begins at `start`."""
        return Edit(self.kind, tuple((a - start, b - start, new) for a, b, new in self.changes), (0, 0))

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


# ---------------------------------------------------------------- what generators ask

def text_of(w: Written, node: t.Node) -> str:
    """The node as written."""
    return w.text[node.span[0]:node.span[1]]


def scope_of(node: t.Node, above: tuple[t.Node, ...]) -> tuple[int, int]:
    """The smallest sum, product or whole around a node: what a reader needs to see."""
    span = node.span
    for outer in reversed(above):
        if isinstance(outer, (t.Sum, t.Product, t.Call, t.Group)):
            return outer.span
        if isinstance(outer, (t.Script, t.Fraction)):
            span = outer.span
    return span


def is_transpose(sup: t.Node | None) -> bool:
    """Whether a superscript is the sign of a transpose."""
    return isinstance(sup, t.Symbol) and sup.name in ("T", "top", r"\top", "intercal", r"\intercal", "t", "transpose")


def is_word(node: t.Node, above: tuple[t.Node, ...]) -> bool:
    """Part of a name, a range or a function name, where an edit of a factor makes no sense."""
    chain = (*above, node)
    for outer, inner in zip(chain, chain[1:]):
        if isinstance(outer, t.Script) and inner is not outer.base and inner is outer.sub:
            return True
        if isinstance(outer, t.Script) and is_transpose(outer.sup) and inner is outer.sup:
            return True
        if isinstance(outer, t.Call) and inner is outer.function or isinstance(outer, t.BigOp) and inner is not outer.body:
            return True
        if isinstance(outer, t.Derivative) and inner is not outer.operand:
            return True
    return False


def factors_of(node: t.Node) -> tuple[t.Node, ...]:
    """The factors of a product, without its sign; anything else is one factor."""
    if isinstance(node, t.Neg):
        return factors_of(node.body)
    return node.factors if isinstance(node, t.Product) and node.op == "juxt" else (node,)


def exponent_of(w: Written, node: t.Script) -> tuple[int, int]:
    """The span of a superscript with its ^ and braces, or of the author's macro for it."""
    if node.sub is None:
        return node.base.span[1], node.span[1]
    caret = max(w.text.rfind("^", node.base.span[1], node.sup.span[0] + 1), node.base.span[1])
    if node.sup.span[0] > node.sub.span[0]:
        return caret, node.span[1]
    return caret, max(caret, w.text.rfind("_", caret, node.sub.span[0] + 1))


def inverse_transpose(w: Written, node: t.Script) -> bool:
    """Whether ^{-T} stands above."""
    return (node.sub is None and node.sup is not None
            and bool(re.fullmatch(r"\^?\{?\s*-\s*(T|\\top|\\intercal|\\mathsf\s*\{?T\}?|\\mathrm\s*\{?T\}?)\s*\}?",
                                  w.text[node.base.span[1]:node.span[1]].strip())))


def power_of(node: t.Script) -> int | None:
    """The whole number that stands above, with its sign."""
    sup = t.unsigned(node.sup)
    if isinstance(sup, t.Number) and sup.text.isdigit():
        return -int(sup.text) if isinstance(node.sup, t.Neg) else int(sup.text)
    return None
