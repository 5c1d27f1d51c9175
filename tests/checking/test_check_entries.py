r"""Entries by numbers: sums from 0, the last entry, entries that do not exist, vectors that are only spoken of by entries, values at points."""
from __future__ import annotations

import pytest

import texderive as td


def verdicts(text: str) -> list[str]:
    return [c.verdict for c in td.check(text).claims]


@pytest.mark.parametrize("left", [r"\nabla f(1,2)", r"\nabla f\big|_{(1,2)}", r"\nabla f(x,y)|_{x=1,y=2}"])
def test_a_gradient_at_a_point_of_several_numbers(left):
    """Every way to write the point; a wrong entry is shown at this point."""
    text = rf"Let $f(x,y) = x^2y+3y^3$. $$ {left} = %s $$"
    assert verdicts(text % "(4,37)^T") == ["equal"]
    claim = td.check(text % "(4,36)^T").claims[0]
    assert claim.verdict == "wrong" and "for x = 1, y = 2 the line before gives (4, 37)^T" in claim.message


def test_a_model_with_noise_is_no_definition_of_the_data():
    """y = Xw + epsilon says how data arise: a posterior of w given y does not vary with w through y."""
    text = r"We observe $y = Xw + \epsilon$, $X \in \mathbb{R}^{n\times d}$. \begin{align*} \log p(w\mid y) &= -\frac{\beta}{2}\|y-Xw\|^2 + \text{const} \\ &= -\frac{\beta}{2} w^\top X^\top Xw + \beta w^\top X^\top y + \text{const} \end{align*}"
    assert verdicts(text)[-1] == "equal"
