"""What can go wrong, as data: a code, a place, a message and what to write instead.

Inner code raises a short fact with the span of the culprit (offsets into the formula); the outer call adds
the source text, from which line, column and the caret follow.
"""
from __future__ import annotations


class TexDeriveError(Exception):
    """Base of every error a user can cause.  `line` and `column` are 1-based, in characters; `length` too."""

    default_code = "TD100"

    def __init__(self, message: str, span: tuple[int, int] | None = None, *, code: str | None = None, hint: str = ""):
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.span = span
        self.hint = hint
        self.file: str | None = None
        self.line: int | None = None
        self.column: int | None = None
        self.length: int | None = None
        self.source_line = ""

    def locate(self, source: str, first_line: int = 1, file: str | None = None) -> "TexDeriveError":
        """Fill in line, column, length and the source line from `source`; a place already known is kept."""
        if self.line is not None:
            return self
        start, end = self.span or (0, len(source))
        start = max(0, min(start, len(source)))
        end = max(start, min(end, len(source)))
        line_start = source.rfind("\n", 0, start) + 1
        line_end = source.find("\n", start)
        line_end = len(source) if line_end < 0 else line_end
        self.file = file
        self.line = first_line + source.count("\n", 0, start)
        self.column = start - line_start + 1
        self.length = max(1, min(end, line_end) - start)
        self.source_line = source[line_start:line_end]
        self.hint = self.hint or f"`texderive explain {self.code}` tells more"
        return self

    def __str__(self) -> str:
        return self.message

    def report(self) -> str:
        """The gcc-style diagnostic: place, code, message, the source line with a caret, the hint."""
        place = f"{self.file or '<formula>'}:{self.line or 1}:{self.column or 1}"
        lines = [f"{place}: error[{self.code}]: {self.message}"]
        if self.source_line:
            text, column, width = clip(self.source_line, self.column or 1, self.length or 1)
            lines += ["  " + text, "  " + " " * (column - 1) + "^" + "~" * (width - 1)]
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)


def internal(error: BaseException) -> str:
    """The message for what no TexDeriveError foresees: a fault of texderive itself, which stops one problem
    or file and not the rest."""
    return f"internal error: {type(error).__name__}: {' '.join(str(error).split())[:200]}; please report it"


def clip(text: str, column: int, length: int) -> tuple[str, int, int]:
    """The part of a long source line around `column`, with the column and length moved along."""
    width, text = 100, "".join(c if c.isprintable() else "·" for c in text)
    if len(text) > width:
        start = max(0, min(column - 1 - width // 3, len(text) - width))
        text, column = text[start:start + width], column - start
    return text, column, max(1, min(length, len(text) - column + 1))


class ReadError(TexDeriveError):
    """The LaTeX could not be read as a formula (TD1xx)."""

    default_code = "TD101"


class ShapeError(TexDeriveError):
    """Shapes contradict each other or could not be found (TD2xx)."""

    default_code = "TD201"


class UnsupportedError(TexDeriveError):
    """Read and understood, but outside of what texderive can derive (TD3xx)."""

    default_code = "TD301"


class VerificationError(TexDeriveError):
    """A result failed its numeric check and is therefore not given (TD4xx)."""

    default_code = "TD401"


class DocumentError(TexDeriveError):
    """A document could not be read, written or solved (TD5xx)."""

    default_code = "TD501"
