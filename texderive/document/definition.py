r"""Definitions that a formula states: f(x) = ..., and the sets of functions."""
from __future__ import annotations

import re
from dataclasses import dataclass

from ..prose.symbols import bare, only_symbol, read_symbol, skip_space
from .statement import clean, split_top, statements
from .symbol_names import symbols_written


@dataclass(frozen=True, slots=True)
class Definition:
    """name(arguments) = right side; `key` is the name without styling."""

    key: str
    name: str
    arguments: tuple[str, ...]
    right: str
    latex: str


_ENTRY = r"(?:_\s*(?:\w|\{\s*\w\s*\})\s*)?"                          # the i of f(x)_i
_FUNCTION = re.compile(r"\s*(?:\\left\s*|\\big\s*)?\((.*?)(?:\\right\s*)?\)\s*" + _ENTRY + "$", re.S)
_IN_BRACKETS = re.compile(r"^\s*(?:\\left\s*|\\big\s*)?\[(.*?)(?:\\right\s*|\\big\s*)?\]\s*(" + _ENTRY + ")$", re.S)
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
        stated = _IN_BRACKETS.sub(r"\1\2", statement.left)
        left = _MINIMISED.sub("", stated)                               # \min_x f(x) := ... defines f
        head = read_symbol(left)
        if head is None:
            continue
        name, rest = head[0].strip(), left[head[1]:]
        arguments: tuple[str, ...] = ()
        if skip_space(rest, 0) < len(rest):
            call = _FUNCTION.match(rest)
            if not call:
                continue
            arguments = listed(call.group(1))
        if _ill_defined(name, arguments, statement.right):
            continue
        right = statement.right if len(statement.sides) == 2 or not set(statement.relations) <= {"=", ":="} else statement.sides[1]
        if left != stated and not set(arguments) & set(map(bare, symbols_written(right))):
            continue
        found.append(Definition(bare(name), name, arguments, right, f"{left} = {right}"))
    return found


def listed(inside: str) -> tuple[str, ...]:
    """The arguments between the brackets of a function."""
    return tuple(a.strip() for _, a in split_top(inside, _COMMAS))


_COMMAS = re.compile(r"[,;|]")
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
    """Facts that look like definitions: A = A^T, i = 1,...; values such as A = I."""
    if _STANDARD.match(bare(name)) and not arguments and len(right) < 8:
        return True
    if not arguments and (bare(right) == bare(name) or re.fullmatch(r"[-+]?\s*\d+|I|I_\w|\\mathbf\{?[I01]\}?|0", right.strip())):
        return True
    return not arguments and bare(name) in {bare(s) for s in symbols_written(right)}
