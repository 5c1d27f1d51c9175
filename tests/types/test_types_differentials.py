r"""Differentials that are asked for, \mathrm{d}\log\det X = \operatorname{tr}(X^{-1}\,\mathrm{d}X)."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td
from texderive import TexDeriveError


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
