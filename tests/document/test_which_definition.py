r"""Which definition and which declarations belong to a problem, and where its function is not known."""
from __future__ import annotations

import pytest

from texderive.document.document import read
from texderive.document.pipeline import solve


def problems(text: str) -> list[str]:
    return [p.latex for p in read(text + "\n").problems]


def results(text: str) -> list[str]:
    return [(p["result"] or {}).get("latex", p["message"]) for p in solve(text + "\n", cache=False).problems]


def test_the_definition_in_the_sentence_comes_first():
    """A function defined where it is asked about is that one, whatever the text before calls f; one in a later paragraph is another."""
    assert problems("Let $f(x) = x^2$.\n\nFind $\\nabla f$ for $f(x) = a^\\top x$.") == [r"f(x) = a^\top x, \quad \nabla f"]
    assert problems("Find $\\frac{dy}{dx}$.\n\nThe line $y = 3x$ is tangent.") == []


def test_items_define_what_the_words_before_ask():
    """ "Find dy/dx if" before a list asks of each item, also where y was defined in an earlier list."""
    text = "Differentiate:\n\\begin{enumerate}\n\\item $y = x^2$\n\\end{enumerate}\nFind $\\frac{dy}{dx}$ if\n\\begin{enumerate}\n\\item $y = \\sin x$\n\\item $y = \\cos x$\n\\end{enumerate}"
    assert problems(text)[1:] == [r"y = \sin x, \quad \frac{dy}{dx}", r"y = \cos x, \quad \frac{dy}{dx}"]


MAPS = {
    r"Consider the map $x \mapsto \|Ax-b\|^2$. Compute its gradient.": r"\nabla_{x} \left( \|Ax-b\|^2 \right)",
    r"Let $f\colon\mathbb{R}^n\to\mathbb{R}$, $x\mapsto a^\top x$. Compute $\nabla f(x)$.": r"f(x) = a^\top x, \quad \nabla f(x)",
    r"Let $g$ be the map $\theta\mapsto\sum_{i=1}^n(y_i-\theta)^2$. Compute $g'(\theta)$.": r"g(\theta) = \sum_{i=1}^n(y_i-\theta)^2, \quad g'(\theta)",
    "Consider\n\\begin{align*}\nh: \\mathbb{R}^2 &\\to \\mathbb{R} \\\\\n(x, y) &\\mapsto x^2y\n\\end{align*}\nFind $\\frac{\\partial h}{\\partial y}$.": r"h(x, y) = x^2y, \quad \frac{\partial h}{\partial y}",
}


@pytest.mark.parametrize("text", MAPS)
def test_maps_define(text):
    """An arrow defines a function, by the name that stands before it, or one without a name."""
    assert problems(text) == [MAPS[text]]


def test_a_claim_of_a_property_defines():
    """ "Show that f(x) = ... is convex by computing its Hessian" says what f is and asks its Hessian; a method that somebody uses asks nothing."""
    assert problems(r"Show that $f(x)=e^{a^\top x}$ is convex by computing its Hessian.") == [r"f(x) = e^{a^\top x}, \quad \nabla_{x}^2 f"]
    assert problems(r"We show this by computing the gradient of $f(x)=x^\top x$.") == []


def test_data_behind_a_semicolon_are_given():
    r"""The Hessian of \ell(w; x, y) is by w alone; of h(x; \theta) either may be meant."""
    assert problems(r"The loss is $\ell(w;x,y)=(y-w^\top x)^2$. Compute the Hessian.") == [r"\ell(w;x,y) = (y-w^\top x)^2, \quad \nabla_{w}^2 \ell"]
    assert len(problems(r"Let $h(x;\theta)=e^{\theta x}$. Compute the derivative of $h$.")) == 2


def test_a_maximum_with_zero_defines():
    r"""h = \max(0, W_1 x) is a definition, no optimisation problem."""
    assert problems(r"Let $h=\max(0,W_1x)$ and $L=c^\top h$. Compute $\frac{\partial L}{\partial x}$.") == [r"h = \max(0,W_1x), \quad L = c^\top h, \quad \frac{\partial L}{\partial x}"]


def test_it_means_nothing_of_another_section():
    """ "Setting it to zero" does not speak of a derivative that an earlier section asks for; within a part it does."""
    asked, zero = "Compute the derivative of $f(x)=x^2-2x$.", "Set it to zero and solve."
    assert len(problems(f"\\section{{A}} {asked} {zero}")) == 2
    assert len(problems(f"\\section{{A}} {asked}\n\n\\section{{B}} Let $g(w)$ be convex. {zero}")) == 1


def test_a_norm_that_is_stated():
    r"""\|X\|_2 = \sigma_{\max}(X) makes it the spectral norm, in either spelling."""
    assert results(r"Let $\lVert X\rVert_2=\sigma_{\max}(X)$. Compute $\frac{\partial}{\partial X}\|X\|_2$.") == [r"u_1v_1^\top, \quad u_1, v_1 \text{ the first singular vectors of } X"]


def test_a_name_for_a_value_is_used():
    r"""\phi_n := \phi(x_n) names what is written out."""
    text = r"Let $\phi_n := \phi(x_n)$. Compute $\nabla_w \sum_{n=1}^N (t_n - w^\top\phi(x_n))^2$."
    assert results(text) == [r"-2\sum_{n=1}^{N} (t_{n} - w^\top\phi_{n})\phi_{n}^\top"]


def test_its_gradient_is_of_what_stands_there():
    """"Its gradient" speaks of the function or expression of its own item, not of one that an item before defines."""
    text = "\\begin{enumerate}\n\\item Let $f(x)=x^\\top x$. Compute $\\nabla f$.\n\\item Consider $\\|Xw-y\\|^2$. Find its gradient with respect to $w$.\n\\item Consider $W \\mapsto v^\\top\\tanh(Wx)$. Find its gradient.\n\\end{enumerate}"
    assert problems(text)[1:] == [r"\nabla_{w} \left( \|Xw-y\|^2 \right)", r"\nabla_{W} \left( v^\top\tanh(Wx) \right)"]


def test_one_name_listed_several_times():
    """Each f of (1) f = ..., (2) f = ... is differentiated."""
    text = r"For each of the following, find $\frac{\partial f}{\partial X}$: $$(1)\; f = a^\top X b \qquad (2)\; f = \operatorname{tr}(AX)$$"
    assert results(text) == [r"ab^\top", r"A^\top"]


def test_composition_by_names():
    """v(u) depends on x through u(x)."""
    assert results(r"Let $u(x) = Ax$ and $v(u) = u^\top u$. Compute $\frac{\partial v}{\partial x}$.") == [r"2u^\top A, \quad u = Ax"]


def test_a_logarithm_that_is_stated():
    r"""\log p(x) = ... is used where p has no formula; lists of variables are read."""
    text = r"Let $\log p(x) = -\frac{(x-m)^2}{2s}$. Compute the derivative of $\log p(x)$ with respect to (a) $m$, (b) $s$."
    assert results(text) == [r"\frac{x - m}{s}", r"\frac{(x - m)^2}{2s^2}"]


@pytest.mark.parametrize("text", [
    r"Compute the gradient of $\log p_\theta(x)$ with respect to $x$ for a network $p_\theta$ of your choice.",
    r"Find the functional derivative of $J[y] = y^2$.",
    r"Determine the rank of $\nabla^2 f(x)$ for $f(x) = (a^\top x)^2$.",
    r"Solve $\dot x = -\nabla f(x)$ for $f(x) = x^\top x$.",
])
def test_not_asked(text):
    """Functions of which nothing is said, other derivatives, properties of a derivative and differential equations are no problems."""
    assert problems(text) == []


def test_functions_of_time():
    """A(t) that nothing defines is an unspecified function of t."""
    assert results(r"Compute $\frac{d}{dt}\log\det A(t)$.") == [r"\operatorname{tr}(A(t)^{-1}A'(t))"]


def test_a_family_is_no_letter_alone():
    """x of Wx is no member of the x_i that are declared for all problems."""
    text = "Throughout $x_i\\in\\mathbb{R}^d$.\n\nLet $J = \\|Wx - y\\|^2$. Find $\\frac{\\partial J}{\\partial W}$."
    assert results(text) == [r"2(Wx - y)x^\top"]


def test_stated_answers_in_other_names():
    """Definitions that only the answer uses count; gradients of unknown functions may be columns; a wrong answer is one."""
    text = "Let $c(t) = \\cos t$ and $s(t) = \\sin t$. Verify that $c'(t) = -s(t)$.\n\nLet $g\\colon\\mathbb{R}^m\\to\\mathbb{R}$ and $f(x) = g(Bx)$. Show that $\\nabla f(x) = B^\\top \\nabla g(Bx)$." \
        "\n\nShow that $\\nabla_x g(Bx) = 2\\nabla g(Bx) B$ for $g\\colon\\mathbb{R}^m\\to\\mathbb{R}$."
    assert [p["stated"]["verdict"] for p in solve(text + "\n", cache=False).problems] == ["equal", "equal", "wrong"]


def test_a_slide_ends_before_its_solution():
    """The solution of a slide is a slide behind it."""
    text = "\\documentclass{beamer}\n\\begin{document}\n\\begin{frame}{Your turn}\nFind $\\nabla_x x^\\top x$.\n\\end{frame}\n\\end{document}\n"
    out = solve(text, cache=False).text
    assert out.index("\\end{frame}") < out.index("texderive: begin")


def test_columns_of_a_matrix_stay():
    """The entries of a row of a matrix that a definition holds stay apart."""
    text = r"Let $R(\theta) = \begin{pmatrix} \cos\theta & -\sin\theta \\ \sin\theta & \cos\theta \end{pmatrix}$. Find $\frac{dR}{d\theta}$."
    assert results(text) == [r"\begin{bmatrix} -\sin\theta & -\cos\theta \\ \cos\theta & -\sin\theta \end{bmatrix}"]


def test_words_behind_a_list_speak_of_its_last_symbol():
    """Behind symbols with sets of their own, "the vector of ones" and "a vector" mean the symbol before them."""
    text = r"Let $x\in\mathbb{R}^n$, $\mathbf{1}$ the vector of $n$ ones. Find $\nabla_x \mathbf{1}^\top \tanh(x)$."
    assert solve(text + "\n", cache=False).counts["solved"] == 1
    assert read("Let $\\eta > 0$, $z$ a vector in $\\mathbb{R}^n$. Find $\\nabla_z \\frac{1}{\\eta}\\|z\\|^2$.\n").problems[0].declare["z"]["shape"] == ["n"]


def test_a_constant_has_derivative_zero():
    """By a variable that is declared, an expression of other declared symbols is constant; of symbols never declared nothing is known."""
    assert results(r"Let $x\in\mathbb{R}^n$, $a\in\mathbb{R}^m$ and $b\in\mathbb{R}^m$. Find the derivative of $a^\top b$ with respect to $x$.") == [r"\mathbf{0}_{n}^\top"]
    assert solve("Find $\\frac{\\partial}{\\partial w} L^2$.\n", cache=False).counts["refused"] == 1


def test_every_stated_answer_is_spoken_of():
    """A right one is counted, a wrong one is an error, one that is not understood or holds under a condition is a note."""
    text = "Show that $\\nabla_x\\, x^\\top x = 2x$.\n\nShow that $\\nabla_x\\, a^\\top x = 2a$.\n\nShow that $\\nabla_x\\, b^\\top x = \\clubsuit$.\n"
    solution = solve(text, cache=False)
    assert [(d.code, d.severity) for d in solution.diagnostics] == [("TD512", "error"), ("TD517", "note")]
    assert (solution.counts["confirmed"], solution.counts["differing"]) == (1, 1) and "1 as stated, 1 with another answer stated" in solution.summary


def test_an_instruction_before_a_list_means_the_list():
    """ "Differentiate with respect to $w$:" speaks of the items and not of what another problem defines; an answer in the line ends with its paragraph."""
    text = "\\section*{Problem 1}\nLet $g(A) = x^\\top A x$. Find $\\nabla g$.\n\\section*{Problem 2}\nDifferentiate with respect to $w$:\n\\begin{enumerate}\n\\item $f(w) = b^\\top w$\n\\end{enumerate}"
    assert problems(text) == [r"g(A) = x^\top A x, \quad \nabla g", r"f(w) = b^\top w, \quad \frac{\partial f}{\partial w}"]
    assert problems("Find $\\frac{d}{dx}x^2$. Answer: $2x$.\n\nFind $\\frac{d}{dx}x^3$.")[-1] == r"\frac{d}{dx}x^3"


def test_what_is_no_definition_and_no_optimum():
    """A line that is fitted defines no y, q(Ly) is taken as it is written, and a method for minimizing asks for no minimum."""
    text = "We fit $y = ax+b$ by $S(a,b) = \\sum_{i=1}^n (y_i - a x_i - b)^2$. Find $\\frac{\\partial S}{\\partial b}$."
    assert problems(text) == [r"S(a,b) = \sum_{i=1}^n (y_i - a x_i - b)^2, \quad \frac{\partial S}{\partial b}"]
    assert results(r"Let $q(x) = x^\top x$ and $x = Ly$. Compute $\nabla_y\, q(Ly)$.") == [r"2y^\top L^\top L"]
    assert problems(r"Derive Newton's method for minimizing $\phi(t) = t - \log t$.") == []


@pytest.mark.parametrize("left", [r"\sigma(z)_i", r"[\sigma(z)]_i", r"\sigma_i(z)"])
def test_a_function_defined_by_its_entries_is_meant(left):
    """Here \\sigma is the softmax, whatever it is elsewhere."""
    solution = solve(rf"The function $\sigma$ is given by ${left} = \frac{{e^{{z_i}}}}{{\sum_{{j=1}}^K e^{{z_j}}}}$. Compute $\frac{{\partial \sigma(z)_i}}{{\partial z_j}}$.", cache=False)
    assert [o.result["latex"].partition(",")[0] for _, o in solution.outcomes] == [r"\sigma_{i}(\delta_{ij} - \sigma_{j})"]


def test_a_logistic_function_written_out_is_worked_out():
    """The slope of the author's own sigma is derived from its definition, and agrees with the answer stated."""
    solution = solve(r"Let $\sigma(z) = \frac{1}{1+e^{-z}}$. Show that $\sigma'(z) = \sigma(z)(1-\sigma(z))$.", cache=False)
    assert solution.counts["confirmed"] == 1 and r"\frac{e^{-z}}{(1 + e^{-z})^2}" in solution.text


def test_a_function_at_another_argument_is_taken_as_written():
    """f(Ax) is no other name for f."""
    assert problems(r"Let $f(u) = u^\top u$. Find the gradient of $f(Ax)$ with respect to $x$.") == [r"f(u) = u^\top u, \quad \nabla_{x} \left( f(Ax) \right)"]


def test_this_function_is_what_the_sentence_defines():
    """And not what stands behind "where"."""
    text = r"The loss is \[ J(\theta) = \sum_{i=1}^m (h(x_i) - y_i)^2, \] where $h(x) = g(\theta^\top x)$ and $g(z) = z^3$. Find the gradient of this function with respect to $\theta$."
    assert problems(text) == [r"g(z) = z^3, \quad h(x) = g(\theta^\top x), \quad J(\theta) = \sum_{i=1}^m (h(x_i) - y_i)^2, \quad \nabla_{\theta} J"]


@pytest.mark.parametrize("words", [r"$\mathbf{y}$ is one-hot", r"$y$ is a one-hot label vector", r"$\sum_k y_k = 1$", r"$y$ is a probability vector", r"$\mathbf 1^\top y = 1$"])
def test_targets_that_sum_to_one(words):
    """The cross-entropy of a softmax is differentiated as in every textbook; an accent with or without braces is one name."""
    text = rf"Let $\hat{{\mathbf y}} = \operatorname{{softmax}}(z)$ and $L = -\sum_k y_k\log\hat y_k$, where {words}. Derive $\frac{{\partial L}}{{\partial z_j}}$."
    assert results(text)[0].startswith((r"\hat{\mathbf y}_j - y_j", r"\hat y_j - y_j", r"\hat{y}_j - y_j"))


def test_densities_with_a_semicolon_and_subgradients():
    """p(y; \\lambda) is a density of y like p(y | \\lambda)."""
    text = r"Let $p(y;\lambda) = \frac{e^{-\lambda}\lambda^y}{y!}$. Derive the maximum likelihood estimate of $\lambda$ from samples $y_1,\dots,y_n$."
    assert results(text) == [r"\frac{1}{n}\sum_{i=1}^{n} y_i"]
    assert len(problems(r"Let $f(w) = \sum_{i=1}^n \max(0, 1 - y_i w^\top x_i)$. Compute a subgradient of $f$.")) == 1


def test_a_gradient_from_above():
    """A loss that is defined nowhere is any function of y where its gradient by y is said to be given; elsewhere nothing can be derived."""
    assert results(r"Let $y = Wx$. Given $\frac{\partial L}{\partial y}$, find $\frac{\partial L}{\partial x}$.") == [r"\frac{\partial L}{\partial y}\,W, \quad y = Wx"]
    assert results(r"Let $L$ be a scalar loss and $Y=XW$. Derive $\frac{\partial L}{\partial X}$ in terms of $\frac{\partial L}{\partial Y}$.") == [r"\frac{\partial L}{\partial Y}\,W^\top, \quad Y = XW"]
    assert problems(r"Let $y = Wx$ and let $L$ be the loss. Find $\frac{\partial L}{\partial x}$.") == []


@pytest.mark.parametrize("model, asked", [
    ("y = Xw", r"\|y-Xw\|^2"), (r"y_n=w^\top x_n", r"\sum_n(w^\top x_n-y_n)^2"), (r"y_n=w^\top x_n+\epsilon_n", r"\sum_n(y_n-w^\top x_n)^2")])
def test_a_model_is_no_definition_of_the_data(model, asked):
    """What is fitted, y = Xw, does not make the residual y - Xw zero."""
    assert problems(f"Consider the linear model ${model}$.\n\nFind $\\nabla_w {asked}$.") == [rf"\nabla_w {asked}"]


def test_throughout_this_section_is_said_of_this_section():
    """What holds "throughout this section" holds in no other."""
    text = "\\section{A}\nThroughout this section $y\\in\\mathbb{R}$.\n\nFind $\\frac{d}{dy}y^2$.\n\\section{B}\n\\begin{enumerate}\n\\item Find $\\nabla_\\theta\\|X\\theta-y\\|^2$.\n\\end{enumerate}\n"
    assert results(text) == ["2y", r"2(X\theta - y)^\top X"]


def test_an_answer_with_columns_for_the_gradients_of_unknown_functions_is_no_slip():
    """Nothing says that gradients are rows: A^T times the gradient of g is right, too."""
    stated = solve(r"Show: if $f(x)=g(Ax+b)$ then $\nabla f(x)=A^\top\nabla g(Ax+b)$." + "\n", cache=False).problems[0]["stated"]
    assert stated["verdict"] == "equal"


@pytest.mark.parametrize("member", [r"a^{[1]}_k", r"a_k^{[1]}"])
def test_a_member_needs_what_the_whole_is_defined_by(member):
    r"""a^{[1]}_k is a member of a^{[1]}, on either side of the mark that names it."""
    text = rf"Let $z^{{[1]}} = W^{{[1]}}x + b^{{[1]}}$, $a^{{[1]}} = \sigma(z^{{[1]}})$, $L = -\sum_k y_k\log {member}$. Compute $\frac{{\partial L}}{{\partial b^{{[1]}}}}$."
    assert results(text) == [r"-(y \odot (1 - a^{[1]}))^\top, \quad z^{[1]} = W^{[1]}x + b^{[1]}, \quad a^{[1]} = \sigma(z^{[1]})"]
