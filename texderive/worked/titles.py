"""What stands in the margin of a line: the rule in words, with the names of the problem."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from .. import index as ix
from .. import write
from ..derivation import Line
from ..deriving.engine import Move
from ..functions import FUNCTIONS
from ..index import KINDS, Node
from ..matrix import Expr, walk
from ..rules.dependence import depends
from ..rules.folds import QUOTIENTS, quotient_in
from ..rules.formulas import build
from ..symbols import Symbol
from ..write.leaves import component, member_latex
from ..write.to_latex import to_latex
from .setup import Setting
from .vectors import RULES, move_words

MOST_FIXED = 3          # indices of a contraction that are told
# functions whose derivatives every reader knows, and what tells those of the others
_OF_FUNCTION = "'(u) = "
_KNOWN = frozenset(("exp", "log", "sin", "cos", "abs", "sign", "step"))

# operator -> (words, law) for the line that goes to components
_COMPONENT_LAWS = {
    "norm": {"2": ("norm", r"\|v\|^2 = \sum_i v_i^2"), "F": ("Frobenius norm", r"\|A\|_F^2 = \sum_{i,j} A_{ij}^2"),
             "1": ("1-norm", r"\|v\|_1 = \sum_i |v_i|")},
    "mul": ("product", r"(Av)_i = \sum_j A_{ij} v_j"),
    "tr": ("trace", r"\operatorname{tr} A = \sum_i A_{ii}"),
    "T": ("transpose", r"(A^\top)_{ij} = A_{ji}"),
    "had": ("elementwise product", r"(a \odot b)_i = a_i b_i"),
    "diag": ("diagonal matrix", r"\operatorname{diag}(v)_{ij} = v_i\delta_{ij}"),
    "fn": ("elementwise function", r"f(v)_i = f(v_i)"),
    "softmax": ("softmax", r"\operatorname{softmax}(z)_i = e^{z_i}/\sum_l e^{z_l}"),
    "inv": ("inverse", r"(A^{-1})_{ij}"),
    "det": ("determinant", r"\det A"),
}


def component_title(expr: Expr) -> str:
    """The laws used in going to components: "norm; product"."""
    words: list[str] = []
    for n in reversed(list(walk(expr))):
        law = _COMPONENT_LAWS.get(n.op)
        if isinstance(law, dict):
            law = law.get(n.data)
        if (law is None or n.op == "fn" and n.is_scalar or n.op == "mul" and sum(not f.is_scalar for f in n.args) < 2
                or n.op == "T" and not n.is_matrix):
            continue
        if law[0] not in words:
            words.append(law[0])
    return "; ".join(words[:3])


def move_title(move: Move, setting: Setting, before: Node | None) -> str:
    """The margin of a line; `before` is the line above."""
    rule = move.rule
    if rule.name == "contraction" and before is not None:
        return _contraction(setting, before, move.node)
    if rule.name == "variable":
        return _variable(move, setting, before)
    maker = _TITLES.get(rule.name)
    return maker(move, setting) if maker else rule.title


def _contraction(setting: Setting, before: Node, after: Node) -> str:
    """Which indices remain of the line above: "contraction: only j = k remains"."""
    if not before.has_delta:
        return "a constant in every term of the sum"
    shown = list(dict.fromkeys(f"${k}$" for k in _fixed(setting, before, {}, ())))
    if not shown:
        return "what an index does not touch in front of its sum"
    rest = next(iter(_fixed(setting, after, {}, ())), None)
    return _contracted(shown) if rest is None else "contraction"


def _contracted(fixed: list[str]) -> str:
    if len(fixed) > MOST_FIXED:
        return "contraction"
    return f"contraction: only {fixed[0]} remains" if len(fixed) == 1 else f"contraction: {', '.join(fixed)}"


def contractions(titles: list[str]) -> str:
    """The titles of contractions on one line as one."""
    fixed = list(dict.fromkeys(k for t in titles for k in re.findall(r"\$[^$]+\$", t)))
    return "contraction" if "contraction" in titles or not fixed else _contracted(fixed)


def _fixed(setting: Setting, node: Node, names: dict, used: tuple[str, ...]) -> Iterator[str]:
    """What the deltas below say of bound indices: "j = k"."""
    for delta, names in _named(setting, node, "delta", names, used):
        own = next((i for i in delta.ix if (i.index if isinstance(i, ix.Shift) else i) in names), None)
        if own is not None:
            other = delta.ix[1] if delta.ix[0] is own else delta.ix[0]
            yield f"{_letter(own, setting, names)} = {_letter(other, setting, names)}"


def _letter(i: ix.Index | ix.Shift | int, setting: Setting, names: dict) -> str:
    """An index as the line has it: j, 2 or i + 1."""
    if isinstance(i, ix.Shift):
        return f"{_letter(i.index, setting, names)}{i.by:+d}"
    return str(names.get(i) or setting.naming.free.get(i) or i)


def _named(setting: Setting, node: Node, kind: str, names: dict, used: tuple[str, ...]) -> Iterator[tuple[Node, dict]]:
    """The nodes of a kind with the letters of the indices that are bound around them."""
    if not node.kinds & KINDS[kind]:
        return
    if node.op == kind:
        yield node, names
    if node.op in ("sum", "prod"):
        letter = write.choose_name(setting.naming, node.ix[0].dim, used)      # as the writer names it
        names, used = {**names, node.ix[0]: letter}, (*used, letter)
    for a in node.args:
        yield from _named(setting, a, kind, names, used)


def _law(functions: list[str], setting: Setting) -> str:
    """The derivative of the first of these functions that not every reader knows."""
    name = next((f for f in functions if f not in _KNOWN and FUNCTIONS[f].derivative), None)
    if name is None:
        return ""
    u = ix.const("u")
    own, slope = (write.latex(x, setting.naming, setting.problem.style)
                  for x in (ix.fn(name, u), build(FUNCTIONS[name].derivative, u)))
    return f"${own.removesuffix('(u)').removesuffix(' u')}{_OF_FUNCTION}{slope}$"


def said_once(lines: list[Line]) -> list[Line]:
    """The lines with the derivative of a function told at the first of them that has other words, too."""
    told: set[str] = set()
    out = []
    for line in lines:
        if _OF_FUNCTION in line.title:
            words = line.title.split("; ")
            left = [w for w in words if w not in told] or words
            told.update(w for w in words if _OF_FUNCTION in w)
            line = replace(line, title="; ".join(left))
        out.append(line)
    return out


def _chain(move: Move, setting: Setting) -> str:
    """The chain rule, and the derivative of the outer function where that is told."""
    law = _law([d.args[0].data for d in move.hits if d.args[0].op == "fn"], setting)
    words = _inner(move, setting)
    return law if law and words == "elementary derivative" else "; ".join(filter(None, (words, law)))


def _inner(move: Move, setting: Setting) -> str:
    inner = [_inside(d) for d in move.hits]
    names = list(dict.fromkeys(write.latex(n, setting.naming, setting.problem.style) for n in inner if n is not None
                               and n.op == "comp" and n.data.definition is not None
                               and not any(k.level for k in n.free)))
    if names:
        return "chain rule through " + ", ".join(f"${n}$" for n in names[:3])
    through = list(dict.fromkeys(n.data.latex for n in inner if n is not None and n.op == "comp"
                                 and n.data.definition is not None))
    if through:
        return "chain rule through " + ", ".join(f"${n}$" for n in through[:3])
    if move.rule.name == "power":
        return "power rule" if all(n is not None and n.op == "comp" for n in inner) else "power rule, chain rule"
    simple = [n for n in inner if n is not None and n.op != "comp" and not n.free and len(list(ix.walk(n))) < 12]
    if simple:
        return f"chain rule with $u = {write.latex(simple[0], setting.naming, setting.problem.style)}$"
    return "elementary derivative" if all(n is not None and n.op == "comp" for n in inner) else "chain rule"


def _function(move: Move, setting: Setting) -> str:
    """Through what a loss of which nothing is said is differentiated."""
    names = dict.fromkeys(n.args[0].data.latex for d in move.hits for n in ix.walk(d, ix.kinds("app"))
                          if n.data[0].stands and n.args[0].op == "comp")
    if names:
        return "chain rule through " + ", ".join(f"${n}$" for n in names)
    if not all(map(by_own_argument, move.hits)):
        return move.rule.title
    if all(d.ix for d in move.hits):
        return "an entry of the gradient"
    names = list(dict.fromkeys(d.args[0].data[0].latex for d in move.hits))
    return (", ".join(f"${n}'$" for n in names)
            + (" is the derivative of " if len(names) == 1 else " are the derivatives of ")
            + ", ".join(f"${n}$" for n in names))


def by_own_argument(d: Node) -> bool:
    """Whether a derivative is that of an unspecified function f(x) by x."""
    function = d.args[0]
    return function.op == "app" and len(function.args) == 1 and function.args[0].op == "comp" and function.args[0].data is d.data


def _inside(d: Node) -> Node | None:
    body = d.args[0] if d.op == "deriv" else d
    return body.args[0] if body.args else None


def _definition(move: Move, setting: Setting) -> str:
    symbols = list(dict.fromkeys(d.args[0].data for d in move.hits))
    opened = [ix.deriv(s.definition.body, d.data, *d.ix) for s in symbols for d in move.hits[:1]]
    constant = _constants(opened)
    return "definition of " + ", ".join(f"${s.latex}$" for s in symbols[:3]) + (f"; {constant}" if constant else "")


def _named_value(move: Move, setting: Setting) -> str:
    """p = sigma(s): which value is differentiated."""
    names = [write.latex(d.args[0], setting.naming, setting.problem.style) for d in move.hits
             if not any(k.level for k in d.args[0].free)]
    names = list(dict.fromkeys(names or [d.args[0].data.latex for d in move.hits]))
    d = move.hits[0].args[0]
    if len(names) == 1 and not any(k.level for k in d.free):
        names[0] += " = " + write.latex(ix.unfold(d), setting.naming, setting.problem.style)
    law = _law([b.data for b in (h.args[0].data.definition.body for h in move.hits) if b.op == "fn"], setting)
    return (("derivative of " if len(names) == 1 else "derivatives of ") + ", ".join(f"${n}$" for n in names[:3])
            + "; " * bool(law) + law)


def _linearity(move: Move, setting: Setting) -> str:
    constant = _constants(move.hits)
    if not constant and all(m.op == "num" for m in [move.node]):
        return "a constant has derivative 0"
    return "linearity" + (f"; {constant}" if constant else "")


def _constants(hits) -> str:
    """Which terms drop out: "Y is constant"; nothing where derivatives by several letters are taken, each of which
    is constant for the others."""
    if len({d.data for d in hits}) > 1:
        return ""
    constant: dict[str, None] = {}
    for d in hits:
        for t in d.args[0].args if d.args[0].op == "add" else ():
            if not depends(t, d):
                for n in ix.walk(t):
                    if n.op == "comp" and (name := _constant_name(n, d)):
                        constant.setdefault(name)
    names = list(constant)[:2]
    if not names:
        return ""
    return ", ".join(f"${n}$" for n in names) + (" is constant" if len(names) == 1 else " are constant")


def _constant_name(n: Node, d: Node) -> str:
    """The letter of a constant; W_2 in a derivative by W_1, and nothing for x_2 beside x_1."""
    if n.data is not d.data:
        return n.data.latex
    count = len(n.data.family)
    return member_latex(n.data, tuple(map(str, n.ix[:count]))) if count and all(isinstance(i, int) for i in n.ix[:count]) else ""


def _declared(move: Move, setting: Setting) -> str:
    """Which declared property is used."""
    hit = move.hits[0]
    symbol = next((n.data for n in ix.walk(hit, ix.kinds("comp"))
                   if n.data.props & {"pm1", "onehot", "simplex", "rowsimplex"}), None)
    if symbol is None:
        return "a label has one value"
    if hit.op == "pow":
        return f"${symbol.latex} = \\pm 1$"
    return (f"${symbol.latex}$ is one-hot: its entries sum to 1" if "onehot" in symbol.props
            else f"the entries of ${symbol.latex}$ sum to 1")


def _variable(move: Move, setting: Setting, before: Node | None) -> str:
    """The law of the variable, with its letter and the numbers that its member or entry has; with the indices of the
    first derivative of it in the line above."""
    d = move.hits[0]
    symbol = d.data
    numbers = {n: str(k) for n, (i, k) in enumerate(zip(d.args[0].ix, d.ix)) if i == k and isinstance(k, int)}
    axes = [n for n in range(len(symbol.slots)) if n not in numbers]
    letters = {0: ("", ""), 1: ("j", "k"), 2: ("ij", "kl")}.get(len(axes))
    if axes and before is not None:
        show = lambda own, names: tuple([_letter(own[n], setting, names) for n in axes])
        written = list(dict.fromkeys((show(one.args[0].ix, names), show(one.ix, names))
                                     for one, names in _named(setting, before, "deriv", {}, ())
                                     if one.args[0].op == "comp" and one.args[0].data is symbol is one.data))
        letters = written[0] if written else letters
    if letters is None:
        return move.rule.title
    named = [_entry(symbol, dict(zip(axes, own)) | numbers) for own in letters]
    delta = "".join(rf"\delta_{{{i}{',' if len(i + j) > 2 else ''}{j}}}" for i, j in zip(*letters) if i != j) or "1"
    return rf"$\partial {named[0]}/\partial {named[1]} = {delta}$"


def _entry(symbol: Symbol, names: dict[int, str]) -> str:
    """An entry by names for its indices: x_j, (W_1)_{ij}, w_{ij} of a vector w_i."""
    return to_latex(component(symbol, tuple([names[n] for n in range(len(symbol.slots))])).box)


def _carried(move: Move, setting: Setting) -> str:
    """Which name stands for the factors."""
    comps = ix.kinds("comp")
    before = {n.data for n in ix.walk(move.hits[0], comps)}
    return f"with ${next(n.data.latex for n in ix.walk(move.node, comps) if n.data not in before)}$ as above"


def _by_definition(move: Move, setting: Setting) -> str:
    """Which values are given back their names."""
    comps = ix.kinds("comp")
    named = lambda hit: [n for n in ix.walk(move.rule.rewrite(hit) or hit, comps) if n.data.definition is not None
                         and n not in ix.walk(hit, comps)]
    names = dict.fromkeys(n.data.latex for hit in move.hits for n in named(hit))
    return "by definition" + " of " * bool(names) + ", ".join(f"${name}$" for name in list(names)[:3])


def _quotient_of_functions(move: Move, setting: Setting) -> str:
    r"""\sinh u/\cosh u = \tanh u: which quotient has a name."""
    *_, name = quotient_in(move.hits[0])
    above, below = next(pair for pair, quotient in QUOTIENTS.items() if quotient == name)
    return rf"$\{above} u/\{below} u = \{name} u$"


def _vectors(move: Move, setting: Setting) -> str:
    return move_words(setting, move.rule.title, move.hits[0])


_TITLES = dict.fromkeys(RULES, _vectors) | {
    "power": _chain, "chain": _chain, "function": _function, "definition": _definition, "named value": _named_value,
    "named softmax": _named_value, "linearity": _linearity, "declared": _declared,
    "quotient of functions": _quotient_of_functions, "carried": _carried,
    "by definition": _by_definition, "by definition again": _by_definition, "standardised": _by_definition}
