"""Which rewrites share a line, and how a line is written."""
from __future__ import annotations

import pytest

import texderive as td


def lines(latex: str, detail: str = "normal") -> list[str]:
    return [step.text for step in td.derive(latex, detail=detail).steps]


def test_trivial_rewrites_share_a_line():
    """The derivative of a linear inside and collected powers need no line of their own, except in full detail."""
    assert lines(r"\frac{d}{dx}\sin(ax)") == ["d/dx sin(ax) = a cos(ax)"]
    assert lines(r"\frac{d}{dx}\sin(ax)", "full") == ["d/dx sin(ax) = cos(ax) d/dx (ax)", "= a cos(ax)"]


def test_every_rewrite_is_verified():
    """The lines that only full detail shows are checked as the others are."""
    assert all(step.verified for step in td.derive(r"\nabla_x x^\top A x", detail="full").steps)


def test_named_values_keep_their_name():
    """p = sigma(s): p(1 - p), and what cancels is cancelled before the derivative goes on."""
    found = lines(r"p = \sigma(w^\top x), \quad E = -t\ln p - (1-t)\ln(1-p), \quad \frac{\partial E}{\partial w}")
    assert "= −t(1 − p) ∂s/∂w_j + p(1 − t) ∂s/∂w_j" in found and len(found) < 13


@pytest.mark.parametrize(("latex", "line"), [
    (r"\frac{d}{dx}\left(x^2\ln x\right)", "d/dx (x² ln x) = dx²/dx ln x + x² d(ln x)/dx"),
    (r"\frac{d}{dx}\left(x^2\ln(x)\right)", "d/dx (x² ln(x)) = dx²/dx ln(x) + x² d ln(x)/dx"),
    (r"\frac{d}{dx}\frac{\ln x}{x}", "d/dx (ln x/x) = (x d(ln x)/dx − ln x)/x²"),
])
def test_derivatives_are_written_alike(latex, line):
    """What one line differentiates stands above the bar in all of its terms, and functions have the author's brackets."""
    assert lines(latex)[0] == line


def test_full_detail_may_be_asked_for_later():
    """to_text(detail="full") of a derivation in normal detail shows every rewrite too."""
    d = td.derive(r"\nabla_x x^\top A x")
    assert "constant factors in front" in d.to_text(detail="full") and "constant factors in front" not in d.to_text()


def test_the_rows_of_a_matrix_in_a_request_stay():
    r"""What is asked is printed with the & and \\ of its matrices, which are no alignment marks."""
    assert r"\begin{pmatrix}a&b\\c&d\end{pmatrix}" in td.derive(r"\frac{\partial}{\partial a} &\begin{pmatrix}a&b\\c&d\end{pmatrix}^{-1}").to_latex()
