"""Files: a document with the chapters that it inputs, and a folder of submissions checked in parallel, with a summary;
a bad file never stops the rest."""
from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..document.files.chapters import Spliced, spliced
from ..document.files.source import Source, load
from ..errors import DocumentError, TexDeriveError
from .checker import check
from .report import Report, VERDICTS
from .text.source import Lines

COLUMNS = ("file", "status", *VERDICTS, "first_line", "slip", "message")
_LARGEST = 4_000_000


def read_source(path: str | os.PathLike) -> str:
    """A .tex file as text: UTF-8, else Latin-1; DocumentError when it cannot be read or is no text."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise DocumentError(f"cannot read {path}: {error.strerror or error}", code="TD501") from None
    if b"\0" in data or len(data) > _LARGEST:
        raise DocumentError(f"{path} is not a LaTeX source", code="TD502", hint="give the .tex file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def check_file(path: str, declare: Mapping | None = None, layout: str | None = None) -> dict:
    """One line of the summary; status is "right", "findings", "nothing" (no chain found) or "error"."""
    from . import check
    row = dict.fromkeys(COLUMNS, "") | {"file": str(path)}
    try:
        report = check(read_source(path), declare=declare, layout=layout, file=str(path))
    except TexDeriveError as error:
        return row | {"status": "error", "message": error.message, **dict.fromkeys(VERDICTS, 0)}
    row |= report.counts
    first = next((c for c in report.claims if c.verdict in ("wrong", "shape-error", "assumes")), None)
    status = "nothing" if not report.claims else "right" if report.ok and not first else "findings"
    return row | {"status": status, "first_line": first.line if first else "", "slip": first.slip if first else "",
                  "message": first.message if first else ""}


def check_folder(paths: Iterable[str | os.PathLike], declare: Mapping | None = None, layout: str | None = None,
                 workers: int | None = None) -> list[dict]:
    """One row per file in the order given; a directory stands for the .tex files below it."""
    from ..document.many import tex_files                     # not needed for one file
    files = [str(f) for p in paths for f in (tex_files(Path(p)) if Path(p).is_dir() else [p])]
    if len(files) < 4 or workers == 1:
        return [check_file(f, declare, layout) for f in files]
    from concurrent.futures import ProcessPoolExecutor       # not needed for one file
    from concurrent.futures.process import BrokenProcessPool
    rows: dict[str, dict] = {}
    try:
        with ProcessPoolExecutor(workers) as pool:
            for name, row in zip(files, pool.map(check_file, files, [declare] * len(files), [layout] * len(files), chunksize=4)):
                rows[name] = row
    except BrokenProcessPool:
        for name in files:
            rows.setdefault(name, dict.fromkeys(COLUMNS, "")
                            | {"file": name, "status": "error", "message": "the worker ended while checking"})
    return [rows[name] for name in files]


def to_csv(rows: list[dict]) -> str:
    """The summary as CSV, one line per file."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({k: _inert(row[k]) for k in COLUMNS} for row in rows)
    return out.getvalue()


def _inert(cell):
    """A cell that a spreadsheet would take for a formula is quoted: the files are untrusted."""
    return "'" + cell if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@") else cell


def to_json(rows: list[dict]) -> str:
    """The rows as JSON."""
    return json.dumps(rows, ensure_ascii=False, indent=1)


@dataclass(slots=True)
class Traced:
    """Lines and columns of a document with its chapters: those of the file that an offset belongs to."""

    whole: Spliced
    files: dict[int, Lines] = field(default_factory=dict)

    def _place(self, at: int) -> tuple[Lines, int]:
        file, offset = self.whole.locate(at)
        return self.files.setdefault(id(file), Lines.of(file.text)), offset

    def line(self, at: int) -> int:
        lines, offset = self._place(at)
        return lines.line(offset)

    def column(self, at: int) -> int:
        lines, offset = self._place(at)
        return lines.column(offset)


def check_document(path: str | os.PathLike, *, declare: Mapping | None = None, layout: str | None = None,
                   explain: bool = False) -> list[tuple[Report, str]]:
    r"""The reports of a file and of the chapters that its body inputs, each with the text of its file;
    files without relations are left out.

    What the main file declares and defines before an \input holds in the chapter."""
    source = load(Path(path))
    whole = spliced(source)
    if not isinstance(whole, Spliced):
        return [(check(source.text, declare=declare, layout=layout, file=str(path), explain=explain), source.text)]
    found = check(whole.text, declare=declare, layout=layout, file=str(path), explain=explain, lines=Traced(whole))
    claims: dict[int, list] = {}
    files: dict[int, Source] = {}
    for claim in found.claims:
        file, start = whole.locate(claim.span[0])
        files.setdefault(id(file), file)
        claims.setdefault(id(file), []).append(replace(claim, span=(start, start + claim.span[1] - claim.span[0])))
    reports = [(replace(found, claims=claims[key], file=str(file.path), notes=[]), file.text) for key, file in files.items()]
    return reports or [(found, source.text)]
