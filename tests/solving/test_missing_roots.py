"""Systems of equations of which SymPy finds some of the solutions only, and roots that are too long to be read."""
import pytest

import texderive as td


@pytest.mark.parametrize("function", [
    "(x^2+y^2-1)^2+(x-y)^4+x^3",             # SymPy gives (0, 0) of nine complex solutions, some of them real
    "x^4+y^4-4xy+x^3y^2-xy^3",
])
def test_some_stationary_points_are_not_all(function):
    """Where not every real root of an eliminant belongs to a solution that is found, no solution is stated."""
    assert td.derive(rf"f(x,y)={function}, \quad \nabla f = 0").solution is None


def test_all_stationary_points_are_stated():
    """As many values as real roots: all solutions, though some are complex."""
    assert td.derive(r"f(x,y)=x^3+y^3-3xy, \quad \nabla f = 0").solution.latex == r"\left(0, 0\right) \text{ or } \left(1, 1\right)"


def test_roots_of_quartics_are_not_spelled_out():
    """A quartic without rational roots has no closed form to be read."""
    assert td.derive(r"\min_x x^6-3x^5+x^2").solution is None
