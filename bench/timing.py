"""Measuring: first calls in fresh processes, medians, fitted growth, and tables as text."""
from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def clock(call: Callable[[], object]) -> tuple[float, object]:
    """Milliseconds of processor time (all threads) that one call takes, and what it returned; a busy machine does not add to it."""
    start = time.thread_time()
    value = call()
    return (time.thread_time() - start) * 1e3, value


def side_by_side(*calls: Callable[[], object], repeat: int = 400, seconds: float = 1.5) -> list[float]:
    """The least milliseconds by the wall clock of each call, in turns (up to `repeat` each, fewer once `seconds` are used): a busy machine hits all alike."""
    least, begin, done = [float("inf")] * len(calls), time.perf_counter(), 0
    while done < 2 or done < repeat and time.perf_counter() - begin < seconds:
        for k, call in enumerate(calls):
            start = time.perf_counter()
            call()
            least[k] = min(least[k], (time.perf_counter() - start) * 1e3)
        done += 1
    return least


def best(call: Callable[[], object], repeat: int = 5, seconds: float = 1.0) -> float:
    """The least milliseconds by the wall clock of up to `repeat` calls (fewer once `seconds` are used): for code without memory of its results."""
    return side_by_side(call, repeat=repeat, seconds=seconds)[0]


def in_child(module: str, *args: str, seconds: float = 300.0) -> dict:
    """What `python -m module args` prints as JSON, in a fresh process with a hash seed of its own."""
    done = subprocess.run([sys.executable, "-m", module, *args], cwd=ROOT, capture_output=True, text=True, timeout=seconds)
    if done.returncode:
        raise RuntimeError(f"{module} {' '.join(args)}: {done.stderr.strip().splitlines()[-1:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def command_ms(command: Sequence[str], repeat: int = 3, cwd: Path | None = None) -> float:
    """The least milliseconds by the wall clock of a whole command, start-up included; exit codes 0 and 1 (findings) count as done."""
    times = []
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}     # as after an installation
    for _ in range(repeat):
        start = time.perf_counter()
        done = subprocess.run(command, cwd=cwd or ROOT, capture_output=True, text=True, errors="replace", env=environment)
        times.append((time.perf_counter() - start) * 1e3)
        if done.returncode > 1:
            raise RuntimeError(f"{' '.join(command)}: exit {done.returncode}: {done.stderr.strip()[-300:]}")
    return min(times)


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which `share` of them lie: percentile([1, 2, 3, 4, 5], 0.5) == 3."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def exponent(sizes: Sequence[float], values: Sequence[float]) -> float:
    """The p of value ~ size^p: the least-squares slope between logarithms."""
    xs, ys = [math.log(s) for s in sizes], [math.log(v) for v in values]
    mx, my = statistics.fmean(xs), statistics.fmean(ys)
    return sum((x - mx) * (y - my) for x, y in zip(xs, ys)) / sum((x - mx) ** 2 for x in xs)


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]], notes: Iterable[str] = ()) -> str:
    """A Markdown table under a heading; numbers to three digits."""
    cells = [[str(h) for h in head]] + [[show(c) for c in row] for row in rows]
    widths = [max(len(row[k]) for row in cells) for k in range(len(head))]

    def line(row: Sequence[str]) -> str:
        return "| " + " | ".join(c.ljust(w) if k == 0 else c.rjust(w) for k, (c, w) in enumerate(zip(row, widths))) + " |"

    rule = "|" + "|".join("-" * (w + 1) + ("-" if k == 0 else ":") for k, w in enumerate(widths)) + "|"
    return "\n".join([f"\n## {title}\n", line(cells[0]), rule, *map(line, cells[1:]), *(f"\n{note}" for note in notes)])


def show(value: object) -> str:
    if isinstance(value, float):
        return "-" if math.isnan(value) else f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return "-" if value is None else str(value)
