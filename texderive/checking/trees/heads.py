"""What a written side is: the head of a definition, a derivative, the unknown of a solution; how one member is read."""
from __future__ import annotations

import re
from collections.abc import Iterator

from ... import tree as t
from ...errors import ReadError
from ...read import Macros, read
from ...types.definitions import entry_of
from ...types.names import name_of
from .structures import walk

TRANSPOSES = ("T", r"\top", "top", r"\intercal", "intercal")


def read_member(latex: str, macros: Macros, functions: frozenset[str], words: frozenset[str] = frozenset()) -> t.Node:
    """The tree of one member; ReadError where there is more than one expression or none."""
    formula = read(latex, macros=macros, functions=functions, words=words)
    nodes = [s for s in formula.statements if not isinstance(s, t.Text)]
    if len(nodes) == 1 and not isinstance(nodes[0], (t.Relation, t.Items)):
        return nodes[0]
    raise ReadError("this is not a single expression", (0, len(latex)), code="TD605").locate(latex)


def is_head(node: t.Node) -> bool:
    """The left side of a definition: a name, a name with index letters, a function of plain names."""
    if isinstance(node, t.Call):
        return name_of(node.function) is not None and not isinstance(node.function, t.Prime) and all(_plain(a) for a in node.args)
    return _plain(entry_of(node))


def _plain(node: t.Node) -> bool:
    if isinstance(node, t.Script):
        transposed = isinstance(node.sup, t.Symbol) and node.sup.name in TRANSPOSES
        return isinstance(node.base, t.Symbol) and name_of(node) is not None and not transposed
    return isinstance(node, t.Symbol)


def head_name(node: t.Node) -> str | None:
    """The name that a left side defines."""
    return name_of(node.function) if isinstance(node, t.Call) else name_of(entry_of(node))


def derivatives(node: t.Node) -> Iterator[t.Derivative]:
    """The derivatives below a node."""
    return (n for n in t.nodes(node) if isinstance(n, t.Derivative))


def asks(node: t.Node) -> bool:
    """Whether a left side is a derivative: by its sign, or a prime on a called function."""
    return any(isinstance(n, t.Derivative) or isinstance(n, t.Call) and isinstance(n.function, t.Prime) for n in t.nodes(node))


def mentions(node: t.Node, name: str) -> bool:
    """Whether a name stands in a tree; c_0 and P^- are names of their own, and x_i speaks of x."""
    return any(isinstance(n, (t.Symbol, t.Script)) and name_of(n) == name
               and not (above and isinstance(above[-1], t.Script) and above[-1].base is n and _own_name(above[-1]))
               for n, above in walk(node))


def letters(node: t.Node) -> set[str]:
    """The letters of a formula, without those of functions, transposes, the identity and e."""
    functions = {id(n.function) for n in t.nodes(node) if isinstance(n, t.Call)}
    return {n.name for n in t.nodes(node) if isinstance(n, t.Symbol) and id(n) not in functions} - {*TRANSPOSES, "I", "e", r"\pi"}


def _own_name(node: t.Script) -> bool:
    return isinstance(node.sub, t.Number) or isinstance(node.sup, t.Symbol) and node.sup.name == "-"


def plain_name(node: t.Node) -> str | None:
    r"""The name of a solution's unknown: \beta for \beta^*, \hat\beta and \beta^{\star}."""
    if isinstance(node, t.Script) and isinstance(node.sup, t.Symbol) and node.sup.name in ("*", r"\star", r"\ast", "star", "ast"):
        node = t.without_sup(node)
    name = name_of(node)
    if name is None:
        return None
    match = re.fullmatch(r"\\(?:hat|widehat|bar|tilde)\s*\{([^{}]*|.*)\}([_^].*)?", name)
    name = match[1] + (match[2] or "") if match else name
    return re.sub(r"(?:\^\*|_\*|_(?:opt|ML|MLE|MAP|LS|OLS|ridge))$", "", name)
