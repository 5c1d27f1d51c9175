"""Evaluation at a point, and limits of every kind."""
from __future__ import annotations

import numpy as np
import pytest

import texderive as td

LIMITS = [
    (r"\lim_{x\to a}\frac{x^2-a^2}{x-a}", None, lambda e: 2 * e["a"]),
    (r"f(x)=\sin x, \quad \lim_{x\to a}\frac{f(x)-f(a)}{x-a}", None, lambda e: np.cos(e["a"])),
    (r"\lim_{h\to 0^+}\frac{(x+h)^2-x^2}{h}", None, lambda e: 2 * e["x"]),
    (r"\lim_{h\to 0}\frac{\ln(x+h)-\ln(x)}{h}", None, lambda e: 1 / e["x"]),
    (r"\lim_{x\to 0}\frac{1-\cos x}{x^2}", None, lambda e: 0.5),
    (r"\lim_{x\to\infty}\frac{2x^2+3}{5x^2-x}", None, lambda e: 0.4),
    (r"\lim_{n\to\infty}\left(1+\frac{x}{n}\right)^n", None, lambda e: np.exp(e["x"])),
    (r"\lim_{x\to 0^+} x\ln x", None, lambda e: 0.0),
    (r"\lim_{z\to\infty}\sigma(z)", None, lambda e: 1.0),
    (r"\lim_{\lambda\to 0}(A+\lambda I)^{-1}b", {"A": "n x n posdef", "b": "n"}, lambda e: np.linalg.solve(e["A"], e["b"])),
]
VALUES = {"a": 0.7, "x": 0.6, "A": np.array([[2.0, 0.3], [0.3, 1.0]]), "b": np.array([1.0, -2.0])}


@pytest.mark.parametrize("latex, declare, expected", LIMITS, ids=[row[0] for row in LIMITS])
def test_limit(latex, declare, expected) -> None:
    """The value, with every line verified."""
    d = td.derive(latex, declare=declare)
    assert np.allclose(np.squeeze(d.evaluate({k: VALUES[k] for k in d.shapes if k in VALUES})), expected(VALUES))
    assert d.verification.ok and all(step.verified for step in d.steps)


@pytest.mark.parametrize("latex, reason", [
    (r"\lim_{x\to 0}\frac{\cos x}{x}", "differ"),
    (r"\lim_{x\to 0^+}\frac{1}{x}", "infinite"),
    (r"\lim_{x\to 0}\frac{|x|}{x}", "differ"),
    (r"\lim_{x\to\infty}\sin x", "oscillates"),
])
def test_no_limit_is_said_with_its_reason(latex, reason) -> None:
    """A symmetric difference of the numerator must not pass for a limit."""
    with pytest.raises(td.TexDeriveError, match=reason):
        td.derive(latex)
