r"""Ranks of what is not declared: every name has options with a cost by its letter; the cheapest consistent reading wins.

The search is conflict-directed: a failed pass says which symbols took part, and only those are changed next.
"""
from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from .. import tree
from ..errors import ShapeError
from .elaborate import Elaborator
from .names import is_bold, key_of, name_of
from .powers import CONJUGATES, TRANSPOSES
from .indices import sliced
from .reading import Reading, children
from .terms import symbols_below

MAX_PASSES = 400
FUNCTION_LETTERS = {"f", "g", "h", "F", r"\phi", r"\psi", r"\varphi", r"\sigma"}
_VECTOR_GREEK = {r"\beta", r"\theta", r"\mu", r"\alpha", r"\phi", r"\eta", r"\xi", r"\delta", r"\omega", r"\pi", r"\epsilon", r"\nu", r"\psi", r"\zeta"}
_SIZES = frozenset(("d", "N", "D"))
_VECTOR_LATIN = set("xywvuabczpqrsgdfheto")


@dataclass(frozen=True, slots=True)
class Option:
    """One way to read a name: form "name", "comp" or "family"; rank S, V (column), R (row) or M."""

    form: str
    rank: str
    cost: float
    key: str = ""
    letters: tuple[str, ...] = ()
    pattern: str = ""


def letter_costs(name: str, bold: bool) -> dict[str, float]:
    """What each rank costs for a letter."""
    base = name
    while base.startswith((r"\hat{", r"\bar{", r"\tilde{", r"\dot{", r"\ddot{", r"\check{")) and base.endswith("}"):
        base = base[base.index("{") + 1:-1]
    base = base.split("_")[0].split("^")[0].rstrip("'!")
    if base.startswith(r"\mathcal{"):
        return {"S": 0.2, "M": 0.6, "V": 1.4, "R": 4.0}
    capital = base[:1].isupper() if not base.startswith("\\") else base[1:2].isupper()
    greek = base.startswith("\\") and len(base) > 2
    if bold:
        return {"M": 0.0, "V": 2.0, "S": 5.0, "R": 6.0} if capital else {"V": 0.0, "S": 4.0, "M": 3.0, "R": 3.5}
    if base == "N":
        return {"S": 0.0, "M": 1.0, "V": 2.0, "R": 4.0}                  # a count, unless it is multiplied as a matrix
    if capital:
        return {"M": 0.0, "V": 1.6 if greek else 1.0, "S": 1.2, "R": 4.0}
    if greek:
        return {"S": 0.0, "V": 0.7 if base in _VECTOR_GREEK else 1.6, "M": 3.5, "R": 4.5}
    return {"S": 0.0, "V": 0.5 if base in _VECTOR_LATIN else 1.8, "M": 4.0, "R": 4.0}


@dataclass
class Seen:
    """How an undeclared name occurs."""

    key: str = ""
    bold: bool = False
    bare: bool = False
    counts: dict[int, bool] = field(default_factory=dict)       # numbers of index items in its subscripts
    letters: tuple[str, ...] = ()
    member_key: str = ""
    numbers: bool = False
    primed: bool = False                                        # x', a transpose or a name of its own


class Scan:
    """One walk over all trees in question, collecting the undeclared names."""

    def __init__(self, reading: Reading):
        self.reading = reading
        self.seen: dict[str, Seen] = {}
        self.gradient: dict[str, bool] = {}       # names that a nabla is taken by
        self.index_letters: dict[str, bool] = {}
        self.hidden: frozenset[str] = frozenset()          # parameters of a function that is used at other arguments only
        self.primed: set[str] = {p for d in reading.definitions.values() for p in d.params if "'" in p}     # names for sure: k(x, x')

    def visit(self, node: tree.Node | None, bound: frozenset[str]) -> None:
        match node:
            case None | tree.Number() | tree.Text() | tree.Dots() | tree.Missing():
                return
            case tree.Symbol():
                self._name(node, bound)
            case tree.Script():
                self._script(node, bound)
            case tree.Prime():
                self._prime(node, bound)
            case tree.Call():
                self._call(node, bound)
            case tree.BigOp():
                inner = bound | letters_below(node.lower)
                self.index_letters.update(dict.fromkeys(sorted(inner - bound)))
                self.visit(node.body, inner)
            case tree.Derivative():
                for v in node.variables:
                    self._variable(v.node, node.kind)
                    self.visit(v.node, bound)
                self.visit(node.operand, bound)
            case tree.Product() if self._whole(node):
                return
            case tree.Relation():
                for part in node.parts[:2]:
                    self.visit(part, bound)
            case _:
                for child in children(node):
                    self.visit(child, bound)

    def _variable(self, node: tree.Node, kind: str) -> None:
        name = name_of(node)
        if name and kind in ("nabla", "hessian", "jacobian", "D"):
            self.gradient[name] = True

    def _whole(self, node: tree.Product) -> bool:
        name = name_of(node)
        if name is None:
            return False
        if not self.reading.known(name):
            self._record(name, key_of(node)).bare = True
        return True

    def _record(self, name: str, key: str) -> Seen:
        if name in self.hidden:
            return Seen(key)
        if self.reading.split_fonts and is_bold(key):
            name += "!"
        seen = self.seen.get(name)
        if seen is None:
            seen = self.seen[name] = Seen(key)
        if is_bold(key) and not seen.bold:            # x_i are the components of \mathbf{x}
            seen.key, seen.bold = key, True
        return seen

    def _name(self, node: tree.Symbol, bound: frozenset[str]) -> None:
        name = name_of(node)
        if self.reading.known(name) or node.name in bound or name in self.reading.dims and not is_bold(node.latex) or name in self.reading.functions:
            return
        if name in SPECIAL and name not in self.reading.variables and name not in self.reading.weights:
            return
        if name not in self.reading.variables and (len(node.name) > 1 and not node.name.startswith("\\") or name in (r"\nabla", r"\partial", r"\infty")):
            return
        if self.reading.families.get((name, "sub")) or self.reading.families.get((name, "sup")):
            return
        self._record(name, key_of(node)).bare = True

    def _script(self, node: tree.Script, bound: frozenset[str]) -> None:
        reading, base, sub, sup = self.reading, node.base, node.sub, node.sup
        full, name = name_of(node), name_of(base)
        if full and (reading.known(full)):
            return
        if full and full in reading.variables and sup is not None and not _is_superscript_mark(sup):
            self._record(full, key_of(node)).bare = True
            return
        if sup is not None and name is not None and isinstance(sup, tree.Symbol) and sup.name in ("*", r"\star", r"\ast"):
            self._record(full, key_of(node)).bare = True
            return
        if sup is not None and name is not None and isinstance(sup, tree.Group) and sup.kind in "([" and not reading.families.get((name, "sup")):
            letters = sup.body.items if isinstance(sup.body, tree.Items) else (sup.body,)
            if any(isinstance(i, tree.Symbol) and i.name in bound for i in letters):
                self._numbered_above(node, name, letters)
            else:
                whole = tree.Script(node.span, base, None, sup)
                if not reading.known(name_of(whole)):
                    self._record(name_of(whole), key_of(whole)).bare = True
            return
        if sup is not None and not _is_superscript_mark(sup):
            self.visit(sup, bound)
        if sub is None or name is None:
            self.visit(base, bound)
            if sub is not None and isinstance(base, tree.Delim) and not isinstance(sub, (tree.Number, tree.Text)):
                self.visit(sub, bound)
            return
        self._subscript(tree.Script(node.span, base, sub, None), name, bound)

    def _subscript(self, node: tree.Script, name: str, bound: frozenset[str]) -> None:
        reading, full = self.reading, name_of(node)
        self._indices(node.sub.items if isinstance(node.sub, tree.Items) else (node.sub,), bound)
        if full and reading.known(full) or reading.families.get((name, "sub")):
            return
        items = node.sub.items if isinstance(node.sub, tree.Items) else (node.sub,)
        if sliced(items):
            if not reading.known(name):
                self._record(name, key_of(node.base)).counts[2] = True
            return
        definition = reading.definitions.get(name)
        numeric = all(isinstance(i, tree.Number) for i in items)
        lettered = all(self._index(i, bound) and not self._label(i, bound) for i in items) and not (numeric and items[0].text == "0")
        if definition is not None and (definition.kind == "family" or lettered):
            return
        d = reading.declaration(name, is_bold(key_of(node.base)))
        if d is not None and d.shape != () and (lettered or not numeric):
            return
        if name == r"\delta" and len(items) == 2 or name in ("I", "1", "0") and d is None:
            return
        if d is None and lettered and not numeric and name in _SIZES and not any(isinstance(i, tree.Symbol) and i.name in bound for i in items) \
                and name not in reading.variables and full:
            self._record(full, key_of(node)).bare = True                  # d_k, a size
            return
        if d is None and lettered and not numeric:
            seen = self._record(name, key_of(node.base))
            seen.counts[len(items)] = True
            letters = tuple(_letter_of(i) for i in items if _letter_of(i))
            seen.letters = seen.letters or letters
            seen.member_key = seen.member_key or f"{key_of(node.base)}_{letters[0] if len(letters) == 1 else '{' + ''.join(letters) + '}'}" if letters else key_of(node)
        elif full:
            if numeric and d is None and definition is None and len(items) < 3 and items[0].text != "0":
                self._record(full, key_of(node)).numbers = True
            else:
                self._record(full, key_of(node)).bare = True

    def _index(self, node: tree.Node, bound: frozenset[str]) -> bool:
        return _index_like(node, bound) or isinstance(node, tree.Symbol) and node.name in self.reading.hinted and not node.font

    def _label(self, node: tree.Node, bound: frozenset[str]) -> bool:
        letter = node.terms[0] if isinstance(node, tree.Sum) else node
        return isinstance(letter, tree.Symbol) and letter.name in self.reading.labels and letter.name not in bound

    def _indices(self, items, bound: frozenset[str]) -> None:
        for i in items:
            if isinstance(i, tree.Symbol) and self._index(i, bound) and not self._label(i, bound):
                self.index_letters[i.name] = True

    def _numbered_above(self, node: tree.Script, name: str, items) -> None:
        whole = tree.Script(node.span, node.base, None, node.sup)
        seen = self._record(name + "^()", key_of(whole))
        seen.counts[1] = True
        seen.member_key, seen.letters = key_of(whole), tuple(i.name for i in items if isinstance(i, tree.Symbol))
        if node.sub is not None:
            seen.counts[2] = True

    def _prime(self, node: tree.Prime, bound: frozenset[str]) -> None:
        name, base = name_of(node), name_of(node.base)
        if name and self.reading.known(name):
            return
        if base and node.count == 1 and base not in self.reading.definitions:
            self._record(name, key_of(node)).primed = True
        self.visit(node.base, bound)

    def _call(self, node: tree.Call, bound: frozenset[str]) -> None:
        function = node.function.base if isinstance(node.function, tree.Prime) else node.function
        exponent = function.sup if isinstance(function, tree.Script) else None
        function = function.base if exponent is not None and function.sub is None else function
        if isinstance(function, tree.Script) and function.sub is not None and name_of(function.base) in ("log", "lg"):
            self.visit(function.sub, bound)
        name = name_of(function)
        for alias in self.reading.aliases:
            if _alias_name(alias) == name:
                self.visit(alias.lhs, frozenset(alias.params))
                return
        if exponent is not None and not _is_superscript_mark(exponent):
            self.visit(exponent, bound)
        for arg in node.args:
            if isinstance(arg, tree.Prime) and any(name_of(a) == name_of(arg.base) for a in node.args):
                self.primed.add(name_of(arg) or "")
            self.visit(arg, bound)
        if name is None or self.reading.known(name) or name in FUNCTION_LETTERS or name in self.reading.functions:
            return
        lettered = isinstance(function, tree.Script) and function.sub is not None and isinstance(function.base, tree.Symbol) and len(function.base.name) == 1 \
            and function.base.name not in FUNCTION_LETTERS and function.base.name not in self.reading.numbered_functions
        if isinstance(function, tree.Symbol) and len(function.name) == 1 or lettered or name.startswith("\\") and name not in (r"\mathbb{1}",) and not name.startswith(
                (r"\lambda_m", r"\sigma_m")):
            self.visit(function, bound)


SPECIAL = {"I", "1", "0", r"\pi", "e", r"\infty"}


def _alias_name(alias) -> str | None:
    body = alias.body
    return name_of(body.function if isinstance(body, tree.Call) else body.factors[0])


def _is_superscript_mark(sup: tree.Node) -> bool:
    node = sup.body if isinstance(sup, (tree.Neg, tree.Group)) else sup
    return isinstance(node, tree.Text) or isinstance(node, tree.Symbol) and (node.name in TRANSPOSES or node.name in CONJUGATES or node.name in ("+", "*", r"\star"))


def _index_like(node: tree.Node, bound: frozenset[str]) -> bool:
    match node:
        case tree.Symbol():
            return node.name in bound or node.font in ("", "italic") and len(node.name) == 1 and node.name in "ijklmnpqrst"
        case tree.Sum():
            return len(node.terms) == 2 and _index_like(node.terms[0], bound)
        case tree.Number():
            return node.text.isdigit()
    return False


def _letter_of(item: tree.Node) -> str:
    """t of t and of t + 1, "" for a number."""
    item = item.terms[0] if isinstance(item, tree.Sum) else item
    return item.name if isinstance(item, tree.Symbol) else ""


def letters_below(lower: tree.Node | None) -> frozenset[str]:
    """Index letters bound by what stands under a sum."""
    match lower:
        case tree.Symbol():
            return frozenset((lower.name,))
        case tree.Items():
            return frozenset().union(*(letters_below(i) for i in lower.items))
        case tree.Relation():
            parts = lower.parts[:1] if lower.ops[0] in ("=", "in") else lower.parts
            return frozenset().union(*(letters_below(p) for p in parts if isinstance(p, (tree.Symbol, tree.Items, tree.Group))))
        case tree.Group():
            return letters_below(lower.body)
    return frozenset()


def options(scan: Scan) -> dict[str, list[Option]]:
    """For every undeclared name its readings, cheapest first."""
    out: dict[str, list[Option]] = {}
    for name, seen in scan.seen.items():
        costs = letter_costs(name.removesuffix("^()").removesuffix("!"), seen.bold)
        if name in scan.gradient:
            costs = costs | {"S": costs["S"] + 1.5}
        if seen.numbers and not seen.bare and not seen.counts:
            base = name.split("_")[0]
            whole = scan.seen.get(base)
            if whole is not None and (whole.counts or whole.bare and base in scan.reading.variables):
                continue                                   # x_1 beside x and x_i is a component
        if seen.primed:
            found = _primed_options(scan, name, seen, costs)
        elif name.endswith("^()"):
            found = _family_options(seen, costs, 2 in seen.counts)
        elif seen.counts:
            found = _indexed_options(scan, name, seen, costs)
        else:
            found = [Option("name", rank, cost, seen.key) for rank, cost in costs.items()]
        out[name] = sorted(found, key=lambda o: o.cost)
    return out


def _primed_options(scan: Scan, name: str, seen: Seen, costs: dict[str, float]) -> list[Option]:
    """x' is the transpose of x, or a name: for sure where it is an argument beside x."""
    sure = name in scan.primed
    d = scan.reading.declaration(name.rstrip("'").rstrip("^"), is_bold(seen.key))
    only = None if d is None or d.shape is None or d.indexed_by else "SVM"[len(d.shape)]
    names = [Option("name", rank, cost + (0.0 if sure else 1.5), seen.key) for rank, cost in costs.items() if only in (None, rank)]
    return names if sure else [Option("transpose", "", 0.0, seen.key), *names]


def _indexed_options(scan: Scan, name: str, seen: Seen, costs: dict[str, float]) -> list[Option]:
    if any(n > 2 for n in seen.counts):
        return [Option("family", "S", 0.0, seen.key, seen.letters, seen.key.replace("{", "{{").replace("}", "}}") + "_{{" + "{}" * max(seen.counts) + "}}")]
    if 2 in seen.counts and 1 not in seen.counts:
        return [Option("comp", "M", 0.0, seen.key)]
    if 2 in seen.counts:
        return _family_options(seen, costs, True)
    if seen.bare or name in scan.reading.whole_variables:
        return [Option("comp", "V", 0.0, seen.key)]
    plain = [Option("comp", "V", 2.0 if seen.bold else 0.3, seen.key)]
    return plain + _family_options(seen, costs, False)


def _family_options(seen: Seen, costs: dict[str, float], vector: bool) -> list[Option]:
    pattern = _pattern(seen)
    ranks = {"V": 0.0} if vector else {"S": 0.5 + costs["S"], "V": 0.4 + costs["V"], "M": 1.0 + costs["M"]}
    return [Option("family", rank, cost, seen.member_key, seen.letters[:1], pattern) for rank, cost in ranks.items()]


def _pattern(seen: Seen) -> str:
    key = seen.member_key
    mark = max(key.rfind("_"), key.rfind("^"))
    head, tail = key[:mark], key[mark:]
    inner = "({})" if "(" in tail else "{}"
    return head.replace("{", "{{").replace("}", "}}") + tail[:1] + "{{" + inner + "}}"


def search(reading: Reading, scan: Scan, run: Callable[[Elaborator], object], source: str, layout: str) -> tuple[Elaborator, object]:
    """The cheapest consistent reading: (its elaborator, what `run` gave).  Raises the cheapest reading's error when none is consistent."""
    table = options(scan)
    names = list(table)
    start = (0,) * len(names)
    serial = count()
    heap = [(sum(table[n][0].cost for n in names), next(serial), start)]
    seen = {start}
    best: tuple[float, Elaborator, object] | None = None
    first_error: ShapeError | None = None
    for _ in range(MAX_PASSES):
        if not heap or best is not None and heap[0][0] >= best[0]:
            break
        cost, _, chosen = heapq.heappop(heap)
        el = Elaborator(reading, {n: table[n][k] for n, k in zip(names, chosen)})
        el.source, el.layout = source, layout
        try:
            value = run(el)
            total, involved = cost + sum(p for p, _ in el.penalties) + _family_penalty(el), _penalised(el)
            if best is None or total < best[0]:
                best = (total, el, value)
        except ShapeError as error:
            first_error = first_error or error
            terms = getattr(error, "involved", None)
            involved = symbols_below(terms) if terms else dict.fromkeys(names)
        for position, name in enumerate(names):
            if name in involved and len(table[name]) > 1:
                for k, option in enumerate(table[name]):
                    new = chosen[:position] + (k,) + chosen[position + 1:]
                    if new not in seen:
                        seen.add(new)
                        heapq.heappush(heap, (cost - table[name][chosen[position]].cost + option.cost, next(serial), new))
    if best is None:
        raise first_error or ShapeError("no consistent shapes were found", None)
    return best[1], best[2]


def _penalised(el: Elaborator) -> dict[str, bool]:
    involved: dict[str, bool] = {}
    for _, terms in el.penalties:
        symbols_below(terms, involved)
    for symbol in el.symbols.values():
        if not symbol.declared and (symbol.family or el.choice.get(symbol.base) and el.choice[symbol.base].form == "comp"):
            involved[symbol.base] = True
    return involved


def _family_penalty(el: Elaborator) -> float:
    """Scalars x_i are a family only beside families of vectors numbered alike; else they are the components of a vector."""
    families = [s for s in el.symbols.values() if s.family]
    vectors = {s.letters[:1] for s in families if s.rows != 1 or s.declared}
    lone = sum(0.6 for s in families if s.rows == 1 and not s.declared and s.letters[:1] not in vectors)
    shared = {letter for letters in vectors for letter in letters}
    parts = sum(0.6 for letter in {l for l, _ in el.letters} if letter in shared) if any(
        not s.declared and not s.family and s.cols == 1 and s.rows != 1 and el.choice.get(s.base) and el.choice[s.base].form == "comp" for s in el.symbols.values()) else 0.0
    return lone + parts
