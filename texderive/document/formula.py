r"""What a formula is, looked at lexically after macro expansion: a derivative that is asked for, a definition, a plain function.

This is deliberately no parser: a formula that cannot be read must still be found, so that it can be refused with a message.
"""
from __future__ import annotations

import re
from dataclasses import dataclass

from ..prose.expansion import brace_group
from ..prose.symbols import bare, only_symbol, read_symbol, skip_space
from .symbol_names import symbols_written

_NOISE = re.compile(r"\\(?:text|textbf|textrm|mathrm|mbox)\s*\{\s*\(?(?:[a-h]|[ivx]{1,4}|\d)[).]\s*\}|\\(?:label|tag\*?|vspace|hspace\*?)\s*\{[^{}]*\}|\\(?:nonumber|notag|displaystyle|textstyle|limits|hfill|qquad(?=\s*$)|quad(?=\s*$))(?![A-Za-z])")
_TRAIL = re.compile(r"(?:\s|\\[,;:! ]|~|\\quad|\\qquad|\\hfill|\\ |[.,;:。，；!])+$")
_LEAD = re.compile(r"^(?:\s*\((?:[a-h]|[ivx]{1,4}|\d)\)\s*(?=\\(?:[;,:! ]|q?quad(?![A-Za-z])))|\s|\\[,;:!]|\\ |~|&|\\quad(?![A-Za-z])|\\qquad(?![A-Za-z]))+")
_RELATION = re.compile(r"(?P<define>:=|\\coloneqq|\\triangleq|\\doteq|\\equiv(?![A-Za-z])|\\stackrel\s*\{[^{}]*\}\s*\{\s*=\s*\}|\\overset\s*\{[^{}]*\}\s*\{\s*=\s*\}|\\mathrel\s*\{\s*:?=\s*\})|(?P<equal>=)"
                       r"|(?P<other>\\(?:leftarrow|gets|to|rightarrow|mapsto|approx|propto|sim|simeq|leq?|geq?|neq?|ne|in|notin|lt|gt|preceq?|succeq?|iff|implies|Rightarrow|Leftrightarrow|leftrightarrow|perp|subset|ll|gg|longrightarrow|stackrel|perp)(?![A-Za-z])|[<>≤≥≠∈←→])")
_D = r"(?:\\partial(?![A-Za-z])|∂|\\(?:mathrm|text|rm|textrm|operatorname|mathit|mathsf)\s*\{\s*d\s*\}|\{\s*\\rm\s+d\s*\}|\\mathrm\s+d|\\mathrm\s*d(?![A-Za-z])|\\dd(?![A-Za-z])|\\diff(?![A-Za-z])|\\delta(?![A-Za-z])|\\D(?![A-Za-z])|d(?=\s*(?:\^|$|[A-Za-z\\{])))"
_FRAC = re.compile(r"\\[dtc]?frac(?![A-Za-z])\s*")
_START_D = re.compile(rf"\s*(?:{_D})")
_OPERATORS = re.compile(
    r"(?P<nabla>(?:\\nabla|\\bigtriangledown|\\triangledown|∇)(?!\s*\\(?:cdot|times)))"
    r"|(?P<partial>(?:\\partial(?![A-Za-z])|∂)\s*_)"
    r"|(?P<slash>(?:\\partial(?![A-Za-z])|∂|\\mathrm\s*\{\s*d\s*\}|\bd)\s*\^?\d?\s*\S{0,60}?\s*/\s*(?:\\partial(?![A-Za-z])|∂|\\mathrm\s*\{\s*d\s*\}|\bd)\s*(?=[A-Za-z\\{]))"
    r"|(?P<pdv>\\(?:pdv|dv|odv|fdv|pderiv|deriv)(?![A-Za-z]))"
    r"|(?P<big>\\(?:operatorname|mathrm|text)\s*\{\s*(?:grad|Hess|Jac|hess|jac)\s*\}|\\grad(?![A-Za-z]))"
    r"|(?P<total>(?:D|\\mathrm\s*\{\s*D\s*\}|\\mathbf\s*\{\s*D\s*\})\s*(?=(?:[a-zF-H]|\\(?:phi|psi|varphi|sigma|ell|Phi|Psi))\s*(?:_\w\s*)?\())"
    r"|(?P<jacobian>(?:\\(?:mathbf|boldsymbol|mathrm|bm|mathcal)\s*\{?\s*)?[JHD]\s*\}?\s*_\s*(?:\{?\s*\\?(?:mathbf\s*\{?|boldsymbol\s*\{?|bm\s*\{?)?[a-zA-Z]+\}?\s*\}?)\s*\(?)"
    r"|(?P<limit>\\lim(?![A-Za-z]))"
    r"|(?P<optimum>(?:\\(?:operatorname\*?|mathop|mathrm|text|DeclareMathOperator)\s*\{\s*(?:\\rm\s*)?\{?\s*)?(?:\\arg\s*(?:\\,|\\!|\s)*\\(?:min|max)|arg\s*(?:\\[,;! ]|~|\\thinspace)*\s*\\?(?:min|max)|\\(?:argmin|argmax|min|max|minimize|maximize|minimise)(?![A-Za-z]))|\\underset\s*\{[^{}]*\}\s*\{?\s*\\?(?:operatorname\*?\{)?\s*\\?(?:arg|min|max))"
    r"|(?P<prime>[A-Za-z]|\\(?:phi|psi|varphi|sigma|ell|varphi)(?![A-Za-z]))\s*(?P<ticks>'+|\^\s*\{?\s*(?:\\prime\s*)+\}?)\s*(?=\(|\\left|\\big|\\Big|$|[.,;]|=)")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a formula: its sides and the relations between them; `start` is its offset in the formula."""

    text: str
    sides: tuple[str, ...]
    relations: tuple[str, ...]
    start: int = 0

    @property
    def left(self) -> str:
        return self.sides[0]

    @property
    def right(self) -> str | None:
        """What follows the first "=", or None."""
        return self.sides[1] if self.relations and self.relations[0] in ("=", ":=") else None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request found in a formula: its LaTeX, the stated answer (None where there is none), the kind of operator, a name given to it."""

    latex: str
    answer: str | None
    kind: str
    name: str = ""
    start: int = 0
    open_end: bool = False          # written with "= ?" or a bare "="


@dataclass(frozen=True, slots=True)
class Definition:
    """name(arguments) = right side; `key` is the name without styling."""

    key: str
    name: str
    arguments: tuple[str, ...]
    right: str
    latex: str


def clean(latex: str) -> str:
    r"""A formula without labels, leading and trailing space and punctuation.

    >>> clean(r"\displaystyle x^2 \label{a} .")
    'x^2'
    """
    text = _NOISE.sub(" ", latex)
    text = _LEAD.sub("", text)
    return _TRAIL.sub("", text)


def split_top(text: str, separators: re.Pattern[str]) -> list[tuple[int, str]]:
    """Parts of `text` between separators at the top level of brackets and environments, each with its offset."""
    parts, depth, start, k = [], 0, 0, 0
    while k < len(text):
        c = text[k]
        if depth == 0 and (match := separators.match(text, k)):
            parts.append((start, text[start:k]))
            k = start = match.end()
            continue
        if c == "\\":
            word = re.compile(r"\\(?:[A-Za-z]+|.)", re.S).match(text, k)
            token = word.group() if word else c
            if token in ("\\begin", "\\{", "\\lbrack", "\\langle"):
                depth += 1
            elif token in ("\\end", "\\}", "\\rbrack", "\\rangle"):
                depth -= 1
            elif token in ("\\left", "\\right", "\\bigl", "\\bigr"):
                bracket = re.compile(r"\s*(\\[{}|]|\\[A-Za-z]+|.)", re.S).match(text, k + len(token))
                depth += 1 if token == "\\left" else -1 if token == "\\right" else 0
                if bracket and token in ("\\left", "\\right"):
                    k = bracket.end()
                    continue
            k += len(token)
            continue
        depth += (c in "{([") - (c in "})]")
        depth = max(depth, 0)
        k += 1
    parts.append((start, text[start:]))
    return parts


_JOINING = r"and|or|where|with|for|if|when|then|so|thus|hence|let|given|is|are|et|ou|où|avec|pour|und|oder|mit|wobei|für|con|donde|per|e|y|其中|且|和"
_STATEMENTS = re.compile(r",|;(?!\w)|\\(?:quad|qquad)(?![A-Za-z])|\\\\(?:\[[^\]]*\])?|\\(?:intertext|shortintertext)\s*\{[^{}]*\}"
                         rf"|\\(?:text|mbox|textrm|textbf|textit)\s*\{{\s*(?:(?:{_JOINING})\b[^{{}}]*|[^{{}}\s]+\s+[^{{}}]*\S\s*)\}}")
_WRAPPED = re.compile(r"^\s*\\begin\s*\{(aligned|split|gathered|alignedat|multlined)\}(?:\s*\[\w\])?(?:\s*\{\d+\})?(.*)\\end\s*\{\1\}\s*[.,;]?\s*$", re.S)
_ROW = r"\\\\(?:\[[^\]]*\])?"
_CONTINUED = re.compile(rf"{_ROW}(?:\s|&|\\(?:q?quad|[,;!:])(?![A-Za-z])|\\hspace\*?\{{[^{{}}]*\}})*(?=[+\-=]|\\(?:cdot|times|pm|mp|odot)(?![A-Za-z]))|(?<=[+\-=])\s*{_ROW}(?:\s|&)*")


_ARRAY = re.compile(r"\\begin\s*\{([bpvBV]?matrix\*?|smallmatrix|array|cases|aligned|gathered|split)\}.*?\\end\s*\{\1\}", re.S)


def one_line_each(latex: str) -> str:
    r"""Rows that continue the one before ("\\ & + ...", "\\ &= ...") joined to it, an aligned block around everything taken off.

    >>> one_line_each(r"f &= a \\ &\quad + b \\ g &= c")
    'f &= a  + b \\\\ g &= c'
    """
    wrapped = _WRAPPED.match(latex)
    latex = wrapped.group(2) if wrapped else latex
    inner = [m.span() for m in _ARRAY.finditer(latex)]                   # the rows of a matrix are no lines of the formula
    return _CONTINUED.sub(lambda m: m.group() if any(a < m.start() < b for a, b in inner) else " ", latex)


def statements(latex: str) -> list[Statement]:
    r"""The statements of a formula, split at top-level commas, spaces, rows and words.

    >>> [s.text for s in statements(r"f(x) = x^2, \quad f'(x)")]
    ['f(x) = x^2', "f'(x)"]
    """
    found = []
    latex = one_line_each(_NOISE.sub(lambda m: " " * len(m.group()), latex))
    inner = [m.span() for m in _ARRAY.finditer(latex)]
    latex = re.sub("&", lambda m: "&" if any(a < m.start() < b for a, b in inner) else " ", latex) if inner else latex.replace("&", " ")
    for start, piece in split_top(latex, _STATEMENTS):
        text = clean(piece)
        if text and text not in ("?",):
            found.append(_statement(text, start + len(piece) - len(piece.lstrip())))
    return found


def _statement(text: str, start: int) -> Statement:
    sides, relations, at = [], [], 0
    marks = _top_relations(text)
    for position, end, name in marks:
        sides.append(clean(text[at:position]))
        relations.append(name)
        at = end
    sides.append(clean(text[at:]))
    return Statement(text, tuple(sides), tuple(relations), start)


def _top_relations(text: str) -> list[tuple[int, int, str]]:
    marks: list[tuple[int, int, str]] = []
    parts = split_top(text, _RELATION)
    for (start, piece), (after, _) in zip(parts, parts[1:]):
        position = start + len(piece)
        match = _RELATION.match(text, position)
        name = "=" if match and match["equal"] else ":=" if match and match["define"] else match.group() if match else "="
        marks.append((position, after, name))
    return marks


_OPENING = re.compile(r"^\s*(?:\\displaystyle(?![A-Za-z])\s*)?(?:\\(?:left|[bB]igg?l?)(?![A-Za-z])\s*\.?)?")


def operator(text: str) -> str | None:
    r"""The kind of the derivative, limit or optimum that `text` begins with, else None.

    >>> operator(r"\frac{\partial f}{\partial x}"), operator("x+1")
    ('derivative', None)
    """
    text = _LEAD.sub("", _OPENING.sub("", clean(text)))
    if text.startswith("-") and (inner := operator(text[1:])) in ("derivative", "prime"):
        return inner                                                     # -\ell''(p)
    fraction = _FRAC.match(text)
    if fraction:
        return "derivative" if _derivative_fraction(text, fraction.end()) else None
    if re.match(r"\\frac\s*<", text):
        return "derivative"
    match = _OPERATORS.match(text)
    if not match:
        return None
    kind = match.lastgroup if match.lastgroup != "ticks" else "prime"
    if kind == "optimum":
        return "optimum" if re.search(r"_|\\underset|\\limits", text[:match.end() + 12]) else None
    if kind == "jacobian" and not re.match(r"[JHD]\s*_|\\(?:mathbf|boldsymbol|mathrm|bm|mathcal)", text):
        return None
    if kind == "jacobian":
        return "jacobian"
    return {"limit": "limit", "nabla": "derivative", "prime": "prime"}.get(kind or "", "derivative")


def _derivative_fraction(text: str, at: int) -> bool:
    top = brace_group(text, at)
    bottom = brace_group(text, top[1]) if top else None
    if bottom is None:
        return False
    num, den = (re.sub(r"^(?:\\[,;!]|\s|\\left|\()+", "", part) for part in (top[0], bottom[0]))
    if not _START_D.match(num):
        return False
    if _START_D.match(den):
        return True
    return num.startswith(("\\partial", "∂"))


_BLANK = re.compile(r"\\(?:underline|underbar|boxed|fbox|phantom|hspace\*?|rule|makebox|dotfill|framebox)\s*(?:\[[^\]]*\]|\{(?:[^{}]|\{[^{}]*\})*\})*$|\\(?:ldots|dots|cdots|dotfill|hrulefill|square|Box|bigcirc|dotfill)(?![A-Za-z])\s*$|(?:\\_|_){2,}\s*$|\\text\{\s*\?\s*\}|\.\.\.\s*$")
_SUBJECT = re.compile(r"\\(?:text|mbox|textrm|mathrm|quad|operatorname)\s*\{\s*(?:s\.\s*t\.|subject to|such that|sous|u\.\s*d\.\s*n|约束)|\\st(?![A-Za-z])|\\mathrm\{s\.t\.\}", re.IGNORECASE)


def asked(latex: str) -> list[Asked]:
    r"""The derivatives, limits and optima that a formula puts in the place of a question, with the answers stated for them.

    >>> [(a.latex, a.answer) for a in asked(r"\nabla f = ?")]
    [('\\nabla f', None)]
    """
    found: list[Asked] = []
    wrapped = _WRAPPED.match(latex)
    latex = wrapped.group(2) if wrapped else latex
    subject = _SUBJECT.search(latex)
    for statement in statements(latex):
        if subject and statement.start > subject.start():
            break
        sides, relations = statement.sides, statement.relations
        head = operator(sides[0])
        if head == "optimum" and subject:
            found.append(Asked(clean(latex[statement.start:].replace("&", " ").replace(r"\\", " ")), None, head, start=statement.start))
        elif head and not relations:
            found.append(Asked(clean(sides[0].rstrip("? ")), None, head, start=statement.start, open_end=sides[0].endswith("?")))
        elif head and relations[0] in ("=", ":="):
            if head == "prime" and operator(sides[1]) == "limit":
                found.append(Asked(statement.text, None, "limit", start=statement.start))
                continue
            answer = clean(_BLANK.sub("", clean(sides[-1]))).strip("? ")
            found.append(Asked(sides[0], answer or None, head, start=statement.start, open_end=not answer))
        elif len(sides) == 2 and relations[0] in ("=", ":=", r"\in", "∈") and (tail := operator(sides[1])) in ("optimum", "limit"):
            found.append(Asked(sides[1].rstrip("? "), None, tail, name=sides[0], start=statement.start))
        elif len(sides) == 2 and relations[0] == "=" and only_symbol(sides[0]) and not sides[0].startswith(r"\dot") and operator(sides[1]) == "derivative" and not re.search(r"[+\-]\s*$", sides[1]):
            found.append(Asked(sides[1].rstrip("? "), None, "named", name=sides[0], start=statement.start))
    return found


_PROGRAM = re.compile(r"\s*(?:\\underset\s*\{(?P<under>(?:[^{}]|\{[^{}]*\})*)\}\s*\{\s*)?\\(?:mbox|text|textrm|textsf|mathrm|operatorname\*?)\s*\{\s*(?P<sense>min|max)(?:imi[sz]e)?[.:]?\s*(?:over\s*|\$(?P<over>[^$]*)\$\s*)?\}\s*(?(under)\})\s*(?:_\s*(?:\{(?P<below>(?:[^{}]|\{[^{}]*\})*)\}|(?P<letter>\w)))?")
_LAID_OUT = re.compile(r"\\(?:begin|end)\s*\{(?:array|aligned|alignedat|split|gathered|tabular)\}(?:\s*\[\w\])?(?:\s*\{[lcr@{}\s\d]*\})?|\\\\(?:\[[^\]]*\])?|&|\\(?:q?quad|displaystyle|;|,)(?![A-Za-z])")
UNKNOWN = "\x02"                   # the place of the unknown of a program that names none


def program(latex: str) -> Asked | None:
    r"""An optimisation problem laid out as "minimize f subject to g" in a display; where it names no unknown, `latex` holds UNKNOWN for it.

    >>> program(r"\begin{array}{ll}\mbox{minimize}_x & x^2\\ \mbox{subject to} & x = 1\end{array}").latex
    '\\operatorname*{arg\\,min}_{x} x^2 \\quad \\text{s.t.} \\quad x = 1'
    """
    flat = re.sub(r"\s+", " ", _LAID_OUT.sub(" ", latex)).strip()
    sense = _PROGRAM.match(flat)
    subject = _SUBJECT.search(flat, sense.end()) if sense else None
    if sense is None:
        return None
    behind = subject and re.compile(r"[^{}]*\}").match(flat, subject.end())
    objective = clean(flat[sense.end():subject.start() if subject else len(flat)])
    condition = clean(flat[behind.end():]) if behind else ""
    if not objective or subject and not condition:
        return None
    by = clean(sense["under"] or sense["below"] or sense["letter"] or sense["over"] or UNKNOWN)
    return Asked(rf"\operatorname*{{arg\,{sense['sense']}}}_{{{by}}} {objective}" + (rf" \quad \text{{s.t.}} \quad {condition}" if condition else ""), None, "optimum")


def constrained(latex: str) -> bool:
    """Whether a formula states constraints ("s.t.")."""
    return bool(_SUBJECT.search(latex))


def split_constraints(latex: str) -> tuple[str, str]:
    """A formula before and behind its "s.t."."""
    match = _SUBJECT.search(latex)
    return (latex[:match.start()], latex[match.end():]) if match else (latex, "")


_DELTA = re.compile(r"\\delta\s*_\s*\{")


def contraction(latex: str) -> str | None:
    r"""An index expression with Kronecker deltas that may be asked to be simplified, else None.

    >>> contraction(r"\sum_j A_{ij}\delta_{jk}")
    '\\sum_j A_{ij}\\delta_{jk}'
    """
    text = clean(latex)
    parts = statements(text)
    return text if len(parts) == 1 and not parts[0].relations and _DELTA.search(text) and not operator(text) else None


_FUNCTION = re.compile(r"\s*(?:\\left\s*|\\big\s*)?\((.*?)(?:\\right\s*)?\)\s*$", re.S)
_STANDARD = re.compile(r"\\?(?:sigma|softmax|relu|ReLU|sigmoid|operatorname\{?softmax\}?|operatorname\{?ReLU\}?|mathrm\{?ReLU\}?|tanh|log|exp)$")


_MAPS = re.compile(r"^\s*\\?[A-Za-z]+\s*\\mapsto\s*(?=[^=]*=)")
_MINIMISED = re.compile(r"^\s*\\(?:min|max)\s*(?:\\limits\s*)?_\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\w|\\[A-Za-z]+)\s*(?:\\[;,:! ]|\\q?quad|~|\s)*(?=\\?[A-Za-z]+\s*\()")


def definitions(latex: str) -> list[Definition]:
    r"""The definitions that a formula states: name = ..., f(x) = ...

    >>> [(d.key, d.arguments) for d in definitions("f(x,y) = x^2y")]
    [('f', ('x', 'y'))]
    """
    found = []
    for statement in statements(_MAPS.sub("", latex)):
        if not statement.relations or statement.relations[0] not in ("=", ":=") or not statement.right or statement.right.startswith("?"):
            continue
        left = _MINIMISED.sub("", statement.left)                       # \min_x f(x) := ... defines f
        head = read_symbol(left)
        if head is None:
            continue
        name, rest = head[0].strip(), left[head[1]:]
        arguments: tuple[str, ...] = ()
        if skip_space(rest, 0) < len(rest):
            call = _FUNCTION.match(rest)
            if not call:
                continue
            arguments = tuple(a.strip() for _, a in split_top(call.group(1), re.compile(r"[,;|]")))
        if _ill_defined(name, arguments, statement.right):
            continue
        right = statement.right if len(statement.sides) == 2 or not set(statement.relations) <= {"=", ":="} else statement.sides[1]
        if left != statement.left and not set(arguments) & set(map(bare, symbols_written(right))):
            continue
        found.append(Definition(bare(name), name, arguments, right, f"{left} = {right}"))
    return found


_TYPE = re.compile(r"(?P<names>[^:]+?)\s*(?::|\\colon(?![A-Za-z]))(?!=)\s*(?P<sets>.+?\\(?:to|rightarrow|longrightarrow)(?![A-Za-z]).+)", re.S)


def function_types(latex: str) -> list[tuple[str, str]]:
    r"""Functions whose sets a formula states, each with the statement for it alone.

    >>> function_types(r"f,g\colon\mathbb{R}^n\to\mathbb{R}")
    [('f', 'f: \\mathbb{R}^n\\to\\mathbb{R}'), ('g', 'g: \\mathbb{R}^n\\to\\mathbb{R}')]
    """
    stated = _TYPE.fullmatch(clean(latex))
    if not stated or "=" in stated["sets"] or "," in stated["sets"]:
        return []
    names = [only_symbol(part) for _, part in split_top(stated["names"], re.compile(","))]
    return [(bare(name), f"{name}: {stated['sets']}") for name in names if name] if all(names) else []


def _ill_defined(name: str, arguments: tuple[str, ...], right: str) -> bool:
    """Facts that look like definitions: A = A^T, i = 1,...; the logistic function under its usual name; values such as A = I."""
    if _STANDARD.match(bare(name)) and (arguments or len(right) < 8):
        return True
    if not arguments and (bare(right) == bare(name) or re.fullmatch(r"[-+]?\s*\d+|I|I_\w|\\mathbf\{?[I01]\}?|0", right.strip())):
        return True
    return not arguments and bare(name) in {bare(s) for s in symbols_written(right)}
