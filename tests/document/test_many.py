"""Many inputs: one pool, one row each, dead workers; the same on a local Dask cluster."""
from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from texderive.document import many
from texderive.document.solutions import parallel
from texderive.document.pipeline import Options, solve


def _square(n: int) -> dict:
    if n == 3:
        os._exit(1)
    return {"status": "solved", "value": n * n}


def _once(task: tuple[str, int]) -> dict:
    """Writes down that it ran; the first worker that takes number 2 is killed."""
    folder, number = task
    mark = Path(folder) / "killed"
    if number == 2 and not mark.exists():
        mark.write_text("")
        os._exit(1)
    time.sleep(0.02)
    return {"status": "solved", "value": number}


def test_a_dying_worker_costs_only_its_own_item():
    """Every input gets one row, that of the killed one an error."""
    rows = many.numbered(many.run(_square, list(range(6)), jobs=2))
    assert sorted(rows) == list(range(6))
    assert rows[3]["status"] == "error" and all(rows[n]["value"] == n * n for n in rows if n != 3)


def test_errors_become_rows():
    """A record that is no record is told, and the next is solved."""
    rows = many.numbered(many.run(many.derive_record, ["nonsense", {"latex": r"\frac{d}{dx}x^2", "id": "a"}], jobs=1))
    assert rows[0]["status"] == "error" and (rows[1]["status"], rows[1]["id"]) == ("solved", "a")


def test_an_unforeseen_error_is_a_row_as_well():
    """A mistake of ours in one document must not stop the others."""
    rows = many.numbered(many.run(lambda n: {"value": 1 // n}, [0, 1], jobs=1))
    assert rows[0]["code"] == "TD599" and "ZeroDivisionError" in rows[0]["message"] and rows[1] == {"value": 1}


def test_forked_workers_give_the_same_document(monkeypatch):
    """A long document solved on two cores is the one solved on one."""
    text = "\\begin{enumerate}\n" + "".join(f"\\item Find $\\frac{{d}}{{dx}} x^{{{n}}}$.\n" for n in range(2, 10)) + "\\end{enumerate}\n"
    alone = solve(text, Options(cache=False)).text
    monkeypatch.setattr(parallel, "ENOUGH", 4)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    assert solve(text, Options(cache=False)).text == alone


def test_a_cluster_loses_nothing_when_a_worker_dies(tmp_path):
    """A worker killed half-way: every item once, none twice."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50) as cluster:
        rows = list(many.run(_once, [(str(tmp_path), n) for n in range(8)], scheduler=cluster.scheduler_address))
    assert sorted(number for number, _ in rows) == list(range(8))
    assert {number: row["value"] for number, row in rows} == {n: n for n in range(8)}


def test_a_missing_scheduler_is_a_clear_error():
    """Nothing answers: a message, no trace."""
    pytest.importorskip("distributed")
    from texderive.errors import DocumentError
    from texderive.document import cluster
    with pytest.raises(DocumentError):
        list(cluster.run(_square, [1], "tcp://127.0.0.1:9"))
