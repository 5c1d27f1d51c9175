r"""The author's macros: found in a preamble or formula, and expanded on tokens as TeX does, within bounds."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, KeysView, Mapping
from dataclasses import dataclass, replace
from functools import cache

from ..errors import ReadError
from ..functions import BY_SPELLING
from .commands import CORE
from .tokens import Token, tokenise

MAX_DEFINITIONS = 2_000
MAX_BODY = 4_000
MAX_EXPANSIONS = 5_000
MAX_TOKENS = 60_000

# What nearly everyone means by these when the file does not say: argument count, body.
_DEFAULTS = {
    "R": r"\mathbb{R}", "N": r"\mathbb{N}", "Z": r"\mathbb{Z}", "C": r"\mathbb{C}", "E": r"\mathbb{E}", "reals": r"\mathbb{R}", "RR": r"\mathbb{R}", "EE": r"\mathbb{E}", "Real": r"\mathbb{R}",
    "argmin": r"\operatorname{argmin}", "argmax": r"\operatorname{argmax}", "tr": r"\operatorname{tr}", "Tr": r"\operatorname{Tr}", "trace": r"\operatorname{tr}",
    "diag": r"\operatorname{diag}", "Diag": r"\operatorname{Diag}", "rank": r"\operatorname{rank}", "sign": r"\operatorname{sign}", "sgn": r"\operatorname{sign}",
    "softmax": r"\operatorname{softmax}", "relu": r"\operatorname{ReLU}", "ReLU": r"\operatorname{ReLU}", "sigmoid": r"\operatorname{sigmoid}", "erf": r"\operatorname{erf}",
    "vectorize": r"\operatorname{vec}", "Var": r"\operatorname{Var}", "Cov": r"\operatorname{Cov}", "KL": r"\operatorname{KL}",
    "dd": r"\mathrm{d}", "diff": r"\mathrm{d}", "dif": r"\mathrm{d}", "ud": r"\mathrm{d}", "T": r"^\top", "transpose": r"^\top", "trans": r"^\top", "tp": r"^\top", "inv": "^{-1}",
    "eps": r"\epsilon", "half": r"\frac{1}{2}", "ones": r"\mathbf{1}", "one": r"\mathbf{1}", "given": r"\mid", "st": r"\text{s.t.}", "wrt": r"\text{w.r.t.}", "deq": ":=",
    "norm": (1, r"\left\lVert #1 \right\rVert"), "abs": (1, r"\left\lvert #1 \right\rvert"), "inner": (2, r"\left\langle #1 , #2 \right\rangle"), "ip": (2, r"\left\langle #1 , #2 \right\rangle"),
    "innerproduct": (2, r"\left\langle #1 , #2 \right\rangle"), "dotp": (2, r"\left\langle #1 , #2 \right\rangle"), "paren": (1, r"\left( #1 \right)"), "pdiff": (2, r"\frac{\partial #1}{\partial #2}"),
    "qty": "", "pqty": (1, r"\left( #1 \right)"), "bqty": (1, r"\left[ #1 \right]"), "vb": (1, r"\mathbf{#1}"), "mat": (1, r"\mathbf{#1}"), "set": (1, r"\{ #1 \}"), "transpose{": (1, r"{#1}^\top"), "trans{": (1, r"{#1}^\top"), "tp{": (1, r"{#1}^\top")}

_OPERATORS = frozenset("arccos arcsin arctan cos cosh cot coth csc exp log sec sin sinh tan tanh".split())       # elementwise functions that are commands of LaTeX itself
_SIZED = ("norm", "abs", "inner", "ip", "innerproduct", "paren", "set")


@dataclass(frozen=True, slots=True)
class Macro:
    r"""`defaults` holds one entry per argument: None for a mandatory one, else the tokens it has when left out."""

    body: tuple[Token, ...]
    defaults: tuple[tuple[Token, ...] | None, ...] = ()
    built_in: bool = False
    sized: bool = False                      # a star or a size may stand before the argument: \norm*{x}, \norm[\big]{x}


class Macros(Mapping[str, Macro]):
    r"""An immutable table of macros by name with backslash; `Macros()` is empty (the reader adds its defaults below it)."""

    def __init__(self, table: Mapping[str, Macro] | None = None):
        self._table = dict(table or {})

    def __getitem__(self, name: str) -> Macro:
        return self._table[name]

    def __contains__(self, name: object) -> bool:
        return name in self._table

    def get(self, name: str, default: Macro | None = None) -> Macro | None:
        return self._table.get(name, default)

    def keys(self) -> KeysView[str]:
        return self._table.keys()

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

    def __or__(self, other: Mapping[str, Macro]) -> "Macros":
        return Macros({**self._table, **other})


@cache
def defaults() -> Macros:
    r"""The macros that have a meaning when the file gives none: \argmin, \R, \norm, \T, ..."""
    table = {}
    functions = {name: rf"\operatorname{{{name}}}" for name in BY_SPELLING if len(name) > 2 and name.isalpha() and name not in _OPERATORS}
    for name, what in (functions | _DEFAULTS).items():
        count, body = what if isinstance(what, tuple) else (0, what)
        table["\\" + name] = Macro(tuple(tokenise(body)), (None,) * count, built_in=True, sized=name in _SIZED)
    return Macros(table)


_NAME = r"\s*\{?\s*(\\(?:[A-Za-z@]+|[^A-Za-z\s]))\s*\}?\s*"
_OPTION = r"(?:\[((?:[^\[\]]|\[[^\[\]]*\])*)\])?\s*"
_START = re.compile(r"(?<!\\)\\(newcommand|renewcommand|providecommand|DeclareRobustCommand|def|gdef|let|DeclareMathOperator|DeclarePairedDelimiterX?|NewDocumentCommand|RenewDocumentCommand)(?![A-Za-z])\*?")
_COMMAND = re.compile(_NAME + r"(?:\[(\d)\])?\s*" + _OPTION)
_DEF = re.compile(r"\s*(\\(?:[A-Za-z@]+|[^A-Za-z\s]))\s*((?:#\d)*)\s*")
_LET = re.compile(r"\s*(\\(?:[A-Za-z@]+|[^A-Za-z\s]))\s*=?\s*(\\(?:[A-Za-z@]+|[^A-Za-z\s])|\S)")
_ONLY_NAME = re.compile(_NAME)
_COUNTED = re.compile(_NAME + r"\[(\d)\]")
_SPACE = re.compile(r"(?:\s|%[^\n]*\n)*")


def collect(text: str, known: Macros = Macros()) -> Macros:
    r"""All macros that `text` (a preamble, a file) defines, on top of `known`.  What cannot be understood is left out.

    >>> sorted(collect(r"\newcommand{\x}{\mathbf{x}} \def\T{^\top}"))
    ['\\T', '\\x']
    """
    return _definitions(text, known, strict=False)[0]


def extract(text: str, known: Macros) -> tuple[Macros, str]:
    r"""The macros a formula defines itself, and the formula with blanks in their place, so that offsets stay.  Strict: errors are raised."""
    return _definitions(text, known, strict=True) if _START.search(text) else (known, text)


def _definitions(text: str, known: Macros, strict: bool) -> tuple[Macros, str]:
    table: dict[str, Macro] = dict(known)
    position, count = 0, 0
    while (found := _START.search(text, position)) and count < MAX_DEFINITIONS:
        position, count = found.end(), count + 1
        if not strict and _commented(text, found.start()):
            continue
        try:
            name, macro, end = _definition(text, found, table)
        except ReadError:
            if strict:
                raise
            continue
        position = end
        if name in CORE:
            if strict:
                raise ReadError(f"{name} is a built-in command and cannot be redefined", found.span(), code="TD116", hint="choose another name for the macro")
            continue
        provided = found.group(1) == "providecommand" and name in table
        if macro is not None and not provided:
            table[name] = macro
        if strict:
            text = text[:found.start()] + " " * (end - found.start()) + text[end:]
    return Macros(table), text


def _commented(text: str, position: int) -> bool:
    line = text[text.rfind("\n", 0, position) + 1:position]
    return re.search(r"(?<!\\)(?:\\\\)*%", line) is not None


def _definition(text: str, found: re.Match[str], table: Mapping[str, Macro]) -> tuple[str, Macro | None, int]:
    """(name, macro, end in the text) of the definition that begins at the match; macro is None where it has no use for us."""
    kind, at = found.group(1), found.end()
    if kind == "let":
        match = _need(_LET.match(text, at), found)
        same = table.get(match.group(2)) or defaults().get(match.group(2))
        return match.group(1), same or Macro(tuple(tokenise(match.group(2)))), match.end()
    if kind in ("def", "gdef"):
        match = _need(_DEF.match(text, at), found)
        body, end = _group(text, match.end(), found)
        return match.group(1), _macro(body, (None,) * (len(match.group(2)) // 2)), end
    if kind in ("DeclareMathOperator", "DeclarePairedDelimiter"):
        match = _need(_ONLY_NAME.match(text, at), found)
        body, end = _group(text, match.end(), found)
        if kind == "DeclareMathOperator":
            return match.group(1), _macro(rf"\operatorname{{{body}}}", ()), end
        close, end = _group(text, end, found)
        return match.group(1), Macro(tuple(tokenise(rf"\left{body} #1 \right{close}")), (None,), sized=True), end
    if kind == "DeclarePairedDelimiterX":
        match = _need(_COUNTED.match(text, at), found)
        opening, end = _group(text, match.end(), found)
        closing, end = _group(text, end, found)
        body, end = _group(text, end, found)
        return match.group(1), Macro(tuple(tokenise(rf"\left{opening} {body} \right{closing}")), (None,) * int(match.group(2)), sized=True), end
    if kind in ("NewDocumentCommand", "RenewDocumentCommand"):
        match = _need(_ONLY_NAME.match(text, at), found)
        spec, end = _group(text, match.end(), found)
        body, end = _group(text, end, found)
        return match.group(1), _starless(_macro(body, _arguments(spec)), spec), end
    match = _need(_COMMAND.match(text, at), found)
    body, end = _group(text, match.end(), found)
    count = int(match.group(2) or 0)
    first = () if match.group(3) is None else (tuple(tokenise(match.group(3))),)
    return match.group(1), _macro(body, (first + (None,) * count)[:count]), end


def _need(match: re.Match[str] | None, found: re.Match[str]) -> re.Match[str]:
    if match is None:
        raise ReadError(f"\\{found.group(1)} is not followed by a definition", found.span(), code="TD104", hint=r"write \newcommand{\name}{..}")
    return match


def _macro(body: str, given: tuple[tuple[Token, ...] | None, ...]) -> Macro:
    return Macro(tuple(tokenise(body)), given)


def _starless(macro: Macro, spec: str) -> Macro:
    """A command whose first argument is a star that changes nothing: the star may stand there and be left out."""
    return replace(macro, sized=True) if spec.lstrip().startswith("s") else macro


def _arguments(spec: str) -> tuple[tuple[Token, ...] | None, ...]:
    """The arguments of \\NewDocumentCommand: m, o, O{..}, s (a star, read as left out)."""
    out: list[tuple[Token, ...] | None] = []
    for kind, default in re.findall(r"([a-zA-Z])\s*(?:\{([^{}]*)\})?", spec):
        out.append(None if kind == "m" else tuple(tokenise(default)))
    return tuple(out)


def _group(text: str, at: int, found: re.Match[str]) -> tuple[str, int]:
    """The content of the brace group (or the single command) at `at`, and where it ends."""
    at = _SPACE.match(text, at).end()                       # type: ignore[union-attr]  (matches always)
    if text[at:at + 1] != "{":
        single = re.compile(r"\\[A-Za-z]+|\\.").match(text, at)
        if single:
            return single.group(), single.end()
        raise ReadError(f"\\{found.group(1)} has no body in braces", found.span(), code="TD104", hint=r"write \newcommand{\name}{..}")
    depth, i = 0, at
    while i < min(len(text), at + MAX_BODY):
        char = text[i]
        if char == "\\":
            i += 2
            continue
        depth += (char == "{") - (char == "}")
        if depth == 0:
            return text[at + 1:i], i + 1
        i += 1
    raise ReadError("this '{' is never closed", (at, at + 1), code="TD102", hint="add the missing '}'")


def expand(tokens: list[Token], macros: Mapping[str, Macro]) -> list[Token]:
    """The tokens with every macro replaced by its body; what comes from a body has the span of its call."""
    built_in = defaults()
    keys = {t.key for t in tokens}
    if macros.keys().isdisjoint(keys) and built_in.keys().isdisjoint(keys):
        return tokens
    out: list[Token] = []
    stack = tokens[::-1]
    uses: Counter[str] = Counter()
    while stack:
        token = stack.pop()
        macro = macros.get(token.key) or built_in.get(token.key)
        if macro is None or (macro.built_in and token.key in ("\\abs", "\\norm") and not _brace_next(stack)):
            out.append(token)
            continue
        if macro.built_in and _brace_next(stack):
            macro = built_in.get(token.key + "{", macro)          # \transpose{x} beside x\transpose
        if macro.sized:
            _pass_size(stack)
        uses[token.key] += 1
        if uses[token.key] == 2 and not macro.built_in and _reaches(token.key, token.key, macros):
            raise _endless(token, macros, uses)                   # before an argument that grows with every turn is copied
        if uses.total() > MAX_EXPANSIONS or len(stack) + len(out) > MAX_TOKENS:
            raise _endless(token, macros, uses)
        end = token.end
        arguments = []
        for default in macro.defaults:
            argument, end = _argument(stack, token, default, end)
            arguments.append(argument)
        body = _substitute(macro.body, arguments, token.start, max(end, token.end))
        if macro.built_in and out and out[-1].key == "^" and body and body[0].key == "^":
            body = body[1:]                                  # x^\T and x\T are the same
        if body and token.space:
            body[0].space = True
        stack.extend(reversed(body))
    return out


def _brace_next(stack: list[Token]) -> bool:
    return bool(stack) and (stack[-1].key == "{" or stack[-1].key == "*" and len(stack) > 1 and stack[-2].key == "{")


def _pass_size(stack: list[Token]) -> None:
    r"""Take * or [\big] off, which say how large the brackets are."""
    if stack and stack[-1].key == "*":
        stack.pop()
    elif len(stack) > 2 and stack[-1].key == "[" and stack[-2].key.lstrip("\\").lower().startswith("big") and stack[-3].key == "]":
        del stack[-3:]


def _argument(stack: list[Token], call: Token, default: tuple[Token, ...] | None, end: int) -> tuple[list[Token], int]:
    """Take one argument from the stack: a group, a single token, or for an optional one what stands in [ ]."""
    if default is not None:
        if not stack or stack[-1].key != "[":
            return [t.at(call.start, call.end) for t in default], end
        stack.pop()
        return _until(stack, "[", "]", call)
    if not stack or stack[-1].key == "}":
        raise ReadError(f"{call.key} needs an argument", (call.start, call.end), code="TD104", hint=f"write {call.key}{{..}}")
    token = stack.pop()
    return _until(stack, "{", "}", call) if token.key == "{" else ([token], max(end, token.end))


def _until(stack: list[Token], opening: str, closing: str, call: Token) -> tuple[list[Token], int]:
    depth, taken = 1, []
    while stack:
        token = stack.pop()
        depth += (token.key == opening) - (token.key == closing)
        if depth == 0:
            return taken, token.end
        taken.append(token)
    raise ReadError(f"the argument of {call.key} is never closed", (call.start, call.end), code="TD102", hint=f"add the missing '{closing}'")


def _substitute(body: tuple[Token, ...], arguments: list[list[Token]], start: int, end: int) -> list[Token]:
    out: list[Token] = []
    i = 0
    while i < len(body):
        token = body[i]
        if token.key == "#" and i + 1 < len(body) and body[i + 1].key.isdigit() and 0 < int(body[i + 1].key) <= len(arguments):
            out += [t.at(t.start, t.end) for t in arguments[int(body[i + 1].key) - 1]]
            i += 2
            continue
        out.append(token.at(start, end))
        i += 1
    return out


def _endless(token: Token, macros: Mapping[str, Macro], uses: Counter[str]) -> ReadError:
    name = min(uses, key=lambda n: (-uses[n], n))
    if _reaches(name, name, macros):
        return ReadError(f"the macro {name} is recursive: its definition leads back to itself", (token.start, token.end), code="TD107", hint="define it without itself")
    return ReadError(f"expanding {name} gives more than {MAX_TOKENS} tokens", (token.start, token.end), code="TD107", hint="write the formula with fewer nested macros")


def _reaches(name: str, target: str, macros: Mapping[str, Macro]) -> bool:
    seen, todo = set(), [name]
    while todo:
        for token in macros[todo.pop()].body:
            if token.key == target:
                return True
            if token.key in macros and token.key not in seen:
                seen.add(token.key)
                todo.append(token.key)
    return False
