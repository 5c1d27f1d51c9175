"""The random points at which derivations are judged."""
from __future__ import annotations

import pytest

import texderive as td
from texderive.verify import draws, points


@pytest.mark.parametrize("latex", [r"\frac{d}{dx}|x|^3", r"\nabla_w \max(0, w^\top x)^2", r"\frac{d}{dz}\operatorname{ReLU}(z)"])
def test_kinks_are_looked_at_from_both_sides(latex):
    """A derivative that is another one beyond a kink is judged at many more points than a smooth one."""
    assert td.derive(latex).verification.points == 4 * td.derive(r"\frac{d}{dx}x^3").verification.points


SALTS = (1, 21, 24)           # with which the first points lie close to a pole


@pytest.fixture
def points_of(monkeypatch):
    """Draws other random numbers for each salt."""
    stream = draws._stream

    def salted(salt: object) -> None:
        draws._first_normals.cache_clear()
        points._sample.cache_clear()
        monkeypatch.setattr(draws, "_stream", lambda seed: stream((salt, *seed)))

    yield salted
    draws._first_normals.cache_clear()
    points._sample.cache_clear()


@pytest.mark.parametrize("salt", SALTS)
def test_what_is_right_is_so_at_any_points(points_of, salt):
    """Poles close to a point make differences rough; the derivation is judged at others then."""
    points_of(salt)
    assert td.derive(r"g(p) = k\log p + (n-k)\log(1-p), \; -g''(p)-\frac{k}{p^2} + \frac{n - k}{(1 - p)^2}").verification.ok


@pytest.mark.parametrize("salt", "bcd")
def test_points_lie_where_the_change_to_first_order_has_a_value(points_of, salt):
    r"""\sqrt{A + \varepsilon dA} may have a value where \sqrt A has none."""
    points_of(salt)
    assert td.derive(r"f(A) = \sqrt{A}, \; df").verification.ok
