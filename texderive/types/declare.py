r"""Declarations: "N x d", "n x n symmetric", "d for i=1..N, positive", mappings, and \mathbb{R}^{m\times n}."""
from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches

from ..errors import ShapeError, UnsupportedError
from ..records import record
from ..symbols import Dim, Symbol, product_dim
from .names import canonical, is_bold

PROPS = {
    "symmetric": "symmetric", "sym": "symmetric", "posdef": "posdef", "positive definite": "posdef",
    "positive-definite": "posdef", "spd": "posdef",
    "pd": "posdef", "psd": "psd", "positive semidefinite": "psd", "positive semi-definite": "psd", "positive-semidefinite": "psd",
    "invertible": "invertible", "nonsingular": "invertible", "non-singular": "invertible", "regular": "invertible",
    "positive": "positive",
    "nonzero": "nonzero", "ones_any": "ones_any", "constant": "constant", "const": "constant", "ones": "ones",
    "identity": "identity", "orthogonal": "orthogonal",
    "skew": "skew", "skew-symmetric": "skew", "antisymmetric": "skew", "diagonal": "diagonal",
    "lower triangular": "lower_triangular",
    "lower_triangular": "lower_triangular", "upper triangular": "upper_triangular",
    "upper_triangular": "upper_triangular", "toeplitz": "toeplitz",
    "hankel": "hankel", "circulant": "circulant", "dimension": "dimension",
    "unit": "unit", "binary": "binary", "pm1": "pm1", "onehot": "onehot", "one-hot": "onehot", "simplex": "simplex",
    "rowsimplex": "rowsimplex", "rows sum to one": "rowsimplex", "small": "small",
    "integer": "integer", "label": "label", "real": "real", "zeros": "zeros", "function": "function",
    "elementwise": "elementwise", "dependent": "dependent", "row": "row", "square": "square",
}
PROPERTY = re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, sorted(PROPS, key=len, reverse=True))) + r")(?![\w-])",
                      re.IGNORECASE)
_TIMES = re.compile(r"\\times|×|\*|\bby\b")
_FILLERS = re.compile(r"\b(matrix|vector|column|a|an|in|of|with|and)\b(?!\s*x\b)(?=\s*\S)|[,;]|"
                      r"\\mathbb\s*\{?R\}?\s*\^?|\\R\b\^?|\bR\^|\bin\b|[{}]")
_SCALAR = re.compile(r"\b(scalar|number)\b")
_KIND = re.compile(r"\b(scalar|number|vector|matrix)\b")
_BETWEEN_SIZES = re.compile(r"\s+x\s+|\s*x\s*(?=\d)|\s+")
_COMPLEX = re.compile(r"\b(complex|hermitian|unitary|imaginary)\b|\\mathbb\s*\{?C\}?|\bC\^", re.IGNORECASE)
_PLAIN = re.compile(r"[A-WYZa-wyz](?: x [A-WYZa-wyz])?")           # "n", "N x d": what most declarations are
_SIZE = re.compile(r"\|[^|]+\||\\?[A-Za-z][\w'{}\\]*(\s*[-+*]\s*[\w]+)?")
MARKED = re.compile(r"(.+?)_([A-Za-z,]+)(\^[-+*'])")                      # z_i^+, x_i'
_ABOVE_AND_BELOW = re.compile(r"(.+?)_([A-Za-z,]+)\^[(\[]([A-Za-z])[)\]]")
_NAME = re.compile(r"[A-Za-z]{2,}(?=$|[_^(])")
_SUBSCRIPT = re.compile(r"_\{(\w+)\}")                                   # n_{10}
_FOR = re.compile(r"\bfor\b")
_RANGE = re.compile(r"(?:for\s+)?([A-Za-z]+)\s*=\s*1\s*(?:\.\.+|,\s*\\?l?dots\s*,|to)\s*([A-Za-z]\w*|\d+)")
_AXES = ("i", "j", "k", "l", "m", "p")           # letters for the axes of a declared tensor
IMPLIES_VECTOR = frozenset(("onehot", "simplex"))          # of a symbol of which nothing else is said
_KEYS = ("shape", "props", "indexed_by", "ranges")
_NEEDS_SQUARE = ("symmetric", "posdef", "psd", "skew", "identity")
_IMPLIES_SQUARE = ("posdef", "psd", "symmetric", "skew", "identity", "orthogonal", "invertible", "diagonal",
                   "lower_triangular", "upper_triangular")


OF = "of="                         # of a quantity of which no more is known: what it depends on
_SIGNS = "signs="                  # of a function with a parameter below its name: what stands between its arguments


def signs_of(d: "Declared") -> tuple[str, ...] | None:
    r"""What stands between the arguments of p_\theta(y \mid x), a function of y, x and \theta;
    None for other functions."""
    return next((tuple(p[len(_SIGNS):].split()) for p in d.props if p.startswith(_SIGNS)), None)


def with_signs(signs: tuple[str, ...]) -> str:
    """The property that `signs_of` reads."""
    return _SIGNS + " ".join(signs)


@record
class Declared:
    r"""What is known of one symbol: `shape` as axes that are present, () for a scalar,
    None when only properties are known.

    `name` is the canonical name, `base` and `place` split a family key such as x^{(i)} into x and where its index
    stands ("sub", "sup", or "both" in w_j^{(i)}).
    `row` marks a declared 1 x n, `symbol` is given where the symbol itself is known."""

    key: str
    name: str
    shape: tuple[Dim, ...] | None
    props: frozenset[str] = frozenset()
    indexed_by: tuple[str, ...] = ()
    ranges: tuple[Dim | None, ...] = ()
    row: bool = False
    base: str = ""
    place: str = ""
    symbol: Symbol | None = None

    @property
    def bold(self) -> bool:
        return is_bold(self.key)


def dependent(key: str, of: str, shape: tuple | None = (), *props: str) -> Declared:
    """The declaration of a quantity, as written, that is a function of `of`;
    `shape` None where it is to be inferred."""
    return Declared(key, canonical(key), shape, frozenset(("function", "dependent", OF + of, *props)))


def words(declare: Mapping | None) -> frozenset[str]:
    """The names of several plain letters among the keys, score and score_i, for the reader."""
    return frozenset(m[0] for key in (declare if isinstance(declare, Mapping) else ()) if isinstance(key, str)
                     and len(key) > 1 and (m := _NAME.match(key)))


def parse(declare: Mapping | None) -> dict[str, Declared]:
    r"""Declarations by key, in order; a Symbol declares itself.

    >>> parse({"X": "N x d", "A": "n x n symmetric", "x_i": "d for i=1..N"})["x_i"].ranges
    ('N',)
    """
    if not isinstance(declare, Mapping | None):
        raise ShapeError(f"declarations are a mapping from symbols to shapes, not {declare!r}", code="TD205",
                         hint='write {"X": "N x d"}')
    out: dict[str, Declared] = {}
    for key, value in (declare or {}).items():
        if not isinstance(key, str) or not key.strip():
            raise ShapeError(f"a declared symbol has to be text, not {key!r}", code="TD205")
        out[key] = (_from_symbol(key, value) if isinstance(value, Symbol) else _from_mapping(key, value)
                    if isinstance(value, Mapping) else _from_text(key, value))
    return out


def _from_symbol(key: str, s: Symbol) -> Declared:
    shape = s.shape if s.shape[0] == 1 and s.shape[1] != 1 else tuple([d for d in s.shape if d != 1])
    return _finish(key, shape, s.props, s.letters if s.family else (), s.family, s)


def _from_mapping(key: str, value: Mapping) -> Declared:
    _known(key, value)
    _real(key, *value.get("props", ()))
    if "ones_any" in value.get("props", ()):                  # a vector of ones of whatever length fits
        return Declared(key, canonical(key), None, frozenset(str(p) for p in value["props"]), base=canonical(key))
    shape = value.get("shape", ())
    if isinstance(shape, str):
        return _from_text(key, shape)
    ranges = value.get("ranges", {})
    letters = tuple(value.get("indexed_by", ()))
    return _finish(key, tuple(_dim(d) for d in shape), value.get("props", ()), letters, tuple(_last(i, ranges) for i in letters))


def _last(letter: str, ranges: Mapping) -> Dim | None:
    """How far an index runs, the capital letter where nothing says it; not I, which is the identity."""
    last = ranges.get(letter, letter.upper())
    return None if last == "I" else _dim(last)


def _from_text(key: str, value: object) -> Declared:
    if isinstance(value, (tuple, list)):
        return _finish(key, tuple(_dim(d) for d in value), (), (), ())
    if not isinstance(value, str):
        raise ShapeError(f"cannot read the declaration of {key}: {value!r}", code="TD205", hint='write "N x d", "d" or "scalar"')
    text = value.strip()
    if _PLAIN.fullmatch(text):
        return _finish(key, tuple(text.split(" x ")), (), (), ())
    if len(text) > 2_000:
        raise ShapeError(f"the declaration of {key} is too long", code="TD205", hint='write "N x d", "d" or "scalar"')
    _real(key, text)
    letters, ranges = [], []
    for match in _RANGE.finditer(text):
        letters.append(match[1])
        ranges.append(_dim(match[2]))
    if letters:
        text = _RANGE.sub(" ", text)
    text = _SUBSCRIPT.sub(r"_\1", _FOR.sub(" ", text))
    props = [PROPS[match[1].lower()] for match in PROPERTY.finditer(text)]
    if props:
        text = PROPERTY.sub(" ", text)
    text = _FILLERS.sub(" ", _TIMES.sub(" x ", text))
    scalar = _SCALAR.search(text)
    text = _KIND.sub(" ", text).strip()
    if scalar or not text:
        shape: tuple[Dim, ...] | None = () if scalar or not any(p in _IMPLIES_SQUARE or p in IMPLIES_VECTOR
            for p in props) else None
    else:
        _no_words(key, text)
        shape = tuple(_dim(part) for part in _BETWEEN_SIZES.split(text))
        if re.search(r"(?<!\S)x$|^x\s", text) and text != "x":
            raise ShapeError(f"a size is missing in the declaration of {key}: {value!r}", code="TD205",
                             hint='write "N x d", "d" or "scalar"')
        if len(shape) > len(_AXES):
            raise ShapeError(f"cannot read the declaration of {key}: {value!r}", code="TD205",
                             hint='write "N x d", "d", "scalar" or "d for i=1..N"')
    if (shape and not (len(shape) == 2 and shape[0] == shape[1])
            and (square := next((p for p in props if p in _NEEDS_SQUARE), None))):
        raise ShapeError(f"{key} is declared as {square} and as {value!r}, which is not square", code="TD205",
                         hint=f'write "n x n {square}"')
    return _finish(key, shape, props, tuple(letters), tuple(ranges))


def _no_words(key: str, text: str) -> None:
    """Raises where a word of a declaration is neither a size nor a property: n x n symetric has no third size."""
    word = next((w for w in text.split()[1:] if len(w) > 2 and w.isalpha() and re.search(r"[^x]\s+" + w, text)), None)
    if word is not None:
        near = get_close_matches(word, PROPS, 1)
        raise ShapeError(f"{word!r} in the declaration of {key} is neither a size nor a property", code="TD205",
                         hint=f"did you mean {near[0]}?" if near else "sizes have an x between them: N x d")


def _known(key: str, value: Mapping) -> None:
    """Raises for a word in a mapping that means nothing there: "prop" for "props", "symetric" for "symmetric"."""
    for word, words in [*((k, _KEYS) for k in value), *((p, PROPS) for p in value.get("props", ()))]:
        near = [] if word in words else get_close_matches(str(word), words, 1, 0.75)
        if near:
            raise ShapeError(f"{word!r} in the declaration of {key} is not known", code="TD205",
                             hint=f"did you mean {near[0]}?")


def _real(key: str, *said: object) -> None:
    """Raises where a declaration says that a symbol is complex."""
    for text in said:
        if _COMPLEX.search(str(text)):
            raise UnsupportedError(f"{key} is declared as complex", code="TD313",
                                   hint="everything is real here: declare real and imaginary part as symbols of their own")


def _dim(text: object) -> Dim:
    """A size: a name or a positive number."""
    text = str(text).strip().strip("{}$")
    if text.isdigit() and int(text) > 0:
        return int(text)
    if not _SIZE.fullmatch(text):
        raise ShapeError(f"{text!r} is not a size", code="TD205", hint="a size is a name such as n or a positive number")
    # p*m is m*p
    return product_dim(*(int(f) if f.isdigit() else f for f in re.split(r"\s*\*\s*", text))) if "*" in text else text


def _finish(key: str, shape, props, letters: tuple[str, ...], ranges: tuple[Dim, ...], symbol: Symbol | None = None) -> Declared:
    props = frozenset(map(str, props))
    row = False
    if shape is not None:
        if 2 < len(shape) <= len(_AXES) and not letters:  # a tensor is a family of scalars, used by its components
            letters, ranges, shape = _AXES[:len(shape)], shape, ()
        if len(shape) > 2:
            raise ShapeError(f"{key} is declared with {len(shape)} axes", code="TD205",
                             hint="number the members of a family with indexed_by")
        if len(shape) == 2 and shape[0] == 1:
            row, shape = shape[1] != 1, shape[1:] if shape[1] != 1 else ()
        elif len(shape) == 2 and shape[1] == 1:
            shape = shape[:1]
        if shape == (1,):
            shape = ()
    name = canonical(key)
    props |= _meant(name, shape)
    base, place = (name, "") if not letters else _family(name, letters)
    return Declared(key, name, shape, props, letters, ranges, row, base, place, symbol)


_ONES = re.compile(r"(?:1|\\mathbbm1)(?:_\w+)?")


def _meant(name: str, shape: tuple[Dim, ...] | None) -> frozenset[str]:
    r"""What the sign itself says of a declared \mathbf{1} \in \mathbb{R}^n, which are ones,
    and of I_n \in \mathbb{R}^{n\times n}."""
    if shape and _ONES.fullmatch(name):
        return frozenset(("ones",))
    return (frozenset(("identity",)) if shape is not None and len(shape) == 2 and shape[0] == shape[1] and name
            == f"I_{shape[0]}" else frozenset())


_LABELLED = re.compile(r"[A-Za-z0-9]+")


def own_places(d: Declared) -> tuple[int, ...] | None:
    r"""Where the indices of a family stand below it if labels stand there too: (0,) for r_{nk}, n = 1, .., N;
    None where there are indices alone."""
    below = d.name.removeprefix(d.base + "_")
    return (tuple(map(below.index, d.indexed_by)) if d.place == "sub" and len(below) > len(d.indexed_by)
            and _LABELLED.fullmatch(below) and set(d.indexed_by) < set(below) else None)


def _family(name: str, letters: tuple[str, ...]) -> tuple[str, str]:
    """Base name and the place of the indices of a family key: x_i -> (x, "sub"), x^(i) -> (x, "sup"), w_j^(i) -> (w,
    "both"), z_i^+ -> (z^+, "sub")."""
    text = "".join(letters)
    both = _ABOVE_AND_BELOW.fullmatch(name)
    if both and sorted(both[2].replace(",", "") + both[3]) == sorted(letters):
        return both[1], "both"
    marked = MARKED.fullmatch(name)
    if marked and marked[2].replace(",", "") == text:
        return marked[1] + marked[3], "sub"
    for mark, place in (("_", "sub"), ("^", "sup")):
        for inner in (text, f"({text})", f"[{text}]", ",".join(letters)):
            if name.endswith(mark + inner):
                return name[: -len(mark + inner)], place
    base, _, below = name.partition("_")
    return (base, "sub") if _LABELLED.fullmatch(below) and set(letters) < set(below) else (name, "sub")
