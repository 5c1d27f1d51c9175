"""The same work on a Dask cluster (the optional extra `texderive[dask]`); the one module that touches `distributed`."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..errors import DocumentError

RETRIES = 4


def run(work: Callable[[Any], dict], items: list[Any], scheduler: str) -> Iterator[tuple[int, dict]]:
    """(number, row) of each item as it finishes; the scheduler runs again what a lost worker had, so that nothing
    is lost and nothing given twice."""
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise DocumentError("--scheduler needs the Dask extra", code="TD501", hint="pip install 'texderive[dask]'") from None
    from .many import guarded
    try:
        client = Client(scheduler, timeout=10)
    except (OSError, TimeoutError, ValueError) as error:
        raise DocumentError(f"no Dask scheduler answers at {scheduler}: {error}", code="TD501") from None
    with client:
        futures = {client.submit(guarded, work, item, pure=False, retries=RETRIES): number for number, item in enumerate(items)}
        for future in as_completed(list(futures)):
            error = future.exception()
            row = (future.result() if error is None else {"status": "error",
                       "message": f"the cluster gave up on this item: {error}", "code": "TD599"})
            yield futures[future], row
