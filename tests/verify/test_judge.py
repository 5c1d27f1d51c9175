"""The judge of derivation lines: what it accepts, what it rejects, what it calls no proof, and what it may import."""
import ast
from pathlib import Path

import numpy as np
import pytest

import texderive.verify
from texderive import index as I
from texderive import matrix as M
from texderive.symbols import Symbol
from texderive.verify.check_steps import Verifier, verifier_for
from texderive.verify.compare import agree
from texderive.verify.points import make_points

X = Symbol("X", "X", ("N", "d"))
b = Symbol("b", "b", ("d", 1))
x = Symbol("x", "x")
K = Symbol("K", "K", ("d", "d"), props=frozenset({"skew"}))


@pytest.fixture(autouse=True)
def own_session():
    with I.session():
        yield


def norm_lines():
    """sum_i (sum_j X_ij b_j)^2 and its derivative by b_k, unevaluated and done."""
    i, j, k = I.fresh("N"), I.fresh("d"), I.fresh("d")
    r = I.sum_(j, I.mul(I.comp(X, i, j), I.comp(b, j)))
    asked = I.deriv(I.sum_(i, I.pow_(r, I.num(2))), b, k)
    done = I.sum_(i, I.mul(I.num(2), r, I.comp(X, i, k)))
    return asked, done, k


def test_a_right_line_is_proved():
    """The gradient of a squared norm."""
    asked, done, _ = norm_lines()
    found = Verifier(make_points([X, b])).lines_equal(asked, done)
    assert found and found.error < 1e-14


@pytest.mark.parametrize("factor", [-1, "1/2", 2, "10000001/10000000"])
def test_a_wrong_factor_is_caught(factor):
    """Even one part in ten million."""
    asked, done, _ = norm_lines()
    found = Verifier(make_points([X, b])).lines_equal(asked, I.mul(I.num(factor), done))
    assert not found.ok and found.proved


def test_the_same_node_needs_no_evaluation():
    """Interned: identity is equality."""
    asked, _, _ = norm_lines()
    assert Verifier(make_points([])).lines_equal(asked, asked).error == 0.0


def test_matrix_form_against_components():
    """2 (Xb)' X as a row; its transpose is a column; a wrong one is neither."""
    _, done, k = norm_lines()
    judge = Verifier(make_points([X, b]))
    row = M.mul(M.num(2), M.T(M.mul(M.var(X), M.var(b))), M.var(X))
    assert judge.raised_equal(done, row, None, k)
    assert judge.raised_equal(done, M.T(row), k, None)
    assert not judge.raised_equal(done, row, k, None)
    assert not judge.raised_equal(done, M.mul(M.T(M.mul(M.var(X), M.var(b))), M.var(X)), None, k)


def test_zero_by_accident_is_no_proof():
    """[1 > 2] x = [1 > 2] x^2 holds everywhere and says nothing; a derivative that is 0 by its form does."""
    judge = Verifier(make_points([x, b]))
    never = I.make("cmp", ix=(1, 2), data=">")
    found = judge.lines_equal(I.mul(never, I.comp(x)), I.mul(never, I.pow_(I.comp(x), I.num(2))))
    assert found.ok and not found.proved and not found
    k = I.fresh("d")
    assert judge.lines_equal(I.deriv(I.comp(x), b, k), I.num(0))


def test_terms_that_cancel_are_zero():
    """(K_kj + K_jk) b_j = 0 for skew K: rounding noise is measured against the terms."""
    judge = Verifier(make_points([K, b]))
    j, k = I.fresh("d"), I.fresh("d")
    third = I.num("1/3")
    left = I.add(I.mul(third, I.sum_(j, I.mul(I.comp(K, k, j), I.comp(b, j)))), I.sum_(j, I.mul(third, I.comp(K, j, k), I.comp(b, j))))
    assert judge.lines_equal(left, I.num(0))
    assert not judge.lines_equal(left, I.mul(I.num("1/100"), I.comp(b, k)))


def test_zero_by_structure_is_compared_without_it():
    """K_kk x_k = x_k K_kk, both 0 for a skew K, is proved for general K; K_kk = 2 K_kk is not."""
    judge = Verifier(make_points([K, b]))
    k = I.fresh("d")
    left = I.mul(I.comp(K, k, k), I.comp(b, k))
    assert judge.lines_equal(left, I.mul(I.comp(b, k), I.comp(K, k, k)))
    found = judge.lines_equal(left, I.mul(I.num(2), left))
    assert found.ok and not found.proved


def test_undefined_on_both_sides_is_no_proof():
    """NaN equals nothing, itself included."""
    found = agree(np.array([np.nan]), np.array([np.nan]))
    assert found.undefined and not found.ok and not found


def test_points_are_looked_for_where_the_formula_is_defined():
    """log(x) wants positive x, arcsin(x) small ones, log(-x) negative ones."""
    cases = [I.fn("log", I.comp(x)), I.fn("arcsin", I.comp(x)), I.fn("log", I.neg(I.comp(x))), I.fn("log", I.sum_(I.fresh("d"), I.num(1)))]
    for node in cases:
        judge = verifier_for([x, b], [node])
        assert judge.count == 3 and np.isfinite(judge.index.value(node)).all()


def test_points_where_nothing_is_defined_stay_undefined():
    """log(-x^2) has no real value: no proof of anything."""
    node = I.fn("log", I.neg(I.pow_(I.comp(x), I.num(2))))
    assert verifier_for([x], [node]).lines_equal(node, I.mul(I.num(2), node)).undefined


def test_the_judge_imports_no_rule():
    """verify/ takes matrix, index, symbols, records, functions, errors and numpy alone (STYLE: habit 7)."""
    allowed = {"matrix", "index", "symbols", "records", "functions", "errors"}
    rooms = {f.stem for f in Path(texderive.verify.__file__).parent.glob("*.py")}
    for file in Path(texderive.verify.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and node.level:
                names = {node.module.split(".")[0]} if node.module else {alias.name for alias in node.names}
                assert names <= (rooms if node.level == 1 else allowed), (file.name, names)


def test_the_two_evaluators_share_no_walk():
    """Matrix values are computed without the evaluator of index notation, and the other way round."""
    room = Path(texderive.verify.__file__).parent
    assert not any("index_values" in file.read_text() for file in room.glob("matrix_*.py"))
    assert "matrix_" not in (room / "index_values.py").read_text().replace("matrix_power", "")


@pytest.mark.parametrize("factor", ["1/100000000000000", "1/1000000000000000000000"])
def test_small_is_not_noise(factor):
    """c x^2 = 2 c x^2 is wrong for c = 10^-14, too: nothing cancels in it."""
    judge = Verifier(make_points([x]))
    left = I.mul(I.num(factor), I.pow_(I.comp(x), I.num(2)))
    assert judge.lines_equal(left, I.mul(left, I.num(1)))
    assert not judge.lines_equal(left, I.mul(I.num(2), left))
