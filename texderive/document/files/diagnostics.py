"""Findings with a place, and their formats: gcc, chktex, JSON, SARIF and GitHub annotations."""
from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType

from ...errors import TexDeriveError, clip
from .source import Source

FORMATS = ("gcc", "chktex", "json", "sarif", "github")
_LEVELS = {"error": "error", "warning": "warning", "note": "note"}


@dataclass(frozen=True)
class Diagnostic:
    """severity "error", "warning" or "note"; line and column 1-based, in characters."""

    file: str
    line: int
    column: int
    length: int
    severity: str
    code: str
    message: str
    hint: str = ""
    source_line: str = ""

    @classmethod
    def at(cls, source: Source, offset: int | None, code: str, message: str, *, severity: str = "error",
           length: int = 1, hint: str = "") -> "Diagnostic":
        """A finding at an offset of the source; None means the whole file."""
        source, offset = source.locate(offset) if offset is not None else (source, None)
        line, column = source.line_column(offset or 0)
        text = source.line_text(line) if offset is not None else ""
        return cls(str(source.path or "<text>"), line, column, max(1, min(length, len(text) - column + 1)) if text
                   else 1, severity, code, message, hint, text)

    @classmethod
    def of(cls, error: TexDeriveError, file: str = "") -> "Diagnostic":
        """An error as a finding."""
        return cls(error.file or file or "texderive", error.line or 1, error.column or 1, error.length or 1, "error",
                   error.code, error.message, error.hint, error.source_line)


def written(found: Iterable[Diagnostic], form: str = "gcc", colour: bool = False,
            codes: Mapping[str, tuple[str, str]] = MappingProxyType({})) -> str:
    """The findings in one format, with a line end where there is any; `codes` are the titles and explanations
    that SARIF tells of its rules."""
    found = list(found)
    if form == "json":
        return json.dumps({"diagnostics": [asdict(d) for d in found]}, ensure_ascii=False, indent=1) + "\n"
    if form == "sarif":
        return json.dumps(sarif(found, codes), ensure_ascii=False, indent=1) + "\n"
    return "".join(_LINES[form](d, colour) + "\n" for d in found)


def gcc(d: Diagnostic, colour: bool = False) -> str:
    """file:line:col: severity[code]: message, the source line with a caret, the hint."""
    red, bold, off = ("\x1b[31m" if d.severity == "error" else "\x1b[33m", "\x1b[1m", "\x1b[0m") if colour else ("", "", "")
    lines = [f"{bold}{d.file}:{d.line}:{d.column}:{off} {red}{d.severity}[{d.code}]{off}: {d.message}"]
    if d.source_line:
        text, column, width = clip(d.source_line.replace("\t", " "), d.column, d.length)
        lines += ["  " + text, "  " + " " * (column - 1) + red + "^" + "~" * (width - 1) + off]
    return "\n".join(lines + ([f"  hint: {d.hint}"] if d.hint else []))


def chktex(d: Diagnostic, colour: bool = False) -> str:
    """file:line:column:length:Kind:number:message, as LaTeX Workshop and texlab read it."""
    kind = "Error" if d.severity == "error" else "Warning"
    return f"{d.file}:{d.line}:{d.column}:{d.length}:{kind}:{d.code.lstrip('TD')}:{d.message}"


def github(d: Diagnostic, colour: bool = False) -> str:
    """An annotation command of GitHub's runners."""
    level = "notice" if d.severity == "note" else d.severity
    message = d.message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return f"::{level} file={d.file},line={d.line},col={d.column},endColumn={d.column + d.length},title={d.code}::{message}"


_LINES = {"gcc": gcc, "chktex": chktex, "github": github}


def sarif(found: list[Diagnostic], codes: Mapping[str, tuple[str, str]]) -> dict:
    """A SARIF 2.1.0 log; `codes` are the titles and explanations of its rules."""
    rules = sorted({d.code for d in found})
    words = {code: dict(zip(("shortDescription", "fullDescription"), codes.get(code, ()))) for code in rules}
    described = [{"id": code} | {name: {"text": text} for name, text in words[code].items() if text} for code in rules]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
        "runs": [{"tool": {"driver": {"name": "texderive", "rules": described}}, "columnKind": "unicodeCodePoints",
                  "results": [{"ruleId": d.code, "ruleIndex": rules.index(d.code), "level": _LEVELS[d.severity],
                               "message": {"text": d.message + (f"\n{d.hint}" if d.hint else "")},
                               "locations": [{"physicalLocation": {"artifactLocation": {"uri": d.file},
                                                                   "region": {"startLine": d.line, "startColumn":
                                                                       d.column, "endColumn": d.column + d.length}}}]}
                              for d in found]}],
    }
