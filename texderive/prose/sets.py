r"""Facts that mathematics itself states: A \in \mathbb{R}^{m\times n}, \lambda > 0, W = W^\top, i = 1,\dots,m."""
from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..patterns import regex
from .gaussian import covariances
from .symbols import bare, only_symbol

TRANSPOSE = (r"\^\s*(?:\{?\s*(?:\\top|\\intercal|\\mathsf\s*\{?\s*T\s*\}?|\\mathrm\s*\{?\s*T\s*\}?|"
             r"\\text\s*\{?\s*T\s*\}?|T|t|')\s*\}?)")
_SETNAME = (r"(?:\{?\s*\\(?:mathbb|mathbf|Bbb|mathds|mathcal|mathrm|bf|mathbbm)\s*\{?\s*([A-Z]{1,2})\s*\}?\s*\}?|\\(R|"
            r"S|N|Z|Q|C|RR|reals|Reals|Real|SS)(?![A-Za-z])|([ℝℕℤℂ]))")
_BOUND = r"(?:\\(?:geq?|gt|le|lt|succ|geqslant)(?![A-Za-z])|>=?|\+{1,2}|\*)\s*(?:0)?"
_SET = re.compile(rf"\s*{_SETNAME}((?:\s*\^\s*(?:\{{(?:[^{{}}]|\{{[^{{}}]*\}})*\}}|[A-Za-z0-9]|\\[A-Za-z]+)|"
                  rf"\s*_\s*(?:\{{[^{{}}]*\}}|[+*]{{1,2}}|[A-Za-z0-9]))*)\s*$")
_SIZE = r"(?:[A-Za-z]\w*(?:_(?:\{?\w+\}?))?|\d+|\\[a-z]+|\|[^|]*\|)(?:\s*[+\-]\s*(?:\d+|[A-Za-z]))?"
_SPLIT = re.compile(r"\\(?:quad|qquad)(?![A-Za-z])|\\\\|&|;(?!\w)")
_RANGE = re.compile(r"([a-z])\s*(?:=|\\in)\s*\\?\{?\s*1\s*,\s*(?:2\s*,\s*)?(?:\\[lc]?dots[cbm]?|\.\.\.|"
                    r"…|\\ldots)\s*,?\s*([A-Za-z]\w*|\d+|\|[^|]*\|)")
_SUMRANGE = re.compile(r"\\(?:sum|prod)\s*(?:\\limits\s*)?_\s*\{\s*([a-z])\s*=\s*1\s*\}\s*\^\s*(?:\{\s*([A-Za-z]|"
                       r"\d+)\s*\}|([A-Za-z]|\d))")
_SUBRANGE = re.compile(r"_\s*\{\s*([a-z])\s*=\s*1\s*\}\s*\^\s*(?:\{\s*([A-Za-z]|\d+)\s*\}|([A-Za-z]|\d))")
_FAMILY = regex(r"""
    (?P<root>(?:\\[A-Za-z]+\s*)?\{?\s*[A-Za-z]\s*\}?|\\[a-z]+)\s*(?P<open>_\s*\{?|\^\s*\{\s*\()\s*1\s*(?P<close>\)\s*\}
      |\}?)\s*,\s*
    (?:(?P=root)\s*[_^][^,]*,\s*)?(?:\\[lc]?dots[cbm]?|\.\.\.|…)\s*,?\s*(?P=root)\s*(?:_|\^)\s*(?:\{\s*\(?\s*)?
      (?P<last>[A-Za-z])(?![A-Za-z])\s*
    (?:\)?\s*\})?
""")
_ORDER = re.compile(r"\s*(\\(?:gt|geq?|geqslant|succ|succeq|neq?|leq?|lt|prec|preceq)(?![A-Za-z])|[><≥≻≠])\s*")
_NUMBER_SET = {"R": None, "RR": None, "reals": None, "Reals": None, "Real": None, "ℝ": None, "N": "positive",
               "ℕ": "positive", "Z": None, "ℤ": None, "Q": None}
_ORDER_PROPS = {">": "positive", r"\gt": "positive", r"\succ": "posdef", "≻": "posdef", r"\succeq": "possemidef",
                r"\ge": "nonnegative", r"\geq": "nonnegative",
                r"\geqslant": "nonnegative", "≥": "nonnegative", r"\ne": "nonzero", r"\neq": "nonzero", "≠": "nonzero"}


@dataclass
class Fact:
    """What is known of one symbol as written: shape (None while unknown), rank where only that is known, properties;
    of x_i that stands for x_1, ..., x_n how `many` there are."""

    shape: tuple[str, ...] | None = None
    rank: int | None = None
    props: list[str] = field(default_factory=list)
    many: str | None = None

    def add(self, other: "Fact") -> None:
        """Take over what `other` knows; its shape wins."""
        self.shape = other.shape if other.shape is not None else self.shape
        self.rank = other.rank if other.rank is not None else self.rank
        self.many = other.many or self.many
        self.props += [p for p in other.props if p not in self.props]


@dataclass
class Statement:
    """One fragment: the symbols it speaks of, facts about them, and what else it may be."""

    symbols: list[str] = field(default_factory=list)
    facts: list[tuple[str, Fact]] = field(default_factory=list)
    dims: tuple[str, ...] | None = None         # the fragment is m\times n, or a bare set
    plain: bool = False                         # symbols alone, so that it may also be a size
    families: dict[str, str] = field(default_factory=dict)      # x_i for x_1, ..., x_n, with n


def dimension(text: str) -> str | None:
    r"""A size as a plain name: "n", "N_1" for N_{1}, "d+1"; None for what is no size."""
    text = text.strip().strip("()").strip()
    if text.startswith("{") and text.endswith("}"):
        text = text[1:-1].strip()
    cardinal = re.fullmatch(r"\|\s*(?:\\(?:mathcal|mathrm)\s*)?\{?\s*([A-Za-z])\s*\}?\s*\|", text)
    if cardinal:
        return cardinal.group(1)
    if not re.fullmatch(_SIZE, text):
        return None
    return re.sub(r"[{}\\\s]", "", text)


def dimensions(text: str) -> tuple[str, ...] | None:
    r"""The sizes of an exponent or of a phrase such as m\times n.

    >>> dimensions(r"m \times n"), dimensions("d"), dimensions("x+y=1")
    (('m', 'n'), ('d',), None)
    """
    parts = re.split(r"\\times(?![A-Za-z])|×|\\cdot(?![A-Za-z])|(?<=\w)\s*,\s*(?=\w)|\s+x\s+|\\mathrm\{x\}", text.strip())
    sizes = tuple(dimension(p) for p in parts)
    return None if any(s is None for s in sizes) or len(sizes) > 3 else sizes     # type: ignore[return-value]


def read_set(text: str) -> Fact | None:
    r"""The fact that lying in a set states.

    >>> read_set(r"\mathbb{S}^n_{++}")
    Fact(shape=('n', 'n'), rank=None, props=['symmetric', 'posdef'], many=None)
    """
    text = re.sub(r"\\(?:,|;|!|:|left|right|displaystyle)(?![A-Za-z])", "", text).strip().rstrip(".,;").strip()
    finite = re.match(r"\\\{(.*?)\\\}\s*(?:\^\s*(\{[^{}]*\}|\w))?\s*$", text)
    if finite:
        return _finite(finite.group(1), finite.group(2))
    if re.fullmatch(r"[\[(]\s*0\s*,\s*1\s*[\])](?:\s*\^\s*(?:\{[^{}]*\}|\w))?", text):
        exponent = re.search(r"\^\s*(\{[^{}]*\}|\w)\s*$", text)
        sizes = dimensions(exponent.group(1).strip("{}")) if exponent else ()
        return Fact(sizes, props=["unit"]) if sizes is not None else None
    match = _SET.match(text)
    if not match:
        return None
    name = match.group(1) or match.group(2) or match.group(3)
    scripts = match.group(4) or ""
    exponent = re.search(r"\^\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|([A-Za-z0-9]|\\[A-Za-z]+))", scripts)
    below = re.search(r"_\s*(?:\{([^{}]*)\}|([+*]{1,2}|\w))", scripts)
    lower = (below.group(1) or below.group(2)).replace(" ", "") if below else ""
    upper = (exponent.group(1) or exponent.group(2) or "") if exponent else ""
    return _named_set(name, upper, lower)


def _finite(members: str, exponent: str | None) -> Fact | None:
    plain = re.sub(r"[\s{}]|\\[,;!]", "", members)
    props = {"0,1": ["binary"], "1,0": ["binary"], "-1,1": ["pm1"], "-1,+1": ["pm1"], "+1,-1": ["pm1"], "1,-1": ["pm1"],
             r"\pm1": ["pm1"]}.get(plain)
    if props is None and not re.match(r"[\d,.\-+]+$", plain.replace(r"\dots", "").replace(r"\ldots", "")):
        return None
    shape = dimensions(exponent.strip("{}")) if exponent else ()
    return Fact(shape, props=list(props or [])) if shape is not None else None


def _named_set(name: str, upper: str, lower: str) -> Fact | None:
    symmetric = name in ("S", "SS", "P") or (name == "S" and lower in ("+", "++"))
    if symmetric:
        sizes = dimensions(upper) if upper else (dimension(lower),) if lower.isalnum() else None
        if not sizes or sizes[0] is None:
            return None
        if upper and re.search(r"-\s*1", upper) and "+" not in lower:
            return None                                         # the unit sphere S^{n-1}
        props = ["symmetric"] + (["posdef"] if "++" in upper + lower or ">" in lower else ["possemidef"]
                                 if "+" in lower or "ge" in lower else [])
        return Fact((sizes[0], sizes[0]), props=props)
    if name == "O":
        size = dimension(lower or upper)
        return Fact((size, size), props=["orthogonal"]) if size else None
    if name not in _NUMBER_SET:
        return None
    upper = re.sub(r"(?<=\w)\s*(?:\+\+?|\*)\s*$", "", upper)
    sizes = () if not upper or re.fullmatch(r"[+*]{1,2}|" + _BOUND, upper.strip()) else dimensions(upper)
    if sizes is None:
        return None
    strict = re.fullmatch(r"(?:>|\\gt)0?|\+\+|>0|\*\+|\+", lower)
    props = (["positive"] if strict or _NUMBER_SET[name] else ["nonnegative"]
             if re.fullmatch(r"\\geq?(?:slant)?\s*0?|>=0|≥0", lower) else [])
    if not upper and "+" in lower + upper:
        props = ["positive"]
    return Fact(sizes, props=props)


def ranges(text: str) -> dict[str, str]:
    r"""Index letters with the size they run over: i=1,\dots,N and the limits of sums; the first statement wins.

    >>> ranges(r"$i=1,\dots,N$ and $\sum_{j=1}^m$")
    {'i': 'N', 'j': 'm'}
    """
    found: dict[str, str] = {}
    for match in _RANGE.finditer(text):
        size = dimension(match.group(2))
        if size:
            found.setdefault(match.group(1), size)
    for pattern in (_SUMRANGE, _SUBRANGE):
        for match in pattern.finditer(text):
            found.setdefault(match.group(1), match.group(2) or match.group(3))
    return found


def read_fragment(latex: str) -> Statement:
    r"""What one fragment of mathematics declares.

    >>> [(s, f.shape) for s, f in read_fragment(r"x,y\in\mathbb{R}^n").facts]
    [('x', ('n',)), ('y', ('n',))]
    """
    text = re.sub(r"\\(?:displaystyle|textstyle|,|;|!|:|label\{[^{}]*\}|nonumber|notag|left|right)(?![A-Za-z])", " ", latex)
    text = re.sub(r"\\label\{[^{}]*\}|\\tag\{[^{}]*\}", " ", text).strip().rstrip(".,; ")
    result = Statement()
    text = _FAMILY.sub(lambda m: _family(m, result.families), text)
    sizes = dimensions(text) if re.search(r"\\times|×", text) else None
    if sizes:
        result.dims = sizes
        return result
    bare_set = read_set(text)
    if bare_set and bare_set.shape and "^" in text:
        result.dims = bare_set.shape
        return result
    result.facts += [(name, Fact(rank=2, props=["symmetric", "posdef"])) for name in covariances(text)]
    pending: list[str] = []
    plain = True
    for piece in _pieces(text):
        symbol = only_symbol(piece)
        if symbol:
            pending.append(symbol)
            result.symbols.append(symbol)
            continue
        _statement(piece, result, pending)
        plain, pending = False, []
    result.plain = plain and bool(result.symbols)
    return result


def _family(match: re.Match[str], families: dict[str, str]) -> str:
    """x_i for x_1, ..., x_n."""
    name = f"{match['root']}{match['open']}i{match['close']}"
    families[name] = match["last"]
    return name


def _pieces(text: str) -> list[str]:
    """Top-level comma-separated parts."""
    parts, depth, start = [], 0, 0
    k = 0
    while k < len(text):
        c = text[k]
        if c == "\\":
            if text.startswith((r"\{", r"\}"), k):
                depth += 1 if text[k + 1] == "{" else -1
            k += 2
            continue
        depth += c in "{[(" 
        depth -= c in "}])"
        if c == "," and depth <= 0:
            parts.append(text[start:k])
            start = k + 1
        k += 1
    parts.append(text[start:])
    return [p.strip() for whole in parts for p in _SPLIT.split(whole) if p.strip()]


_FUNCTION = re.compile(r"(.+?)(?::|\\colon(?![A-Za-z]))(.+?)\\(?:to|rightarrow)(?![A-Za-z])(.+)", re.S)


_TWINS = re.compile(r"(?P<equation>(?P<first>[^=<>\\]*(?:\\(?!in|subset|prec|"
                    r"succ)[^=<>\\]*)*)=[^=<>≻]+?)\s*(?P<rest>(?:\\(?:in|subset|succ(?:eq)?)(?![A-Za-z])|[>≻∈]).*)", re.S)
_FROM_ZERO = re.compile(r"0\s*(?P<order>\\(?:prec(?:eq)?|leq?|lt)(?![A-Za-z])|[≺≤<])\s*(?P<rest>(?:[^<≤]|\\(?!leq?|lt|"
                        r"prec))+)", re.S)
_TURNED = {r"\prec": r"\succ", r"\preceq": r"\succeq", "≺": r"\succ", r"\le": r"\ge", r"\leq": r"\ge",
           "≤": r"\ge", r"\lt": ">", "<": ">"}


def _statement(piece: str, result: Statement, pending: list[str]) -> bool:
    r"""One statement, or a chain of them about one symbol: A = A^\top \in \mathbb{R}^{n\times n},
    0 < \lambda \in \mathbb{R}."""
    positive, twins = _FROM_ZERO.fullmatch(piece), _TWINS.fullmatch(piece)
    if positive and only_symbol(positive["rest"]):
        return _statement(f"{positive['rest']} {_TURNED[positive['order']]} 0", result, pending)
    if positive and re.search(r"[=∈]|\\in", positive["rest"]):
        known = len(result.symbols)
        read = _statement(positive["rest"], result, pending)
        return any([read, *(_statement(f"{name} {_TURNED[positive['order']]} 0", result, [])
                            for name in result.symbols[known:known + 1])])
    if twins and (read := _equality(twins["equation"], result)) and result.facts[-1][1].props[-1:] in (["symmetric"], ["skew"]):
        return any([read, _statement(result.symbols[-1] + twins["rest"], result, pending)])
    function = _FUNCTION.fullmatch(piece)
    if function:
        return _function_type(function[1], function[3], result)
    member = re.match(r"(.*?)\\(?:in|subset)(?![A-Za-z])(.*)$", piece, re.S) or re.match(r"(.*?)∈(.*)$", piece, re.S)
    if member:
        return _membership(member.group(1), member.group(2), result, pending)
    sides = _ORDER.split(piece)
    if len(sides) >= 3:
        return _comparison(sides, result, pending)
    return _equality(piece, result)


def _function_type(name: str, space: str, result: Statement) -> bool:
    r"""\phi: \mathbb{R}^d \to \mathbb{R}^m: a function, with the shape of its values."""
    symbol, values = only_symbol(name), read_set(space)
    if symbol is None or values is None or values.props:
        return False
    result.facts.append((symbol, Fact(values.shape, None, ["function"])))
    return True


_PAIRS = re.compile(r"(?:\\?[A-Za-z]+(?:\{\w\})?\s*=\s*)?(?:\\\{|"
                    r"\{)?\s*\((?P<members>[^()]*(?:\([^()]*\)[^()]*)*)\)\s*(?:\\\}.*|\})?", re.S)


def _membership(left: str, right: str, result: Statement, pending: list[str]) -> bool:
    pairs = _PAIRS.fullmatch(left.strip())
    names = [only_symbol(p) for p in _pieces(pairs["members"] if pairs else left.strip("() "))]
    sets = [read_set(s) for s in re.split(r"\\times(?![A-Za-z])(?![^{}]*\})|×", right)]
    # (x_i, y_i) \in \mathbb{R}^d \times \mathbb{R}
    if pairs and len(names) == len(sets) > 1 and all(names) and all(sets):
        result.facts += [(name, Fact(fact.shape, None, list(fact.props))) for name, fact in zip(names, sets)]
        result.symbols += names
        return True
    fact = read_set(right)
    if pairs and fact is not None and fact.shape == (str(len(names)),):  # (x, y) \in \mathbb{R}^2: two numbers
        fact = Fact((), None, fact.props)
    if fact is None or not names or any(n is None for n in names):
        result.symbols += [n for n in names if n]
        return False
    for name in [*pending, *names]:
        result.facts.append((name, Fact(fact.shape, None, list(fact.props))))
    result.symbols += names                              # type: ignore[arg-type]
    return True


def _comparison(sides: list[str], result: Statement, pending: list[str]) -> bool:
    left, relation, right = only_symbol(sides[0]), sides[1], sides[2].strip()
    if len(sides) == 5 and sides[0].strip() == "0" and sides[4].strip() == "1" and sides[1] in ("<", r"\lt"):
        middle = only_symbol(sides[2])
        if middle:
            result.facts.append((middle, Fact(props=["unit"])))
            result.symbols.append(middle)
            return True
    names = [only_symbol(p) for p in _pieces(sides[0])]
    prop = _ORDER_PROPS.get(relation)
    if left is None or any(n is None for n in names):
        return False
    if prop and re.fullmatch(r"0|\\mathbf\s*\{?\s*0\s*\}?", right):
        for name in [*pending, left]:
            result.facts.append((name, Fact(props=[prop] + (["symmetric"] if prop == "posdef" and "succ" in relation else []))))
        result.symbols.append(left)
        return True
    result.symbols.append(left)
    return False


TOTAL = regex(r"""
    \\sum\s*(?:\\limits\s*)?(?:[_^]\s*(?:\{[^{}]*\}|\w)\s*)*(?P<s>\\?[A-Za-z]+(?:\s*\{[^{}]*\})?)\s*_\s*(?:\{\w\}|\w)
    |(?:\\mathbf\s*\{?1\}?|\\mathbb\s*\{1\}|\\mathbf1)\s*\^\s*\{?(?:T|\\top)\}?\s*(?P<t>\\?[A-Za-z]+(?:\s*\{[^{}]*\})?)
""")        # \sum_k y_k and 1^T y


def _equality(piece: str, result: Statement) -> bool:
    """A = A^T, A^T = A, A = -A^T, Q^T Q = I, \\sum_k y_k = 1."""
    sides = [s.strip() for s in re.split(r"(?<![:<>!])=", piece)]
    if len(sides) != 2:
        return False
    total = TOTAL.fullmatch(sides[0]) if sides[1] == "1" else None
    if total and (name := only_symbol(total["s"] or total["t"])):
        result.facts.append((name, Fact(rank=1, props=["simplex"])))
        result.symbols.append(name)
        return True
    if re.fullmatch(r"\\pm\s*\{?1\}?|±\s*1", sides[1]) and (name := only_symbol(sides[0])):
        result.facts.append((name, Fact((), props=["pm1"])))
        result.symbols.append(name)
        return True
    for one, other in (sides, sides[::-1]):
        name = only_symbol(one)
        turned = re.fullmatch(rf"(-?)\s*(.+?)\s*{TRANSPOSE}", other)
        if name and turned and only_symbol(turned.group(2)) and bare(turned.group(2)) == bare(name):
            result.facts.append((name, Fact(rank=2, props=["skew" if turned.group(1) else "symmetric"])))
            result.symbols.append(name)
            return True
    gram = re.fullmatch(rf"(.+?)\s*{TRANSPOSE}\s*(.+)", sides[0])
    if (gram and bare(gram.group(1)) == bare(gram.group(2)) and only_symbol(gram.group(1))
            and bare(sides[1]) in ("I", "I_n", "I_d", "I_m")):
        result.facts.append((gram.group(1).strip(), Fact(rank=2, props=["orthogonal"])))
        result.symbols.append(gram.group(1).strip())
        return True
    return False
