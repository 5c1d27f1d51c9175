"""Malformed, contradictory and hostile input: always an error as data, never another exception, within a second."""
from __future__ import annotations

import resource
import signal

import pytest

import texderive as td

D = r"\frac{\partial}{\partial x} "
VECTOR = {"x": "n"}

MALFORMED = {
    "open brace": (r"\frac{d}{dt} t^{3", {}),
    "closing brace": (r"\nabla_x (x^\top x)}", VECTOR),
    "open bracket": (r"\nabla_x \sin(a + x", {}),
    "closing bracket": (r"\nabla_x a + x)", {}),
    "left without right": (D + r"\left[ x + 1", {}),
    "crossed brackets": (D + r"\left( x + [1 \right) ]", {}),
    "double superscript": (D + r"x^2^3", {}),
    "operator at the end": (D + r"x +", {}),
    "two operators": (D + r"x \cdot / 2", {}),
    "empty denominator": (D + r"\frac{x}{}", {}),
    "sum without body": (D + r"\sum_{i=1}^n", VECTOR),
    "unended environment": (D + r"\begin{pmatrix} x & 1", {}),
    "unknown command": (D + r"\sinn x", {}),
    "derivative of nothing": (r"\frac{\partial}{\partial x}", {}),
    "nothing to differentiate by": (r"\nabla (x + y)", {}),
    "empty": ("", {}),
    "blank": (" \n\t ", {}),
    "only a comment": ("% nothing here\n", {}),
    "words": ("Please differentiate this for me.", {}),
    "nothing asked": (r"x^\top A x", {}),
    "NUL byte": (D + "x\0^2", {}),
    "binary": ("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", {}),
    "lone surrogate": (D + "x\ud800", {}),
    "Greek look-alike": (D + "\u03bf^2 + \U0001f600", {}),
    "only a backslash": ("\\", {}),
    "hash": (D + r"#1", {}),
}
CONTRADICTIONS = {
    "inner sizes": (r"\nabla_x \|A B x\|^2", {"A": "m x n", "B": "p x q", "x": "q"}),
    "vector plus matrix": (r"\nabla_x \, a^\top (x + A)", {"x": "n", "a": "n", "A": "n x n"}),
    "scalar plus vector": (r"\nabla_x \|x + 1\|^2 + a^\top(x + c)", {"x": "n", "a": "n", "c": "m"}),
    "determinant of a rectangle": (r"\frac{\partial}{\partial M} \log\det M", {"M": "p x q"}),
    "three indices": (r"\frac{\partial}{\partial A_{ij}} \sum_{i,j,k} A_{ijk}", {"A": "n x n"}),
    "different free indices": (r"\frac{\partial}{\partial x_k}(A_{ij} + B_{kl})", {"x": "n", "A": "n x n", "B": "n x n"}),
    "vector as exponent": (r"\nabla_x \, 2^x", {"x": "n"}),
    "division by a vector": (r"\nabla_x \frac{1}{x}", VECTOR),
    "differentiated by a sum": (r"\frac{\partial}{\partial (x + y)} x", {}),
    "defined by itself": (r"f = f + x, \quad \frac{\partial f}{\partial x}", {}),
    "circular definitions": (r"a = b x, \quad b = a x, \quad \frac{\partial a}{\partial x}", {}),
    "undefined function": (r"\frac{\partial L}{\partial \theta}", {}),
}
OUT_OF_SCOPE = {
    "expectation": (r"\nabla_\theta \mathbb{E}[f(x,\theta)]", {}),
    "integral": (r"\frac{d}{dx}\int_0^x t^2\,dt", {}),
    "infinite sum": (r"\frac{d}{dx}\sum_{n=1}^\infty \frac{x^n}{n}", {}),
    "divergence": (r"\nabla \cdot \mathbf{F}", {r"\mathbf{F}": "n"}),
    "floor": (D + r"\lfloor x \rfloor", {}),
    "rank": (r"\frac{\partial}{\partial A}\operatorname{rank}(A)", {"A": "n x n"}),
}
HOSTILE = {
    "deep braces": (D + "{" * 10_000 + "x" + "}" * 10_000, {}),
    "deep brackets": (D + "[" * 9_999 + "x" + "]" * 9_999, {}),
    "deep fractions": (D + r"\frac{1}{" * 3_000 + "x" + "}" * 3_000, {}),
    "deep functions": (D + r"\sin(" * 2_000 + "x" + ")" * 2_000, {}),
    "deep scripts": (D + "x_{" * 700 + "x" + "}" * 700, {}),
    "very long sum": (D + "x" + "+x" * 200_000, {}),
    "many unknown commands": (D + r"\qq" * 50_000, {}),
    "self-calling macro": (r"\newcommand{\z}{x\z}" + D + r"\z", {}),
    "macros that call each other": (r"\def\u{\v}\def\v{\w}\def\w{\u}" + D + r"\u", {}),
    "doubling macros": ("".join(rf"\newcommand{{\m{chr(98 + n)}}}{{\m{chr(97 + n)}\m{chr(97 + n)}}}" for n in range(24)) + r"\newcommand{\ma}{x}" + D + r"\my", {}),
    "file": (D + r"\input{../../etc/shadow}", {}),
    "include": (D + r"\include{/etc/hosts} x", {}),
    "shell": (D + r"\immediate\write18{rm -rf ~}", {}),
    "open file": (D + r"\openout3=steal.txt x", {}),
    "category codes": (D + r"\catcode`\@=11 x", {}),
    "lua": (D + r"\directlua{os.execute('id')}", {}),
    "Python": (D + "eval('1+1')", {}),
    "redefined primitive": (r"\renewcommand{\sum}{\int}" + D + "x", {}),
}
REFUSED = {**MALFORMED, **CONTRADICTIONS, **OUT_OF_SCOPE, **HOSTILE}

# Odd but harmless: an answer or an error, as long as it comes at once.
EITHER = {
    "huge exponent": (D + "x^{123456789}", {}),
    "tower of powers": (D + "x^{9^{9^{9^9}}}", {}),
    "huge number": (D + "x" + "9" * 400, {}),
    "huge coefficient": (D + "9" * 5_000 + " x", {}),
    "tiny number": (D + "0." + "0" * 400 + "1 x", {}),
    "huge matrix power": (r"\frac{\partial}{\partial A}\operatorname{tr}(A^{99999999})", {"A": "n x n"}),
    "huge order": (r"\frac{d^{999}}{dx^{999}} e^{x^2}", {}),
    "division by zero": (D + r"\frac{x}{1 - 1}", {}),
    "logarithm of zero": (D + r"x \log 0", {}),
    "many variables": (D + "+".join(f"x a_{{{n}}}" for n in range(300)), {}),
    "long product": (D + r"\,".join(["x"] * 120), {}),
    "square root of a negative": (D + r"\sqrt{-1} x", {}),
    "no-break space": (D + "x\u00a0+\u00a01", {}),
    "full width": (D + "\uff08x\uff0b1\uff09", {}),
    "wide sum of numbers": (D + r"\sum_{i=1}^{1000000000} i x", {}),
    "wide sum": (r"\nabla_x \sum_{i=1}^{1000000000000} x_i^2", {}),
    "long vector": (r"\nabla_x \, x^\top x", {"x": "1000000000000"}),
    "large matrix": (r"\frac{\partial}{\partial A} \operatorname{tr}(A^2)", {"A": "784 x 784"}),
    "many factors": (D + "".join(f"(x + {n})" for n in range(40)), {}),
    "many inverses": (r"\frac{\partial}{\partial A} \operatorname{tr}(" + "A^{-1}B" * 15 + ")", {"A": "n x n", "B": "n x n"}),
    "many norms": (r"\nabla_x " + "+".join(rf"\|A_{{{n}}} x\|" for n in range(60)), VECTOR),
    "nested softmax": (r"\nabla_x \, a^\top " + r"\operatorname{softmax}(" * 10 + "x" + ")" * 10, {"x": "n", "a": "n"}),
    "long declaration": (r"\nabla_x \, x^\top x", {"x": "n" * 100_000}),
}


SECONDS = 1.0
MEMORY = 2 << 30


class TooSlow(AssertionError):
    """No answer in time."""


@pytest.fixture(autouse=True)
def bounded():
    """Ends a test that takes more time or memory than any input may."""
    def stop(signum, frame):
        raise TooSlow(f"no answer within {SECONDS} s")

    handler, limits = signal.signal(signal.SIGPROF, stop), resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, limits[1]))
    signal.setitimer(signal.ITIMER_PROF, 2 * SECONDS)      # each input is derived twice; processor time, so that a busy machine does not fail it
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, handler)
    resource.setrlimit(resource.RLIMIT_AS, limits)


def refusal(latex: str, declare: dict) -> td.TexDeriveError | None:
    """The error, or None if there is an answer; any other exception fails the test."""
    try:
        td.derive(latex, declare=declare)
    except td.TexDeriveError as refused:
        return refused
    return None


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_place_and_hint(name) -> None:
    """Code, message, a place inside the input and a hint what to write instead; the same words twice."""
    latex, declare = REFUSED[name]
    error = refusal(latex, declare)
    assert error is not None, "answered"
    lines = latex.split("\n")
    assert error.code.startswith("TD") and error.code != "TD100" and error.message
    assert 1 <= error.line <= len(lines) and 1 <= error.column <= len(lines[error.line - 1]) + 1 and error.length >= 1
    assert error.hint
    assert len(error.report()) < 2_000
    assert str(refusal(latex, declare)) == str(error)


@pytest.mark.parametrize("name", EITHER)
def test_odd_input_comes_to_an_end(name) -> None:
    """An answer, or an error with a place, within a second."""
    latex, declare = EITHER[name]
    error = refusal(latex, declare)
    assert error is None or (error.code.startswith("TD") and error.line is not None)


@pytest.mark.parametrize("latex", [None, 3, b"x^2", ["x"]], ids=["None", "number", "bytes", "list"])
def test_only_text_is_a_formula(latex) -> None:
    """Anything but text is refused like bad LaTeX."""
    with pytest.raises(td.TexDeriveError):
        td.derive(latex)
