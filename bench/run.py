"""`make bench`: every measurement in one run, as Markdown tables on stdout.  `--quick` leaves out the longest; `--only NAME` runs one part."""
from __future__ import annotations

import argparse
import compileall
import os
import platform
import sys
from collections.abc import Iterator
from subprocess import TimeoutExpired

from . import documents, startup
from .growth import FAMILIES
from .shared import SHARED
from .timing import ROOT, exponent, in_child, median, percentile, table


def against_others(quick: bool) -> Iterator[str]:
    """The shared problems, first calls; each figure is the median over fresh processes."""
    runs = 1 if quick else 3
    tools = ("texderive", "unverified", "engine", "sympy", "tensorgrad")
    figures = {tool: [in_child("bench.tools", tool) for _ in range(runs)] for tool in tools}
    value = {(tool, p.name): _median_or_reason([run[p.name] for run in figures[tool]]) for tool in tools for p in SHARED}
    rows = [[p.name, *(v if isinstance(v := value[tool, p.name], float) else "cannot" for tool in tools)] for p in SHARED]
    reasons = [f"{tool} cannot: {p.name} ({value[tool, p.name]})." for tool in tools for p in SHARED if not isinstance(value[tool, p.name], float)]
    yield table("Shared problems: milliseconds of processor time, first call",
                ("problem", "texderive, verified", "without verification", "engine alone", "SymPy diff", "tensorgrad"), rows,
                ["texderive, verified: from the LaTeX string to the checked lines and the result, whose LaTeX is read again. Without verification: the same lines, "
                 "nothing checked. Engine alone: a typed problem to index notation, its steps, and back to matrices. "
                 "SymPy: `diff` of the ready-made expression, no steps. tensorgrad: `grad` and `full_simplify` of the ready-made tensor, no steps printed, no matrix form.",
                 *reasons])

    def median_of(tool: str) -> float:
        return median(v for p in SHARED if isinstance(v := value[tool, p.name], float))

    yield table("Medians of texderive over the shared problems, milliseconds", ("stage", "median"),
                [["LaTeX string to verified steps and result", median_of("texderive")], ["without verification", median_of("unverified")],
                 ["verification (the difference)", median_of("texderive") - median_of("unverified")], ["engine alone (lower to raise)", median_of("engine")]])
    yield table("How many times faster", ("compared", "problems both can do", "median", "worst"),
                [_ratios(value, ours, other) for ours in tools[:3] for other in tools[3:]])


def _median_or_reason(values: list[float | str]) -> float | str:
    numbers = [v for v in values if isinstance(v, float)]
    return median(numbers) if numbers else values[0]


def _ratios(value: dict, ours: str, other: str) -> list[object]:
    both = [value[other, p.name] / value[ours, p.name] for p in SHARED
            if isinstance(value[other, p.name], float) and isinstance(value[ours, p.name], float)]
    label = {"texderive": "texderive, verified", "unverified": "texderive without verification", "engine": "engine alone"}[ours]
    return [f"{label}, against {other}", len(both), median(both) if both else None, min(both) if both else None]


def corpus_times(quick: bool) -> Iterator[str]:
    found = in_child("bench.corpus")
    times = found["ms"].values()
    slowest = sorted(found["ms"].items(), key=lambda item: -item[1])[:5]
    yield table(f"Corpus ({found['source']}): LaTeX string to verified steps, first calls, milliseconds of processor time",
                ("problems", "median", "95th percentile", "slowest"),
                [[len(times), median(times), percentile(times, 0.95), max(times)]],
                [f"Refused: {len(found['refused'])}.", "Slowest: " + ", ".join(f"{name} {ms:.0f} ms" for name, ms in slowest) + "."])


def growth(quick: bool) -> Iterator[str]:
    for family in FAMILIES:
        rows = in_child("bench.growth", family)
        done = [row for row in rows if row[1] is not None]
        fitted = [row for row in done if row[0] >= 4] if len(done) > 5 else done
        notes = [f"k = {k}: {why}" for k, ms, _, why in rows if ms is None]
        if len(fitted) > 2:
            notes.append(f"Fitted exponents (k from {fitted[0][0]}): time {exponent([r[0] for r in fitted], [r[1] for r in fitted]):.2f}, "
                         f"size {exponent([r[0] for r in fitted], [r[2] for r in fitted]):.2f}.")
        yield table(f"Growth: {family}", ("k", "milliseconds", "characters of LaTeX"), [row[:3] for row in rows], notes)


def generated_code(quick: bool) -> Iterator[str]:
    yield table("Generated NumPy code beside JAX (jit, float64, CPU): milliseconds of one evaluation",
                ("function", "size", "generated NumPy", "JAX", "times faster", "largest difference"), in_child("bench.codegen", *(("50", "100") if quick else ("50", "100", "200"))))


def whole_documents(quick: bool) -> Iterator[str]:
    sizes = (10, 100) if quick else (10, 30, 100, 300, 1000)
    rows = documents.measure(sizes)
    notes = [f"Fitted exponent of the first solve: {exponent([r[0] for r in rows], [r[1] for r in rows]):.2f}."]
    yield table("Documents: milliseconds of whole commands", ("problems", "solve", "solve again", "one pdflatex run over the output"), rows, notes)


def checking(quick: bool) -> Iterator[str]:
    yield table("Checking a chain, milliseconds", ("chain", "first call", "best later call", "found wrong"),
                [[name, *figures] for name, figures in in_child("bench.checker").items()])


def start_up(quick: bool) -> Iterator[str]:
    loads = ", ".join(startup.loaded("import texderive")) or "none"
    yield table("Start-up, milliseconds", ("what", "best of 5"), startup.measure(), [f"Heavy libraries loaded by import texderive: {loads}."])


PARTS = {"start-up": start_up, "shared": against_others, "corpus": corpus_times, "growth": growth, "code": generated_code,
         "documents": whole_documents, "check": checking}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one repetition, small sizes")
    parser.add_argument("--only", choices=PARTS, action="append", help="one part; may be given again")
    arguments = parser.parse_args()
    print(f"# texderive bench\n\nPython {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores; nothing is remembered between calls. Times of whole commands and of generated code are by the wall clock.")
    compileall.compile_dir(ROOT / "texderive", quiet=1)
    for name in arguments.only or PARTS:
        try:
            for text in PARTS[name](arguments.quick):
                print(text, flush=True)
        except (RuntimeError, OSError, TimeoutExpired) as error:        # one part that fails must not hide the figures of the others
            print(f"\n## {name}: not measured\n\n{type(error).__name__}: {error}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
