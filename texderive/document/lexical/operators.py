r"""Derivative operators as LaTeX: built from a name and variables, and the variables read off again."""
from __future__ import annotations

import re

from ...prose.expansion import brace_group
from ...prose.symbols import bare, only_symbol, read_symbol
from .definition import Definition
from .extremes import EXTREMES
from .symbol_names import symbols_in

TEMPLATES = {
    "gradient": r"\nabla_{%(by)s} %(of)s",
    "derivative": r"\frac{\partial %(of)s}{\partial %(by)s}",
    "jacobian": r"\frac{\partial %(of)s}{\partial %(by)s}",
    "motion": r"\dot{%(of)s}",                                     # these two name no variable
    "differential": r"\mathrm{d} %(of)s",
    "hessian": r"\nabla_{%(by)s}^2 %(of)s",
    "second": r"\frac{\partial^2 %(of)s}{\partial %(by)s^2}",
    "minimum": r"\operatorname*{arg\,min}_{%(by)s} %(of)s",
    "maximum": r"\operatorname*{arg\,max}_{%(by)s} %(of)s",
    "stationary": r"\nabla_{%(by)s} %(of)s = 0",
    "extrema": r"\nabla_{%(by)s} %(of)s = 0",
}
_WHOLE = {"gradient": r"\nabla %s", "jacobian": r"J_{%s}", "hessian": r"\nabla^2 %s"}  # by all arguments at once
_OPERATOR = {"derivative": r"\frac{\partial}{\partial %(by)s} %(of)s",
             "jacobian": r"\frac{\partial}{\partial %(by)s} %(of)s", "second": r"\frac{\partial^2}{\partial %(by)s^2} %(of)s",
             "motion": r"\frac{d}{dt} %(of)s"}

# \partial(u, v)/\partial(x, y), J_f, \nabla^2 f
MATRIX = re.compile(r"\\[dt]?frac\s*\{\\partial\s*(?:\\left\s*)?\(|J_|\\nabla(?:_\{[^{}]*\})?\^2")
# an operator with nothing behind it
BARE = re.compile(r"\\nabla(?:_(?:\{[^{}]*\}|\S))?(?:\^2)?|\\[dtc]?frac\s*\{(?:\\partial|d|"
                  r"\\mathrm\{d\})\}\s*\{(?:\\partial|d|\\mathrm\{d\})[^{}]*\}")


def built(kind: str, function: str, definition: Definition | None, by: list[str]) -> list[str]:
    r"""Requests for a derivative named in words, one for each variable.

    >>> built("gradient", "x^TAx", None, ["x"])
    ['\\nabla_{x} \\left( x^TAx \\right)']
    """
    arguments = [a for a in (definition.variables if definition else ()) if only_symbol(a)]
    names = by or arguments or guessed(definition.right if definition else function)
    simple = bool(definition and definition.name) or only_symbol(function) is not None
    # \mathrm{swish}
    called = (definition is not None and len(arguments) == 1
              and re.match(r"\\(?:mathrm|text|operatorname|mathsf|mathit)\s*\{\w{2,}\}$", function))
    of = f"{function}({arguments[0]})" if called else function if simple else rf"\left( {function} \right)"
    template = TEMPLATES[kind] if simple or kind not in _OPERATOR else _OPERATOR[kind]
    if "%(by)s" not in template:
        return [template % {"of": of}]
    if not by and len(names) > 1:
        return [_WHOLE[kind] % of] if kind in _WHOLE and definition and definition.name else parts(kind, of, simple, names[:3])
    if kind in EXTREMES and len(names) > 1:
        return parts(kind, of, simple, names[:3])
    return [template % {"by": name, "of": of} for name in (names[:MOST] if by else names[:3])]


MOST = 12                              # variables that a text names


def parts(kind: str, of: str, simple: bool, names: list[str]) -> list[str]:
    """All first, or second, partial derivatives of a function of several arguments;
    an optimum is taken by all of them."""
    if kind in EXTREMES:
        return [TEMPLATES[kind] % {"by": ", ".join(names), "of": of}]
    top, behind = (rf"\frac{{\partial {of}}}", "") if simple else (r"\frac{\partial}", f" {of}")
    if kind not in ("hessian", "second"):
        return [rf"{top}{{\partial {name}}}{behind}" for name in names]
    top = top.replace(r"\partial", r"\partial^2", 1)
    pairs = [(a, b) for k, a in enumerate(names) for b in names[k:]]
    return [top + (rf"{{\partial {a}^2}}" if a == b else rf"{{\partial {a}\,\partial {b}}}") + behind for a, b in pairs]


_FIRST = re.compile(r"\s*(?:(?P<nabla>\\nabla\s*_\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+(?:\s*\{\s*\\?\w+\s*\})?|\w))"
                    r"|\\[dt]?frac\s*\{\s*(?P<sign>\\partial|d|\\mathrm\{d\})\s*\}\s*\{\s*(?P=sign)\s*(?P<by>(?:[^{}]|"
                    r"\{[^{}]*\})+?)\s*\})\s*(?P<body>[^\s^].*)", re.S)


def second(request: str) -> str:
    r"""The second derivative of what a first one is taken of; "" for a request that is written otherwise.

    >>> second(r"\nabla_x \|x\|^2"), second(r"\frac{d}{dx} x^3"), second(r"\nabla_\mathbf{x} a^Tx")
    ('\\nabla_x^2 \\|x\\|^2', '\\frac{d^2}{d x^2} x^3', '\\nabla_\\mathbf{x}^2 a^Tx')
    """
    first = _FIRST.fullmatch(request)
    if first is None:
        return ""
    head = f"{first['nabla']}^2" if first["nabla"] else rf"\frac{{{first['sign']}^2}}{{{first['sign']} {first['by']}^2}}"
    return f"{head} {first['body']}"


_BY_NONE = re.compile(r"\s*(?:\\nabla(?P<twice>\s*\^\s*\{?\s*2\s*\}?)?(?!\s*_)|J\s*_)")


def by_each(request: str, definition: Definition) -> list[str]:
    r"""The single derivatives that \nabla f, \nabla^2 f or J_f of a function of several arguments stands
    for; none for other requests.

    >>> by_each(r"\nabla f", Definition("f", "f", ("u", "v"), "", ""))
    ['\\frac{\\partial f}{\\partial u}', '\\frac{\\partial f}{\\partial v}']
    """
    whole = _BY_NONE.match(request)
    names = [a for a in definition.variables if only_symbol(a)]
    return (parts("hessian" if whole["twice"] else "gradient", definition.name, True, names[:3])
            if whole and names and len(definition.arguments) > 1 else [])


def guessed(latex: str) -> list[str]:
    """The variable of an expression that names none: the only letter, or the customary one."""
    names = [n for n in symbols_in(latex) if re.fullmatch(r"[A-Za-z]|\\(?:theta|beta|omega|phi|alpha)", n)
             and n not in ("e", "d")]
    for letter in ("x", "t", "z", "w", r"\theta", r"\beta", "y", "u", "s"):
        if letter in names:
            written = re.search(r"(\\(?:mathbf|boldsymbol|bm|vec)\s*\{?\s*" + re.escape(letter) + r"\s*\}?)", latex)
            return [written.group(1) if written else letter]
    return names if len(names) == 1 else []


_ZERO_GRADIENT = re.compile(r"\\nabla_\{(?P<by>(?:[^{}]|\{[^{}]*\})*)\} (?P<of>.*) = 0", re.S)


def least_and_greatest(request: str) -> list[str]:
    r"""The minimum and the maximum in the place of the stationary points, which under a constraint are not those
    of the function alone; another optimum itself.

    >>> least_and_greatest(r"\nabla_{x} f = 0")
    ['\\operatorname*{arg\\,min}_{x} f', '\\operatorname*{arg\\,max}_{x} f']
    """
    zero = _ZERO_GRADIENT.fullmatch(request)
    return [TEMPLATES[kind] % {"by": zero["by"], "of": zero["of"]} for kind in ("minimum", "maximum")] if zero else [request]


_GUESSED = re.compile(r"\\operatorname\*\{arg\\,(?:min|max)\}_\{(?P<by>[a-z])\} (?=\\left\()")


def over_all(request: str, condition: str) -> str:
    r"""An optimum whose unknown was guessed, over all the customary unknowns that stand in it and in its constraint.

    >>> over_all(r"\operatorname*{arg\,max}_{x} \left( xy \right)", "x+y=10")
    '\\operatorname*{arg\\,max}_{x, y} \\left( xy \\right)'
    """
    head = _GUESSED.match(request)
    there = set(symbols_in(condition))
    names = [n for n in dict.fromkeys(symbols_in(request[head.end():])) if n in there and n in tuple("xyzuvw")] if head else []
    return (request[:head.start("by")] + ", ".join(names) + request[head.end("by"):]
            if head and len(names) > 1 and head["by"] in names else request)


_OPTIMUM = re.compile(r"\\operatorname\*\{arg\\,(?:min|max)\}_\{(?P<by>[^{}]*)\} (?P<of>.*)", re.S)


def objective(request: str) -> str:
    r"""What is to be least or greatest; "" of anything but an optimum.

    >>> objective(r"\operatorname*{arg\,max}_{x} \left( xy \right)")
    '\\left( xy \\right)'
    """
    found = _OPTIMUM.fullmatch(request)
    return found["of"] if found else ""


def over_shared(request: str, function: str, condition: str) -> str:
    r"""An optimum over one number, over all numbers that the `function` shares with a condition, which ties them:
    the sides of a box of a given volume.

    >>> over_shared(r"\operatorname*{arg\,min}_{x} S", "x^2 + 4xh", "x^2h = 32")
    '\\operatorname*{arg\\,min}_{x, h} S'
    """
    found = _OPTIMUM.fullmatch(request)
    tied = set(symbols_in(condition))
    names = [n for n in dict.fromkeys(symbols_in(function)) if n in tied and len(n) == 1 and n.islower()]
    arrays = any(mark in function + condition for mark in (r"\top", "^T", r"\|", "_", r"\math", r"\bm"))
    if not found or arrays or len(names) < 2 or found["by"] not in names:
        return request
    return request[:found.start("by")] + ", ".join(sorted(names, key=lambda n: n != found["by"])) + request[found.end("by"):]


def variables(latex: str) -> set[str]:
    r"""Names that a request differentiates or optimises by.

    >>> sorted(variables(r"\frac{\partial^2 f}{\partial x\,\partial y}"))
    ['x', 'y']
    """
    found: set[str] = set()
    for match in re.finditer(r"\\[dtc]?frac\s*(?=\{\s*(?:\\partial|∂|\\mathrm\s*\{?\s*d|\{?\\rm d|d|\\delta|\\dd))", latex):
        top = brace_group(latex, match.end())
        bottom = brace_group(latex, top[1]) if top else None
        if bottom:
            for mark in re.finditer(r"\\partial(?![A-Za-z])|∂|\\mathrm\s*\{\s*d\s*\}|\\delta(?![A-Za-z])|"
                                    r"(?<![A-Za-z\\])d(?=[\s{\\A-Za-z])", bottom[0]):
                found |= _name_at(bottom[0], mark.end())
    for mark in re.finditer(r"(?:(?:\\nabla|∇|\\partial|(?:min|max)\s*\}?)\s*(?:\^\s*(?:\{[^{}]*\}|"
                            r"\d))?\s*(?:\\limits)?\s*_|\\underset)\s*", latex):
        group = brace_group(latex, mark.end())
        inside = group[0] if group else latex[mark.end():mark.end() + 40]
        names = [_name_at(piece, 0) for piece in re.split(r"[,;]|\\in(?![A-Za-z])", inside)] if group else [_name_at(inside, 0)]
        found |= {n for part in names for n in part}
    for mark in re.finditer(r"\\(?:pdv|dv|odv|pderiv|deriv)(?![A-Za-z])\s*", latex):          # \pdv{f}{x}, \pdv{x}
        top = brace_group(latex, mark.end())
        bottom = brace_group(latex, top[1]) if top else None
        found |= _name_at((bottom or top)[0], 0) if top else set()
    slash = _SLASH.match(latex)
    if slash:
        found |= _name_at(latex, slash.end())
    prime = re.search(r"(?<![)'])'+\s*\(\s*([^()]*)\s*\)\s*$", latex)
    return found | (_name_at(prime.group(1), 0) if prime else set())


_SLASH = re.compile(r"\s*(?:\\partial(?![A-Za-z])|∂|\\mathrm\s*\{\s*d\s*\}|"
                    r"d(?=[\sA-Za-z\\]))[^/+=]{1,60}/\s*(?:\\partial(?![A-Za-z])|∂|\\mathrm\s*\{\s*d\s*\}|d)\s*")


def _name_at(text: str, at: int) -> set[str]:
    symbol = read_symbol(text, at)
    if not symbol:
        return set()
    name = bare(symbol[0])
    return {name, re.sub(r"(?:_.*|\^.*)$", "", name)}
