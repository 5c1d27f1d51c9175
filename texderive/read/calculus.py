r"""Derivative operators that are no fractions: \nabla_x, \partial_x, \pdv, grad, D, the differential d, H_f and J_f."""
from __future__ import annotations

from .. import tree
from ..errors import UnsupportedError
from . import commands as c
from .calls import bracket_open
from .fractions import argument_range, inline_derivative
from .parser import Parser
from .reach import reach
from .signs import VECTOR_FONTS, Range, letter_acts, script_range, sign_kind
from .tokens import Token


def nabla(p: Parser, token: Token) -> tree.Node:
    r"""\nabla f, \nabla_x f, \nabla_x^2 f, \nabla^T f."""
    start = p.i
    p.i += 1
    sub, sup = _marks(p)
    if p.key == "\\times":
        raise UnsupportedError("the curl is not supported", p.span(start), code="TD301",
                               hint="texderive derives gradients, Jacobians, divergences and Hessians")
    if p.key == "\\cdot" and sup is None:
        p.i += 1
        return divergence(p, sub, start)
    order, transpose = _power(p, sup, start)
    if p.i < p.end and p.tokens[p.i].kind == "digit" and sub is sup is None and not p.tokens[p.i].space:
        raise p.error(f"whether the {p.key} here is the order or a factor is not clear", "TD104",
                      rf"write \nabla^{p.key} for the Hessian, \nabla({p.key} ..) for a gradient")
    if p.i < p.end and p.key in c.NABLAS and order == 1:
        return _twice(p, sub, transpose, start)
    operand, bare, tight = _tight(p, sub, order) or (*reach(p), None)
    node: tree.Node = tree.Derivative(p.span(start), "nabla", _counted_names(sub, order), order, operand, bare)
    for script in (transpose, tight):
        if script is not None:
            node = tree.Script(p.span(start), node, None, script)
    return node


def divergence(p: Parser, sub: tree.Node | None, start: int) -> tree.Node:
    r"""\nabla \cdot F is the trace of the Jacobian, \nabla \cdot \nabla f that of the Hessian."""
    operand, bare, tight = _tight(p, sub) or (*reach(p), None)
    if operand is None:
        raise p.missing()
    if tight is not None:
        raise p.error("a transpose of what a divergence is taken of is not read", "TD104", "put it into brackets")
    if (sub is None and not isinstance(tree.opened(operand), (tree.Symbol, tree.Call, tree.Derivative))
            and not any(isinstance(n, tree.Symbol) and n.name in ("x", "r") for n in tree.nodes(operand))):
        raise UnsupportedError("this divergence does not say its variable", p.span(start), code="TD214",
                               hint=r"write \nabla_x \cdot, or define the field: F(x) = ...")
    order = 1
    if isinstance(operand, tree.Derivative) and operand.kind == "nabla" and operand.order == 1:
        operand, order, sub = operand.operand, 2, sub or (operand.variables[0].node if operand.variables else None)
    variables = tuple(tree.Variable(n.span, n, order) for n in tree.items_of(sub))
    return tree.trace_of(p.span(start), tree.Derivative(p.span(start), "nabla", variables, order, operand, bare))


def _twice(p: Parser, sub: tree.Node | None, transpose: tree.Node | None, start: int) -> tree.Node:
    r"""\nabla\nabla f, \nabla_x\nabla_x^T f and \nabla_x\nabla_y f: second derivatives, the last sign first."""
    if transpose is not None:                            # \nabla^\top \nabla f
        return divergence(p, sub, start)
    inner = nabla(p, p.tokens[p.i])
    inner = inner.base if isinstance(inner, tree.Script) else inner
    outer = _counted_names(sub, 1) or (inner.variables if len(inner.variables) == 1 else ())
    first = inner.variables or outer
    letters = [v.node.name if isinstance(v.node, tree.Symbol) else v for v in (*first, *outer)]
    same = len(letters) == 2 and letters[0] == letters[1]
    variables = (tree.Variable(outer[0].span, outer[0].node, inner.order + 1),) if same else (*first, *outer)
    return tree.Derivative(p.span(start), "nabla", variables, inner.order + 1, inner.operand, inner.bare)


def worded(p: Parser, order: int) -> tree.Node | None:
    r"""\operatorname{grad}_x f and \operatorname{Hess} f; None where nothing follows."""
    start = p.i
    p.i += 1
    sub, sup = _marks(p)
    if sup is not None or not p.starts_factor():
        p.i = start
        return None
    operand, bare, tight = _tight(p, sub) or (*reach(p), None)
    node: tree.Node = tree.Derivative(p.span(start), "nabla",
                                      tuple(tree.Variable(n.span, n, order) for n in tree.items_of(sub)), order, operand, bare)
    return node if tight is None else tree.Script(p.span(start), node, None, tight)


def _counted_names(sub: tree.Node | None, order: int) -> tuple[tree.Variable, ...]:
    r"""The variables below a sign of some order: of \nabla^2_x the one twice, of \nabla^2_{xy} each once."""
    names = tree.items_of(sub)
    return tuple(tree.Variable(n.span, n, 1 if len(names) == order else order) for n in names)


def _marks(p: Parser) -> tuple[tree.Node | None, tree.Node | None]:
    from .scripts import argument
    sub = sup = None
    while p.key in ("^", "_"):
        which = p.key
        if (sub if which == "_" else sup) is not None:
            raise p.error("double subscript" if which == "_" else "double superscript", "TD105", "put both into one")
        content = argument(p, subscript=which == "_")
        if isinstance(content, tree.Missing):
            continue                                     # \nabla_{} and \nabla^{} print as \nabla
        if which == "_":
            sub = content
        else:
            sup = content
    return sub, sup


def _power(p: Parser, sup: tree.Node | None, start: int) -> tuple[int, tree.Node | None]:
    """The order and the transpose written at the sign."""
    if sup is None:
        return 1, None
    if isinstance(sup, tree.Number):
        if sup.text in ("1", "2", "3", "4"):
            return int(sup.text), None
    elif isinstance(sup, tree.Symbol) and sup.name in c.TRANSPOSES:
        return 1, sup
    raise UnsupportedError("a derivative of this order is not supported", p.span(start), code="TD301", hint=r"write \nabla^2 f")


def _tight(p: Parser, sub: tree.Node | None, order: int = 1) -> tuple[tree.Node, bool, tree.Node | None] | None:
    r"""\nabla f(x), \nabla f^T d: the gradient of a named function is a unit; the transpose is the gradient's,
    and the inverse the Hessian's.

    Not so for expressions: \nabla x^T A x, \nabla \|x\|^2 + .. reach on;
    nor where another function follows, \nabla_x f(x) g(x)."""
    start = p.i
    if p.i >= p.end or p.tokens[p.i].kind != "sym":
        return None
    first, applied = p.tokens[p.i], bracket_open(p, p.i + 1)
    if first.name not in p.gradient_names and not (applied and first.name in p.always_called):
        return None
    if (first.name not in p.functions and (first.font in VECTOR_FONTS and not applied
                                           or any(isinstance(n, tree.Symbol) and n.name == first.name
                                                  for n in tree.items_of(sub)))):
        return None  # \nabla_f f^T L f, \nabla_H \mathbf g^T H \mathbf g: vectors, and no functions
    saved, p.no_bar = p.no_bar, True
    node = p.factor()
    p.no_bar = saved
    transpose = None
    if isinstance(node, tree.Script) and (isinstance(node.sup, tree.Symbol) and node.sup.name in c.TRANSPOSES
                                          or order == 2 and tree.is_minus_one(node.sup)):
        transpose = node.sup
        node = tree.without_sup(node)
    elif isinstance(node, tree.Prime) and node.count == 1:
        transpose, node = tree.Symbol((node.span[1] - 1, node.span[1]), "\\prime", "\\prime"), node.base
    inner = node.function if isinstance(node, tree.Call) else node
    if not isinstance(tree.bare(inner), tree.Symbol) or isinstance(node, tree.Script) and node.sup is not None:
        p.i = start
        return None
    if transpose is not None and order == 1 and _again(p, first.name):
        p.i = start
        return None                              # \nabla_x h^T A h: a vector that is multiplied with itself
    # \nabla_x f(Ax) + g(x), \nabla_x f(x) g(x)
    following = p.i + (p.i < p.end and p.key in ("+", "-") and isinstance(node, tree.Call))
    if (sub is not None and transpose is None and following < p.end and p.tokens[following].kind == "sym"
            and p.tokens[following].name in p.gradient_names and bracket_open(p, following + 1)):
        p.i = start
        return None
    return node, False, transpose


def _again(p: Parser, name: str) -> bool:
    """Whether a letter stands again among the factors at the cursor."""
    for token in p.tokens[p.i:p.end]:
        if (token.key in ("+", "-", "\\nabla", ")", "\\right") or token.key in c.RELATIONS or token.key in c.SEPARATORS
                or token.kind == "text"):
            return False
        if token.kind == "sym" and token.name == name:
            return True
    return False


def partial(p: Parser, token: Token) -> tree.Node:
    r"""\partial_x f, \partial f / \partial x, and \partial X alone: a differential."""
    start = p.i
    p.i += 1
    sub, sup = _marks(p)
    if sub is not None:
        order, transpose = _power(p, sup, start)
        names = tree.items_of(sub)
        # \partial_1 f(x, y): by the first argument, and of f alone
        by_place = all(isinstance(n, tree.Number) for n in names)
        operand, bare = (p.factor(), False) if by_place and p.starts_factor() else reach(p)
        variables = tuple(tree.Variable(n.span, n, order if len(names) == 1 else 1) for n in names)
        turned = by_place and isinstance(operand, tree.Script) and isinstance(operand.base, tree.Call) and operand.sub is None \
            and isinstance(operand.sup, tree.Symbol) and operand.sup.name in c.TRANSPOSES
        if turned and transpose is None:  # \partial_2 f(x, y)^\top is the derivative transposed
            operand, transpose = operand.base, operand.sup
        node = tree.Derivative(p.span(start), "partial", variables, max(order, len(names)), operand, bare)
        return node if transpose is None else tree.Script(p.span(start), node, None, transpose)
    inline = inline_derivative(p, start, "partial")
    if inline is not None:
        return inline
    if not p.starts_factor():
        raise p.error(r"\partial has nothing behind it", "TD104", r"write \frac{\partial f}{\partial x}",
                      (token.start, token.end))
    operand = p.factor()
    return tree.Derivative(p.span(start), "partial", (), 1, operand)


def package_derivative(p: Parser, token: Token) -> tree.Node:
    r"""\pdv{f}{x}, \pdv{x}, \pdv[2]{f}{x}, \pdv{f}{x}{y}, \dv{f}{x}; \pd alone is \partial."""
    start = p.i
    kind = c.DERIVATIVE_FRACTIONS[token.key]
    if token.key in ("\\pd", "\\pp") and p.key_at(p.i + 1) != "{":
        return partial(p, token)
    p.i += 1
    order = 1
    if p.key == "*":
        p.i += 1
    if p.key == "[":
        close = p.mate[p.i]
        text = "".join(t.key for t in p.tokens[p.i + 1:close])
        order = int(text) if text.isdigit() and int(text) < 20 else 1
        p.i = close + 1
    parts: list[Range] = []
    while p.key == "{" and len(parts) < 3:
        parts.append(argument_range(p, token))
    if not parts:
        raise p.error(f"{token.key} needs arguments", "TD104", f"write {token.key}{{f}}{{x}}", (token.start, token.end))
    behind = p.i
    nodes = []
    for a, b in parts:
        if a < b:
            nodes.append(p.within(a, b, p.listing))
        else:
            nodes.append(None)
    p.i = behind
    by = [n for n in (nodes[1:] if len(nodes) > 1 else nodes) if n is not None]
    variables = tuple(tree.Variable(n.span, n, order if len(by) == 1 else 1) for n in by)
    operand = nodes[0] if len(nodes) > 1 else None
    bare = False
    if operand is None:
        operand, bare = reach(p)
    return tree.Derivative(p.span(start), kind, variables, sum(v.order for v in variables), operand, bare)


def letter_operator(p: Parser, token: Token) -> tree.Node | None:
    r"""The letters d, \delta, D, H and J where they are operators: df/dx, \delta E/\delta w, D_x f,
    D f(x), H_f(x), J_f(x); None where they are names."""
    start = p.i
    if token.name in p.not_functions:
        return None
    if token.name in ("d", "\\delta"):
        return _differential_of(p, token, start)
    if token.name == "D" and token.font in ("", *_UPRIGHT):
        return _differential_operator(p, token, start)
    if token.name in "HJ" and p.key_at(p.i + 1) == "_":
        return _of_function(p, token, start)
    if token.name in "HJ" and token.font in _UPRIGHT and _acts_on_function(p, start + 1):
        p.i = start + 1
        return _second_or_first(p, token, start, p.factor())
    return None


def _differential_of(p: Parser, token: Token, start: int) -> tree.Node | None:
    if token.font not in ("", "roman") or p.key_at(start + 1) == "_":
        return None
    p.i += 1
    node = inline_derivative(p, start, sign_kind(p, start))
    if node is None and token.font == "roman" and p.starts_factor() and p.key not in ("(", "[", "\\left"):
        operand = p.factor()
        node = tree.Derivative(p.span(start), "d", (), 1, operand)
    if node is None:
        p.i = start
    return node


def _differential_operator(p: Parser, token: Token, start: int) -> tree.Node | None:
    if p.key_at(start + 1) == "_":
        if not letter_acts(p, start):
            return None
    elif not (_acts_on_function(p, _behind_power(p, start + 1)) and (p.bare_d or token.font)):
        return None
    p.i = start + 1
    sub, sup = _marks(p)
    order, _ = _power(p, sup, start)
    operand, bare, tight = _tight(p, sub) or (*reach(p), None)
    node: tree.Node = tree.Derivative(p.span(start), "D", _counted_names(sub, order), order, operand, bare)
    return node if tight is None else tree.Script(p.span(start), node, None, tight)


_UPRIGHT = ("roman", "sans")                   # of operators: \\mathrm{D}f(x), \\mathsf{H}\\phi(x)


def _acts_on_function(p: Parser, at: int) -> bool:
    """Whether the letter of a function stands here."""
    return at < p.end and p.tokens[at].kind == "sym" and p.tokens[at].name in p.function_names - {"\\sigma"}


def _behind_power(p: Parser, at: int) -> int:
    """Where D^2 ends."""
    return script_range(p, at + 1)[1] + (p.key_at(at + 1) == "{") if p.key_at(at) == "^" else at


def _of_function(p: Parser, token: Token, start: int) -> tree.Node | None:
    r"""H_f(\mathbf{x}) and J_f(\mathbf{x})."""
    a, b = script_range(p, start + 2)
    if b - a != 1 or a >= p.end or p.tokens[a].kind != "sym" or p.tokens[a].name not in p.function_names - {"\\sigma"}:
        return None
    p.i = a
    saved_end, p.end = p.end, b
    function = p.factor()
    p.end = saved_end
    p.i = b + 1 if p.key_at(start + 2) == "{" else b
    operand: tree.Node = function
    if bracket_open(p, p.i):
        from .calls import arguments
        operand = tree.Call(p.span(start), function, arguments(p))
    return _second_or_first(p, token, start, operand)


def _second_or_first(p: Parser, token: Token, start: int, operand: tree.Node) -> tree.Derivative:
    """The Hessian H or the Jacobian J of an operand."""
    hessian = token.name == "H"
    return tree.Derivative(p.span(start), "hessian" if hessian else "jacobian", (), 2 if hessian else 1, operand)
