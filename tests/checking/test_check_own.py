"""What texderive itself derives and prints must come out of its own checker without a wrong line."""
from __future__ import annotations

import pytest

import texderive as td
from texderive.checking import check

LATEX = [
    r"\mathbf{h}=\sigma(W_1\mathbf{x}+\mathbf{b}_1),\;\hat{\mathbf{y}}=\operatorname{softmax}(W_2\mathbf{h}+\mathbf{b}_2),\;J=-\mathbf{y}^\top\log\hat{\mathbf{y}},\quad\frac{\partial J}{\partial\mathbf{b}_1}",
    r"\frac{\partial}{\partial X}\operatorname{tr}(X^4)", r"D_{\mathbf{X}} \text{Tr}(\mathbf{X})", r"\frac{\partial}{\partial \beta}\|X\beta-Y\|^2", r"\nabla_u \frac{u^\top v}{\|u\|\|v\|}",
    r"\frac{\partial}{\partial\Sigma}\frac12\left(\operatorname{tr}(S^{-1}\Sigma)+(m-\mu)^\top S^{-1}(m-\mu)-k+\ln\frac{\det S}{\det\Sigma}\right)", r"\nabla_\eta\left[\eta^{\mathrm T}\mathbf{t}(\mathbf{x})-\ln\sum_ke^{\eta_k}\right]",
]


@pytest.mark.parametrize("latex", LATEX)
@pytest.mark.parametrize("detail", ["normal", "full"])
def test_own_derivations_are_right(latex, detail):
    """No line of a derivation is called wrong, and most are confirmed; what is said of t(x) need not be understood."""
    report = check(td.derive(latex, detail=detail).to_latex())
    assert report.ok, [c.message for c in report.claims if c.verdict in ("wrong", "shape-error")]
    assert report.counts["equal"] >= report.counts["not-understood"] or "t}(" in latex


def test_a_function_made_of_its_own_derivative():
    """What defines itself by its derivative is not understood, and stops nothing."""
    assert check(r"$f(x) = \sum_i f'(x) x_i$ and $$\nabla f(x) = 0 \Rightarrow f(x) = 1$$ $$\frac{d}{dx} x^2 = 2x$$").claims[-1].verdict == "equal"


def test_more_axes_than_numbers_can_have():
    """A power written out in more indices than an array can have axes is not understood, and stops nothing."""
    factors = "".join(f"A_{{i_{{{k}}}i_{{{k + 1}}}}}" for k in range(40))
    assert check(rf"$$\sum_{{i_1}} A_{{i_1i_1}} = {factors}$$ $$\frac{{d}}{{dx}} x^2 = 2x$$").claims[-1].verdict == "equal"
