r"""Definitions that a formula states: f(x) = ..., x \mapsto ..., and the sets of functions."""
from __future__ import annotations

import re
from dataclasses import dataclass

from ...patterns import regex
from ...prose.symbols import bare, only_symbol, read_symbol, skip_space
from .statement import Statement, clean, split_top, statements
from .symbol_names import symbols_written


_PARAMETERS = frozenset(("w", "W", "v", "b", r"\theta", r"\beta", r"\phi", r"\psi", r"\lambda", r"\mu", r"\sigma",
                         r"\Sigma", r"\alpha", r"\gamma", r"\eta"))


@dataclass(frozen=True, slots=True)
class Definition:
    """name(arguments) = right side; `key` is the name without styling. A map without a name has "" for both."""

    key: str
    name: str
    arguments: tuple[str, ...]
    right: str
    latex: str

    @property
    def written(self) -> str:
        """How a formula calls it: by its name, or by what stands on the right."""
        return self.name or self.right

    @property
    def variables(self) -> tuple[str, ...]:
        r"""The arguments that it is a function of where nothing else is said: data behind a semicolon, \ell(w; x, y),
        are given; of h(x; \theta) either may be meant."""
        inside = _FUNCTION.search(self.latex.partition("=")[0].strip()) if ";" in self.latex else None
        own, given = (inside[1].split(";", 1) if inside and ";" in inside[1] else ("", ""))
        return (listed(own) if own.strip() and given.strip() and not {bare(a) for a in listed(given)} & _PARAMETERS
                else self.arguments)

    def called(self, name: str) -> "Definition":
        """The same with a name."""
        return Definition(bare(name), name, self.arguments, self.right, f"{name}({', '.join(self.arguments)}) = {self.right}")


_ENTRY = r"(?:_\s*(?:\w|\{\s*\w\s*\})\s*)?"                          # the i of f(x)_i
_FUNCTION = re.compile(r"\s*(?:\\left\s*|\\big\s*)?\((.*?)(?:\\right\s*)?\)\s*" + _ENTRY + "$", re.S)
_IN_BRACKETS = re.compile(r"^\s*(?:\\left\s*|\\big\s*)?\[(.*?)(?:\\right\s*|\\big\s*)?\]\s*(" + _ENTRY + ")$", re.S)
_STANDARD = re.compile(r"\\?(?:sigma|softmax|relu|ReLU|sigmoid|operatorname\{?softmax\}?|operatorname\{?ReLU\}?|"
                       r"mathrm\{?ReLU\}?|tanh|log|exp)$")


_CAPITALS = re.compile(r"[A-Z]{2,5}(?=\s*\(|\s*$)")                   # RSS(\beta) = .. and NLL = ..
_MINIMISED = re.compile(r"^\s*\\(?:min|max)\s*(?:\\limits\s*)?_\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\w|"
                        r"\\[A-Za-z]+)\s*(?:\\[;,:! ]|\\q?quad|~|\s)*(?=\\?[A-Za-z]+\s*\()")


def definitions(latex: str) -> list[Definition]:
    r"""The definitions that a formula states: name = ..., f(x) = ..., f: x \mapsto ...

    >>> [(d.key, d.arguments) for d in definitions("f(x,y) = x^2y")]
    [('f', ('x', 'y'))]
    """
    return _maps(latex) if ARROW.search(latex) else _equations(statements(latex))


def _equations(stated: list[Statement]) -> list[Definition]:
    found = []
    for statement in stated:
        if (not statement.relations or statement.relations[0] not in ("=", ":=") or not statement.right
                or statement.right.startswith("?")):
            continue
        stated = _IN_BRACKETS.sub(r"\1\2", statement.left)
        left = _MINIMISED.sub("", stated)                               # \min_x f(x) := ... defines f
        capitals = _CAPITALS.match(left)
        head = (rf"\mathrm{{{capitals[0]}}}", capitals.end()) if capitals else read_symbol(left)
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
        right = (statement.right if len(statement.sides) == 2 or not set(statement.relations) <= {"=", ":="}
                 else statement.sides[1])
        if left != stated and not set(arguments) & set(map(bare, symbols_written(right))):
            continue
        found.append(Definition(bare(name), name, arguments, right, f"{left} = {right}"))
    return found


ARROW = re.compile(r"\\(?:long)?mapsto(?![A-Za-z])|↦")
_ARRAY = re.compile(r"\\begin\s*\{(?:array|aligned|alignedat|split|gathered|matrix)\}(?:\s*\[\w\])?(?:\s*\{[^{}]*\})?|"
                    r"\\end\s*\{(?:array|aligned|alignedat|split|gathered|matrix)\}")
_NAMED = re.compile(r"(?P<name>.*?)\s*(?::|\\colon(?![A-Za-z]))\s*(?P<arguments>.+)", re.S)
_TUPLE = re.compile(r"(?:\\left\s*)?\((?P<inside>.*?)(?:\\right\s*)?\)", re.S)
# between a name, or its sets, and the arrow: "Let $g$ be the map $x \\mapsto ...$",
# "$f: X \\to Y$ given by $x \\mapsto ...$"
_NAMES_IT = regex(r"""
    (?:
        [\s,;:~]|\\[,;: ]
        |\b(?:
            be|is|denotes?|the|an?|map(?:ping)?|function|given|defined|by|as|with|via|where|est|soit|l'application|la
            |une|fonction|application
            |définie?|donnée?|par|qui|à|associe|sei|ist|die|eine|abbildung|funktion|gegeben|definiert|durch|mit|es|una
            |función|aplicación|dada
            |definida|por
        )\b
        |函数|映射|定义为|为
    )*
""", re.IGNORECASE)


def _maps(latex: str) -> list[Definition]:
    r"""The functions that a formula gives by an arrow, and what else it defines.

    >>> [(d.name, d.arguments, d.right) for d in definitions(r"f\colon\mathbb{R}^n\to\mathbb{R},\; x\mapsto\|x\|^2")]
    [('f', ('x',), '\\|x\\|^2')]
    """
    found: list[Definition] = []
    name = ""
    for statement in statements(_ARRAY.sub(" ", ARROW.sub(r"\\mapsto ", latex))):
        if r"\mapsto" not in statement.relations:
            name = _one_typed(statement.text) or name
            found += _equations([statement])
            continue
        at = statement.relations.index(r"\mapsto")
        left, right = statement.sides[at], statement.sides[at + 1]
        named = _NAMED.fullmatch(statement.left)
        if named and only_symbol(clean(named["name"])):
            name, left = clean(named["name"]), clean(named["arguments"]) if at == 0 else left
        group = _TUPLE.fullmatch(left)
        arguments = listed(group["inside"] if group else left)
        if stated := definitions(" = ".join(statement.sides[at + 1:])):
            found += stated                                              # x \mapsto f(x) = x^2
        elif arguments and all(map(only_symbol, arguments)) and right:
            unnamed = Definition("", "", arguments, right, right)
            found.append(unnamed.called(name) if name else unnamed)
        name = ""
    return found


def _one_typed(latex: str) -> str:
    """The one function whose sets a formula states; else ""."""
    types = function_types(latex)
    return types[0][1].partition(":")[0].strip() if len(types) == 1 else ""


def name_for_map(before: str, between: str) -> str:
    r"""The name that the formula `before` a map gives it, where the words between say so; else "".

    >>> name_for_map("g", " be the map "), name_for_map(r"f:\mathbb{R}^n\to\mathbb{R}", ", "), name_for_map("g", ". Then ")
    ('g', 'f', '')
    """
    return (_one_typed(before) or (before if only_symbol(before) else "")) if _NAMES_IT.fullmatch(between) else ""


def listed(inside: str) -> tuple[str, ...]:
    """The arguments between the brackets of a function."""
    return tuple(a.strip() for _, a in split_top(inside, _COMMAS))


_COMMAS = re.compile(r"[,;|]")
_TYPE = re.compile(r"(?P<names>[^:]+?)\s*(?::|\\colon(?![A-Za-z]))(?!=)\s*(?P<sets>.+?\\(?:to|rightarrow|"
                   r"longrightarrow)(?![A-Za-z]).+)", re.S)


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
    if (not arguments and (bare(right) == bare(name)
                           or re.fullmatch(r"(?:[-+]|\\pm|±)?\s*\d+|I|I_\w|\\mathbf\{?[I01]\}?|0", right.strip()))):
        return True
    return not arguments and bare(name) in {bare(s) for s in symbols_written(right)}
