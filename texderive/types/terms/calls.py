r"""A function applied: which kind of function its name is, tried in a fixed order."""
from __future__ import annotations

from collections.abc import Callable

from ... import tree
from ...errors import ShapeError, UnsupportedError
from ...functions import BY_SPELLING
from ...read.calls import of_a_policy
from ..conventions import EXTREME_VALUES, LETTER_FUNCTIONS, SPECIAL_FUNCTIONS, WORDS
from ..names import key_of, name_of
from ..reading import Definition, alike, flat_arguments
from .conditions import condition_term
from .densities import gaussian, gaussian_arguments, named_gaussian
from .elaborate import Elaborator, handles
from .elementary import elementwise_function
from .lets import let_term
from .named import HANDLERS_BY_WORD, VALUES_OF, argument, eigenvalue
from .own import (
    alias_call, defined_call, entries_call, family_call, mere_argument, numbered_call, of_itself, opaque_call, primed,
    refuse_density,
)
from .powers import power
from .products import multiply, names_value, refuse_argument
from .spectra import vector_handler
from .stacks import shaped_call
from .term import Term, scalar

_ONES = ("1", r"\mathbb{1}", r"\mathbbm{1}", r"\mathds{1}")


@handles(tree.Call)
def _call(el: Elaborator, node: tree.Call) -> Term:
    for law in el.reading.laws:
        if alike(node, law.lhs) or _short_of(node, law.lhs):
            return let_term(el, law, node.span)
    function, args = node.function, node.args
    exponent = None
    if isinstance(function, tree.Script) and function.sup is not None and name_of(function) not in el.reading.definitions \
            and (function.sub is None or _builtin(function.base)) and not of_a_policy(function):
        exponent, function = function.sup, tree.without_sup(function)
        known = el.reading.definitions.get(name_of(function) or "")
        # no power of f(x)
        if (isinstance(exponent, tree.Group) and exponent.kind == "("
                and (known.kind == "function" if known is not None
                     else not _builtin(function) and isinstance(exponent.body, (tree.Number, tree.Symbol)))):
            raise UnsupportedError("a derivative of an order in brackets is not supported inside of an expression",
                                   node.function.span, code="TD301", hint="write primes, f''(x)")
    if (isinstance(function, tree.Script) and function.sup is None and isinstance(function.base, tree.Symbol)
            and function.base.name in ("log", "lg")):
        return _logarithm(el, function.sub, args, node)
    out = (primed if isinstance(function, tree.Prime) else _apply)(el, function, args, node)
    if exponent is None:
        return out
    if tree.is_minus_one(exponent) and out.is_scalar and out.op != "mul" and not _builtin(function):
        name = key_of(function)
        raise UnsupportedError(f"whether {name}^{{-1}} is the inverse function or 1/{name} is not clear", node.span, code="TD314",
                               hint=rf"write \frac{{1}}{{{name}(x)}} for the reciprocal, x = {name}(y), \quad "
                                    rf"\frac{{dy}}{{dx}} for the derivative of the inverse function")
    return power(el, out, exponent, node.span)


def _logarithm(el: Elaborator, base: tree.Node, args: tuple[tree.Node, ...], node: tree.Node) -> Term:
    """log_b x = log x / log b."""
    x = elementwise_function(el, "log", argument(el, args, node), node.span)
    below = el.typed(base)
    if below.op == "num" and below.data in (0, 1):
        raise ShapeError(f"there is no logarithm to the base {below.data}", base.span, code="TD216",
                         hint="write a base that is positive and not 1")
    if below.op == "const" and below.data == "e":
        return x
    return Term("div", (x, scalar("fn", (below,), node.span, "log")), None, x.rows, x.cols, node.span)


def _builtin(function: tree.Node) -> bool:
    return isinstance(function, tree.Symbol) and (function.name in BY_SPELLING or function.name in WORDS)


def _short_of(node: tree.Call, full: tree.Node) -> bool:
    r"""\log p beside \log p(y \mid \theta) = .., and \log L(\theta) beside \log L = ..:
    the same without its arguments."""
    if not isinstance(full, tree.Call) or len(node.args) != 1 or len(full.args) != 1 or not alike(node.function, full.function):
        return False
    one, other = (tree.called(x) for x in (node.args[0], full.args[0]))
    calls = isinstance(node.args[0], tree.Call), isinstance(full.args[0], tree.Call)
    lettered = all(name_of(a) is not None for x in (node.args[0], full.args[0]) if isinstance(x, tree.Call)
                   for a in flat_arguments(x.args))
    return calls[0] != calls[1] and lettered and name_of(one) is not None and name_of(one) == name_of(other)


def _apply(el: Elaborator, function: tree.Node, args: tuple[tree.Node, ...], node: tree.Node) -> Term:
    """The first of KINDS that fits, else a function of which nothing is known."""
    for kind in KINDS:
        term = kind(el, function, args, node)
        if term is not None:
            return term
    return opaque_call(el, name_of(function), function, args, node)


def _density(el: Elaborator, function: tree.Node, args: tuple[tree.Node, ...], node: tree.Node) -> Term | None:
    r"""\mathcal N(x \mid \mu, \Sigma)."""
    density = gaussian_arguments(el, node)
    return None if density is None else named_gaussian(el, density, node)


def _condition(el: Elaborator, function: tree.Node, args: tuple[tree.Node, ...], node: tree.Node) -> Term | None:
    r"""\mathbf{1}[x > 0], though \mathbf{1} is declared as a vector."""
    return condition_term(el, args[0]) if _conditional(function, args) else None


def _defined(el: Elaborator, function: tree.Node, args: tuple[tree.Node, ...], node: tree.Node) -> Term | None:
    """f(a) where f(x) = .., or f_i(x) = .. for each i, stands before."""
    definition = el.reading.definitions.get(name_of(function) or "")
    if definition is None or definition.kind == "family" and of_itself(definition):
        return None
    if definition.kind in ("function", "value"):
        return defined_call(el, definition, args, node.span)
    return family_call(el, definition, args, node) if definition.kind == "family" and (len(definition.params) == 1
        or isinstance(definition.lhs, tree.Call)) else None


def _reminder(el: Elaborator, function: tree.Node, args: tuple[tree.Node, ...], node: tree.Node) -> Term | None:
    return el.typed(function) if _reminded(el, function, args) else None


def _symbol(el: Elaborator, function: tree.Node, args: tuple[tree.Node, ...], node: tree.Node) -> Term | None:
    r"""A declared letter times a bracket; a name such as \log stays a function whatever is declared."""
    word, name = _word_of(function), name_of(function)
    declared = name is not None and is_symbol(el, function) and name not in el.choice
    return _as_product(el, function, args, node) if declared and not (word and len(word) > 1 and word in BY_SPELLING) else None


def _log_density(el: Elaborator, function: tree.Node, args: tuple[tree.Node, ...], node: tree.Node) -> Term | None:
    r"""\log\mathcal N(x \mid \mu, \Sigma)."""
    density = gaussian_arguments(el, args[0]) if _word_of(function) in ("log", "ln") and len(args) == 1 else None
    return None if density is None else gaussian(el, density, node, log=True)


def _named(el: Elaborator, function: tree.Node, args: tuple[tree.Node, ...], node: tree.Node) -> Term | None:
    """A function with a name of its own: a row of FUNCTIONS, a vector named in words, one of WORDS."""
    word = _word_of(function)
    if word in BY_SPELLING:
        return elementwise_function(el, BY_SPELLING[word], argument(el, args, node), node.span)
    vector = vector_handler(word)
    if vector is not None:
        return vector(el, args, node)
    return HANDLERS_BY_WORD[WORDS[word]](el, args, node) if word in WORDS else None


def _letter(el: Elaborator, function: tree.Node, args: tuple[tree.Node, ...], node: tree.Node) -> Term | None:
    r"""\sigma(..), \Gamma(..), 1(..), \lambda_1(X): letters that are functions
    unless the search takes them as symbols."""
    name = name_of(function)
    if name is None:
        return None
    chosen = name in el.choice
    if name in LETTER_FUNCTIONS and not chosen:
        return _letter_function(el, name, argument(el, args, node), node)
    if len(args) == 1 and (name in _ONES or name == "I" and isinstance(args[0], tree.Relation)):
        return condition_term(el, args[0])
    if len(args) == 1 and not chosen and name.split("_")[0] in VALUES_OF and "_" in name:
        return eigenvalue(el, name, args, node)
    return _as_product(el, function, args, node) if chosen else None


KINDS: tuple[Callable[[Elaborator, tree.Node, tuple[tree.Node, ...], tree.Node], Term | None], ...] = (
    _density, _condition, numbered_call, _defined, _reminder, alias_call, entries_call, shaped_call, _symbol,
    _log_density, _named, _letter)


def _word_of(function: tree.Node) -> str | None:
    return function.name if isinstance(function, tree.Symbol) else None


def _letter_function(el: Elaborator, name: str, x: Term, node: tree.Node) -> Term:
    r"""\sigma(..) elementwise, \Gamma(..) of a scalar: before a vector, \Gamma would be a matrix."""
    if name in SPECIAL_FUNCTIONS and not x.is_scalar:
        raise UnsupportedError(f"whether {name} is the function or a matrix that is multiplied by {el.words(x)} is not "
                               f"clear", node.span, code="TD314", hint=f"declare {name} if it is a matrix")
    return elementwise_function(el, LETTER_FUNCTIONS[name], x, node.span)


def raised_call(el: Elaborator, node: tree.Script) -> Term:
    """A call with an exponent: c(z)^2 is c z^2 where c turns out to be a symbol, f(z)^2 the square of the value."""
    call = node.base
    if len(call.args) == 1 and not isinstance(call.function, tree.Prime) and _is_product(el, call.function, call.args):
        refuse_argument(el, call.function, call.args[0], call.span)
        if node.sup.span[0] < call.args[0].span[0]:               # g^2(x + 1)
            return multiply(el, [power(el, el.typed(call.function), node.sup, call.span), el.typed(call.args[0])], node.span)
        argument_ = tree.Script((call.function.span[1], node.span[1]), tree.Group(call.args[0].span, "(", call.args[0]),
                                None, node.sup)
        return multiply(el, [el.typed(call.function), el.typed(argument_)], node.span)
    return power(el, el.inside(call, elementwise=el.elementwise), node.sup, node.span)


def _conditional(function: tree.Node, args: tuple[tree.Node, ...]) -> bool:
    r"""Whether it is \mathbf{1}[x > 0]."""
    return len(args) == 1 and isinstance(args[0], tree.Relation) and name_of(function) in _ONES


def _is_product(el: Elaborator, function: tree.Node, args: tuple[tree.Node, ...]) -> bool:
    name = name_of(function)
    if _conditional(function, args):
        return False
    definition = el.reading.definitions.get(name) if name else None
    if definition is not None:
        return definition.kind == "value" and not mere_argument(definition, args)
    word = _word_of(function)
    return is_symbol(el, function) and not _reminded(el, function, args) and not (word in BY_SPELLING or word in WORDS)


def is_symbol(el: Elaborator, function: tree.Node) -> bool:
    """Whether a name before a bracket is a declared or searched symbol, a member of a family, or a component."""
    name = name_of(function)
    if name is None:
        return False
    if name in el.reading.declared or name in el.params or name in el.choice:
        return True
    if not isinstance(function, tree.Script):
        return False
    base, reading = name_of(function.base), el.reading
    place = "sub" if function.sub is not None else "sup"
    return (_numbered(el, function) is not None or (base, place) in reading.families or base in reading.declared
            or base in el.choice or place == "sup" and f"{base}^()" in el.choice)


def _numbered(el: Elaborator, function: tree.Node) -> Definition | None:
    """The definition s_i = .. whose member stands before a bracket."""
    definition = (el.reading.definitions.get(name_of(function.base) or "") if isinstance(function, tree.Script)
                  and function.sup is None else None)
    return (definition if definition is not None and definition.kind == "family"
            and isinstance(definition.lhs, tree.Script) else None)


def _reminded(el: Elaborator, function: tree.Node, args: tuple[tree.Node, ...]) -> bool:
    """f_i(x) beside f_i = x_i^2: the argument reminds of what the member depends on."""
    definition = _numbered(el, function)
    return definition is not None and all(isinstance(a, tree.Symbol) for a in args) and mere_argument(definition, args)


def _as_product(el: Elaborator, function: tree.Node, args: tuple[tree.Node, ...], node: tree.Node) -> Term:
    refuse_density(el, args, node)
    if len(args) != 1:
        raise UnsupportedError(f"{key_of(function)} is a symbol here and not a function", node.span, code="TD314",
                               hint="define the function, or write a product")
    refuse_argument(el, function, args[0], node.span)
    if names_value(el, function, args[0]):
        return eigenvalue(el, name_of(function), args, node)
    left, right = el.typed(function), el.typed(args[0])
    if (right.is_matrix and (right.op == "var" or name_of(function) in EXTREME_VALUES)
            and not el.reading.known(name_of(function) or "")
            and (name_of(function) or "").startswith((r"\lambda_", r"\sigma_"))):
        return eigenvalue(el, name_of(function), args, node)
    if name_of(function) in el.reading.declared:
        el.note(rf"${key_of(function)}(\cdot)$ is read as a product, because ${key_of(function)}$ is declared as a symbol.")
    return multiply(el, [left, right], node.span)
