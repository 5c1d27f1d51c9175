"""The command `texderive`: one module per subcommand, imported when it is called."""
from __future__ import annotations

import importlib
import os
import sys

from ..garbage import none_at_exit, rarely_collected

COMMANDS = {
    "derive": "derive one formula, with every step",
    "components": "write a formula in index notation",
    "solve": "put worked solutions into .tex documents, or write handouts",
    "check": "find the wrong line of a written derivation",
    "batch": "derive the formulas of a JSONL file",
    "declare": "print the shapes inferred for a document as pragma comments",
    "clean": "take texderive's insertions out of a document again",
    "templates": "copy the templates, to change them",
    "explain": "explain a diagnostic code",
    "doctor": "say what texderive finds on this machine",
}
EXIT_CLEAN, EXIT_FINDINGS, EXIT_USAGE, EXIT_INTERNAL = 0, 1, 2, 3


def main(argv: list[str] | None = None) -> int:
    """Run the command line; the exit code is 0 clean, 1 findings, 2 usage or unreadable file, 3 internal error."""
    arguments = sys.argv[1:] if argv is None else argv
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 4000))
    # for NumPy, which is loaded later: threads do not pay for arrays of 2 to 4
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if argv is None:
        none_at_exit()
    try:
        with rarely_collected():
            return _dispatch(arguments)
    except KeyboardInterrupt:
        print("texderive: interrupted; nothing unfinished was written", file=sys.stderr)
        return 130
    except BrokenPipeError:
        _silence()
        return EXIT_CLEAN
    except RecursionError:
        print("texderive: error[TD106]: the input is nested too deeply", file=sys.stderr)
        return EXIT_FINDINGS
    except Exception as error:
        return _reported(error)


def _dispatch(arguments: list[str]) -> int:
    if arguments[:1] in (["--version"], ["-V"]):
        from .. import __version__
        print(f"texderive {__version__}")
        return EXIT_CLEAN
    if arguments and arguments[0] in COMMANDS:
        module = importlib.import_module(f".{arguments[0]}", __name__)
        from .common import parser
        options = module.arguments(parser(arguments[0], COMMANDS[arguments[0]])).parse_args(arguments[1:])
        if getattr(options, "output", None) == "-":
            options.output = None
        return module.run(options)
    return _usage(arguments)


def _usage(arguments: list[str]) -> int:
    lines = ["usage: texderive COMMAND ...", "", *(f"  {name:12}{words}" for name, words in COMMANDS.items()), "",
             "`texderive COMMAND --help` tells the options; exit 0 clean, 1 findings, 2 usage, 3 internal error."]
    wanted = not arguments or arguments[0] in ("-h", "--help", "help")
    if not wanted:
        import difflib
        close = difflib.get_close_matches(arguments[0], COMMANDS, 1)
        print(f"texderive: there is no command {arguments[0]!r}" + (f"; did you mean {close[0]!r}?" if close else ""),
              file=sys.stderr)
    print("\n".join(lines), file=sys.stdout if wanted else sys.stderr)
    return EXIT_CLEAN if wanted and arguments else EXIT_USAGE


def _reported(error: Exception) -> int:
    """A user's error as a diagnostic; anything else as one line that says how to report it."""
    from ..errors import DocumentError, TexDeriveError
    if isinstance(error, TexDeriveError):
        from .common import tell
        tell(error)
        return EXIT_USAGE if isinstance(error, DocumentError) else EXIT_FINDINGS
    if isinstance(error, UnicodeError):
        print("texderive: error[TD503]: the input holds characters that cannot be read or printed here; use UTF-8",
              file=sys.stderr)
        return EXIT_USAGE
    if isinstance(error, MemoryError):
        print("texderive: error[TD599]: out of memory", file=sys.stderr)
        return EXIT_INTERNAL
    import os
    if os.environ.get("TEXDERIVE_DEBUG"):
        raise error
    place = _innermost(error)
    words = " ".join(str(error).split())[:200]
    print(f"texderive: internal error: {type(error).__name__} in {place}: {words}; please report it with the input "
          f"(TEXDERIVE_DEBUG=1 shows the trace)", file=sys.stderr)
    return EXIT_INTERNAL


def _innermost(error: Exception) -> str:
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return f"{at.tb_frame.f_globals.get('__name__', '?')}:{at.tb_lineno}" if at else "?"


def _silence() -> None:
    """A closed pipe is no error; keep the interpreter from saying so at its end."""
    import os
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
