r"""The road back: each term of the components read as a matrix product, the names put in,
symmetry used, the shape told."""
from __future__ import annotations

from contextlib import nullcontext

from .. import index as ix
from .. import matrix as mx
from .. import write
from ..derivation import Act, Line, Written
from ..errors import UnsupportedError
from ..explicit import axes
from ..index import Node
from ..matrix import Expr
from ..raising import NotMatrix
from ..raising.facts import declared_structure, symmetric, without_symmetry, written_by_author
from ..raising.polish import polish
from ..symbols import Symbol, sizes_latex
from .kronecker import commutations, kronecker_form
from .narrate import print_alike, shape_latex, undressed
from .neighbours import in_order
from .patterns import MOST_TERMS, inner_sums, is_entry, pattern, summed_terms
from .reading import Reading, inlined
from .setup import Setting

MOST_ABOVE = 60         # characters above the bar of a derivative


def back_act(setting: Setting, reading: Reading, judge) -> Act | None:
    """The act "matrices" for a matrix result, "shape" for an index form; None where there is nothing to tell."""
    if not setting.variables:
        return None
    if setting.stacked:
        return Act("matrices", "Back to matrices",
                   (Line(asked(setting), reading.expr, "read back", "read as Kronecker products", "", verified=True, error=0.0),),
                   (stacking_words(reading),)) if reading.kind == "matrix" else None
    if not setting.axes and not _of_arrays(reading):
        return _result_act(setting, reading, judge)
    if reading.expr is None or reading.kind == "index" and reading.rows is reading.cols is None:
        return _shape_act(setting, reading, judge) or _result_act(setting, reading, judge)
    lines = _term_lines(setting, reading, judge)
    bare, general = reading.bare, reading.expr
    if _has_structure(setting):
        with written_by_author(setting.author_sums), without_symmetry():
            bare_general = polish(reading.plain)
            general = inlined(bare_general, setting)
        if not set(_own_names(general, setting)) <= {*_own_names(reading.expr, setting), *_own_names(bare_general, setting)}:
            general = bare_general                           # a name that only this line would need
    left = _asked(setting, reading)
    steps: list[tuple[Expr, str, str]] = []
    if general != reading.expr:
        symbols = {n.data.latex: structure for n in mx.walk(general) if n.op == "var" and n.is_matrix
                   and (structure := declared_structure(n.data))}
        said = [f"${_IN_A_FORMULA[symbols[s]].format(s, setting.problem.style.transpose)}$" for s in sorted(symbols)[:3]]
        steps.append((general, "read as matrices", "read back"))
        steps.append((reading.expr, ", ".join(said) or "by symmetry", "symmetry"))
    elif bare != reading.expr and lines:
        before, kept = _own_names(bare, setting), _own_names(reading.expr, setting)
        given, names = [s for s in kept if s not in before], [s for s in before if s not in kept]
        words = "with {} as below" if given else "with {} put back" if names else "together"
        said = words.format(", ".join(f"${s.latex}$" for s in (given or names)[:3]))
        also = (*_inverses_taken_apart(setting, reading), *_of_minus(setting, reading))
        steps.append((reading.expr, "; ".join((said, *also)), "read back"))
    elif lines and sum(line.left in summed_terms(reading.node, setting) for line in lines) > 1:
        steps.append((reading.expr, "the terms together", "read back"))
    elif not lines and not reading.expr.is_scalar:
        shape = reading.expr.shape
        steps.append((reading.expr, "read as a matrix" if axes(reading.node) else "term by term"
                      if reading.node.op == "add" else "as a row" if shape[0] == 1
                      else "as a column" if shape[1] == 1 else "read as matrices", "read back"))
    for expr, title, rule in steps:
        comparison = judge.verifier.raised_equal(reading.node, expr, reading.rows, reading.cols, reading.named)
        if not comparison.ok:
            return None
        lines.append(Line(left, expr, rule, title, "", verified=True, error=comparison.error))
        left = None
    told = _shape_sentence(setting, reading)
    return (Act("matrices", "Back to matrices", tuple(lines), (told,) if told else (), _structured(setting, reading))
            if lines or told else None)


def _inverses_taken_apart(setting: Setting, reading: Reading) -> list[str]:
    """(AXB)^{-1} = B^{-1} X^{-1} A^{-1} for a named product whose inverse does not stand in the result:
    its factors cancelled."""
    left = {n.args[0] for n in mx.walk(reading.expr) if n.op == "inv"}
    inner = {n.args[0].data.expr for n in mx.walk(reading.bare) if n.op == "inv" and n.args[0].op == "ref"}
    show = lambda x: write.latex(x, setting.naming, setting.problem.style)
    return [f"${show(mx.inv(x))} = {show(mx.mul(*[mx.inv(f) for f in reversed(x.args)]))}$" for x in inner - left
            if x.op == "mul" and all(f.shape == x.shape for f in x.args)]


def _of_minus(setting: Setting, reading: Reading) -> list[str]:
    r"""\sigma(-u) = 1 - \sigma(u), where a name is put back with the other sign."""
    logistic = lambda x: [n.args[0] for n in mx.walk(x) if n.op == "fn" and n.data == "sigmoid"]
    after = logistic(reading.expr)
    before = [polish(mx.renamed(u.data.expr, dict(zip(u.data.params, u.args)))) for u in logistic(reading.bare)
              if u.op == "ref"]
    if not any(u not in after and polish(mx.neg(u)) in after for u in before):
        return []
    value = mx.fn("sigmoid", u := mx.var(Symbol("u", "u", (1, 1))))
    show = lambda x: write.latex(x, setting.naming, setting.problem.style)
    return [f"${show(mx.fn('sigmoid', mx.neg(u)))} = {show(mx.add(mx.ONE, mx.neg(value)))}$"]


def _of_arrays(reading: Reading) -> bool:
    """Whether sums over components were read as products of whole arrays: of a scalar result there
    is nothing else to tell."""
    return (reading.node.height > 0 and reading.expr is not None
            and any(not a.is_scalar for n in mx.walk(reading.bare) if n.op != "comp" for a in n.args))


# structure of the variable -> (word, the derivative G by tied entries)
_TIED = {
    "symmetric": ("symmetric", lambda g: mx.add(g, mx.T(g), mx.neg(mx.diag(mx.diagpart(g))))),
    "skew": ("skew-symmetric", lambda g: mx.add(g, mx.neg(mx.T(g)))),
    "diagonal": ("diagonal", lambda g: mx.diag(mx.diagpart(g))),
}
# the same where matrices have no formula for it: (word, what counts of G)
_TIED_IN_WORDS = {
    "lower_triangular": ("lower triangular", "only the entries of the result on and below the diagonal count"),
    "upper_triangular": ("upper triangular", "only the entries of the result on and above the diagonal count"),
    "toeplitz": ("Toeplitz", "the derivative by the common entry of a diagonal is the sum of the result along that diagonal"),
    "hankel": ("Hankel", "the derivative by the common entry of an antidiagonal is the sum of the result along that "
               "antidiagonal"),
    "circulant": ("circulant", "the derivative by the common entry of a wrapped diagonal is the sum of the result along it"),
}


def _structured(setting: Setting, reading: Reading) -> tuple[str, ...]:
    """For a variable declared symmetric, skew, diagonal, ..: which derivative is given, and the other one."""
    structure = setting.problem.structure or ""
    variable = setting.problem.variables[-1]
    if (structure not in (*_TIED, *_TIED_IN_WORDS, "orthogonal") or len(setting.problem.variables) != 1
            or variable.op != "var" or reading.expr.shape != variable.shape):
        return ()
    if structure == "orthogonal":
        x, g = variable, reading.plain
        tangent = polish(mx.mul(mx.num("1/2"), mx.add(g, mx.neg(mx.mul(x, mx.T(g), x)))))
        return (f"The entries of ${x.data.latex}$ are differentiated as if independent. Along orthogonal matrices only "
                f"the tangential part of this "
                f"gradient counts, ${write.latex(tangent, setting.naming, setting.problem.style)}$.",)
    word, tied = _TIED.get(structure) or _TIED_IN_WORDS[structure]
    if not isinstance(tied, str):
        whole = write.latex(polish(tied(reading.plain)), setting.naming, setting.problem.style)
        if len(whole) > 100:                                 # a sentence does not break inside of a formula
            result = mx.var(Symbol("G", "G", reading.expr.shape))
            whole = write.latex(tied(result), setting.naming, setting.problem.style) + "$ for the result $G"
        tied = f"the derivative is ${whole}$"
    return (f"The entries of ${variable.data.latex}$ are differentiated as if independent, and its structure is used afterwards. "
            f"With the entries tied to each other, as ${variable.data.latex}$ is {word}, {tied}.",)


def asked(setting: Setting) -> Written:
    r"""The left-hand side: the request, or for an arg min the derivative of what is minimised."""
    problem = setting.problem
    if problem.kind not in ("argmin", "argmax", "stationary"):
        return Written(problem.request)
    body = write.latex(setting.expr, setting.naming, problem.style)
    return Written(f"{problem.operator} " + (rf"\left({body}\right)" if setting.expr.op == "add" or body.startswith("-")
                                             else body))


def _entries(setting: Setting, reading: Reading) -> list[str]:
    """The letters of the entries of the variable by which an answer is given."""
    return [name for name, k in reading.named.items() if any(k in own for own in setting.own)]


def _asked(setting: Setting, reading: Reading) -> Written:
    whole, entries = asked(setting), ",".join(_entries(setting, reading))
    return Written(rf"\left[{whole.latex}\right]_{{{entries}}}") if entries else whole


def _has_structure(setting: Setting) -> bool:
    """Whether some matrix is declared symmetric or the like: its terms are then first read as if it were not."""
    return any(map(declared_structure, setting.problem.symbols.values()))


_IN_A_FORMULA = {"symmetric": "{0} = {0}^{1}", "skew": "{0}^{1} = -{0}", "orthogonal": "{0}^{1} {0} = I"}


def _own_names(x: Expr, setting: Setting) -> list:
    own = setting.given.own
    return list(dict.fromkeys(n.data.symbol for n in mx.walk(x) if n.op == "ref" and n.data.symbol in own))


def _term_lines(setting: Setting, reading: Reading, judge) -> list[Line]:
    """sum_i 2 r_i X_ik = [2 r^T X]_k, term by term."""
    node = reading.node
    if (node.op == "comp" and node.data.definition is None
            and node.ix == tuple([k for k in (reading.rows, reading.cols) if k is not None])):
        return []                                            # A_ij is the entry of A: nothing to say
    terms = summed_terms(node, setting)
    if all(is_entry(t) for t in terms) or axes(node):
        terms = (node,)                                      # x_j - mu_j at once, and an array that is written out
    if len(terms) > MOST_TERMS:
        return []
    lines = []
    names = [mx.idx(setting.naming.free[k]) for k in (reading.rows, reading.cols) if k is not None]
    structure = _has_structure(setting)
    for t in terms:
        if any(k not in t.free for k in (reading.rows, reading.cols) if k is not None):
            return []
        if not names and not t.height:
            return []                                        # no sum in it: it stands as it is
        try:
            plain = reading.terms.get((t, reading.rows, reading.cols))
            # the letters of its sums are others beside the names
            if plain is None or any(n.op in ("sum", "prod") for n in mx.walk(plain)):
                plain = setting.raiser({k: n for n, k in reading.named.items()}, frozenset(n.data for n in names)
                                       ).raised(t, reading.rows, reading.cols)
            with written_by_author(setting.author_sums), without_symmetry() if structure else nullcontext():
                expr, symmetries = polish(plain), _symmetric_parts(plain, setting)
        except NotMatrix:
            return []
        comparison = judge.verifier.raised_equal(t, expr, reading.rows, reading.cols, reading.named)
        if not comparison.ok:
            return []
        if t.op == "comp" and (expr.op in ("var", "ref") or expr.op == "T" and expr.is_row and expr.args[0].op in ("var", "ref")):
            continue                                         # A_ij is the entry of A: nothing to say
        right = mx.comp(expr, *names)
        if not print_alike(right, t, setting):
            inner = _inner_lines(t, setting, judge, structure)
            lines += inner
            ordered = None if inner else _ordered_line(t, expr, setting, reading, judge)
            words = "; ".join((*symmetries, pattern(t, expr, setting, bool(inner)) if ordered is None else "read as a product"))
            lines += [] if ordered is None else [ordered]
            lines.append(Line(t if ordered is None else None, right, "read back", words, "",
                              verified=True, error=comparison.error))
    return lines


def _ordered_line(term: Node, expr: Expr, setting: Setting, reading: Reading, judge) -> Line | None:
    """A product of several matrices entry by entry in its own order, before it is read as one."""
    found = in_order(term, expr, reading.rows, reading.cols, setting)
    if found is None:
        return None
    ordered, words = found
    named = {setting.naming.free[k]: k for k in (reading.rows, reading.cols) if k is not None}
    comparison = judge.verifier.raised_equal(term, ordered, None, None, named)
    return Line(term, ordered, "read back", words, "", verified=True, error=comparison.error) if comparison.ok else None


def _symmetric_parts(plain: Expr, setting: Setting) -> list[str]:
    """M = M^T of a named M = X^T X, where a transpose of it is read as itself."""
    turned = [n.args[0].args[0] if n.args[0].op == "inv" else n.args[0] for n in mx.walk(plain) if n.op == "T"]
    names = dict.fromkeys(n.data.latex for n in turned if n.op == "ref" and n.is_matrix and symmetric(n))
    return [f"${name} = {name}^{setting.problem.style.transpose}$" for name in names]


def _inner_lines(term: Node, setting: Setting, judge, structure: bool) -> list[Line]:
    """sum_i u_i W_ik = [W^T u]_k, where that meets the other factors of a term entry by entry."""
    lines = []
    for inner, words in inner_sums(term, setting):
        k, = inner.free
        try:
            with written_by_author(setting.author_sums), without_symmetry() if structure else nullcontext():
                expr = polish(setting.raiser().raised(inner, k))
        except NotMatrix:
            return []
        comparison = judge.verifier.raised_equal(inner, expr, k)
        if not comparison.ok or any(n.op in ("sum", "comp") for n in mx.walk(expr)):
            return []
        lines.append(Line(inner, mx.comp(expr, mx.idx(setting.naming.free.get(k, k.name))), "read back", words, "",
                          verified=True, error=comparison.error))
    return lines


_SPOKEN_WITH_VOWEL = frozenset("aefhilmnorsxAEFHILMNORSX8")


def _shape_sentence(setting: Setting, reading: Reading) -> str:
    problem = setting.problem
    shape = reading.expr.shape
    matrix = lambda dims: f"${sizes_latex(dims)}$"
    of = ("scalar" if setting.rows is None and setting.cols is None
          else f"vector in ${shape_latex(setting.expr.shape)}$" if 1 in setting.expr.shape
          else f"{matrix(setting.expr.shape)} matrix")
    size = matrix(shape)
    article = lambda what: ("an " if what[0] == "$" and what[1] in _SPOKEN_WITH_VOWEL else "a ") + what
    if len(problem.variables) > 1:
        if all(v.shape == (1, 1) for v in problem.variables):
            return "" if shape == (1, 1) else f"Derivatives of {article(of)} by scalars have its shape, {size}."
        if 1 in shape:
            return (f"Second derivatives by a vector and a number form a {'row' if shape[0] == 1 else 'column'}."
                    if shape != (1, 1) else "")
        if any(1 not in v.shape for v in problem.variables):
            return (f"In {problem.layout} layout the derivative by a {matrix(shape)} matrix and a number is a "
                    f"{matrix(shape)} matrix.")
        return f"Second derivatives by the components of a vector form the {matrix(shape)} Hessian matrix."
    variable = problem.variables[-1]
    by = ("scalar" if variable.shape == (1, 1) or _entries(setting, reading)
          else f"vector in ${shape_latex(variable.shape)}$" if 1 in variable.shape
          else f"{matrix(variable.shape)} matrix")
    kind = "row" if shape[0] == 1 else "column" if shape[1] == 1 else "matrix"
    return (f"In {problem.layout} layout the derivative of {article(of)} by {article(by)} is {article(size)} {kind}."
            if shape != (1, 1) else "")


def _result_act(setting: Setting, reading: Reading, judge) -> Act | None:
    """For a number, or an answer with the author's indices: which names are written out again in it,
    or that it was simplified."""
    if reading.expr is None or reading.bare is None:
        return None
    names = [s for s in _own_names(reading.bare, setting) if s not in _own_names(reading.expr, setting)]
    # the order of factors is nothing to tell
    if not names and (setting.axes or sorted(undressed(reading.expr, setting)) == sorted(undressed(reading.node, setting))):
        return None
    comparison = judge.verifier.raised_equal(reading.node, reading.expr, reading.rows, reading.cols, reading.named)
    title = f"with {', '.join(f'${s.latex}$' for s in names[:3])} put back" if names else "simplified"
    return Act("matrices", "Back to matrices" if setting.axes else "Result",
               (Line(_asked(setting, reading), reading.expr, "read back", title, "", verified=True, error=comparison.error),
                )) if comparison.ok else None


def _shape_act(setting: Setting, reading: Reading, judge) -> Act | None:
    """For three or more axes: that there is no matrix, and a slice that is one."""
    if len(setting.axes) < 3 or not setting.own or not any(setting.own):
        return None
    names = [setting.naming.free[k] for k in setting.axes]
    size = r"\times ".join(str(k.dim) for k in setting.axes)
    words = {3: "Three", 4: "Four", 5: "Five", 6: "Six"}.get(len(names), str(len(names)))
    prose = f"{words} free indices $({', '.join(names)})$: an array of size ${size}$, not a matrix; the index form stands for it."
    lines = []
    if len(setting.axes) == 3:
        for fixed in reversed(setting.axes):
            rest = [k for k in setting.axes if k is not fixed]
            try:
                with written_by_author(setting.author_sums):
                    expr = inlined(polish(setting.raiser({fixed: setting.naming.free[fixed]}).raised(reading.node,
                                              *rest)), setting)
            except NotMatrix:
                continue
            comparison = judge.verifier.raised_equal(reading.node, expr, *rest, {setting.naming.free[fixed]: fixed})
            if comparison.ok:
                place = ",".join(setting.naming.free[k] if k is fixed else ":" for k in setting.axes)
                lines = [Line(Written(rf"\left[{setting.problem.request}\right]_{{{place}}}"), expr, "slice",
                              f"for fixed ${setting.naming.free[fixed]}$ a matrix", "", verified=True, error=comparison.error)]
                break
    whole = _as_stacked(setting, reading, judge)
    more = commutations(whole.right, setting.problem.style.transpose) if whole else []
    return Act("shape", "Shape", (*lines, *([whole] if whole else [])), (prose,), tuple(more))


def _as_stacked(setting: Setting, reading: Reading, judge) -> Line | None:
    r"""\partial\operatorname{vec}(AXB)/\partial\operatorname{vec}(X) = B^\top \otimes A, beside the index form,
    where there are Kronecker products for it."""
    if (len(setting.own) != 1 or setting.problem.layout != "numerator"
            or len(setting.axes) != sum(k is not None for k in (setting.rows, setting.cols, *setting.own[0]))):
        return None
    try:
        expr = polish(kronecker_form(setting, reading.node))
    except UnsupportedError:
        return None
    comparison = judge.stacked(reading.node, expr)
    above, below = (x if 1 in x.shape else mx.vec(x) for x in (setting.problem.body, setting.problem.variables[0]))
    latex = [write.latex(x, setting.naming, setting.problem.style) for x in (above, below)]
    if not comparison.ok or len(latex[0]) > MOST_ABOVE or all(x.op in ("kron", "eye") for x in mx.walk(expr)):
        return None
    return Line(Written(rf"\frac{{\partial {latex[0]}}}{{\partial {latex[1]}}}"), inlined(expr, setting), "stacked",
                "columns stacked", "", verified=True, error=comparison.error)


def stacking_words(reading: Reading) -> str:
    """How pairs of indices become rows and columns."""
    found = {x.op for x in mx.walk(reading.expr)}
    entries = [r"$P_{ik}Q_{jl}$ is the entry of $Q\otimes P$"] if "kron" in found else []
    entries += ([r"$R_{ij}\delta_{ik}\delta_{jl}$ that of $\operatorname{diag}(\operatorname{vec}(R))$"]
                if "diag" in found and "vec" in found else [])
    return "vec stacks the columns: pairs of indices number rows and columns" + (", and " + ", ".join(entries)
        if entries else "") + "."
