"""NumPy kept from warnings: where a value is undefined it is inf or nan, which tells enough."""
from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import TypeVar

import numpy as np

_QUIET: ContextVar[bool] = ContextVar("quiet", default=False)
Call = TypeVar("Call", bound=Callable)


def quietly(call: Call) -> Call:
    """The function without warnings of NumPy; one that is called by another one of these costs nothing."""
    @wraps(call)
    def silent(*args, **options):
        if _QUIET.get():
            return call(*args, **options)
        token = _QUIET.set(True)
        try:
            with np.errstate(all="ignore"):
                return call(*args, **options)
        finally:
            _QUIET.reset(token)
    return silent
