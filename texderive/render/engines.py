"""PDF from our LaTeX by a TeX engine on the PATH, without shell escape, or from our Typst by its Python wheel."""
from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from .. import atomic
from ..errors import DocumentError

TEX_ENGINES = ("latexmk", "pdflatex", "lualatex")
_COMMANDS = {
    "latexmk": ["latexmk", "-norc", "-pdf", "-interaction=nonstopmode", "-halt-on-error", "-e",
                "$pdflatex = 'pdflatex -no-shell-escape %O %S'", "document.tex"],
    "pdflatex": ["pdflatex", "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "document.tex"],
    "lualatex": ["lualatex", "--no-shell-escape", "--safer", "-interaction=nonstopmode", "-halt-on-error", "document.tex"],
}
# scripts that the fonts of the Typst wheel do not have
_FOREIGN = re.compile("[\u0590-\u1cff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_ERROR = re.compile(r"^! .*(?:\n(?!!).*){0,3}", re.M)


def available(latex: bool = True, typst: bool = True) -> list[str]:
    """The engines that could set a document given in these forms, best first."""
    found = [e for e in TEX_ENGINES if latex and shutil.which(e)]
    if "latexmk" in found and not shutil.which("pdflatex"):
        found.remove("latexmk")
    if typst:
        from importlib.util import find_spec
        found += ["typst"] if find_spec("typst") else []
    return found


def pdf(out_path: str | Path, latex: str | None = None, typst: str | None = None, engine: str = "auto",
        time_limit: float = 60.0) -> str:
    """Set the document and write `out_path`; gives the name of the engine used.

    Raises DocumentError: TD520 no engine, TD521 TeX error, TD522 too slow, TD523 Typst error, TD524 unknown engine,
    TD527 the form it needs is missing, TD528 no font for its characters.
    """
    if engine not in ("auto", *TEX_ENGINES, "typst"):
        raise DocumentError(f"there is no PDF engine {engine!r}", code="TD524",
                            hint="use auto, latexmk, pdflatex, lualatex or typst")
    if engine != "auto" and (typst if engine == "typst" else latex) is None:
        raise DocumentError(f"{engine} needs the {'Typst' if engine == 'typst' else 'LaTeX'} form of this document", code="TD527")
    found = available(latex is not None, typst is not None)
    if engine == "auto":
        if not found:
            raise DocumentError("no PDF engine found", code="TD520",
                                hint="install texlive-latex-recommended, or `pip install typst`")
        engine = found[0]
    elif engine not in found:
        raise DocumentError(f"the PDF engine {engine} is not installed", code="TD520", hint="found: "
                            + (", ".join(found) or "none"))
    data = _by_typst(typst or "") if engine == "typst" else _by_tex(latex or "", engine, time_limit)
    atomic.put(Path(out_path), data, 0o644)
    return engine


def _by_tex(source: str, engine: str, time_limit: float) -> bytes:
    with tempfile.TemporaryDirectory(prefix="texderive-") as folder:
        Path(folder, "document.tex").write_text(source, encoding="utf-8")
        environment = {**os.environ, "openin_any": "p", "openout_any": "p", "max_print_line": "1000", "FORCE_SOURCE_DATE": "1"}
        environment.setdefault("SOURCE_DATE_EPOCH", "0")
        commands = [_COMMANDS[engine]] * (1 if engine == "latexmk" else 2)
        for command in commands:
            _run(command, folder, environment, time_limit, engine)
        return Path(folder, "document.pdf").read_bytes()


def _run(command: list[str], folder: str, environment: dict[str, str], time_limit: float, engine: str) -> None:
    """One run; the whole process group ends with the time limit, since latexmk starts others."""
    process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, start_new_session=True)
    try:
        output, _ = process.communicate(timeout=time_limit)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.wait()
        raise DocumentError(f"{engine} took longer than {time_limit:g} s", code="TD522") from None
    if process.returncode:
        log = Path(folder, "document.log")
        text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else output.decode("utf-8", "replace")
        found = _ERROR.search(text)
        raise DocumentError(f"{engine} failed: " + " ".join((found.group() if found else text[-300:]).split()), code="TD521",
                            hint="the .tex text can be written without --pdf")


def without_font(source: str) -> list[str]:
    """The characters of other scripts that no font of the system has, as fontconfig knows;
    none where it cannot be asked."""
    foreign = sorted(set(_FOREIGN.findall(source)) - set("，。、；：？！（）《》“”…　"))
    if not foreign or not shutil.which("fc-list"):
        return []

    def covered(characters: list[str]) -> bool:
        asked = " ".join(f"{ord(c):x}" for c in characters)
        return bool(subprocess.run(["fc-list", f":charset={asked}", "family"], capture_output=True, timeout=20,
                                   check=False).stdout.strip())

    try:
        return [] if covered(foreign) else [c for c in foreign[:40] if not covered([c])]
    except (OSError, subprocess.SubprocessError):
        return []


def _by_typst(source: str) -> bytes:
    import typst
    unset = without_font(source)
    if unset:
        raise DocumentError(f"no font of this system has the characters "
                            f"{' '.join(unset[:8])}{' ...' if len(unset) > 8 else ''}, which the PDF would show as "
                            f"empty boxes", code="TD528",
                            hint="install a font for them, such as Noto Sans CJK (package fonts-noto-cjk), or write "
                                 "another format: -o FILE.html needs none")
    stamp = int(os.environ.get("SOURCE_DATE_EPOCH") or 0)
    with tempfile.TemporaryDirectory(prefix="texderive-") as folder:
        path = Path(folder, "document.typ")
        path.write_text(source, encoding="utf-8")
        try:
            return typst.compile(str(path), root=folder, timestamp=stamp, ignore_system_fonts=not _FOREIGN.search(source))
        except (typst.TypstError, RuntimeError) as error:
            raise DocumentError("Typst could not set the document: " + " ".join(str(error).split())[:400], code="TD523") from None
