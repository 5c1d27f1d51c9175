r"""What words around a formula make of it: equations, values, conditions on indices; and conventions that nobody writes down."""
from __future__ import annotations

import pytest

import texderive as td


def verdicts(text: str) -> list[str]:
    return [c.verdict for c in td.check(text).claims if c.right not in ("k", "i")]


def test_words_set_a_gradient_to_zero() -> None:
    """After "setting this to zero", lines are forms of that equation, not equalities; a wrong solution is found."""
    text = r"""Let $J(w)=\frac12\|Xw-y\|^2$. Then \[ \nabla J(w) = X^TXw-X^Ty. \] Setting this to zero gives
\[ X^TXw = X^Ty \quad\Rightarrow\quad w^* = (X^TX)^{-1}X^Ty. \]"""
    assert verdicts(text) == ["equal"] * 3
    assert verdicts(text.replace(r"(X^TX)^{-1}X^Ty", r"(X^TX)^{-1}Xy"))[-1] in ("wrong", "shape-error")


def test_an_equation_by_name_is_no_identity() -> None:
    """The normal equations hold for one beta only; what solves them is judged."""
    text = r"The normal equations are \[ X^TX\beta = X^Ty \] and their solution is \[ \hat\beta = (X^TX)^{-1}X^Ty. \]"
    assert verdicts(text) == ["skipped", "equal"]
    assert verdicts(text.replace(r"^{-1}X^Ty", r"^{-1}X^T2y")) == ["skipped", "wrong"]


def test_a_lone_false_identity_stays_wrong() -> None:
    """Without words that make it an equation, a relation claims to hold always."""
    assert verdicts(r"We have \[ \operatorname{tr}(AB) = \operatorname{tr}(A)\operatorname{tr}(B). \]") == ["wrong"]


@pytest.mark.parametrize("words", ["which vanishes for $p=k/n$", "so $p=\\frac{k}{n}$", "and is zero at $p = k/n$"])
def test_a_value_found_for_a_variable_defines_nothing(words) -> None:
    """The p of a log-likelihood stays a variable, whatever value it takes in the end."""
    text = rf"Let $\ell(p) = k\log p+(n-k)\log(1-p)$. \begin{{align*}} \ell'(p) &= \frac kp-\frac{{n-k}}{{1-p}}\\ &= \frac{{k-np}}{{p(1-p)}} \end{{align*}} {words}."
    assert verdicts(text)[:2] == ["equal", "equal"]


def test_conditions_on_indices() -> None:
    """A formula for i = j is judged on the diagonal, one for i != j beside it, said before or behind."""
    text = r"""Let $p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}$. For $i \neq k$ we have \[ \frac{\partial p_k}{\partial z_i} = -p_k p_i. \]
\begin{align*} \frac{\partial p_k}{\partial z_i} &= p_k(1-p_k), & \text{if } i=k\\ \frac{\partial p_k}{\partial z_i} &= -p_kp_i & \text{if } i\neq k \end{align*}"""
    assert verdicts(text) == ["equal"] * 3
    assert verdicts(text.replace("= -p_k p_i", "= p_k p_i"))[0] == "wrong"
    assert verdicts(text.replace("p_k(1-p_k)", "p_k(1+p_k)"))[1] == "wrong"


def test_a_bar_nobody_explains_is_the_mean() -> None:
    r"""\bar x beside a sum over x_i is their mean: a wrong sign of n\bar x^2 is found."""
    text = r"\begin{align*} \sum_{i=1}^n(x_i-\bar x)^2 &= \sum_{i=1}^nx_i^2-2\bar x\sum_{i=1}^nx_i+n\bar x^2\\ &= \sum_{i=1}^nx_i^2-n\bar x^2 \end{align*}"
    assert verdicts(text) == ["equal", "equal"]
    assert verdicts(text.replace("-n\\bar x^2", "+n\\bar x^2"))[1] == "wrong"


def test_intermediates_in_any_order() -> None:
    r"""\hat y = \sigma(z) may be said before z = w^T x is."""
    assert verdicts(r"""Let $\hat y=\sigma(z)$, $z=w^\top x+b$ and $L=-y\log\hat y-(1-y)\log(1-\hat y)$. Then
\[ \frac{\partial L}{\partial w} = \frac{\partial L}{\partial\hat y}\frac{\partial\hat y}{\partial z}\frac{\partial z}{\partial w} = (\hat y-y)x. \]""") == ["equal", "equal"]


@pytest.mark.parametrize("text", [r"\log\left(\prod_{i=1}^nx_i\right)^{1/n} = \frac1n\sum_{i=1}^n\log x_i", r"\sum_{k=0}^{n}r^k = \frac{1-r^{n+1}}{1-r}",
                                  r"X^Ty-X^TX(X^TX)^{-1}X^Ty = X^Ty-X^Ty"])
def test_right_beyond_doubt(text) -> None:
    """The logarithm of a power, a sum from 0, zeros up to rounding."""
    assert verdicts(text) == ["equal"]


def test_differentials_are_not_judged() -> None:
    """df = d(x^T A x) = .. is no slip, whatever is understood of it."""
    assert "wrong" not in verdicts(r"\begin{align*} df &= d(x^TAx)\\ &= dx^TAx+x^TAdx\\ &= x^T(A+A^T)dx \end{align*}")


@pytest.mark.parametrize("lines, found", [
    (r"&= \arg\max_w -\frac12\|y-Xw\|^2\\ &= \arg\min_w \|y-Xw\|^2\\ &= (X^TX)^{-1}X^Ty", ["skipped", "equal", "equal", "equal"]),
    (r"&= \arg\max_w -\|y-Xw\|^2\\ &= \arg\max_w \|y-Xw\|^2", ["skipped", "equal", "wrong"]),
    (r"&= \arg\min_w \|y+Xw\|^2", ["skipped", "wrong"]),
])
def test_chains_of_optima(lines, found) -> None:
    """Constants and factors may go; a maximum that becomes a minimum of the same function, or another sign, is wrong."""
    assert verdicts(rf"Let $X\in\mathbb{{R}}^{{n\times d}}$. \begin{{align*}} \hat w &= \arg\max_w -\frac12\|y-Xw\|^2 + 3\\ {lines} \end{{align*}}") == found


@pytest.mark.parametrize("constant", [r"\text{const}", r"\mathrm{const.}", "C"])
def test_up_to_a_constant(constant) -> None:
    """What does not depend on w may go into the constant, what does may not."""
    text = rf"""\begin{{align*}} \log p(w) &= -\frac12(w-m)^\top S^{{-1}}(w-m)+{constant}\\ &= -\frac12w^\top S^{{-1}}w+w^\top S^{{-1}}m+{constant} \end{{align*}} where $S$ is symmetric."""
    assert verdicts(text)[1] == "equal"
    assert verdicts(text.replace(r"+w^\top S^{-1}m", r"-w^\top S^{-1}m"))[1] == "wrong"


def test_a_prime_on_a_name_is_no_transpose_where_it_names_something_new() -> None:
    """w' = 2w defines w' and claims nothing of w^T."""
    assert verdicts(r"We have \[ g(w) = 2h(w')-1, \quad w' = 2w \] for all $w$.")[-1] == "skipped"


def test_one_wrong_equation_among_several_is_not_guessed() -> None:
    """Two unknowns solved together: lines that follow from both equations are no slips."""
    text = r"""\begin{align*} \frac{\partial}{\partial a}\sum_{i=1}^n(y_i-ax_i-b)^2 &= -2\sum_{i=1}^nx_i(y_i-ax_i-b) = 0\\
\frac{\partial}{\partial b}\sum_{i=1}^n(y_i-ax_i-b)^2 &= -2\sum_{i=1}^n(y_i-ax_i-b) = 0\\
\Rightarrow b &= \frac1n\sum_{i=1}^n (y_i - ax_i)\\ \Rightarrow a &= \frac{n\sum_i x_iy_i-\sum_i x_i\sum_i y_i}{n\sum_i x_i^2-(\sum_i x_i)^2} \end{align*}"""
    assert "wrong" not in verdicts(text) and verdicts(text)[4] == "equal"


@pytest.mark.parametrize("text", [
    r"\begin{align*} (A+B)^2 &= A^2+AB+BA+B^2\\ &= A^2+2AB+B^2\quad\text{if }AB=BA \end{align*}",
    r"Let $g(x)=wx+b$ where now $w=2$ and $b=1$; then \[ g'(x)=2. \]",
    r"With $\mathcal L(p,\lambda)=\sum_kn_k\log p_k+\lambda(1-\sum_kp_k)$, \[ \frac{\partial\mathcal L}{\partial p_k}=\frac{n_k}{p_k}-\lambda=0\quad\Rightarrow\quad p_k=\frac{n_k}\lambda. \]"
    r" Summing gives $\lambda=\sum_kn_k=n$ and therefore $p_k=\frac{n_k}{n}$.",
])
def test_what_holds_under_a_condition_is_not_called_wrong(text) -> None:
    """A condition in words, a letter that was given a number, n beside the n_k it counts."""
    assert not {"wrong", "shape-error"} & set(verdicts(text))


def test_a_class_label_in_a_delta_is_no_slip() -> None:
    """s_y beside s_j, with delta_ky: the label may be an index, so nothing is called wrong."""
    text = r"Let $L = -s_y+\log\sum_je^{s_j}$. \[ \frac{\partial L}{\partial s_k} = -\delta_{ky}+\frac{e^{s_k}}{\sum_je^{s_j}} \]"
    assert "wrong" not in verdicts(text)


def test_a_lagrangian_states_its_constraint() -> None:
    r"""What stands behind the multiplier is zero where the Lagrangian is stationary."""
    text = r"Let $\mathcal L(u)=u^\top Su-\lambda(u^\top u-1)$. \[ \lambda u^\top u = \lambda \]"
    assert verdicts(text) == ["equal"]


def test_i_is_the_identity_also_where_its_size_is_said() -> None:
    """I declared beside A, as an n x n matrix, stays the identity."""
    assert verdicts(r"With $A, I\in\mathbb{R}^{n\times n}$ we have \[ (A+I)(A-I) = A^2 - I. \]") == ["equal"]


def test_a_shape_error_beside_an_undefined_function_is_no_alarm() -> None:
    """Where K depends on theta in a way that nothing says, a line about dK/dtheta is not judged."""
    text = r"""The log marginal likelihood is $\log p(y) = -\frac12y^\top K^{-1}y-\frac12\log|K|$. Then
\[ \frac{\partial}{\partial\theta}\log p(y) = \frac12y^\top K^{-1}\frac{\partial K}{\partial\theta}K^{-1}y-\frac12\operatorname{tr}\left(K^{-1}\frac{\partial K}{\partial\theta}\right) \]"""
    assert not {"wrong", "shape-error"} & set(verdicts(text))
