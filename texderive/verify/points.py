"""Random points at which the two sides of an equation are compared: all of them in one batch, reproducible."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import prod

import numpy as np

from ..records import record
from ..symbols import LITERAL, Dim, Symbol, composite
from .draws import Draws

_CYCLE = (3, 2, 4)          # sizes given to named dimensions in order of appearance: unequal, and small
ON_BOTH_SIDES = 4           # times as many points where there are kinks: an equation may hold on one side of them alone
OTHER_SCALES = ("near", "far")     # regimes for what vanishes by underflow elsewhere
_NEVER_SINGULAR = 0.25      # smallest singular value of a random square matrix


def stand_in(size: int) -> int:
    """The size at which a literal one is checked: itself while small, else a small one in its place."""
    return size if size <= LITERAL else 3 + size % 3


def composed(sizes: Mapping[Dim, int], dim: str) -> int:
    """The size of a product "m*n" or a sum "n+1" of sizes; a sum in a product stands in brackets."""
    if "(" in dim:
        return prod(sizes[d.strip("()")] for d in dim.split("*"))
    if "+" in dim:
        return sum(sizes[d.strip()] for d in dim.split("+"))
    return prod(sizes[d] for d in dim.split("*"))


class Sizes(dict):
    """Sizes by dimension: named ones as given or in turn 3, 2, 4; literal ones as they are;
    "m*n" is the product, "n+1" the sum.

    >>> sizes = Sizes({"m": 4}); sizes["m*2"], sizes["n"], sizes[7], sizes["m+n+1"]
    (8, 3, 7, 8)
    """

    def __missing__(self, dim: Dim) -> int:
        if isinstance(dim, int) or dim.isdecimal():
            return stand_in(int(dim))
        if composite(dim):
            return composed(self, dim)                        # not kept: it changes with the sizes it is made of
        value = self[dim] = next((size for size in _CYCLE if size not in self.values()), _CYCLE[len(self) % 3])
        return value


@record
class Points:
    """`env` holds for each symbol an array (points, *family sizes, *slots); `sizes` the size of each dimension."""

    env: dict[Symbol, np.ndarray]
    sizes: Sizes
    count: int


def make_points(symbols: Iterable[Symbol], dims: Mapping[Dim, int] | None = None, n: int = 3, seed: int = 0, regime: str = "real",
                loose: bool = False) -> Points:
    """n random points for these symbols and for those their definitions use.

    Declared properties are respected; `regime` says where the others lie: "real" (normal), "positive" (0.5 to 2),
    "unit" (0.15 to 0.85) or "wide" (-12 to 12), for formulas that are defined only there; "near" 0 or "far" from it,
    for those whose values vanish elsewhere by underflow.  `loose` points have no structure (symmetric, skew,
    onehot, ...) even where it is declared.  Same arguments, same points.
    """
    sizes = Sizes(dims or {})
    leaves = dict.fromkeys(leaf for symbol in symbols for leaf in _leaves(symbol))
    for symbol in leaves:
        if "integer" in symbol.props and not symbol.slots:
            sizes[symbol.key]                             # sums may run up to it
        for d in symbol.slots:
            sizes[d]
    env = {}
    for place, symbol in enumerate(leaves):
        shape = (n, *(sizes[d] for d in symbol.slots))
        if symbol.key in sizes and len(shape) == 1:
            env[symbol] = np.full(shape, float(sizes[symbol.key]))
        else:
            square = 1 not in symbol.shape and symbol.shape[0] == symbol.shape[1]
            env[symbol] = _sample(seed, place, shape, square, symbol.props, regime, loose).copy()
    return Points(env, sizes, n)


def moves_freely(symbol: Symbol) -> bool:
    """Whether the points of this symbol fill a region: it stands for nothing else and has no structure."""
    return symbol.definition is None and not {p.partition("=")[0] for p in symbol.props} & CONSTRAINED


def _leaves(symbol: Symbol) -> list[Symbol]:
    """The symbol itself, or for a named intermediate those it is made of."""
    if symbol.definition is None:
        return [symbol]
    found, seen, stack = {}, set(), [symbol.definition.body]
    while stack:
        node = stack.pop()
        if node in seen:
            continue
        seen.add(node)
        stack += reversed(node.args)
        if node.op in ("comp", "deriv"):
            if node.data.definition is None:
                found[node.data] = None
            else:
                stack.append(node.data.definition.body)
    return list(found)


@lru_cache(maxsize=1024)
def _sample(seed: int, place: int, shape: tuple[int, ...], square: bool, props: frozenset[str], regime: str,
            loose: bool) -> np.ndarray:
    """The values of the symbol that comes at this place; drawn once, never written to."""
    facts = dict(p.partition("=")[::2] for p in sorted(props))
    if loose:
        facts = {name: value for name, value in facts.items() if name in ("positive", "fixed", "scale", "unit", "label")}
    if "fixed" in facts:
        drawn = np.full(shape, float(facts["fixed"]))
    elif "label" in facts:
        low, high = map(int, (facts["label"] or "1:2").split(":"))
        # every class occurs
        drawn = np.broadcast_to(low + np.arange(shape[-1] if len(shape) > 1 else 1) % (high + 1 - low), shape) * 1.0
    else:
        draws = Draws(seed, place, regime)
        entrywise = next((draw for name, draw in _ENTRYWISE.items() if name in facts), None)
        if entrywise is not None:
            drawn = entrywise(draws, shape)
        elif square:
            drawn = _square(draws, shape, facts, regime)
        else:
            drawn = _REGIMES["positive" if "positive" in facts else regime](draws, shape)
        drawn = drawn * float(facts.get("scale") or 1.0)
    drawn.flags.writeable = False
    return drawn


def _onehot(draws: Draws, shape):
    return np.eye(shape[-1])[draws.whole(0, shape[-1], shape[:-1])]


def _simplex(draws: Draws, shape):
    x = draws.uniform(0.3, 1.0, shape)
    return x / x.sum(axis=-1, keepdims=True)


def _normal(draws: Draws, shape):
    x = 0.9 * draws.normal(shape)
    return x + np.where(x >= 0, 0.1, -0.1)            # off zero, where |x|, sign and 1/x are at home


_REGIMES = {
    "real": _normal,
    "positive": lambda draws, shape: draws.uniform(0.5, 2.0, shape),
    "unit": lambda draws, shape: draws.uniform(0.15, 0.85, shape),
    "wide": lambda draws, shape: draws.uniform(-12.0, 12.0, shape),
    "near": lambda draws, shape: 1e-4 * _normal(draws, shape),
    "far": lambda draws, shape: 1e3 * _normal(draws, shape),
}

_ENTRYWISE = {
    "ones": lambda draws, shape: np.ones(shape),
    "ones_any": lambda draws, shape: np.ones(shape),
    "zeros": lambda draws, shape: np.zeros(shape),
    "identity": lambda draws, shape: np.broadcast_to(np.eye(shape[-1]), shape),
    "onehot": _onehot,
    "simplex": _simplex,
    "rowsimplex": _simplex,
    "binary": lambda draws, shape: draws.whole(0, 2, shape) * 1.0,
    "set": lambda draws, shape: np.where(np.arange(shape[-1]) == 0, 1.0, draws.whole(0, 2, shape)),  # no set is empty
    "pm1": lambda draws, shape: draws.sign(shape),
    "integer": lambda draws, shape: np.full(shape, float(draws.whole(2, 5, 1)[0])),
    "unit": _REGIMES["unit"],
    "nonzero": lambda draws, shape: draws.uniform(0.4, 1.6, shape) * draws.sign(shape),
    "small": lambda draws, shape: draws.uniform(-0.8, 0.8, shape),
}


def _posdef(b):
    return b @ np.swapaxes(b, -1, -2) / b.shape[-1] + 0.8 * np.eye(b.shape[-1])


def _toeplitz(b):
    k = b.shape[-1]
    line = np.concatenate([b[..., :0:-1, 0], b[..., 0, :]], axis=-1)
    return line[..., np.arange(k) - np.arange(k)[:, None] + k - 1]


def _triangular(b, keep=np.tril):
    k = b.shape[-1]
    return keep(0.5 * b) * (1 - np.eye(k)) + np.eye(k) * (0.7 + np.abs(b))


_STRUCTURES = {
    "posdef": _posdef,
    "psd": _posdef,
    "orthogonal": lambda b: np.linalg.qr(b)[0],
    "diagonal": lambda b: (0.5 + np.abs(b)) * np.eye(b.shape[-1]),
    "lower_triangular": _triangular,
    "upper_triangular": lambda b: _triangular(b, np.triu),
    "skew": lambda b: (b - np.swapaxes(b, -1, -2)) / 2,
    "toeplitz": _toeplitz,
    "symmetric": lambda b: (b + np.swapaxes(b, -1, -2)) / 2,
}

CONSTRAINED = {*_STRUCTURES, "fixed", "dimension", "ones", "ones_any", "zeros", "identity", "onehot", "simplex",
               "rowsimplex", "binary", "set", "pm1", "label", "integer"}


def _square(draws: Draws, shape, facts, regime) -> np.ndarray:
    """Square matrices with their declared structure, drawn again until none
    is nearly singular (where it can be helped)."""
    build = next((f for name, f in _STRUCTURES.items() if name in facts), lambda b: b)
    draw = _REGIMES["positive" if "positive" in facts else "real" if facts.keys() & _STRUCTURES.keys() else regime]
    x = build(draw(draws, shape))
    if "skew" in facts and shape[-1] % 2:
        return x
    for _ in range(50):
        bad = np.linalg.svd(x, compute_uv=False)[..., -1] < _NEVER_SINGULAR
        if "posdet" in facts:
            bad |= np.linalg.det(x) <= 0
        if not bad.any():
            break
        x = np.where(bad[..., None, None], build(draw(draws, shape)), x)
    return x

