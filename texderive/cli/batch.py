"""texderive batch: the formulas of a JSONL file, one result line for each."""
from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from ..errors import DocumentError
from . import common


def arguments(to: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The options of `batch`."""
    to.add_argument("input", metavar="IN.jsonl",
                    help='one {"latex": ..., "declare": {...}, "layout": ..., "id": ...} a line; - for stdin')
    to.add_argument("-o", "--output", metavar="OUT.jsonl", help="results in the order of the input; stdout without it")
    to.add_argument("-j", "--jobs", type=int, help="processes (all cores)")
    to.add_argument("--scheduler", metavar="ADDRESS", help="run on a Dask cluster")
    return to


def run(options: argparse.Namespace) -> int:
    """Derive all; 0 where every line was solved, else 1."""
    from ..document import many
    from ..document.files import output
    records = _records(options.input)
    if options.output and options.input != "-":
        output.forbid_overwriting(Path(options.output), [Path(options.input)])
    rows = many.numbered(many.run(many.derive_record, records, options.jobs, options.scheduler))
    common.emit("\n".join(json.dumps(rows[n], ensure_ascii=False) for n in range(len(records))), options.output)
    solved = sum(row["status"] == "solved" for row in rows.values())
    print(f"{len(rows)} formula{'s' * (len(rows) != 1)}: {solved} solved, {len(rows) - solved} not", file=sys.stderr)
    return 0 if solved == len(rows) else 1


def _records(name: str) -> list:
    if name == "-":
        text = sys.stdin.buffer.read().decode("utf-8", "replace")
    else:
        from ..document.files.source import load
        text = load(Path(name)).text
    records = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                records.append(json.loads(line))
            except (ValueError, RecursionError):
                records.append(f"line {number} is no JSON")
    if not records:
        raise DocumentError(f"{name} holds no records", code="TD501", hint='write one {"latex": "..."} a line')
    return records
