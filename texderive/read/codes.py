r"""What the reader's diagnostics mean: code to (title, explanation with an example);
`texderive explain` prints them."""
from __future__ import annotations

CODES: dict[str, tuple[str, str]] = {
    "TD101": ("not LaTeX", "The text cannot be split into LaTeX tokens, e.g. \\begin without an environment name in braces."),
    "TD102": ("unbalanced brackets", r"A brace, bracket or environment has no partner: in \frac{\partial}{\partial x "
              r"x^2 the second '{' is never closed."),
    "TD103": ("unknown command", r"The command or environment is not known and the document does not define it: "
              r"\fraction{1}{x}. Check its spelling, or define it with \newcommand. "
              r"Plain letters that spell one, alpha x and sinx, are no product either."),
    "TD104": ("something is missing", r"An operand, argument or variable is missing: a + , \sqrt without argument, "
              r"\frac{\partial}{} without a variable."),
    "TD105": ("double script", r"Two subscripts or two superscripts stand on one symbol: x_1_2 or A^-^T. "
              r"Put both into one: x_{1,2}, A^{-T}."),
    "TD106": ("too deep or too large", "The formula is nested more than 50 levels deep or longer than 60,000 characters."),
    "TD107": ("endless macro", r"A macro leads back to itself, or expands to more than 60,000 tokens: \newcommand{\a}{\a\a}."),
    "TD108": ("command not allowed", r"Input is untrusted: \input, \write18, \def inside groups, \csname, \href and "
              r"TeX programming are refused; nothing is executed or read."),
    "TD109": ("nothing to read", "The formula, a group or a bracket is empty."),
    "TD110": ("left without right", r"\left and \right must come in pairs within one group: \left( x^2 lacks its \right)."),
    "TD111": ("notation not supported", r"The notation is known but outside of what can be derived: "
              r"\pm (two formulas at once), \pmod, a bar with two bounds."),
    "TD112": ("character without meaning", "A character that is no mathematics, e.g. an emoji or a Cyrillic letter "
              "that only looks Latin."),
    "TD113": ("ragged matrix", r"The rows of a matrix differ in length: \begin{bmatrix} x & 1 \\ 2 \end{bmatrix}."),
    "TD114": ("orders differ", r"The order above and the differentials below disagree: \frac{\partial f}{\partial x "
              r"\partial y} needs \partial^2 above."),
    "TD116": ("built-in command redefined", r"A formula may define macros, but not redefine what it is read by: "
              r"\newcommand{\frac}[2]{#1}."),
}
