r"""Differentials, d f = tr(A^T dX): d E is the derivative of E along independent changes dX
of the letters that have one.

A chain of differentials is rewritten before it is typed: every dX becomes a letter of its own, of the shape of X, and
every other d E the derivative of E at X + \varepsilon dX by a number \varepsilon, whose value is 0.
"""
from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from ... import tree as t
from ...types.declare import Declared
from ...types.names import name_of
from ...types.notation.changes import alone, change_of, is_sign, marked, moved
from ...types.reading import Definition
from ..members.inlining import head_structures, inlined
from ..members.sides import Side, is_zero
from ..trees.heads import asks
from ..trees.structures import structure, walk

STEP = r"\varepsilon_{\mathrm{d}}"
_TRANSPOSES = ("T", r"\top", r"\intercal")


@dataclass(frozen=True, slots=True)
class Differentials:
    """The differentials of a chain: the letters that have one, by structure, and the definitions
    that its other letters are written out by."""

    letters: dict[tuple, t.Node]
    below: list[Definition] = field(default_factory=list)

    def written_out(self, node: t.Node) -> t.Node:
        """The tree without the sign d."""
        return t.replaced(marked(node), lambda n: self._of(n.operand, n.span) if alone(n) else None)

    @property
    def alike(self) -> list[tuple[t.Node, t.Node]]:
        """Each letter and its differential, which have one shape."""
        return [(node, change_of(node)) for node in self.letters.values()]

    def _of(self, operand: t.Node, span: t.Span) -> t.Node:
        if (letter := _letter(operand)) is not None and structure(letter) in self.letters:
            return _in_place_of(letter, operand)
        for d in self.below:
            operand = inlined(operand, d)
        return t.Derivative(span, "partial", (t.Variable(span, t.Symbol(span, STEP, STEP), 1),), 1, self._moved(operand))

    def _moved(self, n: t.Node) -> t.Node:
        return moved(n, lambda m: structure(m) in self.letters, t.Symbol(n.span, STEP, STEP))


def number(span: t.Span = (0, 0)) -> tuple[t.Node, t.Node, Declared]:
    r"""\varepsilon, its value, and that it is a number."""
    return t.Symbol(span, STEP, STEP), t.Number(span, "0"), Declared(STEP, STEP, ())


def is_step(n: t.Derivative) -> bool:
    r"""Whether a derivative is one by \varepsilon."""
    return len(n.variables) == 1 and isinstance(n.variables[0].node, t.Symbol) and n.variables[0].node.name == STEP


def differentials(sides: list[Side], definitions: list[Definition], named: set[str]) -> Differentials | None:
    """Those of a chain; None where it is none of differentials, or something in it is beyond this reading.

    `named` are the letters that the document explains: d is no sign where it is one of them.  A member without any d,
    other than 0, speaks of something else: dW is a name there."""
    trees = [marked(s.node) for s in sides if s.node is not None and not is_zero(s.node)]
    if ("d" in named or len(trees) < 2 or any(map(counts_with_d, trees)) or not all(any(_signs(n)) for n in trees)
            or any(_beyond(n) for n in trees)):
        return None
    operands = [n.operand for tree in trees for n in _signs(tree)]
    letters = {structure(x): x for o in operands if (x := _letter(o)) is not None}
    below = [d for d in definitions if d.kind in ("value", "function")]
    functions = {key: d for d in below if d.has_arguments() for key in head_structures(d)}
    if letters.keys() <= functions.keys():     # df = tr((X^T X)^{-1} d(X^T X)) of an f(X)
        letters |= {structure(x): x for key in list(letters) for x in functions[key].lhs.args if _letter(x) is x}
    made = [d for d in below if rests_on(d, letters.keys() - set(head_structures(d)), below)]
    for d in made:
        for key in head_structures(d):
            letters.pop(key, None)
    first = trees[0] if sides[0].node is not None else None
    if (first is not None and isinstance(first, t.Derivative) and (x := _letter(first.operand)) is not None
            and structure(x) in letters):
        sides[0].node = None  # dW = ..., df = ... of something that nothing defines: a name for what follows
        del letters[structure(x)]
    return Differentials(letters, made[::-1] * 2) if letters else None


def counts_with_d(node: t.Node) -> bool:
    """Whether d is a number here: an exponent, as in d(x^T y + c)^{d-1}."""
    return any(isinstance(n, t.Script) and n.sup is not None and any(is_sign(m) for m in t.nodes(n.sup)) for n in t.nodes(node))


def rests_on(d: Definition, letters: Collection[tuple], below: list[Definition], depth: int = 0) -> bool:
    """Whether a definition speaks of one of these letters, given by structure, itself or through others."""
    found = {structure(n) for n in t.nodes(d.body) if isinstance(n, (t.Symbol, t.Script, t.Call))}
    return not found.isdisjoint(letters) or depth < 6 and any(e is not d and found & set(head_structures(e))
        and rests_on(e, letters, below, depth + 1) for e in below)


# ---------------------------------------------------------------- the sign

def begins(node: t.Node) -> bool:
    """Whether a left side is a differential: d(X^{-1}), d \\log\\det X."""
    found = marked(node)
    return isinstance(found, t.Derivative) and alone(found) and not asks(node)


def _signs(node: t.Node) -> Iterator[t.Derivative]:
    return (n for n in t.nodes(node) if isinstance(n, t.Derivative) and alone(n))


def _beyond(node: t.Node) -> bool:
    """d^2 f, dx^2, integrals, a differential of a derivative or of another differential."""
    for n, above in walk(node):
        if (isinstance(n, t.BigOp) and n.op == "int" or isinstance(n, t.Script) and is_sign(n.base)
                or isinstance(n, t.Symbol) and n.name == "d"):
            return True
        if isinstance(n, t.Derivative) and any(isinstance(a, t.Derivative) and alone(a) for a in above):
            return True
        if (isinstance(n, t.Derivative) and alone(n) and isinstance(n.operand, t.Script)
                and isinstance(n.operand.sup, t.Number) and _letter(n.operand.base) is not None):
            return True
    return False


# ---------------------------------------------------------------- letters

def _letter(node: t.Node) -> t.Node | None:
    """X of X, X^T and X_{ij}; W_1 and W^{(2)} of themselves."""
    if isinstance(node, t.Group) and node.kind in ("{", "("):
        return _letter(node.body)
    if isinstance(node, t.Symbol):
        return node
    if isinstance(node, t.Script) and name_of(node) is not None:
        if isinstance(node.sup, t.Symbol) and node.sup.name in _TRANSPOSES:
            return _letter(t.without_sup(node))
        if node.sup is None and isinstance(node.sub, (t.Symbol, t.Items)) and isinstance(node.base, t.Symbol):
            return node.base
        return node if isinstance(node.base, t.Symbol) and (isinstance(node.sub, t.Number)
            or isinstance(node.sup, t.Group)) else None
    return None


def _in_place_of(letter: t.Node, operand: t.Node) -> t.Node:
    """dX^T for X^T, dx_i for x_i."""
    changed = change_of(letter)
    if operand is letter:
        return changed
    if isinstance(operand, t.Group):
        return _in_place_of(letter, operand.body)
    return replace(operand, base=changed) if isinstance(letter, t.Symbol) else t.Script(operand.span, changed, None, operand.sup)
