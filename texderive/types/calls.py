r"""Functions applied: elementwise, matrix functions, traces, determinants, norms, softmax, and functions of one's own."""
from __future__ import annotations

import ast
from fractions import Fraction

from .. import tree
from ..errors import ShapeError, UnsupportedError
from ..functions import BY_SPELLING, FUNCTIONS
from ..matrix import Opaque
from .elaborate import Elaborator, condition_term, handles, negative
from .names import is_bold, key_of, name_of
from .products import multiply, product_axis, refuse_argument, transposed
from .reading import Definition, names_in
from .resolve import index_items, let_term
from .scripts import NORMS, power, raised_to
from .terms import Term, number, scalar
from .unify import Size, settled, show, unify

MATRIX_FUNCTIONS = {"exp", "log", "sin", "cos"}
OPAQUE_NAMES = {"f", "g", "h", "F", "G", r"\phi", r"\psi", r"\varphi", r"\ell", "u", "v", r"\rho", "J", "L", "E", r"\Phi", r"\mathcal{L}"}
WORDS = {"trace": "tr", "Tr": "tr", "Trace": "tr", "TR": "tr", "Sp": "tr", "sp": "tr", "tr": "tr", "det": "det", "Det": "det", "diag": "diag", "Diag": "diag",
         "vec": "vec", "Vec": "vec", "softmax": "softmax", "Softmax": "softmax", "SoftMax": "softmax", "smax": "softmax", "sum": "sum", "mean": "mean",
         "logdet": "logdet", "lse": "lse", "LSE": "lse", "logsumexp": "lse", "LogSumExp": "lse", "max": "max", "min": "min", "sqrt": "sqrt",
         "norm": "norm", "ones": "indicator", "ind": "indicator", "eig": "eig", "transpose": "transpose", "inv": "inverse", "expm": "expm", "logm": "logm",
         "KL": "unknown", "lambda_max": "eig", "argmax": "argmax", "argmin": "argmax", "rank": "rank", "floor": "floor", "ceil": "floor",
         "factorial": "factorial"}


@handles(tree.Call)
def _call(el: Elaborator, node: tree.Call) -> Term:
    function, args = node.function, node.args
    exponent = None
    if isinstance(function, tree.Script) and function.sup is not None and name_of(function) not in el.reading.definitions:
        if function.sub is None or _builtin(el, function.base):
            exponent, function = function.sup, (function.base if function.sub is None else tree.Script(function.span, function.base, function.sub, None))
    if isinstance(function, tree.Prime):
        out = _primed(el, function, args, node)
    else:
        out = _apply(el, function, args, node)
    if exponent is None:
        return out
    if isinstance(exponent, tree.Neg) and isinstance(function, tree.Symbol) and function.name in ("sin", "cos", "tan", "sinh", "cosh", "tanh"):
        return _inverse_function(el, function.name, out, node.span)
    return power(el, out, exponent, node.span)


def _builtin(el: Elaborator, function: tree.Node) -> bool:
    return isinstance(function, tree.Symbol) and (function.name in BY_SPELLING or function.name in WORDS)


def _inverse_function(el: Elaborator, name: str, applied_: Term, span) -> Term:
    x = applied_.args[0]
    spelled = {"sin": "arcsin", "cos": "arccos", "tan": "arctan", "sinh": "arsinh", "tanh": "artanh"}.get(name)
    if spelled is None:
        raise UnsupportedError(f"the inverse function of {name} is not supported", span, code="TD314")
    return Term("fn", (x,), spelled, x.rows, x.cols, span)


def _apply(el: Elaborator, function: tree.Node, args: tuple[tree.Node, ...], node: tree.Node) -> Term:
    name = name_of(function)
    definition = el.reading.definitions.get(name) if name else None
    if definition is not None and definition.kind in ("function", "value"):
        return defined_call(el, definition, args, node.span)
    alias = _alias(el, function, args)
    if alias is not None:
        return alias
    word = function.name if isinstance(function, tree.Symbol) else None
    declared = name is not None and (name in el.reading.declared or name in el.params)
    if declared and not (word and len(word) > 1 and word in BY_SPELLING):
        return _as_product(el, function, args, node)
    if word in BY_SPELLING:
        return elementwise_function(el, BY_SPELLING[word], _argument(el, args, node), node.span, word)
    if word in WORDS:
        return HANDLERS_BY_WORD[WORDS[word]](el, args, node)
    if name in (r"\sigma", r"\varsigma") and name not in el.choice:
        return elementwise_function(el, "sigmoid", _argument(el, args, node), node.span, "sigma")
    if name in ("1", r"\mathbb{1}", r"\mathbbm{1}", r"\mathds{1}") and len(args) == 1:
        return _indicator(el, args, node)
    if name is not None and name.startswith((r"\lambda_m", r"\sigma_m")) or word in ("eig",):
        return _eigenvalue(el, name or "", args, node)
    if name is not None and name in el.choice:
        return _as_product(el, function, args, node)
    return opaque_call(el, name, function, args, node)


def applied(el: Elaborator, first: tree.Node, second: tree.Group) -> Term | None:
    """`name (…)` that was read as a product: a call when the name is a function defined here, else None."""
    if second.kind == "{" or not isinstance(first, (tree.Symbol, tree.Script, tree.Prime)):
        return None
    if isinstance(first, tree.Prime):
        name = name_of(first.base)
        if name in el.reading.definitions and el.reading.definitions[name].kind == "function":
            return _primed(el, first, _group_args(second), tree.Group((first.span[0], second.span[1]), "(", second.body))
        return None
    name = name_of(first)
    if name is None or name in el.params:
        return None
    args = _group_args(second)
    definition = el.reading.definitions.get(name)
    span = (first.span[0], second.span[1])
    if definition is not None and (definition.kind == "function" or definition.kind == "value" and _mere_argument(definition, args)):
        return defined_call(el, definition, args, span)
    alias = _alias(el, first, args)
    if alias is not None:
        return alias
    if name in el.reading.functions:
        return opaque_call(el, name, first, args, tree.Group(span, "(", second.body))
    return None


def _group_args(group: tree.Group) -> tuple[tree.Node, ...]:
    return group.body.items if isinstance(group.body, tree.Items) else (group.body,)


def _mere_argument(definition: Definition, args: tuple[tree.Node, ...]) -> bool:
    """x_1(t) for x_1 = t cos t: the argument only reminds of what the definition depends on."""
    mentioned = names_in(definition.body)
    return all(name_of(a.function if isinstance(a, tree.Call) else a) in mentioned for a in args)


def _as_product(el: Elaborator, function: tree.Node, args: tuple[tree.Node, ...], node: tree.Node) -> Term:
    if len(args) != 1:
        raise UnsupportedError(f"{key_of(function)} is a symbol here and not a function", node.span, code="TD314", hint="define the function, or write a product")
    refuse_argument(el, function, args[0], node.span)
    left, right = el.typed(function), el.typed(args[0])
    if name_of(function) in el.reading.declared:
        el.note(rf"${key_of(function)}(\cdot)$ is read as a product, because ${key_of(function)}$ is declared as a symbol.")
    return multiply(el, [left, right], node.span)


def _argument(el: Elaborator, args: tuple[tree.Node, ...], node: tree.Node) -> Term:
    if len(args) != 1:
        raise UnsupportedError("this function takes one argument", node.span, code="TD314")
    return el.inside(args[0], elementwise=el.elementwise + 1)


def elementwise_function(el: Elaborator, name: str, x: Term, span, spelling: str = "") -> Term:
    """fn on any shape; a matrix function under a trace when the argument is square."""
    if x.is_matrix and el.under_trace and name in MATRIX_FUNCTIONS and name not in el.reading.facts.elementwise and _may_be_square(x):
        unify(x.rows, x.cols)
        el.note(f"${FUNCTIONS[name].latex}$ of a square matrix under the trace is a matrix function.")
        return Term("mfn", (x,), name, x.rows, x.cols, span)
    if x.is_matrix and name in MATRIX_FUNCTIONS:
        el.note(f"${FUNCTIONS[name].latex}$ of a matrix acts elementwise.")
    if not x.is_scalar:
        el.penalty(0.2, x)
    return Term("fn", (x,), name, x.rows, x.cols, span)


def _may_be_square(x: Term) -> bool:
    rows, cols = settled(x.rows), settled(x.cols)
    return rows is None or cols is None or rows == cols


# ---------------------------------------------------------------- functions with a name of their own

def _trace(el: Elaborator, args, node) -> Term:
    x = _plain(el, args, node, under_trace=True)
    if x.is_scalar:
        el.penalty(3.0, x)
        return x
    el.square(x, "a trace", node.span)
    return scalar("tr", (x,), node.span)


def _plain(el: Elaborator, args, node, **state) -> Term:
    if len(args) != 1:
        raise UnsupportedError("this function takes one argument", node.span, code="TD314")
    array = _array(args[0])
    if array is not None:
        return opened(el, args[0], array)
    return el.inside(args[0], **({"elementwise": 0, "under_trace": False} | state))


def _array(node: tree.Node) -> tuple[str, ...] | None:
    """The letters of [x_i y_j]_{ij}, the array of these entries as an argument."""
    if isinstance(node, tree.Script) and isinstance(node.base, tree.Group) and node.base.kind == "[" and node.sub is not None and node.sup is None:
        items = index_items(node.sub)
        if len(items) <= 2 and all(isinstance(i, tree.Symbol) for i in items):
            return tuple(i.name for i in items)
    return None


def opened(el: Elaborator, node: tree.Script, letters: tuple[str, ...]) -> Term:
    """An array given by its entries; its letters are bound here."""
    before = el.scope
    sizes = [Size() for _ in letters]
    el.scope = before | {letter: (letter, size) for letter, size in zip(letters, sizes)}
    try:
        body = el.inside(node.base, elementwise=0, under_trace=False)
    finally:
        el.scope = before
    if not body.is_scalar:
        raise el.mismatch(f"{el.words(body)} is {show(body.rows, body.cols)}; the entries of an array are scalars", node.span, (body,), code="TD204")
    return Term("open", (body,), letters, sizes[0], sizes[1] if len(sizes) > 1 else 1, node.span)


def _determinant(el: Elaborator, args, node) -> Term:
    x = _plain(el, args, node)
    if x.is_scalar:
        el.penalty(3.0, x)
        return x
    el.square(x, "a determinant", node.span)
    return scalar("det", (x,), node.span)


def _diagonal(el: Elaborator, args, node) -> Term:
    if len(args) > 1:
        raise UnsupportedError("diag of a list is not supported", node.span, code="TD312", hint="name the vector: diag(d)")
    x = _plain(el, args, node, elementwise=1)
    if x.is_scalar:
        el.penalty(3.0, x)
        return x
    if x.is_matrix:
        el.square(x, "a diagonal")
        el.penalty(1.0, x)
        return Term("diagpart", (x,), None, x.rows, 1, node.span)
    n = x.cols if x.is_row else x.rows
    return Term("diag", (x,), None, n, n, node.span)


def _vec(el: Elaborator, args, node) -> Term:
    x = _plain(el, args, node)
    if x.is_scalar:
        el.penalty(3.0, x)
        return x
    if not x.is_matrix:
        el.penalty(1.0, x)
    return Term("vec", (x,), None, product_axis(x.rows, x.cols), 1, node.span)


def _softmax(el: Elaborator, args, node) -> Term:
    x = _plain(el, args, node, elementwise=1)
    if x.is_scalar:
        el.penalty(3.0, x)
    elif x.is_matrix:
        el.penalty(0.3, x)
        el.note("softmax of a matrix is taken row by row.")
    return Term("softmax", (x,), None, x.rows, x.cols, node.span)


def _total(el: Elaborator, args, node) -> Term:
    x = _plain(el, args, node, elementwise=1)
    return total(x, node.span)


def total(x: Term, span) -> Term:
    """The sum of all entries, with vectors of ones."""
    if x.is_scalar:
        return x
    left = Term("ones", (), None, 1, x.rows, span)
    right = Term("ones", (), None, x.cols, 1, span)
    parts = ([left] if x.rows != 1 else []) + [x] + ([right] if x.cols != 1 else [])
    return Term("mul", tuple(parts), None, 1, 1, span)


def _mean(el: Elaborator, args, node) -> Term:
    x = _plain(el, args, node, elementwise=1)
    out = total(x, node.span)
    for axis in (x.rows, x.cols):
        if axis != 1:
            out = scalar("div", (out, Term("dim", (), axis, 1, 1, node.span)), node.span)
    return out


def _logdet(el: Elaborator, args, node) -> Term:
    return scalar("fn", (_determinant(el, args, node),), node.span, "log")


def _lse(el: Elaborator, args, node) -> Term:
    x = _plain(el, args, node, elementwise=1)
    return scalar("fn", (total(Term("fn", (x,), "exp", x.rows, x.cols, node.span), node.span),), node.span, "log")


def _extreme(word: str):
    def handler(el: Elaborator, args, node) -> Term:
        if len(args) != 2:
            raise UnsupportedError(f"{word} over the entries of a vector is not supported", node.span, code="TD315", hint=f"write {word}(a, b)")
        x, y = (el.inside(a, elementwise=el.elementwise + 1) for a in args)
        if not x.is_scalar and not y.is_scalar:
            el.same(x, y, f"{word} needs equal shapes", node.span)
        large = y if x.is_scalar else x
        return Term(word, (x, y), None, large.rows, large.cols, node.span)
    return handler


def _sqrt(el: Elaborator, args, node) -> Term:
    x = _argument(el, args, node)
    half = number(Fraction(1, 2), node.span)
    return scalar("pow", (x, half), node.span) if x.is_scalar else Term("hpow", (x, half), None, x.rows, x.cols, node.span)


def _norm_word(el: Elaborator, args, node) -> Term:
    return norm_of(el, tree.Delim(node.span, "norm", args[0]), None, None, node.span)


def _indicator(el: Elaborator, args, node) -> Term:
    return condition_term(el, args[0])


def _eigenvalue(el: Elaborator, name: str, args, node) -> Term:
    x = _plain(el, args, node)
    if name.startswith(r"\sigma_max"):
        if not x.is_matrix:
            raise el.mismatch(f"singular values need a matrix; {el.words(x)} is {show(x.rows, x.cols)}", node.span, (x,))
        return scalar("norm", (x,), node.span, "spectral")
    which = "max" if "max" in name else "min" if "min" in name else None
    if which is None or name.startswith(r"\sigma"):
        raise UnsupportedError("this eigenvalue or singular value is not supported", node.span, code="TD324", hint=r"write \lambda_{\max}(A) of a symmetric matrix")
    el.square(x, "an eigenvalue")
    return scalar("eig", (x,), node.span, which)


def _transpose_word(el: Elaborator, args, node) -> Term:
    return transposed(_plain(el, args, node))


def _inverse_word(el: Elaborator, args, node) -> Term:
    return raised_to(el, _plain(el, args, node), number(Fraction(-1), node.span), node.span)


def _factorial(el: Elaborator, args, node) -> Term:
    x = _plain(el, args, node)
    if not x.is_scalar:
        raise el.mismatch(f"a factorial needs a scalar; {el.words(x)} is {show(x.rows, x.cols)}", node.span, (x,))
    return scalar("fact", (x,), node.span)


def _matrix_word(name: str):
    def handler(el: Elaborator, args, node) -> Term:
        x = _plain(el, args, node)
        el.square(x, f"{name} of a matrix")
        return Term("mfn" if x.is_matrix else "fn", (x,), name, x.rows, x.cols, node.span)
    return handler


def _refuse(word: str, code: str):
    def handler(el: Elaborator, args, node) -> Term:
        raise UnsupportedError(f"{word} is not differentiable or not supported", node.span, code=code)
    return handler


HANDLERS_BY_WORD = {
    "tr": _trace, "det": _determinant, "diag": _diagonal, "vec": _vec, "softmax": _softmax, "sum": _total, "mean": _mean, "logdet": _logdet, "lse": _lse,
    "max": _extreme("max"), "min": _extreme("min"), "sqrt": _sqrt, "norm": _norm_word, "indicator": _indicator,
    "transpose": _transpose_word, "inverse": _inverse_word, "expm": _matrix_word("exp"), "logm": _matrix_word("log"),
    "factorial": _factorial, "eig": _refuse("this function", "TD324"), "unknown": _refuse("this divergence", "TD314"), "argmax": _refuse("argmax of entries", "TD315"),
    "rank": _refuse("the rank", "TD315"), "floor": _refuse("rounding", "TD315"),
}


# ---------------------------------------------------------------- bars

@handles(tree.Delim)
def _delim(el: Elaborator, node: tree.Delim) -> Term:
    if node.kind in ("norm", "abs"):
        return norm_of(el, node, None, None, node.span)
    if node.kind == "inner":
        return _inner(el, node)
    raise UnsupportedError("rounding is piecewise constant and not supported", node.span, code="TD315")


def _inner(el: Elaborator, node: tree.Delim) -> Term:
    items = node.body.items if isinstance(node.body, tree.Items) else (node.body,)
    if len(items) != 2:
        raise UnsupportedError("angle brackets need two arguments", node.span, code="TD310", hint=r"an average <x> is not supported; write \langle x, y\rangle")
    x, y = (el.inside(i, elementwise=0, under_trace=False) for i in items)
    el.same(x, y, "an inner product needs equal shapes", node.span)
    if x.is_scalar:
        el.penalty(2.0, x, y)
        return scalar("mul", (x, y), node.span)
    if x.is_row:
        return scalar("mul", (x, transposed(y)), node.span)
    inner = Term("mul", (transposed(x), y), None, x.cols, y.cols, node.span)
    if x.is_vector:
        return inner
    return scalar("tr", (inner,), node.span)


def norm_of(el: Elaborator, node: tree.Delim, sub: tree.Node | None, sup: tree.Node | None, span) -> Term:
    """A norm, absolute value or determinant with its sub- and superscript."""
    x = el.inside(node.body, elementwise=0, under_trace=False)
    name = name_of(sub) if sub is not None else None
    if name is None and sub is not None:
        name = script_word(sub)
    law = _defined_norm(el, x, name, sup, span)
    if law is not None:
        return law
    weight = _weight(el, sub, name)
    if weight is not None:
        return _weighted(el, x, weight, sup, span)
    base = _bars(el, node, x, name, sup, sub)
    return base if sup is None else power(el, base, sup, span)


def _defined_norm(el: Elaborator, x: Term, name: str | None, sup: tree.Node | None, span) -> Term | None:
    r"""A norm that the formula itself defines, as in \|x\|_A^2 := x^\top A x, with x put in."""
    for law in el.reading.facts.norms:
        if law.sub != name or "norm" in el.building:
            continue
        before = el.params
        el.params = before | {law.argument: x}
        el.building.append("norm")
        try:
            value = el.inside(law.body, elementwise=0, under_trace=False)
        finally:
            el.params = before
            el.building.pop()
        exponent = el.typed(sup) if sup is not None else number(Fraction(1), span)
        if exponent.op != "num" or not value.is_scalar:
            return None
        power_of = exponent.data / law.power
        return value if power_of == 1 else scalar("pow", (value, number(power_of, span)), span)
    return None


def script_word(node: tree.Node) -> str | None:
    from .names import script_text
    return script_text(node)


def _bars(el: Elaborator, node: tree.Delim, x: Term, name: str | None, sup, sub) -> Term:
    span = node.span
    if x.is_scalar:
        if node.kind == "norm":
            el.penalty(2.0, x)
        return scalar("fn", (x,), span, "abs")
    if node.kind == "abs" and x.is_matrix and name is None:
        el.square(x, "a determinant")
        el.note(f"$|{el.words(x)}|$ is the determinant of a square matrix.")
        return scalar("det", (x,), span)
    if name is not None and name.lstrip(r"\ell_").isdigit() and name.lstrip(r"\ell_") not in NORMS or name in ("0", "p", "q"):
        raise UnsupportedError(f"the {name}-norm is not supported" if name != "0" else "the 0-norm counts entries and is not differentiable", span, code="TD315",
                               hint="supported are the norms 1, 2, F, infinity, spectral (2 of a matrix) and nuclear (*)")
    kind = NORMS.get(name or "", name if name else "")
    if x.is_matrix:
        if kind == "":
            el.penalty(1.5, x)
            el.note(f"$\\|{el.words(x)}\\|$ of a matrix is the Frobenius norm.")
            kind = "F"
        elif kind == "2":
            el.penalty(1.5, x)
            el.note(f"$\\|{el.words(x)}\\|_2$ of a matrix is the spectral norm.")
            kind = "spectral"
    elif kind in ("", "F", "spectral"):
        if kind:
            el.penalty(1.5, x)
        kind = "2"
    if kind not in ("2", "F", "1", "inf", "spectral", "nuclear"):
        raise UnsupportedError(f"the norm with subscript {name} is not supported", span, code="TD315", hint="define it, or write the expression out")
    return scalar("norm", (x,), span, kind)


def _weight(el: Elaborator, sub: tree.Node | None, name: str | None) -> Term | None:
    """The matrix A of a weighted norm."""
    if sub is None or name in NORMS and name not in ("E",) or isinstance(sub, (tree.Number, tree.Text)) or name is None:
        return None
    if not (el.reading.known(name) or name in el.choice or isinstance(sub, (tree.Script, tree.Product))):
        return None
    return el.inside(sub, elementwise=0, under_trace=False)


def _weighted(el: Elaborator, x: Term, weight: Term, sup, span) -> Term:
    if not weight.is_matrix:
        raise el.mismatch(f"a weighted norm needs a square matrix; {el.words(weight)} is {show(weight.rows, weight.cols)}", weight.span, (weight,))
    el.square(weight, "a weighted norm")
    form = multiply(el, [transposed(x), weight, x], span)
    el.note(f"$\\|x\\|_A^2$ is read as $x^\\top A x$ with $A = {el.words(weight)}$.")
    if sup is None:
        return scalar("pow", (form, number(Fraction(1, 2), span)), span)
    exponent = el.typed(sup)
    if exponent.op == "num" and exponent.data == 2:
        return form
    half = number(exponent.data / 2, span) if exponent.op == "num" else scalar("div", (exponent, number(Fraction(2), span)), span)
    return scalar("pow", (form, half), span)


# ---------------------------------------------------------------- one's own functions

def defined_call(el: Elaborator, definition: Definition, args: tuple[tree.Node, ...], span) -> Term:
    """f(…) for f(x) = …: the definition itself for its own parameters, else its body with the arguments put in."""
    if definition.name in el.building:
        raise ShapeError(f"{key_of(definition.lhs)} is defined by itself", span, code="TD220")
    if definition.kind == "value":
        if _mere_argument(definition, args):
            return let_term(el, definition, span)
        if len(args) == 1:
            return multiply(el, [let_term(el, definition, span), el.typed(args[0])], span)
        raise UnsupportedError(f"{key_of(definition.lhs)} is not defined as a function", span, code="TD314", hint=f"define {key_of(definition.lhs)}(x) = ...")
    if len(args) != len(definition.params):
        raise ShapeError(f"{key_of(definition.lhs)} takes {len(definition.params)} arguments, not {len(args)}", span, code="TD221")
    if all(name_of(a) == p and p not in el.params for a, p in zip(args, definition.params)):
        return let_term(el, definition, span)
    values = {p: el.typed(a) for p, a in zip(definition.params, args)}
    before = el.params
    el.params = before | values
    el.building.append(definition.name)
    try:
        return el.inside(definition.body, elementwise=0, under_trace=False)
    finally:
        el.building.pop()
        el.params = before


def _alias(el: Elaborator, function: tree.Node, args: tuple[tree.Node, ...]) -> Term | None:
    r"""\phi(x_n) where \phi_n := \phi(x_n) is said: the member \phi_n."""
    name = name_of(function)
    for alias in el.reading.aliases:
        body = alias.body
        parts = (body.function, body.args) if isinstance(body, tree.Call) else (body.factors[0], _group_args(body.factors[1]))
        if name_of(parts[0]) != name or len(parts[1]) != len(args):
            continue
        found: dict[str, tree.Node] = {}
        if all(_match(p, a, alias.params, found) for p, a in zip(parts[1], args)):
            return el.typed(_substituted(alias.lhs, found))
    return None


def _match(pattern: tree.Node, node: tree.Node, letters: tuple[str, ...], found: dict[str, tree.Node]) -> bool:
    """Whether two trees agree up to the alias's index letters, which are collected."""
    if isinstance(pattern, tree.Symbol) and pattern.name in letters:
        return found.setdefault(pattern.name, node) is node or name_of(found[pattern.name]) == name_of(node)
    if isinstance(pattern, tree.Script) and isinstance(node, tree.Script):
        pairs = ((pattern.base, node.base), (pattern.sub, node.sub), (pattern.sup, node.sup))
        return all((p is None) == (n is None) and (p is None or _match(p, n, letters, found)) for p, n in pairs)
    if isinstance(pattern, tree.Items) and isinstance(node, tree.Items) and len(pattern.items) == len(node.items):
        return all(_match(p, n, letters, found) for p, n in zip(pattern.items, node.items))
    if isinstance(pattern, tree.Group) and isinstance(node, tree.Group):
        return _match(pattern.body, node.body, letters, found)
    return name_of(pattern) is not None and name_of(pattern) == name_of(node)


def _substituted(node: tree.Node, found: dict[str, tree.Node]) -> tree.Node:
    match node:
        case tree.Symbol():
            return found.get(node.name, node)
        case tree.Script():
            sub = None if node.sub is None else _substituted(node.sub, found)
            sup = None if node.sup is None else _substituted(node.sup, found)
            return tree.Script(node.span, node.base, sub, sup)
        case tree.Items():
            return tree.Items(node.span, tuple(_substituted(i, found) for i in node.items))
        case tree.Group():
            return tree.Group(node.span, node.kind, _substituted(node.body, found))
    return node


def opaque_call(el: Elaborator, name: str | None, function: tree.Node, args: tuple[tree.Node, ...], node: tree.Node) -> Term:
    """An unspecified differentiable function of its arguments; scalar-valued unless declared otherwise."""
    if name is None:
        raise UnsupportedError("this cannot be applied as a function", function.span, code="TD314")
    if isinstance(function, tree.Symbol) and len(function.name) > 1 and not function.name.startswith("\\"):
        raise UnsupportedError(f"the function {function.name} is not known", function.span, code="TD314", hint="define it, or use a single letter for an unspecified function")
    values = tuple(el.inside(a, elementwise=0, under_trace=False) for a in args)
    opaque = el.opaque(name, key_of(function), len(args))
    return Term("app", values, opaque, 1, 1, node.span)


def _primed(el: Elaborator, function: tree.Prime, args: tuple[tree.Node, ...], node: tree.Node) -> Term:
    from .derivatives import inner_prime
    base = function.base
    name = name_of(base)
    definition = el.reading.definitions.get(name) if name else None
    if definition is not None and definition.kind == "function":
        return inner_prime(el, definition, args, function.count, node.span)
    builtin = BY_SPELLING.get(base.name) if isinstance(base, tree.Symbol) else None
    if builtin is None and name == r"\sigma" and not el.reading.known(name):
        builtin = "sigmoid"
    if builtin is not None and function.count == 1:
        return derivative_of(el, builtin, _argument(el, args, node), node.span)
    if name is not None and (el.reading.known(name) or name in el.choice):
        return multiply(el, [el.typed(function), el.typed(args[0])], node.span)
    values = tuple(el.inside(a, elementwise=0) for a in args)
    if name is None or len(values) != 1 or not values[0].is_scalar:
        raise UnsupportedError("this primed function is not supported", node.span, code="TD323", hint="write the derivative with its variable")
    return scalar("dapp", values, node.span, (el.opaque(name, key_of(base), 1), (0,) * function.count))


def derivative_of(el: Elaborator, name: str, u: Term, span) -> Term:
    """f'(u) of a function of the table, from its derivative formula."""
    return _formula(el, ast.parse(FUNCTIONS[name].derivative, mode="eval").body, u, span)


def _formula(el: Elaborator, node: ast.expr, u: Term, span) -> Term:
    match node:
        case ast.Name(id="u"):
            return u
        case ast.Name(id="pi"):
            return Term("const", (), "pi", 1, 1, span)
        case ast.Constant():
            return number(Fraction(node.value), span)
        case ast.UnaryOp():
            return negative(_formula(el, node.operand, u, span), span)
        case ast.Call():
            x = _formula(el, node.args[0], u, span)
            return Term("fn", (x,), node.func.id, x.rows, x.cols, span)
    left, right = _formula(el, node.left, u, span), _formula(el, node.right, u, span)
    from .elaborate import add
    from .products import hadamard
    el.elementwise += 1
    try:
        match node.op:
            case ast.Add():
                return add(el, [left, right], span)
            case ast.Sub():
                return add(el, [left, negative(right, span)], span)
            case ast.Mult():
                return hadamard(el, [left, right], span)
            case ast.Div():
                return scalar("div", (left, right), span) if right.is_scalar and left.is_scalar else hadamard(el, [left, raised_to(el, right, number(Fraction(-1), span), span)], span)
            case _:
                return raised_to(el, left, right, span)
    finally:
        el.elementwise -= 1
