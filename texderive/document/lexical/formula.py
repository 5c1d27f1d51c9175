r"""What a formula is, looked at lexically after macro expansion: a derivative that is asked for,
a definition, a plain function.

This is deliberately no parser: a formula that cannot be read must still be found,
so that it can be refused with a message.
"""
from __future__ import annotations

import re
from dataclasses import dataclass

from ...patterns import laid, regex
from ...prose.expansion import brace_group
from ...prose.symbols import only_symbol
from .statement import LEAD, WRAPPED, clean, statements

_D = laid(r"""
    (?:
        (?:\\partial|\\dd|\\diff|\\delta|\\D)(?![A-Za-z])|∂
        |\\(?:mathrm|text|rm|textrm|operatorname|mathit|mathsf)\s*\{\s*d\s*\}|\{\s*\\rm\s+d\s*\}|\\mathrm\s+d
        |\\mathrm\s*d(?![A-Za-z])
        |d(?=\s*(?:\^|$|[A-Za-z\\{α-ω]))
    )
    """)
_FRAC = re.compile(r"\\[dtc]?frac(?![A-Za-z])\s*")
RATE = re.compile(r"\s*\\d?dot(?![A-Za-z])")                    # \dot V, by time
_START_D = re.compile(rf"\s*(?:{_D})")
_OPERATORS = regex(r"""
    (?P<nabla>(?:\\nabla|\\bigtriangledown|\\triangledown|∇)(?!\s*\\(?:cdot|times)))
    |(?P<partial>(?:\\partial(?![A-Za-z])|∂)\s*_)
    |(?P<slash>
        (?:\\partial(?![A-Za-z])|∂|\\mathrm\s*\{\s*d\s*\}|\bd)\s*\^?\d?\s*(?:\{[^{}]*\}|[^/+=,;&{}]){0,60}?\s*/\s*
          (?:\\partial(?![A-Za-z])|∂|\\mathrm\s*\{\s*d\s*\}|\bd)\s*
        (?=[A-Za-z\\{])
    )
    |(?P<pdv>\\(?:pdv|dv|odv|fdv|pderiv|deriv)(?![A-Za-z]))
    |(?P<big>\\(?:operatorname|mathrm|text)\s*\{\s*(?:grad|Hess|Jac|hess|jac)\s*\}|\\grad(?![A-Za-z]))
    |(?P<total>(?:D|\\mathrm\s*\{\s*D\s*\}|\\mathbf\s*\{\s*D\s*\})\s*
      (?=(?:[a-zF-H]|\\(?:phi|psi|varphi|sigma|ell|Phi|Psi))\s*(?:_\w\s*)?\())
    |(?P<jacobian>
        (?:\\(?:mathbf|boldsymbol|mathrm|bm|mathcal)\s*\{?\s*)?[JHD]\s*\}?\s*_\s*
        (?!\{?\s*\\(?:text\w*|mathrm|mathit|mathsf|rm)(?![A-Za-z]))
          (?:\{?\s*\\?(?:mathbf\s*\{?|boldsymbol\s*\{?|bm\s*\{?)?[a-zA-Z]+\}?\s*\}?)\s*\(?
    )
    |(?P<rate>\\d?dot(?![A-Za-z])\s*(?:\{\s*[A-Za-z]\s*\}|[A-Za-z])(?=\s*(?:\([^()]*\)\s*)?(?:$|=)))
    |(?P<limit>\\lim(?![A-Za-z]))
    |(?P<optimum>
        (?:\\(?:operatorname\*?|mathop|mathrm|text|DeclareMathOperator)\s*\{\s*(?:\\rm\s*)?\{?\s*)?(?:
            \\arg\s*(?:\\,|\\!|\s)*\\(?:min|max)|arg\s*(?:\\[,;! ]|~|\\thinspace)*\s*\\?(?:min|max)
            |\\(?:argmin|argmax|min|max|minimize|maximize|minimise)(?![A-Za-z])
        )
        |\\underset\s*\{[^{}]*\}\s*\{?\s*\\?(?:operatorname\*?\{)?\s*\\?(?:arg|min|max)
    )
    |(?P<prime>
        [A-Za-z]
        |\\(?:phi|psi|varphi|sigma|ell|rho|varrho|chi|kappa|eta|zeta|gamma|Gamma|Phi|Psi|Theta|Lambda|tau|omega|pi|mu|nu
          |xi|alpha|beta|theta)
          (?![A-Za-z])
        |\\(?:mathcal|mathrm|mathsf)\s*\{[A-Za-z]\}
    )(?:\s*_\s*(?:\{[^{}]*\}|\\[A-Za-z]+|\w)\s*(?=(?:'+|\^\s*\{?\s*(?:\\prime\s*)+\}?)\s*(?:\\left\s*)?\())?\s*
      (?P<ticks>'+|\^\s*\{?\s*(?:\\prime\s*)+\}?)\s*(?=\(|\\left|\\big|\\Big|$|[.,;]|=)
""")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request found in a formula: its LaTeX, the stated answer (None where there is none), the kind
    of operator, a name given to it."""

    latex: str
    answer: str | None
    kind: str
    name: str = ""
    start: int = 0
    open_end: bool = False          # written with "= ?" or a bare "="


_OPENING = re.compile(r"^\s*(?:\\displaystyle(?![A-Za-z])\s*)?(?:\\(?:left|[bB]igg?l?)(?![A-Za-z])\s*\.?)?")


def operator(text: str) -> str | None:
    r"""The kind of the derivative, limit or optimum that `text` begins with, else None.

    >>> operator(r"\frac{\partial f}{\partial x}"), operator("x+1")
    ('derivative', None)
    """
    text = LEAD.sub("", _OPENING.sub("", clean(text)))
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
        if _OVER_INDEX.match(text):
            return None                                                  # \max_i x_i is a value
        return "optimum" if "underset" in match.group() or _BELOW.match(text, match.end()) else None
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


_BELOW = re.compile(r"(?:[}\s]|\\(?:[,;!]|limits(?![A-Za-z])|nolimits(?![A-Za-z])))*_")
# \max_i x_i, \max_{j \neq y} s_j: the letter below stands below a name behind it
_OVER_INDEX = re.compile(
    r"\\(?:max|min)\s*(?:\\limits\s*)?_\s*\{?\s*(?P<index>[cijklmnrst])(?![A-Za-z])"
    r"(?=.*[A-Za-z}\)]_\s*(?:(?P=index)(?![A-Za-z])|\{[^{}\\]*(?P=index)[^{}\\]*\}))", re.DOTALL)
_BLANK = regex(r"""
    \\(?:underline|underbar|boxed|fbox|phantom|hspace\*?|rule|makebox|dotfill|framebox)\s*(?:\[[^\]]*\]
      |\{(?:[^{}]|\{[^{}]*\})*\})*$
    |\\(?:ldots|dots|cdots|dotfill|hrulefill|square|Box|bigcirc|dotfill)(?![A-Za-z])\s*$|(?:\\_|_){2,}\s*$
    |\\text\{\s*\?\s*\}|\.\.\.\s*$
""")
_SUBJECT = re.compile(r"\\(?:text|mbox|textrm|mathrm|quad|operatorname)\s*\{\s*(?:s\.\s*t\.|subject to|such "
                      r"that|sous|u\.\s*d\.\s*n|约束)|\\st(?![A-Za-z])|\\mathrm\{s\.t\.\}", re.IGNORECASE)


_CALLED = re.compile(r"\\?[A-Za-z]+(?:_\w)?\s*\(\s*\\?[A-Za-z]+\s*\)")
_OPTIMUM_SPACED = regex(r"""
    (
        (?:\\(?:arg\s*)?\\?(?:min|max)|\\(?:argmin|argmax|minimize|maximize)
          |\\operatorname\*?\s*\{[^{}]*(?:min|max)[^{}]*\})\s*(?:\\limits\s*)?_\s*
        (?:\{(?:[^{}]|\{[^{}]*\})*\}|\w)
    )(?:[&\s~]|\\q?quad(?![A-Za-z])|\\[,;:!> ])+
""")


def asked(latex: str) -> list[Asked]:
    r"""The derivatives, limits and optima that a formula puts in the place of a question,
    with the answers stated for them.

    >>> [(a.latex, a.answer) for a in asked(r"\nabla f = ?")]
    [('\\nabla f', None)]
    """
    found: list[Asked] = []
    wrapped = WRAPPED.match(latex)
    latex = wrapped.group(2) if wrapped else latex
    latex = _OPTIMUM_SPACED.sub(lambda m: m[1] + " " * (len(m[0]) - len(m[1])), latex)
    subject = _SUBJECT.search(latex)
    for statement in statements(latex):
        if subject and statement.start > subject.start():
            break
        sides, relations = statement.sides, statement.relations
        head = operator(sides[0])
        if head == "optimum" and subject:
            found.append(Asked(clean(latex[statement.start:].replace("&", " ").replace(r"\\", " ")), None,
                               head, start=statement.start))
        elif head and not relations:
            found.append(Asked(re.sub("  +", " ", clean(sides[0].rstrip("? "))), None, head, start=statement.start,
                               open_end=sides[0].endswith("?")))
        elif head and relations[0] in ("=", ":="):
            if head == "prime" and operator(sides[1]) == "limit":
                found.append(Asked(statement.text, None, "limit", start=statement.start))
                continue
            answer = clean(_BLANK.sub("", clean(sides[-1]))).strip("? ")
            found.append(Asked(sides[0], answer or None, head, start=statement.start, open_end=not answer))
        elif (len(sides) == 2 and relations[0] in ("=", ":=", r"\in", "∈")
                and (tail := operator(sides[1])) in ("optimum", "limit")):
            found.append(Asked(sides[1].rstrip("? "), None, tail, name=sides[0], start=statement.start))
        elif (len(sides) == 2 and relations[0] == "=" and (only_symbol(sides[0]) or _CALLED.fullmatch(sides[0]))
                and not sides[0].startswith(r"\dot")
                and operator(sides[1]) in ("derivative", "prime") and not re.search(r"[+\-]\s*$", sides[1])):
            found.append(Asked(sides[1].rstrip("? "), None, "named", name=sides[0], start=statement.start))
    return found


_MINIMISED = regex(r"""
    (?:\\(?:operatorname\*?|mathop|mathrm|text)\s*\{\s*(?:\\rm\s*)?\{?\s*)?(?:\\?arg\s*(?:\\[,;:! ]|~|\s)*)?\\?(?:arg)?
      (?:min|max)(?:\s*\})*\s*
    (?:\\limits\s*)?_\s*(?:\{(?P<by>(?:[^{}]|\{[^{}]*\})*)\}|(?P<letter>\\?[A-Za-z]+))
""")


def objective(latex: str) -> tuple[str, str]:
    r"""(what is minimised, without its conditions, the unknowns as written);
    ("", "") where the formula is laid out otherwise.

    >>> objective(r"\min_{w} \|w\|^2 \quad \text{s.t.} \quad Aw = b"), objective(r"\operatorname*{arg\,min}_{x} f(x)")
    (('\\|w\\|^2', 'w'), ('f(x)', 'x'))
    """
    sign, subject = _MINIMISED.match(latex), _SUBJECT.search(latex)
    if not sign:
        return "", ""
    body = clean(latex[sign.end():subject.start() if subject else len(latex)])
    return (re.sub(r"(?:\\q?quad(?![A-Za-z])|\\[,;]|\s)+$", "", body),
            re.split(r"\\in(?![A-Za-z])|\\[gl]eq?|[<>=]", sign["by"] or sign["letter"])[0])


_PROGRAM = regex(r"""
    \s*(?:\\underset\s*\{(?P<under>(?:[^{}]|\{[^{}]*\})*)\}\s*\{\s*)?\\(?:mbox|text|textrm|textsf|mathrm
      |operatorname\*?)\s*\{\s*(?P<sense>min|max)
    (?:imi[sz]e)?[.:]?\s*(?:over\s*|\$(?P<over>[^$]*)\$\s*)?\}\s*(?(under)\})\s*
      (?:_\s*(?:\{(?P<below>(?:[^{}]|\{[^{}]*\})*)\}|(?P<letter>\w)))?
""")
_LAID_OUT = regex(r"""
    \\(?:begin|end)\s*\{(?:array|aligned|alignedat|split|gathered|tabular)\}(?:\s*\[\w\])?(?:\s*\{[lcr@{}\s\d]*\})?
    |\\\\(?:\[[^\]]*\])?|&
    |\\(?:q?quad|displaystyle|;|,)(?![A-Za-z])
""")
UNKNOWN = "\x02"                   # the place of the unknown of a program that names none


def program(latex: str) -> Asked | None:
    r"""An optimisation problem laid out as "minimize f subject to g" in a display; where it names no unknown,
    `latex` holds UNKNOWN for it.

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
    return Asked(rf"\operatorname*{{arg\,{sense['sense']}}}_{{{by}}} {objective}"
                 + (rf" \quad \text{{s.t.}} \quad {condition}" if condition else ""), None, "optimum")


_BARE_PROGRAM = re.compile(r"\s*\\(?P<sense>min|max)(?![A-Za-z])(?!\s*(?:\\limits|_|\(|\\left|\\\{|\{|[\[,]))(?P<body>[^,;=]+)$")


def bare_program(latex: str) -> Asked | None:
    r"""\min x^\top Q x, which names no unknown.

    >>> bare_program(r"\min x^\top Q x").latex
    '\\operatorname*{arg\\,min}_{\x02} x^\\top Q x'
    """
    found = _BARE_PROGRAM.match(clean(latex))
    return (Asked(rf"\operatorname*{{arg\,{found['sense']}}}_{{{UNKNOWN}}} {clean(found['body'])}", None, "optimum")
            if found else None)


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
