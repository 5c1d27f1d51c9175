"""Bounds on what one piece of work may take of the processor and of memory,
so that no input can hang or exhaust a machine."""
from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_AGAIN = 0.25                 # seconds from one attempt to the next


@contextmanager
def time_limit(seconds: float, error: Exception) -> Iterator[None]:
    """Raises `error` after so much of the processor's time, however busy the machine is:
    in the main thread, where signals reach, and where no other limit is at work.  Again and again until it gets through:
    what runs in a finalizer, and what catches every exception, swallows it."""
    if (threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer")
            or signal.getitimer(signal.ITIMER_PROF)[0]):
        yield
        return

    def stop(*_: Any) -> None:
        raise error

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextmanager
def memory_limit(more: int) -> Iterator[None]:
    """MemoryError where the process asks for more than `more` bytes beyond what it has;
    no limit where the system tells neither."""
    try:
        import resource
        with open("/proc/self/statm", encoding="ascii") as file:
            bound = int(file.read().split()[0]) * resource.getpagesize() + more
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    except (ImportError, OSError):
        yield
        return
    if resource.RLIM_INFINITY not in (soft, bound):
        bound = min(bound, soft)
    resource.setrlimit(resource.RLIMIT_AS, (bound, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
