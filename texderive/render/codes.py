"""What this room can report: code -> (title, explanation)."""
from __future__ import annotations

CODES: dict[str, tuple[str, str]] = {
    "TD520": ("no PDF engine", "Neither latexmk, pdflatex or lualatex is on the PATH nor is the Python package `typst` "
              "installed. Install TeX Live "
              "(texlive-latex-recommended) or `pip install typst`."),
    "TD521": ("LaTeX failed", "The TeX engine stopped with an error; its first error message is shown. "
              "The .tex text itself is still available: write "
              "it with -o FILE.tex and look at it with your own tools."),
    "TD522": ("the PDF engine took too long",
              "The engine was stopped after its time limit. A document that loops (\\loop, recursive macros) does this."),
    "TD523": ("Typst failed", "The Typst engine could not set the document; its message is shown. "
              "Please report the formula: texderive writes Typst itself."),
    "TD524": ("unknown PDF engine", "The engine is one of auto, latexmk, pdflatex, lualatex, typst."),
    "TD525": ("a template failed",
              "A template of --templates DIR is not valid Jinja, or it uses a name that is not part of its context, or "
              "it asks for more time or memory "
              "than a layout needs. `texderive templates --copy DIR` gives working ones to start from."),
    "TD526": ("no such template", "The format or variant asked for has no template, or there is no such file or folder "
              "of templates; a link that leads out of the folder does not count."),
    "TD528": ("no font for the characters of a document",
              "Typst brings fonts for Latin, Greek and Cyrillic text; other scripts, such as Chinese, need a font of "
              "the system (Noto Sans CJK, for example). "
              "HTML, Markdown and LaTeX are written without it."),
    "TD527": ("the engine cannot take this source",
              "A TeX engine needs the LaTeX form and Typst the Typst form of a document; only one of them was given."),
}
