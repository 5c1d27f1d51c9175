"""Unicode mathematics as the LaTeX commands it stands for: tables, and the refusal of what stands for nothing."""
from __future__ import annotations

import unicodedata

from ..errors import ReadError

SUPERSCRIPT = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱᵀᵗᵏ", "0123456789+-()niTtk")) | {"ᵃ": "a", "ᵇ": "b", "ᶜ": "c", "ᵈ": "d",
    "ᵐ": "m", "ˣ": "x", "ʲ": "j", "ᵖ": "p"}
SUBSCRIPT = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-()aehijklmnoprstuvx"))

_GREEK = dict(zip("αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩϵϑϕϱςϖ", (
    "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon varphi chi psi omega "
    "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega epsilon vartheta phi varrho varsigma varpi").split()))

_COMMANDS = {
    "∂": "partial", "∇": "nabla", "∑": "sum", "∏": "prod", "∫": "int", "√": "sqrt", "‖": "|", "∥": "|", "⊤": "top",
    "⟂": "perp", "⊺": "intercal",
    "·": "cdot", "⋅": "cdot", "×": "times", "⊙": "odot", "∘": "circ", "⊗": "otimes", "⊕": "oplus", "∈": "in",
    "∉": "notin", "≤": "leq", "≥": "geq", "≠": "neq",
    "≈": "approx", "≡": "equiv", "∝": "propto", "∼": "sim", "→": "to", "↦": "mapsto", "⇒": "Rightarrow",
    "⇔": "Leftrightarrow", "⟹": "implies",
    "⟺": "iff", "≔": "coloneqq", "≜": "triangleq", "⟨": "langle", "⟩": "rangle", "〈": "langle", "〉": "rangle",
    "⌊": "lfloor", "⌋": "rfloor", "⌈": "lceil", "⌉": "rceil", "∞": "infty",
    "…": "dots", "⋯": "cdots", "⋮": "vdots", "⋱": "ddots", "ℓ": "ell", "†": "dagger", "⪰": "succeq", "≽": "succeq",
    "≻": "succ", "⪯": "preceq",
    "≼": "preceq", "≺": "prec", "⊂": "subset", "⊆": "subseteq", "∀": "forall", "∃": "exists", "±": "pm", "∓": "mp",
    "★": "star", "⋆": "star", "∗": "ast", "÷": "div",
    "≪": "ll", "≫": "gg", "≲": "lesssim", "≳": "gtrsim", "∪": "cup", "∩": "cap", "∅": "emptyset", "ı": "imath", "ȷ": "jmath"}

PLAIN: dict[str, tuple[str, ...]] = {char: ("\\" + name,) for char, name in (_GREEK | _COMMANDS).items()} | {
    "−": ("-",), "–": ("-",), "—": ("-",), "‐": ("-",), "′": ("'",), "’": ("'",), "‘": ("'",), "″": ("'", "'"),
    "∣": ("|",), "∕": ("/",), "⁄": ("/",),
    "ℝ": ("\\mathbb", "{", "R", "}"), "ℂ": ("\\mathbb", "{", "C", "}"), "ℕ": ("\\mathbb", "{", "N", "}"),
    "ℤ": ("\\mathbb", "{", "Z", "}"),
    "𝔼": ("\\mathbb", "{", "E", "}"), "𝟙": ("\\mathbb", "{", "1", "}"), "𝟏": ("\\mathbf", "{", "1", "}"),
    "½": ("\\frac", "1", "2"), "ℒ": ("\\mathcal", "{", "L", "}"),
    "，": (",",), "。": (".",), "、": (",",), "；": (";",), "µ": ("\\mu",)}

_STYLES = (("SANS-SERIF", "\\mathsf"), ("DOUBLE-STRUCK", "\\mathbb"), ("SCRIPT", "\\mathcal"),
           ("FRAKTUR", "\\mathfrak"), ("BOLD", "\\mathbf"), ("ITALIC", ""))


_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"      # what stands behind them is shown in another order


def translate(char: str, span: tuple[int, int]) -> tuple[str, ...]:
    r"""Token keys for a character beyond the tables: invisible ones vanish, 𝐱 is \mathbf{x},
    full-width forms are plain ones.

    >>> translate("𝐱", (0, 1))
    ('\\mathbf', '{', 'x', '}')
    """
    category = unicodedata.category(char)
    if category in ("Cf", "Zs", "Zl", "Zp") and char not in _TURNING:
        return ()
    name = unicodedata.name(char, "")
    normal = unicodedata.normalize("NFKC", char)
    if len(normal) == 1 and (normal.isascii() or normal in PLAIN) and normal != char:
        keys = PLAIN.get(normal, (normal,))
        font = next((f for word, f in _STYLES if word in name), "") if name.startswith("MATHEMATICAL") else ""
        return (font, "{", *keys, "}") if font else keys
    if category == "Lo":
        return (char,)                       # Chinese, Japanese, Korean: prose, gathered into a Text
    looks = f"; it looks like {_LOOKALIKE[char]} but is another letter" if char in _LOOKALIKE else ""
    called = f"U+{ord(char):04X} {name}".strip()
    hint = f"write the Latin letter {_LOOKALIKE[char]}" if char in _LOOKALIKE else r"delete it, or put it into \text{..}"
    raise ReadError(f"the character {char!r} ({called}) has no meaning in a formula{looks}", span, code="TD112", hint=hint)


_LOOKALIKE = dict(zip("АВЕКМНОРСТХаеорсухі", "ABEKMHOPCTXaeopcyxi"))
