r"""Solutions for documents without amsmath: the same mathematics in what the LaTeX kernel knows."""
from __future__ import annotations

import re

from ...patterns import regex
from ...prose.expansion import brace_group

_LOADS = regex(r"""
    \\(?:usepackage|RequirePackage)\s*(?:\[[^\]]*\])?\s*\{[^{}]*\b
    (?:amsmath|mathtools|physics|empheq|unicode-math|breqn|amsart|nccmath|diffcoeff|fontspec|xeCJK|witharrows)\b[^{}]*\}
""")
_KERNEL_CLASSES = ("article", "report", "book", "letter", "scrartcl", "scrreprt", "scrbook", "extarticle", "extreport",
                   "exam", "memoir", "ctexart", "ctexrep", "minimal", "proc", "slides")
_SIMPLE = ((r"\dfrac", r"\frac"), (r"\tfrac", r"\frac"), (r"\lVert", r"\|"), (r"\rVert", r"\|"), (r"\lvert", "|"),
           (r"\rvert", "|"), (r"\iff", r"\Leftrightarrow"),
           (r"\implies", r"\Rightarrow"), (r"\overset", r"\stackrel"))
_BLOCKS = {"aligned": (r"\begin{array}{r@{}l}", r"\end{array}"), "split": (r"\begin{array}{r@{}l}", r"\end{array}"),
           "gathered": (r"\begin{array}{c}", r"\end{array}"),
           "cases": (r"\left\{\begin{array}{ll}", r"\end{array}\right.")}
_RELATION = re.compile(r"&\s*(=|\\approx|\\Leftrightarrow|\\Rightarrow|)(?![A-Za-z])")


def has_amsmath(definitions: str) -> bool:
    r"""Whether a preamble loads amsmath, as far as can be told; a fragment and an unknown class are taken to.

    >>> has_amsmath(r"\documentclass{article}"), has_amsmath(r"\documentclass{beamer}")
    (False, True)
    """
    used = re.search(r"\\documentclass\s*(?:\[[^\]]*\])?\s*\{\s*([\w./-]+)\s*\}", definitions)
    return used is None or used.group(1) not in _KERNEL_CLASSES or bool(_LOADS.search(definitions))


def plain(latex: str) -> str:
    r"""A worked solution without amsmath.

    >>> plain(r"\boxed{x} \text{a}")
    '\\fbox{$\\displaystyle x$} \\mbox{a}'
    """
    latex = latex.replace(r"\allowdisplaybreaks[2]", "")
    for name, kernel in _SIMPLE:
        latex = re.sub(re.escape(name) + r"(?![A-Za-z])", lambda _, k=kernel: k, latex)
    latex = re.sub(r"\\begin\{align\*\}(.*?)\\end\{align\*\}", lambda m: _rows(m.group(1)), latex, flags=re.S)
    for name, (opening, closing) in _BLOCKS.items():
        pattern = re.compile(rf"\\begin\{{{name}\}}((?:(?!\\begin\{{{name}\}}).)*?)\\end\{{{name}\}}", re.S)
        while pattern.search(latex):
            latex = pattern.sub(lambda m, a=opening,
                                b=closing: a + re.sub(r"&\s*(?=[=<>]|\\(?:leq?|geq?|iff|approx|"
                                                      r"Leftrightarrow)(?![A-Za-z]))", "&{}", m.group(1)) + b, latex)
    latex = re.sub(r"\\begin\{([bp]?)matrix\}(.*?)\\end\{\1matrix\}", _matrix, latex, flags=re.S)
    latex = _replaced(latex, r"\boxed", r"\fbox{$\displaystyle %s$}")
    latex = _replaced(_replaced(latex, r"\tag*", r"\qquad\mbox{%s}"), r"\text", r"\mbox{%s}")
    return _replaced(_replaced(latex, r"\operatorname*", r"\mathop{\mathrm{%s}}"), r"\operatorname",
                     r"\mathop{\mathrm{%s}}\nolimits ")


def _rows(body: str) -> str:
    body = _replaced(body, r"\tag*", r"\qquad\mbox{%s}")
    rows = [_RELATION.sub(lambda m: f"&{m.group(1)}&", row, count=1) for row in re.split(r"\\\\\*?(?=\s*\n)", body)]
    return "\\begin{eqnarray*}" + "\\\\".join(rows) + "\\end{eqnarray*}"


def _matrix(match: re.Match[str]) -> str:
    opening, closing = {"b": ("[", "]"), "p": ("(", ")"), "": (".", ".")}[match.group(1)]
    columns = 1 + max(row.count("&") for row in match.group(2).split("\\\\"))
    return rf"\left{opening}\begin{{array}}{{{'c' * columns}}}{match.group(2)}\end{{array}}\right{closing}"


def _replaced(latex: str, command: str, pattern: str) -> str:
    """Each `command{..}` written by the pattern."""
    out, at = [], 0
    for match in re.finditer(re.escape(command) + r"(?![A-Za-z*])", latex):
        group = brace_group(latex, match.end()) if match.start() >= at else None
        if group:
            inner = _replaced(group[0], command, pattern)
            out += [latex[at:match.start()], pattern.replace("%s", inner)]
            at = group[1]
    return "".join(out) + latex[at:]
