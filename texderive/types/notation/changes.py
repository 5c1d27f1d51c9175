r"""The sign d of differentials: what stands behind it, dX as a letter of its own,
and X + \varepsilon dX in the place of X."""
from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from ... import tree
from ..conventions import TRANSPOSES
from ..names import name_of

_KINDS = ("d", "partial")                      # \mathrm{d}X, and the \partial X of the Matrix Cookbook


def is_sign(node: tree.Node) -> bool:
    """Whether a node is the letter d."""
    return isinstance(node, tree.Symbol) and node.name == "d"


def alone(node: tree.Node) -> bool:
    """Whether a derivative says no variable, as dX and d(X^{-1}) do not."""
    return (isinstance(node, tree.Derivative) and node.kind in _KINDS and not node.variables and node.order == 1
            and node.operand is not None)


def marked(node: tree.Node) -> tree.Node:
    """The tree with every letter d before a factor as a sign."""
    return tree.rewritten(node, _with_signs)


def _with_signs(n: tree.Node) -> tree.Node:
    if not isinstance(n, tree.Product) or n.op != "juxt" or not any(is_sign(f) for f in n.factors[:-1]):
        return n
    factors, at = [], 0
    while at < len(n.factors):
        f = n.factors[at]
        if is_sign(f) and at + 1 < len(n.factors) and not is_sign(n.factors[at + 1]):
            operand = n.factors[at + 1]
            if operand.span[0] - f.span[1] > 1 and at == 0 and not any(is_sign(g) for g in n.factors[1:]):
                # d\, 1^T u: of all that follows
                operand, at = tree.Product((operand.span[0], n.span[1]), "juxt", n.factors[at + 1:]), len(n.factors) - 2
            factors.append(tree.Derivative((f.span[0], operand.span[1]), "d", (), 1, operand))
            at += 1
        else:
            factors.append(f)
        at += 1
    return factors[0] if len(factors) == 1 else replace(n, factors=tuple(factors))


def sign_of(node: tree.Node, defined: Collection[str]) -> tree.Derivative | None:
    r"""The differential that a formula is: d(X^{-1}), \mathrm{d}\, x^\top A x of all that follows, dz of a `defined` z,
    the second one d^2\log|X|; None where the letter d is a factor."""
    if alone(node):
        return node
    if not isinstance(node, tree.Product) or node.op != "juxt":
        return None
    first, rest = node.factors[0], node.factors[1:]
    if isinstance(first, tree.Script) and first.sub is None and is_sign(first.base) and tree.is_number(first.sup, "2"):
        once = sign_of(replace(node, factors=(first.base, *rest)), defined)
        return once if once is None else replace(once, order=2)
    if alone(first) and not any(alone(n) or is_sign(n) for f in rest for n in tree.nodes(f)):
        whole = tree.Product((first.operand.span[0], node.span[1]), "juxt", (first.operand, *rest))
        return replace(first, span=node.span, operand=whole)
    body = rest[0] if len(rest) == 1 else replace(node, factors=rest)
    bracketed = (isinstance(body, (tree.Group, tree.Call, tree.Delim)) or isinstance(body, tree.Script)
                 and isinstance(body.base, tree.Delim))
    clear = isinstance(first, tree.Symbol) and first.font == "roman" or len(rest) == 1 and (bracketed or name_of(body) in defined)
    return tree.Derivative(node.span, "d", (), 1, body) if is_sign(first) and clear and not any(is_sign(n) for f in rest
        for n in tree.nodes(f)) else None


def change_of(node: tree.Node, sign: str = "d", name: str = r"\d") -> tree.Node:
    """dX, as a letter of its own, called `name` and X."""
    if isinstance(node, tree.Script):
        return tree.Script(node.span, change_of(node.base, sign, name), node.sub, node.sup)
    return tree.Symbol(node.span, name + node.name, sign + node.latex, node.font)


def is_mark(sup: tree.Node) -> bool:
    """Whether a superscript is a transpose or a star."""
    return isinstance(sup, tree.Symbol) and sup.name in (*TRANSPOSES, "*", r"\prime")


def moved(n: tree.Node, varies: Callable[[tree.Node], bool], step: tree.Node, sign: str = "d") -> tree.Node:
    r"""X + \varepsilon dX for every letter X that varies."""
    go = lambda m: moved(m, varies, step, sign)
    if varies(n):
        return tree.Group(n.span, "(", tree.Sum(n.span, (n, tree.Product(n.span, "juxt", (step, change_of(n, sign))))))
    match n:
        case tree.Script():
            above = n.sup if n.sup is None or is_mark(n.sup) else go(n.sup)
            # e^{(X)} would be a name
            return tree.Script(n.span, go(n.base), n.sub, above.body
                               if above is not n.sup and isinstance(above, tree.Group) else above)
        case tree.Call():
            return tree.Call(n.span, n.function, tuple(map(go, n.args)))
        case tree.BigOp():
            return replace(n, body=go(n.body))
    return tree.mapped(n, go)


# ---------------------------------------------------------------- names of changes

_SIGNS = ("d", r"\partial")


def changes_named(statements: tuple[tree.Node, ...], names: Collection[str]) -> tuple[tree.Node, ...]:
    r"""\mathrm{d}X as one name where it is declared beside X."""
    changes = {name[len(sign):]: sign for sign in _SIGNS for name in names if name.startswith(sign) and name[len(sign):] in names}
    if not changes:
        return statements

    def named(n: tree.Node) -> tree.Node | None:
        if not alone(n):
            return None
        letter, marked_ = n.operand, None
        if isinstance(letter, tree.Script) and name_of(letter) not in changes and letter.sub is None:
            letter, marked_ = letter.base, letter
        if (name := name_of(letter)) not in changes:
            return None
        change = change_of(letter, changes[name], changes[name])
        return change if marked_ is None else replace(marked_, base=change)

    return tuple(tree.replaced(marked(s), named) for s in statements)
