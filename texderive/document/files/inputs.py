r"""\input and \include, followed below the document's own folder only, and the main file of a chapter."""
from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from ...errors import DocumentError
from ...patterns import regex
from . import ledger
from .diagnostics import Diagnostic
from .masking import mask
from .source import Source, load

MAX_FILES = 200
MAX_DEPTH = 20
INPUT = re.compile(r"\\(?:(?:input|include|subfile|subfileinclude|InputIfFileExists)(?![A-Za-z])|"
                   r"import\s*\{[^{}]*\})\s*(?:\{\s*([^{}]+?)\s*\}|([^\s{}\\%]+))")
_PACKAGE = re.compile(r"\\(?P<kind>usepackage|RequirePackage|documentclass|"
                      r"LoadClass)(?:WithOptions)?\s*(?:\[[^\]]*\])?\s*\{(?P<names>[^{}]*)\}")
MAX_STYLE = 60_000  # bytes of a package or class of the document's own folder that is read for macros
_SHOWN = regex(r"""
    \\(?P<kind>includegraphics|includesvg|includepdf|lstinputlisting|verbatiminput|inputminted|bibliography
      |addbibresource)(?![A-Za-z])\*?\s*
    (?:\[[^\]]*\]\s*)*(?:(?<=inputminted)\{[^{}]*\}\s*)?\{\s*(?P<names>[^{}]+?)\s*\}
""")
_ENDINGS = (".pdf", ".png", ".jpg", ".jpeg", ".eps", ".svg", ".bib")
_ROOT = re.compile(r"%\s*!\s*TeX\s+root\s*=\s*(\S+)", re.IGNORECASE)


@dataclass
class Inputs:
    """What a document takes from other files: their text free of comments, the paths read, and what went wrong."""

    definitions: str = ""                  # all of it, for macros
    body: str = ""                         # content only, for definitions and declarations
    paths: list[Path] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)


def follow(source: Source, definitions: str) -> Inputs:
    """Everything that the document inputs, depth first, and the preamble of its main file where it is a chapter."""
    inputs = Inputs()
    if source.path is None:
        return inputs
    home = source.path.resolve().parent
    if not re.search(r"\\documentclass", definitions):
        main = _main_file(source, home)
        if main is not None:
            _main(main, source, home, inputs)
    _follow(definitions, source.path, source, home, [source.path.resolve()], inputs)
    return inputs


def _main_file(source: Source, home: Path) -> Path | None:
    """The file named by `% !TeX root`, else a neighbour that inputs this one."""
    named = _ROOT.search(source.text[:2000])
    assert source.path is not None
    if named:
        path = (home / named.group(1)).resolve()
        ledger.looked(path)
        return path if path.is_file() and path.is_relative_to(home) and path != source.path.resolve() else None
    stem = re.escape(source.path.stem)
    wanted = re.compile(rf"\\(?:input|include|subfile)\s*\{{\s*(?:\./)?{stem}(?:\.tex)?\s*\}}")
    ledger.looked(home)
    for path in sorted(home.glob("*.tex"))[:60]:
        if not path.is_file() or path.stat().st_size > 200_000 or path.resolve() == source.path.resolve():
            continue
        try:
            text = load(path).text
        except DocumentError:
            continue
        if "\\documentclass" in text and wanted.search(text):
            return path.resolve()
    return None


def _main(path: Path, source: Source, home: Path, inputs: Inputs) -> None:
    """Macros of the main file's preamble and of what it inputs there; the other chapters are left alone."""
    try:
        text = mask(load(path).text).definitions
    except DocumentError:
        return
    preamble = re.split(r"\\begin\s*\{document\}", text)[0]
    inputs.paths.append(path)
    inputs.definitions += preamble + "\n"
    _follow(preamble, path, source, home, [path], inputs)


def _styles(text: str, path: Path, home: Path, inputs: Inputs) -> None:
    """Definitions of the packages and the class that lie in the document's own folder, with those that they load."""
    for match in _PACKAGE.finditer(text):
        ending = ".cls" if match["kind"] in ("documentclass", "LoadClass") else ".sty"
        for name in match["names"].split(","):
            target = resolve(name.strip() + ending, home, path) if name.strip() else None
            if target is None or target in inputs.paths or len(inputs.paths) >= MAX_FILES or target.stat().st_size > MAX_STYLE:
                continue
            try:
                style = mask(load(target).text).definitions
            except DocumentError:
                continue
            inputs.paths.append(target)
            _styles(style, target, home, inputs)
            inputs.definitions += style + "\n"


def _follow(text: str, path: Path, source: Source, home: Path, chain: list[Path], inputs: Inputs) -> None:
    _styles(text, path, home, inputs)
    for match in INPUT.finditer(text):
        name = (match.group(1) or match.group(2)).strip()
        offset = match.start() if path == source.path else None
        if len(inputs.paths) >= MAX_FILES or len(chain) > MAX_DEPTH:
            return
        target = resolve(name, home, path)
        if target is None:
            outside = name.startswith(("/", "~", "|")) or ".." in Path(name).parts
            code, message = (("TD505", f"\\input{{{name}}} points outside of the document's folder and is not read")
                             if outside else ("TD504", f"\\input{{{name}}} is not found"))
            if outside or not name.endswith((".sty", ".cls", ".pdf_tex", ".pgf", ".tikz", ".bbl")):
                inputs.diagnostics.append(Diagnostic.at(source, offset, code, message, severity="warning",
                                                        length=len(match.group())))
            continue
        if target in chain:
            inputs.diagnostics.append(Diagnostic.at(source, offset, "TD506",
                                                    f"\\input{{{name}}} comes back to a file that is being read",
                                                    severity="warning", length=len(match.group())))
            continue
        if target in inputs.paths:
            continue
        try:
            masked = mask(load(target).text)
        except DocumentError as error:
            inputs.diagnostics.append(Diagnostic.at(source, offset, error.code, error.message, severity="warning"))
            continue
        inputs.paths.append(target)
        inputs.definitions += masked.definitions + "\n"
        inputs.body += masked.text + "\n\n"
        _follow(masked.definitions, target, source, home, [*chain, target], inputs)


def shown(text: str, home: Path, files: list[Path]) -> list[Path]:
    r"""Pictures, listings and bibliographies
    that a document only shows (\includegraphics{...}), below its own folder."""
    listed = re.search(r"\\graphicspath\s*\{((?:\s*\{[^{}]*\})+)\s*\}", text)
    folders = ["", *re.findall(r"\{([^{}]*)\}", listed.group(1))] if listed else [""]
    found: list[Path] = []
    for match in _SHOWN.finditer(text):
        for name in match["names"].split(",") if match["kind"] in ("bibliography", "addbibresource") else [match["names"]]:
            places = (resolve(folder + name.strip(), home, path, _ENDINGS) for folder in folders for path in files)
            found += [place for place in [next((p for p in places if p), None)] if place]
    return list(dict.fromkeys(found))


def resolve(name: str, home: Path, path: Path, endings: tuple[str, ...] = (".tex",)) -> Path | None:
    """The file that a name means, with one of the endings where it has none, if it lies below the document's folder."""
    if name.startswith(("/", "~", "|", "-")) or "\0" in name or len(name) > 500:
        return None
    for base in dict.fromkeys((home, path.resolve().parent)):
        for candidate in (*(() if name.endswith((".tex", ".ltx", ".sty")) else (name + ending for ending in endings)), name):
            try:
                found = (base / candidate).resolve()
                if found.is_relative_to(home) and found.is_file():
                    return found
                ledger.looked(base / candidate)
            except (OSError, RuntimeError, ValueError):
                continue
    return None
