r"""Derivatives by what is no letter: \frac{\partial}{\partial\log\sigma}, \frac{\partial}{\partial(w^\top x)},
\frac{\partial}{\partial\Sigma^{-1}}, and by \tau where \tau = 1/\sigma^2.

What is differentiated is written in terms of the quantity, which becomes a letter: where it stands as it is, or solved
for what it is made of (\sigma^2 = 1/\tau). Where neither does, a derivative by g(x) is that by x over g'(x)."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ... import tree
from ...errors import UnsupportedError
from ...records import record
from ..conventions import FUNCTION_LETTERS, TRANSPOSES
from ..names import key_of, name_of
from ..reading import Definition, alike, names_in
from ..statements.sorting import Sorted


@record
class Compound:
    """The derivative as it can be taken; `place`: what its letter stands for (u = w^T x), None where the letter
    is the author's; `over`: the function g(x) where it is by x; sentences on it."""

    node: tree.Derivative
    place: tree.Relation | None = None
    over: tree.Node | None = None
    notes: tuple[str, ...] = ()


def by_compound(node: tree.Node, parts: Sorted, declared: Mapping) -> Compound | None:
    """A derivative by an expression, or by a name whose definition has to be solved; None for all others.
    Definitions in `parts` are rewritten along.

    Raises UnsupportedError (TD222) where what is differentiated holds what the expression is made of in another way."""
    if not isinstance(node, tree.Derivative) or node.operand is None or len(node.variables) != 1:
        return None
    by = tree.opened(node.variables[0].node)
    if (value := _value(node.operand, by)) is not None:                # by g, of f(g(x))
        node, by = replace(node, variables=(replace(node.variables[0], node=value),)), value
    if name_of(by) is not None and not _square_of_declared(by, parts.facts.names(declared)):
        own = next((d for d in parts.definitions if d.name == name_of(by) and d.kind == "value"
                    and isinstance(d.lhs, tree.Symbol)), None)
        return _by_defined(node, own, parts) if own is not None else None
    if (not isinstance(by, (tree.Call, tree.Fraction, tree.Product, tree.Sum, tree.Script, tree.Root, tree.Neg))
            or not (letters := _letters(by))
            or isinstance(by, tree.Script) and (by.sub is not None or tree.opened(by.base) is not by.base
                                                or _is_transpose(by.sup) or name_of(by) is None
                                                and name_of(by.base) is not None and isinstance(by.sup, tree.Number))
            or any(isinstance(n, tree.Symbol) and n.name == "vec" for n in tree.nodes(by))):
        return None
    known = ({n for d in parts.definitions for n in (d.name, *names_in(d.body))} | set(names_in(node))
             | {d.name for d in declared.values()})
    u = _fresh(by, known)
    matrix = isinstance(by, tree.Script) and (name_of(by.base) or "").lstrip("\\")[:1].isupper()
    in_terms = _in_terms(node.operand, by, u, letters, parts, solve=matrix)
    if in_terms is None:
        return _over(node, by, letters)
    operand, parts.definitions, _ = in_terms
    return Compound(replace(node, operand=operand, variables=(tree.Variable(by.span, u, node.variables[0].order),)),
                    tree.equation(by.span, u, by))


def _square_of_declared(by: tree.Node, declared: set[str]) -> bool:
    r"""\sigma^2 where \sigma is declared and \sigma^2 is not."""
    return (isinstance(by, tree.Script) and by.sub is None and tree.is_number(by.sup, "2")
            and name_of(by.base) in declared and name_of(by) not in declared)


def _by_defined(node: tree.Derivative, own: Definition, parts: Sorted) -> Compound | None:
    """By tau = 1/sigma^2, where what is differentiated holds no tau, but a sigma."""
    letters, others = _letters(own.body), [d for d in parts.definitions if d is not own]
    reached = _reached(node.operand, others)
    if (own.name in reached or not reached & letters or own.name in letters
            or any(isinstance(n, (tree.Items, tree.Matrix)) for n in tree.nodes(own.body))):
        return None
    u = own.lhs
    in_terms = _in_terms(node.operand, tree.opened(own.body), u, letters, replace(parts, definitions=others))
    if in_terms is None:
        over = _over(node, own.body, letters)
        return replace(over, notes=(f"${key_of(u)}$ is a function of ${key_of(over.node.variables[0].node)}$.",))
    operand, parts.definitions, solved = in_terms
    if solved is None:
        return Compound(replace(node, operand=operand))
    name = key_of(solved) or next((key_of(n) for n in tree.nodes(own.body) if name_of(n) in letters), "")
    return Compound(replace(node, operand=operand), notes=(f"${name or 'It'}$ is written in terms of ${key_of(u)}$.",))


def inverses(own: Definition, operand: tree.Node | None, definitions: list[Definition]) -> list[Definition]:
    r"""\Sigma = \Lambda^{-1} of \Lambda = \Sigma^{-1}, and \sigma^2 = e^s and \sigma of s = \log\sigma^2: what is
    differentiated by the new letter and speaks of the old one alone is a function of the new one through these."""
    letters = _letters(own.body)
    reached = _reached(operand, [d for d in definitions if d is not own])
    if (len(letters) != 1 or own.name in reached | letters or not letters <= reached
            or letters & {d.name for d in definitions}):
        return []
    return [Definition(name, part, value, "value") for part, value in _solved(tree.opened(own.body), own.lhs)
            if (name := name_of(part)) is not None]


def _in_terms(operand: tree.Node, by: tree.Node, u: tree.Node, letters: set[str], parts: Sorted,
              solve: bool = True) -> tuple[tree.Node, list[Definition], tree.Node | None] | None:
    """(operand, definitions, what was solved for) with u in the place of `by`, or of the largest part of it
    that says all of its letters."""
    for part, value in [(by, u), *(_solved(by, u) if solve else ())]:
        change = _put(part, value)
        found, definitions = change(operand), [replace(d, body=change(d.body)) for d in parts.definitions]
        reached = _reached(found, definitions)
        if name_of(u) in reached and not reached & letters:
            return found, definitions, None if part is by else part
    return None


def _put(part: tree.Node, value: tree.Node):
    """The function that puts a value in the place of a part."""
    def change(n: tree.Node) -> tree.Node:
        if alike(n, part) or isinstance(n, tree.Group) and alike(tree.opened(n), part):
            return replace(value, span=n.span)
        if (isinstance(n, tree.Product) and isinstance(part, tree.Product) and n.op == part.op
                and len(n.factors) > len(part.factors)):
            size = len(part.factors)
            for k in range(len(n.factors) - size + 1):
                if all(map(alike, n.factors[k:k + size], part.factors)):
                    span = (n.factors[k].span[0], n.factors[k + size - 1].span[1])
                    return change(replace(n, factors=(*n.factors[:k], replace(value, span=span), *n.factors[k + size:])))
        n = tree.mapped(n, change)
        below = tree.opened(n.den) if isinstance(n, tree.Fraction) else None
        if isinstance(below, tree.Fraction):                                      # a over 1/u
            times = tree.Product(n.span, "juxt", (tree.Group(n.span, "(", n.num), below.den))
            return (times if isinstance(below.num, tree.Number) and below.num.text == "1"
                    else tree.Fraction(n.span, times, below.num))
        return n
    return change


def _solved(by: tree.Node, u: tree.Node) -> Iterator[tuple[tree.Node, tree.Node]]:
    """The parts of an expression that it determines, from outside in, each with its value:
    of 1/sigma^2 = u, sigma^2 = 1/u."""
    span, two, bracket = by.span, tree.Number(by.span, "2"), lambda x: tree.Group(by.span, "(", x)
    plain = lambda x: x if name_of(x) is not None else bracket(x)
    while True:
        match by:
            case tree.Group(body=inner):
                by = inner
                continue
            case tree.Neg(body=inner):
                by, u = inner, tree.Neg(span, plain(u))
            case tree.Fraction(num=num, den=inner) if not _letters(num):
                by, u = inner, tree.Fraction(span, num, u)
            case tree.Fraction(num=inner, den=den) if not _letters(den):
                by, u = inner, tree.Product(span, "juxt", (bracket(den) if isinstance(den, tree.Sum) else den, plain(u)))
            case tree.Product(op="juxt", factors=(first, *rest)) if not _letters(first) and rest:
                by, u = (rest[0] if len(rest) == 1 else replace(by, factors=tuple(rest)),
                         tree.Product(span, "juxt", (tree.Fraction(span, tree.Number(span, "1"), first), plain(u))))
            case tree.Root(body=inner, degree=None):
                by, u = inner, tree.Script(span, plain(u), None, two)
            case tree.Script(base=inner, sub=None, sup=tree.Neg(body=tree.Number(text="1")) as sup):
                by, u = inner, tree.Script(span, plain(u), None, sup)
            case tree.Script(base=inner, sub=None, sup=tree.Neg(body=power)) if not _letters(power):
                by, u = tree.Script(span, inner, None, power), tree.Fraction(span, tree.Number(span, "1"), u)
            case tree.Script(base=inner, sub=None, sup=tree.Number(text="2")):
                by, u = inner, tree.Root(span, u, None)
            case tree.Script(base=tree.Symbol(name="e"), sub=None,
                             sup=inner) | tree.Call(function=tree.Symbol(name="exp"), args=(inner,)) if (
                    inner is not None):
                by, u = inner, tree.Call(span, tree.Symbol(span, "log", r"\log", "roman"), (u,))
            case tree.Call(function=tree.Symbol(name="log" | "ln"), args=(inner,)):
                by, u = inner, tree.Script(span, tree.Symbol(span, "e", "e"), None, u)
            case _:
                return
        by = tree.opened(by)
        yield by, u if name_of(u) is not None else bracket(u)
        if name_of(by) is not None and not (isinstance(by, tree.Script) and by.sup is not None):
            return


def _over(node: tree.Derivative, by: tree.Node, letters: set[str]) -> Compound:
    """The derivative by x over g'(x)."""
    if len(letters) != 1 or node.order != 1:
        shown = ", ".join(sorted(letters))
        raise UnsupportedError(f"what is differentiated is not given by "
                               f"{key_of(node.variables[0].node) or 'this expression'} alone: "
                               f"{shown} stand in it in another way, too" if len(letters) > 1 else
                               f"a second derivative by a function of {shown} is not supported",
                               node.variables[0].node.span, code="TD222",
                               hint="write what is differentiated in terms of one letter for it, u = ...")
    # \\sigma_j of \\sigma_j^2
    scripts = [tree.without_sup(n) for n in tree.nodes(by) if isinstance(n, tree.Script) and n.sub is not None
               and n.sup is not None]
    x = next(n for n in (*tree.nodes(by), *scripts) if name_of(n) in letters)
    return Compound(replace(node, variables=(tree.Variable(x.span, x, 1),)), None, by)


def _value(operand: tree.Node, by: tree.Node) -> tree.Call | None:
    """The g(x) that a g stands for which is a function in what is differentiated, and nothing else."""
    if not isinstance(by, tree.Symbol) or by.name not in FUNCTION_LETTERS:
        return None
    nodes = tree.nodes(operand)
    calls = [n for n in nodes if isinstance(n, tree.Call) and name_of(n.function) == by.name]
    heads = {id(c.function) for c in calls}
    bare = any(isinstance(n, tree.Symbol) and n.name == by.name and id(n) not in heads for n in nodes)
    return calls[0] if calls and not bare and all(alike(c, calls[0]) for c in calls) else None


def _letters(node: tree.Node) -> set[str]:
    """The names of the quantities below a node, of those with an exponent the base."""
    match node:
        case tree.Script(base=base, sub=None, sup=sup):
            return _letters(base) | (set() if sup is None or _is_transpose(sup) else _letters(sup))
        case tree.Script(base=base, sub=tree.Node() as sub, sup=tree.Node() as sup):
            return _letters(tree.Script(node.span, base, sub, None)) | (set() if _is_transpose(sup) else _letters(sup))
        case tree.Call(args=args):
            return {n for a in args for n in _letters(a)}
        case tree.Symbol(name="e" | "1" | "0" | "I" | r"\pi") | tree.Number():
            return set()
    name = name_of(node)
    return {name} if name is not None else {n for c in tree.children(node) for n in _letters(c)}


def _is_transpose(sup: tree.Node | None) -> bool:
    return name_of(sup) in TRANSPOSES


def _reached(node: tree.Node, definitions: list[Definition]) -> set[str]:
    """The names that an expression mentions, through definitions and functions too."""
    named, seen, stack = {d.name: d for d in definitions}, set(), [(node, ())]
    while stack:
        n, own = stack.pop()
        called = ({name for c in tree.nodes(n) if isinstance(c, tree.Call) and (name := name_of(c.function)) in named}
                  if n is not None else set())
        for name in sorted((_letters(n) if n is not None else set()) - set(own) | called):
            if name not in seen:
                seen.add(name)
                if name in named:
                    stack.append((named[name].body, named[name].params if named[name].kind == "function" else ()))
    return seen


def _fresh(by: tree.Node, taken: set[str]) -> tree.Symbol:
    """A letter for the expression: a Greek capital for the inverse of one, u for most."""
    inverse = isinstance(by, tree.Script) and isinstance(by.sup, tree.Neg)
    letters = (([r"\Lambda", "P", "Q"] if name_of(by.base) == r"\Sigma" else ["P", "Q", "R"])
               if inverse and (name_of(by.base) or "").lstrip("\\")[:1].isupper() else ["u", "v", "s", "q", "z"])
    name = next((c for c in letters if c not in taken), "u_0")
    return tree.Symbol(by.span, name, name)
