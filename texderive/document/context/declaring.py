"""Facts in force turned into the declarations that `derive` takes, for the symbols of one formula."""
from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from ...prose.declarations import mapping
from ...prose.sets import Fact
from ...prose.symbols import bare, index_letters
from ..lexical.symbol_names import spelling, spellings, symbols_in, symbols_written

SQUARE = ("symmetric", "posdef", "possemidef", "skew", "invertible", "orthogonal", "diagonal", "lower_triangular", "identity")
_NAMES = {"possemidef": "psd"}
_UNKNOWN = ("nonnegative",)                          # said in prose, of no use for deriving


def declare(facts: dict[str, Fact], ranges: dict[str, str], latex: str, without: set[str], variables: set[str],
            arguments: Collection[str] = ()) -> dict[str, dict | str]:
    r"""The declarations of the symbols that occur in a formula; names in `without` are defined, not declared,
    and `arguments` of functions are no family x_i.

    >>> declare({"A": Fact(("n", "n"), props=["symmetric"])}, {}, r"x^\top A x", set(), {"x"})
    {'A': {'shape': ['n', 'n'], 'props': ['symmetric']}}
    """
    facts, ranges = _in_own_range(facts, ranges, latex)
    roots = {_root(a) for a in arguments}
    roots |= _alone(latex)
    names, spelled = set(symbols_in(latex)), spellings(latex)
    used = {name: fact for name, fact in facts.items() if bare(name) not in without and _occurs(name, fact, names)
            and not (bare(name) not in arguments and index_letters(name) and _root(bare(name)) in roots)}
    ranges = completed(used, ranges, latex)
    out: dict[str, dict | str] = {}
    for name, fact in used.items():
        rivals = [n for n in used if n != name and bare(n) == bare(name)]
        if rivals and spelling(name) not in spelled:
            continue
        entry = mapping(name, fact, ranges)
        props = [_NAMES.get(p, p) for p in entry.get("props", ()) if p not in _UNKNOWN
                 and not (p in ("constant", "simplex") and bare(name) in variables)]
        stated = _entry(entry, props)
        if stated:
            out[name] = stated
    return out


def _alone(latex: str) -> set[str]:
    """Letters that stand without an index only: x of W x is no member of a family x_i."""
    written = symbols_written(latex)
    return ({bare(s) for s in written} - {_root(bare(s)) for s in written if index_letters(s)}
            - {bare(s) for s in written if index_letters(s)})


def _root(key: str) -> str:
    return re.sub(r"(?:_.*|\^.*)$", "", key)


def _occurs(name: str, fact: Fact, names: set[str]) -> bool:
    key = bare(name)
    root = _root(key)
    return key in names or root in names and root != key and fact.shape is not None and bool(index_letters(name))


_RUNS = re.compile(r"\\(?:sum|prod)\s*(?:\\limits\s*)?_\s*\{\s*(?P<letter>[a-z])\s*=[^{}]*\}\s*\^")


def completed(facts: dict[str, Fact], ranges: dict[str, str], latex: str = "") -> dict[str, str]:
    """A family whose range neither the text nor a sum of the formula states runs over a size
    that names nothing else, N where it is free."""
    taken = {d for fact in facts.values() for d in fact.shape or ()} | set(ranges.values()) | {bare(name) for name in facts}
    free = next((size for size in ("N", "n", "m", "M", "K", "T") if size not in taken), None)
    unknown = sorted({letter for name, fact in facts.items() if fact.shape is not None and not fact.many
                      for letter in index_letters(name)} - set(ranges) - {m["letter"] for m in _RUNS.finditer(latex)})
    return ranges | {letter: free for letter in unknown if free}


_SUMS = re.compile(
    r"\\(?:sum|prod)\s*(?:\\limits\s*)?_\s*\{\s*(?P<letter>[a-z])\s*=\s*1\s*\}\s*\^\s*\{?\s*(?P<size>[A-Za-z])\s*\}?")


def _in_own_range(facts: dict[str, Fact], ranges: dict[str, str], latex: str) -> tuple[dict[str, Fact], dict[str, str]]:
    r"""The u_w, w = 1..V of the text as u_k, k = 1..K in a formula that speaks of \sum_{k=1}^K with u_k alone:
    others of the same kind."""
    sums = {m["letter"]: m["size"] for m in _SUMS.finditer(latex)}
    if not sums:
        return facts, ranges
    written = {bare(s) for s in symbols_written(latex)}
    out: dict[str, Fact] = {}
    for name, fact in facts.items():
        letters = index_letters(name)
        own = (next((k for k in sums if f"{_root(bare(name))}_{k}" in written), None)
               if len(letters) == 1 and fact.shape is not None and bare(name) not in written else None)
        if own is None or ranges.get(letters[0], sums[own]) == sums[own] or f"{_root(name)}_{own}" in facts:
            out[name] = fact
            continue
        out[f"{_root(name)}_{own}"] = replace(fact, many=None)
        ranges = ranges | {own: sums[own]}
    return out, ranges


def members_apart(latex: str, text: str, declared: dict[str, dict | str]) -> dict[str, dict]:
    r"""The u_o beside \sum_k u_k that the text says not to be among these ("$o \notin \{1, ..., K\}$",
    "negative samples"), as vectors of their own."""
    sums = dict.fromkeys(m["letter"] for m in _SUMS.finditer(latex))
    written = [s for s in dict.fromkeys(symbols_written(latex)) if len(index_letters(s)) == 1] if sums else []
    out: dict[str, dict] = {}
    for symbol in written:
        (letter,), root = index_letters(symbol), _root(bare(symbol))
        family = next((s for s in written if _root(bare(s)) == root and index_letters(s)[0] in sums), None)
        if (letter in sums or family is None or symbol in declared
                or not re.search(rf"(?<![A-Za-z\\]){letter}\s*\\(?:notin|not\s*\\in)(?![A-Za-z])|"
                                 rf"\bnegative[\s~-]+(?:word[\s~]+)?sampl", text)):
            continue
        known = next((d for name, d in declared.items() if _root(bare(name)) == root and isinstance(d, dict)
                      and "shape" in d), None)
        out[symbol] = {"shape": known["shape"] if known else ["d"], "props": []}
    return out


def _entry(entry: dict, props: list[str]) -> dict | str | None:
    """A mapping where the shape is known; words where only rank or properties are."""
    if "shape" in entry:
        return {**entry, "props": props}
    if entry.get("rank") == 0:
        return " ".join(["scalar", *props])
    return ", ".join(p for p in props if p in SQUARE or p in ("psd", "onehot", "simplex")) or None
