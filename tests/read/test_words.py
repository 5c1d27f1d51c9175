"""Words of prose typed among the letters of a formula, as people type them into a command line."""
from __future__ import annotations

import pytest

from texderive.read import read
from texderive.read.dump import dump


@pytest.mark.parametrize("typed, meant", [
    ("x^T A x where A is symmetric", r"x^T A x \text{ where } A \text{ is symmetric}"),
    ("x^T A x, where A is a symmetric matrix", r"x^T A x, \text{ where } A \text{ is a symmetric matrix}"),
    (r"\min_x \|x\|^2 subject to Ax = b", r"\min_x \|x\|^2 \text{ subject to } Ax = b"),
    (r"\frac{d}{dx} x^2 at x = 3", r"\frac{d}{dx} x^2 \text{ at } x = 3"),
    (r"f'(x) for f(x) = x^2", r"f'(x) \text{ for } f(x) = x^2"),
])
def test_words_between_spaces_are_prose(typed, meant):
    """A word that only prose has, and the words behind it, are read as if they stood in a text command."""
    assert dump(read(typed)) == dump(read(meant))


@pytest.mark.parametrize("letters", ["a b c d", "abcd x", "x^T where^2", "for_i x", "asforx", "ab is", "at x"])
def test_letters_stay_letters(letters):
    """Products are no prose: what is no word, stands in a script or carries one, or is no telling word."""
    assert "text" not in dump(read(letters))


def test_a_name_of_several_letters_may_stand_behind_a_word():
    """Where loss = w^T w says what loss is: no product of letters."""
    assert "loss" in dump(read(r"\nabla_w loss where loss = w^T w"))


def test_the_letters_of_a_command_are_ascii():
    r"""x^\topβ is x^\top\beta: a command ends before the Greek letter that is typed as such."""
    assert dump(read("x^\\topβ")) == dump(read(r"x^\top\beta"))


@pytest.mark.parametrize("typed, meant", [
    (r"x .* (Ax)", r"x \odot (Ax)"), ("x ./ y", r"x \oslash y"), ("X.^2", r"X^{\circ 2}"), ("X.^{3}", r"X^{\circ 3}"), (r"\sin.(x)", r"\sin(x)"),
])
def test_dots_of_programs(typed, meant):
    """A dot before an operator or behind a function is entry by entry."""
    assert dump(read(typed)) == dump(read(meant))


def test_a_function_in_blackboard_letters():
    """A function's name of several letters is one name in any font."""
    assert dump(read(r"\mathbb{KL}(q, p)")).startswith("(call KL")
