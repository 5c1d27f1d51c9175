"""Many inputs at once: one process pool, every input one result, a failing one never stops the rest."""
from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from ..errors import TexDeriveError, internal
from .pipeline import Options

Work = Callable[[Any], dict]


def run(work: Work, items: list[Any], jobs: int | None = None, scheduler: str | None = None) -> Iterator[tuple[int, dict]]:
    """(number, row) of each item as it finishes; a worker that dies costs its item one more try, then an error row."""
    if scheduler:
        from .cluster import run as on_cluster
        yield from on_cluster(work, items, scheduler)
        return
    jobs = min(jobs or os.cpu_count() or 1, len(items))
    if jobs <= 1:
        yield from ((number, guarded(work, item)) for number, item in enumerate(items))
        return
    yield from _pooled(work, items, jobs)


def _pooled(work: Work, items: list[Any], jobs: int) -> Iterator[tuple[int, dict]]:
    left = set(range(len(items)))
    try:
        with ProcessPoolExecutor(jobs) as pool:
            futures: dict[Future, int] = {pool.submit(guarded, work, item): number for number, item in enumerate(items)}
            for future in as_completed(futures):
                row = future.result()
                left.discard(futures[future])
                yield futures[future], row
    except BrokenProcessPool:
        for number in sorted(left):
            yield number, _alone(work, items[number])


def _alone(work: Work, item: Any) -> dict:
    """One item in a process of its own: what killed the pool kills only this."""
    try:
        with ProcessPoolExecutor(1) as pool:
            return pool.submit(guarded, work, item).result()
    except BrokenProcessPool:
        return {"status": "error", "message": "the worker process ended unexpectedly", "code": "TD599"}


def guarded(work: Work, item: Any) -> dict:
    """The row of one item; errors become rows."""
    try:
        return work(item)
    except TexDeriveError as error:
        return {"status": "error", "message": error.message, "code": error.code}
    except RecursionError:
        return {"status": "error", "message": "nested too deeply", "code": "TD106"}
    except MemoryError:
        return {"status": "error", "message": "out of memory", "code": "TD599"}
    except Exception as error:                               # one item never stops the rest
        return {"status": "error", "message": internal(error), "code": "TD599"}


def solve_file(task: tuple[str, str, Options]) -> dict:
    """Solve (path, output, options): the row says what was found; the output is written where a name is given."""
    from .files import output
    from .files.diagnostics import written
    from .pipeline import solve
    path, target, options = task
    solution = solve(Path(path), options)
    if target:
        output.forbid_overwriting(Path(target), [Path(path), *solution.document.inputs.paths])
        output.write(Path(target), solution.data)
    return {"file": path, "status": "solved" if solution.clean else "findings", "counts": solution.counts,
            "message": solution.summary,
            "problems": solution.problems, "diagnostics": written(solution.diagnostics)}


def derive_record(record: Any) -> dict:
    """Derive one record of a JSONL batch: {"latex", "declare", "layout", "id"}."""
    from .. import api
    if not isinstance(record, dict) or not isinstance(record.get("latex"), str):
        return {"status": "error", "code": "TD100", "message": 'a record needs "latex", a string'}
    name = {"id": record["id"]} if "id" in record else {}
    try:
        derivation = api.derive(record["latex"], declare=record.get("declare"), layout=record.get("layout"))
    except TexDeriveError as error:
        return {**name, "status": "refused", "code": error.code, "message": error.message, "hint": error.hint}
    return {**name, "status": "solved", **derivation.to_dict()}


def tex_files(folder: Path) -> list[Path]:
    """The .tex files below a folder that are documents or fragments, not hidden ones."""
    found: list[Path] = []
    for place, folders, names in os.walk(folder):                    # what cannot be listed is passed over
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(place, name) for name in names if name.endswith(".tex") and not name.startswith(".")]
    return sorted(p for p in found if p.is_file())


def numbered(rows: Iterable[tuple[int, dict]]) -> dict[int, dict]:
    """Rows by number."""
    return dict(rows)
