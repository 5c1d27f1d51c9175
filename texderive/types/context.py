r"""The way from a formula to a typed problem: sort the statements, search the ranks, build the expressions, tell what was assumed."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from .. import tree
from ..errors import ShapeError
from ..matrix import Expr, Let
from ..records import record
from ..symbols import Dim, Symbol
from . import calls, conditions, juxtapose, resolve, scripts, sums  # noqa: F401  (they register their handlers)
from .build import Builder
from .called import with_functions
from .codes import hinted
from .declare import Declared, parse
from .exponents import exponents
from .elaborate import Elaborator
from .infer import search
from .scan import Scan, bound_letters, letters_below
from .names import canonical, is_letter, key_of, name_of
from .indices import index_items
from .letters import declared_symbol
from .ordinary import ordinary
from .powers import TRANSPOSES
from .reading import Definition, Facts, Reading, names_in
from .statements import Sorted, sort_statements
from .terms import Term
from .unify import Size, settled, unify


@record
class Value:
    """A typed expression with its free indices, in order of first appearance."""

    expr: Expr
    free: dict[str, Dim] = field(default_factory=dict)
    symbols: dict[str, Symbol] = field(default_factory=dict)
    lets: tuple[Let, ...] = ()
    assumptions: tuple[str, ...] = ()


class Session:
    """Declarations and definitions in force; types trees jointly, so that one symbol has one shape in all of them."""

    def __init__(self, declared: dict[str, Declared], definitions: list[Definition], facts: Facts, source: str = "", layout: str = "numerator"):
        self.declared, self.definitions, self.facts, self.source, self.layout = declared, definitions, facts, source, layout
        self.gradient: set[str] = set()           # names that a nabla is taken by
        self.free_letters: set[str] = set()       # indices that the whole is known to have

    def run(self, nodes: list[tree.Node], variables: list[tree.Node], work) -> tuple[Elaborator, object, Builder]:
        """Search the cheapest reading of nodes (and definitions they reach) under which `work(elaborator)` succeeds."""
        apart = {name_of(v.base if isinstance(v, tree.Script) and v.sub is not None else v) for v in variables}
        definitions = [d for d in self.definitions if d.kind != "family" or d.name not in apart]       # by a_j or all of a, a is a variable and not what defines it
        everything = _all_nodes(nodes, definitions)
        found = tree.Inventory(everything)
        summed = bound_letters([*nodes, *(d.body for d in definitions)]) if found.has(tree.BigOp) else frozenset()
        bound = summed | {p for d in definitions if d.kind == "family" for p in d.params}            # or they number a definition
        reading = Reading(self.declared, definitions, self.facts, bound)
        members = bound | _numbered(nodes, variables, definitions)
        for v in variables:
            names = list(_variable_names(v, members))
            reading.variables.update(names)
            if not (isinstance(v, tree.Script) and v.sub is not None):
                reading.whole_variables.update(names)
        reading.exponents = exponents(reading, nodes, definitions, found.names)
        if found.has(tree.BigOp) or found.names & {"e", r"\pi"}:
            _limits(reading, everything, summed)
        _hints(reading, nodes, variables, summed)
        if len(found.names & _LABEL_LETTERS) > 1:
            reading.labels |= _labels_below(everything, bound, reading) - reading.hinted
        if found.has(tree.Script):
            reading.labels |= _lone_labels(everything, bound, reading)
        if found.has(tree.Fraction) or found.has(tree.Script):
            reading.ordinary = ordinary(everything, found.names, reading)
        if found.names & {"t", "l"}:
            _steps(reading, nodes)
        reading.circle = r"\pi" in found.names and _circle(reading, nodes)
        letters = self.free_letters | self.facts.ranges.keys() | {i.name for v in variables if isinstance(v, tree.Script) and v.sub is not None for i in index_items(v.sub)
                                                                  if is_letter(i) and not reading.known(i.name)}
        if letters:
            quantities = _quantities(letters - self.free_letters, [*nodes, *(d.body for d in definitions)])
            reading.free_letters = letters - (reading.labels | reading.dims.keys() | reading.variables | quantities)
        reading.split_fonts = not found.fonts.isdisjoint(_BOLD) and _fonts_side_by_side(everything)
        try:
            el, value, scan = self._search(reading, nodes, work)
        except ShapeError:
            if not _two_fonts(everything):
                raise
            reading.split_fonts = not reading.split_fonts
            el, value, scan = self._search(reading, nodes, work)
        for d in self.definitions:
            if d not in definitions:
                el.note(f"${key_of(d.lhs)}$ is a variable here, apart from its definition.")
        taken = {canonical(s.key) for s in el.symbols.values()} | set(scan.index_letters) | set(el.free) | set(reading.definitions)
        return el, value, Builder(el, taken)

    def _search(self, reading: Reading, nodes, work):
        scan = Scan(reading)
        scan.gradient.update(dict.fromkeys(sorted(self.gradient)))
        for tree_ in nodes:
            scan.visit(tree_, frozenset())
        defined = reachable(reading, [*nodes, *(law.body for law in reading.laws)] if reading.laws else nodes)
        for d in defined:
            scan.hidden = frozenset(d.params) if d.kind == "function" and _only_elsewhere(d, [*nodes, *(o.body for o in defined)]) else frozenset()
            scan.visit(d.body, frozenset(d.params) if d.kind == "family" else frozenset())
        scan.hidden = frozenset()
        for law in [*reading.facts.norms, *reading.laws]:
            scan.visit(law.body, frozenset())
        reading.index_letters = scan.index_letters

        def ranged(el: Elaborator):
            value = work(el)
            _apply_ranges(el)
            return value

        el, value = search(reading, scan, ranged if reading.facts.ranges else work, self.source, self.layout)
        return el, value, scan


def _quantities(letters: set[str], trees: list[tree.Node]) -> set[str]:
    """Those letters that stand in a formula by themselves as quantities do: the y of K_y beside y^T K_y^{-1} y numbers nothing."""
    unlikely = {i for i in letters if i not in "ijklmnpqrst"}
    return unlikely & {name for node in trees for name in _bare(node)} if unlikely else set()


def _bare(node: tree.Node) -> Iterator[str]:
    """The names of symbols outside of subscripts."""
    if isinstance(node, tree.Symbol):
        yield node.name
    for child in tree.children(node):
        if not isinstance(node, tree.Script) or child is not node.sub:
            yield from _bare(child)


def _apply_ranges(el: Elaborator) -> None:
    """Sizes of the indices that the formula gives a range."""
    for letter, size in el.reading.facts.ranges.items():
        axes = [el.free[letter]] if letter in el.free else []
        axes += [axis for s in el.symbols.values() for own, axis in zip(s.letters, s.family) if own == letter]
        for axis in axes:
            if settled(axis) is None:
                unify(axis, el.size(size))


def _only_elsewhere(d: Definition, trees: list[tree.Node]) -> bool:
    """Whether f(x) = .. is used at other arguments only, as f(x_n): its x is then no symbol of its own."""
    stack, found = list(trees), 0
    while stack:
        node = stack.pop()
        if isinstance(node, tree.Call) and name_of(node.function) == d.name:
            if tuple(name_of(a) for a in node.args) == d.params:
                return False
            found += 1
            stack.extend(node.args)
            continue
        if isinstance(node, tree.Symbol) and name_of(node) == d.name:
            return False
        stack.extend(tree.children(node))
    return found > 0


def reachable(reading: Reading, nodes) -> list[Definition]:
    """The definitions that nodes mention, and those that these mention, in order of the text."""
    if not reading.definitions:
        return []
    wanted: dict[str, bool] = {}
    stack = list(nodes)
    while stack:
        for name in names_in(stack.pop()):
            d = reading.definitions.get(name) or reading.definitions.get(name.split("_")[0]) or reading.numbered_functions.get(name)
            if d is not None and d.name not in wanted:
                wanted[d.name] = True
                stack.append(d.body)
    return [d for d in reading.definitions.values() if d.name in wanted]


def _variable_names(node: tree.Node, members: frozenset[str] | set[str]):
    """The names a variable could have; x^{(i)} is none where its letter or its whole is among the `members`."""
    name = name_of(node)
    if name and not (isinstance(node, tree.Script) and isinstance(node.sup, tree.Group) and names_in(node.sup).keys() & members or name in members):
        yield name
    match node:
        case tree.Script():
            yield from _variable_names(node.base, members)
        case tree.Call():
            for a in node.args:
                yield from _variable_names(a, members)
        case tree.Group():
            yield from _variable_names(node.body, members)


def _numbered(nodes, variables: list[tree.Node], definitions: list[Definition]) -> set[str]:
    r"""Variables w_j^{(l)} that are entries, because w^{(l)} itself stands in the formula."""
    found: set[str] = set()
    for v in variables:
        if isinstance(v, tree.Script) and v.sub is not None and isinstance(v.sup, tree.Group):
            whole = name_of(tree.Script(v.span, v.base, None, v.sup))
            if any(whole in names_in(n) for n in (*(n for n in nodes if n is not v), *(d.body for d in definitions))):
                found.add(name_of(v) or "")
    return found


def _all_nodes(roots: Iterable[tree.Node], definitions: Iterable[Definition]) -> list[tree.Node]:
    """Every node of the trees and of what the definitions say."""
    return [n for root in (*roots, *(d.body for d in definitions)) for n in tree.nodes(root)]


def _limits(reading: Reading, everything: list[tree.Node], summed: frozenset[str]) -> None:
    """Upper limits of sums are sizes."""
    for node in everything:
        if isinstance(node, tree.BigOp) and isinstance(node.upper, tree.Symbol) and not reading.known(node.upper.name):
            reading.dims[node.upper.name] = True
        _average(reading, node)
        if isinstance(node, tree.Sum) and len(node.terms) == 2 and isinstance(node.terms[0], tree.Number) and node.terms[0].text == "1":
            second = node.terms[1].body if isinstance(node.terms[1], tree.Neg) else None
            if isinstance(second, tree.Symbol) and second.name == r"\pi":
                reading.weights.add(r"\pi")
        if isinstance(node, tree.Script) and isinstance(node.base, tree.Symbol) and node.base.name == "I" and isinstance(node.sub, tree.Items) and set(names_in(node.sub)) <= summed:
            reading.weights.add("I")                        # \sum_i\sum_j I_{ij} (..): a mask, for the identity nobody would sum twice
        if isinstance(node, tree.Script) and isinstance(node.base, tree.Symbol) and node.base.name == "e" and node.sub is None and isinstance(node.sup, tree.Symbol) \
                and node.sup.name in TRANSPOSES - reading.exponents - {"t", "'"}:
            reading.weights.add("e")                        # e^T x: a vector and no number


def _labels_below(everything: list[tree.Node], bound: frozenset[str], reading: Reading) -> set[str]:
    r"""The p and q of \mu_p and \mu_q, \Sigma_p and \Sigma_q: letters that nothing sums over, tell names apart and number no entries, as those of a declared vector do."""
    below: dict[str, set[str]] = {}
    entries: set[str] = set()
    for node in everything:
        if not isinstance(node, tree.Script) or node.sub is None:
            continue
        base = name_of(node.base)
        array = base is not None and any(d.shape for d in reading.declared.get(base, ())) and name_of(node) not in reading.declared
        if base is None or array or not isinstance(node.sub, tree.Symbol):
            entries.update(names_in(node.sub))
        elif node.sub.name in _LABEL_LETTERS:
            below.setdefault(base, set()).add(node.sub.name)
    return {letter for letters in below.values() if len(letters) > 1 and not letters & bound for letter in letters} - entries


def _lone_labels(everything: list[tree.Node], bound: frozenset[str], reading: Reading) -> set[str]:
    """The m of K_m and the p of c_p: letters that stand below one letter only, which stands nowhere without them, and number nothing."""
    below: dict[str, set[str | None]] = {}
    bare: set[str] = set()
    for node in everything:
        if isinstance(node, tree.Script) and node.sub is not None:
            base = name_of(node.base)
            for letter in names_in(node.sub):
                below.setdefault(letter, set()).add(base if isinstance(node.sub, tree.Symbol) else None)
        elif isinstance(node, tree.Script) and isinstance(node.sup, tree.Group) or isinstance(node, tree.BigOp):
            bare.update(names_in(node.sup if isinstance(node, tree.Script) else node.lower) if isinstance(node, tree.Script) or node.lower is not None else ())
    found = {letter: bases for letter, bases in below.items() if len(bases) == 1 and None not in bases and letter not in bound and letter not in bare}
    roots = {v.split("_")[0].split("^")[0] for v in reading.variables}
    return {letter for letter, (base,) in found.items() if len(letter) == 1 and base not in roots and len(base) == 1 and not reading.known(base) and (base, "sub") not in reading.families and (base.isupper() or letter not in "ijklmn")}


_LABEL_LETTERS = frozenset("pqrs")
_BOLD = ("bold", "vec")
_COUNTS = frozenset("nmNMKkdDTp")


def _average(reading: Reading, node: tree.Node) -> None:
    r"""\frac{1}{n}\sum_i x_i and \frac{\sum_i x_i}{n} are means: an undeclared n says how far a sum without range runs."""
    if isinstance(node, tree.Product) and node.op == "juxt":
        fraction, total = next(((a, b) for a, b in zip(node.factors, node.factors[1:]) if isinstance(a, tree.Fraction) and isinstance(a.num, tree.Number)), (None, None))
    elif isinstance(node, tree.Fraction):
        fraction, total = node, node.num
    else:
        return
    if fraction is None or not isinstance(total, tree.BigOp) or total.upper is not None or not isinstance(total.lower, tree.Symbol):
        return
    below = fraction.den.factors if isinstance(fraction.den, tree.Product) and fraction.den.op == "juxt" else (fraction.den,)
    letters = [f for f in below if not isinstance(f, tree.Number)]
    if len(letters) == 1 and isinstance(letters[0], tree.Symbol) and letters[0].name in _COUNTS and not reading.known(letters[0].name) \
            and letters[0].name not in reading.variables and letters[0].name != total.lower.name and (letters[0].name in reading.dims or not reading.declared):
        reading.dims[letters[0].name] = True
        reading.counts[id(total)] = letters[0]


def _hints(reading: Reading, nodes, variables: list[tree.Node], bound: frozenset[str]) -> None:
    """By x_p or W_{ab}, of an expression without it but with x or x_a x_c: p is an index (else the derivative would be 0), and so are a and c."""
    for v in variables:
        if not (isinstance(v, tree.Script) and v.sub is not None and v.sup is None):
            continue
        reading.hinted |= {i.name for i in index_items(v.sub) if isinstance(i, tree.Symbol) and i.name in bound}      # the p_u that a sum over u mentions
        items = index_items(v.sub)
        base, mentioned = name_of(v.base), {}
        for node in [*(n for n in nodes if n is not v), *(d.body for d in reachable(reading, nodes))]:
            names_in(node, mentioned)
        if base is None or name_of(v) in mentioned or not all(is_letter(i) and not i.font for i in items):
            continue
        letters = [n[len(base) + 1:] for n in mentioned if n.startswith(f"{base}_")]
        plain = [letter for letter in letters if len(letter) == len(items) and letter.isalpha() and letter.islower()]
        if plain or base in mentioned and not letters:
            reading.hinted.update(letter for word in plain for letter in word)
            reading.hinted.update(i.name for i in items)


def _circle(reading: Reading, nodes) -> bool:
    r"""Whether \pi is the number wherever it stands alone: beside weights \pi_k, or declared so, there is a 2\pi."""
    found = _all_nodes(nodes, reachable(reading, nodes))
    twice = any(isinstance(n, tree.Product) and any(isinstance(a, tree.Number) and isinstance(b, tree.Symbol) and b.name == r"\pi" for a, b in zip(n.factors, n.factors[1:])) for n in found)
    declared = reading.declaration(r"\pi", False)
    return twice and (declared is not None and declared.shape != () or any(isinstance(n, tree.Script) and n.sub is not None and name_of(n.base) == r"\pi" for n in found))


def _steps(reading: Reading, nodes) -> None:
    """Undeclared x_t beside x_{t+1} or a variable x, where nothing sums over t: two names, as of two steps of time."""
    found, bound = {}, set()
    for node in _all_nodes(nodes, ()):
        if isinstance(node, tree.BigOp):
            bound |= letters_below(node.lower)
        if isinstance(node, tree.Script) and isinstance(node.sub, tree.Sum) and isinstance(node.sub.terms[0], tree.Symbol):
            found.setdefault(node.sub.terms[0].name, []).append(name_of(node.base))
        elif isinstance(node, tree.Script) and isinstance(node.sub, tree.Symbol) and node.sub.name == "t" and name_of(node.base) in reading.whole_variables:
            found.setdefault("t", []).append(name_of(node.base))           # x_t beside a variable x
    for letter, bases in found.items():
        if letter in ("t", "l") and letter not in bound and not any(b is None or reading.known(b) or (b, "sub") in reading.families for b in bases):
            reading.labels.add(letter)


def _two_fonts(everything: list[tree.Node]) -> bool:
    fonts: dict[str, set] = {}
    for node in everything:
        if isinstance(node, tree.Symbol):
            fonts.setdefault(node.name, set()).add(node.font in _BOLD)
    return any(len(f) > 1 for f in fonts.values())


def _fonts_side_by_side(everything: list[tree.Node]) -> bool:
    r"""Whether one letter stands bold and plain right beside itself, as in \mathbf x - x and w\mathbf w^T: there it is two symbols."""
    for node in everything:
        parts = node.terms if isinstance(node, tree.Sum) else node.factors if isinstance(node, tree.Product) else ()
        faces = [_face(p) for p in parts]
        if any(a and b and a[0] == b[0] and a[1] != b[1] for a, b in zip(faces, faces[1:])):
            return True
    return False


def _face(node: tree.Node) -> tuple[str, bool] | None:
    """The letter of a bare factor or term, signs and transposes aside, and whether it is bold."""
    while isinstance(node, (tree.Neg, tree.Prime)) or isinstance(node, tree.Script) and node.sub is None:
        node = node.body if isinstance(node, tree.Neg) else node.base
    return (node.name, node.font in _BOLD) if isinstance(node, tree.Symbol) and len(node.name) == 1 else None


def symbols_of(el: Elaborator, builder: Builder) -> dict[str, Symbol]:
    """Every symbol by its key, declared ones that do not occur included."""
    out: dict[str, Symbol] = {}
    for d in [d for found in el.reading.declared.values() for d in found]:
        symbol = el.symbols.get(d.key)
        if symbol is None:
            symbol = declared_symbol(el, d)
        out[d.key] = builder.symbol(symbol)
    for table in (el.symbols, el.specials):
        for key, s in table.items():
            if key not in out:
                out[key] = builder.symbol(s)
    return out


def shape_sentences(el: Elaborator, builder: Builder) -> list[str]:
    """One sentence for what was not declared: X in R^{N x d}, beta in R^d (inferred)."""
    parts = []
    for s in el.symbols.values():
        if s.declared:
            continue
        rows, cols = builder.shape(s)
        if len(s.family) > 2 and s.key == s.base:                  # a tensor that is used by its components
            axes = r"\times ".join(str(builder.dim(f)) for f in s.family)
            parts.append(rf"${s.key} \in \mathbb{{R}}^{{{axes}}}$")
            continue
        parts.append(rf"${s.key} \in {_space(rows, cols)}$")
    for name, o in el.opaques.items():
        if name not in el.reading.functions and (o.rows, o.cols) != (1, 1):
            parts.append(rf"${o.latex}(\cdot) \in {_space(*builder.shape(o))}$")
    return [", ".join(parts) + " (inferred)"] if parts else []


def _space(rows: Dim, cols: Dim) -> str:
    return r"\mathbb{R}" if (rows, cols) == (1, 1) else rf"\mathbb{{R}}^{{{rows}}}" if cols == 1 else rf"\mathbb{{R}}^{{{rows}\times {cols}}}"


def assumptions(el: Elaborator, builder: Builder) -> tuple[str, ...]:
    return tuple(shape_sentences(el, builder) + list(el.notes))


@hinted
def interpret_value(formula: tree.Formula, declare: Mapping | None = None, *, free_order: tuple[str, ...] | None = None,
                    shape: tuple[Dim, Dim] | None = None, layout: str = "numerator") -> Value:
    r"""The value of the first expression of a formula, with the definitions that stand in it.

    Free indices come in order of first appearance, or as on a left side [.]_{ij}, or as `free_order` says.
    `shape` is (rows, columns) where it is known, for identities and ones whose size nothing else fixes; `layout` is that of gradients in it.
    """
    declared = parse(declare)
    parts = sort_statements(formula, declared)
    declared = with_functions(declared, formula.statements, parts.definitions) if declared else declared
    target, definitions = _target(parts, formula)
    if isinstance(target, tree.Script) and isinstance(target.base, tree.Group) and target.base.kind == "[" and target.sup is None and not parts.placeholders:
        letters = index_items(target.sub)                        # [..]_{ijk}: an array, its axes in this order
        if all(isinstance(i, tree.Symbol) and len(i.name) == 1 for i in letters):
            target, parts.placeholders = target.base, tuple(i.name for i in letters)
    session = Session(declared, definitions, parts.facts, formula.source, layout)
    session.free_letters.update(parts.placeholders, free_order or ())
    variables = derivative_variables([target])

    def work(el: Elaborator) -> Term:
        for letter in parts.placeholders + (free_order or ()):
            el.free.setdefault(letter, Size())
        out = el.typed(target)
        for letter in parts.facts.ranges:
            el.free.setdefault(letter, Size())             # an index that the expression does not contain is an axis all the same
        _apply_ranges(el)
        for axis, size in zip((out.rows, out.cols), shape or ()):
            if axis != 1 and size != 1:
                unify(axis, el.size(size))
        _unused_size(el, declared)
        return out

    el, term, builder = session.run([target], variables, work)
    expr = builder.expr(term)
    order = free_order or parts.placeholders
    free = {i: builder.dim(el.free[i]) for i in [*order, *(i for i in el.free if i not in order)] if i in el.free}
    return Value(expr, free, symbols_of(el, builder), tuple(builder.order), assumptions(el, builder))


def _unused_size(el: Elaborator, declared: dict[str, Declared]) -> None:
    """A free index of unknown size runs over the one declared size that nothing else has."""
    open_ = {id(s.root()): s for s in el.free.values() if settled(s) is None}
    if not open_ and not el.loose:
        return
    sizes = dict.fromkeys(d for decl in declared.values() for d in (decl.shape or ()) + decl.ranges + ((decl.name,) if "dimension" in decl.props else ()))
    if len(sizes) == 1:
        (only,) = sizes
        for size in [*el.free.values(), *el.loose]:
            if settled(size) is None:
                unify(size, el.size(only))
        return
    rest = [d for d in sizes if d not in el.dims]
    loose = list({id(s.root()): s for s in el.loose if settled(s) is None}.values())
    if not open_ and len(loose) == len(rest) == len(sizes):     # \mathbf 1\mathbf 1^\top beside a declared m x n
        for size, name in zip(loose, rest):
            unify(size, el.size(name))
        return
    if len(open_) == 1 and len(rest) == 1:
        (size,) = open_.values()
        unify(size, el.size(rest[0]))
        letters = ", ".join(i for i, s in el.free.items() if s.root() is size.root())
        el.note(f"The index ${letters}$ runs over $1..{rest[0]}$.")


def _target(parts: Sorted, formula: tree.Formula) -> tuple[tree.Node, list[Definition]]:
    """The expression whose value is meant: the first that is no definition, else what the first definition defines."""
    if parts.held is not None:
        return parts.held, parts.definitions
    for node in parts.expressions + parts.asked + parts.sides:
        if isinstance(node, tree.Relation):
            node = node.parts[0]
        return node, parts.definitions
    if parts.definitions:
        first = parts.definitions[0]
        return first.body, parts.definitions[1:]
    raise ShapeError("there is no expression here", (0, len(formula.source)), code="TD215")


def derivative_variables(roots: list[tree.Node]) -> list[tree.Node]:
    """What any derivative below the nodes is taken by."""
    return [v.node for root in roots for n in tree.nodes(root) if isinstance(n, tree.Derivative) for v in n.variables]


class Context:
    """Types several expressions in one context of declarations, definitions and facts, for the checker.

    >>> Context({"x": "n"}).type_all([]) == ((), {})
    True
    """

    def __init__(self, declare: Mapping | None = None, statements: tree.Formula | None = None, *, layout: str = "numerator"):
        self.declared = parse(declare)
        self.parts = sort_statements(statements, self.declared) if statements is not None else Sorted()
        self.layout = layout

    def type_all(self, nodes: list[tree.Node], source: str = "") -> tuple[tuple[Expr, ...], dict[str, Symbol]]:
        """The expressions of all nodes, shapes inferred jointly, and the symbols by key."""
        if not nodes:
            return (), {}
        values = self.values(nodes, source)
        return tuple(v.expr for v in values), values[0].symbols

    def values(self, nodes: list[tree.Node], source: str = "") -> list[Value]:
        session = Session(self.declared, self.parts.definitions, self.parts.facts, source, self.layout)

        def work(el: Elaborator) -> list[Term]:
            return [el.typed(n) for n in nodes]

        el, terms, builder = session.run(nodes, derivative_variables(nodes), work)
        exprs = [builder.expr(t) for t in terms]
        free = {i: builder.dim(size) for i, size in el.free.items()}
        symbols, said = symbols_of(el, builder), assumptions(el, builder)
        return [Value(e, free, symbols, tuple(builder.order), said) for e in exprs]

    def type(self, node: tree.Node, source: str = "") -> Expr:
        return self.type_all([node], source)[0][0]
