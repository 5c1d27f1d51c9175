r"""What a formula says about its names before it is read: which are functions, by f(x) = .., f: A \to B, or use."""
from __future__ import annotations

from . import commands as c
from .calls import lone_norm
from .prepare import Prepared
from .tokens import Token

_DEFINES = frozenset(("=", "\\coloneqq", "\\triangleq", "\\equiv", "\\doteq", "\\eqdef", "\\defeq"))
_LOGARITHMS = ("\\log", "\\ln")                  # \log L(\theta) = .. says that L is a function too
_USUAL = frozenset(("f", "g", "h", "F", "J", "L", "E", "\\ell", "\\phi", "\\varphi", "\\psi", "\\Phi"))


class Names:
    """functions: defined here; called: only ever seen before a bracket with one symbol; bound: values, by \\lim or a
    definition; increments: whether \\Delta x is one name."""

    __slots__ = ("functions", "called", "bound", "bare_d", "increments")

    def __init__(self, prepared: Prepared):
        self.functions: set[str] = set()
        self.called: set[str] = set()
        self.bound: set[str] = set()
        self.bare_d = True
        self.increments = False
        _scan(prepared, self)
        if self.increments:
            self.increments = "\\Delta" in self.bound or _increments(prepared)

_TRANSPOSES = ("T", "\\top", "\\intercal")
_KERNELS = frozenset(("K", "k", r"\kappa", "p", "q"))
# \phi(Wx + b) of a letter that never stands alone applies a function
_ACTIVATIONS = frozenset((r"\phi", r"\varphi", r"\psi"))
_ESTIMATORS = _ACTIVATIONS | {r"\rho"}                             # \sum_i \rho(y_i - c): a function of residuals


def _scan(prepared: Prepared, names: Names) -> None:
    tokens, mate = prepared.tokens, prepared.mate
    plain: set[str] = set()
    applied: set[str] = set()
    behind_d: set[str] = set()
    transposed: set[str] = set()
    own, until = frozenset(), 0  # the parameters of the definition that is being read: no use of a letter
    for i, token in enumerate(tokens):
        if token.kind not in ("sym", "name"):
            continue
        if token.name == "\\Delta":
            names.increments = True
        if token.name == "lim":
            names.bound |= {t.name for t in tokens[i + 2:i + 4] if t.kind == "sym"}
            continue
        if token.name == "D" and i + 1 < len(tokens) and tokens[i + 1].kind == "sym":
            behind_d.add(tokens[i + 1].name)
        j = _behind_scripts(tokens, mate, i + 1) if i + 1 < len(tokens) and tokens[i + 1].key in c.SCRIPTS else i + 1
        if j > i + 2 and tokens[i + 1].key == "^" and any((t.name or t.key) in _TRANSPOSES for t in tokens[i + 2:j]):
            transposed.add(token.name)
        opening = (j < len(tokens) and (tokens[j].key == "(" or tokens[j].key == "\\left" and tokens[j].name == "(")
                   and mate[j] > j)
        if opening:
            if lone_norm(tokens, j, mate[j]):
                names.called.add(token.name)
                continue
            if only_symbols(tokens, mate, j + 1, mate[j], token.name.islower()
                            or any(t.kind == "sym" and t.name[0] == "\\" for t in tokens[i + 2:j])):
                names.called.add(token.name)
                after = mate[j] + 1
                if (i > 1 and j == i + 1 and tokens[i - 1].key == "=" and tokens[i - 2].name == token.name
                        and _starts_statement(prepared, i - 2)):
                    names.functions.add(token.name)              # u = u(x): an unspecified function
                start = i - 1 if i and tokens[i - 1].key in _LOGARITHMS else i
                if (_starts_statement(prepared, start) and after < len(tokens)
                        and (tokens[after].key in _DEFINES or tokens[after].key == ":")):
                    names.functions.add(token.name)
                    own, until = (frozenset(t.name for t in tokens[j + 1:mate[j]] if t.kind == "sym"),
                                  _statement_end(prepared, after))
                continue
            if token.name in _KERNELS and _difference(prepared, j + 1, mate[j]):
                names.called.add(token.name)
                applied.add(token.name)
                continue
            if j == i + 1 and _applies(prepared, i):
                applied.add(token.name)
                continue
        # B_\phi says nothing of \phi(x)
        if i and (tokens[i - 1].key == "_" or tokens[i - 1].key == "{" and tokens[i - 2].key == "_" and mate[i - 1] == i + 1):
            continue
        # x^T says nothing of T(y)
        if token.name in own and i < until or token.name in ("T", "t") and tokens[i - 1].key == "^":
            continue
        if j == i + 1 or tokens[i + 1].key != "_":
            plain.add(token.name)
        elif token.kind == "name" and j < len(tokens) and tokens[j].key in _DEFINES and _starts_statement(prepared, i):
            names.bound.add(token.name)                      # \operatorname{softmax}_i = ..: a vector of that name
        if (token.name == "D" and j == i + 1 and j < len(tokens)
                and (tokens[j].key in _DEFINES or tokens[j].key in c.PRODUCTS or tokens[j].key in ("+", "-"))):
            names.bare_d = False
        if j < len(tokens) and tokens[j].key in (":", "\\colon") and any(t.key in ("\\to", "\\rightarrow", "\\mapsto")
                for t in tokens[j:j + 16]):
            names.functions.add(token.name)
    if behind_d & transposed - names.called - names.functions:       # f^T D f of a vector f
        names.bare_d = False
    names.called -= plain
    names.functions |= applied - plain
    names.functions -= {"d"}


def _applies(prepared: Prepared, i: int) -> bool:
    r"""Whether the letter at i is a function by what stands in the bracket behind it."""
    tokens, close, name = prepared.tokens, prepared.mate[i + 1], prepared.tokens[i].name
    inside = tokens[i + 2:close]
    if name in _ACTIVATIONS and any(t.name.isupper() for t in inside if t.kind == "sym"):
        return True
    if name == "\\Phi" and any(t.key in c.FRACTIONS or t.key in ("/", "'") or (t.name or t.key) in c.TRANSPOSES for t in inside):
        return True  # \Phi(w^\top x), \Phi((x - m)/s): of a number; a matrix \Phi stands alone somewhere
    if name in c.NORMAL and (inside and inside[0].key == "-" and only_symbols(tokens, prepared.mate, i + 3, close)
                             or any(t.name in ("log", "ln") for t in inside)):
        return True                                          # N(-d_2)
    if (name in c.MEANS and _predictor(prepared, i + 2, close)
            and not (close + 1 < len(tokens) and tokens[close + 1].key == "^") and any(t.key == "\\sum" for t in tokens[:i])):
        return True                                          # \mu(x_i^\top\beta)
    return name in _ESTIMATORS and {"_", "-"} <= {t.key for t in inside} and any(t.key == "\\sum" for t in tokens[:i])


def _predictor(prepared: Prepared, start: int, end: int) -> bool:
    r"""Whether a bracket holds x_i^\top\beta: an inner product of two letters, one of them numbered,
    about which a product needs no brackets."""
    inside = prepared.tokens[start:end]
    letters = [t.name for t, before in zip(inside, [None, *inside]) if t.kind == "sym"
               and (before is None or before.key not in ("_", "^"))]
    signs = [t.key for t in inside if t.kind == "op"]
    return (len(letters) == len(set(letters)) == 2 and sorted(signs) in (["^", "_"], ["'", "_"])
            and any((t.name or t.key) in _TRANSPOSES or t.key == "'" for t in inside))


def _difference(prepared: Prepared, start: int, end: int) -> bool:
    """Whether a bracket holds x - x_n or (x - x')/h: a point less another of the same letter;
    k(t - t_0) is a rate times a time."""
    if end - start > 24:
        return False
    tokens = prepared.tokens[start:end]
    letters = [k for k, t in enumerate(tokens) if t.kind == "sym"
               and t.name == next((u.name for u in tokens if u.kind == "sym"), "")]
    if len(letters) != 2 or [t.key for t in tokens[letters[1] + 1:] if t.key != "{"][:2] == ["_", "0"]:
        return False
    return any(t.key == "-" for t in tokens[letters[0] + 1:letters[1]]) and not any(t.key == "-" for t in tokens[letters[1]:])


def _increments(prepared: Prepared) -> bool:
    r"""Whether \Delta marks increments: it always stands before a letter, and \Delta x is added in an argument,
    f(x + \Delta x), or is what a sign is taken by, \min_{\Delta x}."""
    tokens = prepared.tokens
    key = lambda i: tokens[i].key if 0 <= i < len(tokens) else ""
    places = [i for i, t in enumerate(tokens) if t.name == "\\Delta"]
    if not all(i + 1 < len(tokens) and tokens[i + 1].kind == "sym" for i in places):
        return False
    return any(key(i - 1) == "+" and key(i + 2) in (")", "\\right") or key(i - 1) == "{" and key(i - 2) == "_"
               and key(i + 2) in ("}", ",") for i in places)


def _behind_scripts(tokens: list[Token], mate: list[int], i: int) -> int:
    while i + 1 < len(tokens) and tokens[i].key in c.SCRIPTS:
        i = i + 1 if tokens[i].key == "'" else mate[i + 1] + 1 if mate[i + 1] > i else i + 2
    return i


def only_symbols(tokens: list[Token], mate: list[int], start: int, end: int, nested: bool = False) -> bool:
    r"""Symbols with scripts, separated by commas: what stands between the brackets of a definition;
    `nested`, also u(v(x)) and D_\phi(G_\theta(z))."""
    i = start
    expected = True
    while i < end:
        token = tokens[i]
        if expected and (token.kind == "sym" or token.key in c.DOTS):
            i = _behind_scripts(tokens, mate, i + 1)
            if nested and i < end and tokens[i].key == "(" and only_symbols(tokens, mate, i + 1, mate[i], nested):
                i = mate[i] + 1
            expected = False
        elif not expected and (token.key in (",", ";", "|") or c.RELATIONS.get(token.key) == "mid"):
            expected = True
            i += 1
        else:
            return False
    return not expected


def _statement_end(prepared: Prepared, i: int) -> int:
    """Where the statement ends that i stands in: at a comma or a break outside of brackets,
    at text, at the next row."""
    tokens, mate = prepared.tokens, prepared.mate
    while i < len(tokens) and tokens[i].key not in c.SEPARATORS and tokens[i].kind != "text" and not tokens[i].row:
        i = max(mate[i], i) + 1
    return i


def _starts_statement(prepared: Prepared, i: int) -> bool:
    if i == 0:
        return True
    before = prepared.tokens[i - 1]
    return before.kind == "text" or before.key in c.SEPARATORS or before.row or prepared.tokens[i].row


def gradient_names(functions: frozenset[str]) -> frozenset[str]:
    r"""Names after which \nabla takes just them: the defined functions and the letters nearly always used for one."""
    return functions | _USUAL | {name.partition("_")[0] for name in functions}          # p of p_0
