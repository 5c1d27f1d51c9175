"""The checker on a chain of ten lines, with and without a slip: `python -m bench.checker` prints milliseconds as JSON."""
from __future__ import annotations

import json

from .timing import best, clock

LINES = (
    r"\frac{\partial}{\partial w} \|Xw - y\|^2 &= \frac{\partial}{\partial w} (Xw-y)^\top (Xw-y)",
    r"&= \frac{\partial}{\partial w} \left( w^\top X^\top X w - w^\top X^\top y - y^\top X w + y^\top y \right)",
    r"&= \frac{\partial}{\partial w} \left( w^\top X^\top X w - 2 y^\top X w + y^\top y \right)",
    r"&= \frac{\partial}{\partial w} w^\top X^\top X w - \frac{\partial}{\partial w} 2 y^\top X w",
    r"&= w^\top (X^\top X + (X^\top X)^\top) - 2 y^\top X",
    r"&= w^\top (X^\top X + X^\top X) - 2 y^\top X",
    r"&= 2 w^\top X^\top X - 2 y^\top X",
    r"&= 2 (w^\top X^\top X - y^\top X)",
    r"&= 2 (w^\top X^\top - y^\top) X",
    r"&= 2 (Xw - y)^\top X",
)
SLIPPED = LINES[:6] + (r"&= 2 w^\top X^\top X + 2 y^\top X",) + LINES[7:]
GIVEN = "Let $X \\in \\mathbb{R}^{N \\times d}$, $w \\in \\mathbb{R}^d$, $y \\in \\mathbb{R}^N$.\n"


def measure() -> dict[str, tuple[float, float, int]]:
    """{what: (milliseconds of the first call, of the best later one, lines found wrong)}."""
    import texderive as td

    td.check(r"\frac{\partial}{\partial z} c^\top z = c^\top")
    found = {}
    for name, lines in (("ten right lines", LINES), ("ten lines, one slip", SLIPPED)):
        text = GIVEN + "\\begin{align*}\n" + " \\\\\n".join(lines) + "\n\\end{align*}\n"
        first, report = clock(lambda: td.check(text))
        found[name] = (first, best(lambda: td.check(text), 3), sum(c.verdict == "wrong" for c in report.claims))
    return found


if __name__ == "__main__":
    print(json.dumps(measure()))
