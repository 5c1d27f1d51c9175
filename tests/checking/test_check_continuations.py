"""What is said where no single change repairs a line: two slips at once, or how the chain goes on; and limits."""
from __future__ import annotations

import pytest

import texderive as td


def finding(text: str):
    return next(c for c in td.check(text).claims if c.verdict in ("wrong", "shape-error"))


def test_two_slips_on_one_line_are_both_named() -> None:
    """Each with its repair, and the line with both of them is the fix."""
    claim = finding(r"\begin{align*}\nabla_x(x^TAx-b^Tx) &= (A-A^T)x+b\end{align*}")
    assert claim.message.startswith("two slips: sign slip: `A-A^T` should be `A+A^T`; and sign slip: `b` should be `-b`")
    assert claim.fix == "(A+A^T)x- b"


@pytest.mark.parametrize("line, right", [
    (r"\frac{d}{dx}\left(x^2\sin x\right) &= x^3+\cos x + 7", r"2x\sin x + x^2\cos x"),
    (r"\nabla_x \|Ax-b\|^2 &= A(x+b)^2", r"2(Ax - b)^T A"),
])
def test_the_right_continuation_is_derived(line, right) -> None:
    """Worked out anew from the line before, where nothing of the author's line can be kept."""
    claim = finding(rf"\begin{{align*}}{line}\end{{align*}} % ^T")
    assert claim.hint.startswith("worked out anew")
    assert claim.fix.replace(r"^\top", "^T").replace("(x)", " x") == right


@pytest.mark.parametrize("text, right", [
    (r"Let $f(x) = \frac{x}{1+x^2}$. \[ f'(x) = \frac{1}{2x} \]", r"\frac{1 - x^2}{(1 + x^2)^2}"),
    (r"Let $g(t) = e^{-t^2}\sin t$. \[ g'(t) = -2te^{-t^2}\cos t \]", r"-2te^{-t^2}\sin t + e^{-t^2}\cos t"),
])
def test_a_derivative_with_a_prime_is_worked_out_as_well(text, right) -> None:
    """f'(x) is a derivative that can be worked out anew like \\frac{df}{dx}."""
    claim = finding(text)
    assert claim.hint == f"worked out anew, the line before goes on as: {right}"


def test_all_letters_are_named_with_the_right_verb() -> None:
    """One letter is not explained, two are."""
    notes = [td.check(text).claims[0].message for text in (r"\[ x^Ta = x^Tb \]", r"\[ x^Ta = x^Tb + c \]")]
    assert [("b is not explained" in notes[0]), ("b, c are not explained" in notes[1] or "c, b are not explained" in notes[1])] == [True, True]


def test_the_continuation_stands_at_the_stage_of_the_author() -> None:
    """A line in components goes on in components."""
    claim = finding(r"""Let $f(x)=x^TAx+b^Tx$. \begin{align*}\frac{\partial f}{\partial x_k} &= \frac{\partial}{\partial x_k}\sum_{i,j}x_iA_{ij}x_j+\sum_ib_ix_i\\
 &= \sum_jA_{jj}x_k\end{align*}""")
    assert r"\sum" in claim.fix and "b_k" in claim.fix


def test_a_line_that_is_right_again_says_so() -> None:
    """The slip is undone on the next line: that line is told to be right, and no repair of it is proposed."""
    claims = td.check("\\begin{align*} \\frac{d}{dx}(x^3+x) &= 3x^2-1\\\\\n &= 1+3x^2 \\end{align*}").claims
    assert [c.verdict for c in claims] == ["wrong", "wrong"]
    assert claims[0].message.endswith("line 2 follows again from line 1; the final result is right")
    assert claims[1].message == "this is right again: it follows from line 1, not from the line before, which has the slip" and not claims[1].fix
