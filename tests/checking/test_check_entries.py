r"""Entries by numbers: sums from 0, the last entry, entries that do not exist, vectors that are only spoken of by entries, values at points."""
from __future__ import annotations

import pytest

import texderive as td


def verdicts(text: str) -> list[str]:
    return [c.verdict for c in td.check(text).claims]


@pytest.mark.parametrize("text,expected", [
    (r"$$\sum_{k=1}^{n} a_k x^{k-1} = \sum_{j=0}^{n-1} a_{j+1}x^{j}$$", ["equal"]),
    (r"$$\frac{d}{dx}\sum_{k=0}^n a_kx^k = \sum_{k=1}^n k a_k x^{k-1} = \sum_{k=0}^{n-1}(k+1)a_{k+1}x^k$$", ["equal", "equal"]),
    (r"$$\sum_{k=0}^n a_kx^k = a_0 + \sum_{k=1}^n a_k x^k$$", ["equal"]),
    (r"$$\sum_{k=0}^n a_kx^k = \sum_{k=1}^n a_k x^k$$", ["wrong"]),
    (r"$$\frac{\partial}{\partial w_j}\sum_{i=1}^N(y_i - \sum_{k=0}^M w_k x_i^k)^2 = -2\sum_{i=1}^N(y_i - \sum_{k=0}^M w_k x_i^k) x_i^j$$", ["equal"]),
])
def test_entries_numbered_from_zero_are_all_counted(text, expected):
    """A sum from 0 keeps its first term, whichever way its index is shifted."""
    assert verdicts(text) == expected


def test_the_last_entry_is_no_free_index():
    """a_n below a sum to n is the last entry: sums that telescope are right."""
    assert verdicts(r"$$\sum_{i=1}^{n-1} (a_{i+1} - a_i) = a_n - a_1$$") == ["equal"]
    assert verdicts(r"$$\sum_{k=0}^{n-1} (a_{k+1} - a_k) = a_n$$") == ["wrong"]


def test_entries_outside_are_not_claimed():
    """What a line says of x_{s-1} at the first s is not judged; the other entries are."""
    text = r"Let $J = \sum_{t=1}^{T-1} (x_{t+1}-x_t)^2$. Then $$\frac{\partial J}{\partial x_s} = 2(x_s - x_{s-1}) %s 2(x_{s+1}-x_s)$$"
    assert verdicts(text % "-") == ["equal"]
    assert verdicts(text % "+") == ["wrong"]


def test_a_vector_that_is_only_written_by_entries():
    r"""f(x) = x_1^2 + 3x_1x_2 says that x has two entries."""
    assert verdicts(r"Let $f(x) = x_1^2 + 3x_1x_2$. Then $$\nabla f(x) = \begin{pmatrix} 2x_1 + 3x_2 \\ 3x_1\end{pmatrix}$$") == ["equal"]


@pytest.mark.parametrize("left", [r"\nabla f(1,2)", r"\nabla f\big|_{(1,2)}", r"\nabla f(x,y)|_{x=1,y=2}"])
def test_a_gradient_at_a_point_of_several_numbers(left):
    """Every way to write the point; a wrong entry is shown at this point."""
    text = rf"Let $f(x,y) = x^2y+3y^3$. $$ {left} = %s $$"
    assert verdicts(text % "(4,37)^T") == ["equal"]
    claim = td.check(text % "(4,36)^T").claims[0]
    assert claim.verdict == "wrong" and "for x = 1, y = 2 the line before gives (4, 37)^T" in claim.message


def test_partial_derivatives_and_hessian_at_a_point():
    """f_x(1, 2), the bracketed quotient and the Hessian take several numbers, too."""
    text = r"Let $f(x,y) = x^2y+3y^3$. $$f_x(1,2) = 4$$ $$\frac{\partial f}{\partial x}(1,2) = 4$$ $$H_f(1,2) = \begin{pmatrix}4&2\\2&36\end{pmatrix}$$"
    assert verdicts(text) == ["equal"] * 3


def test_a_model_with_noise_is_no_definition_of_the_data():
    """y = Xw + epsilon says how data arise: a posterior of w given y does not vary with w through y."""
    text = r"We observe $y = Xw + \epsilon$, $X \in \mathbb{R}^{n\times d}$. \begin{align*} \log p(w\mid y) &= -\frac{\beta}{2}\|y-Xw\|^2 + \text{const} \\ &= -\frac{\beta}{2} w^\top X^\top Xw + \beta w^\top X^\top y + \text{const} \end{align*}"
    assert verdicts(text)[-1] == "equal"


def test_a_matrix_that_is_defined_by_its_inverse():
    """Where the words say S^{-1} = ..., S is what is inverted."""
    text = r"Here $S^{-1} = aI + X^\top X$ and $m = SX^\top y$. $$w^\top(aI + X^\top X)w - 2w^\top X^\top y = (w-m)^\top S^{-1}(w-m) - y^\top XSX^\top y$$"
    assert verdicts(text) == ["equal"]


def test_what_was_defined_in_another_form():
    """ "Multiplying out" makes a second formula of the same function a claim, in running text too."""
    text = r"Let $E(w) = (Xw - y)^\top(Xw-y)$. Multiplying out, $E(w) = w^\top X^\top Xw - %sy^\top Xw + y^\top y$."
    assert verdicts(text % "2") == ["equal"]
    assert verdicts(text % "") == ["wrong"]
