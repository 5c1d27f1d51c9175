r"""A document checked with the chapters that it inputs: one report per file, every place that of its own file."""
from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..document.files.chapters import Spliced, spliced
from ..document.files.source import Source, load
from .checker import check
from .report import Report
from .text.source import Lines


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


def check_document(path: str | os.PathLike, *, declare: Mapping | None = None, layout: str | None = None, explain: bool = False) -> list[tuple[Report, str]]:
    r"""The reports of a file and of the chapters that its body inputs, each with the text of its file; files without relations are left out.

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
