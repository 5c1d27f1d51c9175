"""Show-that under a condition: what a sentence supposes holds for its answer, and answers that hold at norm 1 are compared there."""
from __future__ import annotations

import pytest

from texderive.document.pipeline import Options, solve

GIVEN = "Let $A\\in\\mathbb{R}^{n\\times n}$ and $b,x\\in\\mathbb{R}^n$.\n\n"


def verdicts(text: str) -> list[str]:
    """The verdicts on the stated answers of a text."""
    return [outcome.verdict for _, outcome in solve(GIVEN + text + "\n", Options(cache=False)).outcomes]


@pytest.mark.parametrize("text", [
    r"Prove that if $A$ is symmetric then $\nabla_x x^\top A x = 2Ax$.",
    r"Show that when $A=A^\top$, $\nabla_x x^\top A x = 2Ax$.",
    r"Show that $\nabla_A \log\det A = A^{-1}$ if $A$ is symmetric and positive definite.",
    r"Verify that if $\|x\|=1$ then $\nabla_x \frac{b^\top x}{\|x\|} = b - (b^\top x)x$.",
    r"Let $u\in\mathbb{R}^n$ be a unit vector. Show that $\nabla_u \frac{1}{\|u\|} = -u$.",
    r"Let $p\in\mathbb{R}^K$ with $\sum_{k=1}^K p_k=1$. Show that $\nabla_p \log(\sum_{k=1}^K p_k) = \mathbf{1}$.",
    r"Show that the softplus $s(t)=\log(1+e^t)$ satisfies $s'(t)=\frac{1}{1+e^{-t}}$.",
    r"Show that the MLE $\hat\mu$ for the log-likelihood $\ell(\mu)=-\frac12\sum_{i=1}^n(z_i-\mu)^2$ is the sample mean $\frac1n\sum_{i=1}^n z_i$.",
])
def test_an_answer_that_holds_under_its_condition_is_confirmed(text):
    """Symmetric matrices are compared as such, vectors of norm 1 at norm 1."""
    assert verdicts(text) == ["equal"]


@pytest.mark.parametrize("text", [r"Show that if $A$ is symmetric then $\nabla_x x^\top A x = 3Ax$.", r"For a unit vector $u\in\mathbb{R}^n$, show that $\nabla_u \|u\| = 2u$."])
def test_an_answer_that_fails_under_its_condition_is_wrong(text):
    """The condition was used, so the difference is real."""
    assert verdicts(text) == ["wrong"]


def test_a_condition_that_is_not_understood_leaves_the_answer_open():
    """Only a note is due where the condition could make the answer right."""
    assert verdicts(r"Show that if $b^\top x = \lambda$ then $\nabla_x (b^\top x)^2 = 2\lambda b$.") == ["not-understood"]


def test_a_condition_of_another_paragraph_excuses_nothing():
    """In running text a condition holds for its paragraph."""
    assert verdicts("Here $\\|x\\|=1$ in a remark.\n\nShow that $\\nabla_x b^\\top x = 2b$.") == ["wrong"]
