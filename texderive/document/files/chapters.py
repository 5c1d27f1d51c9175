r"""A main file with its chapters: the files that its body inputs, spliced in where they stand,
and every place of the whole traced back to its file."""
from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

from ...errors import DocumentError
from . import markers
from .diagnostics import Diagnostic
from .inputs import INPUT, MAX_DEPTH, MAX_FILES, resolve
from .masking import mask
from .source import Source, load


@dataclass(frozen=True, slots=True)
class Piece:
    """whole[start:end] is file.text[origin:origin + end - start]; a gap between files has no length in its file."""

    start: int
    end: int
    file: Source
    origin: int
    gap: bool = False


@dataclass(slots=True)
class Spliced(Source):
    r"""The text of a main file with its chapters in the place of their \input commands;
    `files` are those, without insertions, as `found` on disk."""

    pieces: list[Piece] = field(default_factory=list)
    files: list[Source] = field(default_factory=list)
    found: dict[Path, Source] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def locate(self, offset: int, before: bool = False) -> tuple[Source, int]:
        """The file of an offset and the offset in it; `before` means the file of what stands before it."""
        k = bisect_right(self.pieces, offset - 1 if before and offset else offset, key=lambda p: p.start) - 1
        piece = self.pieces[max(k, 0)]
        return piece.file, piece.origin + (0 if piece.gap else min(offset, piece.end) - piece.start)

    def file_end(self, offset: int) -> int:
        """Where the file of an offset ends in the whole, with the chapters that it inputs."""
        file, _ = self.locate(offset)
        return max(piece.end for piece in self.pieces if piece.file is file)


def spliced(source: Source) -> Spliced | Source:
    r"""A document with what its body inputs, depth first; `source` itself where that is nothing."""
    if source.path is None or "put" not in source.text and r"\include" not in source.text and r"\subfile" not in source.text:
        return source
    whole = Spliced(source.path, "", source.encoding, source.bom, found={})
    texts: list[str] = []
    _splice(source, source.path.resolve().parent, [source.path.resolve()], whole, texts)
    whole.text = "".join(texts)
    return whole if len(whole.files) > 1 or whole.diagnostics else source


def _splice(file: Source, home: Path, chain: list[Path], whole: Spliced, texts: list[str]) -> None:
    """The content of a file, with its own chapters, behind what the whole has already."""
    whole.files.append(file)
    content = mask(file.text).text
    begin, stop = _content(file.text, content, len(chain) > 1)
    at = begin
    for match in INPUT.finditer(content, begin, stop):
        chapter, repeated = _chapter(match, home, chain, whole, file)
        if chapter is None and not repeated:
            continue
        _add(whole, texts, file.text[at:match.start()] + " " * len(match.group()), file, at)
        at = match.end()
        if chapter is not None:
            page = "\\clearpage\n" if match.group().startswith(r"\include{") else ""
            _add(whole, texts, "\n" + page, file, at, gap=True)
            _splice(chapter, home, [*chain, chapter.path.resolve()], whole, texts)
            _add(whole, texts, "\n" + page, chapter, len(chapter.text), gap=True)
    _add(whole, texts, file.text[at:stop], file, at)


def _content(text: str, content: str, inner: bool) -> tuple[int, int]:
    r"""The part of a file that counts: of a chapter with a preamble of its own (subfiles) the body,
    and nothing behind \endinput."""
    begin = re.search(r"\\begin\s*\{document\}", text) if inner and r"\documentclass" in text else None
    end = re.search(r"\\end\s*\{document\}", text) if begin else re.search(r"\\endinput(?![A-Za-z])", content) if inner else None
    return begin.end() if begin else 0, end.start() if end else len(text)


def _chapter(match: re.Match[str], home: Path, chain: list[Path], whole: Spliced, file: Source) -> tuple[Source | None, bool]:
    """The file that a command inputs, where it has content; True for one that is in the whole already."""
    assert file.path is not None
    target = resolve((match.group(1) or match.group(2)).strip(), home, file.path)
    if target is None or len(whole.files) >= MAX_FILES or len(chain) > MAX_DEPTH:
        return None, False
    if target in chain:
        whole.diagnostics.append(Diagnostic.at(file, match.start(), "TD506",
                                               f"{match.group()} comes back to a file that is being read",
                                               severity="warning", length=len(match.group())))
        return None, True
    if target in whole.found:
        return None, True
    try:
        found = load(target)
    except DocumentError:
        return None, False
    if not mask(found.text).text.strip():
        return None, False
    whole.found[target] = found
    return Source(_named(target, home, whole), markers.cleaned(found.text), found.encoding, found.bom), False


def _named(target: Path, home: Path, whole: Spliced) -> Path:
    """A chapter's path as seen from where the main file's path starts."""
    assert whole.path is not None
    return whole.path.parent / target.relative_to(home)


def _add(whole: Spliced, texts: list[str], text: str, file: Source, origin: int, gap: bool = False) -> None:
    start = whole.pieces[-1].end if whole.pieces else 0
    if text:
        texts.append(text)
        whole.pieces.append(Piece(start, start + len(text), file, origin, gap))
