"""The diagnostics of this room, for `texderive explain`."""
from __future__ import annotations

CODES: dict[str, tuple[str, str]] = {
    "TD501": ("a file cannot be read or written",
              "The named file is missing, is a folder, or its permissions forbid it. Nothing was written."),
    "TD502": ("a document is too large", "Documents above the stated size are refused, so that an untrusted file "
              "cannot exhaust the machine. Split it with \\input."),
    "TD503": ("a file is not text", "The file holds binary data or an encoding that TeX does not read. Save it as UTF-8."),
    "TD504": ("an \\input file is missing", "The file named by \\input or \\include was not found below the document's "
              "own folder; its macros and definitions are not known."),
    "TD505": ("an \\input points outside of the document's folder",
              "Untrusted documents may read only below their own folder. Copy the file beside the document."),
    "TD506": ("\\input files include each other in a circle",
              "The chain of \\input commands returns to a file that is being read. The circle is cut there."),
    "TD507": ("the output would overwrite an input",
              "texderive never writes over a file it reads, unless --in-place asks for exactly that. "
              "Name another output with -o."),
    "TD508": ("a pragma cannot be read", "Write `% texderive: X in R^{N x d}, A symmetric, layout=denominator`, or "
              "`off` and `on` around a region."),
    "TD509": ("the document's braces or environments do not close",
              "The structure of the document could not be followed to its end; formulas in it are still found."),
    "TD510": ("nothing to derive is known for this problem",
              "The text asks for a derivative, but no formula of the function was found in the problem, its enclosing "
              "section or its earlier parts."),
    "TD511": ("this problem is outside of what texderive derives",
              "Expectations, integrals, probabilities and unspecified quantities are not derived. The problem stays as it is."),
    "TD512": ("a stated answer differs from the derived one",
              "The text says `show that ... = ...`, but the right-hand side does not equal the derivative that was "
              "found and verified numerically."),
    "TD513": ("a stated answer is the transpose of the derived one",
              "Both are right in their own layout; the document's other formulas or a pragma `layout=` decide which is meant."),
    "TD517": ("a stated answer could not be compared",
              "The right-hand side was not understood, or it holds only under a condition that the text states (a unit "
              "vector, a sum that is 1), which deriving does not use. "
              "The derivation stands for itself; compare by eye."),
    "TD518": ("a derivation took too long",
              "It was stopped after its time limit, so that one problem never holds up a document. "
              "Inner parts named by definitions (u = ...) are derived one by one and make it short."),
    "TD516": ("no closed form of an optimum",
              "The stationary point has no closed form that texderive finds, or a constraint was not understood. "
              "Where the gradient could be derived and verified, it is given."),
    "TD515": ("no derivation could be verified",
              "A result was found that did not pass the numeric check and is therefore not printed."),
}
