r"""u(x - ct) may be a wave or a product; u^\top(x - y) is a product."""
from __future__ import annotations

import texderive as td


def test_a_number_below_a_function():
    r"""E_0(\theta) is a value of a function, as E(\theta) is: nobody writes brackets about a lone factor."""
    assert r"\nabla E_0(\theta)" in td.derive(r"\nabla_\theta (E_0(\theta) + \theta^\top\theta)").result.latex
