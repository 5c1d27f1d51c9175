"""Bounds on the processor's time."""
import time

import pytest

from texderive.limits import time_limit


def _busy(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_a_limit_that_is_swallowed_once_comes_again() -> None:
    """Code that catches every exception does not outlive its limit."""
    with pytest.raises(TimeoutError), time_limit(0.05, TimeoutError()):
        try:
            _busy(1.0)
        except Exception:
            pass
        _busy(5.0)


def test_nothing_is_raised_behind_a_limit() -> None:
    """Work that ends in time leaves no alarm behind."""
    with time_limit(0.1, TimeoutError()):
        _busy(0.01)
    _busy(0.3)
