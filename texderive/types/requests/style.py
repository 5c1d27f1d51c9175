"""How the author writes: transposes, norms, traces, logarithms, functions, so that answers look like the question;
and what is asked in his LaTeX."""
from __future__ import annotations

import re
from collections.abc import Container, Iterable

from ... import tree
from ...functions import BY_SPELLING
from ...patterns import later
from ...problem import Style
from ...symbols import Symbol
from ..conventions import TRANSPOSES, WORDS
from ..names import key_of


_UNITS = {"I": "identity", "1": "ones"}
# functions -> the attribute of a Style that holds their spelling
_SPELLED = {"tr": "trace", "softmax": "softmax", "diag": "diag"}


def style_of(formula: tree.Formula, symbols: Iterable[Symbol], arrays: Container[str] = ()) -> Style:
    """The style of a formula and of the letters in it: the first spelling of each kind counts.
    `arrays` are names whose prime is a transpose: e'e of a vector e."""
    found: dict[str, object] = fonts(symbols)
    functions: dict[str, str] = {}
    for node in tree.nodes(formula):
        kind = type(node)
        if kind is tree.Symbol:
            if node.name in _UNITS:
                found.setdefault(_UNITS[node.name], node.latex)
        elif kind is tree.Script:
            _script(node, found)
            if node.sup is not None:
                _exponent(node.sup, formula.source, found)
        elif kind is tree.Number:
            if "." in node.text:
                found["decimals"] = True
        elif kind is tree.Call:
            _call(node, found, functions)
            _bare(node, formula.source, found)
        elif kind is tree.Product:
            if node.op == "hadamard":
                _hadamard(node, formula.source, found)
        elif kind is tree.Delim:
            if node.kind == "norm":
                _norm(node, formula.source, found)
            elif node.kind == "abs" and _of_capitals(node.body):
                found.setdefault("det", "|")
        elif kind is tree.Prime and (isinstance(node.base, tree.Group) or isinstance(node.base, tree.Symbol)
                                     and (node.base.name[:1].isupper() or node.count == 1 and node.base.name in arrays)):
            found.setdefault("transpose", r"\prime")
    letter = found.pop("letter", None)
    if letter is not None:
        found.setdefault("transpose", letter)
    found.setdefault("identity", rf"{found['matrices']}{{I}}" if "matrices" in found else "I")
    return Style(**found, functions=functions)


_FONT = later(r"\\(mathbf|boldsymbol|bm|pmb|symbf|vb|bf|vec)(?![A-Za-z])")
_COMMAND = {r"\bf": r"\mathbf"}


def fonts(symbols: Iterable[Symbol]) -> dict[str, object]:
    r"""{"vectors": r"\mathbf", "matrices": ..}: the commands in which all vectors are set, and all matrices;
    where there are none of the one, they follow the others."""
    letters: dict[str, list[str]] = {"vectors": [], "matrices": []}
    for s in symbols:
        if s.shape != (1, 1) and not s.props & {"ones", "identity"}:
            letters["vectors" if 1 in s.shape else "matrices"].append(s.latex)
    found: dict[str, object] = {}
    for kind, names in letters.items():
        commands = [m[0] for name in sorted(names, key=lambda n: n.lstrip("\\{").startswith("boldsymbol{\\"))
                    if (m := _FONT.search(name))]
        if commands and len(commands) == len(names):
            found[kind] = _COMMAND.get(commands[0], commands[0])
    for kind, other in (("vectors", "matrices"), ("matrices", "vectors")):
        if not letters[kind] and other in found:
            found[kind] = found[other]
    if found.get("matrices") == r"\vec":
        del found["matrices"]
    return found


def _of_capitals(body: tree.Node) -> bool:
    r"""Whether letters for matrices stand between bars, X or \Sigma + A,
    and no function: |\det X| is an absolute value."""
    inside = list(tree.nodes(body))
    return (not any(isinstance(n, tree.Call) for n in inside)
            and any(isinstance(n, tree.Symbol) and n.name.lstrip("\\")[:1].isupper() for n in inside))


_UPRIGHT = later(r"\\mathrm\s*\{?\s*d\b|\{\s*\\rm\s+d\s*\}|\\dd?(?![A-Za-z])|\\diff\b|\\operatorname\{d\}")


def derivative_sign(formula: tree.Formula, scalar: bool) -> str:
    r"""d where the author writes only d and everything is by scalars, as in \frac{df}{dx} and f'(x), else \partial."""
    kinds = {n.kind for n in tree.nodes(formula) if isinstance(n, tree.Derivative)}
    if not scalar or kinds - {"d", "total"}:
        return r"\partial"
    return upright(formula)


def upright(formula: tree.Formula) -> str:
    """The d of the author, upright or not."""
    return r"\mathrm{d}" if _UPRIGHT.search(formula.source) else "d"


def _script(node: tree.Script, found: dict) -> None:
    sup = tree.unsigned(node.sup)
    if isinstance(sup, tree.Symbol) and sup.name in TRANSPOSES:
        if sup.name not in ("t", "T"):
            found.setdefault("transpose", sup.latex)
        elif not isinstance(node.base, tree.Number):
            found.setdefault("letter", sup.latex)  # (1 + r)^t is a power where another sign is the transpose
    if isinstance(node.base, tree.Symbol) and node.base.name == "e" and node.sup is not None:
        found.setdefault("exp", "e")
    if isinstance(node.base, tree.Delim) and node.base.kind == "norm" and node.sub is not None:
        if tree.is_number(node.sub, "2"):
            found.setdefault("norm_sub", "2")
        elif isinstance(node.sub, tree.Symbol) and node.sub.name in ("F", "Fro", "fro"):
            found.setdefault("frobenius_sub", node.sub.latex)


def _exponent(sup: tree.Node, source: str, found: dict) -> None:
    """How a fraction in an exponent is written."""
    if isinstance(sup, (tree.Symbol, tree.Number)):
        return
    fraction = next((n for n in tree.nodes(sup) if isinstance(n, tree.Fraction)), None)
    if fraction is not None:
        found.setdefault("fractions", "bar" if source.startswith("\\", fraction.span[0]) else "slash")


def _call(node: tree.Call, found: dict, functions: dict[str, str]) -> None:
    function = node.function
    if not isinstance(function, tree.Symbol):
        return
    name, latex = function.name, function.latex
    if WORDS.get(name) in _SPELLED:
        found.setdefault(_SPELLED[WORDS[name]], latex)
    elif name in ("log", "ln"):
        found.setdefault("log", latex if latex.startswith("\\") else rf"\{name}")
    elif name == "exp":
        found.setdefault("exp", "exp")
    elif name == "det":
        found.setdefault("det", r"\det")
    elif name in (r"\sigma", "sigmoid", "logistic", "sigm"):
        found.setdefault("sigmoid", latex)
    elif name in BY_SPELLING:
        functions.setdefault(BY_SPELLING[name], latex)


def _bare(node: tree.Call, source: str, found: dict) -> None:
    r"""Whether \ln x of a lone letter has brackets."""
    argument = node.args[0] if len(node.args) == 1 else None
    if isinstance(node.function, tree.Symbol) and (node.function.name in ("log", "ln") or node.function.name in BY_SPELLING) \
            and node.function.latex.startswith("\\") and isinstance(argument, (tree.Symbol, tree.Script)):
        found.setdefault("bare", "(" not in source[node.function.span[1]:node.span[1]])


def _hadamard(node: tree.Product, source: str, found: dict) -> None:
    if len(node.factors) > 1:
        between = source[node.factors[0].span[1]:node.factors[1].span[0]]
        found.setdefault("hadamard", r"\circ" if "circ" in between or "∘" in between else r"\odot")


_NORM = later(r"\\left\s*(\\\||\\lVert|\\Vert)|\\lVert|\\Vert|\\\||\|\|")


def _norm(node: tree.Delim, source: str, found: dict) -> None:
    match = _NORM.match(source, node.span[0])
    if match:
        opening = match[0]
        sizes = {"\\|": (r"\|", r"\|"), "||": ("||", "||"), r"\Vert": (r"\Vert ", r"\Vert "), r"\lVert": (r"\lVert ", r"\rVert ")}
        found.setdefault("norm", sizes.get(match[1] or opening, (r"\|", r"\|")))


def operator_latex(node: tree.Derivative, chosen: list[tree.Node], sign: str = "d") -> str:
    r"""The operator alone: \frac{\partial}{\partial \beta}, \nabla_{x}, \frac{d^2}{dx^2}."""
    keys = [key_of(v) or r"\cdot" for v in chosen]
    if not keys:
        return ""
    order = len(keys)
    if node.kind in ("nabla", "hessian"):
        return rf"\nabla{'^2' if order == 2 else ''}_{{{keys[0]}}}"
    if node.kind in ("D", "jacobian"):
        return rf"D_{{{keys[0]}}}"
    d = sign if node.kind in ("d", "total") else r"\partial"
    space = " " if d == r"\partial" else ""
    if order == 1:
        return rf"\frac{{{d}}}{{{d}{space}{keys[0]}}}"
    same = all(k == keys[0] for k in keys)
    below = rf"{d}{space}{keys[0]}^{order}" if same else r"\,".join(f"{d}{space}{k}" for k in keys)
    return rf"\frac{{{d}^{order}}}{{{below}}}"


_NOISE = later(r"(?<!\\)%[^\n]*\n?|(?<!\\)&|\\(?:label|tag)\s*\{[^{}]*\}|\\(?:nonumber|notag)\b")


_TYPED = frozenset("where with and for such that subject when given over minimize maximize minimise maximise".split())
_TYPED_WORDS = later(rf"(?:(?<=\s)|^)((?:{'|'.join(sorted(_TYPED))})(?:\s+(?:[a-z]{{3,}}|to|is|are|a|of))*)(?=\s|$)\s?")


_ROWS = later(r"(\\begin\{(\w*matrix|array|cases)\*?\}.*?\\end\{\2\*?\})", re.DOTALL)  # & and \\ belong to these
_COMMENT = later(r"(?<!\\)%[^\n]*\n?")


def request_latex(formula: tree.Formula, node: tree.Node) -> str:
    """The author's own LaTeX of what is asked, without comments, labels and alignment."""
    start, end = node.span
    source = formula.source[start:end]
    pieces = _ROWS.split(source) if "\\begin" in source else [source]
    for k, piece in enumerate(pieces):
        pieces[k] = (_NOISE.sub(" ", piece).replace("\\\\", " "), _COMMENT.sub(" ", piece), "")[k % 3]
    text = " ".join("".join(pieces).split())
    if "<" in text:
        text = re.sub(r"\\frac\s*<([^<>]*)>\s*<([^<>]*)>", r"\\frac{\1}{\2}", text)
    return text if r"\text" in text or _TYPED.isdisjoint(text.split()) else _TYPED_WORDS.sub(r"\\text{ \1 }", text).strip()
