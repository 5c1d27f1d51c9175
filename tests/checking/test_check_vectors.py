r"""Claims about singular and eigenvectors that the document names in words."""
from __future__ import annotations

import texderive as td

PROSE = "Let $X \\in \\mathbb{R}^{m\\times n}$, and let $S \\in \\mathbb{R}^{n\\times n}$ be symmetric.\n"


def verdicts(latex: str) -> list[str]:
    return [c.verdict for c in td.check(PROSE + latex).claims]


def test_right_and_wrong_derivatives_of_a_spectral_norm():
    """The vectors are known before the words that name them; a lost factor is found."""
    words = r", \quad u_1, v_1 \text{ the first singular vectors of } X \]"
    assert verdicts(r"\[ \nabla_X \|X\|_2^2 = 2\|X\|_2 u_1 v_1^\top" + words) == ["equal"]
    assert verdicts(r"\[ \nabla_X \|X\|_2^2 = \|X\|_2 u_1 v_1^\top" + words) == ["wrong"]


def test_gradient_of_an_eigenvalue():
    r"""\lambda_{\max} is no unspecified function."""
    assert verdicts(r"\[ \nabla_S \lambda_{\max}(S) = vv^\top, \quad v \text{ the unit eigenvector of } S \text{ for } \lambda_{\max}. \]") == ["equal"]


def test_vectors_that_nothing_names_are_not_understood():
    """Without the words nothing is claimed about them."""
    assert verdicts(r"\[ \nabla_X \|X\|_2 = u_1 v_1^\top \]") == ["not-understood"]
