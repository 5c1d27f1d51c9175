"""The sentences around the lines: what is given, how the answer is read back, which shape it has."""
from __future__ import annotations

import re

from .. import index as ix
from .. import matrix as mx
from .. import write
from ..derivation import Line
from ..index import Node
from ..lower.recognise import recognised
from ..matrix import Expr
from ..symbols import size_latex, sizes_latex
from ..write.leaves import letters_of_set, set_latex
from .setup import Setting, definitions, parameter_naming

_PROPS = {"symmetric": "symmetric", "skew": "skew-symmetric", "diagonal": "diagonal",
          "lower_triangular": "lower triangular", "upper_triangular": "upper triangular", "posdef": "positive definite",
          "psd": "positive semidefinite", "orthogonal": "orthogonal", "invertible": "invertible",
          "positive": "positive", "nonzero": "nonzero",
          "onehot": "one-hot", "simplex": "with entries that sum to 1", "pm1": r"with values $\pm 1$"}

_SUMMED = re.compile(r"(?<=\\sum_\{)\w(?:,\w)+(?=\})")
_RANGE = re.compile(r"=1\}\^(?:\{(?:\w|\{\w+\})+\}|\w)")
_DRESS = re.compile(r"\\left|\\right|\\[,;]|\\?[()\[\]{}]|\s")


def undressed(math, setting: Setting) -> str:
    """What is printed, but for brackets, spaces, ranges of sums and the order in which they name their indices:
    two that print alike say nothing together."""
    printed = _RANGE.sub("}", write.latex(math, setting.naming, setting.problem.style))
    return _DRESS.sub("", _SUMMED.sub(lambda m: ",".join(sorted(m.group().split(","))), printed))


_SIGNS, _ARRAYS = ix.kinds("sum", "prod"), ix.kinds("tfn", "app")
# their signs stand in no components
_OF_WHOLE_ARRAYS = frozenset(("T", "norm", "tr", "had", "diag", "diagpart", "eye"))


def print_alike(x: Expr, node: Node, setting: Setting) -> bool:
    """Whether an expression and components print alike, but for what `undressed` leaves out; not where a sum sign
    stands in the components only, or a sign for whole arrays in the expression (arrays inside of functions
    are printed as matrices, though)."""
    ops = {part.op for part in mx.walk(x)}
    if not node.kinds & _ARRAYS and (not ops.isdisjoint(_OF_WHOLE_ARRAYS) or node.kinds & _SIGNS
                                     and ops.isdisjoint(("sum", "prod"))):
        return False
    return undressed(x, setting) == undressed(node, setting)


def shape_latex(shape) -> str:
    r"""\mathbb{R}^{N\times d}, \mathbb{R}^{d}, \mathbb{R}."""
    rows, cols = shape
    if (rows, cols) == (1, 1):
        return r"\mathbb{R}"
    return rf"\mathbb{{R}}^{{{size_latex(rows) if cols == 1 else sizes_latex((rows, cols))}}}"


def given_sentences(setting: Setting) -> tuple[str, ...]:
    """One sentence with the shapes, one with the layout."""
    parts = []
    unsaid = {s for s, _ in setting.variables} if setting.problem.kind == "limit" else set()
    # w of an update, which is w_t
    unsaid |= {s for s, place in setting.problem.at.items() if place.op == "var" and not setting.variables}
    unsaid |= set(setting.problem.places)                                    # i^*, which its assumption defines
    for s in setting.problem.symbols.values():
        if s in unsaid or s.props & {"dimension", "identity", "ones", "ones_any"} or s.definition is not None:
            continue
        if letters_of_set(s):
            parts.append(f"${set_latex(s, s.letters[:-letters_of_set(s)])}$ holds "
                         f"{'numbers' if letters_of_set(s) == 1 else 'pairs of numbers'}")
            continue
        facts = ", ".join(words for p, words in _PROPS.items() if p in s.props)
        size = "" if not s.family else "".join(f", ${l} = 1, \\ldots, {d}$" for l, d in zip(s.letters, s.family))
        parts.append(f"${s.latex} \\in {shape_latex(s.shape)}$" + (f" {facts}" if facts else "") + size)
    sentence = "; ".join(parts)
    stated = "" if setting.problem.layout_stated else ", by default"
    layout = {"numerator": "row gradients (numerator layout{})",
              "denominator": "column gradients (denominator layout{})"}[setting.problem.layout].format(stated)
    shown = setting.variables and any(v.shape != (1, 1) for v in setting.problem.variables)
    return tuple(filter(None, (sentence, layout if shown else "")))


def definition_lines(setting: Setting) -> tuple[Line, ...]:
    """r_i = ..., one line per intermediate."""
    lines = []
    for symbol in definitions(setting.given):
        d = symbol.definition
        if symbol in setting.given.carried:
            continue
        if d.source.op in ("svec", "evec"):                  # said in words by the author
            continue
        known: dict[str, None] = {}
        recognised(d.source, known)
        lines.append(Line(ix.comp(symbol, *d.params), d.body, "definition", "; ".join(known) or "definition",
                          "A name for a subexpression.", naming=parameter_naming(setting, symbol)))
    return tuple(lines)
