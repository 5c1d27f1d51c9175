r"""Functions: which name before a bracket is a call, and how far the argument of an unbracketed one reaches."""
from __future__ import annotations

from .. import tree
from ..functions import FUNCTION_NAMES, MATRIX_FUNCTIONS
from . import commands as c
from .parser import Parser
from .tokens import Token

_OPEN = frozenset(("(", "[", "\\{", "\\left", "\\lbrace"))


def bracket_open(p: Parser, i: int) -> bool:
    """Whether a bracket opens at this place."""
    return i < p.end and p.tokens[i].key in _OPEN and (p.tokens[i].key != "\\left" or p.tokens[i].name in c.BRACKET)


def is_callable(p: Parser, node: tree.Node) -> bool:
    """Decided reading: declared or defined as a function, or one of σ, f, g, h; else a product."""
    base = tree.bare(node)
    if (not bracket_open(p, p.i) or not isinstance(base, tree.Symbol) or base.name in p.not_functions
            or base.latex in p.not_functions):
        return False
    if of_a_policy(node):
        return True
    if _transposed(node):
        return False
    if not p.functions.isdisjoint((base.name, base.latex, _with_script(node))) or (
            base.name.startswith((r"\dot{", r"\ddot{")) and base.name[base.name.index("{") + 1:-1] in p.functions):
        return True
    opening = p.tokens[p.i].name or p.tokens[p.i].key
    if base.name in c.PROBABILITIES and _holds_relation(p):              # P(X = k)
        return True
    if base.name in c.DENSITY_LETTERS and opening == "(" and _follows(p, node, ("\\log", "\\ln")):             # \\log q(Ax + b)
        return not _product_like(p, node, base)
    if isinstance(node, tree.Prime) and opening == "(":
        return base.name in c.DEFAULT_FUNCTIONS or _lone_symbol(p)
    if (base.name == "\\lambda" and isinstance(node, tree.Script) and isinstance(node.sub, tree.Symbol)
            and node.sub.name in ("max", "min")):
        return True
    if base.name in c.DEFAULT_FUNCTIONS:
        return not _product_like(p, node, base) and not (base.name == "f" and _follows(p, node, ("\\pi",)))
    return opening == "(" and (_several(p) or (_lone_symbol(p) or lone_norm(p.tokens, p.i, p.mate[p.i]))
                               and base.name.isascii() and base.name in p.always_called
                                  and p.key_at(p.mate[p.i] + 1) != "_"  # y_j(W_2)_{jk} has an entry of W_2
                                  # \delta^{(l)}(a^{(l-1)})^T is a product
                                  and not (isinstance(node, tree.Script) and node.sup is not None
                                           and p.key_at(p.mate[p.i] + 1) == "^"))


def _with_script(node: tree.Node) -> str:
    r"""p_0, p_{data} and p_{\text{data}} as names are declared."""
    if not isinstance(node, tree.Script) or node.sup is not None or not isinstance(node.base, tree.Symbol):
        return ""
    match node.sub:
        case tree.Symbol():
            below = node.sub.latex
        case tree.Number():
            below = node.sub.text
        case _:
            return ""
    return f"{node.base.latex}_{below}" if len(below) == 1 else f"{node.base.latex}_{{{below}}}"


def _follows(p: Parser, node: tree.Node, keys: tuple[str, ...]) -> bool:
    r"""Whether one of these stands before a name that ends at the cursor: \log q(..), 2\pi f(t - \tau) with a frequency f."""
    start = next(i for i in range(p.i - 1, -1, -1) if p.tokens[i].start <= node.span[0])
    return start > 0 and p.tokens[start - 1].key in keys


def of_a_policy(node: tree.Node) -> bool:
    r"""Whether a name is that of a value under a policy: Q^\pi(s, a), V^{\pi_\theta}(s), A^\pi(s, a)."""
    sup = tree.unscripted(node.sup) if isinstance(node, tree.Script) and node.sup is not None else None
    return (isinstance(sup, tree.Symbol) and sup.name == "\\pi" and isinstance(node.base, tree.Symbol)
            and node.base.name in ("Q", "V", "A"))


def bessel(p: Parser, node: tree.Node, start: int) -> tree.Node | None:
    r"""I_0(\kappa) and I_1(\kappa): modified Bessel functions, before a letter by itself."""
    order = node.sub if isinstance(node, tree.Script) and node.sup is None else None
    known = (isinstance(order, tree.Number) and order.text in ("0", "1") and bracket_open(p, p.i) and p.mate[p.i] > p.i
             and _lone_symbol(p))
    return call_of(p, node, start) if known and "I" not in p.not_functions else None


def _product_like(p: Parser, node: tree.Node, base: tree.Symbol) -> bool:
    r"""\sigma^2(..), \sigma_k(..), f_{ij}(a - b) and h(2x + h), where the name also stands for a quantity."""
    if isinstance(node, tree.Script) and base.name == "\\sigma":
        if node.sup is not None and isinstance(node.sup, tree.Number):
            return True
        if isinstance(node.sub, tree.Symbol) and not node.sub.font and len(node.sub.name) == 1:
            return True
    if (isinstance(node, tree.Script) and isinstance(node.sub, tree.Items)
            and all(isinstance(i, tree.Symbol) and len(i.name) == 1 for i in node.sub.items) and not _lone_symbol(p)):
        return True                                                  # f_{ij}(a - b): an entry of a table
    if (isinstance(node, tree.Script) and isinstance(node.sub, tree.Symbol)
            and (p.tokens[p.i].name or p.key) in ("\\{", "\\lbrace")):
        return True                                                  # g_n\{t_n - w^\top x_n\}^2: a weight
    close = p.mate[p.i]
    for i in range(p.i + 1, close):
        token = p.tokens[i]
        if (token.kind == "sym" and token.name == base.name and token.font == base.font and not bracket_open(p, i + 1)
                and p.key_at(i + 1) not in c.SCRIPTS):
            return True
        if (token.kind == "sym" and token.name == base.name and isinstance(node, tree.Script) and node.sub is not None
                and p.key_at(i + 1) == "_"):
            behind = p.behind(i + 2)
            if not bracket_open(p, behind):                          # h_j(1 - h_j)
                return True
    return False


def _transposed(node: tree.Node) -> bool:
    """Whether it carries a superscript that no function has: a^T(..), x^n(..);
    an inverse, a layer (l) and a power may stay."""
    sup = node.sup if isinstance(node, tree.Script) else None
    return sup is not None and not isinstance(sup, (tree.Number, tree.Neg, tree.Group, tree.Prime))


def _several(p: Parser) -> bool:
    """Whether the bracket at the cursor holds a list."""
    i, close = p.i + 1, p.mate[p.i]
    while i < close:
        if p.tokens[i].key in (",", ";", "\\mid") or p.tokens[i].key == "|" and not _bars_are_paired(p, close):
            return True
        i = p.behind(i)
    return False


def _bars_are_paired(p: Parser, close: int) -> bool:
    return sum(t.key == "|" for t in p.tokens[p.i + 1:close]) % 2 == 0


def _lone_symbol(p: Parser, opening: int = -1) -> bool:
    r"""Whether the bracket at the cursor holds one letter with its marks, or one applied
    to such a letter: (x_i), (G_\theta(z))."""
    opening = p.i if opening < 0 else opening
    i, close = opening + 1, p.mate[opening]
    if i >= close or p.tokens[i].kind != "sym":
        return False
    i += 1
    while i < close and (p.tokens[i].key in ("_", "'") or p.tokens[i].key == "^"
                         and (p.key_at(i + 2) == "(" or p.key_at(i + 1) in ("*", "\\star", "\\ast"))):
        i = i + 1 if p.tokens[i].key == "'" else p.behind(i + 1)
    return i >= close or p.tokens[i].key == "(" and p.mate[i] == close - 1 and _lone_symbol(p, i)


def lone_norm(tokens: list[Token], i: int, close: int) -> bool:
    r"""Whether the bracket that opens at i holds one norm and nothing else,
    or its square: \phi(\|x - y\|^2) is no product."""
    inside = [t for t in tokens[i + 1:close] if t.key != "\\left" or t.name]
    while len(inside) > 4 and inside[-2].key in ("^", "_") and inside[-1].kind == "digit":
        inside = inside[:-2]
    return len(inside) > 2 and all(c.DELIMITER.get(t.key, c.DELIMITER.get(t.name or "")) == "norm"
                                   for t in (inside[0], inside[-1])) and \
        sum(c.DELIMITER.get(t.key, c.DELIMITER.get(t.name or "")) == "norm" for t in inside) == 2


def arguments(p: Parser) -> tuple[tree.Node, ...]:
    """The content of the bracket at the cursor as arguments."""
    group = p.atom(p.tokens[p.i])
    body = group.body if isinstance(group, (tree.Group, tree.Delim)) else group
    return tree.items_of(body)


def indicator(p: Parser, node: tree.Node, start: int) -> tree.Node | None:
    r"""\mathbb{1}[x > 0], \mathbb{1}_{x > 0}, \mathbb{1}_{[x > 0]}, 1\{x > 0\}, I(x > 0): a call with a relation;
    None where there is none."""
    one = lambda n: tree.Symbol(n.span, "1", "1") if isinstance(n, tree.Number) else n
    if (isinstance(node, tree.Script) and node.sub is not None
            and isinstance(condition := tree.opened(node.sub), tree.Relation) and node.sup is None):
        return tree.Call(p.span(start), one(node.base), (condition,))
    if not (bracket_open(p, p.i) and p.mate[p.i] > p.i and _holds_relation(p)):
        return None
    return tree.Call(p.span(start), one(node), arguments(p))


def _holds_relation(p: Parser) -> bool:
    i, close = p.i + 1, p.mate[p.i]
    while i < close:
        if p.tokens[i].key in c.RELATIONS and p.tokens[i].kind == "op":
            return True
        i = p.behind(i)
    return False


def call_of(p: Parser, function: tree.Node, start: int) -> tree.Node:
    """The call of a symbol; the square of f^2(x) is that of the value."""
    given = arguments(p)
    if isinstance(function, tree.Script) and isinstance(function.sup, tree.Number):
        plain = tree.without_sup(function)
        return tree.Script(p.span(start), tree.Call(p.span(start), plain, given), None, function.sup)
    return tree.Call(p.span(start), function, given)


def named(p: Parser, token: Token) -> tree.Node:
    r"""A name of several letters: log, tr, \operatorname{softmax}, \max;
    a function where something follows that it can take."""
    from . import operators

    start = p.i
    name = token.name
    if name in ("d", "D"):
        return p.symbol(token)
    special = operators.by_name(p, token)
    if special is not None:
        return special
    p.i += 1
    symbol = tree.Symbol((token.start, token.end), name, token.latex, token.font or p.font)
    sub, sup, primes = _function_scripts(p)
    known = name in FUNCTION_NAMES and name not in p.not_functions or name in p.functions
    prefix = known or token.latex.startswith("\\operatorname") and name not in p.not_functions
    if not (prefix and operand_ahead(p) or bracket_open(p, p.i) and name not in p.not_functions and token.key != "\\text"):
        return _undo(p, start, symbol)
    if tree.is_minus_one(sup) and name in c.INVERSE_FUNCTIONS:
        inverse = c.INVERSE_FUNCTIONS[name]
        symbol, sup = tree.Symbol(symbol.span, inverse, rf"\{inverse}" if inverse.startswith("arc")
                                  else rf"\operatorname{{{inverse}}}", "roman"), None
    function: tree.Node = symbol if sub is None else tree.Script(p.span(start), symbol, sub, None)
    function = tree.Prime(p.span(start), function, primes) if primes else function
    if sup is not None and not known:
        function, sup = tree.Script(p.span(start), symbol, sub, sup), None
    given = arguments(p) if bracket_open(p, p.i) and not (name in _LOGARITHMS and _power_inside(p)) else (unbracketed(p, name),)
    call = tree.Call(p.span(start), function, given)
    return call if sup is None else tree.Script(p.span(start), call, None, sup)


def _undo(p: Parser, start: int, symbol: tree.Symbol) -> tree.Node:
    p.i = start + 1
    return symbol


def _function_scripts(p: Parser) -> tuple[tree.Node | None, tree.Node | None, int]:
    r"""The scripts between a function's name and its argument: \sin^2 x, \log_2 x, \tanh' x."""
    from .scripts import argument
    sub = sup = None
    primes = 0
    while p.key in c.SCRIPTS:
        key = p.key
        if key == "'":
            p.i += 1
            primes += 1
            continue
        if (sub if key == "_" else sup) is not None:
            raise p.error("double " + ("subscript" if key == "_" else "superscript"), "TD105", "put both into one")
        content = argument(p, subscript=key == "_")
        if isinstance(content, tree.Prime) and isinstance(content.base, tree.Missing):
            primes += content.count
        elif key == "_":
            sub = content
        else:
            sup = content
    return sub, sup, primes


def operand_ahead(p: Parser) -> bool:
    """Whether the operand of a function without brackets follows."""
    return p.starts_factor() or p.key == "-" and p.i + 1 < p.end


_LOGARITHMS = ("log", "ln")
_BARS = ("|", "||", "\\|", "\\lvert", "\\lVert", "\\left", "\\langle")
_ENDS = c.SEPARATORS | c.RELATIONS.keys() | c.BIG_OPERATORS.keys() | {"+", "-", "&", ")", "]", "}", "\\right"}


def unbracketed(p: Parser, name: str) -> tree.Node:
    r"""The argument without brackets: factors up to + - =, another function, or a bracket behind at least one factor.

    \sin t(\cos t - 1) is a product; \operatorname{tr} A(B + C) is not, as the name takes matrices."""
    start = p.i
    sign = p.sign()
    if p.i >= p.end:
        raise p.missing()
    if sign > 0 and p.key == "{" and bracket_open(p, p.i + 1) and p.mate[p.i + 1] == p.mate[p.i] - 1:
        return p.factor()                                                # \exp{(x)} y
    matrix, powers = name in MATRIX_FUNCTIONS, bracket_open(p, p.i)       # \log(2\pi)^{-1/2}|\Sigma|^{-1/2}\exp(..)
    out = [p.factor()]
    while p.starts_factor() and (_joint(p, out) or name in _LOGARITHMS and (_density(p, out) or powers and _density_ahead(p, p.i))
                                 or not _ends_argument(p, name, out) and not _closed_call(p, out, matrix)
                                 and (matrix or not _again(p, out))):
        out.append(p.factor())
    node = p.product_of(start if sign > 0 else start + 1, out)
    if name == "exp" and sign < 0 and p.key in c.DIVISIONS:              # \exp -x^2/2
        p.i += 1
        node = tree.Fraction((node.span[0], p.tokens[p.i].end if p.i < p.end else node.span[1]), node, p.factor())
    return tree.Neg(p.span(start), node) if sign < 0 else node


def _power_inside(p: Parser) -> bool:
    r"""Whether the exponent behind the bracket belongs to the argument: \log(1-p)^{n-k}, where a density follows, too."""
    close = p.mate[p.i]
    negative = p.key_at(close + 2) == "{" and p.key_at(close + 3) == "-"
    return p.key_at(close + 1) == "^" and (negative and _density_ahead(p, close + 1)
                                           or _lettered_power(p, close) and _sum_above(p, close + 2))


def _sum_above(p: Parser, i: int) -> bool:
    """Whether what is in braces here has a sign: n - k, -d/2."""
    return p.key_at(i) == "{" and any(t.key in ("+", "-") for t in p.tokens[i:p.mate[i]])


def _density_ahead(p: Parser, i: int) -> bool:
    r"""Whether an exponential in brackets follows behind factors: (2\pi)^{-d/2}|\Sigma|^{-1/2}\exp(..)."""
    while i < p.end and p.tokens[i].key not in _ENDS:
        if p.tokens[i].kind == "name" and p.tokens[i].name != "det":
            return p.tokens[i].name == "exp" and bracket_open(p, i + 1)
        i = p.behind(i)
    return False


def _again(p: Parser, out: list[tree.Node]) -> bool:
    r"""Whether the one letter of the argument follows again, or its rate: \sin x x^2 is a product, as \sin x^3
    is written so, and \sin\theta\,\dot\theta; not so for \exp x x^\top."""
    from .signs import transposed
    token = p.tokens[p.i]
    if len(out) != 1 or not isinstance(out[0], tree.Symbol) or token.kind != "sym" or token.font != out[0].font:
        return False
    return (token.name == out[0].name and not transposed(p, p.i)
            or token.name in (rf"\dot{{{out[0].name}}}", rf"\ddot{{{out[0].name}}}"))


def _closed_call(p: Parser, out: list[tree.Node], matrix: bool) -> bool:
    r"""Behind \log\det(M), and before a letter in \log\pi(a \mid s) R:
    the bracket of the inner function ends the argument of the outer one too."""
    inner = _called(out)
    if inner in MATRIX_FUNCTIONS:
        return p.tokens[p.i - 1].key in (")", "]", "\\right")
    return inner != "" and not matrix and p.tokens[p.i].kind == "sym"


def _joint(p: Parser, out: list[tree.Node]) -> bool:
    r"""Whether a density follows another one: \log p(x \mid z) p(z)."""
    if p.tokens[p.i].kind != "sym" or p.tokens[p.i].name not in c.DENSITIES or _called(out[-1:]) not in c.DENSITIES:
        return False
    behind = p.i + 1
    while p.key_at(behind) in ("_", "^"):
        behind = p.behind(behind + 1)
    return bracket_open(p, behind)


def _density(p: Parser, out: list[tree.Node]) -> bool:
    r"""Whether an exponential in brackets follows, which is meant in a logarithm as e^{-x^2}
    is: \log\frac{1}{\sqrt{2\pi}\sigma}\exp\left(-\frac{x^2}{2\sigma^2}\right)."""
    return (p.tokens[p.i].kind == "name" and p.tokens[p.i].name == "exp" and bracket_open(p, p.i + 1)
            and not (len(out) == 1 and isinstance(out[0], tree.Number)))


def _called(out: list[tree.Node]) -> str:
    """The letter of the function that is all of the argument, "|" of bars; "" where it is something else."""
    if len(out) != 1:
        return ""
    call = out[0].base if isinstance(out[0], tree.Script) and isinstance(out[0].sup, tree.Number | None) else out[0]
    if isinstance(call, tree.Delim):
        return "|"
    inner = tree.bare(call.function) if isinstance(call, tree.Call) else None
    return inner.name if isinstance(inner, tree.Symbol) else ""


def _lettered_power(p: Parser, i: int) -> bool:
    """Whether an exponent with a letter begins behind token i, or ends there."""
    if i + 1 < p.end and p.tokens[i + 1].key == "^":
        start, end = (i + 3, p.mate[i + 2]) if p.key_at(i + 2) == "{" else (i + 2, i + 3)
    elif p.tokens[i].key == "}" and p.tokens[p.mate[i] - 1].key == "^":
        start, end = p.mate[i] + 1, i
    elif i and p.tokens[i - 1].key == "^":
        start, end = i, i + 1
    else:
        return False
    return any(t.kind == "sym" and t.name not in c.TRANSPOSES for t in p.tokens[start:end])


def _constants(out: list[tree.Node]) -> set[str] | None:
    r"""The letters of factors of which none varies, \frac{2\pi}{T}, \omega_0; None for others."""
    nodes = [n for f in out for n in tree.nodes(f)]
    names = {n.name for n in nodes if isinstance(n, tree.Symbol)} - {"\\pi"}
    steady = (tree.Number, tree.Symbol, tree.Fraction, tree.Script, tree.Product, tree.Root, tree.Neg)
    return names if all(isinstance(n, steady) for n in nodes) and names.isdisjoint(c.VARIABLES) else None


def _scales(p: Parser, name: str, out: list[tree.Node]) -> bool:
    r"""Whether what is read of an argument is a factor of what follows: \sin 2(x + 1), \cos\omega(t - t_0),
    \exp -\frac12\|x - \mu\|^2, \log\frac1n\sum_i x_i, (x - \mu)^\top A(x - \mu);
    not \sin x(a + b), \cos a(1 + a), \log p(1 - x)."""
    names, opens = _constants(out), bracket_open(p, p.i)
    if names is None:
        return opens and any(isinstance(f, tree.Prime) or isinstance(f, tree.Script) and isinstance(f.sup, tree.Symbol)
                             and f.sup.name in c.TRANSPOSES for f in out
                             if f is not out[-1] or isinstance(getattr(f, "base", None), tree.Group))
    if not names:
        return name not in _LOGARITHMS or p.tokens[p.i].start == p.tokens[p.i - 1].end      # \log 2\,(x + 1) is a product
    inside = p.tokens[p.i + 1:p.mate[p.i]] if opens else []
    if name in _LOGARITHMS:
        return not opens and p.tokens[p.i].key in c.BIG_OPERATORS and len(out) == 1 and isinstance(out[0], tree.Fraction)
    return not opens or any(t.key in ("+", "-") for t in inside) and not any(t.name in names for t in inside)


def _ends_argument(p: Parser, name: str, out: list[tree.Node]) -> bool:
    from .signs import operator_at
    token = p.tokens[p.i]
    if token.kind == "name" and (token.name in FUNCTION_NAMES or token.name in p.functions):
        return name != "exp" or not _scales(p, name, out)
    if operator_at(p, p.i):
        return True
    if token.key in c.BIG_OPERATORS:
        return not _scales(p, name, out)
    if token.kind == "sym":
        following = p.i + 1
        return (bracket_open(p, following) and (token.name in c.DEFAULT_FUNCTIONS or token.name in p.functions)
                and token.name not in p.not_functions and _constants(out) != set())
    if bracket_open(p, p.i) and _lettered_power(p, p.i - 1) and _lettered_power(p, p.mate[p.i]):
        return False                                            # \log\theta^x (1 - \theta)^{1 - x}
    return (name not in MATRIX_FUNCTIONS and (bracket_open(p, p.i) or token.key in _BARS) and not _scales(p, name, out))
