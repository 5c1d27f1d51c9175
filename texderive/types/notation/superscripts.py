r"""Superscripts of numbered variables: a^L_j by which something is differentiated is the entry j of a^L, w_{jk}^{(2)}
that of w^{(2)}, and \sigma_k^2 that of \sigma^2; none is a power."""
from __future__ import annotations

import re
from dataclasses import replace

from ... import tree
from ...errors import ShapeError
from ..binding import bound_letters, variables_of
from ..conventions import TRANSPOSES
from ..names import key_of, letter_above, name_of
from ..reading import names_in, numbers_in


_LAYERED = re.compile(r"\w\^([A-Za-z])(?:[+-]\d+)?$")


def with_superscripts(statements: tuple[tree.Node, ...], declared: set[str]) -> tuple[tree.Node, ...]:
    r"""The statements with one letter for each a^L and a^{L-1}, where L numbers a layer, and for each \sigma^2
    whose members a sum numbers."""
    variables = [v for v in variables_of(statements) if isinstance(v, tree.Script) and v.sub is not None
                 and v.sup is not None and name_of(v.base) is not None]
    layers = ({v.sup.name for v in variables if letter_above(v.sup)}
              | {m[1] for name in declared if (m := _LAYERED.search(name)) and m[1] not in TRANSPOSES})
    bracketed = [n for s in statements for n in tree.nodes(s) if _bracketed(n)]
    squares = {name for s in statements if (name := _defined_square(s)) is not None and name not in declared}
    if not variables and not layers and not bracketed and not squares:
        return statements
    bound = bound_letters(statements)
    numbering = bound | {letter for s in statements if isinstance(s, tree.Relation) and s.ops == ("=",)
                         and _bracketed(s.parts[0]) for letter in names_in(s.parts[0].sub)}
    matrices = {name for n in bracketed if not names_in(n.sup).keys() & bound and names_in(n.sub).keys() & numbering
                and (name := name_of(n.base)) and name_of(n) not in declared}
    layers -= bound
    for v in variables:
        name = name_of(v.base) or ""
        if tree.is_number(v.sup, "2") and any(_numbered(n, name, bound) for s in statements for n in tree.nodes(s)):
            if name in declared:
                raise ShapeError(f"{key_of(v)} is the square of {key_of(v.base)}, which is declared, and no variable",
                                 v.span, code="TD222",
                                 hint=rf"declare {key_of(v.base)}^2, or differentiate by {key_of(v.base)}")
            squares.add(name)
    if matrices:
        statements = tuple(tree.replaced(s, lambda n: _entry(n, matrices, bound)) for s in statements)
    return tuple(tree.replaced(s, lambda n: _named(n, layers, squares)) for s in statements) if layers or squares else statements


def with_exponents(statements: tuple[tree.Node, ...], declared: set[str]) -> tuple[tree.Node, ...]:
    r"""e^{(t)} by t as a power.  Raises ShapeError (TD222) for a^{(t)} of another letter: a label holds no letter that
    is differentiated by, and a power needs no brackets."""
    letters = {v.name for v in variables_of(statements) if isinstance(v, tree.Symbol)} - bound_letters(statements)
    return tuple(tree.rewritten(s, lambda n: _power(n, letters, declared)) for s in statements) if letters else statements


def with_transposes(statements: tuple[tree.Node, ...]) -> tuple[tree.Node, ...]:
    r"""T = \frac12\dot q^TM\dot q with \top above: a T in what T is defined as is the mark."""
    if not any(isinstance(s, tree.Relation) and name_of(tree.called(s.parts[0])) == "T" and any(map(_marked, tree.nodes(s.parts[1])))
               for s in statements):
        return statements
    return tuple(tree.rewritten(s, lambda n: replace(n, sup=replace(n.sup, name=r"\top")) if _marked(n) else n)
                 for s in statements)


def _marked(node: tree.Node) -> bool:
    return isinstance(node, tree.Script) and isinstance(node.sup, tree.Symbol) and node.sup.name == "T"


def _power(node: tree.Node, letters: set[str], declared: set[str]) -> tree.Node:
    if (not isinstance(node, tree.Script) or not isinstance(node.sup, tree.Group) or node.sup.kind not in "(["
            or not isinstance(node.base, tree.Symbol)):
        return node
    below = next((letter for letter in names_in(node.sup) if letter in letters), None)
    if below is None or name_of(node) in declared:
        return node
    if node.base.name == "e":
        return replace(node, sup=node.sup.body)
    raise ShapeError(f"whether {key_of(node)} is a power is not clear: {below} is differentiated by", node.span, code="TD222",
                     hint=f"write {key_of(node.base)}^{{..}} without brackets, or declare {key_of(node)}")


def _defined_square(statement: tree.Node) -> str | None:
    r"""The s of s_k^2 = w^\top S_kw, which defines all s_k^2."""
    match statement:
        case tree.Relation(ops=("=",) | (":=",), parts=(tree.Script(base=tree.Symbol() as s, sub=k, sup=tree.Number(text="2")),
                                                        body)) if k is not None and (letters := names_in(
                                                                k).keys()) and letters <= numbers_in(body, frozenset(letters)):
            return name_of(s)
    return None


def layers_of(statements: tuple[tree.Node, ...]) -> set[str]:
    r"""The l of W^l by which something is differentiated beside a^{l-1}: all that has it above
    is a name then, and no power."""
    nodes = [n for s in statements for n in tree.nodes(s)]
    defined = any(isinstance(s, tree.Relation) for s in statements)
    above = {_label(v.sup) for v in variables_of(statements) if isinstance(v, tree.Script) and v.sub is None
             and (letter_above(v.sup) or defined and isinstance(v.sup, tree.Sum) and letter_above(v.sup.terms[0]))}
    return above and {_label(n.sup) for n in nodes if isinstance(n, tree.Script)
                      and isinstance(n.sup, tree.Sum)} & above - bound_letters(statements)


def _bracketed(node: tree.Node) -> bool:
    return isinstance(node, tree.Script) and node.sub is not None and isinstance(node.sup, tree.Group) and node.sup.kind in "(["


def _entry(node: tree.Node, matrices: set[str], bound: frozenset[str]) -> tree.Node | None:
    r"""w_{jk}^{(2)} as the entry jk of w^{(2)}, where nothing runs over what stands in the brackets."""
    if _bracketed(node) and name_of(node.base) in matrices and not names_in(node.sup).keys() & bound:
        return tree.Script(node.span, _symbol(node, node.sup), node.sub, None)
    return None


def _numbered(node: tree.Node, name: str, bound: frozenset[str]) -> bool:
    """Whether node is a member name_k that a sum over k mentions."""
    return (isinstance(node, tree.Script) and isinstance(node.sub, tree.Symbol) and node.sub.name in bound
            and name_of(node.base) == name)


def _named(node: tree.Node, layers: set[str], squares: set[str]) -> tree.Node | None:
    if (isinstance(node, tree.Script) and node.sup is not None and node.sub is not None and _label(node.sup) in layers
            and name_of(node.base) is not None):
        return tree.Script(node.span, _symbol(node, node.sup), node.sub, None)
    if (isinstance(node, tree.Script) and isinstance(node.sub, tree.Symbol | tree.Number | tree.Items)
            and name_of(node.base) in squares):
        return _root_of_square(node)
    return None


def _symbol(node: tree.Script, sup: tree.Node) -> tree.Symbol:
    whole = tree.Script(node.span, node.base, None, sup)
    return tree.Symbol(node.base.span, name_of(whole) or "", key_of(whole))


def _root_of_square(node: tree.Script) -> tree.Node:
    r"""\sigma_k^4 as (\sigma^2)_k^2, \sigma_k as its root."""
    member = tree.Script(node.span, _symbol(node, tree.Number(node.span, "2")), node.sub, None)
    if isinstance(node.sup, tree.Number) and node.sup.text.isdigit() and int(node.sup.text) % 2 == 0:
        return member if node.sup.text == "2" else replace(member, sup=tree.Number(node.sup.span, str(int(node.sup.text) // 2)))
    root = tree.Root(node.span, member, None)
    return root if node.sup is None else tree.Script(node.span, tree.Group(node.span, "(", root), None, node.sup)


def _label(sup: tree.Node) -> str:
    """L of L, L - 1 and L + 1."""
    first = sup.terms[0] if isinstance(sup, tree.Sum) else sup
    return first.name if isinstance(first, tree.Symbol) else ""
