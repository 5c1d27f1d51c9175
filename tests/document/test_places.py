"""A refusal points at what is refused, where the document shows it as it was read."""
import pytest

import texderive as td


@pytest.mark.parametrize("text, column, length", [
    (r"Compute $\nabla_x (x^\top A x + )$ now.", 31, 1),
    (r"Let $A \in \mathbb{R}^{3\times 2}$. Compute $\nabla_x \, x^\top A x$.", 67, 1),
    (r"Let $f(x) = \|Ax\|^2$. Compute $\nabla_x f(x) + \operatorname{foo}(x)$.", 49, 18),
])
def test_refused_part(text, column, length):
    """Column and length are those of the part, in characters."""
    found, = td.solve(text).diagnostics
    assert (found.column, found.length) == (column, length)


def test_formula_where_macros_hide_the_part():
    """Where the part stands behind the author's commands, the whole formula is shown."""
    text = r"\newcommand{\norm}[1]{\left\|#1\right\|} Compute $\nabla_x (\norm{Ax-b}^2 + \operatorname{foo}(\norm{x}))$."
    found, = td.solve(text).diagnostics
    assert (found.column, found.length) == (text.index(r"\nabla") + 1, len(text) - text.index(r"\nabla") - 2)
