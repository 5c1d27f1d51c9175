r"""What the words before a formula make of it: a definition, an equation to be solved, a conclusion,
a condition on its indices."""
from __future__ import annotations

import re

from ...patterns import regex
from .chains import Chain, Outline

_ANNOUNCED = regex(r"""
    (?i)\b(?:
        let|define|consider|suppose|now|function|where|given|with|for|writ(?:e|ing)|put|set|denot\w+|loss|objective
        |introduc\w+|substitut\w+|here|call
        |using
    )\b[^.]{0,80}$
""")
_CLAIMED = regex(r"""
    (?i)\b(?:we|one)\s+(?:then\s+|now\s+|also\s+)?(?:ha(?:ve|s)|gets?|finds?|obtains?|sees?)\s*(?:that\s*)?[:,]?\s*$
    |\b(?:follows|hence|thus|therefore)\s*(?:that\s*)?[:,]?\s*$
""")
_NAMING = r"let|defin\w+|where|with|writ(?:e|ing)|put|denot\w+|introduc\w+|here|call|abbreviat\w+|notation"
_NAMED = re.compile(rf"(?i)\b(?:{_NAMING})\b[^.]{{0,80}}$")
_INTRODUCED = re.compile(rf"(?i)\b(?:{_NAMING}|substitut\w+|using|recall\w*)\b[^.]{{0,80}}$")
_EQUATION = regex(r"""
    (?i)\b(?:
        equations?|system|satisf\w+|subject to|constraints?|conditions?|such that|s\.?t\.?|solv\w+|suppose|assum\w+
        |given|requir\w+|must|need\w*
        |stationar\w+|optimality|kkt|iff|if and only if|whenever|holds?|dynamics|model|recursion|update|gleichung\w*
    )\b[^.]{0,80}$
""")
_SOLVE = re.compile(r"(?i)\b(?:(?:re)?solv(?:e|ing)|equation|l[öo]sen?|gleichung)\b[^.$]{0,30}$")
_IMPLICIT = regex(r"""
    (?i)\b(?:
        if|where|curve|circle|ellipse|surface|implicit\w*|relation|defined by|given by|subject to|satisf\w+|such that
        |constraints?|with|let|suppose|assum\w+|obey\w*|governed\s+by|dynamics|motion|kurve|falls
        |wenn|nebenbedingung
    )\b[^.$]{0,60}$
""")
_TO_ZERO = regex(r"""
    (?i)\b(?:set(?:ting|s)?|equat\w+|put(?:ting)?|let(?:ting)?|require|nullsetzen)\b[^.]{0,70}?
      (?:\bto\s+(?:be\s+)?(?:zero|\$\s*(?:\\(?:mathbf|boldsymbol|vec)\s*\{?)?\s*0)|\bequal\s+(?:to\s+)?(?:zero|\$\s*0)
        |=\s*0|\bzero\b)
    |\bstationary\s+point|\bcritical\s+point|\bfirst[- ]order\s+(?:optimality\s+)?condition
    |\bgradient\s+(?:is|must be|has to be)\s+zero|\bvanish\w*
    |\bsolving\s+(?:this\s+|it\s+|the\s+equation\s+)?for\b
    |\b(?:setz\w*|gleichsetz\w*)\b[^.]{0,70}?(?:\bnull\b|=\s*0|\$\s*0)|\bannul\w+
    |\bigual\w*[^.]{0,40}?(?:\bcero\b|\$\s*0)|\b[ée]gal\w*[^.]{0,40}?(?:\bz[ée]ro\b|\$\s*0)
    |令[^。.]{0,40}?(?:[为為]|等[于於]|=)\s*\$?\s*[0零]
""")
_CONCLUDES = regex(r"""
    (?i)\b(?:
        so(?:\s+that)?|hence|thus|therefore|gives?|giving|yields?|obtain\w*|get|finds?|impl(?:y|ies)|leads?\s+to|i\.e\.
        |that\s+is|solution(?:\s+(?:is|reads))?|solved\s+by
        |minimi[sz]er(?:\s+is)?
        |optimum(?:\s+is)?|at
    )\s*(?:us\s+)?(?:that\s+)?[:,]?\s*$
""")
_AND = re.compile(r"\s*(?:,\s*)?(?:and|und|et|y)?\s*")
_RESTATES = regex(r"""
    (?i)\b(?:
        multiply(?:ing)?(?: it| this)? out|multiplied out|expand(?:ing|ed|s)?|rewrit\w+|simplif\w+|equivalently|i\.e\.
        |that is|in other words
        |in (?:matrix|vector) (?:form|notation)|in components|can (?:also )?be written(?: as)?|becomes|equals|reads
        |factor(?:ing|ed|ise|ize)\w*(?: out)?|complet(?:e|ing) the square|collecting(?: terms)?|hence|thus|therefore
        |it follows that|so that
        |ausmultipliziert|d\.\s?h\.
    )[,:]?[^.$]{0,40}$
""")
_SUBSTITUTES = regex(r"""
    (?i)\b(?:
        substitut\w+|insert\w*|plug\w*|put(?:ting)?\b[^.]{0,40}\b(?:back|in|into)|eliminat\w+
        |using (?:this|these|that|the (?:optimality|stationarity|kkt|first))
        |at the (?:optimum|solution|stationary|minimum|maximum)|dual|einsetz\w*
        |eingesetzt
    )\b
""")
_WITHIN = re.compile(r"[.!?](?=\s+[A-Z\\$])|\\\]|\$\$|\n[ \t]*\n|\\(?:begin|end|item|section|subsection|paragraph)\b")


_CONDITION = re.compile(r"(?<![A-Za-z_^{\\])([i-v])\s*(\\neq?\b|\\not\s*=|≠|=)\s*([i-v])(?![A-Za-z_^(\d+\-])")
_OF_LABELS = re.compile(r"(?<![A-Za-z_^{\\])[i-v]\s*(?:\\neq?\b|\\not\s*=|≠|=)\s*[a-z]_\{?[i-v]\b")       # j \neq y_i
_SIGN = regex(r"""
    (?i)\b(?:for|if|when|where|case|assum\w+|suppose|on|f[üu]r|falls|wenn)\b[^.$]{0,30}\$\s*([^$<>=]+?)\s*
    (<|>|\\l(?:eq?|t)(?:slant)?(?![A-Za-z])|\\g(?:eq?|t)(?:slant)?(?![A-Za-z]))\s*([^$<>=]+?)\s*\$
""")
_IF = re.compile(r"\\(?:text|mbox|textrm)\s*\{[^{}]*\b(?:if|when|whenever|assuming|provided|wenn)\b")
_IF_BEFORE = re.compile(_IF.pattern + r"[^{}]*\}\s*$")
_NUMBERS = re.compile(r"\(\s*(?:\\ell|[a-z])\s*=\s*\d+\s*,")                # (\ell = 2, \ldots, 10), (\ell = 2, 5, 8)
_CASE = re.compile(r"(?i)\b(?:for|if|when|case|where|with|provided)\b[^.:]{0,40}\$\s*$")


def before(outline: Outline, at: int, length: int = 160) -> str:
    """The words of the sentence that lead to `at`, formulas included."""
    text = outline.masked[max(0, at - length):at]
    cut = [m.end() for m in _WITHIN.finditer(text)]
    return text[cut[-1]:] if cut else text


def start_of(outline: Outline, chain: Chain) -> int:
    """Where the formula begins in which a chain stands."""
    return outline.blocks[chain.block].start


def announced(outline: Outline, chain: Chain) -> bool:
    """Whether the words before a chain announce a definition or a condition: "let", "consider", "given";
    not where they end in "we have"."""
    words = outline.masked[max(0, start_of(outline, chain) - 120):start_of(outline, chain)]
    return bool(_ANNOUNCED.search(words)) and not _CLAIMED.search(words)


def named(outline: Outline, chain: Chain) -> bool:
    """Whether the words give something a name: "where", "let", "we denote"."""
    return bool(_NAMED.search(before(outline, start_of(outline, chain))))


def introduced(outline: Outline, chain: Chain) -> bool:
    """Whether the words introduce a name: "where", "let", "writing"."""
    return bool(_INTRODUCED.search(before(outline, start_of(outline, chain))))


def equation(outline: Outline, chain: Chain) -> bool:
    """Whether the words call the formula an equation, a condition or an assumption: true for some values
    of its letters, not for all."""
    return bool(_EQUATION.search(before(outline, start_of(outline, chain))))


def implicit(outline: Outline, chain: Chain) -> bool:
    """Whether the words state a relation between letters, as on a curve or under a constraint, that holds from here on:
    the first row that they introduce."""
    first = next(c for c in outline.chains if c.block == chain.block)
    return chain is first and bool(_IMPLICIT.search(before(outline, start_of(outline, chain))))


def to_be_solved(outline: Outline, chain: Chain) -> bool:
    """Whether the words ask to solve a formula, or call it an equation, which then holds
    for what is looked for alone."""
    return bool(_SOLVE.search(before(outline, start_of(outline, chain))))


def of_zero(outline: Outline, chain: Chain) -> bool:
    """Whether the sentence of a chain sets something to zero: "setting this to zero gives"."""
    return bool(_TO_ZERO.search(re.sub(r"\s+", " ", before(outline, start_of(outline, chain)))))


def to_zero(outline: Outline, earlier: Chain, chain: Chain) -> bool:
    """Whether the words between two chains set the first to zero."""
    between = (outline.text[earlier.members[-1].end:chain.first.start] if earlier.block == chain.block
               else outline.masked[earlier.members[-1].end:start_of(outline, chain)])
    return len(between) < 400 and bool(_TO_ZERO.search(re.sub(r"\s+", " ", between)))


def concludes(outline: Outline, chain: Chain) -> bool:
    """Whether the words before a chain give a result: "hence", "the solution is";
    also one of several, "gives $a = 1$ and $b = 2$"."""
    block = outline.blocks[chain.block]
    first = next((c for c in outline.chains if c.block == chain.block - 1), None)
    if (first is not None and not block.display and not outline.blocks[first.block].display
            and _AND.fullmatch(outline.masked[outline.blocks[first.block].end:block.start])):
        return concludes(outline, first)
    return bool(_CONCLUDES.search(outline.masked[max(0, start_of(outline, chain) - 60):start_of(outline, chain)]))


def restates(outline: Outline, chain: Chain) -> bool:
    """Whether the words give what was defined before another form: "multiplying out, ..."."""
    words = before(outline, start_of(outline, chain), 80)
    return (bool(_RESTATES.search(words)) and not re.search(
        r"(?i)\b(?:let|define|consider|now|new|instead|replace\w*|with|where)\b", words))


def substitutes(outline: Outline, chain: Chain) -> bool:
    """Whether the words put equations from before into a formula: "substituting back"."""
    return bool(_SUBSTITUTES.search(before(outline, start_of(outline, chain))))


def conditional(outline: Outline, chain: Chain, k: int) -> bool:
    r"""Whether a member is claimed under a condition that its row states in words, `\quad \text{if } AB = BA`,
    or for layers by their numbers, or the words before: "for $j \neq y_i$"."""
    behind = _behind(outline, chain, k) if chain.display else ""
    words = before(outline, start_of(outline, chain))
    return bool(_IF.search(behind) or _NUMBERS.search(behind)
                or any(_CASE.search(words[:m.start()]) for m in _OF_LABELS.finditer(words)))


def is_condition(outline: Outline, chain: Chain) -> bool:
    """Whether a relation beside a formula is the condition under which that is claimed."""
    return chain.side and bool(_IF_BEFORE.search(outline.text[max(0, chain.first.start - 40):chain.first.start]))


def _behind(outline: Outline, chain: Chain, k: int) -> str:
    """What stands on the row behind a member."""
    member = chain.members[k]
    stop = (chain.members[k + 1].sign[0] if k + 1 < len(chain.members) and chain.members[k + 1].sign
            else outline.blocks[chain.block].end)
    row = re.search(r"\\\\(?!\w)|\\end\b", outline.text[member.end:stop])
    return outline.text[member.end:member.end + row.start() if row else stop]


def conditions(outline: Outline, chain: Chain) -> dict[int, tuple[tuple[str, str, str], ...]]:
    r"""By member, the conditions on indices under which it is claimed: "for $i \neq j$ we have" before the formula,
    `\text{if } i = j` behind the member."""
    words = before(outline, start_of(outline, chain))
    said = tuple(_condition(m) for m in _CONDITION.finditer(words) if _CASE.search(words[:m.start()]))
    found = {}
    for k in range(1, len(chain.members)):
        behind = _behind(outline, chain, k)
        own = tuple(_condition(m) for m in _CONDITION.finditer(behind)) if chain.display else ()
        if own or said:
            found[k] = own or said
    return found


def signs(outline: Outline, chain: Chain) -> list[tuple[str, str, int]]:
    """The inequalities between numbers that the words before a formula suppose, "for $x < 1$",
    as sides and the sign of their difference, ("x", "1", -1); of several about one side the last."""
    words = before(outline, start_of(outline, chain))
    found = {m[1]: (m[1], m[3], -1 if m[2] == "<" or m[2].startswith(r"\l") else 1) for m in _SIGN.finditer(words)}
    return list(found.values())


def _condition(match: re.Match[str]) -> tuple[str, str, str]:
    return match[1], "=" if match[2] == "=" else "!=", match[3]
