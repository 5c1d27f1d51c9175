r"""Names of several letters: loss where loss = .. is said, RSS where \text{RSS}(w) = .. is."""
from __future__ import annotations

import string
from collections.abc import Mapping

from . import commands as c
from .tokens import Token

LETTERS = frozenset(string.ascii_letters)


def defined_words(raw: list[Token]) -> set[str]:
    r"""SSR and loss where SSR = .. and loss(w) = .. are said, and RSS where \text{RSS}(w) = ..
    is: names of several letters that do not stand alone."""
    letters = [i for i, token in enumerate(raw) if token.key in LETTERS]
    if not any(j == i + 1 and not raw[j].space for i, j in zip(letters, letters[1:])):
        return set()                                         # no two of them stand side by side
    runs: list[tuple[int, str]] = []
    for i in letters:
        if runs and runs[-1][0] + len(runs[-1][1]) == i and not raw[i].space:
            runs[-1] = (runs[-1][0], runs[-1][1] + raw[i].key)
        else:
            runs.append((i, raw[i].key))
    uses: dict[str, int] = {}
    for run in [*[run for _, run in runs], *[run[1:] for _, run in runs if run[0] == "d"]]:
        uses[run] = uses.get(run, 0) + 1
    if (not any([len(run) > 1 and (_could_be_defined(run, uses) or run in c.QUANTITIES) for run in uses])
            and not any([t.key in c.NAMES or t.key in c.TEXT for t in raw])):
        return set()
    alone = {run for start, run in runs if len(run) == 1
             and not (run == "e" and start + 1 < len(raw) and raw[start + 1].key == "^")}
    behind_words = {start + len(run) for start, run in runs if run in c.STOP_WORDS}      # where loss = ..
    found = {run for run in uses if run in c.QUANTITIES and not _product(run, alone)}
    for start, run in runs:
        end, styled = start + len(run), start > 1 and raw[start - 1].key == "{" and raw[start - 2].key in (*c.NAMES, *c.TEXT)
        if styled and not (len(run) > 1 and end < len(raw) and raw[end].key == "}"):
            continue
        before = start - 1 - 2 * styled
        while before >= 0 and raw[before].key in c.DROPPED:
            before -= 1
        opened = raw[before].key == "{" and (not before or raw[before - 1].key in c.UNWRAPPED)      # \boxed{SSR = ..}
        begins = (before < 0 or start in behind_words or raw[before].key in c.SEPARATORS or raw[before].key in ("&", "\\begin")
                  or opened or _behind_text(raw, before))
        if begins and _is_left_side(raw, end + styled) and (styled and uses[run] > 1 or _could_be_defined(run, uses)
                and (not _product(run, alone) or run.isupper() and len(run) > 2 and (raw[end].key == "(" or "d" + run in uses))):
            found.add(run)
    return found


def _no_product(run: str) -> bool:
    """Small letters side by side that nobody multiplies so: accuracy has one twice, distance is long."""
    return run.islower() and (len(run) > 6 or len(run) > 4 and len(set(run)) < len(run))


def _could_be_defined(run: str, uses: Mapping[str, int]) -> bool:
    """Two capitals and three small letters are a name where they stand side by side again, as in FL = .., dFL/dp;
    SS is one, as nobody writes a square so."""
    return (_no_product(run) or run in c.DEFINED_WORDS or run.islower() and len(run) > 2 and uses[run] > 1
            or run.isupper() and (len(run) > 2 or len(run) == 2 and (uses[run] > 1 or run[0] == run[1])))


def _product(run: str, alone: set[str]) -> bool:
    """Whether letters side by side may be factors: one of them stands `alone` elsewhere;
    of a small word, as out beside t_k, half of them do, of a known one all."""
    letters = set(run)
    if run in c.DEFINED_WORDS:
        return letters <= alone and not _no_product(run)
    return (len(letters & alone) * 2 >= len(letters) and not _no_product(run) if run.islower()
            else not alone.isdisjoint(letters))


def _behind_text(raw: list[Token], close: int) -> bool:
    r"""Whether the brace at `close` ends a \text{ where }."""
    depth = 0
    for i in range(close, 0, -1):
        depth += {"}": 1, "{": -1}.get(raw[i].key, 0)
        if not depth:
            return raw[close].key == "}" and raw[i - 1].key in c.TEXT
    return False


def _is_left_side(raw: list[Token], i: int) -> bool:
    """Whether = follows, past a subscript and a bracket."""
    if i + 1 < len(raw) and raw[i].key == "_":
        i = _behind_bracket(raw, i + 1, "{", "}") if raw[i + 1].key == "{" else i + 2
    if i < len(raw) and raw[i].key == "(":
        i = _behind_bracket(raw, i, "(", ")")
    return (i < len(raw) and raw[i].key in ("=", "&", ":", "\\coloneqq", "\\triangleq")
            and any(t.key in ("=", "\\coloneqq", "\\triangleq") for t in raw[i:i + 2]))


def _behind_bracket(raw: list[Token], i: int, opening: str, closing: str) -> int:
    depth = 0
    while i < len(raw):
        depth += (raw[i].key == opening) - (raw[i].key == closing)
        i += 1
        if not depth:
            break
    return i
