"""A derivative that is 0 though its variable is written."""
import pytest

import texderive as td


@pytest.mark.parametrize("latex, said", [
    (r"y=mx+b,\quad\frac{d}{dm}\sum_i(y_i-mx_i-b)^2", True), (r"\frac{d}{dx}(x - x)", True),
    (r"\frac{d}{dx}(x + a)", False), (r"\nabla^2 (a^\top x)", False),
])
def test_what_cancels_is_said(latex, said):
    """That everything with the variable cancels is said, as it is hardly what was meant; not of second derivatives."""
    assert any("although" in sentence for sentence in td.derive(latex).assumptions) == said
