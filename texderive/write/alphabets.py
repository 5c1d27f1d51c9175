"""Mathematical alphabets of Unicode: ℝ, 𝓛, 𝐱; where a letter has no such form it stays as it is."""
from __future__ import annotations

_STARTS = {           # font -> (capital A, small a, digit 0, capital Alpha, small alpha); 0 where there is none
    "bold": (0x1D400, 0x1D41A, 0x1D7CE, 0x1D6A8, 0x1D6C2), "bolditalic": (0x1D468, 0x1D482, 0x1D7CE, 0x1D71C, 0x1D736), "italic": (0x1D434, 0x1D44E, 0, 0x1D6E2, 0x1D6FC),
    "bb": (0x1D538, 0x1D552, 0x1D7D8, 0, 0), "cal": (0x1D49C, 0x1D4B6, 0, 0, 0), "frak": (0x1D504, 0x1D51E, 0, 0, 0), "sans": (0x1D5A0, 0x1D5BA, 0x1D7E2, 0, 0), "mono": (0x1D670, 0x1D68A, 0x1D7F6, 0, 0),
}
_HOLES = {             # letters that Unicode had before the block was made
    "bb": dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ")), "cal": dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ")), "frak": dict(zip("CHIRZ", "ℭℌℑℜℨ")), "italic": {"h": "ℎ"},
}


def styled(text: str, font: str) -> str:
    """The letters of `text` in a mathematical alphabet.

    >>> styled("R", "bb"), styled("x", "bold")
    ('ℝ', '𝐱')
    """
    starts = _STARTS.get(font)
    return "".join(_letter(c, font, starts) for c in text) if starts else text


def _letter(c: str, font: str, starts: tuple[int, ...]) -> str:
    if c in _HOLES.get(font, ()):
        return _HOLES[font][c]
    for first, last, start in zip("Aa0Αα", "Zz9Ωω", starts):
        if start and first <= c <= last:
            return chr(start + ord(c) - ord(first))
    return c
