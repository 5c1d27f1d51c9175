"""Letters by the words that the text gives them: "with respect to the weights", where it says "weights $w$"
or "$w$ is the weight vector"."""
from __future__ import annotations

import re

from ...patterns import laid
from ...prose.symbols import bare, only_symbol
from ..lexical import language
from ..lexical.sentences import Sentence, in_span, marked
from ..lexical.statement import clean
from .scope import Scope

_FILLERS = frozenset("the its all each both a an le la les l der die den das dem el los las il lo i gli model network "
                     "vector vectors matrix matrices first second layer s".split())
_ENDING = re.compile(r"(?:ices|es|en|s|e|n)$")
# letters that a word stands for where the text gives it none
_USUAL = {"weight": ("w", "W"), "bias": ("b",), "mean": (r"\mu",), "covariance": (r"\Sigma",)}
REACH = 3000                                 # characters before a sentence that are searched for the word
_BEFORE = (r"{stem}\w{{0,3}}(?:[\s~-]+(?:vector|matrix|vecteur|matrice|vektor|matrix|parameter)\w{{0,2}})?[\s~]*(?:is|"
           r"are|:|,|=|called|denoted(?: by)?)?[\s~]*(?:\()?\x01")
_BEHIND = laid(r"""
    \x01[\s~]*,?[\s~]*(?:is|are|be|denotes?|stands for|represents?|as|for|sind|ist|sei(?:en)?|est|sont|es|son|\(|,
      |:)?[\s~]*
    (?:(?:the|our|all|a|an|le|la|les|der|die|das|el|los|las|corresponding|model|learnable|unknown|trainable|column
      |vector|matrix|of)[\s~-]+){{0,4}}
    {stem}
    """)


class Roles:
    """Finds the letters that words stand for in one document."""

    def __init__(self, scope: Scope):
        self.scope = scope

    def named(self, sentence: Sentence) -> list[str]:
        """The symbols that the words behind "with respect to" name; empty where any of them is not found."""
        match = language.WRT_WORDS.search(sentence.plain)
        parts = re.split(r"\b(?:and|und|et|y|e)\b|,", match["words"]) if match else []
        found = [self._letter(words, sentence) for words in parts]
        return [symbol for symbol in found if symbol] if all(found) else []

    @staticmethod
    def usual(sentence: Sentence, symbols: list[str]) -> list[str]:
        """The symbol of a function that the words behind "with respect to" usually name: W for "the weights";
        empty where several of its symbols could be meant."""
        match = language.WRT_WORDS.search(sentence.plain)
        words = [w for w in re.findall(r"[^\W\d_]+", match["words"].lower()) if w not in _FILLERS
                 or w.startswith("weight")] if match else []
        letters = next((row for word, row in _USUAL.items() if words and words[0].startswith(word)), ())
        found = [symbol for symbol in symbols if re.sub(r"[_{(^].*", "", bare(symbol)) in letters]
        return found if len(found) == 1 else []

    def _letter(self, words: str, sentence: Sentence) -> str | None:
        """The symbol that the text nearest before the end of the sentence calls by the last
        of these words that is no filler."""
        named = [w for w in re.findall(r"[^\W\d_]+", words.lower()) if w not in _FILLERS]
        if not named:
            return None
        begin = max(0, sentence.start - REACH)
        fragments = in_span(self.scope.fragments, begin, sentence.end)
        plain = marked(self.scope.text, begin, sentence.end, fragments).lower()
        stem = re.escape(_ENDING.sub("", named[0]) if len(named[0]) > 4 else named[0])
        places = [m.end() - 1 if pattern is _BEFORE else m.start() for pattern in (_BEFORE, _BEHIND)
                  for m in re.finditer(pattern.format(stem=stem), plain)]
        for place in sorted(places, reverse=True):
            fragment = next((f for f in fragments if f.start == begin + place), None)
            symbol = only_symbol(re.split(r"\\in(?![A-Za-z])|=|:", clean(self.scope.formula(fragment)))[0]) if fragment else None
            if symbol:
                return symbol
        return None
