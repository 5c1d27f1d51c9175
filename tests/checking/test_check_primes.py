r"""Primes of brackets and of defined names: derivatives in scalar calculus, transposes beside vectors."""
from __future__ import annotations

import pytest

from texderive.checking import check


def verdicts(text: str) -> list[str]:
    return [c.verdict for c in check(text).claims]


@pytest.mark.parametrize("text", [
    r"Let $h(x)=\sin(x)\,e^{x^2}$. \[h'(x)=\cos(x)e^{x^2}+\sin(x)\left(e^{x^2}\right)'=\cos(x)e^{x^2}+2x\sin(x)e^{x^2}\]",
    r"\[(x^2\ln x)'=(x^2)'\ln x+x^2(\ln x)'=2x\ln x+x\]",
    r"\[\frac{d}{dx}\ln(\cos x)=\frac{(\cos x)'}{\cos x}=-\tan x\]",
    r"Let $u=x^2$ and $v=\sin x$. \[(uv)'=u'v+uv'=2x\sin x+x^2\cos x\]",
    r"Let $y=e^{2x}$. \[y'=2e^{2x}\] \[y''=4e^{2x}\]",
    r"For $y=x^x$ we have $y'=x^x(\ln x+1)$.",
    r"\[(fgh)'=f'gh+fg'h+fgh'\]",
    r"\[\left(\frac uv\right)^\prime=u'v^{-1}-uv^{-2}v'=\frac{u'v-uv'}{v^2}\]",
    r"The criterion is $S(b)=(y-Xb)'(y-Xb)$ and \[\frac{\partial S}{\partial b}=-2X'y+2X'Xb\]",
])
def test_primes_are_derivatives_of_numbers(text):
    """A prime behind a bracket or a defined number is d/dx; functions that nothing defines move with x."""
    assert set(verdicts(text)) == {"equal"}


@pytest.mark.parametrize("text", [
    r"\[(x^2\ln x)'=(x^2)'\ln x+x^2(\ln x)'=2x\ln x+x^2\]",
    r"For $y=x^x$ we have $y'=x^x(\ln x-1)$.",
    r"\[(fgh)'=f'gh+fg'h+f'gh'\]",
    r"\[\left(\frac uv\right)'=\frac{u'v+uv'}{v^2}\]",
])
def test_wrong_derivatives_by_primes_are_found(text):
    """The last relation has a slip."""
    assert verdicts(text)[-1] == "wrong"
