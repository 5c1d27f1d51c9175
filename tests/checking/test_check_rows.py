r"""Equations that nobody calls so: their rows, arrows and last line tell; and inequalities under which a line is claimed."""
from __future__ import annotations

import pytest

from texderive.checking import check


def verdicts(text: str) -> list[str]:
    return [c.verdict for c in check(text).claims]


def align(*rows: str) -> str:
    return "\\begin{align*}\n" + "\\\\\n".join(rows) + "\n\\end{align*}\n"


def test_a_wrong_row_between_names_the_number():
    """The slip is found on its row, and the hint says which number belongs there."""
    report = check(align(r"2(x-1)&=5-x", r"3x&=3", r"x&=1"))
    assert [c.verdict for c in report.claims] == ["skipped", "wrong", "equal"] and report.claims[1].fix == "7"


def test_rows_with_one_letter_are_one_equation():
    """(x + 3)^2 - 9 = 0 is no second equation for the same x."""
    assert verdicts(align(r"x^2+6x+5&=0", r"(x+3)^2-9&=0"))[1] == "wrong"


def test_every_root_is_one_of_the_equation():
    """x = 2 solves the equation, not the x = 0 before it."""
    assert "wrong" not in verdicts(r"\[12x(x+1)(x-2)=0\iff x=-1\text{ or }x=0\text{ or }x=2\] Hence \[x^*=2.\]")


def test_a_name_behind_an_identity_stays_a_definition():
    """The s of a right side is defined below; its row does not solve the line."""
    assert verdicts(align(r"\frac{d}{dx}\log(x^2+1)&=\frac{2x}{s}", r"s&=x^2+1"))[0] == "equal"


@pytest.mark.parametrize(("text", "verdict"), [
    (r"Let $f(x)=\max(0,1-yw^\top x)$. If $yw^\top x<1$, then $\nabla_wf=-yx$.", "equal"),
    (r"Let $f(x)=\max(0,1-yw^\top x)$. If $yw^\top x<1$, then $\nabla_wf=yx$.", "wrong"),
    (r"Suppose $f(x)=|x-3|$. For $x<3$, \[f'(x)=-1\]", "equal"),
    (r"Suppose $f(x)=|x-3|$. For $x>3$, \[f'(x)=-1\]", "wrong"),
    (r"For $x\ge0$ we have \[\frac{d}{dx}|x|=1\]", "equal"),
])
def test_lines_hold_where_an_inequality_does(text, verdict):
    """A line is judged where the inequality before it holds."""
    assert verdicts(text)[-1] == verdict


def test_a_line_behind_an_assumption_is_right_again():
    """What follows from the line before one that holds only for a symmetric A says so."""
    report = check(r"\[\frac{\partial}{\partial x_k}\sum_i\sum_jx_iA_{ij}x_j=\sum_jA_{kj}x_j+\sum_iA_{ik}x_i=2\sum_jA_{kj}x_j=(Ax+A^\top x)_k\]")
    assert [c.verdict for c in report.claims] == ["equal", "assumes", "assumes"] and report.claims[2].message.startswith("this is right again")


MINNORM = r"Minimise $\frac12x^\top x$ subject to $Ax=b$. With $\mathcal L(x,\nu)=\frac12x^\top x+\nu^\top(Ax-b)$," + "\n"


@pytest.mark.parametrize(("rows", "fix"), [
    ((r"x&=A^\top\nu", r"Ax=-AA^\top\nu&=b", r"\nu&=-(AA^\top)^{-1}b"), r"-A^\top\nu"),
    ((r"x&=-A^\top\nu", r"Ax=-AA^\top\nu&=b", r"\nu&=-(AA^\top)^{-1}b", r"x&=A^\top(A^\top A)^{-1}b"), r"A^\top(A A^\top)^{-1}b"),
])
def test_a_slip_in_a_solved_system_is_named(rows, fix):
    """What makes the line follow from all equations together is said, with shapes of its own."""
    report = check(MINNORM + align(r"\nabla_x\mathcal L&=x+A^\top\nu=0", *rows))
    assert fix in [c.fix for c in report.claims if c.verdict == "wrong"]


def test_a_mean_without_a_count_in_its_sum():
    r"""\bar x behind \sum_i x_i is a mean of n numbers, also inside of a fraction."""
    text = r"Let $\ell(\beta)=n\alpha\log\beta-\beta\sum_ix_i$. \[\frac{\partial\ell}{\partial\beta}=\frac{n\alpha}{\beta}-\sum_ix_i=0\implies\hat\beta=\frac{n\alpha}{\sum_ix_i}=\frac{\alpha}{%s}\]"
    assert check(text % r"\bar x").claims[-1].verdict == "equal" and check(text % r"n\bar x").claims[-1].fix == r"\frac{\alpha}{\bar x}"


def test_a_factor_that_is_the_whole_term_leaves_one():
    r"""The hint is 1, not \theta/\theta."""
    assert check(r"\[\frac{d}{d\theta}\sum_{i=1}^n(x_i\log\theta-\theta)=\sum_{i=1}^n\left(\frac{x_i}{\theta}-\theta\right)\]").claims[0].fix.endswith("-1\\right)")


def test_a_layout_in_which_an_approximation_has_no_shape_is_not_the_one():
    """The product of a transposed gradient tells the layout, though nothing is claimed of it."""
    text = r"Let $f(x)=\|Ax-b\|^2$. " + align(r"f(x)&\approx f(x_0)+\nabla f(x_0)^\top(x-x_0)", r"&=\|Ax_0-b\|^2+(Ax_0-b)^\top A(x-x_0)")
    assert check(text).claims[1].slip == "factor"


def test_a_rule_of_differentials_is_no_function():
    """d(AB) = dA B + A dB leaves d what it is."""
    text = r"With $d(AB)=dA\,B+A\,dB$ and $f=\operatorname{tr}(X^\top X)$, \[df=\operatorname{tr}(dX^\top X+X^\top dX)=%s\operatorname{tr}(X^\top dX)\]"
    assert verdicts(text % "2")[-2:] == ["equal", "equal"] and verdicts(text % "")[-1] == "wrong"


def test_vectors_of_ones_have_one_length():
    r"""The inner ones of \mathbf 1\mathbf 1^T\mathbf 1 are as long as the others, and 1/n counts them; what is 0 so is no equation."""
    text = r"Let $M=I-\frac1n\mathbf 1\mathbf 1^\top$. Then " + align(r"M\mathbf 1&=\mathbf 1-\frac1n\mathbf 1\mathbf 1^\top\mathbf 1=\mathbf 1-\mathbf 1=0", r"M^2&=I-\frac2n\mathbf 1\mathbf 1^\top+\frac1{n%s}\mathbf 1(\mathbf 1^\top\mathbf 1)\mathbf 1^\top")
    assert verdicts(text % "^2") == ["equal"] * 4 and verdicts(text % "")[-1] == "wrong"


def test_the_layout_that_lines_keep_is_named():
    """Rows as well as columns are right; which of them the lines have is a note where the document does not say it."""
    text = r"Let $g=x^\top Ax$. $$\frac{\partial g}{\partial x}=%s$$"
    assert "rows" in check(text % r"x^\top(A+A^\top)").notes[0] and "columns" in check(text % r"(A+A^\top)x").notes[0]
    assert check("(Row gradients.) " + text % r"x^\top(A+A^\top)").notes == [] and check(r"\[\frac{d}{dx}x^2=2x\]").notes == []


def test_what_is_to_be_solved_is_no_condition():
    """An equation that the words ask to solve is the first of its rows, which the others have to follow from."""
    text = r"Solve $\frac{x+1}{2}-\frac{x}{3}=1$." + "\n" + align(r"\frac{x+1}{2}-\frac x3&=1", r"3(x+1)-2x&=%s", r"x&=3")
    assert verdicts(text % "6") == ["skipped", "equal", "equal"] and verdicts(text % "1")[1] == "wrong"
