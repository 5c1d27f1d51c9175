r"""What \in and \to say: X \in \mathbb{R}^{m \times n},
A \in \mathbb{S}^n_{++}, \phi: \mathbb{R}^d \to \mathbb{R}^m."""
from __future__ import annotations

from dataclasses import replace

from ... import tree
from ...errors import ShapeError, UnsupportedError
from ..declare import Declared
from ..names import canonical, key_of, name_of, script_text
from ..reading import Facts


def member_of(facts: Facts, node: tree.Node, space: tree.Node) -> None:
    r"""X \in \mathbb{R}^{m \times n}, A \in \mathbb{S}^n_{++}, t \in \mathbb{R}."""
    sub = sup = None
    if isinstance(space, tree.Script):
        space, sub, sup = space.base, space.sub, space.sup
    name = space.name if isinstance(space, tree.Symbol) else ""
    key = key_of(node)
    if not key or name_of(node) is None:
        return
    letter = canonical(name)[-1:] if name else ""
    if name == r"\Delta":
        facts.props.setdefault(name_of(node), []).append("simplex")
    elif letter == "C" and space.font == "bb":
        raise UnsupportedError(f"{key} is complex", node.span, code="TD313", hint="everything is real here: write \\mathbb{R}")
    elif letter == "R":
        props = frozenset(("positive",)) if sub is not None and "+" in (script_text(sub) or "") else frozenset()
        new = declared_as(key, _sizes(sup), props)
        old = next((d for d in facts.declared if d.key == key and d.shape != new.shape), None)
        if old is not None:
            raise ShapeError(f"{key} is declared as {_in_words(old.shape)} and as {_in_words(new.shape)}", node.span,
                             code="TD201", hint="keep one of the two declarations")
        facts.declared.append(new)
    elif letter == "S" and sup is not None:
        n = _sizes(sup)
        mark = script_text(sub) if sub is not None else ""
        facts.declared.append(declared_as(key, (n[0], n[0]),
                                          frozenset(("posdef" if mark == "++" else "psd" if mark == "+" else "symmetric",))))


def function_type(facts: Facts, node: tree.Node, domain: tree.Node, space: tree.Node) -> None:
    r"""\phi: \mathbb{R}^d \to \mathbb{R}^m: an unspecified function with values in \mathbb{R}^m,
    unless it is defined besides."""
    name, values = name_of(node), _real_space(space)
    if any(isinstance(n, tree.Symbol) and n.font == "bb" and canonical(n.name)[-1:] == "C" for side in (domain, space)
           for n in tree.nodes(side)):
        raise UnsupportedError(f"{key_of(node)} is a function of complex numbers", node.span, code="TD313",
                               hint="everything is real here: write \\mathbb{R}")
    if name is None or values is None:
        return
    facts.declared.append(replace(declared_as(key_of(node), values, frozenset(("function",))), row=False))
    argument = _real_space(domain)
    if argument is not None:
        facts.domains[name] = argument


def _real_space(space: tree.Node) -> tuple | None:
    r"""The axes of \mathbb{R}^{m\times n}, None for another set."""
    space, sup = (space.base, space.sup) if isinstance(space, tree.Script) else (space, None)
    return _sizes(sup) if isinstance(space, tree.Symbol) and canonical(space.name)[-1:] == "R" else None


def _in_words(shape) -> str:
    return " x ".join(map(str, shape)) if shape else "a scalar"


def declared_as(key: str, shape, props) -> Declared:
    """A declaration of a symbol with this shape; an axis of size 1 before the other makes a row."""
    name = canonical(key)
    row = len(shape) == 2 and shape[0] == 1
    shape = tuple(s for s in shape if s != 1) if 1 in shape else shape
    return Declared(key, name, shape, props, row=row, base=name)


def _sizes(sup: tree.Node | None) -> tuple:
    if sup is None:
        return ()
    if isinstance(sup, tree.Group):
        return _sizes(sup.body)
    if isinstance(sup, tree.Product) and sup.op == "times":
        return tuple(s for f in sup.factors for s in _sizes(f))
    text = script_text(sup) or ""
    if not text:
        return ()
    return (int(text) if text.isdigit() else text,)
