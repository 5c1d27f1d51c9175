"""Several problems in one sentence: lists (a), (b), (c) within it, several functions, several kinds of derivative."""
from __future__ import annotations

import pytest

from texderive.document.document import read

ASKED = {
    r"Differentiate: (a) $f(x) = x^3$, (b) $g(x) = \ln x$, (c) $h(x) = \sin x$.": [
        r"\frac{\partial f}{\partial x}", r"\frac{\partial g}{\partial x}", r"\frac{\partial h}{\partial x}"],
    r"Find the gradient with respect to $x$ of (i) $a^\top x$, (ii) $x^\top A x$.": [r"\nabla_{x} \left( a^\top x \right)", r"\nabla_{x} \left( x^\top A x \right)"],
    "For each function below, write down its derivative.\n\\[ \\text{(a) } u(x) = \\tanh x, \\qquad \\text{(b) } v(x) = x^4 . \\]": [
        r"\frac{\partial u}{\partial x}", r"\frac{\partial v}{\partial x}"],
    r"Compute the following. (a) $\frac{d}{dt} t^2$. (b) $\frac{d}{dt} e^t$.": [r"\frac{d}{dt} t^2", r"\frac{d}{dt} e^t"],
    r"Compute $\nabla f$ and the Hessian of $f(x) = x^\top A x$.": [r"\nabla f", r"\nabla_{x}^2 f"],
    r"Find the gradient of $f(x) = \|Ax-b\|^2$, and from it the minimizer.": [r"\nabla_{x} f", r"\operatorname*{arg\,min}_{x} f"],
    r"Compute the gradient $\nabla f(x)$ and the Hessian $\nabla^2 f(x)$ of $f(x) = x^\top x$.": [r"\nabla f(x)", r"\nabla^2 f(x)"],
    "Let $f(x) = x^\\top A x$. Determine\n\\begin{enumerate}\n\\item the gradient of $f$,\n\\item its Hessian.\n\\end{enumerate}": [r"\nabla_{x} f", r"\nabla_{x}^2 f"],
    r"Use (a) and (b) to find $\nabla_x\, a^\top x$.": [r"\nabla_x\, a^\top x"],
    r"Compute $\nabla f$ for $f(x) = x^\top x$ and show that the Hessian is positive definite.": [r"\nabla f"],
    r"Obtain the optimal $w$ minimizing $\|Xw - y\|^2$.": [r"\operatorname*{arg\,min}_{w} \left( \|Xw - y\|^2 \right)"],
    r"Für welches $w\in\mathbb{R}^d$ wird $J(w)=\|Xw-y\|^2$ minimal?": [r"\operatorname*{arg\,min}_{w} J"],
    r"求使 $J(w)=\|Xw-y\|^2$ 最小的 $w$。": [r"\operatorname*{arg\,min}_{w} J"],
    r"Show that the minimizer of $\|Ax-b\|^2$ is $x^\star = (A^\top A)^{-1}A^\top b$.": [r"\operatorname*{arg\,min}_{x} \left( \|Ax-b\|^2 \right)"],
}


@pytest.mark.parametrize("text", ASKED)
def test_every_part_is_found(text):
    """Each part of the sentence is a problem, and nothing else is."""
    assert [p.request.latex for p in read(text + "\n").problems] == ASKED[text]


WHOLE = {
    r"Find the gradient and the Hessian of $g(u,v) = u^2v$.": [r"\nabla g", r"\nabla^2 g"],
    r"Find the Jacobian of $\varphi(r,\theta) = (r\cos\theta, r\sin\theta)$.": [r"J_{\varphi}"],
    r"Find the gradient of $L(w,b) = \sum_{i=1}^N (w^\top x_i + b)^2$.": [r"\frac{\partial L}{\partial w}", r"\frac{\partial L}{\partial b}"],
    r"Find the partial derivatives of $g(u,v) = u^2v$.": [r"\frac{\partial g}{\partial u}", r"\frac{\partial g}{\partial v}"],
}


@pytest.mark.parametrize("text", WHOLE)
def test_a_gradient_of_several_numbers_is_one(text):
    """By several numbers it is one row or matrix; where an argument is a vector, there is a derivative by each."""
    assert [p.request.latex for p in read(text + "\n").problems] == WHOLE[text]


def test_a_function_known_by_its_sets():
    r"""f(Ax) is differentiated where only f: \R^n \to \R is said of f, and directions are vectors then; \nabla f alone is no problem."""
    text = "Let $f,g\\colon\\mathbb{R}^n\\to\\mathbb{R}$ be differentiable. Find $\\nabla f(x)$. Find $\\nabla_x f(Ax)$ and $\\frac{d}{dt} g(x+td)$.\n"
    assert [p.latex for p in read(text).problems] == [r"f: \mathbb{R}^n\to\mathbb{R}, \quad \nabla_x f(Ax)", r"g: \mathbb{R}^n\to\mathbb{R}, \quad \frac{d}{dt} g(x+td)"]


def test_an_empty_answer_ends_with_the_next_problem():
    """Behind the words "Answer:" and nothing else the next labelled paragraph is a problem."""
    text = "\\textbf{Q1} Find $\\frac{d}{dx}x^2$.\n\n\\textbf{Answer:}\n\n\\textbf{Q2} Find $\\frac{d}{dx}x^3$.\n\n\\textbf{Answer:}\n\n\\textbf{Q3} Find $\\frac{d}{dx}x^4$.\n"
    assert len(read(text).problems) == 3


def test_columns_of_a_display_are_formulas_of_their_own():
    """Every second & of a row parts columns, and is no product."""
    text = "Let\n\\begin{align*} f(x) &= x^2 & g(x) &= x^3 \\end{align*}\nFind $f'(x)$.\n\nCompute\n\\begin{align*} &\\frac{d}{dx} x^2 && \\frac{d}{dx}\\sin x\\end{align*}\n"
    assert [p.latex for p in read(text).problems] == [r"f(x) = x^2, \quad f'(x)", r"\frac{d}{dx} x^2", r"\frac{d}{dx}\sin x"]
