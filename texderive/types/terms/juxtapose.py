r"""Factors side by side: a name before a bracket is a call where it is a function, else the product is taken."""
from __future__ import annotations

from ... import tree
from ...errors import UnsupportedError
from ..names import name_of
from ..reading import names_in
from .divergences import NAMES, compared, divergence
from .elaborate import Elaborator, slashed
from .named import eigenvalue
from .own import alias_call, defined_call, mere_argument, opaque_call, primed
from .powers import power, superscript_kind
from .products import KINDS, multiply, names_value, refuse_argument
from .resolve import named_product
from .term import Term
from .unify import Size


def _juxtaposed(el: Elaborator, node: tree.Product) -> Term:
    whole = named_product(el, node)
    if whole is not None:
        return whole
    return multiply(el, factors(el, node.factors), node.span)


def factors(el: Elaborator, nodes: tuple[tree.Node, ...]) -> list[Term]:
    """The factors typed; a name before a bracket is a call where the name is a function."""
    out, pos = [], 0
    _tight(el, nodes)
    nodes = _increments(el, _slashes(el, nodes))
    while pos < len(nodes):
        call, bracket = None, nodes[pos + 1] if pos + 1 < len(nodes) else None
        raised = (bracket if isinstance(bracket, tree.Script) and bracket.sub is None
                  and isinstance(bracket.base, tree.Group) else None)
        bracket = raised.base if raised is not None else bracket
        if isinstance(bracket, tree.Group) and isinstance(bracket.body, tree.Items) and isinstance(nodes[pos], tree.Derivative):
            raise UnsupportedError("a list cannot stand behind a derivative here", bracket.span, code="TD318",
                                   hint=r"write \big|_{x = 1, y = 2}, or ask for this derivative by itself")
        if isinstance(bracket, tree.Group):
            composed = _composition(el, nodes[pos], bracket)
            if composed is not None:
                out.append(composed if raised is None else power(el, composed, raised.sup, raised.span))
                pos += 2
                continue
            call = applied(el, nodes[pos], bracket)
            if call is None:
                # \lambda_1 (Ax)^\top is no value of \lambda_1
                if bracket.kind == "(" and not (raised is not None and superscript_kind(el, raised.sup) == "T"):
                    whole = (nodes[pos].span[0], bracket.span[1])
                    refuse_argument(el, nodes[pos], bracket.body, whole, raised is not None)
                    if names_value(el, nodes[pos], bracket.body):
                        call = eigenvalue(el, name_of(nodes[pos]), (bracket.body,), tree.Call(whole, nodes[pos], (bracket.body,)))
            elif raised is not None:
                call = power(el, call, raised.sup, (nodes[pos].span[0], raised.span[1]))
        if call is None and tree.is_number(nodes[pos], "1") and pos + 1 < len(nodes) and _transpose_written(el, nodes[pos + 1]):
            call = Term("ones", (), None, Size(), 1, nodes[pos].span)             # 1 b^T with a plain 1
            out.append(call)
            pos += 1
            continue
        # 1^T |x| is the sum of all |x_i|
        bars = out and out[-1].is_row and isinstance(bars := tree.unscripted(nodes[pos]), tree.Delim) and bars.kind == "abs"
        out.append(call if call is not None else el.inside(nodes[pos], entrywise=True) if bars else el.typed(nodes[pos]))
        pos += 1 if call is None else 2
    return out


def _tight(el: Elaborator, nodes: tuple[tree.Node, ...]) -> None:
    r"""Says of \nabla_x f(x)^\top g(x) that the derivative is that of f alone, although x stands behind it too."""
    first = nodes[0]
    if (isinstance(first, tree.Script) and isinstance(first.base, tree.Derivative) and len(nodes) > 1
            and el.source.startswith("\\nabla_", first.span[0])):
        own = {name_of(v.node) for v in first.base.variables}
        if any(not own.isdisjoint(names_in(n)) for n in nodes[1:]):
            el.note(rf"${el.words_of(first)}$ is the transposed gradient of ${el.words_of(first.base.operand)}$ alone.")


def _increments(el: Elaborator, nodes: tuple[tree.Node, ...]) -> tuple[tree.Node, ...]:
    r"""A\Delta x with a declared \Delta x as a product of two."""
    for k, (mark, letter) in enumerate(zip(nodes, nodes[1:])):
        whole = tree.Product((mark.span[0], letter.span[1]), "juxt", (mark, letter))
        if (isinstance(mark, tree.Symbol) and isinstance(letter, tree.Symbol) and (name := name_of(whole))
                and len(nodes) > 2 and el.reading.known(name)):
            return _increments(el, (*nodes[:k], whole, *nodes[k + 2:]))
    return nodes


def _slashes(el: Elaborator, nodes: tuple[tree.Node, ...]) -> tuple[tree.Node, ...]:
    """In x^T y/z^T B w the slash divides by all of z^T B w: a transposed letter is no denominator by itself.
    What a letter directly behind a/b belongs to is said."""
    for k, f in enumerate(nodes[:-1]):
        if not (isinstance(f, tree.Fraction) and slashed(el, f)):
            continue
        if _transpose_written(el, f.den):
            whole = tree.Product((f.den.span[0], nodes[-1].span[1]), "juxt", (f.den, *nodes[k + 1:]))
            return (*nodes[:k], tree.Fraction((f.span[0], whole.span[1]), f.num, whole))
        behind = nodes[k + 1]
        if behind.span[0] == f.span[1] and isinstance(tree.unscripted(behind), tree.Symbol):
            written = el.source[f.span[0]:behind.span[1]]
            el.note(rf"${written}$ is read as $\frac{{{el.words_of(f.num)}}}{{{el.words_of(f.den)}}}\,{el.words_of(behind)}$.")
    return nodes


def _composition(el: Elaborator, first: tree.Node, argument: tree.Group) -> Term | None:
    r"""(f \circ g)(x) of functions is f(g(x))."""
    inner = first.body if isinstance(first, tree.Group) else None
    if not (isinstance(inner, tree.Product) and inner.op == "hadamard"
            and all(isinstance(f, tree.Symbol) for f in inner.factors)):
        return None
    names = [name_of(f) for f in inner.factors]
    definitions = el.reading.definitions
    if not all(n in definitions and definitions[n].kind == "function" or n in el.reading.functions
               or n not in definitions and n in ("f", "g", "h") and n not in el.reading.declared
               for n in names):
        return None
    call: tree.Node = argument
    for f in reversed(inner.factors):
        call = tree.Call((f.span[0], argument.span[1]), f, tree.items_of(argument.body) if call is argument else (call,))
    return el.typed(call)


def _transpose_written(el: Elaborator, node: tree.Node) -> bool:
    if isinstance(node, tree.Prime):
        option = el.choice.get(name_of(node) or "")
        return node.count == 1 and not el.reading.known(name_of(node) or "") and (option is None or option.form == "transpose")
    return isinstance(node, tree.Script) and node.sup is not None and superscript_kind(el, node.sup) == "T"


def applied(el: Elaborator, first: tree.Node, second: tree.Group) -> Term | None:
    """`name (…)` that was read as a product: a call when the name is a function defined here, else None."""
    whole = tree.Group((first.span[0], second.span[1]), "(", second.body)
    if second.kind == "{" or not isinstance(first, (tree.Symbol, tree.Script, tree.Prime)):
        return None
    if isinstance(first, tree.Prime):
        name = name_of(first.base)
        if name in el.reading.definitions and el.reading.definitions[name].kind == "function":
            return primed(el, first, tree.items_of(second.body), whole)
        return None
    name = name_of(first)
    if name is None or name in el.params:
        return None
    if name in NAMES and compared(second) is not None and not el.reading.known(name):
        return divergence(el, (second.body,), whole)
    args, definition = tree.items_of(second.body), el.reading.definitions.get(name)
    if definition is not None and (definition.kind == "function" or definition.kind == "value"
                                   and mere_argument(definition, args)):
        return defined_call(el, definition, args, whole.span)
    alias = alias_call(el, first, args, whole)
    return opaque_call(el, name, first, args, whole) if alias is None and name in el.reading.functions else alias


KINDS["juxt"] = _juxtaposed
