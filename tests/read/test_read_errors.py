"""Bad input is refused with a code and a place, within bounds."""
from __future__ import annotations

import time

import pytest

from texderive.errors import ReadError, TexDeriveError
from texderive.read import collect, read
from texderive.read.codes import CODES

BAD = [
    (r"\frac{\partial}{\partial x x^2", "TD102", 15), (r"x^2}", "TD102", 3), (r"\left( x^2", "TD110", 0), (r"x^2 \right)", "TD110", 4), ("x_1_2", "TD105", 3), ("A^-^T", "TD105", 3),
    (r"2 \sqrt", "TD104", 2), (r"\begin{bmatrix} x & 1 \\ 2", "TD102", 0), (r"\begin{bmatrix} x \end{pmatrix}", "TD102", 18), (r"\begin{bmatrix} x & 1 \\ 2 \end{bmatrix}", "TD113", 25),
    (r"\frac{\partial}{} x", "TD104", 15), (r"\frac{}{\partial x} x", "TD104", 5), (r"x \fraction{1}{x}", "TD103", 2), ("", "TD109", 0), ("{}", "TD109", 0),
    (r"\newcommand{\a}{\a\a} \a x", "TD107", 22), (r"\newcommand{\frac}[2]{#1} x", "TD116", 0), (r"x \input{/etc/passwd}", "TD108", 2), (r"x \write18{ls}", "TD108", 2),
    (r"x + х", "TD112", 4), ("x 😀", "TD112", 2), (r"\frac{\partial f}{\partial x \partial y}", "TD114", 18), (r"(a + b", "TD102", 0), (r"a + b)", "TD102", 5), ("a + ", "TD104", 2),
    ("H_", "TD104", 1), (r"\tanh z\frac", "TD104", 7), (r"\newcommand{\R}[1]{\R{_#1}} \R{x}", "TD107", 28), (r"(a + b]", "TD102", 6), (r"\left[ a \right)", "TD102", 8), (r"a + |b", "TD102", 4), (r"a\|", "TD102", 1), (r"\left\| a \right.", "TD102", 0), (r"\begin{tikzpicture}\end{tikzpicture}", "TD103", 0), (r"\nabla \times F", "TD301", 0),
    (r"\nabla_x x\top A x", "TD104", 10), (r"e^{x\top x}", "TD104", 4), (r"\frac{d}{dx} x1^2", "TD104", 14), (r"\|x - a\|2", "TD104", 9), (r"\nabla2 x", "TD104", 6),
    (r"e^-x", "TD105", 2), (r"A^-{2}", "TD105", 2), (r"A^-T", "TD105", 2), (r"2 alpha x", "TD103", 2), (r"frac{1}{x}", "TD103", 0), ("x + sinx", "TD103", 4), ("lgo(x)", "TD103", 0),
    (r"\frac{d}{dx} * x", "TD104", 13), (r"\frac{d}{dx} ^2", "TD104", 13), (r"2 \sum_{i=1}^n", "TD104", 2), (r"\left x \right)", "TD110", 0), (r"\left{ x \right}", "TD110", 0),
    (r"\nabla \cdot, x", "TD104", 7), (r"\frac12{x^2 + x}", "TD104", 8), (r"tr{A + X}", "TD104", 3), (r"\|x\|^2. + x", "TD104", 7), ("(x){-1}", "TD104", 3), (r"\frac y = x", "TD104", 0), ("e^- x", "TD105", 2), ("x^2 $ y", "TD102", 4), (r"\argmin_x x^2 \text{ s.t. }", "TD104", 14)]


@pytest.mark.parametrize("source, code, place", BAD)
def test_error_has_code_and_place(source: str, code: str, place: int) -> None:
    """The error names its code and points at the culprit."""
    with pytest.raises(TexDeriveError) as caught:
        read(source)
    assert caught.value.code == code
    assert caught.value.span is not None and abs(caught.value.span[0] - place) <= 2
    assert caught.value.line is not None


@pytest.mark.parametrize("source", ["{" * 10_000 + "x" + "}" * 10_000, "(" * 10_000 + "x" + ")" * 10_000, "x^{" * 500 + "x" + "}" * 500, "ab" * 500_000, r"\sqrt" * 5_000 + "x", r"\log " * 5_000 + "x", "|" * 3_001,
                                    r"\newcommand{\p}{\q}\newcommand{\q}{\p}\p"], ids=["braces", "brackets", "tower", "long", "roots", "logs", "bars", "mutual"])
def test_hostile_input_is_refused_quickly(source: str) -> None:
    """Deep, long and endless input gives a located error within a second."""
    start = time.process_time()
    with pytest.raises(ReadError):
        read(source)
    assert time.process_time() - start < 1.0


def test_span_below_a_macro_is_the_call() -> None:
    """An error inside an expanded macro points at its call in the text."""
    source = r"a + \bad"
    with pytest.raises(ReadError) as caught:
        read(source, macros=collect(r"\newcommand{\bad}{\nosuch}"))
    assert caught.value.span == (4, 8)


def test_unknown_command_gets_a_suggestion() -> None:
    """The hint names near spellings."""
    with pytest.raises(ReadError) as caught:
        read(r"\aplha")
    assert r"\alpha" in caught.value.hint


def test_codes_are_explained() -> None:
    """Every code that the cases raise has an explanation."""
    assert {code for _, code, _ in BAD if code.startswith("TD1")} <= CODES.keys()


@pytest.mark.parametrize("source, written", [(r"x^\topA x", r"\top A"), (r"\alphax^2", r"\alpha x")])
def test_command_glued_to_a_letter(source: str, written: str) -> None:
    """A command that swallowed the letter behind it is named with the space that is missing."""
    with pytest.raises(ReadError) as caught:
        read(source)
    assert written in caught.value.hint
