r"""Pragma comments: `% texderive: X in R^{N x d}, A symmetric, x_i in R^d for i=1..N, layout=denominator`."""
from __future__ import annotations

import re
from dataclasses import dataclass, field

from ...derivation import LAYOUTS
from ...prose.sets import Fact, read_set
from ...prose.symbols import only_symbol, read_symbol
from ...types.declare import PROPERTY, PROPS

_RANGE = re.compile(r"\bfor\s+([a-z])\s*=\s*1\s*(?:\.\.+|,\s*\\[lc]?dots\s*,|to)\s*([A-Za-z]\w*|\d+)")


@dataclass
class Pragma:
    """What one pragma line states; `unread` holds the parts that make no sense."""

    facts: dict[str, Fact] = field(default_factory=dict)
    ranges: dict[str, str] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)


def parse(words: str) -> Pragma:
    """Read the text behind `% texderive:`.

    >>> parse("X in R^{N x d}, layout=denominator").options
    {'layout': 'denominator'}
    """
    pragma = Pragma()
    if re.match(r"(?:begin|end|from|copied from)\b", words):
        return pragma
    pending: list[str] = []
    for part in _parts(words):
        option = re.fullmatch(r"(layout)\s*=\s*(\S.*)", part)
        if option:
            pragma.options[option.group(1)] = option.group(2).strip()
            continue
        ranged = _RANGE.search(part)
        if ranged:
            pragma.ranges[ranged.group(1)] = ranged.group(2)
            part = (part[:ranged.start()] + part[ranged.end():]).strip()
        symbol = only_symbol(part)
        if symbol:
            pending.append(symbol)
            continue
        if _state(part, pending, pragma):
            pending = []
        else:
            pragma.unread.append(part)
    pragma.unread += pending
    layout = pragma.options.get("layout")
    if layout is not None and layout not in LAYOUTS:
        pragma.unread.append(f"layout={pragma.options.pop('layout')}")
    return pragma


def _parts(words: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for k, c in enumerate(words):
        depth += (c in "{[(") - (c in "}])")
        if c in ",;" and depth <= 0:
            parts.append(words[start:k])
            start = k + 1
    return [p.strip() for p in [*parts, words[start:]] if p.strip()]


def _state(part: str, pending: list[str], pragma: Pragma) -> bool:
    head = read_symbol(part)
    if head is None:
        return False
    name, rest = head[0].strip(), part[head[1]:].strip()
    member = re.match(r"(?:in|\\in|∈|:)\s*(.+)$", rest, re.S)
    where, words = (member.group(1), "") if member else ("", rest)
    fact = Fact()
    if member:
        where, words = _split_set(where)
        read = read_set(_in_latex(where))
        if read is None:
            sizes = re.fullmatch(r"(\w+)(?:\s*x\s*(\w+))?|scalar", where.strip())
            if not sizes:
                return False
            read = Fact(() if where.strip() == "scalar" else tuple(s for s in sizes.groups() if s))
        fact = read
    props = [PROPS[word.lower()] for word in PROPERTY.findall(words)]
    leftover = re.sub(r"\band\b|\bis\b|\bscalar\b|[\s,]", "", PROPERTY.sub("", words))
    if re.search(r"\bscalar\b", words):
        fact.shape = ()
    if leftover or not (props or fact.shape is not None):
        return False
    fact.props += [p for p in props if p not in fact.props]
    for symbol in [*pending, name]:
        pragma.facts.setdefault(symbol, Fact()).add(fact)
    return True


def _split_set(text: str) -> tuple[str, str]:
    """The set and the words behind it: "R^{n x n} symmetric" -> ("R^{n x n}", "symmetric")."""
    match = re.match(r"(\\?[A-Za-z]+(?:\{[A-Z]\})?\s*(?:\^\s*(?:\{[^{}]*\}|\w))?(?:_\s*(?:\{[^{}]*\}|[+*]+|\w))?|"
                     r"\\?\{[^{}]*\\?\}(?:\^\w)?|\w+\s+x\s+\w+)(.*)$", text, re.S)
    return (match.group(1), match.group(2)) if match else (text, "")


def _in_latex(where: str) -> str:
    where = re.sub(r"^R(?=\W|$)", r"\\mathbb{R}", where.strip())
    return re.sub(r"(?<=\w)\s+x\s+(?=\w)|(?<=\w)\s*×\s*(?=\w)", r"\\times ", where)
