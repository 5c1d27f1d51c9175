r"""\bar x that nothing defines, beside derivatives by x_i."""
from __future__ import annotations

import texderive as td


def test_the_mean_moves_with_its_members():
    r"""By x_i it is the mean of x, which is said; by another letter it is a constant."""
    d = td.derive(r"\frac{\partial}{\partial x_i}(x_i - \bar x)^2")
    assert d.result.latex.startswith(r"2(x_i - \bar x)\left(1 - \frac{1}{n}\right)") and any("mean" in a for a in d.assumptions)
    assert td.derive(r"\frac{\partial}{\partial\theta}\sum_i (y_i - \theta\bar y)^2").result.latex == r"-2\bar y\sum_{i=1}^{n} (y_i - \theta\bar y)"
