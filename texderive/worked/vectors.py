r"""Singular and eigenvectors in a result: what their names stand for, and what has to hold for them to exist."""
from __future__ import annotations

from collections.abc import Iterator

from .. import index as ix
from .. import matrix as mx
from .. import write
from ..errors import UnsupportedError
from ..index import Node
from ..matrix import Expr
from ..raising import NotMatrix
from ..raising.polish import polish
from ..records import record
from ..symbols import Symbol
from .reading import inlined
from .setup import Setting

_PHRASES = {
    "singular vectors": (r" \text{ the first singular vectors of } ", ""),
    "all singular vectors": (r" \text{ the singular vectors of } ", ""),
    "eigenvector": (r" \text{ the unit eigenvector of } ", r" \text{ for } %s"),
}
_OPS = ("svec", "svecs", "evec")
RULES = ("spectral norm", "nuclear norm", "eigenvalue")


def _sign(which: str) -> str:
    r"""\lambda_{\max}, \lambda_2."""
    return (rf"\lambda_{{\{which}}}" if which in ("max", "min") else rf"\lambda_{which}" if len(which) == 1
            else rf"\lambda_{{{which}}}")


@record
class Named:
    """Vectors of one array: `names` in LaTeX; kind as in rules.vectors; which is "max" or "min" for an eigenvector."""

    kind: str
    names: tuple[str, ...]
    which: str
    array: Expr

    def latex(self, setting: Setting) -> str:
        r"""`u_1, v_1 \text{ the first singular vectors of } X`, which our reader reads."""
        before, after = _PHRASES[self.kind]
        return (", ".join(self.names) + before + write.latex(self.array, setting.naming, setting.problem.style)
                + (after % _sign(self.which) if after else ""))


def own_words(setting: Setting, symbol: Symbol) -> str | None:
    r"""The author's own `v \text{ the unit eigenvector of } A ..` again; None for any other definition."""
    x = symbol.definition.source
    if x.op not in _OPS:
        return None
    side = {"u": "left", "v": "right"}.get(x.data[0])
    if side is not None:
        return (rf"{symbol.latex} \text{{ the first {side} singular vector of }} "
                rf"{write.latex(x.args[0], setting.naming, setting.problem.style)}")
    return Named("eigenvector", (symbol.latex,), x.data[0], x.args[0]).latex(setting)


def named_vectors(setting: Setting, math: Expr | Node) -> list[Named]:
    """The vectors that stand in a result.  Raises UnsupportedError where they vary with an index."""
    arrays = _in_matrices(math) if isinstance(math, Expr) else _in_components(setting, math)
    found = []
    for (kind, _, which), names in setting.vectors.given.items():
        array = next((arrays[n] for n in names if n in arrays), None)
        if array is None:
            continue
        if array == mx.ZERO or _open_indices(array):
            raise UnsupportedError(f"this derivative needs the {kind} of an array that has no matrix form or varies "
                                   f"with an index", code="TD351",
                                   hint="differentiate one norm or eigenvalue of a matrix at a time, not a sum of them "
                                        "over an index")
        found.append(Named(kind, names, which.removeprefix("eig"), array))
    return found


def _open_indices(x: Expr) -> frozenset[str]:
    """Index names that nothing in x binds."""
    if x.op == "idx":
        return frozenset((x.data,))
    found = frozenset().union(*(_open_indices(a) for a in x.args))
    return found - ({x.data.index} if x.op in ("sum", "prod") else set(x.data) if x.op == "open" else set())


def _in_matrices(math: Expr) -> dict[str, Expr]:
    return {n.data[1]: n.args[0] for n in mx.walk(math) if n.op in _OPS}


def _in_components(setting: Setting, math: Node) -> dict[str, Expr]:
    """Names to arrays, 0 for an array without a matrix form."""
    found: dict[str, Expr] = {}
    for n in ix.walk(math):
        if _is_vector(n):
            array = array_of(setting, n) or mx.ZERO
            found |= dict.fromkeys((n.data[2],) if isinstance(n.data[2], str) else n.data[2], array)
    return found


def _is_vector(n: Node) -> bool:
    return n.op == "tfn" and (n.data[0] in ("left_vector", "right_vector", "polar") or n.data[0].startswith("vector_"))


def printed_nodes(node: Node, seen: set | None = None) -> Iterator[Node]:
    """Every distinct node below that is written out: singular and eigenvectors stand by their names."""
    seen = set() if seen is None else seen
    if node in seen:
        return
    seen.add(node)
    if not _is_vector(node):
        for a in node.args:
            yield from printed_nodes(a, seen)
    yield node


def array_of(setting: Setting, node: Node) -> Expr | None:
    """The array that a function is taken of, None where it has no matrix form."""
    slots, (body, *_), _ = ix.open_slots(node)
    try:
        return inlined(polish(setting.raiser().raised(body, *slots)), setting)
    except NotMatrix:
        return None


def move_words(setting: Setting, title: str, hit: Node) -> str:
    """The margin of a line that brings vectors in, with their names."""
    body = hit.args[0]
    for (kind, array, which), names in setting.vectors.given.items():
        if array is body.args[0]:
            expr = array_of(setting, body)
            if expr is not None:
                return f"{title}, ${Named(kind, names, which.removeprefix('eig'), expr).latex(setting)}$"
    return title


def conditions(setting: Setting, math: Expr | Node, judge) -> list[str]:
    """Sentences on what is assumed of the arrays.  Raises UnsupportedError for eigenvalues of a matrix
    that is not symmetric."""
    said = []
    for v in named_vectors(setting, math):
        latex = write.latex(v.array, setting.naming, setting.problem.style)
        transpose = setting.problem.style.transpose
        if v.kind == "singular vectors":
            said.append(f"The largest singular value of ${latex}$ is simple.")
        elif v.kind == "all singular vectors":
            left, right = v.names
            said.append(rf"${latex}$ has full rank, with the thin singular value decomposition ${left}\Sigma "
                        rf"{right}^{{{transpose}}}$.")
        else:
            said.append(f"The eigenvalue ${_sign(v.which)}$ of ${latex}$ is simple." if v.which not in ("max", "min")
                        else f"The {'largest' if v.which == 'max' else 'smallest'} eigenvalue of ${latex}$ is simple.")
            if not _symmetric(judge.verifier.points, v.array):
                if not _symmetric(_with_symmetric_letters(judge.verifier.points), v.array):
                    raise UnsupportedError(f"the derivative of an eigenvalue of {latex}, which is not symmetric, is "
                                           f"not supported", code="TD324",
                                           hint="declare the matrices symmetric; the largest eigenvalue of a symmetric "
                                                "matrix is supported")
                said.append(f"${latex}$ is symmetric.")
    return said


def well_placed(verifier, lines: list[Node]) -> bool:
    """Whether the arrays whose inverse or vectors stand in the lines have full rank, or an eigenvalue away from 0,
    at the points: sizes can forbid it."""
    import numpy as np
    arrays = {n.args[0]: n for line in lines for n in ix.walk(line, ix.kinds("tfn")) if n.data[0] in ("polar", "inv")
              or n.data[0].startswith("vector_")}
    for n in arrays.values():
        slots, (body, *_), _ = ix.open_slots(n)
        if body.free <= set(slots) and not body.has_deriv:
            values = np.linalg.svd(verifier.index.value(body, slots), compute_uv=False)
            if np.any(values[..., -1] < 1e-6 * values[..., 0]):
                return False
    return True


def _symmetric(points, array: Expr) -> bool:
    import numpy as np

    from ..verify.matrix_values import MatrixEvaluator
    value = MatrixEvaluator(points).value(array)
    return np.allclose(value, np.swapaxes(value, -1, -2), rtol=1e-9, atol=1e-12)


def _with_symmetric_letters(points):
    import numpy as np

    from ..verify.points import Points
    turned = {s: (a + np.swapaxes(a, -1, -2)) / 2 if s.shape[0] == s.shape[1] != 1 else a for s, a in points.env.items()}
    return Points(turned, points.sizes, points.count)
