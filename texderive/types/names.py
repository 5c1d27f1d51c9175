r"""Names up to styling: `\mathbf{x}`, `{\bf x}` and `x` are one; `\hat{y}`, `x_1`, `a^*`, `x^{(i)}` are others.

A canonical name is text such as `x`, `\phi`, `\hat{y}`, `W_1`, `L_data`, `\sigma^2`, `a^*`; both keys given as LaTeX
and nodes of the formula tree have one.
"""
from __future__ import annotations

import re
from functools import lru_cache

from .. import tree
from ..errors import UnsupportedError
from ..functions import FUNCTION_NAMES
from .conventions import CONJUGATES, NUMBERING, TRANSPOSES

OWN = "[]"                  # at the end of a name of its own that is printed like another one
_FONTS = {"mathbf", "boldsymbol", "bm", "pmb", "mathrm", "text", "textrm", "textbf", "mathit", "mathsf", "mathtt",
          "vec", "bf", "rm", "it", "bold",
          "operatorname", "mathbb", "mathfrak", "boldmath", "underline", "overrightarrow", "textit", "mbox", "vb", "va",
          "symbf", "symbfup", "left", "right", "displaystyle", "textstyle", "mathnormal", "fam", "limits",
          "ensuremath", "mathop", "bb", "uvec"}
_ACCENTS = {"hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "widetilde": "tilde",
            "dot": "dot", "ddot": "ddot",
            "check": "check", "breve": "breve", "acute": "acute", "grave": "grave", "mathring": "mathring"}
_CALLIGRAPHIC = {"mathcal", "mathscr", "cal", "EuScript", "symcal"}
_SYNONYMS = {r"\ast": "*", r"\varepsilon": r"\epsilon", r"\prime": "'", r"\max": "max", r"\min": "min"}
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[^\s]", re.DOTALL)
_PRIMES = re.compile(r"(?<![\^'])(?=')")                # x' is the name x^'
_BOLD = re.compile(r"\\(mathbf|boldsymbol|bm|pmb|bf|vec|symbf|symbfup|vb|va|textbf|mathbold)(?![A-Za-z])")
_BARE = re.compile(r"[A-Za-z]|\\[A-Za-z]+")
GREEK = {"α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\epsilon", "ζ": r"\zeta", "η": r"\eta",
         "θ": r"\theta", "ι": r"\iota",
         "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu", "ν": r"\nu", "ξ": r"\xi", "π": r"\pi", "ρ": r"\rho",
         "σ": r"\sigma", "τ": r"\tau", "φ": r"\phi",
         "χ": r"\chi", "ψ": r"\psi", "ω": r"\omega", "Γ": r"\Gamma", "Δ": r"\Delta", "Θ": r"\Theta", "Λ": r"\Lambda",
         "Σ": r"\Sigma", "Φ": r"\Phi",
         "Ψ": r"\Psi", "Ω": r"\Omega"}




def undefined(node: tree.Node) -> UnsupportedError:
    r"""What to raise for a name that nothing defines, and for a function that stands there without its argument, \log."""
    key, known = key_of(node), tree.bare(node)
    if isinstance(known, tree.Symbol) and known.name in FUNCTION_NAMES and known.latex != known.name:
        return UnsupportedError(f"{known.latex} has no argument", node.span, code="TD314", hint=f"write {known.latex}(x)")
    return UnsupportedError(f"{key} is not defined", node.span, code="TD302", hint=f"define it: {key} = ...")


def is_transposed(node: tree.Node) -> bool:
    """Whether the sign of a transpose stands above the node, x^T."""
    return isinstance(node, tree.Script) and isinstance(node.sup, tree.Symbol) and node.sup.name in TRANSPOSES


@lru_cache(maxsize=4096)
def canonical(latex: str) -> str:
    r"""The canonical name of a key as declared.

    >>> canonical(r"\mathbf{c}_0"), canonical(r"x^{(i)}"), canonical(r"\boldsymbol\phi_n"), canonical(r"\sigma^{2}")
    ('c_0', 'x^(i)', '\\phi_n', '\\sigma^2')
    """
    tokens = _TOKEN.findall(latex)
    out, pos = [], 0
    while pos < len(tokens):
        token = tokens[pos]
        name = token[1:] if token[0] == "\\" else ""
        if name in _CALLIGRAPHIC:                          # \mathcal L is another letter than L
            inner, pos = _argument(tokens, pos + 1)
            out.append(r"\mathcal{" + canonical(inner) + "}")
            continue
        if name in _ACCENTS:
            inner, pos = _argument(tokens, pos + 1)
            out.append("\\" + _ACCENTS[name] + "{" + canonical(inner) + "}")
            continue
        pos += 1
        if token in "{},;" or name in _FONTS or name in (",", ";", "!", ":", "quad", " "):
            continue
        if len(token) == 1 and ord(token) > 0x2000:
            token = _plain_letter(token)
        out.append(_SYNONYMS.get(token, GREEK.get(token, token)))
    return _order_scripts(_PRIMES.sub("^", "".join(out)))


def _plain_letter(char: str) -> str:
    """A styled Unicode letter (bold x, U+1D431) without its style."""
    import unicodedata
    return unicodedata.normalize("NFKC", char)


def _argument(tokens: list[str], pos: int) -> tuple[str, int]:
    """The text of the group or token at pos, and the position behind it."""
    if pos >= len(tokens):
        return "", pos
    if tokens[pos] != "{":
        return tokens[pos], pos + 1
    depth, start = 0, pos
    while pos < len(tokens):
        depth += {"{": 1, "}": -1}.get(tokens[pos], 0)
        pos += 1
        if depth == 0:
            break
    return " ".join(tokens[start + 1:pos - 1]), pos


def _order_scripts(name: str) -> str:
    """Subscript before superscript, so that x^2_i and x_i^2 are the same name."""
    match = re.fullmatch(r"([^_^]+)\^([^_^]+)_([^_^]+)", name)
    return f"{match[1]}_{match[3]}^{match[2]}" if match else name


def is_bold(latex: str) -> bool:
    """Whether a key is set in bold."""
    return bool(_BOLD.search(latex))


class BySpelling(dict):
    r"""A mapping by symbols that any spelling of a name finds: x_{1} for x_1, \vec{x} for \vec x, and \mathbf{x}
    for x where no x is bold.

    >>> BySpelling({"x_1": 5})["x_{1}"]
    5
    """

    def _spelled(self, key: object) -> object:
        if not isinstance(key, str) or dict.__contains__(self, key):
            return key
        alike = [k for k in self if isinstance(k, str) and canonical(k) == canonical(key)]
        return next((k for k in alike if is_bold(k) == is_bold(key)), alike[0] if alike else key)

    def __contains__(self, key: object) -> bool:
        return dict.__contains__(self, self._spelled(key))

    def __getitem__(self, key):
        return dict.__getitem__(self, self._spelled(key))

    def get(self, key, default=None):
        return dict.get(self, self._spelled(key), default)




def is_letter(node: tree.Node) -> bool:
    """Whether a node is one small Latin letter, perhaps with a prime: what can number something."""
    return isinstance(node, tree.Symbol) and node.name[1:] in ("", "'") and node.name[:1].islower()


def numbers(node: tree.Node | None) -> bool:
    """Whether a node is a letter that usually numbers something, with or without a prime."""
    return isinstance(node, tree.Symbol) and node.name[1:] in ("", "'") and node.name[:1] in NUMBERING


def letter_above(sup: tree.Node | None) -> bool:
    """Whether a superscript is a letter and no sign of a transpose or conjugate: x^a, W^l."""
    return (isinstance(sup, tree.Symbol) and len(sup.name) == 1 and sup.name.isalpha() and sup.name not in TRANSPOSES
            and sup.name not in CONJUGATES)


def name_of(node: tree.Node | None) -> str | None:
    """The canonical name a node could be, or None when it is not of the form of a name."""
    if node is None:
        return None
    found = node._name
    if found == "":
        read = _NAMES.get(type(node))
        found = node._name = None if read is None else read(node)
    return found


def _script_name(node: tree.Script) -> str | None:
    base = name_of(node.base)
    if base is None or isinstance(node.base, tree.Number):
        return None
    sub = "" if node.sub is None else script_text(node.sub)
    sup = "" if node.sup is None else script_text(node.sup)
    if sub is None or sup is None:
        return None
    return base + (f"_{sub}" if sub else "") + (f"^{sup}" if sup else "")


def _prime_name(node: tree.Prime) -> str | None:
    base = name_of(node.base)
    return None if base is None else base + "^" + "'" * node.count


def _increment_name(node: tree.Product) -> str | None:
    r"""\Delta x."""
    if node.op != "juxt" or len(node.factors) != 2:
        return None
    first, second = node.factors
    inner = name_of(second) if isinstance(first, tree.Symbol) and first.name in (r"\Delta", "Δ") else None
    return None if inner is None else r"\Delta" + inner


@lru_cache(maxsize=4096)
def _clean(name: str) -> str:
    return canonical(name)


def _symbol_name(node: tree.Symbol) -> str:
    name = node.name
    if node.font == "cal":
        return rf"\mathcal{{{name}}}"
    if len(name) == 1 and name.isascii():
        return name
    return _clean(name)


_NAMES = {
    tree.Symbol: _symbol_name,
    tree.Number: lambda node: node.text,
    tree.Script: _script_name,
    tree.Prime: _prime_name,
    tree.Group: lambda node: name_of(node.body) if node.kind == "{" else None,
    tree.Product: _increment_name,
}


def script_text(node: tree.Node) -> str | None:
    """A script as it stands in a canonical name: `ij`, `data`, `(i)`, `*`, `2`, `t-1`."""
    match node:
        case tree.Items():
            parts = [script_text(item) for item in node.items]
            return None if None in parts else "".join(parts)
        case tree.Text():
            return "".join(node.text.split())
        case tree.Group():
            inner = script_text(node.body)
            close = {"(": ")", "[": "]", "{": ""}.get(node.kind, "")
            return None if inner is None else ("" if node.kind == "{" else node.kind) + inner + close
        case tree.Product() if node.op == "juxt":
            parts = [script_text(f) for f in node.factors]
            return None if None in parts else "".join(parts)
        case tree.Sum():
            text = ""
            for term in node.terms:
                part = script_text(tree.unsigned(term))
                if part is None:
                    return None
                text += ("-" if isinstance(term, tree.Neg) else "+" if text else "") + part
            return text
        case tree.Relation() if set(node.ops) == {"mid"}:
            parts = [script_text(part) for part in node.parts]               # k|k-1
            return None if None in parts else "|".join(parts)
        case tree.Fraction():
            return None
        case _:
            return name_of(node)


def key_of(node: tree.Node) -> str:
    """The symbol as written, for the keys of `shapes`: styling kept."""
    match node:
        case tree.Symbol():
            if node.font == "bold" and _BARE.fullmatch(node.latex):  # one font command around a whole expression
                return rf"\boldsymbol{{{node.latex}}}" if node.latex.startswith("\\") else rf"\mathbf{{{node.latex}}}"
            return node.latex
        case tree.Number():
            return node.text
        case tree.Script():
            text = key_of(node.base)
            for mark, script in (("_", node.sub), ("^", node.sup)):
                if script is not None:
                    inner = _script_latex(script)
                    text += mark + (inner if len(inner) == 1 else "{" + inner + "}")
            return text
        case tree.Prime():
            return key_of(node.base) + "'" * node.count
        case tree.Call():
            return f"{key_of(node.function)}({', '.join(key_of(a) for a in node.args)})"
        case tree.Group():
            return key_of(node.body)
        case tree.Product():
            return " ".join(key_of(f) for f in node.factors)
        case tree.Relation():
            return r" \mid ".join(key_of(p) for p in node.parts) if set(node.ops) == {"mid"} else ""
    return ""


def _script_latex(node: tree.Node) -> str:
    match node:
        case tree.Items():
            return "".join(_script_latex(i) for i in node.items)
        case tree.Text():
            return r"\text{" + node.text + "}"
        case tree.Group():
            return node.kind + _script_latex(node.body) + {"(": ")", "[": "]"}.get(node.kind, "")
        case tree.Sum() | tree.Neg():
            return script_text(node) or ""
        case tree.Relation() if set(node.ops) == {"mid"}:
            return "|".join(map(_script_latex, node.parts))
        case _:
            return key_of(node)


def apart(node: tree.Node) -> bool:
    """x - x_n, x - x' and (x - x_n)/h: a point less another of the same letter."""
    node = node.num if isinstance(node, tree.Fraction) else node
    node = tree.opened(node)
    if not isinstance(node, tree.Sum) or len(node.terms) != 2 or not isinstance(node.terms[1], tree.Neg):
        return False
    first, second = (n.base if isinstance(n, (tree.Script, tree.Prime)) else n for n in (node.terms[0], node.terms[1].body))
    return name_of(first) is not None and name_of(first) == name_of(second)
