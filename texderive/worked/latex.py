r"""The printed result: its LaTeX with the definitions it uses behind it, read again by our own reader and compared."""
from __future__ import annotations

from itertools import permutations

import numpy as np

from .. import index as ix
from .. import matrix as mx
from .. import write
from ..errors import TexDeriveError, VerificationError
from ..index import Index
from ..matrix import Expr
from ..read import read
from ..symbols import NORMAL, Symbol
from ..types import interpret_value
from ..types.declare import with_signs, words
from ..verify.matrix_values import MatrixEvaluator
from ..verify.points import Points
from ..verify.quiet import quietly
from ..write.naming import free_name
from .build import Worked
from .judge import stacked
from .setup import definitions, numbered_from_zero
from .vectors import named_vectors, own_words, printed_nodes


def declarations(symbols, ones: bool = True) -> dict:
    """The symbols of a problem as `declare` takes them; without `ones`, each vector of ones
    has the length that fits."""
    return {key: {"props": ["ones_any"]} if not ones and "ones" in s.props else s for key, s in symbols.items()}


def definition_latex(worked: Worked, symbol: Symbol) -> str:
    """`r = X\\beta - Y`, or `y_n = ...` for a family."""
    words = own_words(worked.setting, symbol)
    if words is not None:
        return words
    style = worked.setting.problem.style
    left = symbol.latex
    if symbol.family and symbol not in worked.setting.given.lets.values():
        left = symbol.pattern.format(*symbol.letters) if symbol.pattern else f"{symbol.latex}_{{{''.join(symbol.letters)}}}"
    return f"{left} = {write.latex(symbol.definition.source, worked.setting.naming, style)}"


def used_definitions(worked: Worked, roots: list) -> list[Symbol]:
    """The named intermediates that these expressions use, directly or not, in order of definition."""
    found: set[Symbol] = set()
    by_let = worked.setting.given.lets
    waiting = list(roots)
    while waiting:
        root = waiting.pop()
        if isinstance(root, Expr):
            refs = [n.data for n in mx.walk(root) if n.op == "ref"]
            used = {let.symbol if let.symbol is not None and let.symbol.definition is not None else by_let.get(let)
                    for let in refs} - {None}
        else:
            used = {n.data for n in printed_nodes(root) if n.op == "comp" and n.data.definition is not None}
        waiting += [symbol.definition.source for symbol in used - found]
        found |= used
    return [s for s in definitions(worked.setting.given) if s in found and not s.latex.startswith(NORMAL + "(")]


def result_latex(worked: Worked, check: bool = True) -> str:
    """The right-hand side as printed.  Raises VerificationError where its LaTeX, read again, has another value."""
    reading = worked.reading
    math = reading.expr if reading.expr is not None else reading.node
    if isinstance(math, Expr) and math.op == "zeros":
        math = _sized(math)                                  # a lone 0 does not tell its shape
    shown = untold(worked)
    text = with_definitions(worked, math, shown)
    if check:
        error = read_again(worked, text)
        # \sum_{i \ne k}: that k is not summed
        if error and reading.kind == "index" and len(shown) < len(named_axes(worked)):
            text = with_definitions(worked, math, named_axes(worked))
            error = read_again(worked, text)
        if error and reading.expr is not None:
            for sized in dict.fromkeys((_sized(reading.expr, ("eye",)), _sized(reading.expr))):
                again = with_definitions(worked, sized)
                if sized != reading.expr and not read_again(worked, again):
                    return again
        if error and reading.expr is not None and reading.plain is not None and reading.plain != reading.expr:
            text, error = with_definitions(worked, reading.plain), read_again(worked, with_definitions(worked, reading.plain))
        if error:
            raise VerificationError("the result could not be confirmed from its own LaTeX: " + error, code="TD402",
                                    hint="please report this formula; the derivation itself was checked")
    return text


def _sized(x: Expr, which: tuple[str, ...] = ("eye", "ones", "zeros")) -> Expr:
    """I, 1 and 0 with their sizes written, where nothing else in the result tells them."""
    if x.op == "zeros" and x.is_matrix:
        latex = rf"\mathbf{{0}}_{{{x.shape[0]}\times {x.shape[1]}}}"
        return mx.var(Symbol(latex, latex, x.shape))
    if x.op == "ones" and "ones" in which and x.is_matrix:
        return mx.mul(*[_sized(mx.ones(shape), which) for shape in ((x.shape[0], 1), (1, x.shape[1]))])
    if x.op in which and 1 in (x.shape if x.op != "eye" else (1,)):
        turned = x.shape[0] == 1
        size = x.shape[1] if turned else x.shape[0]
        latex = {"eye": "I", "ones": r"\mathbf{1}", "zeros": r"\mathbf{0}"}[x.op] + f"_{{{size}}}"
        v = mx.var(Symbol(latex, latex, (size, size) if x.op == "eye" else (size, 1)))
        return mx.T(v) if turned and x.op != "eye" else v
    return mx.rebuild(x, tuple(_sized(a, which) for a in x.args)) if x.args else x


def untold(worked: Worked) -> list[Index]:
    """Free indices whose range nothing in an index form tells: they do not occur, or in deltas and conditions alone."""
    if worked.reading.kind != "index":
        return []
    told, deltas = set(), []
    for n in ix.walk(worked.reading.node):
        bare = {k.index if isinstance(k, ix.Shift) else k for k in n.ix}
        if n.op in ("comp", "tfn", "app"):
            told |= bare
        elif n.op == "delta":
            deltas.append(bare)
    while joined := [d for d in deltas if d & told and not d <= told]:  # delta_ij: i runs as far as j
        told |= set().union(*joined)
    return [k for k in named_axes(worked) if k not in told]


def named_axes(worked: Worked) -> list[Index]:
    """The free indices that an index form names by letters; the others are rows and columns."""
    return list(worked.setting.axes if worked.reading.expr is None else worked.reading.named.values())


def ranges(worked: Worked, axes: list[Index]) -> str:
    r"""`, \quad i, j = 1, \dots, n` for each size."""
    by_size: dict = {}
    for k in axes:
        by_size.setdefault(k.dim, []).append(free_name(worked.setting.naming, k))
    zero = {k for e in (worked.setting.expr, *(let.expr for let in worked.setting.problem.lets)) for k in numbered_from_zero(e)}
    return "".join(rf", \quad {', '.join(names)} = {0 if size in zero else 1}, \dots, {size}" for size, names in by_size.items())


def with_definitions(worked: Worked, math, axes: list[Index] = ()) -> str:
    """The result in LaTeX, with the ranges of `axes`, the vectors it names and the definitions it uses behind it."""
    text = write.latex(math, worked.setting.naming, worked.setting.problem.style) + ranges(worked, axes)
    if isinstance(math, Expr):
        text += "".join(rf", \quad \{name} \text{{ of the matrix, not elementwise}}"
                        for name in sorted({n.data for n in mx.walk(math) if n.op == "mfn" and n.data != "exp"}))
        text += "".join(rf", \quad \{name} \text{{ elementwise}}" for name in _elementwise_in_traces(math))
    vectors = named_vectors(worked.setting, math)
    text += "".join(r", \quad " + v.latex(worked.setting) for v in vectors)
    return text + "".join(r", \quad " + definition_latex(worked, s)
                          for s in used_definitions(worked, [math, *[v.array for v in vectors]]))


def _elementwise_in_traces(math: Expr) -> list[str]:
    """Functions of single entries below a trace, where exp of a matrix would be read as the matrix function."""
    return sorted({n.data for t in mx.walk(math) if t.op == "tr" for n in mx.walk(t) if n.op == "fn" and n.is_matrix
                   and n.data in ("exp", "log", "sin", "cos")})


def _functions(worked: Worked) -> dict:
    """The unspecified functions with the shapes of their values, as `declare` takes them."""
    found = {n.data[0]: n.args[-1] for n in ix.walk(worked.reading.node, ix.kinds("app"))}
    return {f.latex: {"shape": [str(d) for d in f.shape if d != 1],
                      "props": ["function", *(["dependent", f"of={x.data.latex}"] if f.stands or f.signs is not None else []),
                                *([] if f.signs is None else [with_signs(f.signs)]), *(["numbered"] if f.numbered else [])]}
            for f, x in found.items()}


def _sizes(worked: Worked, symbols) -> dict:
    """Named sizes that stand in the result as numbers."""
    dims = {n.data for n in ix.walk(worked.reading.node, ix.kinds("dim"))}
    return {d: {"shape": [], "props": ["dimension"]} for d in sorted(dims) if d not in symbols and "*" not in d}


@quietly
def read_again(worked: Worked, text: str) -> str:
    """Why the LaTeX does not give the value of the result, or ""."""
    setting, verifier, reading = worked.setting, worked.judge.verifier, worked.reading
    try:
        value = _read(worked, text)
        if (value.expr == reading.expr and reading.kind == "matrix" and not setting.stacked
                and verifier.raised_equal(reading.node, reading.expr, reading.rows, reading.cols).ok):
            return ""  # what is read is the very form that was compared with the components
        sizes = {setting.naming.free.get(k, k.name): k.dim for k in setting.axes}
        again = MatrixEvaluator(_points(worked, value)).value(value.expr, {n: sizes.get(n, d) for n, d in value.free.items()})
    except TexDeriveError as error:  # also where an index that was read as a symbol has no value
        return f"{error.message} in {text}"
    want = _wanted(worked)
    if mx.is_zero(value.expr) or value.expr.op == "T" and mx.is_zero(value.expr.args[0]):
        return "" if not np.any(want) else f"zero, which the derivation is not, printed {text}"
    if (reading.expr is not None and reading.kind == "matrix" and not setting.stacked
            and [n == 1 for n in value.expr.shape] != [n == 1 for n in reading.expr.shape]):
        return f"an array of another shape than the derivation, printed {text}"
    return ("" if _agree(np.asarray(again), np.asarray(want), verifier.points.count, reading.kind == "index")
            else f"another value than the derivation, printed {text}")


def _read(worked: Worked, text: str):
    """The value that our own reader sees in the LaTeX; the question may hold vectors of ones of several lengths.
    Raises TexDeriveError."""
    symbols, functions, failed = worked.setting.problem.symbols, _functions(worked), None
    for ones in (True, False) if any("ones" in s.props for s in symbols.values()) else (True,):
        try:
            return interpret_value(read(text, functions=frozenset(functions), words=words(symbols)),
                                   declarations(symbols, ones) | functions | _sizes(worked, symbols),
                                   layout=worked.setting.problem.layout)
        except TexDeriveError as error:
            failed = failed or error
    raise failed


def _points(worked: Worked, value) -> Points:
    """The points of the derivation for the symbols that were read again."""
    symbols, points, env = worked.setting.problem.symbols, worked.judge.verifier.points, {}
    for key, s in value.symbols.items():
        if s in points.env:
            env[s] = points.env[s]
        elif key in symbols and symbols[key] in points.env:
            if len(s.slots) != len(symbols[key].slots):
                raise VerificationError(f"{key} is read as an array with other indices")
            env[s] = points.env[symbols[key]]
        if "dimension" in s.props:
            env[s] = np.full(points.count, float(points.sizes[key]))
    return Points(env, points.sizes, points.count)


def _wanted(worked: Worked) -> np.ndarray:
    """The value of the result at these points, from its components."""
    setting, reading, index = worked.setting, worked.reading, worked.judge.verifier.index
    if setting.stacked and reading.kind == "matrix":
        return stacked(setting, index.value(reading.node, tuple(setting.axes)))
    if reading.expr is None or reading.kind == "index":
        return index.value(reading.node, tuple(setting.axes))
    return index.value(reading.node, (*reading.named.values(), *(k for k in (reading.rows, reading.cols) if k is not None)))


def _agree(again: np.ndarray, want: np.ndarray, count: int, in_any_order: bool) -> bool:
    """Whether two values agree but for axes of size 1; index forms up to the order of their axes."""
    def squeeze(a):
        if len(a) != count:
            a = np.broadcast_to(a, (count, *a.shape[1:]))
        return a.reshape([count] + [n for n in a.shape[1:] if n != 1])

    again, want = squeeze(again), squeeze(want)
    orders = permutations(range(1, want.ndim)) if in_any_order else [tuple(range(1, want.ndim))]
    scale = np.maximum.reduce(np.abs(want), axis=None, initial=1e-300)
    for order in orders:
        turned = want.transpose((0, *order))
        if turned.shape == again.shape and np.maximum.reduce(np.abs(turned - again), axis=None,
                initial=0.0) <= 1e-8 * max(scale, 1.0):
            return True
    return False
