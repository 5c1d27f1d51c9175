r"""What authors leave out where a function is applied: y_n for y(x_n, w), p(y_i) for p(y_i; \lambda), y_k(x)
for the entry k of y(x)."""
from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from ... import tree
from ...errors import ShapeError
from ...functions import BY_SPELLING
from ..binding import bound_letters, numbering_letters
from ..definitions import definition_of
from ..names import is_transposed, key_of, name_of
from ..reading import Definition, flat_arguments, names_in

DATA = "x"                       # the letter of what a model is applied to


@dataclass
class _Function:
    """A defined function: `free` are the places of its arguments that a member numbers."""

    definition: Definition
    args: tuple[tree.Node, ...]
    free: tuple[int, ...]
    before: int                  # how many arguments stand before a bar or a semicolon; all where there is none


def with_omitted(statements: tuple[tree.Node, ...], declared: set[str], source: str) -> tuple[tuple[tree.Node, ...],
        tuple[str, ...]]:
    """The statements with what was left out, and a sentence on each of the kinds that was put in."""
    numbers = numbering_letters(statements)
    defined = [d for s in statements if isinstance(s, tree.Relation) and s.ops[0] in ("=", ":=")
               and (d := definition_of(s.parts[0], s.parts[1], set(), s.span, (), numbers)) is not None]
    functions = {d.name: d for d in defined if d.kind == "function" and isinstance(d.lhs.function, tree.Symbol)}
    values: dict[str, Definition] = {}
    for d in defined:
        if (d.kind == "value" and isinstance(d.lhs, tree.Symbol)
                and (_looks(d.body, values) == "number" or DATA not in declared and _is_line(d.body))):
            values[d.name] = d
    if not functions and not values:
        return statements, ()
    bound = bound_letters(statements)
    variables = {name for s in statements for n in tree.nodes(s) if isinstance(n, tree.Derivative)
                 for name in _variables(n, functions)}
    known = {name: _Function(d, d.lhs.args, tuple(k for k, a in enumerate(d.params) if a not in variables),
                             _before(d, source)) for name, d in functions.items()}
    for d in reversed(values.values()) if bound else ():
        statements = _as_member(statements, d, bound, variables, values, declared)
    reading = _Omitted(known, bound, {d.name for d in defined}, declared, variables)
    return tuple(reading.statement(s) for s in statements), tuple(dict.fromkeys(reading.notes))


def _variables(node: tree.Derivative, functions: dict[str, Definition]) -> Iterator[str]:
    """The names that a derivative is taken by; of \\nabla E the arguments of E."""
    for v in node.variables:
        yield from names_in(v.node)
    if not node.variables and (d := functions.get(name_of(node.operand) or "")) is not None:
        yield from d.params


def _before(d: Definition, source: str) -> int:
    spans = [a.span for a in d.lhs.args]
    between = [source[a[1]:b[0]] for a, b in zip(spans, spans[1:])]
    return next((k for k, text in enumerate(between, 1) if any(mark in text for mark in (";", "|", r"\mid"))), len(spans))


def _as_member(statements: tuple[tree.Node, ...], d: Definition, bound: frozenset[str], variables: set[str],
               values: Collection[str], declared: set[str]) -> tuple[tree.Node, ...]:
    r"""With \hat y_n = w^\top x_n for \hat y = w^\top x, where only members \hat y_n stand.
    Raises ShapeError (TD204) where nothing in it can be numbered."""
    scripts = [n for s in statements for n in tree.nodes(s) if isinstance(n, tree.Script) and isinstance(n.base, tree.Symbol)]
    members = [n for n in map(_member, scripts) if name_of(n.base) == d.name and _letter(n) in bound]
    heads = sum(isinstance(n, tree.Symbol) and name_of(n) == d.name for s in statements for n in tree.nodes(s))
    if not members or heads != len(members) + 1 or len({name_of(n) for n in members}) > 1:
        return statements
    numbered = {name_of(n.base) for n in scripts if _letter(n) == _letter(members[0])} | {DATA, *values}
    given = {name for name in names_in(d.body) if name in numbered and name not in variables}
    if not given:
        if declared.isdisjoint(names_in(d.body)):
            raise ShapeError(f"{key_of(d.lhs)} is a number as it is defined, and {key_of(members[0])} one of many",
                             members[0].span, code="TD204",
                             hint=f"define the members: {key_of(members[0])} = ..., with the letters that are numbered")
        return statements

    def member(node: tree.Node) -> tree.Node | None:
        if isinstance(node, tree.Script) and _letter(_member(node)) in bound:
            return node
        return (tree.Script(node.span, node, members[0].sub, members[0].sup)
                if isinstance(node, tree.Symbol) and name_of(node) in given else None)

    left = tree.Script(d.lhs.span, d.lhs, members[0].sub, members[0].sup)
    return tuple(replace(s, parts=(left, *(tree.replaced(part, member) for part in s.parts[1:])))
                 if isinstance(s, tree.Relation) and s.parts[0] is d.lhs else s for s in statements)


def _member(node: tree.Script) -> tree.Script:
    """y_n of y_n^2."""
    return (node if node.sub is None or node.sup is None or isinstance(node.sup, tree.Group)
            else tree.Script(node.span, node.base, node.sub, None))


def _letter(node: tree.Script) -> str | None:
    """n of y_n and y^{(n)}."""
    if (node.sub is None) == (node.sup is None):
        return None
    return (name_of(node.sub) if node.sub is not None else name_of(node.sup.body)
            if isinstance(node.sup, tree.Group) and node.sup.kind == "(" else None)


def _application(node: tree.Node) -> tuple[tree.Node, tuple[tree.Node, ...]] | None:
    """The function and the arguments of f(x), read as a call or as a product."""
    if isinstance(node, tree.Call):
        return node.function, flat_arguments(node.args)
    if (isinstance(node, tree.Product) and node.op == "juxt" and len(node.factors) == 2
            and isinstance(node.factors[1], tree.Group) and node.factors[1].kind == "("):
        body = node.factors[1].body
        return node.factors[0], flat_arguments(body.items if isinstance(body, tree.Items) else (body,))
    return None


class _Omitted:
    """One pass over the statements of a formula."""

    def __init__(self, functions: dict[str, _Function], bound: frozenset[str], defined: set[str], declared: set[str],
                 variables: set[str]):
        self.functions, self.bound, self.defined, self.declared, self.variables = functions, bound, defined, declared, variables
        self.notes: list[str] = []

    def statement(self, s: tree.Node) -> tree.Node:
        if isinstance(s, tree.Relation) and s.ops[0] in ("=", ":="):                         # the left side defines
            return replace(s, parts=(s.parts[0], *map(self.full, s.parts[1:])))
        return self.full(s)

    def full(self, node: tree.Node) -> tree.Node:
        applied = _application(node)
        if applied is not None:
            function, args = applied
            if (f := self.functions.get(name_of(function) or "")) is not None and len(args) < len(f.args):
                missing = f.args[len(args):]
                if len(args) == f.before or all(name_of(a) in self.variables for a in missing):
                    return self._put_in(node, tree.Call(node.span, function, (*map(self.full, args), *missing)))
            elif (isinstance(function, tree.Script) and (f := self._numbered(function)) is not None
                    and function.sub is not None and tuple(map(name_of, args)) == f.definition.params):
                return tree.Script(node.span, tree.Call(node.span, function.base, f.args), function.sub, None)
        elif isinstance(node, tree.Script) and _member(node) is not node and self._numbered(_member(node)) is not None:
            return tree.Script(node.span, self.full(_member(node)), None, node.sup)
        elif isinstance(node, tree.Script) and (f := self._numbered(node)) is not None and f.free and self._is_number(f):
            return self._put_in(node, tree.Call(node.span, node.base,
                                                tuple(tree.Script(a.span, a, node.sub, node.sup) if k in f.free else a
                                                      for k, a in enumerate(f.args))))
        return tree.mapped(node, self.full)

    def _put_in(self, node: tree.Node, call: tree.Call) -> tree.Call:
        self.notes.append(rf"${key_of(node)}$ stands for ${key_of(call)}$.")
        return call

    def _numbered(self, node: tree.Script) -> _Function | None:
        """The function of y_n and y^{(n)}, where n is bound by a sum and no y_n is defined."""
        f = self.functions.get(name_of(node.base) or "") if isinstance(node.base, tree.Symbol) else None
        return f if f is not None and _letter(node) in self.bound and name_of(node) not in self.defined else None

    def _is_number(self, f: _Function) -> bool:
        """Whether the value of a function is a number as it looks; where only its argument decides, an argument that
        is declared is left as it is."""
        looks = _looks(f.definition.body)
        return looks == "number" or looks == "letters" and not any(f.definition.params[k] in self.declared for k in f.free)


def _looks(node: tree.Node, numbers: Collection[str] = ()) -> str:
    r"""What a body looks like: "number" with an inner product w^\top x in it, "letters" of small letters
    and numbers only, or "array"; `numbers` are known."""
    if name_of(node) in numbers:
        return "number"
    match node:
        case tree.Number():
            return "letters"
        case tree.Symbol() | tree.Script(base=tree.Symbol(), sup=None):
            return "letters" if _small(node) else "array"
        case tree.Group(body=body) | tree.Neg(body=body) | tree.Script(base=body, sub=None, sup=tree.Number()):
            return _looks(body, numbers)
        case tree.Call(function=tree.Symbol(name=name), args=(argument,)) if name in BY_SPELLING or name == r"\sigma":
            return "number" if _looks(argument, numbers) == "number" else "array"
        case tree.Sum(terms=terms):
            return _joined(_looks(t, numbers) for t in terms)
        case tree.Fraction(num=above, den=below):
            return _joined((_looks(above, numbers), _looks(below, numbers)))
        case tree.Product(op="juxt" | "dot", factors=factors):
            return _joined(_factors(factors, numbers))
    return "array"


def _is_line(body: tree.Node) -> bool:
    r"""\beta_0 + \beta_1 x and wx + b: beside another letter x is a number, and so is all
    of it; \lambda x + b may be a vector."""
    if not isinstance(body, tree.Sum) or _looks(body) != "letters":
        return False
    slopes = [t.factors[0] for t in body.terms if isinstance(t, tree.Product) and len(t.factors) == 2
              and name_of(t.factors[1]) == DATA]
    return bool(slopes) and all(isinstance(f, tree.Script) or isinstance(f, tree.Symbol) and not f.name.startswith("\\")
                                for f in slopes)


def _factors(factors: tuple[tree.Node, ...], numbers: Collection[str]) -> Iterator[str]:
    rest = list(factors)
    while rest:
        first = rest.pop(0)
        if not (is_transposed(first) and rest):
            yield _looks(first, numbers)
            continue
        second = rest.pop(0)
        other = tree.called(second)
        yield "number" if _small(first.base) and _small(other) else "array"


def _small(node: tree.Node) -> bool:
    r"""w, \beta, \hat y and x_n; not W, and not a transposed letter."""
    node = node.base if isinstance(node, tree.Script) and node.sup is None else node
    return isinstance(node, tree.Symbol) and (node.name.startswith("\\") or node.name.islower())


def _joined(kinds: Iterable[str]) -> str:
    kinds = set(kinds)
    return "array" if "array" in kinds else "number" if "number" in kinds else "letters"
