r"""The author's macros: found in a preamble or formula, and expanded on tokens as TeX does, within bounds."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, KeysView, Mapping
from dataclasses import dataclass
from functools import cache

from ..errors import ReadError
from ..functions import BY_SPELLING
from ..usual import USUAL
from .commands import CORE
from .definitions import NO_VALUE, Definition, definitions, has_definitions
from .tokens import Token, tokenise

MAX_EXPANSIONS = 5_000
MAX_TOKENS = 60_000

_CHOICES = frozenset(rf"\If{no}Value{which}" for no in ("", "No") for which in ("TF", "T", "F"))
# elementwise functions that are commands of LaTeX itself
_OPERATORS = frozenset("arccos arcsin arctan cos cosh cot coth csc exp log sec sin sinh tan tanh".split())
_SIZED = ("norm", "abs", "inner", "ip", "innerproduct", "paren", "set")


@dataclass(frozen=True, slots=True)
class Macro:
    r"""`defaults` holds one entry per argument: None for a mandatory one, else the tokens it has when left out."""

    body: tuple[Token, ...]
    defaults: tuple[tuple[Token, ...] | None, ...] = ()
    built_in: bool = False
    sized: bool = False                      # a star or a size may stand before the argument: \norm*{x}, \norm[\big]{x}


class Macros(Mapping[str, Macro]):
    r"""An immutable table of macros by name with backslash;
    `Macros()` is empty (the reader adds its defaults below it)."""

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
    functions = {name: rf"\operatorname{{{name}}}" for name in BY_SPELLING if len(name) > 2 and name.isalpha()
                 and name not in _OPERATORS}
    for name, what in (functions | USUAL).items():
        count, body = what if isinstance(what, tuple) else (0, what)
        table["\\" + name] = Macro(tuple(tokenise(body)), (None,) * count, built_in=True, sized=name in _SIZED)
    return Macros(table)


def collect(text: str, known: Macros = Macros()) -> Macros:
    r"""All macros that `text` (a preamble, a file) defines, on top of `known`.  What cannot be understood is left out.

    >>> sorted(collect(r"\newcommand{\x}{\mathbf{x}} \def\T{^\top}"))
    ['\\T', '\\x']
    """
    table = dict(known)
    for d in definitions(text):
        if d.name not in CORE and not (d.provided and d.name in table):
            table[d.name] = _macro(d, table)
    return Macros(table)


def extract(text: str, known: Macros) -> tuple[Macros, str]:
    r"""The macros a formula defines itself, and the formula with blanks in their place, so that offsets stay.
    Strict: errors are raised."""
    if not has_definitions(text):
        return known, text
    table, rest = dict(known), text
    for d in definitions(text, strict=True):
        if d.name in CORE:
            raise ReadError(f"{d.name} is a built-in command and cannot be redefined", d.span, code="TD116",
                            hint="choose another name for the macro")
        if not (d.provided and d.name in table):
            table[d.name] = _macro(d, table)
        start, end = d.span
        rest = rest[:start] + " " * (end - start) + rest[end:]
    return Macros(table), rest


def _macro(d: Definition, table: Mapping[str, Macro]) -> Macro:
    same = table.get(d.body) or defaults().get(d.body) if d.alias else None
    return (same or Macro(tuple(tokenise(d.body)),
                          tuple([None if given is None else tuple(tokenise(given)) for given in d.defaults]), sized=d.sized))


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
        if token.key in _CHOICES:
            stack.extend(reversed(_chosen(stack, token)))
            continue
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
            raise _endless(token, macros, uses)  # before an argument that grows with every turn is copied
        if uses.total() > MAX_EXPANSIONS or len(stack) + len(out) > MAX_TOKENS:
            raise _endless(token, macros, uses)
        end = token.end
        arguments = []
        for default in macro.defaults:
            argument, end = _argument(stack, token, default, end)
            arguments.append(argument)
        body = _substitute(macro.body, arguments, token.start, max(end, token.end))
        if (macro.built_in and body and body[0].key == "^"
                and "^" in [t.key for t in (out[-2:-1] if out and out[-1].key == "{" else out[-1:])]):
            body = body[1:]                                  # x^\T, x^{\T} and x\T are the same
        if body and token.space:
            body[0].space = True
        stack.extend(reversed(body))
    return out


def _chosen(stack: list[Token], call: Token) -> list[Token]:
    r"""What \\IfValueTF{#1}{a}{b} chooses, by whether the argument is \\NoValue."""
    asked, _ = _argument(stack, call, None, call.end)
    branches = [_argument(stack, call, None, call.end)[0] for _ in range(2 if call.key.endswith("TF") else 1)]
    holds = ([t.key for t in asked] == [NO_VALUE]) == ("No" in call.key)
    if call.key.endswith("TF"):
        return branches[0 if holds else 1]
    return branches[0] if holds == call.key.endswith("T") else []


def _brace_next(stack: list[Token]) -> bool:
    return bool(stack) and (stack[-1].key == "{" or stack[-1].key == "*" and len(stack) > 1 and stack[-2].key == "{")


def _pass_size(stack: list[Token]) -> None:
    r"""Take * or [\big] off, which say how large the brackets are."""
    if stack and stack[-1].key == "*":
        stack.pop()
    elif (len(stack) > 2 and stack[-1].key == "[" and stack[-2].key.lstrip("\\").lower().startswith("big")
            and stack[-3].key == "]"):
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
    raise ReadError(f"the argument of {call.key} is never closed", (call.start, call.end), code="TD102",
                    hint=f"add the missing '{closing}'")


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
        return ReadError(f"the macro {name} is recursive: its definition leads back to itself",
                         (token.start, token.end), code="TD107", hint="define it without itself")
    return ReadError(f"expanding {name} gives more than {MAX_TOKENS} tokens", (token.start, token.end), code="TD107",
                     hint="write the formula with fewer nested macros")


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
