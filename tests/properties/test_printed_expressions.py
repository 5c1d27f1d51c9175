"""Random matrix expressions, printed as LaTeX and read again, have the values they had."""
from __future__ import annotations

from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import texderive as td
from texderive import matrix as mx
from texderive import write
from texderive.derivation import Naming
from texderive.problem import Style
from texderive.symbols import Symbol
from texderive.verify.user_values import evaluate_user

SYMBOLS = {key: Symbol(key, key, shape) for key, shape in {
    "A": ("n", "n"), "B": ("n", "n"), "X": ("m", "n"), "x": ("n", 1), r"\mathbf{y}": ("n", 1), "b_1": ("m", 1), r"\lambda": (1, 1), "t": (1, 1)}.items()}
DECLARE = {"A": "n x n", "B": "n x n", "X": "m x n", "x": "n", r"\mathbf{y}": "n", "b_1": "m", r"\lambda": "scalar", "t": "scalar"}
_rng = np.random.default_rng(11)
SIZES = {"n": 3, "m": 2, 1: 1}
ENV = {key: np.squeeze(_rng.uniform(0.3, 1.2, [SIZES[d] for d in s.shape])) + (2 * np.eye(3) if s.shape == ("n", "n") else 0) for key, s in SYMBOLS.items()}


@cache
def variables(shape) -> st.SearchStrategy:
    found = [mx.var(s) for s in SYMBOLS.values() if s.shape == shape] + [mx.T(mx.var(s)) for s in SYMBOLS.values() if s.shape == shape[::-1] != (1, 1)]
    return st.sampled_from(found) if found else st.just(mx.ones(shape))


@cache
def expressions(shape, depth: int) -> st.SearchStrategy:
    """Expressions of a shape, `depth` operators deep."""
    if depth == 0:
        return variables(shape)
    same = expressions(shape, depth - 1)
    scalar = expressions((1, 1), depth - 1)
    kinds = [variables(shape), st.builds(mx.add, same, same), st.builds(lambda x, y: mx.add(x, mx.neg(y)), same, same), st.builds(mx.mul, scalar, same),
             st.builds(mx.neg, same), st.builds(lambda n, x: mx.mul(mx.num(n), x), st.sampled_from(["2", "-3", "1/2", "5/3"]), same), st.builds(mx.div, same, positive(depth))]
    if shape == (1, 1):
        square, column = expressions(("n", "n"), depth - 1), expressions(("n", 1), depth - 1)
        kinds += [st.builds(mx.tr, square), st.builds(lambda u, v: mx.mul(mx.T(u), v), column, column), st.builds(lambda v: mx.pow_(mx.norm(v, "2"), mx.num(2)), column),
                  st.builds(mx.norm, column, st.sampled_from(["2", "1"])), st.builds(lambda m: mx.norm(m, "F"), square), st.builds(mx.pow_, same, st.sampled_from([mx.num(2), mx.num(3)])),
                  st.builds(mx.fn, st.sampled_from(["sin", "tanh", "sigmoid", "exp", "cos"]), same), st.builds(lambda x: mx.fn("log", x), positive(depth)),
                  st.builds(lambda m: mx.det(m), expressions(("n", "n"), 0))]
    elif shape == ("n", "n"):
        kinds += [st.builds(mx.mul, same, same), st.builds(mx.T, same), st.builds(mx.diag, expressions(("n", 1), depth - 1)), st.builds(mx.inv, expressions(shape, 0)),
                  st.builds(lambda u, v: mx.mul(u, mx.T(v)), expressions(("n", 1), depth - 1), expressions(("n", 1), depth - 1)), st.builds(lambda m: mx.add(m, mx.eye("n")), same)]
    if shape != (1, 1):
        kinds += [st.builds(mx.had, same, same), st.builds(mx.mul, expressions((shape[0], "n"), depth - 1), expressions(("n", shape[1]), depth - 1)),
                  st.builds(mx.fn, st.sampled_from(["tanh", "sigmoid"]), same)]
    if shape == ("n", 1):
        kinds += [st.builds(mx.softmax, same)]
    return st.one_of(kinds)


@cache
def positive(depth: int) -> st.SearchStrategy:
    return st.builds(lambda v: mx.add(mx.ONE, mx.mul(mx.T(v), v)), expressions(("n", 1), depth - 1))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.sampled_from([(1, 1), ("n", 1), (1, "n"), ("n", "n"), ("m", "n")]).flatmap(lambda shape: expressions(shape, 2)))
def test_printed_expression_reads_back(expr) -> None:
    """read(write(expr)) has the value and the shape of expr."""
    latex = write.latex(expr, Naming(), Style())
    want = evaluate_user(expr, ENV, {}, SYMBOLS.values())
    got = td.evaluate(latex, declare=DECLARE, env=ENV | SIZES_GIVEN)
    np.testing.assert_allclose(got, want, rtol=1e-9, err_msg=latex)
    assert np.shape(got) == np.shape(want), latex


SIZES_GIVEN = {"n": 3, "m": 2}


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.sampled_from([(1, 1), ("n", 1), ("n", "n")]).flatmap(lambda shape: expressions(shape, 2)),
       st.sampled_from([Style(transpose="T"), Style(transpose=r"\intercal", hadamard=r"\circ", norm=(r"\lVert ", r"\rVert "), norm_sub="2"),
                        Style(transpose=r"\mathsf{T}", log=r"\ln", exp="exp", trace=r"\mathrm{tr}", det="|"), Style(transpose=r"\prime")]))
def test_author_style_reads_back(expr, style) -> None:
    """In any author's notation the expression keeps its value."""
    latex = write.latex(expr, Naming(), style)
    got = td.evaluate(latex, declare=DECLARE, env=ENV | SIZES_GIVEN)
    np.testing.assert_allclose(got, evaluate_user(expr, ENV, {}, SYMBOLS.values()), rtol=1e-9, err_msg=latex)
