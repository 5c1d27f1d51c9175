"""What is fixed while sizes and ranks are searched: declarations, definitions and facts of one formula and its context."""
from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from .. import tree
from ..symbols import Dim
from .declare import Declared
from .names import name_of


@dataclass(frozen=True, slots=True)
class Definition:
    r"""`lhs = body`.  kind "value" (h = ...), "function" (f(x) = ...; params are names), "family" (y_n = ..., S_{ij} = ...; params are index
    letters) or "alias" (\phi_n := \phi(x_n): the body stands for the name on the left)."""

    name: str
    lhs: tree.Node
    body: tree.Node
    kind: str
    params: tuple[str, ...] = ()
    span: tree.Span = (0, 0)


@dataclass(frozen=True, slots=True)
class NormLaw:
    r"""\|argument\|_sub^power = body, as the formula defines it."""

    argument: str
    sub: str | None
    power: int
    body: tree.Node


@dataclass(slots=True)
class Facts:
    """What the formula itself says beside its mathematics."""

    declared: list[Declared] = field(default_factory=list)
    props: dict[str, list[str]] = field(default_factory=dict)     # canonical name -> properties
    elementwise: set[str] = field(default_factory=set)            # functions said to act elementwise
    matrix_functions: set[str] = field(default_factory=set)       # functions said to be functions of the matrix
    matrix_functions: set[str] = field(default_factory=set)       # functions said to be functions of a matrix
    norms: list[NormLaw] = field(default_factory=list)
    opaque: dict[str, tuple] = field(default_factory=dict)        # f: R^n -> R, (domain, codomain) shapes


class Reading:
    """Look-up by canonical name of everything declared or defined."""

    def __init__(self, declared: dict[str, Declared], definitions: list[Definition], facts: Facts, bound: frozenset[str] = frozenset()):
        self.facts = facts
        self.declared: dict[str, list[Declared]] = {}
        self.families: dict[tuple[str, str], Declared] = {}
        self.dims: dict[str, bool] = {}
        self.functions: set[str] = set(facts.opaque)
        for d in list(declared.values()) + [f for f in facts.declared if f.key not in declared]:
            self._declare(numbered(d, bound))
        self.definitions = {d.name: d for d in definitions if d.kind != "alias"}
        self.aliases = [d for d in definitions if d.kind == "alias"]
        self.variables: set[str] = set()          # canonical names that something is differentiated by
        self.index_letters: dict[str, bool] = {}  # letters that stand in scripts or are bound by sums
        self.whole_variables: set[str] = set()    # the same without the x of a component x_k
        self.weights: set[str] = set()            # pi where 1 - pi stands: a proportion and not the number
        self.split_fonts = False

    def _declare(self, d: Declared) -> None:
        if "function" in d.props:
            self.functions.add(d.name)
            return
        for size in (d.shape or ()) + d.ranges:
            self._dim(size)
        if "dimension" in d.props:
            self.dims[d.name] = True
            return
        found = self.declared.setdefault(d.name, [])
        if not any(o.bold == d.bold and o.shape is not None for o in found):
            found.append(d)
        if d.indexed_by:
            self.families[d.base, d.place] = d

    def _dim(self, size: Dim) -> None:
        if isinstance(size, str):
            for part in size.replace("+", " ").replace("-", " ").replace("*", " ").split():
                if not part.isdigit():
                    self.dims[part] = True

    def declaration(self, name: str, bold: bool) -> Declared | None:
        """The declaration of a name; where X and \\mathbf{X} are both declared, the one styled like this."""
        found = self.declared.get(name)
        if not found:
            return None
        return next((d for d in found if d.bold == bold), found[0])

    def known(self, name: str) -> bool:
        return name in self.declared or name in self.definitions

    def props(self, name: str, declared: Declared | None) -> frozenset[str]:
        said = self.facts.props.get(name, ())
        return frozenset(said) | (declared.props if declared else frozenset())


def numbered(d: Declared, bound: frozenset[str]) -> Declared:
    """A declared x_i or x^{(i)} is a family where the formula sums over i; its size is then open."""
    match = _MEMBER.fullmatch(d.name)
    letter = (match[2] or match[3]) if match else None
    if d.indexed_by or letter is None or letter not in bound:
        return d
    return replace(d, indexed_by=(letter,), ranges=(None,), base=match[1], place="sub" if match[2] else "sup")


_MEMBER = re.compile(r"([^_^]+)(?:_([a-z])|\^\(([a-z])\))")
_FIELDS: dict[type, tuple[str, ...]] = {}


def children(node: tree.Node):
    """The nodes directly below, in order of writing."""
    fields = _FIELDS.get(type(node))
    if fields is None:
        slots = [s for c in type(node).__mro__ for s in getattr(c, "__slots__", ())]
        fields = _FIELDS[type(node)] = tuple(s for s in slots if s not in ("span", "name", "latex", "font", "text", "op", "ops", "kind", "order", "bare",
                                                                           "count", "delim", "source"))
    for name in fields:
        yield from _nodes(getattr(node, name))


def _nodes(value):
    if isinstance(value, tree.Node):
        yield value
    elif isinstance(value, tuple):
        for v in value:
            yield from _nodes(v)


def names_in(node: tree.Node, found: dict[str, bool] | None = None) -> dict[str, bool]:
    """Canonical names of all letters and scripted letters below a node."""
    found = {} if found is None else found
    if isinstance(node, (tree.Symbol, tree.Script)):
        name = name_of(node)
        if name:
            found[name] = True
        if isinstance(node, tree.Script) and node.sub is not None and node.sup is not None:
            names_in(tree.Script(node.span, node.base, node.sub, None), found)
    for child in children(node):
        names_in(child, found)
    return found
