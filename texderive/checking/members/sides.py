r"""Members as trees: read, a bare \nabla given its variable, unbracketed derivatives in their other readings,
undefined functions noticed."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from ... import tree as t
from ...errors import TexDeriveError
from ...types.names import is_transposed, name_of
from ...types.notation.changes import alone
from ...types.notation.steps import step
from ...types.reading import Definition
from ..context.endings import Order
from ..context.knowledge import Knowledge
from ..text.chains import Member
from ..trees.structures import structure, walk
from .inlining import free_letters
from .places import Pairs, at_zero, placed

_FUNCTIONS = frozenset("sigma log ln exp sin cos tan cot tanh sinh cosh det tr max min ReLU relu softmax softplus sqrt "
                       "diag vec Tr trace sigmoid abs arctan".split())


@dataclass(slots=True)
class Side:
    """One member of a chain as it was read; `error` says why it was not."""

    member: Member
    text: str
    node: t.Node | None = None
    error: TexDeriveError | None = None
    at: tuple[tuple[t.Node, t.Node], ...] = () # variables and values of an evaluation bar
    constant: bool = False                     # what it says holds up to a constant
    order: Order | None = None                 # what it says holds up to terms of this order
    limit: tuple[t.Node, t.Node] | None = None # variable and target of a limit
    undefined: tuple[str, ...] = ()            # names that are differentiated here and defined nowhere
    as_written: t.Node | None = None           # the tree before it was rewritten

    def rewrite(self, change: Callable[[t.Node], t.Node]) -> None:
        """The tree changed; `own` stays what it was."""
        if self.node is not None and (node := change(self.node)) is not self.node:
            self.as_written, self.node = self.own, node

    @property
    def own(self) -> t.Node | None:
        """The tree whose spans are those of the text."""
        return self.node if self.as_written is None else self.as_written

    @property
    def own_text(self) -> str:
        """The text that messages may quote from; "" where something in the tree comes from a definition, whose spans
        are those of another text."""
        leaves = [n for n in t.nodes(self.node) if isinstance(n, (t.Symbol, t.Number))] if self.node is not None else []
        return (self.text if all((n.text if isinstance(n, t.Number)
                                  else n.name.lstrip("\\")) in self.text[slice(*n.span)] for n in leaves) else "")

    @property
    def zero(self) -> bool:
        return is_zero(self.node)


def nodes_of(sides: Iterable[Side]) -> list[t.Node]:
    """The trees of those sides that could be read."""
    return [s.node for s in sides if s.node is not None]


def is_zero(node: t.Node | None) -> bool:
    """0 as written, also in bold or as a transposed vector."""
    if isinstance(node, t.Script) and not isinstance(node.sup, t.Number):
        return is_zero(node.base)
    return t.is_zero(node)


# ---------------------------------------------------------------- the variable of a chain

def variable_of(node: t.Node, known: Knowledge) -> t.Node | None:
    """What the left side of a chain differentiates by: written, or the only parameter of the function."""
    for n in t.nodes(node):
        if isinstance(n, t.Derivative):
            if n.variables:
                return n.variables[0].node
            found = None if alone(n) else _parameter(n.operand, known)                # df is a differential
            if found is not None:
                return found
        if isinstance(n, t.Call) and isinstance(n.function, t.Prime) and len(n.args) == 1:
            return n.args[0]
    return None


def _parameter(operand: t.Node | None, known: Knowledge) -> t.Node | None:
    function = t.called(operand)
    if function is None or isinstance(operand, t.Call) and not _named(operand):
        return None
    definition = known.definition(name_of(function))
    if definition is not None and definition.has_arguments(1):
        return definition.lhs.args[0]
    if isinstance(operand, t.Call) and len(operand.args) == 1:
        return operand.args[0]
    return None


def with_variable(node: t.Node, variable: t.Node | None) -> t.Node:
    r"""\nabla(...) without a variable, read as \nabla by the chain's variable; \nabla f
    of a defined f keeps its own."""
    if variable is None or not t.inventory(node).has(t.Derivative):
        return node

    def change(n: t.Node) -> t.Node:
        if isinstance(n, t.Derivative) and not n.variables and n.operand is not None and not _named(n.operand):
            return replace(n, variables=(t.Variable(n.span, variable, n.order),))
        return n

    return t.rewritten(node, change)


def without_variable(nodes: list[t.Node], known: Knowledge) -> tuple[t.Node, ...]:
    r"""The letters that \nabla \exp(w^T x) may be by, in the order in which they stand, and those that they are made
    of: x of \nabla\log r with r = \|x\|."""
    found = next((n.operand for node in nodes for n in t.nodes(node) if isinstance(n, t.Derivative)
                  and n.kind == "nabla" and not n.variables
                  and isinstance(n.operand, t.Call) and not _named(n.operand)), None)
    made = [d.body for n in t.nodes(found) if isinstance(n, t.Symbol) and (d := known.definition(n.name)) is not None
            and d.kind == "value"] if found is not None else []
    letters = [n for root in (found, *made) for n, above in walk(root) if isinstance(n, t.Symbol)
               and not (above and (isinstance(above[-1], t.Call) and above[-1].function is n
                                   or isinstance(above[-1], t.Script) and above[-1].base is not n))] if found is not None else []
    return tuple({n.name: n for n in letters}.values())


def with_own_variable(node: t.Node, known: Knowledge) -> t.Node:
    r"""\nabla f(x) as \nabla_x f(x), where the variable of f is known."""
    def change(n: t.Node) -> t.Node:
        if (isinstance(n, t.Derivative) and n.kind == "nabla" and not n.variables
                and (own := _parameter(n.operand, known)) is not None):
            return replace(n, variables=(t.Variable(n.span, own, n.order),))
        return n

    return t.rewritten(node, change) if t.inventory(node).has(t.Derivative) else node


def _named(operand: t.Node) -> bool:
    r"""f and f(x), which have variables of their own; not \exp(w^T x)."""
    return (isinstance(operand, t.Symbol) or isinstance(operand, t.Call)
            and not (isinstance(operand.function, t.Symbol) and operand.function.name.lstrip("\\") in _FUNCTIONS))


def with_components(node: t.Node, known: Knowledge) -> t.Node:
    r"""\partial_{kl} J and \partial_k f: by the component with these indices of the only parameter, else of an x
    that the formula speaks of."""
    def change(n: t.Node) -> t.Node:
        if (isinstance(n, t.Derivative) and n.kind == "partial" and n.variables
                and all(index_letter(v.node, known) for v in n.variables)
                and not (n.operand is not None and quantities(n.operand) & {v.node.name for v in n.variables})):
            whole = _parameter(n.operand, known) or _position(n.operand, [v.node.name for v in n.variables], known)
            if whole is not None:
                letters = tuple(v.node for v in n.variables)
                if len(letters) == 2 and n.order == 2 and isinstance(whole, t.Symbol) and whole.name == "x":
                    return replace(n, variables=tuple(t.Variable(n.span, t.Script(n.span, whole, i, None), 1) for i in letters))
                sub = t.listed(n.span, letters)
                return replace(n, variables=(t.Variable(n.span, t.Script(n.span, whole, sub, None), 1),), order=1)
        return n

    return t.rewritten(node, change) if t.inventory(node).has(t.Derivative) else node


def _position(operand: t.Node | None, letters: list[str], known: Knowledge) -> t.Node | None:
    """The x that an expression speaks of, itself or through a definition, where the letters number things in it or
    are such as only number."""
    below = [n for n in t.nodes(operand)] if operand is not None else []
    if operand is None or not set(letters) <= set("ijkl") | free_letters(operand) or quantities(operand) & set(letters):
        return None
    for name in {name_of(n) for n in below}:
        if (d := known.definition(name)) is not None and d.kind == "value":
            below += [n for n in t.nodes(d.body)]
    return next((n for n in below if isinstance(n, t.Symbol) and n.name == "x"), None)


def quantities(node: t.Node) -> set[str]:
    """The letters that stand by themselves, not below others."""
    inner = {id(n) for s in t.nodes(node) if isinstance(s, t.Script) and s.sub is not None for n in t.nodes(s.sub)}
    return {n.name for n in t.nodes(node) if isinstance(n, t.Symbol) and id(n) not in inner}


def index_letter(node: t.Node, known: Knowledge) -> bool:
    """Whether a letter is one of the usual index letters and nothing in the document."""
    return (isinstance(node, t.Symbol) and len(node.name) == 1 and node.name in "ijklmnpqrs"
            and known.definition(node.name) is None
            and not any(d.name == node.name for d in known.declared.values()))


def evaluation(node: t.Node, known: Knowledge) -> tuple[t.Node, Pairs]:
    """A member without its evaluation bar, and what the bar says: (variable, value) for each.
    f(0) is f(x) at x = 0."""
    if isinstance(node, t.Call) and len(node.args) == 1 and is_zero(node.args[0]):
        definition = known.definition(name_of(node.function))
        if definition is not None and definition.has_arguments(1):
            return definition.body, ((definition.lhs.args[0], node.args[0]),)
    if isinstance(node, t.Call) and isinstance(node.function, t.Prime) and len(node.args) == 1 and is_zero(node.args[0]):
        definition = known.definition(name_of(node.function.base))
        if definition is not None and definition.has_arguments(1):
            return replace(node, args=definition.lhs.args), ((definition.lhs.args[0], node.args[0]),)        # g'(0)
    return placed(at_zero(_with_bar(node), known), known)


def _with_bar(node: t.Node) -> t.Node:
    r"""2x\big|_{x = a} as (2x)\big|_{x = a}: a bar behind the last factor is behind the product."""
    if isinstance(node, t.Neg) and isinstance(inner := _with_bar(node.body), t.At):
        return replace(inner, span=node.span, body=replace(node, body=inner.body))
    if isinstance(node, t.Product) and isinstance(node.factors[-1], t.At) and node.factors[-1].span[1] == node.span[1]:
        bar = node.factors[-1]
        return replace(bar, span=node.span, body=replace(node, factors=(*node.factors[:-1], bar.body)))
    return node


def without_limit(node: t.Node) -> tuple[t.Node, tuple[t.Node, t.Node] | None]:
    r"""\lim_{h \to 0} g(h) + c as g(h) + c, and what goes where; only one variable at a time, and to a finite value."""
    found = [n for n in t.nodes(node) if isinstance(n, t.Limit)]
    if (not found or any((structure(n.variable), structure(n.target)) != (structure(found[0].variable),
                             structure(found[0].target)) for n in found)
            or any(isinstance(n, t.Symbol) and n.name == r"\infty" for n in t.nodes(found[0].target))):
        return node, None

    def change(n: t.Node) -> t.Node:
        return t.Group(n.span, "(", n.body) if isinstance(n, t.Limit) else n

    return t.rewritten(node, change), (found[0].variable, found[0].target)


# ---------------------------------------------------------------- other readings

def readings(node: t.Node, sums: bool) -> Iterator[t.Node]:
    """The scopes an unbracketed derivative, sum or function may have instead: its first term or factor only, or fewer
    of them; with `sums`, sums may reach further."""
    for n in t.nodes(node):
        if (isinstance(n, t.Script) and n.sup is not None and n.sub is None and isinstance(n.base, t.Call)
                and len(n.base.args) == 1 and n.sup.span[0] >= n.base.span[1]):
            inner = t.Script(n.span, t.Group(n.base.args[0].span, "(", n.base.args[0]), None, n.sup)
            yield t.put(node, n, replace(n.base, args=(inner,)))            # \log (a)^2 as the logarithm of a square
        if (isinstance(n, t.Call) and len(n.args) == 1 and isinstance(n.args[0], t.Product) and n.args[0].op == "juxt"
                and n.args[0].span[1] == n.span[1]):
            factors = n.args[0].factors
            for k in range(1, len(factors)):  # \det X\, X^{-T} as the determinant of X alone
                inner = factors[0] if k == 1 else t.Product(n.args[0].span, "juxt", factors[:k])
                yield t.put(node, n, t.Product(n.span, "juxt", (replace(n, args=(inner,)), *factors[k:])))
        if isinstance(n, t.Derivative) and n.bare and isinstance(n.operand, t.Sum) and _tail(node, n):
            terms = n.operand.terms
            for k in range(1, len(terms)):
                inner = terms[0] if k == 1 else t.Sum(n.operand.span, terms[:k])
                yield t.Sum(node.span, (t.put(node, n, replace(n, operand=inner)), *terms[k:]))
        if isinstance(n, t.BigOp) and isinstance(n.body, t.Sum) and _tail(node, n):
            terms = n.body.terms
            yield t.Sum(node.span, (t.put(node, n, replace(n, body=terms[0])), *terms[1:]))
    for change in (_parted, _entry_of_product, _turned_gradient, _gradient_of_bracket):
        if (changed := t.rewritten(node, change)) is not node:
            yield changed
    if isinstance(node, t.Sum):
        for k, term in enumerate(node.terms[:-1]):
            for n in t.nodes(term):
                if isinstance(n, (t.Derivative, t.BigOp) if sums else t.Derivative) and _tail(term, n):
                    body = n.operand if isinstance(n, t.Derivative) else n.body
                    if body is not None and not isinstance(body, t.Group) and (isinstance(n, t.BigOp) or n.bare):
                        longer = t.Sum(body.span, ((body.terms if isinstance(body, t.Sum) else (body,)) + node.terms[k + 1:]))
                        new = replace(n, operand=longer) if isinstance(n, t.Derivative) else replace(n, body=longer)
                        rest = t.put(term, n, new)
                        yield t.Sum(node.span, (*node.terms[:k], rest)) if k else rest


def _parted(node: t.Node) -> t.Node:
    r"""A function without brackets of its first factor alone: \cos\theta\, u + \sin\theta\, v."""
    if (isinstance(node, t.Call) and len(node.args) == 1 and isinstance(node.args[0], t.Product)
            and node.args[0].op == "juxt" and node.args[0].span[1] == node.span[1]):
        first, *rest = node.args[0].factors
        return t.Product(node.span, "juxt", (replace(node, args=(first,)), *rest))
    return node


def _entry_of_product(node: t.Node) -> t.Node:
    r"""X^T (Xw - y)_i as an entry of the whole product."""
    last = node.factors[-1] if isinstance(node, t.Product) and node.op == "juxt" else None
    if isinstance(last, t.Script) and isinstance(last.base, t.Group) and last.sub is not None and last.sup is None:
        whole = t.Group(node.span, "(", replace(node, factors=(*node.factors[:-1], last.base)))
        return t.Script(node.span, whole, last.sub, None)
    return node


def _turned_gradient(node: t.Node) -> t.Node:
    r"""\nabla[Ax]^T x as the gradient of what stands in the brackets, transposed, times x."""
    changed = _gradient_of_bracket(node)
    if changed is node:
        return node
    gradient = changed.factors[0]
    turned = t.Script(gradient.span, t.Group(gradient.span, "(", gradient), None, node.operand.factors[0].sup)
    return replace(changed, factors=(turned, *changed.factors[1:]))


def _gradient_of_bracket(node: t.Node) -> t.Node:
    r"""The same of an author whose gradient of Ax is the transpose of the Jacobian."""
    factors = (node.operand.factors if isinstance(node, t.Derivative) and isinstance(node.operand, t.Product)
               and node.operand.op == "juxt" else ())
    first = factors[0] if factors else None
    if not (isinstance(first, t.Script) and isinstance(first.base, t.Group) and first.base.kind == "[" and is_transposed(first)):
        return node
    return t.Product(node.span, "juxt", (replace(node, operand=first.base), *factors[1:]))


def _tail(root: t.Node, node: t.Node) -> bool:
    """Whether a node stands at the very end of the root, reached through products and signs only."""
    while root is not node:
        if isinstance(root, t.Neg):
            root = root.body
        elif isinstance(root, t.Product):
            root = root.factors[-1]
        elif isinstance(root, t.Derivative) and root.operand is not None:
            root = root.operand
        elif isinstance(root, t.BigOp):
            root = root.body
        elif isinstance(root, t.Sum):
            root = root.terms[-1]
        else:
            return False
    return True


# ---------------------------------------------------------------- what is not defined

def undefined(node: t.Node, definitions: list[Definition]) -> tuple[str, ...]:
    """Names of functions that are differentiated but defined nowhere: nothing can be said about their derivatives."""
    defined = {d.name for d in definitions}
    found: dict[str, None] = {}
    for n in t.nodes(node):
        if isinstance(n, t.Derivative) and n.operand is not None:
            operand = t.opened(n.operand)
            variables = {name_of(v.node) for v in n.variables} | {name_of(t.unscripted(v.node))
                for v in n.variables if not _shifted(v.node)}
            names = _heads(operand)
            if names and not any(name in defined or name in variables for name in names):
                found.setdefault(names[0])
        if isinstance(n, t.Call) and isinstance(n.function, t.Prime) and name_of(n.function.base) not in defined:
            name = name_of(n.function.base)
            if name and name.lstrip("\\") not in _FUNCTIONS:
                found.setdefault(name)
    return tuple(found)


def _shifted(node: t.Node) -> bool:
    """Whether a name is another quantity than that of its neighbour's step: c_{t-1} beside c_t."""
    at = step(node)
    return at is not None and at.shift != 0 and bool(at.letter)


def _heads(operand: t.Node) -> list[str]:
    """The names an operand may go by, when it is nothing but a name: e_ui and e."""
    if isinstance(operand, t.Call) and isinstance(operand.function, t.Symbol):
        name = operand.function.name
        return [] if name.lstrip("\\") in _FUNCTIONS or len(name) > 1 and name[0] != "\\" else [name_of(operand.function)]
    if isinstance(operand, t.Script) and operand.sup is None:
        return [n for n in (name_of(operand.base), name_of(operand)) if n]
    return [name_of(operand)] if isinstance(operand, t.Symbol) else []
