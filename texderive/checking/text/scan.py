r"""Cutting a formula at its top level: rows, columns, remarks, statements and relation signs, all by offset."""
from __future__ import annotations

import re
from dataclasses import dataclass

from .source import group_end

# command or character -> relation as the formula tree names it; "=" claims, the others do not
RELATIONS = {
    "=": "=", ":=": ":=", "=:": "=:", r"\coloneqq": ":=", r"\coloneq": ":=", r"\defeq": ":=", r"\eqdef": "=:", r"\triangleq": ":=",
    r"\doteq": ":=", r"\equiv": "=",
    r"\eq": "=", r"\approx": "approx", r"\simeq": "approx", r"\cong": "approx", r"\propto": "propto", r"\sim": "sim",
    r"\le": "<=", r"\leq": "<=", r"\leqslant": "<=", "<": "<", r"\lt": "<", r"\ll": "<", r"\lesssim": "<=",
    r"\ge": ">=", r"\geq": ">=", r"\geqslant": ">=", ">": ">", r"\gt": ">", r"\gg": ">", r"\gtrsim": ">=",
    r"\ne": "!=", r"\neq": "!=", r"\in": "in", r"\notin": "in", r"\subset": "in", r"\subseteq": "in", r"\succ": ">", r"\succeq": ">=",
    r"\prec": "<", r"\preceq": "<=", r"\to": "to", r"\rightarrow": "to", r"\longrightarrow": "to", r"\mapsto": "to", r"\leftarrow": "to", r"\gets": "to",
    r"\Rightarrow": "implies", r"\implies": "implies", r"\Longrightarrow": "implies", r"\impliedby": "implies", r"\therefore": "implies",
    r"\iff": "iff", r"\Leftrightarrow": "iff", r"\Longleftrightarrow": "iff", r"\perp": "perp", r"\leadsto": "implies",
    r"\because": "implies",
}
IMPLICATIONS = {"implies", "iff"}
_STACKS = {r"\stackrel": 2, r"\overset": 2, r"\underset": 2, r"\mathrel": 1, r"\mathop": 1, r"\xlongequal": 1}
_ARROWS = {r"\xrightarrow", r"\xRightarrow", r"\xLeftrightarrow"}
_OPENING, _CLOSING = set("([{"), set(")]}")
_TOKEN = re.compile(r"\\begin\{([A-Za-z]+\*?)\}|\\end\{([A-Za-z]+\*?)\}|\\(?:[A-Za-z]+\*?|.)|:=|=:|.", re.S)
ALIGNED = {"aligned", "split", "gathered", "alignedat", "align", "align*", "gather", "gather*", "multlined", "eqnarray", "eqnarray*", "subequations"}
_REMARKS = {r"\text", r"\mbox", r"\textrm", r"\textit", r"\textbf", r"\textnormal", r"\hbox", r"\intertext", r"\shortintertext"}
_IGNORED = {r"\nonumber", r"\notag", r"\qedhere", r"\hfill", r"\qed", r"\allowbreak", r"\displaystyle", r"\break", r"\nobreak", r"\noindent", r"\centering", r"\hline"}
_IGNORED_ARG = {r"\label", r"\tag", r"\tag*", r"\hspace", r"\hspace*", r"\vspace", r"\vspace*", r"\phantom", r"\hphantom", r"\vphantom", r"\cline", r"\footnote"}
_FRAMES = {r"\boxed", r"\fbox", r"\framebox", r"\bbox", r"\Aboxed"}
_WORDS = {"and", "where", "if", "for", "so", "hence", "since", "then", "with", "by", "or", "thus", "let", "as", "because", "i.e.", "using", "when",
          "therefore", "otherwise", "also", "that", "but", "given", "definition", "chain", "rule", "product", "symmetric", "again", "check", "we", "the", "is"}


@dataclass(frozen=True, slots=True)
class Token:
    """kind: "row" (\\\\), "cell" (&), "remark" (\\text{...}), "comma", "quad", "relation" (data: its name), "begin"/"end" (environment), "math"."""

    kind: str
    start: int
    end: int
    data: str = ""


def scan(text: str, start: int, end: int) -> tuple[list[Token], list[tuple[int, int]]]:
    r"""Tokens at the top level of text[start:end], and the spans to blank out before reading (labels, &, row ends).

    >>> [t.data for t in scan("a &= b \\leq c", 0, 13)[0] if t.kind == "relation"]
    ['=', '<=']
    """
    tokens: list[Token] = []
    holes: list[tuple[int, int]] = []
    at, depth, inner = start, 0, 0                    # depth: open brackets; inner: open environments such as pmatrix
    while at < end:
        match = _TOKEN.match(text, at)
        word, stop = match[0], match.end()
        if match[1] or match[2]:
            name = match[1] or match[2]
            if name in ALIGNED or name == "array" and not (inner or depth) and _is_aligned_array(text, at):
                if match[1]:
                    stop = _environment_args(text, stop, name)
                holes.append((at, stop))
            elif name == "array" and match[2] and inner == 0:
                holes.append((at, stop))
            else:
                inner = max(0, inner + (1 if match[1] else -1))
        elif inner:
            pass
        elif word == "\\\\" or word == r"\newline" or word == r"\cr":
            stop = re.compile(r"\*?(?:[ \t]*\[[^\]\n]*\])?").match(text, stop).end()
            depth = 0
            tokens.append(Token("row", at, stop))
            holes.append((at, stop))
        elif word in _FRAMES and (brace := re.compile(r"\s*\{").match(text, stop)) and group_end(text, brace.end() - 1) <= end:
            closing = group_end(text, brace.end() - 1)
            stop = brace.end()
            holes += [(at, stop), (closing - 1, closing)]
        elif word == "{":
            stop = min(end, group_end(text, at))
        elif word in _OPENING or word in (r"\lbrace", r"\{", r"\lbrack"):
            depth += 1
        elif word in _CLOSING or word in (r"\rbrace", r"\}", r"\rbrack"):
            depth = max(0, depth - 1)
        elif word == "&":
            depth = 0 if text[stop:stop + 1] in "=" else depth
            tokens.append(Token("cell", at, stop))
            holes.append((at, stop))
        elif word in _IGNORED:
            holes.append((at, stop))
        elif word in _IGNORED_ARG:
            stop = _argument(text, stop, end)
            holes.append((at, stop))
        elif word in _REMARKS:
            stop = _argument(text, stop, end)
            if depth == 0 and _is_remark(text, word, at, stop):
                tokens.append(Token("remark", at, stop, text[at:stop]))
                holes.append((at, stop))
        elif word in (r"\quad", r"\qquad") and depth == 0:
            tokens.append(Token("quad", at, stop))
        elif word in (",", ";") and depth == 0:
            tokens.append(Token("comma", at, stop))
        elif depth == 0 and (word in RELATIONS or word in _STACKS or word in _ARROWS):
            stop, relation = _relation(text, word, stop, end)
            if relation:
                tokens.append(Token("relation", at, stop, relation))
        elif word in ("_", "^"):
            stop = _script(text, stop, end)
        at = max(stop, at + 1)
    return tokens, holes


def _relation(text: str, word: str, stop: int, end: int) -> tuple[int, str]:
    r"""(end, relation name) of a relation sign, with what is stacked on it: \stackrel{!}{=} is "set", over "def" it defines."""
    if word in RELATIONS:
        return stop, RELATIONS[word]
    if word in _ARROWS:
        return _argument(text, stop, end), "implies" if word != r"\xrightarrow" else "to"
    parts = []
    for _ in range(_STACKS[word]):
        last = _argument(text, stop, end)
        parts.append(text[stop:last].strip().strip("{}").strip())
        stop = last
    if word == r"\xlongequal":
        return stop, "="
    if not parts:
        return stop, ""
    sign = parts[0] if word == r"\mathrel" else parts[-1]
    sign = RELATIONS.get(sign.strip())
    if sign != "=":
        return stop, sign or ""
    note = parts[0].lower() if len(parts) == 2 else ""
    if "!" in note or "set" in note or "?" in note:
        return stop, "set"
    if "def" in note or "triangle" in note or r"\delta" in note:
        return stop, ":="
    return stop, "="


def _argument(text: str, at: int, end: int) -> int:
    """The end of the argument that follows: a group, a command or one character; an optional argument first."""
    match = re.compile(r"\s*(\[[^\]\n]*\])?\s*").match(text, at)
    at = match.end()
    if text[at:at + 1] == "{":
        return min(end, group_end(text, at))
    return min(end, _TOKEN.match(text, at).end()) if at < end else end


def _script(text: str, at: int, end: int) -> int:
    match = re.compile(r"\s*").match(text, at)
    return _argument(text, match.end(), end)


def _environment_args(text: str, at: int, name: str) -> int:
    at = re.compile(r"(?:\s*\[[a-z]\])?").match(text, at).end()
    if name in ("alignedat", "array"):
        at = group_end(text, re.compile(r"\s*").match(text, at).end())
    return at


def _is_aligned_array(text: str, at: int) -> bool:
    r"""An array that lays out a chain: with a relation sign in a cell of its own or behind an &."""
    if not text.startswith(r"\begin", at):
        return False
    close = text.find(r"\end{array}", at)
    return close > 0 and bool(re.search(r"&\s*(=|\\(?:le|ge|approx|Rightarrow|implies))", text[at:close]))


def _is_remark(text: str, word: str, at: int, stop: int) -> bool:
    r"""Prose, rather than a name in roman: \text{since $A$ is symmetric}, but not \text{tr} or \text{loss}(x)."""
    if word in (r"\intertext", r"\shortintertext"):
        return True
    body = text[at + len(word):stop].strip().strip("{}").strip().strip("().,:;")
    if not body or "$" in body or " " in body:
        return True
    return body.lower() in _WORDS
