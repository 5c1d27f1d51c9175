"""A .tex file as the author left it: its bytes, its text, its line ends and where each offset lies."""
from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

from ...errors import DocumentError
from . import ledger

MAX_BYTES = 8_000_000
_DECLARED = re.compile(rb"\\usepackage\s*\[([\w-]+)\]\s*\{inputenc\}|%\s*!TeX\s+encoding\s*=\s*([\w-]+)", re.IGNORECASE)
_CODECS = {"latin1": "latin-1", "latin9": "iso8859-15", "ansinew": "cp1252", "cp1252": "cp1252",
           "applemac": "mac-roman", "utf8": "utf-8", "utf8x": "utf-8",
           "gbk": "gbk", "gb2312": "gbk", "big5": "big5", "cp1251": "cp1251", "koi8-r": "koi8-r"}
_BOM = b"\xef\xbb\xbf"


@dataclass(slots=True)
class Source:
    """`text` holds every character of the file (CR included), so that encode(text) gives its bytes back."""

    path: Path | None
    text: str
    encoding: str = "utf-8"
    bom: bool = False
    _lines: list[int] = field(default_factory=list)

    @property
    def newline(self) -> str:
        """The line end to insert: CRLF where the file uses nothing else."""
        return "\r\n" if "\r\n" in self.text and not re.search(r"(?<!\r)\n", self.text) else "\n"

    def encode(self, text: str) -> bytes:
        """`text` as bytes in this file's encoding; what it cannot hold is written as TeX can read it."""
        data = text.encode(self.encoding, "replace") if self.encoding != "utf-8" else text.encode("utf-8")
        return (_BOM if self.bom else b"") + data

    def locate(self, offset: int, before: bool = False) -> tuple[Source, int]:
        """The file of an offset and the offset in it: this one."""
        return self, offset

    def line_column(self, offset: int) -> tuple[int, int]:
        """1-based line and column, in characters."""
        if not self._lines:
            self._lines = [0] + [m.end() for m in re.finditer("\n", self.text)]
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def line_text(self, line: int) -> str:
        """The text of a 1-based line without its line end."""
        self.line_column(0)
        start = self._lines[line - 1]
        end = self._lines[line] if line < len(self._lines) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


def load(path: Path) -> Source:
    """Read a .tex file; DocumentError where it is missing, unreadable, too large or no text."""
    try:
        if path.is_dir():
            raise DocumentError(f"{path} is a folder, not a file", code="TD501",
                                hint="texderive solve DIR/ solves all its .tex files")
        if path.stat().st_size > MAX_BYTES:
            raise DocumentError(f"{path} is larger than {MAX_BYTES // 1_000_000} MB", code="TD502")
        data = path.read_bytes()
        ledger.looked(path, data)
    except OSError as error:
        raise DocumentError(f"cannot read {path}: {error.strerror or error}", code="TD501",
                            hint="check the name and the permissions") from None
    return decode(data, path)


def decode(data: bytes, path: Path | None = None) -> Source:
    """Text from bytes: UTF-8, else what the file declares, else Latin-1 (which loses nothing)."""
    name = path or "the input"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DocumentError(f"{name} is encoded as UTF-16", code="TD503", hint="save it as UTF-8")
    if b"\0" in data:
        raise DocumentError(f"{name} is not a text file", code="TD503", hint="give a .tex file")
    if data.startswith(_BOM):
        try:
            return Source(path, data[3:].decode("utf-8"), bom=True)
        except UnicodeDecodeError:
            return Source(path, data.decode("latin-1"), "latin-1")
    declared = _DECLARED.search(data[:20_000])
    wanted = _CODECS.get((declared.group(1) or declared.group(2)).decode("ascii").lower()) if declared else None
    for codec in dict.fromkeys(("utf-8", wanted, "latin-1")):
        if codec is None:
            continue
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if codec == "utf-8" or text.encode(codec, "replace") == data:
            return Source(path, text, codec)
    return Source(path, data.decode("latin-1"), "latin-1")
