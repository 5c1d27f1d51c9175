r"""Problems about \lambda_{\max} and \sigma_{\max}, which no document defines."""
from __future__ import annotations

import texderive as td


def test_eigenvalue_of_a_declared_matrix_is_a_problem(tmp_path):
    """It is solved with its eigenvector named behind the result."""
    path = tmp_path / "a.tex"
    path.write_text("\\documentclass{article}\\begin{document}\nLet $S\\in\\mathbb{R}^{n\\times n}$ be symmetric.\n\\begin{enumerate}\n"
                    "\\item Compute $\\nabla_S \\lambda_{\\max}(S)$.\n\\end{enumerate}\n\\end{document}\n")
    (problem,) = td.solve(path).problems
    assert problem["status"] == "solved"
    assert problem["result"]["latex"] == r"vv^\top, \quad v \text{ the unit eigenvector of } S \text{ for } \lambda_{\max}"
