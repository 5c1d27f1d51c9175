"""What the subcommands share: arguments, reading a formula, writing output, telling errors."""
from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from ..derivation import LAYOUTS
from ..errors import DocumentError, TexDeriveError

MAX_INPUT = 4_000_000


def parser(name: str, words: str) -> argparse.ArgumentParser:
    """An argument parser for one subcommand."""
    return argparse.ArgumentParser(prog=f"texderive {name}", description=words[0].upper() + words[1:] + ".", allow_abbrev=False)


def formula_arguments(to: argparse.ArgumentParser) -> None:
    """A formula and what is known of its symbols."""
    to.add_argument("latex", metavar="LATEX", help="the formula; - reads it from stdin, a file name from that file")
    to.add_argument("--declare", action="append", default=[], metavar="'X: N x d'",
                    help="shape and properties of a symbol; may be repeated")
    to.add_argument("-o", "--output", metavar="FILE", help="write there instead of to stdout")


def layout_arguments(to: argparse.ArgumentParser) -> None:
    """How derivations are written."""
    to.add_argument("--layout", choices=LAYOUTS, help="gradients as rows (numerator, the default) or columns (denominator)")
    to.add_argument("--detail", choices=["brief", "normal", "full"], default="normal",
                    help="the main lines only; one line for each named rule (normal, the default); every rewrite")
    to.add_argument("--templates", metavar="DIR", help="own templates, which replace the built-in ones one by one")


def formula(argument: str) -> str:
    """The formula that an argument names: itself, stdin for -, or the content of a file."""
    if argument == "-":
        return _decoded(sys.stdin.buffer.read(MAX_INPUT + 1), "stdin")
    if (len(argument) < 300 and "\n" not in argument and "\0" not in argument and not argument.startswith("\\")
            and os.path.exists(argument)):
        from ..document.files.source import load
        text = load(Path(argument)).text
        if "\\documentclass" in text:
            raise DocumentError(f"{argument} is a document, not a formula", code="TD501", hint=f"texderive solve {argument}")
        return stripped(text)
    if argument.endswith((".tex", ".txt")) and not any(c in argument for c in "\\{$ ="):
        raise DocumentError(f"there is no file {argument}", code="TD501")
    return stripped(argument)


def _decoded(data: bytes, name: str) -> str:
    if len(data) > MAX_INPUT:
        raise DocumentError(f"{name} is larger than {MAX_INPUT // 1_000_000} MB", code="TD502")
    try:
        return stripped(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise DocumentError(f"{name} is not UTF-8 text", code="TD503") from None


def stripped(text: str) -> str:
    r"""A formula without the dollars or \[ \] around it."""
    text = text.strip()
    for opening, closing in (("$$", "$$"), ("$", "$"), ("\\[", "\\]"), ("\\(", "\\)")):
        inner = text[len(opening):len(text) - len(closing)]
        if (text.startswith(opening) and text.endswith(closing) and len(text) > len(opening) + len(closing)
                and opening[0] not in inner.replace("\\$", "")[:: len(inner) or 1]):
            return inner.strip() if closing not in inner else text
    return text


def declarations(given: list[str]) -> dict[str, str]:
    """{"X": "N x d"} from the texts of --declare."""
    out: dict[str, str] = {}
    for text in given:
        name, colon, what = text.partition(":")
        if not colon or not name.strip() or not what.strip():
            raise DocumentError(f"cannot read the declaration {text!r}", code="TD205", hint="write --declare 'X: N x d'")
        out[name.strip()] = what.strip()
    return out


def emit(text: str, target: str | None) -> None:
    """Text to a file (whole, and only when changed) or to stdout."""
    if not text.endswith("\n"):
        text += "\n"
    if target:
        from ..document.files.output import write
        write(Path(target), text.encode())
        return
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))


def coloured(stream) -> bool:
    """Whether to colour what goes to a stream: a terminal, and the user does not forbid it."""
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def tell(error: TexDeriveError) -> None:
    """An error on stderr, gcc style."""
    from ..document.files.diagnostics import Diagnostic, gcc
    if isinstance(error, DocumentError) and error.line is None:
        print(f"texderive: error[{error.code}]: {error.message}" + (f"\n  hint: {error.hint}" if error.hint else ""),
              file=sys.stderr)
        return
    print(gcc(Diagnostic.of(error, "<formula>"), coloured(sys.stderr)), file=sys.stderr)
