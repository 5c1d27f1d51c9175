r"""Cutting a formula at its top level: rows, columns, remarks, statements and relation signs, all by offset."""
from __future__ import annotations

import re
from dataclasses import dataclass

from .source import group_end

# command or character -> relation as the formula tree names it; "=" claims, the others do not
RELATIONS = {
    "=": "=", ":=": ":=", "=:": "=:", r"\coloneqq": ":=", r"\coloneq": ":=", r"\defeq": ":=",
    r"\eqdef": "=:", r"\triangleq": ":=",
    r"\doteq": ":=", r"\equiv": "=",
    r"\eq": "=", r"\approx": "approx", r"\simeq": "approx", r"\cong": "approx", r"\propto": "propto", r"\sim": "sim",
    r"\le": "<=", r"\leq": "<=", r"\leqslant": "<=", "<": "<", r"\lt": "<", r"\ll": "<", r"\lesssim": "<=",
    r"\ge": ">=", r"\geq": ">=", r"\geqslant": ">=", ">": ">", r"\gt": ">", r"\gg": ">", r"\gtrsim": ">=",
    r"\ne": "!=", r"\neq": "!=", r"\in": "in", r"\notin": "in", r"\subset": "in", r"\subseteq": "in",
    r"\succ": ">", r"\succeq": ">=",
    r"\prec": "<", r"\preceq": "<=", r"\to": "to", r"\rightarrow": "to", r"\longrightarrow": "to", r"\mapsto": "to",
    r"\leftarrow": "to", r"\gets": "to",
    r"\Rightarrow": "implies", r"\implies": "implies", r"\Longrightarrow": "implies", r"\impliedby": "implies", r"\Longleftarrow": "implies",
    r"\therefore": "implies",
    r"\iff": "iff", r"\Leftrightarrow": "iff", r"\Longleftrightarrow": "iff", r"\perp": "perp", r"\leadsto": "implies",
    r"\because": "implies",
}
IMPLICATIONS = {"implies", "iff"}
_STACKS = {r"\stackrel": 2, r"\overset": 2, r"\underset": 2, r"\mathrel": 1, r"\mathop": 1, r"\xlongequal": 1}
_ARROWS = {r"\xrightarrow", r"\xRightarrow", r"\xLeftrightarrow"}
_TOKEN = re.compile(r"\\begin\{([A-Za-z]+\*?)\}|\\end\{([A-Za-z]+\*?)\}|\\(?:[A-Za-z]+\*?|.)|:=|=:|.", re.S)
ALIGNED = {"aligned", "split", "gathered", "alignedat", "align", "align*", "gather", "gather*", "multlined", "eqnarray",
           "eqnarray*", "subequations"}
_REMARKS = {r"\text", r"\mbox", r"\textrm", r"\textit", r"\textbf", r"\textnormal", r"\hbox", r"\intertext", r"\shortintertext"}
_IGNORED = {r"\nonumber", r"\notag", r"\qedhere", r"\hfill", r"\qed", r"\allowbreak", r"\displaystyle", r"\break",
            r"\nobreak", r"\noindent", r"\centering", r"\hline"}
_IGNORED_ARG = {r"\label", r"\tag", r"\tag*", r"\hspace", r"\hspace*", r"\vspace", r"\vspace*", r"\phantom",
                r"\hphantom", r"\vphantom", r"\cline", r"\footnote"}
_FRAMES = {r"\boxed", r"\fbox", r"\framebox", r"\bbox", r"\Aboxed"}
_WORDS = {"and", "where", "if", "for", "so", "hence", "since", "then", "with", "by", "or", "thus", "let", "as",
          "because", "i.e.", "using", "when",
          "therefore", "otherwise", "also", "that", "but", "given", "definition", "chain", "rule", "product",
          "symmetric", "again", "check", "we", "the", "is"}
_KINDS = {word: kind for kind, words in (
    ("relation", (*RELATIONS, *_STACKS, *_ARROWS)), ("script", "_^"), ("comma", ",;"), ("quad", (r"\quad", r"\qquad")),
    ("remark", _REMARKS), ("ignored with argument", _IGNORED_ARG), ("ignored", _IGNORED), ("cell", "&"), ("group", "{"),
    ("close", (")", "]", "}", r"\rbrace", r"\}", r"\rbrack")), ("open", ("(", "[", r"\lbrace", r"\{", r"\lbrack")),
    ("frame", _FRAMES), ("row", ("\\\\", r"\newline", r"\cr")),
) for word in words}


_OPENING = re.compile(r"\s*\\q?quad(?![A-Za-z])\s*(?![=&\s]|\\(?:q?quad|coloneqq)(?![A-Za-z]))")
_ALONE = re.compile(r"[\s.,;]*(?:\\\\|&|\\end\b|\Z)")


@dataclass(frozen=True, slots=True)
class Token:
    """kind: "row" (\\\\), "cell" (&), "remark" (\\text{...}), "comma", "quad", "relation" (data: its name),
    "begin"/"end" (environment), "math"."""

    kind: str
    start: int
    end: int
    data: str = ""


def scan(text: str, start: int, end: int) -> tuple[list[Token], list[tuple[int, int]]]:
    r"""Tokens at the top level of text[start:end], and the spans to blank out before reading (labels, &, row ends).

    >>> [t.data for t in scan("a &= b \\leq c", 0, 13)[0] if t.kind == "relation"]
    ['=', '<=']
    """
    run, at = _Scan(text, end), start
    while at < end:
        match = _TOKEN.match(text, at)
        if match[1] or match[2]:
            stop = run.environment(at, match.end(), match[1], match[2])
        elif run.inner:
            stop = match.end()
        else:
            stop = run.word(match[0], at, match.end())
        at = max(stop, at + 1)
    return run.tokens, run.holes


class _Scan:
    """What was found so far; `depth` counts open brackets, `inner` open environments such as pmatrix.
    Each method gives the offset to go on from."""

    def __init__(self, text: str, end: int):
        self.text, self.end = text, end
        self.tokens: list[Token] = []
        self.holes: list[tuple[int, int]] = []
        self.depth = self.inner = 0

    def environment(self, at: int, stop: int, opened: str | None, closed: str | None) -> int:
        name = opened or closed
        if name in ALIGNED or name == "array" and not (self.inner or self.depth) and _is_aligned_array(self.text, at):
            stop = _environment_args(self.text, stop, name) if opened else stop
            self.holes.append((at, stop))
        elif name == "array" and closed and self.inner == 0:
            self.holes.append((at, stop))
        else:
            self.inner = max(0, self.inner + (1 if opened else -1))
        return stop

    def word(self, word: str, at: int, stop: int) -> int:
        """A command or a character outside of inner environments, by its kind."""
        text, end = self.text, self.end
        match _KINDS.get(word):
            case "row":
                stop = re.compile(r"\*?(?:[ \t]*\[[^\]\n]*\])?").match(text, stop).end()
                self.depth = 0
                self._gap("row", at, stop)
            case "cell":
                self.depth = 0 if text[stop:stop + 1] in "=" else self.depth
                self._gap("cell", at, stop)
            case "frame":
                if (brace := re.compile(r"\s*\{").match(text, stop)) and (close := group_end(text, brace.end() - 1)) <= end:
                    stop = brace.end()
                    self.holes += [(at, stop), (close - 1, close)]
            case "group":
                stop = min(end, group_end(text, at))
            case "open":
                self.depth += 1
            case "close":
                self.depth = max(0, self.depth - 1)
            case "ignored":
                self.holes.append((at, stop))
            case "ignored with argument":
                stop = _argument(text, stop, end)
                self.holes.append((at, stop))
            case "remark":
                stop = _argument(text, stop, end)
                if self.depth == 0 and (_is_remark(text, word, at, stop) or self._apart(at, stop)):
                    self._gap("remark", at, stop, text[at:stop])
            case "quad" | "comma" as kind if self.depth == 0:
                self.tokens.append(Token(kind, at, stop))
            case "relation" if self.depth == 0:
                stop, relation = _relation(text, word, stop, end)
                if relation:
                    self.tokens.append(Token("relation", at, stop, relation))
            case "script":
                stop = _argument(text, re.compile(r"\s*").match(text, stop).end(), end)
        return stop

    def _apart(self, at: int, stop: int) -> bool:
        r"""Whether text has a cell of a row to itself behind a relation, a = b & \text{distribute}, or \quad parts it
        from the row that it begins."""
        row = next((k for k in range(len(self.tokens) - 1, -1, -1) if self.tokens[k].kind == "row"), -1)
        before = self.tokens[row + 1:]
        if not any(token.kind == "relation" for token in before):
            began = before[0].start if before else at
            return (not self.text[self.tokens[row].end if row >= 0 else began:began].strip()
                    and all(t.kind == "cell" for t in before) and bool(_OPENING.match(self.text, stop, self.end)))
        return (before[-1].kind == "cell" and not self.text[before[-1].end:at].strip()
                and bool(_ALONE.match(self.text, stop, self.end)))

    def _gap(self, kind: str, at: int, stop: int, data: str = "") -> None:
        """A token that is blanked out before reading."""
        self.tokens.append(Token(kind, at, stop, data))
        self.holes.append((at, stop))


def _relation(text: str, word: str, stop: int, end: int) -> tuple[int, str]:
    r"""(end, relation name) of a relation sign, with what is stacked on it: \stackrel{!}{=} is "set",
    over "def" it defines."""
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
    body = text[at + len(word):stop].strip().strip("{}").strip()
    if body.endswith(":"):
        return True
    body = body.strip("().,:;")
    if not body or "$" in body or " " in body:
        return True
    return body.lower() in _WORDS
