"""Values at arrays a user gives: sizes are read off, misfits are said."""
import numpy as np
import pytest

from texderive import index as I
from texderive import matrix as M
from texderive.errors import ShapeError, TexDeriveError
from texderive.symbols import Symbol
from texderive.verify.user_values import evaluate_index_user, evaluate_user

sX = Symbol("X", "X", ("N", "d"))
sb = Symbol(r"\beta", r"\beta", ("d", 1))
so = Symbol("1", r"\mathbf{1}", ("N", 1), props=frozenset({"ones"}))
sp = Symbol("x_n", "x_n", ("d", 1), family=("N",), letters=("n",))
X, b, one = M.var(sX), M.var(sb), M.var(so)
ENV = {"X": np.arange(10).reshape(5, 2), r"\beta": [1.0, 2.0]}


def test_vectors_come_out_without_absent_axes():
    """X beta has one axis, its squared norm none."""
    np.testing.assert_array_equal(evaluate_user(M.mul(X, b), ENV, None, [sX, sb]), ENV["X"] @ [1, 2])
    assert evaluate_user(M.mul(M.T(b), b), ENV, None, [sX, sb]) == 5.0


def test_a_real_axis_of_size_one_stays():
    """N = 1 is an axis all the same."""
    assert evaluate_user(M.mul(X, b), {"X": [[1, 2]], r"\beta": [1, 1]}, None, [sX, sb]).shape == (1,)


def test_columns_may_have_two_axes():
    """A (d, 1) array serves for a vector of R^d."""
    assert evaluate_user(M.mul(M.T(b), b), {r"\beta": [[1], [2]]}, None, [sb]) == 5.0


def test_ones_take_their_length_from_the_context():
    """A ones vector need not be given."""
    np.testing.assert_array_equal(evaluate_user(M.mul(M.T(one), X), ENV, None, [sX, so]), ENV["X"].sum(0))


def test_sizes_may_be_given_by_name():
    """N alone, where no array shows it."""
    assert evaluate_user(M.dim("N"), {"N": 5}, None, []) == 5.0
    assert evaluate_user(M.div(M.ONE, M.dim("N")), ENV, None, [sX]) == 0.2


def test_family_members_as_free_index():
    """x_n with n free runs along the leading axis."""
    members = np.arange(6.0).reshape(3, 2)
    found = evaluate_user(M.mul(M.num(2), M.var(sp, M.idx("n"))), {"x_n": members}, {"n": "N"}, [sp])
    np.testing.assert_array_equal(found, 2 * members)


def test_index_notation_at_user_arrays():
    """The same in components, axes in the order asked for."""
    with I.session():
        i, j = I.fresh("N"), I.fresh("d")
        node = I.mul(I.comp(sX, i, j), I.comp(sb, j))
        np.testing.assert_array_equal(evaluate_index_user(node, (j, i), ENV, [sX, sb]), (ENV["X"] * [1, 2]).T)


@pytest.mark.parametrize("env, message", [
    ({"X": np.zeros((5, 3)), r"\beta": [1, 2]}, "has d = 2, but X has d = 3"),
    ({"X": np.zeros(5), r"\beta": [1, 2]}, "X needs 2 axes"),
    ({"X": np.zeros((5, 2)), r"\beta": "abc"}, "not an array of numbers"),
    ({"X": np.zeros((5, 2))}, r"no value is given for \\beta"),
])
def test_misfits_are_said(env, message):
    """Which symbol, which sizes."""
    with pytest.raises(TexDeriveError, match=message):
        evaluate_user(M.mul(X, b), env, None, [sX, sb])


def test_an_unknown_size_is_said():
    """A size that no array shows has to be given."""
    with pytest.raises(ShapeError, match="size N is not known"):
        evaluate_user(M.dim("N"), {}, None, [])


def test_eigenvalues_of_an_array_that_is_not_symmetric():
    """They are refused; those of its symmetric part would be another number."""
    import texderive as td
    with pytest.raises(td.TexDeriveError, match="not symmetric"):
        td.evaluate(r"\lambda_{\max}(M)", declare={"M": "n x n"}, env={"M": [[1.0, 2.0], [0.0, 3.0]]})
    assert np.isclose(td.evaluate(r"\lambda_{\max}(M)", declare={"M": "n x n"}, env={"M": [[1.0, 2.0], [2.0, 1.0]]}), 3.0)
