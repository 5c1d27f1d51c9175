"""The undeclared names of a formula, and how each of them occurs: bare, with index letters, numbered, primed."""
from __future__ import annotations

from dataclasses import dataclass, field

from ... import tree
from ...errors import ShapeError
from ...functions import BY_SPELLING
from ...read.commands import DENSITY_LETTERS
from ..binding import is_label, is_place, letters_below
from ..conventions import CONJUGATES, FUNCTION_LETTERS, KERNELS, LETTER_FUNCTIONS, SPECIAL, STARS, TRANSPOSES, WORDS
from ..names import OWN, apart, is_bold, is_letter, key_of, name_of, numbers
from ..reading import Reading, names_in, numbered_above
from ..terms.indices import commutes, sliced
from ..terms.term import value_name
from .calls import of_a_letter

_ROW_LETTERS = frozenset("xhyzuvs")
_SIZES = frozenset(("d", "N", "D"))


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
    member: bool = False                                        # x_i' below a sum over i: hardly ever a name of its own
    called: bool = False                                        # f(x), the value of an unspecified function
    amplitude: bool = False                                     # A before \cos(\omega t) or e^{-kt}


_NAMELESS = frozenset((tree.Derivative, tree.Variable, tree.Symbol, tree.Number, tree.Sum, tree.Neg, tree.Product,
                       tree.Fraction, tree.Script, tree.Root, tree.Group, tree.Delim))


def all_declared(reading: Reading, everything: list[tree.Node], found: tree.Inventory) -> bool:
    """Whether every letter in trees of which `everything` are the nodes is a declared name as it stands,
    or marks a transpose: there is nothing to scan for."""
    if (found.below or reading.definitions or reading.exponents or reading.facts.layers or reading.facts.marked
            or not found.kinds <= _NAMELESS or not reading.variables <= reading.declared.keys()):
        return False
    others = found.names - reading.declared.keys()
    above = {id(n.sup) for n in everything if type(n) is tree.Script} if others else ()
    return others <= TRANSPOSES and all(id(n) in above for n in everything if type(n) is tree.Symbol and n.name in others)


class Scan:
    """One walk over all trees in question, collecting the undeclared names."""

    def __init__(self, reading: Reading):
        self.reading = reading
        self.seen: dict[str, Seen] = {}
        self.stacked: dict[str, bool] = {}        # what stands in brackets such as [h, x], vectors rather
        self.inverted: set[str] = set()     # capital letters of functions below ^{-1}, between bars or in a trace
        self.gradient: dict[str, bool] = {}       # names that a nabla is taken by
        self.index_letters: dict[str, bool] = {}
        self.bound: set[str] = set()              # those that some sum binds
        self.rows: dict[str, bool] = {}           # letters that stand before a matrix as rows do: x W
        self.labelled: dict[str, str] = {}        # names whose subscript may be a label: w_{y_i} -> w
        self.logged: set[int] = set()             # nodes of which a logarithm is taken
        self.hidden: frozenset[str] = frozenset()  # parameters of a function that is used at other arguments only
        # names for sure: k(x, x')
        self.primed: set[str] = {p for d in reading.definitions.values() for p in d.params if "'" in p}

    def visit(self, node: tree.Node | None, bound: frozenset[str]) -> None:
        match node:
            case tree.Symbol():
                self._name(node, bound)
            case None | tree.Number() | tree.Text() | tree.Dots() | tree.Missing():
                return
            case tree.Delim(kind="abs", body=tree.Call() as call) | tree.Script(base=tree.Call() as call, sub=None,
                    sup=tree.Neg(body=tree.Number(text="1"))) if _capital_function(call):
                self.inverted.add(name_of(call.function) or "")
                self.visit(call, bound)
            case tree.Script():
                self._script(node, bound)
            case tree.Prime():
                self._prime(node, bound)
            case tree.Call():
                self._call(node, bound)
            case tree.BigOp():
                inner = bound | letters_below(node.lower)
                self.index_letters.update(dict.fromkeys(sorted(inner - bound)))
                self.bound |= inner
                self.visit(node.body, inner)
            case tree.Derivative():
                if not node.variables and node.kind in ("nabla", "hessian") and isinstance(node.operand, tree.Call):
                    # x of \nabla f(x)
                    self.gradient.update({name: True for a in node.operand.args if (name := name_of(a)) is not None})
                for v in node.variables:
                    self._variable(v.node, node.kind if len(node.variables) == 1 else "")
                    self.visit(v.node, bound)
                self.visit(node.operand, bound)
            case tree.Product() if self._whole(node):
                return
            case tree.Product(op="juxt"):
                self._row(node)
                for factor in node.factors:
                    self.visit(factor, bound)
                for first, second in zip(node.factors, node.factors[1:]):
                    if (name := name_of(first)) in self.seen and _capital(first) and self._of_a_number(second):
                        self.seen[name].amplitude = True
            case tree.Group(kind="[", body=tree.Items(items=items)) if all(isinstance(i, (tree.Symbol, tree.Script))
                    or isinstance(i, tree.Product) and i.op == "hadamard" for i in items):
                self.stacked.update(dict.fromkeys(n for i in items for n in names_in(i)))
                self.visit(node.body, bound)
            case tree.Relation():
                for part in node.parts[:2]:
                    self.visit(part, bound)
            case _:
                for child in tree.children(node):
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

    def _row(self, node: tree.Product) -> None:
        """x W begins with a small letter before a capital one: data in rows."""
        letters = [f for f in node.factors if not isinstance(f, tree.Number)]
        if len(letters) < 2:
            return
        first, second = letters[:2]
        if (len(letters) == 3 and isinstance(first, tree.Symbol) and not first.name.isupper()
                and name_of(first) == name_of(letters[2]) in self.reading.variables
                and isinstance(second, tree.Symbol) and second.name.isupper()
                and not any(self.reading.known(name_of(f) or "") for f in letters[:2])):
            raise ShapeError(f"whether {key_of(first)} is a row or a column in {key_of(node)} is not clear", node.span,
                             code="TD201",
                             hint=rf"write {key_of(first)}^\top {key_of(second)} {key_of(first)} for a quadratic form, "
                                  rf"or declare {key_of(first)}")
        second = second.base if isinstance(second, tree.Script) and second.sup is None else second
        if (isinstance(first, tree.Symbol) and first.name in _ROW_LETTERS and isinstance(second, tree.Symbol)
                and len(second.name) == 1 and second.name.isupper()):
            self.rows[first.name] = True

    def _of_a_number(self, node: tree.Node) -> bool:
        r"""Whether a factor is certainly a number: e^{-kt}, or \cos(\omega t) where t is what is differentiated by."""
        power = (isinstance(node, tree.Script) and isinstance(node.base, tree.Symbol) and node.base.name == "e"
                 and not node.base.font and node.sub is None)
        below = (names_in(node.sup) if power else names_in(tree.Items(node.span, node.args))
                 if isinstance(node, tree.Call) and name_of(node.function) in BY_SPELLING else None)
        return (bool(below) and not any(n.lstrip("\\")[:1].isupper() for n in below)
                and (power or bool(_TIMES & self.reading.variables & below.keys())))

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
        if (self.reading.known(name) or node.name in bound or node.name in self.reading.free_letters
                or name in self.reading.dims and not is_bold(node.latex) or name in self.reading.functions):
            return
        if name in SPECIAL and name not in self.reading.variables and name not in self.reading.weights:
            return
        if name not in self.reading.variables and (_word(node) or name in (r"\nabla", r"\partial", r"\infty")):
            return
        if any(d.shape != () or name in self.reading.variables for place in ("sub", "sup", "both")
               if (d := self.reading.families.get((name, place))) is not None):
            return
        self._record(name, key_of(node)).bare = True

    def _script(self, node: tree.Script, bound: frozenset[str]) -> None:
        reading, base, sub, sup = self.reading, node.base, node.sub, node.sup
        full, name = name_of(node), name_of(base)
        if full and (reading.known(full)):
            return
        if (full and reading.facts.layers and sub is None and sup is not None
                and next(iter(names_in(sup)), "") in reading.facts.layers):
            self._record(full, key_of(node)).bare = True                  # a^{l-1} beside W^l
            return
        if full and full in reading.variables and sup is not None and not _is_superscript_mark(sup, self.reading.exponents):
            self._record(full, key_of(node)).bare = True
            return
        if (sup is not None and name is not None and isinstance(sup, tree.Symbol)
                and (sup.name in STARS or sup.name == "-" or full in reading.facts.marked)):
            self._record(full, key_of(node)).bare = True
            return
        if numbered_above(reading.definitions.get(name or ""), node):
            self._indices((*tree.items_of(sup.body), *tree.items_of(sub)), bound)
            return
        if (sup is not None and name is not None and isinstance(sup, tree.Group) and sup.kind in "(["
                and not reading.families.get((name, "sup"))):
            letters = tree.items_of(sup.body)
            if any(isinstance(i, tree.Symbol) and i.name in bound for i in letters):
                self._numbered_above(node, name, letters)
            else:
                whole = tree.Script(node.span, base, None, sup)
                if not reading.known(name_of(whole)):
                    self._record(name_of(whole), key_of(whole)).bare = True
            return
        if sup is not None and not _is_superscript_mark(sup, self.reading.exponents):
            self.visit(sup, bound)
        if sub is None or name is None:
            self.visit(base, bound)
            if sub is not None and (isinstance(base, tree.Delim) and not isinstance(sub, (tree.Number, tree.Text))
                                    or is_label(sub)):
                self.visit(sub, bound)
            return
        self._subscript(tree.Script(node.span, base, sub, None), name, bound)

    def _subscript(self, node: tree.Script, name: str, bound: frozenset[str]) -> None:
        reading, full = self.reading, name_of(node)
        self._indices(tree.items_of(node.sub), bound)
        if full and reading.known(full) or reading.families.get((name, "sub")):
            return
        items = tree.items_of(node.sub)
        if commutes(reading, name, items):
            return
        if sliced(items):
            if not reading.known(name):
                self._record(name, key_of(node.base)).counts[2] = True
            for label in (p for i in items for p in tree.children(i) if is_label(p)):
                self.visit(label, bound)
            return
        definition = reading.definitions.get(name)
        if definition is not None and definition.kind in ("value", "function") and full in names_in(definition.body):
            definition = None                                             # A_1 in A(x) = A_0 + x A_1 is no part of A
        if any(is_label(i) for i in items):
            for label in filter(is_label, items):
                self.visit(label, bound)
            if (definition is not None or (d := reading.declaration(name, is_bold(key_of(node.base)))) is not None
                    and d.shape != ()):
                return
            self.labelled[full or ""] = name
        numeric = all(isinstance(i, tree.Number) for i in items)
        # the v of p_{hv} under a sum over h
        summed = len(items) > 1 and any(isinstance(i, tree.Symbol) and i.name in bound for i in items)
        lettered = all((self._index(i, bound) or is_place(i) and any(_one_letter(t) and t.name in bound for t in tree.nodes(i))
                        or (definition is not None or summed) and _one_letter(i)) and not self._label(i, bound) for i in items) \
            and not (numeric and items[0].text == "0")
        if definition is not None and (definition.kind == "family" or lettered or definition.kind == "value"
                                       and all(_one_letter(i) for i in items)):
            if (full and definition.kind == "value" and len(items) == 1 and _one_letter(items[0])
                    and not self._index(items[0], bound)):
                self._record(full, key_of(node)).bare = True  # s_c beside a number s; of a vector p it is an entry
            return
        d = reading.declaration(name, is_bold(key_of(node.base)))
        if d is not None and d.shape != () and (lettered or not numeric):
            return
        if (name == r"\delta" and len(items) == 2 or name in ("I", "1", "0") and d is None and not reading.known(name)
                and name not in reading.weights and name not in reading.variables):
            return
        if (d is None and lettered and not numeric and name in _SIZES
                and not any(isinstance(i, tree.Symbol) and (i.name in bound or i.name in reading.free_letters) for i in items)
                and name not in reading.variables and full):
            self._record(full, key_of(node)).bare = True                  # d_k, a size
            return
        if d is None and lettered and not numeric:
            seen = self._record(name, key_of(node.base))
            seen.counts[len(items)] = True
            letters = tuple(_letter_of(i) for i in items if _letter_of(i))
            seen.letters = seen.letters or letters
            below = letters[0] if len(letters) == 1 else f"{{{''.join(letters)}}}"
            seen.member_key = seen.member_key or f"{key_of(node.base)}_{below}" if letters else key_of(node)
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
        own = self.reading.definitions.get(base or "")
        if base and node.count == 1 and (own is None or name in names_in(own.body)):
            seen = self._record(name, key_of(node))
            seen.primed = True
            seen.member |= isinstance(node.base, tree.Script) and any(name_of(i) in bound for i in tree.items_of(node.base.sub))
            if own is not None:  # h = \tanh(Wx + Uh'): another name, for no name is defined by itself
                self.primed.add(name)
        self.visit(node.base, bound)

    def _call(self, node: tree.Call, bound: frozenset[str]) -> None:
        function = tree.unprimed(node.function)
        exponent = function.sup if isinstance(function, tree.Script) else None
        function = function.base if exponent is not None and function.sub is None else function
        if (isinstance(function, tree.Script) and function.sub is not None
                and (name_of(function.base) in ("log", "lg") or is_label(function.sub))):
            self.visit(function.sub, bound)
        name = name_of(function)
        for alias in self.reading.aliases:
            if _alias_name(alias) == name:
                self.visit(alias.lhs, frozenset(alias.params))
                return
        if exponent is not None and not _is_superscript_mark(exponent, self.reading.exponents):
            self.visit(exponent, bound)
        definition = self.reading.definitions.get(name or "")
        own = definition.params if definition is not None and definition.kind == "function" else ()
        reminder = bool(own) and tuple(map(name_of, node.args)) == own
        if name in ("log", "ln"):
            self.logged.update(id(n) for arg in node.args for n in getattr(arg, "factors", (arg,)))
        if WORDS.get(name or "") in ("tr", "det", "logdet"):
            self.inverted.update(name_of(inside.function) or "" for arg in node.args
                                 if isinstance(inside := tree.unscripted(tree.opened(arg)), tree.Call) and _capital_function(inside))
        density = name_of(tree.unscripted(function)) in DENSITY_LETTERS and name not in self.reading.functions
        for arg in node.args:
            if reminder and isinstance(arg, tree.Symbol) and name_of(arg) not in self.reading.whole_variables:
                continue  # \ell(\theta) beside \theta_k: the body says how \theta occurs
            if isinstance(arg, tree.Prime) and isinstance(arg.base, tree.Symbol) and (
                    arg.base.name[:1].islower() and arg.base.name not in self.reading.variables
                    and name_of(function) not in BY_SPELLING
                    or any(name_of(a) == name_of(arg.base) for a in node.args)):
                self.primed.add(name_of(arg) or "")                # k(x, x'), and V(s') of the next state
            self.visit(arg, bound)
        if name is None or self.reading.known(name):
            return
        listed = len(node.args) > 1 and name not in self.reading.dims            # a list of arguments makes no product
        if (name in FUNCTION_LETTERS or name in self.reading.functions or listed and isinstance(function, tree.Symbol)
                or density and id(node) in self.logged or of_a_letter(self.reading, node, name)):
            declared = self.reading.functions.get(name)
            # a kernel is a number, and so is a density
            if (name not in LETTER_FUNCTIONS and (declared is None or declared.shape is None) and not density
                    and not (name in KERNELS and all(map(apart, node.args)))):
                value = self._record(value_name(name), key_of(function))
                value.called, value.letters = True, tuple(name_of(a) or "" for a in node.args)
            return
        lettered = (isinstance(function, tree.Script) and function.sub is not None
                    and isinstance(function.base, tree.Symbol) and len(function.base.name) == 1
                    and function.base.name not in FUNCTION_LETTERS and function.base.name not in self.reading.numbered_functions)
        if (isinstance(function, tree.Symbol) and len(function.name) == 1 or lettered or name.startswith("\\")
                and name not in (r"\mathbb{1}",) and not name.startswith(
                (r"\lambda_m", r"\sigma_m"))):
            self.visit(function, bound)


def _capital_function(call: tree.Call) -> bool:
    r"""A(x) and \Sigma(\theta)."""
    return isinstance(call.function, tree.Symbol) and call.function.name.removeprefix("\\")[:1].isupper()


def _word(node: tree.Symbol) -> bool:
    r"""A word such as relu; no name of a letter and its scripts, and none in \mathit."""
    return (len(node.name) > 1 and not node.name.startswith("\\") and not node.latex.startswith(r"\mathit")
            and node.name[1] not in "_^")


# variables that are hardly ever vectors under a sine
_TIMES = frozenset(("t", r"\tau", r"\theta", r"\omega", r"\varphi"))


def _capital(node: tree.Node) -> bool:
    """A plain capital letter, perhaps with a number below."""
    node = node.base if isinstance(node, tree.Script) and node.sup is None and isinstance(node.sub, tree.Number) else node
    return (isinstance(node, tree.Symbol) and not node.font and len(letter := node.name.removesuffix(OWN)) == 1
            and letter.isupper())


def _alias_name(alias) -> str | None:
    body = alias.body
    return name_of(body.function if isinstance(body, tree.Call) else body.factors[0])


def _is_superscript_mark(sup: tree.Node, exponents: set[str]) -> bool:
    node = sup.body if isinstance(sup, (tree.Neg, tree.Group)) else sup
    return (isinstance(node, tree.Text) or isinstance(node, tree.Symbol)
            and (node.name in TRANSPOSES and node.name not in exponents or node.name in CONJUGATES
                 or node.name in ("+", "*", r"\star")))


def _index_like(node: tree.Node, bound: frozenset[str]) -> bool:
    match node:
        case tree.Symbol():
            return node.name in bound or node.font in ("", "italic") and numbers(node)
        case tree.Sum():
            return len(node.terms) == 2 and _index_like(node.terms[0], bound)
        case tree.Number():
            return node.text.isdigit()
    return False


def _one_letter(node: tree.Node) -> bool:
    """Any plain small letter: below a name that is defined it is an index, as in -log p_c behind p = softmax(z)."""
    return is_letter(node) and node.font in ("", "italic")


def _letter_of(item: tree.Node) -> str:
    """t of t and of t + 1, "" for a number."""
    item = item.terms[0] if isinstance(item, tree.Sum) else item
    return item.name if isinstance(item, tree.Symbol) else ""


