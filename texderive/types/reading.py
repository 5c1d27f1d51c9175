"""What is fixed while sizes and ranks are searched: declarations, definitions and facts
of one formula and its context."""
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .. import tree
from ..records import record
from ..symbols import Dim
from .declare import Declared
from .names import name_of


@record
class Definition:
    r"""`lhs = body`.  kind "value" (h = ...), "function" (f(x) = ...; params are names), "family" (y_n = ..., S_{ij} =
    ...; params are index letters), "alias" (\phi_n := \phi(x_n): the body stands for the name on the left)
    or "law" (\ln p(t) = ...: the body stands for the left side)."""

    name: str
    lhs: tree.Node
    body: tree.Node
    kind: str
    params: tuple[str, ...] = ()
    span: tree.Span = (0, 0)

    def has_arguments(self, count: int | None = None) -> bool:
        """Whether it defines a function that is written with arguments, f(x, y), and with `count` of them."""
        return self.kind == "function" and isinstance(self.lhs, tree.Call) and count in (None, len(self.params))


@record
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
    domains: dict[str, tuple] = field(default_factory=dict)      # of unspecified functions: the axes of their argument
    elementwise: set[str] = field(default_factory=set)            # functions said to act elementwise
    matrix_functions: set[str] = field(default_factory=set)       # functions said to be functions of a matrix
    norms: list[NormLaw] = field(default_factory=list)
    layers: set[str] = field(default_factory=set)                 # the l of W^l and a^{l-1}, which number layers
    marked: set[str] = field(default_factory=set)                 # z^+ beside z^-: names, no pseudoinverses
    steps: set[str] = field(default_factory=set)                  # the t of w_{t+1} = w_t - .., which numbers steps
    ranges: dict[str, Dim] = field(default_factory=dict)          # i = 1, \dots, N said of an index
    places: set[str] = field(default_factory=set)                 # names of the indices at which extrema are attained

    def names(self, declared: Mapping[str, Declared]) -> set[str]:
        """The names that are declared, before the formula or in it."""
        return {d.name for d in (*declared.values(), *self.declared)}


class Reading:
    """Look-up by canonical name of everything declared or defined."""

    def __init__(self, declared: dict[str, Declared], definitions: list[Definition], facts: Facts,
                 bound: frozenset[str] = frozenset()):
        self.facts = facts
        self.declared: dict[str, list[Declared]] = {}
        self.families: dict[tuple[str, str], Declared] = {}
        self.dims: dict[str, bool] = {}
        self.functions: dict[str, Declared] = {}       # unspecified ones, with the shape of their value
        steps = facts.steps - bound
        # names here, of which facts tell
        by_steps = {d.key for d in declared.values() if d.indexed_by and steps.issuperset(d.indexed_by)}
        for d in [d for d in declared.values() if d.key not in by_steps] + [f for f in facts.declared
                if f.key not in declared or f.key in by_steps]:
            self._declare(numbered(d, bound))
        # that number declared families
        self.family_letters = {letter for _, found in self.declared.items() for d in found for letter in d.indexed_by}
        for size in facts.ranges.values():
            self._dim(size)
        self.definitions = {d.name: d for d in definitions if d.kind not in ("alias", "law")}
        self.aliases = [d for d in definitions if d.kind == "alias"]
        # f of f_i(x) = a_i^T x
        self.numbered_functions = {n: d for d in self.definitions.values() if (n := numbered_function(d, bound)) is not None}
        self.laws = [d for d in definitions if d.kind == "law"]
        for d in list(self.definitions.values()):
            root = _square_root(d)
            if root is not None and root.name not in self.definitions:
                self.definitions[root.name] = root
        # letters that tell names apart: h_t beside h_{t-1}, W_r beside r
        self.labels = (_labels(self.definitions.values()) | facts.steps) - bound
        self.variables: set[str] = set()          # canonical names that something is differentiated by
        self.index_letters: dict[str, bool] = {}  # letters that stand in scripts or are bound by sums
        self.whole_variables: set[str] = set()    # the same without the x of a component x_k
        self.hinted: set[str] = set()             # letters that are indices here though they seldom are
        # pi where 1 - pi stands, e where e^T stands, I of a double sum of I_{ij}: a proportion, a vector and a mask
        self.weights: set[str] = set()
        self.ordinary = False                     # whether capital letters are numbers, as in P = RT/(V - b)
        self.circle = False                       # whether a bare pi is the number though there are pi_k
        self.exponents: set[str] = set()          # t or T where they are exponents and no mark of a transpose
        self.free_letters: set[str] = set()  # indices of the variable or of the whole: x_i^i has the index above, too
        # sums without range that a mean tells the number of terms of: id of the node -> n
        self.counts: dict[int, tree.Symbol] = {}
        self.split_fonts = False

    def _declare(self, d: Declared) -> None:
        if "function" in d.props:
            self.functions[d.name] = d
            for size in d.shape or ():
                self._dim(size)
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


def letters_in_scripts(node: tree.Node) -> set[str]:
    """The letters that stand in subscripts."""
    return {name for n in tree.nodes(node) if isinstance(n, tree.Script) and n.sub is not None for name in names_in(n.sub)}


def numbers_in(body: tree.Node, bound: frozenset[str]) -> set[str]:
    """The letters in subscripts, and those that are `bound` by a sum in superscripts such
    as x^{(i)} (elsewhere that is a name)."""
    above = {name for n in tree.nodes(body) if isinstance(n, tree.Script) and isinstance(n.sup, tree.Group)
             for name in names_in(n.sup)} if bound else set()
    return letters_in_scripts(body) | above & bound


def numbered_function(d: Definition, bound: frozenset[str]) -> str | None:
    """The letter f of a definition f_i(x) = .. whose index i stands on the right."""
    function = d.lhs.function if isinstance(d.lhs, tree.Call) and d.kind == "function" else None
    if not (isinstance(function, tree.Script) and function.sup is None and isinstance(function.sub, tree.Symbol)
            and len(function.sub.name) == 1):
        return None
    return name_of(function.base) if function.sub.name in numbers_in(d.body, bound) else None


def _square_root(d: Definition) -> Definition | None:
    r"""\sigma = \sqrt{..} where \sigma^2 = .. is said."""
    left = d.lhs
    if d.kind != "value" or not (isinstance(left, tree.Script) and tree.is_number(left.sup, "2")):
        return None
    base = tree.without_sup(left)
    name = name_of(base)
    return None if name is None else Definition(name, base, tree.Root(d.body.span, d.body, None), "value", span=d.span)


def _labels(definitions) -> set[str]:
    """Subscripts of recurrences (the t of h_t = f(h_{t-1})) and letters that are themselves defined (the r
    of W_r beside r = ..)."""
    found: set[str] = set()
    for d in definitions:
        if d.kind == "family" or isinstance(d.lhs, tree.Call):
            continue
        left, sub = (d.lhs.base, d.lhs.sub) if isinstance(d.lhs, tree.Script) else (d.lhs, None)
        name = name_of(left) or ""
        if len(name) == 1 and name.islower() and isinstance(left, tree.Symbol) and (left.font or name in _scripts_in(d.body)):
            found.add(name)
        if isinstance(sub, tree.Sum) and isinstance(sub.terms[0], tree.Symbol):
            found.add(sub.terms[0].name)
        elif isinstance(sub, tree.Symbol) and recurrent(left, d.body):
            found.add(sub.name)
    return found


def _scripts_in(node: tree.Node) -> set[str]:
    """Single letters that are the subscript of a letter: the i of W_i."""
    return {n.sub.name for n in tree.nodes(node) if isinstance(n, tree.Script) and isinstance(n.sub, tree.Symbol)}


def numbered_above(d: Definition | None, node: tree.Script) -> bool:
    """Whether node is a member of the family a^{(i)} = ... that d defines."""
    return (d is not None and d.kind == "family" and isinstance(d.lhs, tree.Script) and d.lhs.sup is not None
            and isinstance(node.sup, tree.Group))


def recurrent(left: tree.Node, body: tree.Node) -> bool:
    """Whether the body mentions the same letter with a shifted subscript: h_{t-1} in the definition of h_t."""
    name = name_of(left)
    return any(isinstance(n, tree.Script) and isinstance(n.sub, tree.Sum) and name_of(n.base) == name for n in tree.nodes(body))


def flat_arguments(args: tuple[tree.Node, ...]) -> tuple[tree.Node, ...]:
    r"""p(y \mid x, \theta): the bar separates arguments like a comma."""
    return tuple(part for a in args for part in (a.parts if isinstance(a, tree.Relation) and set(a.ops) == {"mid"} else (a,)))


def alike(a: tree.Node, b: tree.Node) -> bool:
    """Whether two trees are the same but for places and styling."""
    if type(a) is not type(b):
        return False
    name = name_of(a)
    if name is not None or name_of(b) is not None:
        return name == name_of(b)
    own = [s for s in ("op", "ops", "kind", "text", "order", "count") if hasattr(a, s)]
    below = tree.children(a), tree.children(b)
    return all(getattr(a, s) == getattr(b, s) for s in own) and len(below[0]) == len(below[1]) and all(map(alike, *below))


def numbered(d: Declared, bound: frozenset[str]) -> Declared:
    """A declared x_i or x^{(i)} is a family where the formula sums over i; its size is then open."""
    if not bound or d.indexed_by:
        return d
    match = _MEMBER.fullmatch(d.name)
    letter = (match[2] or match[3]) if match else None
    if letter is None or letter not in bound:
        return d
    return replace(d, indexed_by=(letter,), ranges=(None,), base=match[1], place="sub" if match[2] else "sup")


_MEMBER = re.compile(r"([^_^]+)(?:_([a-z])|\^\(([a-z])\))")


def names_in(node: tree.Node, found: dict[str, bool] | None = None) -> dict[str, bool]:
    """Canonical names of all letters and scripted letters below a node."""
    found = {} if found is None else found
    if isinstance(node, (tree.Symbol, tree.Script, tree.Prime)):
        name = name_of(node)
        if name:
            found[name] = True
        if isinstance(node, tree.Script) and node.sub is not None and node.sup is not None:
            names_in(tree.Script(node.span, node.base, node.sub, None), found)
    for child in tree.children(node):
        names_in(child, found)
    return found


def names_through(node: tree.Node, definitions: Mapping[str, Definition]) -> set[str]:
    """The names below a node, and below the bodies of what they name."""
    found, stack = set(), [node]
    while stack:
        new = names_in(stack.pop()).keys() - found
        found |= new
        stack += [definitions[n].body for n in new if n in definitions]
    return found


def reachable(reading: Reading, nodes) -> list[Definition]:
    """The definitions that nodes mention, and those that these mention, in order of the text."""
    if not reading.definitions:
        return []
    wanted: dict[str, bool] = {}
    stack = list(nodes)
    while stack:
        for name in names_in(stack.pop()):
            d = (reading.definitions.get(name) or reading.definitions.get(name.split("_")[0])
                 or reading.numbered_functions.get(name))
            if d is not None and d.name not in wanted:
                wanted[d.name] = True
                stack.append(d.body)
    return [d for d in reading.definitions.values() if d.name in wanted]
