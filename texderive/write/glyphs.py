r"""LaTeX commands and their Unicode characters: the tables that all writers but LaTeX's share;
alphabets, 𝓛 and 𝐱, where a letter has such a form."""
from __future__ import annotations

GREEK = dict(zip(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu xi pi varpi "
    "rho varrho sigma varsigma tau upsilon phi varphi "
    "chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split(),
    "αβγδϵεζηθϑικϰλμνξπϖρϱσςτυϕφχψωΓΔΘΛΞΠΣΥΦΨΩ"))

ORDINARY = GREEK | {
    "partial": "∂", "nabla": "∇", "infty": "∞", "ell": "ℓ", "hbar": "ℏ", "imath": "ı", "jmath": "ȷ", "top": "⊤",
    "intercal": "⊺", "bot": "⊥", "prime": "′",
    "star": "⋆", "ast": "∗", "dagger": "†", "ddagger": "‡", "forall": "∀", "exists": "∃", "emptyset": "∅",
    "Re": "ℜ", "Im": "ℑ", "aleph": "ℵ",
    "dots": "…", "ldots": "…", "cdots": "⋯", "vdots": "⋮", "ddots": "⋱", "dotsc": "…", "dotsb": "⋯", "degree": "°",
    "Box": "□", "square": "□", "blacksquare": "■",
    "checkmark": "✓", "%": "%", "#": "#", "&": "&", "_": "_", "$": "$", "bigtriangledown": "∇", "triangledown": "∇",
    "triangle": "△", "varnothing": "∅", "cdotp": "·",
    "angle": "∠", "P": "¶", "S": "§", "i": "ı", "backslash": "\\", "slash": "/", "colon": ":",
}

BINARY = {
    "+": "+", "-": "−", "*": "∗", "/": "/", "pm": "±", "mp": "∓", "times": "×", "cdot": "·", "odot": "⊙", "circ": "∘",
    "otimes": "⊗", "oplus": "⊕", "oslash": "⊘", "ominus": "⊖",
    "div": "÷", "setminus": "∖", "cup": "∪", "cap": "∩", "wedge": "∧", "vee": "∨", "land": "∧", "lor": "∨",
    "bullet": "•", "boxtimes": "⊠",
}

RELATION = {
    "=": "=", "<": "<", ">": ">", ":": ":", "le": "≤", "leq": "≤", "leqslant": "≤", "ge": "≥", "geq": "≥",
    "geqslant": "≥", "ne": "≠", "neq": "≠", "approx": "≈", "equiv": "≡",
    "sim": "∼", "simeq": "≃", "cong": "≅", "propto": "∝", "in": "∈", "notin": "∉", "ni": "∋", "subset": "⊂",
    "subseteq": "⊆", "supset": "⊃", "supseteq": "⊇", "succ": "≻", "succeq": "⪰",
    "prec": "≺", "preceq": "⪯", "ll": "≪", "gg": "≫", "to": "→", "rightarrow": "→", "leftarrow": "←", "gets": "←",
    "longrightarrow": "⟶", "mapsto": "↦", "leadsto": "⇝", "Rightarrow": "⇒",
    "implies": "⟹", "iff": "⟺", "Leftrightarrow": "⇔", "Leftarrow": "⇐", "Longrightarrow": "⟹", "leftrightarrow": "↔",
    "coloneqq": "≔", "coloneq": "≔", "triangleq": "≜", "doteq": "≐",
    "mid": "∣", "parallel": "∥", "perp": "⊥", ":=": "≔", "uparrow": "↑", "downarrow": "↓", "lessgtr": "≶",
    "gtrless": "≷", "asymp": "≍",
}

PUNCTUATION = {",": ",", ";": ";", ".": ".", "!": "!", "?": "?"}

BIG = {"sum": "∑", "prod": "∏", "int": "∫", "iint": "∬", "oint": "∮", "bigcup": "⋃", "bigcap": "⋂", "bigoplus": "⨁",
       "bigotimes": "⨂", "bigodot": "⨀", "coprod": "∐"}

FENCES = {
    "(": "(", ")": ")", "[": "[", "]": "]", "{": "{", "}": "}", "lbrace": "{", "rbrace": "}", "|": "|", "vert": "|",
    "lvert": "|", "rvert": "|", r"\|": "‖",
    "||": "‖", "Vert": "‖", "lVert": "‖", "rVert": "‖",
    "langle": "⟨", "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "lbrack": "[",
    "rbrack": "]", "<": "⟨", ">": "⟩", ".": "", "": "", "/": "/",
}
CLOSING = {"(": ")", "[": "]", "{": "}", "|": "|", "‖": "‖", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉"}

NAMES = frozenset("arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf limsup "
                  "ln log max min sec sin sinh sup tan tanh Pr".split())
LIMIT_NAMES = frozenset("lim max min sup inf limsup liminf argmin argmax det gcd Pr".split()) | {"arg min", "arg max"}

ACCENTS = {"hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "overline": "\u0305", "tilde": "\u0303",
           "widetilde": "\u0303", "vec": "\u20d7",
           "overrightarrow": "\u20d7", "dot": "\u0307", "ddot": "\u0308",
           "check": "\u030c", "breve": "\u0306", "acute": "\u0301", "grave": "\u0300", "mathring": "\u030a",
           "underline": "\u0332"}

FONTS = {
    "mathbf": "bold", "textbf": "bold", "bf": "bold", "boldsymbol": "bolditalic", "bm": "bolditalic",
    "pmb": "bolditalic", "mathbb": "bb", "mathds": "bb",
    "mathbbm": "bb", "mathcal": "cal", "mathscr": "cal",
    "mathrm": "roman", "rm": "roman", "mathup": "roman", "mathsf": "sans", "textsf": "sans", "mathfrak": "frak",
    "mathtt": "mono", "mathit": "italic",
    "textit": "italic", "cal": "cal", "mathnormal": "italic",
    "boldmath": "bolditalic", "bold": "bold", "symbf": "bold", "symbfit": "bolditalic",
}

_CLASSES = (("bin", BINARY), ("rel", RELATION), ("punct", PUNCTUATION))
OPERATORS: dict[str, tuple[str, str]] = {("\\" + key if key.isalpha() else key): (glyph, kind)
                                         for kind, table in _CLASSES for key, glyph in table.items()}


def character(symbol: str) -> str:
    """The Unicode character of a letter or command; an unknown command is its bare name."""
    if not symbol.startswith("\\"):
        return symbol
    return ORDINARY.get(symbol[1:], symbol[1:])


def bracket(symbol: str) -> str:
    """The Unicode character of a bracket; "" of the invisible one."""
    return FENCES.get(symbol.lstrip("\\") if symbol != r"\|" else symbol, symbol)


def operator(symbol: str) -> tuple[str, str]:
    """(character, class) of an operator; the class is bin, rel or punct."""
    return OPERATORS.get(symbol, (character(symbol), "rel"))


_STARTS = {           # font -> (capital A, small a, digit 0, capital Alpha, small alpha); 0 where there is none
    "bold": (0x1D400, 0x1D41A, 0x1D7CE, 0x1D6A8, 0x1D6C2), "bolditalic": (0x1D468, 0x1D482, 0x1D7CE, 0x1D71C, 0x1D736),
    "italic": (0x1D434, 0x1D44E, 0, 0x1D6E2, 0x1D6FC),
    "bb": (0x1D538, 0x1D552, 0x1D7D8, 0, 0), "cal": (0x1D49C, 0x1D4B6, 0, 0, 0), "frak": (0x1D504, 0x1D51E, 0, 0, 0),
    "sans": (0x1D5A0, 0x1D5BA, 0x1D7E2, 0, 0), "mono": (0x1D670, 0x1D68A, 0x1D7F6, 0, 0),
}
_HOLES = {             # letters that Unicode had before the block was made
    "bb": dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ")), "cal": dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ")),
    "frak": dict(zip("CHIRZ", "ℭℌℑℜℨ")), "italic": {"h": "ℎ"},
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
