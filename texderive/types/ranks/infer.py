r"""Ranks of what is not declared: every name has options with a cost by its letter;
the cheapest consistent reading wins.

The search is conflict-directed: a failed pass says which symbols took part, and only those are changed next.
"""
from __future__ import annotations

import heapq
import re
from collections.abc import Callable, Collection
from itertools import count

from ...errors import ShapeError
from ...records import record
from ...symbols import family_pattern
from ..conventions import ATTENTION, COSTS, FUNCTION_LETTERS, LETTER_RANKS, RANK_COSTS, UNIT_VECTOR
from ..declare import signs_of
from ..names import OWN, is_bold
from ..notation.sets import MEMBER
from ..reading import Reading
from ..terms.elaborate import Elaborator
from ..terms.letters import SQUARE
from ..terms.term import symbols_below
from .scan import Scan, Seen

MAX_PASSES = 400
_LAYER = re.compile(r"W[_^][\[({]*\d+[\])}]*")
_NUMBERED = re.compile(r"([^_^]+[_^])[\[({]*\d+[\])}]*")          # W_3, b^{(3)}
_DEEP = 4                  # layers from which on the names of all of them are read alike


@record
class Option:
    """One way to read a name, with its rank S, V (column), R (row) or M.

    Forms: "name", "comp", "entry" (of a vector that has an option of its own), "family",
    "beside" (a vector x beside a family x_i of others, by the key `member`)."""

    form: str
    rank: str
    cost: float
    key: str = ""
    letters: tuple[str, ...] = ()
    pattern: str = ""
    member: str = ""


_ACCENTS = (r"\hat{", r"\bar{", r"\tilde{", r"\dot{", r"\ddot{", r"\check{")


def letter_costs(name: str, bold: bool) -> dict[str, float]:
    """What each rank costs for a letter."""
    return RANK_COSTS[_letter_kind(name, bold)]


def _letter_kind(name: str, bold: bool) -> str:
    """The row of RANK_COSTS for a letter, whatever stands above, below and behind it."""
    base = name
    while base.startswith(_ACCENTS) and base.endswith("}"):
        base = base[base.index("{") + 1:-1]
    base = base.split("_")[0].split("^")[0].rstrip("'!")
    if base[:2] == r"\d" and (len(base) == 3 or base[2:3] == "\\"):
        return "differential"
    if base.startswith(r"\mathcal{"):
        return "calligraphic"
    greek = base.startswith("\\") and len(base) > 2
    capital = base[1:2].isupper() if base.startswith("\\") else base[:1].isupper()
    if bold:
        return "bold capital" if capital else "bold Greek" if greek else "bold"
    usual = ("Greek capital" if greek else "capital") if capital else "Greek" if greek else "number"
    return LETTER_RANKS.get(base, usual)


def options(scan: Scan) -> dict[str, list[Option]]:
    """For every undeclared name its readings, cheapest first."""
    out: dict[str, list[Option]] = {}
    layered = not COSTS.isdisjoint(scan.reading.definitions)
    for name, seen in scan.seen.items():
        costs = letter_costs(name.removesuffix("^()").removesuffix("!"), seen.bold)
        if scan.rows and costs["V"] < 1.0:                      # data in rows: the other vectors are rows too
            costs = costs | {"R": costs["V"] + 0.3, "S": costs["S"] + (1.5 if name in scan.rows else 0.0)}
        elif not scan.rows:
            costs = {rank: cost for rank, cost in costs.items() if rank != "R"}
        if scan.reading.facts.layers and name.startswith("w^"):  # w^l beside a^{l-1} is a matrix of weights
            costs = costs | {"M": 0.1}
        if layered and _LAYER.fullmatch(name):                  # W_2 of a network with one output
            costs = costs | {"R": 1.4}
        if "M" in costs and SQUARE & set(scan.reading.facts.props.get(name, ())):  # A \succ 0 is said of matrices alone
            costs = {"M": 0.0}
        if (seen.amplitude or scan.reading.ordinary and "M" in costs) and "S" in costs:
            costs = costs | {"S": 0.0, "M": 1.5}
        if (name in scan.gradient or name in scan.stacked) and "S" in costs:
            costs = costs | {"S": costs["S"] + 1.5}
        if seen.numbers and not seen.bare and not seen.counts:
            base = name.split("_")[0]
            whole = scan.seen.get(base)
            matrix = costs.get("M") == min(costs.values()) and len(name.partition("_")[2]) == 1
            if whole is not None and not matrix and (whole.counts or whole.bare and base in scan.reading.variables):
                # \mathbf{v}_1 may be a vector beside \mathbf{v}
                if seen.bold and whole.bold and not whole.counts and "V" in costs:
                    out[name] = [Option("entry", "S", 0.0), Option("name", "V", 1.5, seen.key)]
                continue  # x_1 beside x and x_i is a component, \Sigma_2 beside \Sigma another matrix
        if _one_entry(scan, name):
            continue
        if seen.called:
            found = [Option("value", rank, cost, seen.key) for rank, cost in _value_costs(scan, name, seen).items()]
        elif seen.primed:
            found = _primed_options(scan, name, seen, costs)
        elif name.endswith("^()"):
            found = _family_options(seen, costs, 2 in seen.counts)
        elif seen.counts:
            found = _indexed_options(scan, name, seen, costs)
        else:
            found = [Option("name", rank, cost, seen.key) for rank, cost in costs.items()]
        out[name] = sorted(found, key=lambda o: o.cost)
    return out


def _value_costs(scan: Scan, name: str, seen: Seen) -> dict[str, float]:
    """What each rank of the value of a function costs: f and P(x) are scalar rather,
    A(t) and x(t) what their letters are."""
    function = name.removesuffix("()")
    declared = scan.reading.functions.get(function)
    if function in scan.inverted:
        return {"M": 0.0, "S": 0.4}
    if declared is not None and "numbered" in declared.props:
        return {"V": 0.0, "M": 0.5}
    # D_\phi(x) is a number rather
    if declared is not None and "dependent" in declared.props and (signs_of(declared) is not None or function.endswith(")")):
        return {"S": 0.0, "V": 0.6, "M": 1.5}
    if function in FUNCTION_LETTERS:
        return {"S": 2.0, "V": 0.0} if seen.bold else {"S": 0.0, "V": 1.5}
    if function in COSTS:
        return {"S": 0.0, "V": 1.5}
    costs = {rank: cost for rank, cost in letter_costs(function, seen.bold).items() if rank != "R"}
    alone = not any(other[:1].isupper() and not s.called for other, s in scan.seen.items())
    # L(q, v), V(x_i), V(\|x\|)
    of_points = len(seen.letters) > 1 or seen.letters[0] in ("x", "") or "_" in seen.letters[0]
    scalar = not seen.bold and "M" in costs and (of_points and alone or function.startswith("\\"))
    small = function.startswith("\\") and not function[1:2].isupper()
    return costs | {"S": 0.0, "M": 3.0 if small else 0.4, "V": 1.0} if scalar else costs


def _one_entry(scan: Scan, name: str) -> bool:
    """Whether z_y or z_{y_i} is the entry of a z whose entries z_j stand there, too,
    and are summed over or differentiated by."""
    base, _, letter = name.partition("_")
    whole = scan.seen.get(scan.labelled.get(name, base))
    if whole is None or name in scan.labelled:
        return whole is not None and (1 in whole.counts or 2 in whole.counts)
    return (1 in whole.counts and len(letter) == 1 and letter.islower() and letter not in scan.reading.labels
            and base in scan.reading.variables)


def _primed_options(scan: Scan, name: str, seen: Seen, costs: dict[str, float]) -> list[Option]:
    """x' is the transpose of x, or a name: for sure where it is an argument beside x."""
    sure = name in scan.primed
    d = scan.reading.declaration(name.rstrip("'").rstrip("^"), is_bold(seen.key))
    only = None if d is None or d.shape is None or d.indexed_by else "SVM"[len(d.shape)]
    more = 0.0 if sure else 6.0 if seen.member else 1.5
    names = [Option("name", rank, cost + more, seen.key) for rank, cost in costs.items() if only in (None, rank)]
    return names if sure else [Option("transpose", "", 0.0, seen.key), *names]


def _indexed_options(scan: Scan, name: str, seen: Seen, costs: dict[str, float]) -> list[Option]:
    if any(n > 2 for n in seen.counts) or name.startswith(MEMBER):
        return [Option("family", "S", 0.0, seen.key, seen.letters, family_pattern(seen.key, max(seen.counts)))]
    if 2 in seen.counts and 1 not in seen.counts:
        vectors = ([Option("family", "V", 1.6, seen.member_key, seen.letters, family_pattern(seen.key, 2))]
                   if len(seen.letters) == 2 and "V" in costs else [])
        return [Option("comp", "M", 0.0, seen.key), *vectors]                  # \theta^\top\phi_{sa}
    if 2 in seen.counts:
        return _family_options(seen, costs, True)
    if seen.bare or name in scan.reading.whole_variables:
        others = scan.bound.intersection(seen.letters) and not any(v.startswith(name + "_") for v in scan.reading.variables)
        return [Option("comp", "V", 0.0, seen.key),
                *([Option("beside", "V", 1.5, seen.key, seen.letters[:1], _pattern(seen), seen.member_key)] if others else [])]
    if name == UNIT_VECTOR and not scan.bound.intersection(seen.letters):           # x + t e_i: one of the unit vectors
        return _family_options(seen, costs, True)
    apart = name.endswith(OWN) or name + OWN in scan.seen                    # b_u and b_i are no entries of one b
    plain = [] if apart else [Option("comp", "V", 2.0 if seen.bold else 0.3, seen.key)]
    return plain + _family_options(seen, costs, False)


def _family_options(seen: Seen, costs: dict[str, float], vector: bool) -> list[Option]:
    pattern = _pattern(seen)
    ranks = {"V": 0.0} if vector else {rank: more + costs[rank] for rank, more in (("S", 0.5), ("V", 0.4), ("M", 1.0))
                                       if rank in costs}
    return [Option("family", rank, cost, seen.member_key, seen.letters[:1], pattern) for rank, cost in ranks.items()]


def _pattern(seen: Seen) -> str:
    key = seen.member_key
    mark = max(key.rfind("_"), key.rfind("^"))
    head, tail = key[:mark], key[mark:]
    inner = "({})" if "(" in tail else "{}"
    return head.replace("{", "{{").replace("}", "}}") + tail[:1] + "{{" + inner + "}}"


@record
class _Unit:
    """Names that are read alike: all weights W_1, ..., W_10 of a deep network, else one name.
    Each choice is a cost with the option of every name."""

    names: tuple[str, ...]
    choices: list[tuple[float, dict[str, Option]]]

    def concerns(self, involved: Collection[str]) -> bool:
        """Whether other choices may mend a pass in which these symbols took part."""
        return len(self.choices) > 1 and any(n in involved or self.choices[0][1][n].form == "entry"
                                             and n.partition("_")[0] in involved for n in self.names)


def search(reading: Reading, scan: Scan, run: Callable[[Elaborator], object], source: str,
           layout: str) -> tuple[Elaborator, object]:
    """The cheapest consistent reading: (its elaborator, what `run` gave).  Raises the cheapest reading's error
    when none is consistent."""
    table = options(scan)
    if all(len(found) == 1 for found in table.values()):          # nothing to choose, as where everything is declared
        el = _reader(reading, {name: found[0] for name, found in table.items()}, source, layout)
        return el, run(el)
    single = [_Unit((name,), [(o.cost, {name: o}) for o in found]) for name, found in table.items()]
    if len(reading.definitions) >= _DEEP and len(tied := _tied(table)) < len(single):
        try:
            return _searched(reading, tied, run, source, layout)
        except ShapeError:
            pass
    return _searched(reading, single, run, source, layout)


def _tied(table: dict[str, list[Option]]) -> list[_Unit]:
    """One unit for the names of at least _DEEP layers that have the same choices, one for each other name:
    the last layer, which may have one output, by itself."""
    groups: dict[tuple, list[str]] = {}
    for name, found in table.items():
        layer = _NUMBERED.fullmatch(name) if all(o.form == "name" for o in found) else None
        groups.setdefault((layer[1], tuple(o.rank for o in found)) if layer else (name,), []).append(name)
    units = []
    for names in groups.values():
        names.sort(key=lambda n: int("".join(filter(str.isdigit, n)) or 0))
        for together in [names[:-1], names[-1:]] if len(names) >= _DEEP else [[n] for n in names]:
            units.append(_Unit(tuple(together), [(sum(o.cost for o in alike), dict(zip(together, alike)))
                                                 for alike in zip(*(table[n] for n in together))]))
    return units


def _searched(reading: Reading, units: list[_Unit], run: Callable[[Elaborator], object], source: str,
              layout: str) -> tuple[Elaborator, object]:
    start = (0,) * len(units)
    serial = count()
    heap = [(sum(u.choices[0][0] for u in units), next(serial), start)]
    seen = {start}
    best: tuple[float, Elaborator, object] | None = None
    taken = start
    first_error: ShapeError | None = None
    # choices that do not go together, whatever the others are, and their places
    barred: list[tuple[tuple[tuple[int, int], ...], list[int]]] = []
    for _ in range(MAX_PASSES):
        if not heap or best is not None and heap[0][0] >= best[0]:
            break
        cost, _, chosen = heapq.heappop(heap)
        places = next((at for together, at in barred if all(chosen[i] == k for i, k in together)), None)
        if places is None:
            el = _reader(reading, _choice(units, chosen), source, layout)
            terms = None
            try:
                value = run(el)
                total, involved = cost + sum(p for p, _ in el.penalties) + _family_penalty(el), _penalised(el)
                if best is None or total < best[0]:
                    best, taken = (total, el, value), chosen
            except ShapeError as error:
                if first_error is None or getattr(first_error, "mild", False) and not getattr(error, "mild", False):
                    first_error = error.with_traceback(None)  # which would hold this frame, and this frame the error
                terms = getattr(error, "involved", None)
                involved = symbols_below(terms) if terms else dict.fromkeys(n for u in units for n in u.names)
            places = [i for i, u in enumerate(units) if u.concerns(involved)]
            if terms:
                barred.append((tuple((i, chosen[i]) for i in places), places))
        for position in places:
            choices = units[position].choices
            for k, (other, _) in enumerate(choices):
                new = chosen[:position] + (k,) + chosen[position + 1:]
                if new not in seen:
                    seen.add(new)
                    heapq.heappush(heap, (cost - choices[chosen[position]][0] + other, next(serial), new))
    else:
        if best is not None:
            best = _descended(reading, units, taken, best, run, source, layout)
    if best is None:
        raise first_error or ShapeError("no consistent shapes were found", None)
    return best[1], best[2]


def _choice(units: list[_Unit], chosen: tuple[int, ...]) -> dict[str, Option]:
    return {name: option for u, k in zip(units, chosen) for name, option in u.choices[k][1].items()}


def _descended(reading: Reading, units: list[_Unit], chosen: tuple[int, ...], best: tuple[float, Elaborator, object],
               run: Callable[[Elaborator], object], source: str, layout: str):
    """The best reading that is found by other choices for one unit after the other, where there
    are too many combinations."""
    for position, unit in enumerate(units):
        if len(unit.choices) < 2 or not unit.concerns(_penalised(best[1])):
            continue
        for k in range(len(unit.choices)):
            if k == chosen[position]:
                continue
            new = (*chosen[:position], k, *chosen[position + 1:])
            el = _reader(reading, _choice(units, new), source, layout)
            try:
                value = run(el)
            except ShapeError:
                continue
            total = sum(u.choices[i][0] for u, i in zip(units, new)) + sum(p for p, _ in el.penalties) + _family_penalty(el)
            if total < best[0]:
                best, chosen = (total, el, value), new
    return best


def _reader(reading: Reading, choice: dict[str, Option], source: str, layout: str) -> Elaborator:
    el = Elaborator(reading, choice)
    el.source, el.layout = source, layout
    return el


def _penalised(el: Elaborator) -> dict[str, bool]:
    involved: dict[str, bool] = {}
    for _, terms in el.penalties:
        symbols_below(terms, involved)
    for symbol in el.symbols.values():
        if not symbol.declared and (symbol.family or el.choice.get(symbol.base) and el.choice[symbol.base].form == "comp"):
            involved[symbol.base] = True
    return involved


def _family_penalty(el: Elaborator) -> float:
    """Scalars x_i are a family only beside families of vectors numbered alike;
    else they are the components of a vector."""
    families = [s for s in el.symbols.values() if s.family]
    vectors = {s.letters[:1] for s in families if s.rows != 1 or s.declared}
    lone = sum(0.6 for s in families if s.rows == 1 and not s.declared and s.letters[:1] not in vectors)
    shared = {letter for letters in vectors for letter in letters}
    parts = sum(0.6 for letter in {l for l, _ in el.letters} if letter in shared) if any(
        not s.declared and not s.family and s.cols == 1 and s.rows != 1 and el.choice.get(s.base)
        and el.choice[s.base].form == "comp" for s in el.symbols.values()) else 0.0
    values = el.symbols.values() if any(s.base in ATTENTION and s.rows != 1 for s in el.symbols.values()) else ()
    scalars = sum(1.0 for s in values if s.base == "v" and not s.declared
                  and (s.family and s.rows == 1 or (option := el.choice.get("v")) is not None and option.form == "comp"))
    return lone + parts + scalars                           # the values v_i beside queries and keys are vectors
