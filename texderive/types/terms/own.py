r"""Functions of the author: defined ones with arguments put in, aliases, unspecified ones, primes."""
from __future__ import annotations

from dataclasses import replace

from ... import tree
from ...errors import ShapeError, UnsupportedError
from ...functions import BY_SPELLING, FUNCTION_NAMES
from ..binding import is_label
from ..conventions import LETTER_FUNCTIONS
from ..names import key_of, name_of, script_text
from ..notation.members import matches, put_in, substituted
from ..reading import Definition, flat_arguments, names_in
from .derivatives import inner_prime
from .elaborate import Elaborator
from .elementary import derivative_of, elementwise_function
from .indices import index_term
from .lets import defined_by_itself, defined_member, inlined, let_term, whole_vector
from .named import argument
from .products import multiply
from .term import Term
from .unify import Size, show, unify


def defined_call(el: Elaborator, definition: Definition, args: tuple[tree.Node, ...], span) -> Term:
    """f(…) for f(x) = …: the definition itself for its own parameters, else its body with the arguments put in."""
    args = flat_arguments(args)
    if definition.name in el.building:
        raise defined_by_itself(definition.lhs, span)
    if definition.kind == "value":
        if mere_argument(definition, args):
            return let_term(el, definition, span)
        if len(args) == 1:
            return multiply(el, [let_term(el, definition, span), el.typed(args[0])], span)
        raise UnsupportedError(f"{key_of(definition.lhs)} is not defined as a function", span, code="TD314",
                               hint=f"define {key_of(definition.lhs)}(x) = ...")
    if len(args) != len(definition.params):
        raise ShapeError(f"{key_of(definition.lhs)} takes {len(definition.params)} arguments, not {len(args)}", span,
                         code="TD221", hint="write them all, separated by commas")
    if all(name_of(a) == p and p not in el.params for a, p in zip(args, definition.params)):
        return let_term(el, definition, span)
    if definition.name == r"\sigma" and _logistic(definition.body, definition.params):
        return elementwise_function(el, "sigmoid", el.inside(args[0], elementwise=el.elementwise + 1), span)
    return _put_in(el, definition, {p: el.typed(a) for p, a in zip(definition.params, args)}, {}, span)


def _logistic(body: tree.Node, params: tuple[str, ...]) -> bool:
    """Whether a definition of \\sigma says what is known of it: 1/(1 + e^{-u}) or e^u/(1 + e^u)."""
    if not isinstance(body, tree.Fraction):
        return False
    top, bottom = (tree.opened(n) for n in (body.num, body.den))
    terms = bottom.terms if isinstance(bottom, tree.Sum) and len(bottom.terms) == 2 else ()
    exponents = [u for u in map(_exponent, terms) if u is not None]
    if len(exponents) != 1 or not any(tree.is_number(t, "1") for t in terms):
        return False
    (u,), above = exponents, _exponent(top)
    falling = isinstance(u, tree.Neg)
    if (name_of(u.body if falling else u),) != params:
        return False
    return tree.is_number(top, "1") if falling else above is not None and name_of(above) == name_of(u)


def _exponent(node: tree.Node) -> tree.Node | None:
    """u of e^u and exp(u)."""
    if isinstance(node, tree.Script) and node.sub is None and isinstance(node.base, tree.Symbol) and node.base.name == "e":
        return tree.opened(node.sup)
    return node.args[0] if isinstance(node, tree.Call) and name_of(node.function) == "exp" and len(node.args) == 1 else None


def numbered_call(el: Elaborator, function: tree.Node, args: tuple[tree.Node, ...], node: tree.Node) -> Term | None:
    """f_k(u) of f_i(x) = a_i^T x with i = k and x = u put in; None for other functions and for f_i(x) itself."""
    if not el.reading.numbered_functions:
        return None
    sub, span = function.sub if isinstance(function, tree.Script) and function.sup is None else None, node.span
    definition = el.reading.numbered_functions.get(name_of(function.base) or "") if sub is not None else None
    if (definition is None or len(args) != len(definition.params) or name_of(function) in el.reading.definitions
            and name_of(function) != definition.name):
        return None
    letter = definition.lhs.function.sub.name
    if name_of(function) == definition.name and letter not in el.scope:
        return None
    values = {p: el.typed(a) for p, a in zip(definition.params, args)}
    if is_label(sub):
        return _put_in(el, replace(definition, body=put_in(definition.body, {letter: sub})), values, {}, span)
    index = index_term(el, sub, Size())
    if index.op != "idx":
        return _put_in(el, definition, values | {letter: index}, {}, span)
    return _put_in(el, definition, values, {letter: (index.data, el.scope[sub.name][1] if sub.name in el.scope
                                                     else el.free[sub.name])}, span)


def entries_call(el: Elaborator, function: tree.Node, args: tuple[tree.Node, ...], node: tree.Node) -> Term | None:
    """f(u) of f_i(x) = x_i^2: the vector of all entries; None for other functions."""
    definition = el.reading.numbered_functions.get(name_of(function) or "") if el.reading.numbered_functions else None
    if definition is None or len(args) != len(definition.params):
        return None
    values = {p: el.typed(a) for p, a in zip(definition.params, args)}
    taken = el.taken
    letter, size = definition.lhs.function.sub.name, Size()
    own = next(c for c in (letter, *"ijklmpqrst") if c not in taken)
    return Term("open", (_put_in(el, definition, values, {letter: (own, size)}, node.span),), (own,), size, 1, node.span)


def of_itself(definition: Definition) -> bool:
    r"""Whether values of a known function are numbered by its letter: \sigma_i = \sigma(w^\top x_i)
    says nothing of \sigma."""
    return (definition.name in LETTER_FUNCTIONS and isinstance(definition.body, tree.Call)
            and name_of(definition.body.function) == definition.name)


def family_call(el: Elaborator, definition: Definition, args: tuple[tree.Node, ...], node: tree.Call) -> Term:
    r"""\sigma(z) beside \sigma_i = e^{z_i}/.., the vector of all; y(x_n) beside y_n = w^\top x_n, the member.
    Refused at other arguments, where no rule says what it is."""
    if isinstance(definition.lhs, tree.Call):
        found: dict[str, tree.Node] = {}
        args = flat_arguments(args)
        if (len(args) == len(definition.lhs.args)
                and all(matches(p, a, definition.params, found) for p, a in zip(definition.lhs.args, args))):
            return defined_member(el, definition, [found[p] for p in definition.params], node)
    elif mere_argument(definition, args):
        if all(isinstance(a, tree.Symbol) for a in args):
            return whole_vector(el, definition, node)
        members = {script_text(a.sub): a.sub for a in args if isinstance(a, tree.Script) and a.sub is not None and a.sup is None}
        if len(members) == 1:
            return defined_member(el, definition, tree.items_of(*members.values()), node)
    raise UnsupportedError(f"{key_of(definition.lhs)} is defined, but not as a function of {key_of(args[0]) or 'this'}",
                           node.span, code="TD314",
                           hint=f"define {definition.name}(x) = ..., or write {key_of(definition.lhs)}")


def _put_in(el: Elaborator, definition: Definition, params: dict, scope: dict, span) -> Term:
    """The body of a definition with terms for its parameters and letters for its indices."""
    if definition.name in el.building:
        raise defined_by_itself(definition.lhs, span)
    return inlined(el, definition, params=el.params | params, scope=el.scope | scope)


def mere_argument(definition: Definition, args: tuple[tree.Node, ...]) -> bool:
    """x_1(t) for x_1 = t cos t: the argument only reminds of what the definition depends on."""
    mentioned = names_in(definition.body)
    return all(name_of(tree.called(a)) in mentioned for a in args)


def alias_call(el: Elaborator, function: tree.Node, args: tuple[tree.Node, ...], node: tree.Node) -> Term | None:
    r"""\phi(x_n) where \phi_n := \phi(x_n) is said: the member \phi_n."""
    name = name_of(function)
    for alias in el.reading.aliases:
        body = alias.body
        parts = ((body.function, body.args) if isinstance(body, tree.Call)
                 else (body.factors[0], tree.items_of(body.factors[1].body)))
        if name_of(parts[0]) != name or len(parts[1]) != len(args):
            continue
        found: dict[str, tree.Node] = {}
        if all(matches(p, a, alias.params, found) for p, a in zip(parts[1], args)):
            return el.typed(substituted(alias.lhs, found))
    return None


def opaque_call(el: Elaborator, name: str | None, function: tree.Node, args: tuple[tree.Node, ...], node: tree.Node) -> Term:
    """An unspecified differentiable function of its arguments."""
    if name in (r"\Re", r"\Im", "Re", "Im", "conj"):
        raise UnsupportedError("real and imaginary parts are not supported", function.span, code="TD313",
                               hint="everything is real here")
    if name is None:
        raise UnsupportedError("this cannot be applied as a function", function.span, code="TD314")
    if (isinstance(function, tree.Symbol) and len(function.name) > 1 and not function.name.startswith("\\")
            and name not in el.reading.functions):
        from difflib import get_close_matches
        near = get_close_matches(function.name, sorted(FUNCTION_NAMES), 1, 0.7)
        raise UnsupportedError(f"the function {function.name} is not known", function.span, code="TD314",
                               hint=f"did you mean {near[0]}? else define it" if near
                               else "define it, or use a single letter for an unspecified function")
    parameters = [v for v in el.reading.variables if isinstance(function, tree.Script)
                  and v in {n for s in (function.sub, function.sup) if s is not None for n in names_in(s)}]
    if parameters:
        raise UnsupportedError(f"how {key_of(function)} depends on {parameters[0]} is not known", function.span,
                               code="TD314", hint=f"define it: {key_of(function)}(x) = ...")
    refuse_density(el, args, node)
    values = tuple(el.alone(a) for a in args)
    domain = el.reading.facts.domains.get(name)
    if domain is not None and len(values) == 1:
        _within(el, values[0], domain, name)
    opaque = el.opaque(name, key_of(function), len(args))
    return Term("app", values, opaque, opaque.rows, opaque.cols, node.span)


def refuse_density(el: Elaborator, args: tuple[tree.Node, ...], node: tree.Node) -> None:
    r"""p(y \mid x) needs a definition."""
    if any(isinstance(a, tree.Relation) and set(a.ops) == {"mid"} for a in args):
        raise UnsupportedError(f"the conditional density {el.words_of(node)} is not defined", node.span, code="TD302",
                               hint=f"define it: {key_of(node)} = ...")


def _within(el: Elaborator, x: Term, domain: tuple, name: str) -> None:
    """The argument of a function lies in its declared domain."""
    rows, cols = [*(el.size(s) for s in domain), 1, 1][:2]
    if not (unify(x.rows, rows) and unify(x.cols, cols)):
        raise el.mismatch(f"the argument of {name} is {show(x.rows, x.cols)}, but its domain is {show(rows, cols)}",
                          x.span, (x,), hint="keep to the declared domain")


def primed(el: Elaborator, function: tree.Prime, args: tuple[tree.Node, ...], node: tree.Node) -> Term:
    """f'(x) of a defined, a known or an unspecified function."""
    base = function.base
    name = name_of(base)
    definition = el.reading.definitions.get(name) if name else None
    if definition is not None and (definition.kind == "function" or definition.kind == "value" and len(args) == 1
                                   and mere_argument(definition, args)
                                   and el.typed(args[0]).is_scalar):
        return inner_prime(el, definition, args, function.count, node.span)
    builtin = BY_SPELLING.get(base.name) if isinstance(base, tree.Symbol) else None
    if builtin is None and name == r"\sigma" and not el.reading.known(name):
        builtin = "sigmoid"
    if builtin is not None and function.count == 1:
        return derivative_of(el, builtin, argument(el, args, node), node.span)
    if name is not None and (el.reading.known(name) or name in el.choice):
        return multiply(el, [el.typed(function), el.typed(args[0])], node.span)
    values = tuple(el.inside(a, elementwise=0) for a in args)
    if name is None or len(values) != 1:
        raise UnsupportedError("this primed function is not supported", node.span, code="TD323",
                               hint="write the derivative with its variable")
    if not values[0].is_scalar:
        raise el.mismatch(f"{el.words_of(node)} is the derivative of a function of a number", node.span, values,
                          code="TD323", hint="write the derivative with its variable")
    opaque = el.opaque(name, key_of(base), 1)
    return Term("dapp", values, (opaque, (0,) * function.count), opaque.rows, opaque.cols, node.span)


