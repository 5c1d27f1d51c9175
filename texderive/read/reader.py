r"""The way in: LaTeX text to a formula, statement by statement."""
from __future__ import annotations

import re

from .. import tree
from ..errors import ReadError, TexDeriveError
from ..patterns import later
from . import commands as c
from .macros import Macros, expand, extract
from .numerals import commas_part
from .parser import Parser
from .prepare import Prepared, prepare
from .scan import Names, gradient_names
from .signs import operator_at
from .tokens import Token, tokenise

_SUCH_THAT = later(r"(s\.?\s?t\.?|subject\s+to|such\s+that|so\s+that|under)\W*\Z", re.IGNORECASE)
_NONE = Macros()
_LABELS = frozenset("a b c d e f g h i ii iii iv v vi 1 2 3 4 5 6 7 8 9".split())          # of exercises


def read(text: str, *, macros: Macros | None = None, functions: frozenset[str] = frozenset(),
         not_functions: frozenset[str] = frozenset(),
         words: frozenset[str] = frozenset()) -> tree.Formula:
    r"""The formula that `text` writes.  ReadError (or UnsupportedError), located in `text`, where it cannot be read.

    `functions` are names read as calls before a bracket, `not_functions` never are; both free of styling or as written.
    `words` are names of several plain letters, score, which are products of letters else.

    >>> read(r"x^2").statements[0].sup.text
    '2'
    """
    try:
        known, body = extract(text, macros or _NONE)
        prepared = prepare(expand(tokenise(body), known), words)
        if not prepared.tokens:
            raise ReadError("there is no formula", (0, len(text)), code="TD109",
                            hint=r"write one, as \frac{\partial}{\partial x} x^T A x")
        return tree.Formula((0, len(text)), _Statements(prepared, functions, not_functions).read(), text)
    except TexDeriveError as error:
        error.locate(text)
        raise
    except RecursionError:
        raise ReadError("nested too deeply", (0, len(text)), code="TD106", hint="simplify the formula").locate(text) from None


class _Statements:
    """The statements of a formula: separated by commas, \\quad, rows, periods and text."""

    def __init__(self, prepared: Prepared, functions: frozenset[str], not_functions: frozenset[str]):
        names = Names(prepared)
        functions = functions | names.functions
        if names.bound:
            not_functions = not_functions | (names.bound - functions)
        self.p = p = Parser(prepared, functions, not_functions)
        p.function_names = (functions | c.DEFAULT_FUNCTIONS) - not_functions
        p.gradient_names = gradient_names(functions) - not_functions
        p.always_called = frozenset(names.called)
        p.bare_d = names.bare_d
        p.increments = names.increments
        self.out: list[tree.Node] = []

    def read(self) -> tuple[tree.Node, ...]:
        p = self.p
        new_row = True
        while p.end - p.i > 2 and p.key == "{" and p.mate[p.i] == p.end - 1:                  # \boxed{f = .., \nabla f}
            p.i, p.end = p.i + 1, p.end - 1
        if (behind := self.behind_label()) > p.i:
            label = p.tokens[p.i]
            p.i, p.tokens[behind - 1] = behind, Token("\\quad", label.start, label.end)
        while p.i < p.end:
            token = p.tokens[p.i]
            if token.key in c.SEPARATORS or token.key == ":":
                if token.key == ",":
                    commas_part(p)
                new_row = token.key == "\\\\" or new_row and token.key in c.SPACES
                p.i += 1
            elif token.kind == "text":
                self.out.append(p.remark())
            elif token.key == "?" and self.out:
                p.i += 1
            elif len(p.tokens) == 1 and (token.key in c.PRODUCTS or token.key in c.RELATIONS):
                p.i += 1  # an operator that is only mentioned, as in "where $\\odot$ is .."
                self.out.append(tree.Symbol((token.start, token.end), token.key, token.key))
            elif new_row and self.out and (p.relation_ahead() and self.continues() or self.signed_row() and self.adds()):
                new_row = False
            else:
                if self.out:
                    self.ends_sum()
                self.out.append(p.chain())
                new_row = False
                self.closed()
        if not self.out:
            raise ReadError("there is no formula", (p.tokens[0].start, p.tokens[-1].end), code="TD109",
                            hint=r"write one, as \frac{\partial}{\partial x} x^T A x")
        return tuple(_constrained(_worded(_laid_out(self.out))))

    def ends_sum(self) -> None:
        """ReadError (TD104) where a sum goes on at the cursor behind a comma or a full stop: x^2. + x."""
        p = self.p
        sign = p.tokens[p.i - 1]
        if p.key == "+" and sign.key in (",", ";", "."):
            raise p.error(f"a sum goes on behind '{sign.key}'", "TD104", f"delete the '{sign.key}', or the + behind it",
                          (sign.start, sign.end))

    def behind_label(self) -> int:
        r"""Where the mathematics begins: behind (a), ii) or \bullet, which number an exercise, before a derivative
        or, with a space between, a definition."""
        p = self.p
        start = p.i + (p.key == "(")
        end = next((k for k in range(start, min(start + 4, p.end)) if p.tokens[k].key == ")"), p.i)
        label = "".join(t.name or t.key for t in p.tokens[start:end])
        behind = end + 1 if label in _LABELS and p.mate[end] == (p.i if start > p.i else -1) else p.i + (p.key == "\\bullet")
        while behind < p.end and p.tokens[behind].key in c.SPACES:
            behind += 1
        if behind == p.i or behind >= p.end:
            return p.i
        apart = start == p.i or p.tokens[behind].space or behind > end + 1
        return behind if operator_at(p, behind) or apart and self.defines(behind) else p.i

    def defines(self, i: int) -> bool:
        """Whether a name at i is defined, or an optimum, a limit or a sum sought."""
        p = self.p
        if p.tokens[i].key in c.BIG_OPERATORS:
            return True
        if p.tokens[i].kind not in ("sym", "name"):
            return False
        ahead = next((t.key for t in p.tokens[i:p.end] if t.key in c.RELATIONS or t.key in c.SEPARATORS), "")
        return c.RELATIONS.get(ahead) in ("=", ":=") or p.tokens[i].name in ("lim", *c.OPTIMA, *c.EXTREMA, "arg")

    def closed(self) -> None:
        """A statement ends at a separator, text or the end."""
        p = self.p
        if p.i < p.end and p.key not in c.SEPARATORS and p.key not in ("?", ":") and p.tokens[p.i].kind != "text":
            raise p.unexpected()

    def last(self) -> int:
        """The last statement that is no remark, or -1."""
        at = len(self.out) - 1
        while at >= 0 and isinstance(self.out[at], tree.Text):
            at -= 1
        return at

    def signed_row(self) -> bool:
        """Whether the row begins with + (or an aligned -), which goes on with the sum of the row above."""
        p = self.p
        if p.key not in ("+", "-"):
            return False
        i = p.i
        while i and p.tokens[i - 1].key in c.SPACES:
            i -= 1
        return p.key == "+" or p.tokens[i].row or i < p.i

    def adds(self) -> bool:
        """Add the row to the last side of the last chain; whether there was one."""
        at = self.last()
        if at < 0:
            return False
        row = self.p.chain()
        self.closed()
        last = self.out[at]
        head = row.parts[0] if isinstance(row, tree.Relation) else row
        side = last.parts[-1] if isinstance(last, tree.Relation) else last
        terms = (*(side.terms if isinstance(side, tree.Sum) else (side,)),
                 *(head.terms if isinstance(head, tree.Sum) else (head,)))
        joined: tree.Node = tree.Sum((side.span[0], head.span[1]), terms)
        span = (last.span[0], row.span[1])
        before = (last.parts[:-1], last.ops) if isinstance(last, tree.Relation) else ((), ())
        behind = (row.parts[1:], row.ops) if isinstance(row, tree.Relation) else ((), ())
        ops = before[1] + behind[1]
        self.out[at] = tree.Relation(span, (*before[0], joined, *behind[0]), ops) if ops else joined
        return True

    def continues(self) -> bool:
        """A row that begins with a relation sign goes on with the last chain, past remarks
        in between; whether it did."""
        p = self.p
        at = self.last()
        if at < 0 or c.RELATIONS.get(p.key) in c.IMPLICATIONS:
            return False
        row = p.chain()
        self.closed()
        if not isinstance(row, tree.Relation):
            return False
        last = self.out[at]
        span = (last.span[0], row.span[1])
        if isinstance(last, tree.Relation):
            self.out[at] = tree.Relation(span, last.parts + row.parts[1:], last.ops + row.ops)
        else:
            self.out[at] = tree.Relation(span, (last, *row.parts[1:]), row.ops)
        return True


_OPTIMISE = later(r"(?:find the |compute the )?(minimi[sz]e|maximi[sz]e|minimum of|maximum of|minimi[sz]er "
                  r"of|maximi[sz]er of|min|max)\W*\Z", re.IGNORECASE)
_VERB = later(r"(?:minimi[sz]e|maximi[sz]e|min|max)\W*", re.IGNORECASE)
_OVER = later(r"(over|with respect to|w\.?r\.?t\.?|as a function of|by choosing|in)( all)?\W*\Z", re.IGNORECASE)


def _laid_out(statements: list[tree.Node]) -> list[tree.Node]:
    r"""The cells of \begin{array}{ll} \text{minimize} & f \\ \text{subject to} & g = 0 \end{array} as statements."""
    out: list[tree.Node] = []
    for s in statements:
        cells = ([i for row in s.rows for cell in row for i in tree.items_of(cell) if not isinstance(i, tree.Missing)]
                 if isinstance(s, tree.Matrix) and not s.delim else [s])
        out += cells if isinstance(cells[0], tree.Text | tree.Optimum) and (isinstance(cells[0], tree.Optimum)
            or _OPTIMISE.match(cells[0].text.strip())) else [s]
    return out


def _worded(statements: list[tree.Node]) -> list[tree.Node]:
    r"""\text{minimize } f \text{ over } x, and \min f \text{ w.r.t. } x."""
    out: list[tree.Node] = []
    k = 0
    while k < len(statements):
        match statements[k:k + 4]:
            case [tree.Text() as verb, body, tree.Text() as over, last, *_] if (
                    _OPTIMISE.match(verb.text.strip()) and _OVER.fullmatch(over.text.strip())):
                kind = _OPTIMISE.match(verb.text.strip()).group(1)[:3].lower()
                out.append(tree.Optimum((verb.span[0], last.span[1]), kind, _unknowns(last), body))
                k += 4
            case [tree.Optimum(variables=()) as node, tree.Text() as over, last, *_] if _OVER.fullmatch(over.text.strip()):
                out.append(tree.Optimum((node.span[0], last.span[1]), node.kind, _unknowns(last), node.body, node.constraints))
                k += 3
            case [tree.Derivative(operand=None) as sign, tree.Text(text=word), tree.Node() as body, *_] if (
                    word.strip() in ("of", "applied to")):
                out.append(tree.Derivative((sign.span[0], body.span[1]), sign.kind, sign.variables, sign.order, body, True))
                k += 3
            case [tree.Text() as verb, tree.Sum() | tree.Product() | tree.Script() | tree.Delim()
                  | tree.Fraction() as body, *_] if _VERB.fullmatch(verb.text.strip()):
                out.append(tree.Optimum((verb.span[0], body.span[1]), verb.text.strip()[:3].lower(), (), body))
                k += 2
            case [tree.Text() as verb, tree.Relation(parts=(tree.Call() as f, body), ops=("=",)), *_] if (
                    _VERB.fullmatch(verb.text.strip())):
                # \text{minimize } f(x) = ..
                out.append(tree.Optimum((verb.span[0], body.span[1]), verb.text.strip()[:3].lower(), f.args, body))
                k += 2
            case _:
                out.append(statements[k])
                k += 1
    return out


def _unknowns(node: tree.Node) -> tuple[tree.Node, ...]:
    return tuple(v.parts[0] if isinstance(v, tree.Relation) else v for v in tree.items_of(node))


def _constrained(statements: list[tree.Node]) -> list[tree.Node]:
    """What follows "s.t." belongs to the optimum before it."""
    for n, node in enumerate(statements):
        if n and isinstance(node, tree.Text) and _SUCH_THAT.fullmatch(node.text.strip()):
            found = _with_constraints(statements[n - 1], tuple(s for s in statements[n + 1:] if not isinstance(s, tree.Text)))
            if found is not None and n + 1 == len(statements):
                raise ReadError(f"no condition follows '{node.text.strip()}'", node.span, code="TD104",
                                hint=r"write the equations that the unknowns satisfy, \text{s.t. } Ax = b")
            if found is not None:
                return [*statements[:n - 1], found]
    return statements


def _with_constraints(node: tree.Node, constraints: tuple[tree.Node, ...]) -> tree.Node | None:
    if isinstance(node, tree.Optimum):
        return tree.Optimum(node.span, node.kind, node.variables, node.body, (*node.constraints, *constraints))
    if isinstance(node, tree.Relation) and isinstance(node.parts[-1], tree.Optimum):
        last = _with_constraints(node.parts[-1], constraints)
        return tree.Relation(node.span, (*node.parts[:-1], last), node.ops) if last else None
    return None
