r"""Letters that number something: those that sums bind, and labels such as y_i
that stand below a letter and pick a member."""
from __future__ import annotations

from collections.abc import Iterable

from .. import tree
from .names import is_letter, name_of


def letters_below(lower: tree.Node | None) -> frozenset[str]:
    """Index letters bound by what stands under a sum."""
    match lower:
        case tree.Symbol():
            return frozenset((lower.name,))
        case tree.Items():
            return frozenset().union(*(letters_below(i) for i in lower.items))
        case tree.Relation():
            parts = lower.parts[:1] if lower.ops[0] in ("=", "in") else lower.parts
            return frozenset().union(*(letters_below(p) for p in parts if isinstance(p, (tree.Symbol, tree.Items, tree.Group))))
        case tree.Group():
            return letters_below(lower.body)
    return frozenset()


def bound_letters(roots: Iterable[tree.Node]) -> frozenset[str]:
    """Index letters that some sum below the roots binds."""
    return frozenset().union(*[letters_below(n.lower) for root in roots for n in tree.nodes(root) if type(n) is tree.BigOp])


def numbering_letters(roots: Iterable[tree.Node]) -> frozenset[str]:
    r"""Index letters that some sum binds, and those that stand below the same letter as one of them:
    the a of h_a beside \sum_b e^{h_b}."""
    roots = tuple(roots)
    bound = bound_letters(roots)
    if not bound:
        return bound
    below: dict[str, set[str]] = {}
    for root in roots:
        for n in tree.nodes(root):
            if isinstance(n, tree.Script) and isinstance(n.base, tree.Symbol) and is_letter(n.sub):
                below.setdefault(name_of(n.base) or "", set()).add(n.sub.name)
    return bound.union(*(letters for letters in below.values() if letters & bound))


def is_label(item: tree.Node) -> bool:
    """y_i or y^{(i)} as a subscript: the number of a class, which picks a member or an entry."""
    if (not isinstance(item, tree.Script) or not isinstance(item.base, tree.Symbol) or len(item.base.name) != 1
            or not item.base.name.islower()):
        return False
    scripts = [s for s in (item.sub, item.sup) if s is not None]
    inner = tree.opened(scripts[0])
    return len(scripts) == 1 and isinstance(inner, tree.Symbol) and len(inner.name) == 1


def is_place(item: tree.Node) -> bool:
    """i + m, 2i - 1 + m or n - i + 1 as a subscript: the place of an entry, told by several letters."""
    terms = [tree.unsigned(t) for t in item.terms] if isinstance(item, tree.Sum) else ()
    letters = [t.factors[1] if isinstance(t, tree.Product) and len(t.factors) == 2
               and isinstance(t.factors[0], tree.Number) else t for t in terms if not isinstance(t, tree.Number)]
    return len(letters) > 1 and all(is_letter(t) and len(t.name) == 1 and t.font in ("", "italic") for t in letters)


def variables_of(roots: Iterable[tree.Node]) -> list[tree.Node]:
    """What derivatives below the roots are taken by, as written."""
    return [v.node for root in roots for n in tree.nodes(root) if type(n) is tree.Derivative for v in n.variables]


def stands_alone(node: tree.Node, letter: str) -> bool:
    r"""Whether a letter stands elsewhere than in subscripts: \\max_y f(x, y) is over another variable.
    A sum's own letter is none."""
    if isinstance(node, tree.Symbol):
        return node.name == letter
    if isinstance(node, tree.BigOp) and letter in letters_below(node.lower):
        return False
    return any(stands_alone(c, letter) for c in tree.children(node) if not (isinstance(node, tree.Script) and c is node.sub))
