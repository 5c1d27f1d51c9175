r"""Steps from a point that is given in numbers:
"perform two steps of gradient descent starting at $x_0 = 0$ with learning rate $0.1$" is x_1 = 0 - 0.1 f'(0), and x_2
from the value of that."""
from __future__ import annotations

import re
from collections.abc import Callable

from ...patterns import regex
from ...prose.symbols import bare, only_symbol
from ..lexical.definition import Definition
from ..lexical.statement import clean, split_top

# what stands before the formula of the point where the steps begin
START = regex(r"""
    \b(?:
        (?:start(?:ing|ed|s)?|begin(?:ning|s)?|initiali[sz](?:ed?|ing)|initial|startend|ausgehend|beginnend|partiendo
          |comenzando|empezando|partendo|partant)\b[^.;\x01]{0,40}
        |start(?:punkt|wert|stelle)\w*|anfangs(?:punkt|wert)\w*|(?:point|valeur)[\s~]+(?:initiale?|de[\s~]+départ)
        |(?:punto|valor|ponto)[\s~]+inicial|punto[\s~]+iniziale|from(?:[\s~]+the)?(?:[\s~]+(?:point|guess))?
        |à[\s~]+partir[\s~]+d[eu](?:[\s~]+point)?|desde|a[\s~]+partir[\s~]+de
    )[\s~]*(?=\x01)
    |(?:初始点|初始值|初值|起始点|起点|从)[^。\x01]{0,4}(?=\x01)
""", re.IGNORECASE)
_COUNT = regex(r"""
    \b(?P<word>two|2|zwei|deux|dos|due|three|3|drei|trois|tres|tre)\b[\s~]+(?:[\w'’-]+[\s~]+){0,3}?(?:steps?|iterations?
      |updates?|schritte?|iterationen|étapes?|itérations?|pasos|iteraciones|passi)\b
    |(?P<chinese>两|2|三|3)[\s~]*[步次]
""", re.IGNORECASE)
_THREE = frozenset(("three", "3", "drei", "trois", "tres", "tre", "三"))
_NUMBER = re.compile(r"[-+]?\s*(?:\d+(?:\.\d+)?|\.\d+|\\[dt]?frac\s*\{\s*\d+\s*\}\s*\{\s*\d+\s*\}|"
                     r"\\[dt]?frac\s*\d\s*\d|\d+\s*/\s*\d+)")
_ZERO = re.compile(r"0|\\(?:mathbf|boldsymbol|bm|vec)\s*\{?\s*0\s*\}?")
_LIST = re.compile(r"(?:\\left\s*)?[(\[](?P<inside>[^()\[\]]*)(?:\\right\s*)?[)\]]\s*(?:\^\s*\{?\s*\\?(?:T|top|"
                   r"mathsf\s*\{?T\}?|intercal)\s*\}?)?")
_COLUMN = re.compile(r"\\begin\s*\{[pb]?matrix\}(?P<inside>.*?)\\end\s*\{[pb]?matrix\}", re.S)


def count(plain: str) -> int:
    """How many steps a sentence asks for, up to three.

    >>> count("Perform two steps of gradient descent"), count("Perform a step")
    (2, 1)
    """
    found = _COUNT.search(plain)
    return 1 if found is None else 3 if (found["word"] or found["chinese"]).lower() in _THREE else 2


def values(point: str) -> list[str]:
    r"""The numbers that a point consists of; none where it is no point in numbers.

    >>> values("x_0 = 2"), values("(x_0, y_0) = (1, -1)"), values("w_0")
    (['2'], ['1', '-1'], [])
    """
    text = clean(re.split(r"(?<![<>!:])=", point)[-1])
    text = re.split(r"\\in(?![A-Za-z])", text)[0].strip()
    if _ZERO.fullmatch(text):
        return [text]
    listed = _LIST.fullmatch(text) or _COLUMN.fullmatch(text)
    entries = [p.strip() for p in re.split(r"\\\\|[,;&]", listed["inside"])] if listed else [text]
    return entries if all(map(_NUMBER.fullmatch, entries)) else []


def rate_of(written: str | None, free: str) -> str:
    r"""The step size as a factor: of \eta = 0.1 the number.

    >>> rate_of(r"\eta = 0.1", r"\eta"), rate_of(None, r"\eta")
    ('0.1', '\\eta')
    """
    return re.split(r"(?<![<>])=", written)[-1].strip() if written else free


def written(kind: str, definition: Definition | None, start: str, rate: str, number: bool, root: bool, steps: int,
            value: Callable[[str], str | None]) -> list[str]:
    r"""The steps from a point in numbers, each from the value of the one before, which `value` works out;
    none where the function is not one of such points.

    >>> written("descent", Definition("f", "f", ("x",), "x^2", ""), "x = 3", "0.1", True, False, 1, lambda latex: None)
    ["x_1 = 3 - 0.1 f'(3)"]
    """
    arguments = [a for a in (definition.arguments if definition else ()) if only_symbol(a)]
    at = values(start)
    if (definition is None or not definition.name or not arguments or len(arguments) != len(definition.arguments)
            or len(at) != len(arguments)):
        return []
    single = len(arguments) == 1
    if kind == "newton" and not (single and number) or single and not number and not _ZERO.fullmatch(at[0]):
        return []
    out: list[str] = []
    for n in range(1, steps + 1):
        place = at[0] if single else f"({', '.join(at)})"
        latex = _step(kind, definition.name, arguments, place, rate, number, root, n)
        out.append(latex)
        following = value(latex) if n < steps else None
        at = values(following) if following is not None else []
        if len(at) != len(arguments):
            break
    return out


def _step(kind: str, f: str, arguments: list[str], place: str, rate: str, number: bool, root: bool, n: int) -> str:
    sign = "+" if kind == "ascent" else "-"
    if len(arguments) > 1:
        return rf"{place} {sign} {rate} \nabla {f}{place}"
    left = f"{arguments[0]}_{n}" if "_" not in arguments[0] and "^" not in arguments[0] else f"{bare(arguments[0])}'"
    base = place if not place.startswith("-") else place
    if kind == "newton":
        above, below = (f"{f}({place})", f"{f}'({place})") if root else (f"{f}'({place})", f"{f}''({place})")
        return rf"{left} = {base} - \frac{{{above}}}{{{below}}}"
    slope = f"{f}'({place})" if number else rf"\nabla {f}({place})"
    return f"{left} = {base} {sign} {rate} {slope}"


def tangent(definition: Definition, names: list[str], point: str, quadratic: bool, f: str) -> list[str]:
    r"""The expansion of a function of several numbers at a point in numbers, in its partial derivatives;
    none where the point has not as many (that of a surface z = f(x, y) has one more).

    >>> tangent(Definition("f", "f", ("x", "y"), "x^2 + y^2", ""), ["x", "y"], "(1, 0)", False, "f")
    ['f(x, y) \\approx f(1, 0) + \\frac{\\partial f}{\\partial x}(1, 0) (x - 1) + \\frac{\\partial f}{\\partial y}(1, 0) y']
    """
    at = values(point)
    if len(at) == len(names) + 1:
        at = at[:-1]
    if len(at) != len(names) or len(names) < 2:
        return []
    place = ", ".join(at)
    steps = {name: name if _ZERO.fullmatch(a) else f"({name} {'+' if a.startswith('-') else '-'} {a.lstrip('-+ ')})"
             for name, a in zip(names, at)}
    terms = [f"{f}({place})", *(rf"\frac{{\partial {f}}}{{\partial {name}}}({place}) {steps[name]}" for name in names)]
    if quadratic:
        for k, one in enumerate(names):
            for other in names[k:]:
                below = rf"\partial {one}^2" if one == other else rf"\partial {one}\,\partial {other}"
                terms.append((r"\frac{1}{2} " if one == other else "")
                             + rf"\frac{{\partial^2 {f}}}{{{below}}}({place}) "
                             + (f"{steps[one]}^2" if one == other else f"{steps[one]} {steps[other]}"))
    return [rf"{f}({', '.join(names)}) \approx {' + '.join(terms)}"]
