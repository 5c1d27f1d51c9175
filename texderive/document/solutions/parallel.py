"""Many problems of one document on all cores: worker processes forked once the engine is loaded."""
from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..questions.problems import Problem

ENOUGH = 40                            # problems from which on a pool pays
_work: tuple[Callable[[Problem], Any], list[Problem]] | None = None      # inherited by the forked workers


def each(solver: Callable[[Problem], Any], problems: list[Problem], progress: Callable[[Iterable], Iterable]
         | None = None) -> Iterator[Any]:
    """The solver's result for each problem, in order; in this process where there are few, one core, or no fork."""
    shown = progress(problems) if progress else problems
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if len(problems) < ENOUGH or cores < 2:
        yield from map(solver, shown)
        return
    import multiprocessing                                               # not needed where everything is remembered
    from concurrent.futures.process import BrokenProcessPool

    if "fork" not in multiprocessing.get_all_start_methods() or multiprocessing.parent_process() is not None:
        yield from map(solver, shown)
        return
    done = 0
    try:
        for result, _ in zip(_forked(solver, problems, min(cores, 8)), shown):
            done += 1
            yield result
    except BrokenProcessPool:
        yield from map(solver, problems[done:])


def _forked(solver: Callable[[Problem], Any], problems: list[Problem], cores: int) -> Iterator[Any]:
    global _work
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    from ... import api, render           # noqa: F401  loaded before the fork, so that the workers share it
    _work = (solver, problems)
    try:
        solver(problems[0])
        with ProcessPoolExecutor(cores, mp_context=multiprocessing.get_context("fork")) as pool:
            yield from pool.map(_one, range(len(problems)), chunksize=max(1, len(problems) // (cores * 6)))
    finally:
        _work = None


def _one(number: int) -> Any:
    assert _work is not None
    return _work[0](_work[1][number])
