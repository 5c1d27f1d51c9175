r"""Updates and expansions named in words: "the gradient descent update for $J$" is w \gets w - \eta \nabla_w J,
"the second-order Taylor expansion of $f$" f(x) \approx .."""
from __future__ import annotations

import re

from ...patterns import regex
from ...prose.symbols import bare, only_symbol
from ..lexical.definition import Definition
from ..lexical.operators import guessed
from ..lexical.symbol_names import symbols_in
from . import steps

TEMPLATES = {
    "descent": r"%(by)s \gets %(by)s - %(rate)s \nabla_{%(by)s} %(of)s",
    "ascent": r"%(by)s \gets %(by)s + %(rate)s \nabla_{%(by)s} %(of)s",
    "newton": r"%(by)s \gets %(by)s - \left(\nabla_{%(by)s}^2 %(of)s\right)^{-1} \nabla_{%(by)s} %(of)s",
    "linear": r"%(f)s(%(by)s) \approx %(f)s(%(at)s) + \nabla %(f)s(%(at)s)^\top %(step)s",
    "quadratic": r"%(f)s(%(by)s) \approx %(f)s(%(at)s) + \nabla %(f)s(%(at)s)^\top %(step)s + \frac{1}{2} "
    r"%(step)s^\top \nabla^2 %(f)s(%(at)s) %(step)s",
}
_OF_A_NUMBER = {
    "newton": r"%(by)s \gets %(by)s - \left(\frac{d^2 %(of)s}{d %(by)s^2}\right)^{-1} \frac{d %(of)s}{d %(by)s}",
    "linear": r"%(f)s(%(by)s) \approx %(f)s(%(at)s) + %(f)s'(%(at)s)%(step)s",
    "quadratic": r"%(f)s(%(by)s) \approx %(f)s(%(at)s) + %(f)s'(%(at)s)%(step)s + \frac{1}{2} %(f)s''(%(at)s)%(step)s^2",
    "cubic": r"%(f)s(%(by)s) \approx %(f)s(%(at)s) + %(f)s'(%(at)s)%(step)s + \frac{1}{2} %(f)s''(%(at)s)%(step)s^2 + "
    r"\frac{1}{6} %(f)s'''(%(at)s)%(step)s^3",
    "quartic": r"%(f)s(%(by)s) \approx %(f)s(%(at)s) + %(f)s'(%(at)s)%(step)s + \frac{1}{2} %(f)s''(%(at)s)%(step)s^2 "
    r"+ \frac{1}{6} %(f)s'''(%(at)s)%(step)s^3 + \frac{1}{24} %(f)s''''(%(at)s)%(step)s^4",
}
EXPANSIONS = ("linear", "quadratic", "cubic", "quartic")
STEPS = ("descent", "ascent", "newton")
KINDS = (*TEMPLATES, "cubic", "quartic", "directional", "steepest")
# which order an expansion is asked to, where its name does not say it:
# "the Taylor polynomial of $f$ of degree 3", "up to second order"
_ORDERS = (("linear", "first|1st|linear|one|1|erste[nrs]?|ersten|premier|primer"),
           ("quadratic", "second|2nd|quadratic|two|2|zweite[nrs]?|deux|deuxième|segundo|secondo"),
           ("cubic", "third|3rd|cubic|three|3|dritte[nrs]?|trois|troisième|tercer|terzo"),
           ("quartic", "fourth|4th|four|4|vierte[nrs]?|quatre|quatrième|cuarto|quarto"))
_DEGREE = regex(rf"""
    \b(?P<before>{'|'.join(words for _, words in _ORDERS)})[\s~-]+(?:order|degree|ordnung|grades?|ordre|degré|orden
      |grado|ordine)\b
    |\b(?:orders?|degrees?|grad|ordnung|ordre|degré|orden|grado|ordine)[\s~]+
      (?:(?P<behind>{'|'.join(words for _, words in _ORDERS)})\b|(?P<formula>\x01))
    |(?P<chinese>[一二三四])阶
""", re.IGNORECASE)


def expansion_order(plain: str, formula_at) -> str | None:
    """The kind of expansion that a sentence asks for, by its words or the formula that `formula_at` gives for an offset
    in it; None where no order up to four is said."""
    found = _DEGREE.search(plain)
    if found is None:
        return None
    word = (found["before"] or found["behind"] or (formula_at(found.start("formula")) if found["formula"] else "") or "").lower()
    if found["chinese"]:
        return EXPANSIONS["一二三四".index(found["chinese"])]
    return next((kind for kind, words in _ORDERS if re.fullmatch(words, word)), None)


# what Newton's method is to find, if not an optimum
ROOT = re.compile(r"\b(?:roots?|zeros?|solv(?:e|es|ing)|nullstellen?|racines?|zéros?|ceros?|raíz|raíces)\b|根|零点", re.IGNORECASE)
_NEVER_UPDATED = ("t", "y", "s")     # targets and outputs

# what stands before the formula of a step size, and of the point that a function is expanded about
RATE = regex(r"""
    \b
      (?:step[- ]?sizes?|step lengths?|learning rates?|schrittweite|lernrate|pas(?: d'apprentissage)?
        |taux d'apprentissage|tasa de aprendizaje|passo)
      \b[^.\x01]{0,20}(?=\x01)
    |(?:步长|学习率)[^。\x01]{0,6}(?=\x01)
""", re.IGNORECASE)
POINT = regex(r"""
    \b(?:
        at|about|around|near|centred at|centered at|in|um|an|im punkt|an der stelle|autour de|en|au voisinage de|au
        |in torno a|nel|alrededor de|в точке
        |около
    )\s+(?:the |le |dem |den |el |il )?(?:points?|punkt|stelle|punto|origin)?[\s~]*(?=\x01)
    |在[\s~]*(?=\x01)
""", re.IGNORECASE)
AND = re.compile(r"[\s~]*[,、]?[\s~]*(?:and|und|et|y|e|и|和|及|与)?[\s~]*", re.IGNORECASE)
_VECTORS = re.compile(r"\\top|\\intercal|\^\s*\{?\s*(?:T|\\mathsf)|\\\||\\[lr]?Vert|\|\||\\norm|\\mathbf|\\boldsymbol|"
                      r"\\bm(?![a-z])|\\vec|\\langle")


def of_number(definition: Definition | None, function: str, names: list[str]) -> bool:
    """Whether a function is one of a number, by how it is written."""
    body = definition.right if definition else function
    return not _VECTORS.search(body + "".join(names)) and not (r"\sum" in body and any(f"{name}_" in body for name in names))


def requests(kind: str, function: str, definition: Definition | None, by: list[str], rate: str | None,
             point: str | None, root: bool = False) -> list[str]:
    r"""The rules or expansions that a noun asks for, one for each variable;
    none where an expansion is of no named function of one argument.
    Newton's method goes to where the derivative is zero, or, of a function of a number, to a `root`.

    >>> requests("descent", "J", Definition("J", "J", ("w",), r"\|Xw-y\|^2", ""), [], None, None)
    ['w \\gets w - \\eta \\nabla_{w} J']
    """
    arguments = [a for a in (definition.arguments if definition else ()) if only_symbol(a)]
    body = definition.right if definition else function
    names = ((arguments if kind in EXPANSIONS and len(arguments) == 1 else []) or by or arguments
             or [name for name in guessed(body) if kind in EXPANSIONS or bare(name) not in _NEVER_UPDATED])
    named = bool(definition and definition.name) or only_symbol(function) is not None
    number = of_number(definition, function, names)
    template = (_OF_A_NUMBER if number else TEMPLATES).get(kind) or TEMPLATES.get(kind)
    if template is None:
        return []
    used = {bare(s) for s in symbols_in(body)}
    free = next(letter for letter in (r"\eta", r"\alpha", r"\gamma", r"\epsilon") if letter not in used)
    of = function if named else rf"\left( {function} \right)"
    if kind in EXPANSIONS:
        if definition is None or not definition.name or len(arguments) != 1:
            return _of_several_or_none(kind, definition, arguments or names, point, used, number)
        at = _point(point, names[0], number)
        step = names[0] if at in ("0", r"\mathbf{0}") else f"({names[0]} - {at})"
        return [template % {"f": definition.name, "by": names[0], "at": at, "step": step}]
    f = definition.name if definition else function
    if (named and kind in ("descent", "ascent") and len(names) == len(arguments) == 1
            and re.fullmatch(rf"{re.escape(arguments[0])}_(?:j|\{{j\}})", names[0])):    # the rule for the entry \theta_j
        slope = rf"\frac{{\partial {of}}}{{\partial {names[0]}}}"
        return [rf"{names[0]} \gets {names[0]} {'+' if kind == 'ascent' else '-'} {rate or free} {slope}"]
    following = _following(names[0], arguments[0]) if names and named and len(arguments) == 1 else ""
    if root and kind == "newton":
        left = f"{following} =" if following else rf"{names[0]} \gets"
        return ([rf"{left} {names[0]} - \frac{{{f}({names[0]})}}{{{f}'({names[0]})}}"]
                if number and named and len(arguments) == 1 else [])
    if following:
        slope, curvature = ((f"{f}'({names[0]})", f"{f}''({names[0]})") if number
                            else (rf"\nabla {f}({names[0]})", rf"\nabla^2 {f}({names[0]})"))
        step = rf"\left({curvature}\right)^{{-1}} {slope}" if kind == "newton" else f"{rate or free} {slope}"
        return [f"{following} = {names[0]} {'+' if kind == 'ascent' else '-'} {step}"]
    return [template % {"by": name, "of": of, "rate": rate or free} for name in names[:MOST]]


MOST = 8                             # rules for one function


def _of_several_or_none(kind: str, definition: Definition | None, names: list[str], point: str | None, used: set[str],
                        number: bool) -> list[str]:
    r"""The expansion of a function of several numbers, f(x, y), or of a curve or surface y = x^3, z = x^2 + y^2
    whose definition names no argument, at a point in numbers."""
    if definition is None or not definition.name or point is None or kind not in ("linear", "quadratic"):
        return []
    if len(names) == 1 and not definition.arguments:
        names = [n for n in ("x", "y", "t", "u", "v") if n in used and n != bare(definition.name)] or names
    f = definition.name
    own = "" if definition.arguments else rf"{f}({', '.join(names)}) = {definition.right}, \quad "
    if len(names) > 1:
        return [own + latex for latex in steps.tangent(definition, names, point, kind == "quadratic", f)]
    at = steps.values(point)[:1] if len(steps.values(point)) in (1, 2) else []
    if not own or not number or not at:
        return []
    step = names[0] if at[0] == "0" else f"({names[0]} {'+' if at[0].startswith('-') else '-'} {at[0].lstrip('-')})"
    return [own + (_OF_A_NUMBER[kind] % {"f": f, "by": names[0], "at": at[0], "step": step})]


def steepest(function: str, definition: Definition | None, by: list[str], point: str | None, down: bool) -> list[str]:
    r"""The direction in which a function falls or rises fastest: its gradient, or what is opposite to it,
    at a point if one is named.

    >>> steepest("f", Definition("f", "f", ("x", "y"), "x^2y", ""), [], "(1, 2)", True)
    ['-\\nabla f(1, 2)']
    """
    arguments = [a for a in (definition.arguments if definition else ()) if only_symbol(a)]
    sign = "-" if down else ""
    if not definition or not definition.name or not arguments:
        names = by or guessed(definition.right if definition else function)
        of = definition.name if definition and definition.name else rf"\left( {function} \right)"
        return [rf"{sign}\nabla_{{{name}}} {of}" for name in names[:1]]
    at = steps.values(point) if point else []
    if len(at) == len(arguments) > 1:
        return [rf"{sign}\nabla {definition.name}({', '.join(at)})"]
    if by and len(arguments) > 1:
        return [rf"{sign}\nabla_{{{by[0]}}} {definition.name}"]
    place = point if point and len(arguments) == 1 and only_symbol(point) else ", ".join(arguments)
    return [rf"{sign}\nabla {definition.name}({place})"]


_NUMBERED = re.compile(r"(?P<root>.+?)\s*(?P<open>_\s*\{?|\^\s*\{\s*\()\s*(?P<number>\d|[a-z])\s*(?P<close>\)\s*\}|\}?)")


def _following(point: str, argument: str) -> str:
    r"""What a step from a numbered point leads to, x_1 from x_0 and x_{k+1} from x_k, where the function's argument
    is x; "" for other variables."""
    match = _NUMBERED.fullmatch(point)
    if match is None or bare(match["root"]) != bare(argument):
        return ""
    number = match["number"]
    after, closed = str(int(number) + 1) if number.isdigit() else f"{number}+1", match["close"]
    if not closed and len(after) > 1:
        after = f"{{{after}}}"
    return f"{match['root']}{match['open']}{after}{closed}"


def _point(written: str | None, name: str, number: bool) -> str:
    """The point as a value: of x = 0 the 0; x_0 where none is said."""
    value = re.split(r"\\in(?![A-Za-z])", (written or "").split("=")[-1])[0].strip()
    if value in ("0", r"\mathbf{0}", r"\mathbf 0"):
        return "0" if number else r"\mathbf{0}"
    return value or f"{name}_0"
