"""Descriptors that stand together: "an invertible $n \\times n$ matrix"."""
from __future__ import annotations

from dataclasses import dataclass, field

from .sets import Fact
from .symbols import bare
from .words import Token

ONE = frozenset(("a", "an", "un", "une", "una", "uno", "um", "uma", "ein", "eine", "einen", "einem", "einer", "eines"))
RANKS = {"noun:matrix": 2, "noun:vector": 1, "noun:row": 1, "noun:scalar": 0}


@dataclass
class Run:
    """Descriptors standing together: "an invertible n x n matrix", which is of one symbol alone."""

    fact: Fact = field(default_factory=Fact)
    dims: list[tuple[str, ...]] = field(default_factory=list)
    both: bool = False
    single: bool = False

    @property
    def empty(self) -> bool:
        return not (self.fact.props or self.dims or self.fact.rank is not None)


def run_at(sentence: list[Token], at: int) -> tuple[Run, int]:
    """The run of descriptors at `at` and the offset behind it; an empty run where none stands."""
    run, k = Run(), at
    end = at
    while k < len(sentence):
        token = sentence[k]
        following = sentence[k + 1] if k + 1 < len(sentence) else None
        if token.kind == "not":
            k += 1
            while k < len(sentence) and sentence[k].kind in ("filler",):
                k += 1
            k += 1 if k < len(sentence) and sentence[k].kind.startswith("prop:") else 0
            continue
        if token.kind.startswith("prop:"):
            run.fact.props += [token.kind[5:]] if token.kind[5:] not in run.fact.props else []
        elif token.kind in RANKS:
            run.fact.rank = RANKS[token.kind]
        elif token.kind == "math" and token.statement and token.statement.dims is not None:
            run.dims.append(token.statement.dims)
        elif token.kind == "math" and (sized := _size(sentence, k)):
            run.dims.append(sized[0])
            k = end = sized[1]
            continue
        elif token.kind in ("filler", "both", "holding", "size", "allentries", "dimensional", "entries"):
            run.both = run.both or token.kind == "both"
            run.single = run.single or token.text.lower() in ONE
            if (token.kind == "holding" and not (following and following.kind == "math" and _size(sentence, k + 1))
                    and not (following and following.kind.startswith("prop:ones"))):
                break
            if (token.kind == "size" and following and following.kind == "math" and following.statement
                    and following.statement.plain):
                run.dims.append(tuple(bare(s) for s in following.statement.symbols))
                k = end = k + 2
                continue
            k += 1
            end = k if not run.empty else end
            continue
        elif token.kind == "and" and following and (
                run.dims and following.kind == "math" and following.statement and following.statement.dims
                or token.text not in (",", "，") and run.fact.props and following.kind.startswith("prop:")):
            k += 1
            continue
        else:
            break
        k += 1
        end = k
    return run, max(end, k) if run.empty else _past_fillers(sentence, end)


def _past_fillers(sentence: list[Token], at: int) -> int:
    while at < len(sentence) and sentence[at].kind in ("filler", "allentries"):
        at += 1
    return at


def _size(sentence: list[Token], at: int) -> tuple[tuple[str, ...], int] | None:
    """A size said in words at a symbol: $n$-dimensional, $K$ entries, $n$ by $d$."""
    statement = sentence[at].statement
    following = sentence[at + 1] if at + 1 < len(sentence) else None
    if not statement or not statement.plain or len(statement.symbols) != 1 or following is None:
        return None
    name = bare(statement.symbols[0])
    if following.kind == "dimensional":
        return (name,), at + 1
    if following.kind in ("entries", "prop:ones"):
        return (name,), at + 1
    third = sentence[at + 2] if at + 2 < len(sentence) else None
    if following.kind == "other" and following.text == "by" and third and third.statement and third.statement.plain:
        return (name, bare(third.statement.symbols[0])), at + 3
    return None
