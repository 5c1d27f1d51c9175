r"""Differentiation, one row per law: each rewrites one unevaluated derivative ∂body/∂x_k;
the table is read top to bottom."""
from __future__ import annotations

from .. import index as ix
from ..functions import FUNCTIONS
from ..index import Node
from ..labels import restricted
from .dependence import depends
from .formulas import build
from .rule import Rule
from .traces import of_function, with_logarithm


# ---------------------------------------------------------------- linearity


def linearity(d: Node) -> Node | None:
    r"""\partial(a f + b g) = a\,\partial f + b\,\partial g, and under sums; 0 where nothing depends on the variable."""
    body = d.args[0]
    if not depends(body, d):
        return ix.num(0)
    match body.op:
        case "add":
            return ix.add(*[_of(d, t) for t in body.args if depends(t, d)])
        case "sum" if not of_function(body) and with_logarithm(body) is None:
            return ix.rebuild(body, (_of(d, body.args[0]),))
        case "mul" | "pow":
            constant, varying = _apart(body, d)
            if constant:
                return ix.mul(*constant, _of(d, ix.mul(*varying)))
    return None


def _apart(body: Node, d: Node) -> tuple[list[Node], list[Node]]:
    r"""The constant factors and those that vary, also of a product below the line, 1/(c\sigma)."""
    constant, varying = [], []
    for f in body.args if body.op == "mul" else (body,):
        if not depends(f, d):
            constant.append(f)
        elif f.op == "pow" and f.args[0].op == "mul" and ix.is_num(f.args[1], -1):
            parts = [(g, depends(g, d)) for g in f.args[0].args]
            constant += [ix.pow_(g, f.args[1]) for g, varies in parts if not varies]
            varying.append(ix.pow_(ix.mul(*[g for g, varies in parts if varies]), f.args[1]))
        else:
            varying.append(f)
    return constant, varying


def _of(d: Node, body: Node) -> Node:
    """The same derivative of another body; linearity is exhausted at once."""
    new = plain(d, body)
    return (linearity(new) if new.op == "deriv" else None) or new


# ---------------------------------------------------------------- products and powers


def product(d: Node) -> Node | None:
    r"""\partial(f g) = \partial f\, g + f\,\partial g."""
    body = d.args[0]
    terms = [ix.mul(*body.args[:n], plain(d, f), *body.args[n + 1:]) for n, f in enumerate(body.args)
             if depends(f, d)]
    return ix.add(*terms)


def quotient(d: Node) -> Node | None:
    r"""\partial\frac{f}{g} = \frac{\partial f\, g - f\,\partial g}{g^2}."""
    body = d.args[0]
    below = [f for f in body.args if f.op == "pow" and ix.is_num(f.args[1], -1) and depends(f, d)]
    if len(below) != 1:
        return None
    g = below[0].args[0]
    f = ix.mul(*[a for a in body.args if a is not below[0]])
    if not depends(f, d):
        return None
    df, dg = plain(d, f), plain(d, g)
    return ix.mul(ix.add(ix.mul(df, g), ix.neg(ix.mul(f, dg))), ix.pow_(g, ix.num(-2)))


def plain(d: Node, body: Node) -> Node:
    """The same derivative of another body, not yet resolved, except dx/dx = 1 of a scalar."""
    if body.op == "comp" and body.data is d.data and not d.ix:
        return ix.num(1)
    return ix.deriv(body, d.data, *d.ix)


def power(d: Node) -> Node | None:
    r"""\partial f^n = n f^{n-1}\,\partial f."""
    body = d.args[0]
    base, exponent = body.args
    if depends(exponent, d):
        return None
    return ix.mul(exponent, ix.pow_(base, ix.add(exponent, ix.num(-1))), plain(d, base))


def exponential(d: Node) -> Node | None:
    r"""\partial a^f = a^f \ln a\,\partial f, and the power's term where the base varies too."""
    body = d.args[0]
    base, exponent = body.args
    grow = ix.mul(body, ix.fn("log", base), plain(d, exponent))
    if not depends(base, d):
        return grow
    return ix.add(grow, ix.mul(exponent, ix.pow_(base, ix.add(exponent, ix.num(-1))), plain(d, base)))


# ---------------------------------------------------------------- functions


def logarithm(d: Node) -> Node | None:
    """log of a product, a power, an exponential or a product over an index, opened as far as it goes
    before it is differentiated."""
    return _log_opened(d, d.args[0].args[0]) if d.args[0].data == "log" else None


def _log_opened(d: Node, inner: Node) -> Node | None:
    """The derivative of log(inner); None where the logarithm does not open."""
    if (inner.op == "comp" and inner.data is not d.data and inner.data.definition is not None
            and inner.data.definition.body.op in ("mul", "pow", "prod", "fn")):
        inner = ix.unfold(inner)
    log_of = lambda x: _log_opened(d, x) or plain(d, ix.fn("log", x))
    match inner.op:
        case "mul" if inner.args[0].op == "num" and inner.args[0].data < 0:  # \\log(-2x) of a negative x
            return None
        case "mul" if sum(f.op != "num" for f in inner.args) > 1 or inner.args[0].op == "num":
            return ix.add(*[log_of(f) for f in inner.args if depends(f, d)])
        case "pow" if not depends(inner.args[1], d):
            return ix.add(*[ix.mul(inner.args[1], t) for t in ix.terms(log_of(inner.args[0]))])
        case "pow":
            return _of(d, ix.mul(inner.args[1], ix.fn("log", inner.args[0])))
        case "fn" if inner.data == "exp":
            return _of(d, inner.args[0])
        case "prod":
            tests, factor = restricted(inner.args[0]) or ((), inner.args[0])
            return ix.rebuild(ix.make("sum", inner.args, inner.ix), (ix.mul(*tests, log_of(factor)),))
    return None


def chain(d: Node) -> Node | None:
    r"""\partial f(u) = f'(u)\,\partial u."""
    body = d.args[0]
    if not FUNCTIONS.get(body.data):
        return None
    u = body.args[0]
    return ix.mul(build(FUNCTIONS[body.data].derivative, u), plain(d, u))


def cases(d: Node) -> Node | None:
    """Each branch is differentiated, the conditions stay."""
    body = d.args[0]
    last = len(body.args) - 1
    return ix.make("cases", tuple(a if n % 2 and n != last else plain(d, a) if depends(a, d) else ix.num(0)
                                  for n, a in enumerate(body.args)))


def extremum(d: Node) -> Node | None:
    r"""\partial\max(a, b) = [a > b]\,\partial a + [a < b]\,\partial b."""
    body = d.args[0]
    a, b = body.args
    relation, other = (">", "<") if body.op == "max" else ("<", ">")
    if ix.is_num(a):                                   # max(0, u): the indicator reads better as [u > 0]
        a, b = b, a
    first = ix.mul(ix.make("ind", (a, b), data=relation), plain(d, a)) if depends(a, d) else ix.num(0)
    second = ix.mul(ix.make("ind", (a, b), data=other), plain(d, b)) if depends(b, d) else ix.num(0)
    return ix.add(first, second)


def indicator(d: Node) -> Node | None:
    """An indicator is piecewise constant."""
    return ix.num(0)


def product_over_index(d: Node) -> Node | None:
    r"""\partial\prod_j f_j = \prod_j f_j \sum_j \frac{\partial f_j}{f_j}."""
    body = d.args[0]
    j, inner = ix.open_sum(body)
    tests, inner = restricted(inner) or ((), inner)
    return ix.mul(body, ix.sum_(j, ix.mul(*tests, plain(d, inner), ix.pow_(inner, ix.num(-1)))))


# ---------------------------------------------------------------- intermediates and the variable itself


def definition(d: Node) -> Node | None:
    r"""\partial r_i is the derivative of what r_i stands for."""
    body = d.args[0]
    if body.data is d.data or body.data.definition is None:
        return None
    return _of(d, ix.unfold(body))


def named_value(d: Node) -> Node | None:
    r"""p = \sigma(s): the derivative by s is written with p itself, p(1 - p)."""
    body = d.args[0]
    if body.data is d.data or body.data.definition is None:
        return None
    value = ix.unfold(body)
    if value.op != "fn" or not FUNCTIONS.get(value.data) or not depends(value, d):
        return None
    outer = build(FUNCTIONS[value.data].derivative, value.args[0])
    return ix.mul(_renamed(outer, value, body), plain(d, value.args[0]))


def variable(d: Node) -> Node | None:
    r"""\partial x_j/\partial x_k = \delta_{jk}."""
    body = d.args[0]
    return ix.mul(*[ix.delta(i, k) for i, k in zip(body.ix, d.ix)]) if body.data is d.data else None


# ---------------------------------------------------------------- the steps of linearity, for full detail


def sum_rule(d: Node) -> Node | None:
    r"""\partial(f + g) = \partial f + \partial g, and under sums."""
    body = d.args[0]
    if body.op == "add":
        return ix.add(*[plain(d, t) for t in body.args])
    return ix.rebuild(body, (plain(d, body.args[0]),))


def constant(d: Node) -> Node | None:
    r"""\partial c = 0."""
    return None if depends(d.args[0], d) else ix.num(0)


def constant_factor(d: Node) -> Node | None:
    r"""\partial(c f) = c\,\partial f."""
    body = d.args[0]
    constant, varying = _apart(body, d)
    return ix.mul(*constant, plain(d, ix.mul(*varying))) if constant else None


def unfolding(d: Node) -> Node | None:
    """A named intermediate is replaced by what it stands for, under the derivative."""
    body = d.args[0]
    return None if body.data is d.data or body.data.definition is None else plain(d, ix.unfold(body))


def _renamed(node: Node, value: Node, name: Node) -> Node:
    """The node with a name in the place of its value."""
    if node is value:
        return name
    return ix.rebuild(node, tuple(_renamed(a, value, name) for a in node.args)) if node.args else node


TABLE = (
    Rule("linearity", "linearity", r"\partial(af + bg) = a\,\partial f + b\,\partial g",
         "The derivative of a sum is the sum of the derivatives; constant factors stay in front.",
         r"\frac{d}{dx}(3x^2 + 2x)", linearity),
    Rule("quotient", "quotient rule", r"\partial\frac fg = \frac{g\,\partial f - f\,\partial g}{g^2}",
         "A quotient of two quantities that both vary.",
         r"\frac{d}{dx}\frac{\ln x}{x}", quotient, at=ix.kinds("mul")),
    Rule("product", "product rule", r"\partial(fg) = (\partial f)\,g + f\,\partial g", "One factor is differentiated at a time.",
         r"\frac{d}{dx}\left[x^2\ln x\right]", product, at=ix.kinds("mul")),
    Rule("power", "power rule", r"\partial f^n = n f^{n-1}\,\partial f",
         "The exponent comes down and the inside is differentiated too.",
         r"\frac{d}{dx} x^3", power, at=ix.kinds("pow")),
    Rule("exponential", "exponential rule", r"\partial a^f = a^f \ln a\,\partial f", "The variable stands in the exponent.",
         r"\frac{d}{dx} 2^x", exponential, at=ix.kinds("pow")),
    Rule("logarithm", "logarithm of a product or power", r"\log(fg) = \log f + \log g,\quad \log f^n = n\log f",
         "The logarithm is opened first: sums are easier to differentiate.",
         r"\frac{d}{dx}\ln\frac{x}{1 + x^2}", logarithm, True, at=ix.kinds("fn")),
    Rule("chain", "chain rule", r"\partial f(u) = f'(u)\,\partial u",
         "The outer derivative at the inner function, times the inner derivative.",
         r"\frac{d}{dx} e^{\sin x}", chain, at=ix.kinds("fn")),
    Rule("cases", "derivative of each case", r"\partial f = \partial f_i \text{ where case } i \text{ holds}",
         "Away from the boundaries each case is differentiated by itself.",
         r"\frac{d}{dx}\begin{cases} x^2 & x > 0 \\ -x & \text{otherwise}\end{cases}", cases, at=ix.kinds("cases")),
    Rule("extremum", "derivative of a maximum",
         r"\partial\max(f, g) = \mathbb{1}[f>g]\,\partial f + \mathbb{1}[f<g]\,\partial g",
         "The larger one is differentiated; at a tie there is no derivative.",
         r"\frac{d}{dx}\max(0, 1 - x)", extremum, at=ix.kinds("max", "min")),
    Rule("indicator", "an indicator is constant", r"\partial\,\mathbb{1}[f > g] = 0",
         "Away from its jump an indicator does not change.",
         r"\frac{d}{dx}\left(x^2\,\mathbb{1}[x > 0]\right)", indicator, at=ix.kinds("ind")),
    Rule("product over an index", "product rule over all factors",
         r"\partial\prod_j f_j = \prod_j f_j \sum_j \frac{\partial f_j}{f_j}",
         "One factor at a time is replaced by its derivative.",
         r"\frac{\partial}{\partial x_k}\prod_{j=1}^n x_j", product_over_index, True, at=ix.kinds("prod")),
)

LATE = (                # rules that wait until no other applies
    Rule("named value", "derivative of a named value", r"\partial p = f'(s)\,\partial s \text{ where } p := f(s)",
         "The outer derivative is written with the value that has a name already.",
         r"p = \sigma(w^\top x), \quad E = -t\ln p - (1-t)\ln(1-p), \quad \frac{\partial E}{\partial w}",
         named_value, at=ix.kinds("comp")),
    Rule("definition", "definition, linearity", r"\partial u = \partial(\ldots) \text{ where } u := \ldots",
         "The intermediate is replaced by its definition.",
         r"\frac{\partial}{\partial w}\sigma(w^\top x)", definition, True, at=ix.kinds("comp")),
    Rule("variable", r"$\partial x_j/\partial x_k = \delta_{jk}$", r"\frac{\partial x_j}{\partial x_k} = \delta_{jk}",
         "Components of the variable are independent of each other.",
         r"\frac{\partial Av}{\partial v}", variable, at=ix.kinds("comp")),
)

_LINEAR = (             # the steps of linearity
    Rule("sum rule", "sum rule", r"\partial(f + g) = \partial f + \partial g",
         "The derivative of a sum is the sum of the derivatives.",
         r"\frac{d}{dx}(3x^2 + 2x)", sum_rule, at=ix.kinds("add", "sum")),
    Rule("constant", "a constant has derivative 0", r"\partial c = 0",
         "What does not contain the variable does not change with it.", r"\frac{d}{dx}(x^2 + c)", constant),
    Rule("constant factor", "constant factors in front", r"\partial(c f) = c\,\partial f",
         "Constant factors stay in front of the derivative.",
         r"\frac{d}{dx}(3x^2 + 2x)", constant_factor, at=ix.kinds("mul", "pow")),
)
_UNFOLDING = Rule(
    "unfolding", "definition put in", r"\partial u = \partial(\ldots) \text{ where } u := \ldots",
    "The intermediate is replaced by its definition.",
    r"\frac{\partial}{\partial w}\sigma(w^\top x)", unfolding, at=ix.kinds("comp"))
# For full detail: name of a rule that does several things at once -> rules that are applied once,
# rules that then follow as long as they fit.
FINER = {"linearity": ((), _LINEAR), "definition": ((_UNFOLDING,), _LINEAR)}
