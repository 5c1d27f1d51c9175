"""Sentences with mathematics for every writer, and long lines."""
from __future__ import annotations

from texderive import matrix as m
from texderive import write
from texderive.derivation import Naming
from texderive.symbols import Symbol
from texderive.write.breaking import lines, width
from texderive.write.to_latex import to_latex


def test_prose_in_each_backend():
    """Words are escaped as the format needs, mathematics is written."""
    sentence = r"50% of $Y_i$ & constant"
    assert write.prose(sentence, "latex") == r"50\% of $Y_i$ \& constant"
    assert write.prose(sentence, "text") == "50% of Y_i & constant"
    assert write.prose(sentence, "typst") == "50% of $Y_(i)$ & constant"
    assert write.prose(sentence, "html").startswith("50% of <math>") and write.prose(sentence, "html").endswith("&amp; constant")


def test_unicode_words_become_commands_in_latex():
    """pdfLaTeX has no ∂ outside of mathematics."""
    assert write.prose("∂ of ‖x‖ ≥ 0", "latex").startswith(r"$\partial$ of")


def test_names_follow_the_docstring_of_naming():
    """Author's letters first, then the defaults; never taken or reserved ones."""
    naming = Naming(letters={"N": ("n", "i")}, reserved=frozenset("j"))
    assert write.choose_name(naming, "N") == "n"
    assert write.choose_name(naming, "N", ["n", "i"]) == "k"


def test_long_sums_break_before_operators():
    """Lines stay within the limit and continuation lines begin with the operator."""
    symbols = [m.var(Symbol(f"W_{k}", f"W_{{{k}}}", ("n", "n"))) for k in range(9)]
    box = write.boxes(m.add(*[m.mul(a, m.T(b)) for a, b in zip(symbols, symbols[1:])]))
    pieces = lines(box, 12.0)
    assert len(pieces) > 2 and all(width(p) <= 12.0 for p in pieces)
    assert to_latex(pieces[1]).startswith("+")


def test_a_wide_bracket_is_broken_with_open_ends():
    r"""A bracket over two lines is closed by \right. and opened by \left."""
    symbols = [m.var(Symbol(f"W_{k}", f"W_{{{k}}}", ("n", "n"))) for k in range(9)]
    box = write.boxes(m.mul(symbols[0], m.add(*symbols)))
    first, *_, last = lines(box, 9.0)
    assert to_latex(first).endswith(r"\right.") and to_latex(last).startswith(r"\left.")
