r"""Differentials that are asked for, \mathrm{d}\log\det X = \operatorname{tr}(X^{-1}\,\mathrm{d}X)."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td
from texderive import TexDeriveError


@pytest.mark.parametrize("latex, result", [
    (r"\mathrm{d}\log\det X", r"\operatorname{tr}(X^{-1}\,\mathrm{d}X)"),
    (r"d(X^{-1})", r"-X^{-1}\,dX\,X^{-1}"),
    (r"\partial(XY)", r"\partial X\,Y + X\,\partial Y"),
    (r"\mathrm{d}\, x^\top A x", r"x^\top(A + A^\top)\,\mathrm{d}x"),
    (r"\mathrm{d}\operatorname{tr}(e^X)", r"\operatorname{tr}(e^X\,\mathrm{d}X)"),
    (r"f(x) = \|Ax - b\|_2^2, \quad \mathrm{d}f", r"2(Ax - b)^\top A\,\mathrm{d}x"),
    (r"z = xy + y^2, \quad dz", r"y\,dx + (x + 2y)\,dy"),
    (r"d^2\log|X|", r"-\operatorname{tr}(X^{-1}\,dX\,X^{-1}\,dX)"),
    (r"\mathrm{d}^2(x^\top A x)", r"2(\mathrm{d}x)^\top A\,\mathrm{d}x"),
    (r"\mathrm{d}\sum_{i=1}^n (y_i - w^\top x_i)^2", r"-2\sum_{i=1}^{n} (y_{i} - w^\top x_{i})x_{i}^\top\,\mathrm{d}w"),
])
def test_differential(latex, result):
    """The changes stand last and once, in the author's sign."""
    assert td.derive(latex).result.latex == result


def test_what_varies_is_said():
    """The usual letters of unknowns change; what is held constant is told."""
    said = " ".join(td.derive(r"\mathrm{d}\|y - X\beta\|^2").assumptions)
    assert r"$\mathrm{d}\beta$ is any change of $\beta$" in said and "$y$ and $X$ are held constant" in said


def test_value_along_a_change():
    """The value is the directional derivative."""
    rng = np.random.default_rng(1)
    X, H = rng.normal(size=(2, 3, 3))
    got = td.derive(r"\mathrm{d}\det X").evaluate({"X": X, r"\mathrm{d}X": H})
    assert np.allclose(got, (np.linalg.det(X + 1e-6 * H) - np.linalg.det(X - 1e-6 * H)) / 2e-6, rtol=1e-6)


@pytest.mark.parametrize("latex", [r"\mathrm{d}f = \nabla f^\top \mathrm{d}x", r"\mathrm{d}x"])
def test_of_a_lone_letter(latex):
    """The differential of a letter that nothing defines is no answer."""
    with pytest.raises(TexDeriveError) as error:
        td.derive(latex)
    assert error.value.code == "TD302"
