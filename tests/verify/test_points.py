"""Random points respect what is declared, are reproducible, and have unequal sizes."""
import numpy as np
import pytest

from texderive.symbols import Symbol
from texderive.verify.points import Sizes, make_points


def point(shape, *props, family=(), regime="real", dims=None):
    symbol = Symbol("X", "X", shape, family=family, props=frozenset(props))
    return make_points([symbol], dims or {"n": 4, "m": 3}, regime=regime).env[symbol]


def test_sizes_are_unequal_and_products_follow():
    """Three names get three sizes of 2 to 4; literals stay; m*n is the product."""
    sizes = Sizes()
    assert sorted(sizes[d] for d in ("a", "b", "c")) == [2, 3, 4]
    assert 2 <= sizes["d"] <= 4
    assert (sizes[5], sizes["7"], sizes["a*b"], sizes["a*2"]) == (5, 7, sizes["a"] * sizes["b"], 2 * sizes["a"])


def test_same_seed_same_points():
    """Reproducible, and different for another seed."""
    x = Symbol("x", "x", ("n", 1))
    first, again, other = (make_points([x], seed=s).env[x] for s in (1, 1, 2))
    assert (first == again).all() and (first != other).any()


@pytest.mark.parametrize("prop, holds", [
    ("posdef", lambda x: (np.linalg.eigvalsh(x) > 0.5).all() and np.allclose(x, x.swapaxes(1, 2))),
    ("symmetric", lambda x: (x == x.swapaxes(1, 2)).all()),
    ("skew", lambda x: (x == -x.swapaxes(1, 2)).all()),
    ("orthogonal", lambda x: np.allclose(x @ x.swapaxes(1, 2), np.eye(4))),
    ("diagonal", lambda x: (x * (1 - np.eye(4)) == 0).all()),
    ("lower_triangular", lambda x: (np.triu(x, 1) == 0).all() and (np.einsum("pii->pi", x) > 0).all()),
    ("upper_triangular", lambda x: (np.tril(x, -1) == 0).all()),
    ("toeplitz", lambda x: (x[:, 1:, 1:] == x[:, :-1, :-1]).all()),
    ("invertible", lambda x: (np.linalg.svd(x)[1][:, -1] > 0.2).all()),
    ("identity", lambda x: (x == np.eye(4)).all()),
    ("positive", lambda x: (x > 0).all()),
])
def test_structures_of_square_matrices(prop, holds):
    """Each declared structure is there, at every point, and not singular."""
    x = point(("n", "n"), prop)
    assert x.shape == (3, 4, 4) and holds(x)


@pytest.mark.parametrize("prop, holds", [
    ("positive", lambda x: (x >= 0.5).all()), ("unit", lambda x: ((x > 0) & (x < 1)).all()), ("nonzero", lambda x: (abs(x) > 0.3).all()),
    ("ones", lambda x: (x == 1).all()), ("binary", lambda x: np.isin(x, (0, 1)).all()), ("pm1", lambda x: np.isin(x, (-1, 1)).all()),
    ("label", lambda x: set(x.ravel()) == {1, 2}),
    ("onehot", lambda x: (np.sort(x, -1) == [0, 0, 1]).all()), ("simplex", lambda x: np.allclose(x.sum(-1), 1)),
    ("fixed=3", lambda x: (x == 3).all()), ("small", lambda x: (abs(x) <= 0.8).all()),
])
def test_properties_of_entries(prop, holds):
    """Each declared property holds for a family of vectors, entry by entry."""
    x = point(("m", 1), prop, family=("n",))
    assert x.shape == (3, 4, 3) and holds(x)


def test_regime_moves_what_is_not_declared():
    """In the positive regime all entries are positive; declared structure stays."""
    assert (point(("m", "n"), regime="positive") > 0).all()
    assert np.allclose(point(("n", "n"), "skew", regime="positive"), -point(("n", "n"), "skew", regime="positive").swapaxes(1, 2))


def test_a_symbol_that_names_a_size_is_that_size():
    """N declared as a number as well as a dimension."""
    n = Symbol("N", "N", props=frozenset({"dimension"}))
    points = make_points([Symbol("x", "x", ("N", 1)), n], {"N": 4})
    assert (points.env[n] == 4).all()
