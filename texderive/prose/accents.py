r"""Letters with accents as TeX commands, d\'eriv\'ee and L\"osung, as the letters that they print."""
from __future__ import annotations

import re
import unicodedata

from .fragments import find

_MARKS = {"'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "c": "\u0327"}
_SPECIAL = {"ss": "ß", "ae": "æ", "oe": "œ", "AE": "Æ", "OE": "Œ", "o": "ø", "O": "Ø", "aa": "å"}
_ONE = (r"\\(?P<mark>['`^\"~])\s*(?:\{\s*\\?(?P<braced>[A-Za-z])\s*\}|\\(?P<dotless>[ij])(?![A-Za-z])(?:\{\}|"
        r"\s+(?=[a-z]))?|(?P<bare>[A-Za-z]))"
        r"|\\c(?:\s*\{\s*(?P<cedilla>[cC])\s*\}|\s+(?P<after>[cC]))|\\(?P<special>ss|ae|oe|AE|OE|aa)(?:\{\}|\s+|(?![A-Za-z]))")
_LETTER = re.compile(_ONE)
_UNNAMED = re.sub(r"\?P<\w+>", "?:", _ONE)
_WORD = re.compile(rf"(?:(?<![A-Za-z\\])[A-Za-z]+)?(?:\{{(?:{_UNNAMED})\}}|{_UNNAMED})(?:[^\W\d_]|\{{(?:{_UNNAMED})\}}|"
                   rf"{_UNNAMED})*")
_SHORT = re.compile(r'(?:(?<![A-Za-z\\])[A-Za-z]+)?(?<!\\)"[aouAOUs](?:[A-Za-z]|"[aous])*')
_GERMAN = {'"a': "ä", '"o': "ö", '"u': "ü", '"A': "Ä", '"O': "Ö", '"U': "Ü", '"s': "ß"}


_SIGNS = re.compile(rf'{_UNNAMED}|"[aouAOUs]')


def with_letters(text: str, german: bool) -> str:
    """A document's text with such words outside of mathematics in letters."""
    if not _SIGNS.search(text):
        return text
    out, at = [], 0
    for fragment in find(text):
        if fragment.start >= at:
            out += [lettered(text[at:fragment.start], german), text[fragment.start:fragment.end]]
            at = fragment.end
    return "".join(out) + lettered(text[at:], german)


def lettered(text: str, german: bool = False) -> str:
    r"""Such words in letters, each filled up with blanks behind it, so that offsets of all other words stay those of
    the author's file; with `german` the short forms L"osung as well.

    >>> lettered(r"la d\'eriv\'ee de f"), lettered(r"gradi\"ent {\'E}tudier")
    ('la dérivée     de f', 'gradiënt   Étudier    ')
    """
    if german and '"' in text:
        text = _SHORT.sub(lambda m: _filled(re.sub('"[aouAOUs]', lambda s: _GERMAN[s.group()], m.group()), m), text)
    return (_WORD.sub(lambda m: _filled(_LETTER.sub(_letter, m.group().replace("{\\", "\\")).replace("}", ""), m), text)
            if "\\" in text else text)


def _letter(match: re.Match[str]) -> str:
    if match["special"]:
        return _SPECIAL[match["special"]]
    cedilla = match["cedilla"] or match["after"]
    return unicodedata.normalize("NFC", (cedilla or match["braced"] or match["dotless"] or match["bare"])
                                 + _MARKS["c" if cedilla else match["mark"]])


def _filled(word: str, match: re.Match[str]) -> str:
    return word + re.sub(r"[^\n]", " ", match.group())[len(word):]
