r"""The core of the reader: relations, sums, products, factors and their scripts, by descending precedence."""
from __future__ import annotations

from collections.abc import Callable
from functools import cache

from .. import tree
from ..errors import ReadError
from . import commands as c
from .cursor import CONDITION_BARS, ROW, Cursor
from .tokens import Token

_SIGNS = frozenset("+-")
_AVERAGES = ("E", "V")                # expectations and variances: E[..], E_{x \sim p}[..], \mathbb{V}[..]
_ARROWS = frozenset(("\\in", "\\to", "\\rightarrow", "\\mapsto", "\\longmapsto", "\\subset", "\\subseteq"))
_OPERATOR_LETTERS = frozenset(("d", "D", "H", "J", "\\delta"))


class Parser(Cursor):
    """Reads expressions by descending precedence, from the cursor on."""

    # -- lists and relations --------------------------------------------------------------------------------------

    def listing(self) -> tree.Node:
        """Everything up to the end: one relation or expression, or Items where commas
        or semicolons separate several."""
        start, items = self.i, []
        while True:
            while self.i < self.end and self.key in c.SEPARATORS:
                self.i += 1
            if self.i >= self.end:
                break
            items.append(self.remark() if self.tokens[self.i].kind == "text" else self.blank() or self.chain())
            if (self.i < self.end and self.key not in c.SEPARATORS and self.tokens[self.i].kind != "text"
                    and not isinstance(items[-1], tree.Text)):
                break
        if not items:
            raise self.error("something is missing here", "TD104", "write an expression", self.span(start)
                             if start < len(self.tokens) else None)
        return items[0] if len(items) == 1 else tree.Items(self.span(start), tuple(items))

    def listing_in_bars(self) -> tree.Node:
        """Like `listing`, but it ends before the closing bar."""
        start, items = self.i, [self.chain()]
        while self.key in (",", ";"):
            self.i += 1
            items.append(self.chain())
        return items[0] if len(items) == 1 else tree.Items(self.span(start), tuple(items))

    def blank(self) -> tree.Missing | None:
        r"""The dot of f(\cdot, y) = \max(0, \cdot), which stands for an argument; None of anything else."""
        token = self.tokens[self.i]
        if token.key not in ("\\cdot", "\\bullet") or self.i + 1 < self.end and self.tokens[self.i + 1].key not in c.SEPARATORS:
            return None
        self.i += 1
        return tree.Missing((token.start, token.end))

    def remark(self) -> tree.Text:
        token = self.tokens[self.i]
        self.i += 1
        return tree.Text((token.start, token.end), token.name.strip())

    def chain(self) -> tree.Node:
        """Expressions joined by relation signs; what is missing beside a sign is Missing."""
        start = self.i
        parts: list[tree.Node] = []
        ops: list[str] = []
        parts.append(tree.Missing((self.here()[0], self.here()[0]))
                     if self.relation_ahead() and self.key not in CONDITION_BARS else self.expression())
        while (op := self.relation()) is not None:
            ops.append(op)
            parts.append(self.right_side())
        if ops and ops[-1] == "eqqcolon":
            ops[-1] = "="
            if isinstance(parts[-1], (tree.Symbol, tree.Script, tree.Call)):                # R^T R =: K says what K is
                parts.insert(0, parts.pop())
        return parts[0] if not ops else tree.Relation(self.span(start), tuple(parts), tuple(ops))

    def right_side(self) -> tree.Node:
        while self.i < self.end and (self.key in c.SPACES or self.key == ROW and not self.relation_ahead(self.i + 1)):
            self.i += 1
        place = (self.tokens[self.i - 1].end,) * 2
        if self.key == "?":
            self.i += 1
            return tree.Missing(self.span(self.i - 1))
        # = \boxed{\phantom{..}}
        if self.key == "{" and self.mate[self.i] == self.i + 1 and self.key_at(self.i + 2) not in ("^", "_"):
            self.i += 2
            return tree.Missing(self.span(self.i - 2))
        if (self.i >= self.end or self.key in c.SEPARATORS or self.tokens[self.i].kind == "text"
                or self.relation_ahead() and self.key not in CONDITION_BARS):
            return tree.Missing(place)
        return self.expression()

    # -- sums -----------------------------------------------------------------------------------------------------

    def expression(self, stop: Callable[[int], bool] | None = None) -> tree.Node:
        """A sum of terms.  `stop(i)` may end it before the sign at token i."""
        start = self.i
        terms: list[tree.Node] = []
        while True:
            at = self.i
            sign = self.sign()
            if self.i > at or terms:
                self.skip_rows()
            term = self.term()
            terms.append(tree.Neg(self.span(at), term) if sign < 0 else term)
            following = self.sign_ahead()
            if following < 0 or stop is not None and stop(following):
                break
            self.i = following
        return terms[0] if len(terms) == 1 else tree.Sum(self.span(start), tuple(terms))

    def sign(self) -> int:
        sign = 1
        while self.i < self.end and self.tokens[self.i].key in _SIGNS and self.tokens[self.i].kind == "op":
            sign = -sign if self.tokens[self.i].key == "-" else sign
            self.i += 1
        if self.key in ("\\pm", "\\mp"):
            raise self.error(f"{self.key} stands for two formulas at once", "TD111",
                             "write the formula with + and the one with - apart")
        return sign

    def sign_ahead(self) -> int:
        r"""Where the next + or - is that continues this sum (also at the beginning of the next row), or -1."""
        i = self.i
        if self.key in _SIGNS:
            return i
        if self.key in ("\\pm", "\\mp"):
            raise self.error(f"{self.key} stands for two formulas at once", "TD111",
                             "write the formula with + and the one with - apart")
        while i < self.end and (self.tokens[i].key == ROW or self.tokens[i].key in c.SPACES):
            i += 1
        if i == self.i or i >= self.end or self.tokens[i].key not in _SIGNS:
            return -1
        rows = any(t.key == ROW for t in self.tokens[self.i:i])
        return i if not rows or self.tokens[i].key == "+" or self.tokens[i].row or self.tokens[i - 1].key != ROW else -1

    def skip_rows(self) -> None:
        while self.i < self.end and (self.tokens[self.i].key == ROW or self.tokens[self.i].key in c.SPACES):
            self.i += 1

    # -- products -------------------------------------------------------------------------------------------------

    def term(self) -> tree.Node:
        r"""Juxtaposed products joined by \cdot, \times, \odot, \otimes, from left to right."""
        start = self.i
        left = self.quotient()
        while (op := self.product_sign()) is not None:
            self.skip_rows()
            at = self.i
            sign = self.sign()
            right = self.quotient()
            right = tree.Neg(self.span(at), right) if sign < 0 else right
            if op == ":":
                left = tree.Delim(self.span(start), "inner", tree.Items(self.span(start), (left, right)))
                continue
            same = isinstance(left, tree.Product) and left.op == op and self.written_product(left, start)
            factors = (*left.factors, right) if same and isinstance(left, tree.Product) else (left, right)
            left = tree.Product(self.span(start), op, factors)
        return left

    def written_product(self, node: tree.Product, start: int) -> bool:
        """Whether the product begins at the term itself and is not one in braces."""
        return node.span[0] == self.tokens[start].start and self.tokens[start].key != "{"

    def product_sign(self) -> str | None:
        token = self.tokens[self.i] if self.i < self.end else None
        if token is None:
            return None
        if token.key == ":" and self.double_dot():
            self.i += 1
            return ":"
        at = self.i
        if token.key == ROW and at + 1 < self.end:
            at += 1
            token = self.tokens[at]
        if token.kind != "op" or token.key not in c.PRODUCTS and token.key not in c.SETS:
            if token.kind == "sym" and token.key in c.PRODUCTS and not token.font:
                self.i = at + 1
                return c.PRODUCTS[token.key]
            return None
        self.i = at + 1
        return c.PRODUCTS.get(token.key) or c.SETS[token.key]

    def double_dot(self) -> bool:
        r"""Whether the colon stands between two matrices, A : B = \operatorname{tr}(A^\top B): outside of braces,
        in a formula without maps and sets."""
        closing = self.tokens[self.end] if self.end < len(self.tokens) else None
        if closing is not None and (closing.name or closing.key) not in (")", "]") or self.i + 1 >= self.end:
            return False
        before, behind = self.tokens[self.i - 1], self.tokens[self.i + 1]
        matrix = lambda t: t.kind == "sym" and t.name.lstrip("\\")[:1].isupper()
        # R : dR, RX^{T} : dW
        step = behind.name == "d" and self.i + 2 < self.end and matrix(self.tokens[self.i + 2])
        return ((matrix(before) or before.key in (")", "\\right", "\\top") or step and before.key == "}")
                and (matrix(behind) or step or behind.key in ("(", "\\left")) and not any(
            t.key in _ARROWS for t in self.tokens))

    def quotient(self) -> tree.Node:
        r"""Side by side, with a/b: the numerator is what stands to the left,
        the denominator one factor (x/2y without spaces is x/(2y), and so is (x - y)^2/2 z: nobody writes the z so late)."""
        start = self.i
        left = self.side_by_side()
        while self.i < self.end and self.tokens[self.i].key in c.DIVISIONS:
            self.i += 1
            at = self.i
            sign = self.sign()
            den = self.factor()
            if (isinstance(den, tree.Number) and not isinstance(left, tree.Number) and self.starts_factor()
                    and self.tokens[self.i].kind == "sym" and (not self.tokens[self.i].space or _power_of_bracket(left))):
                den = self.product_of(at, [den, self.factor(), *self.tight_symbols()])
            den = tree.Neg(self.span(at), den) if sign < 0 else den
            left = tree.Fraction(self.span(start), left, den)
            if self.starts_factor():
                left = self.product_of(start, [left, *self.factors()])
        return left

    def tight_symbols(self) -> list[tree.Node]:
        out = []
        while self.i < self.end and self.tokens[self.i].kind == "sym" and not self.tokens[self.i].space:
            out.append(self.factor())
        return out

    def side_by_side(self) -> tree.Node:
        start = self.i
        return self.product_of(start, self.factors())

    def product_of(self, start: int, factors: list[tree.Node]) -> tree.Node:
        flat: list[tree.Node] = []
        for factor in factors:
            flat.extend(factor.factors if isinstance(factor, tree.Product) and factor.op == "juxt" else (factor,))
        return flat[0] if len(flat) == 1 else tree.Product(self.span(start), "juxt", tuple(flat))

    def factors(self) -> list[tree.Node]:
        out = [self.displayed(alone=True)]
        while self.starts_factor():
            if (isinstance(out[-1], (tree.Symbol, tree.Group, tree.Delim)) and self.tokens[self.i].start == out[-1].span[1]
                    and self.number_here() and not self.in_script("_")):           # but A_{i2}
                raise self.glued(out[-1])
            out.append(self.displayed(alone=False))
        return out

    def displayed(self, alone: bool) -> tree.Node:
        r"""A factor; 2{a + b} prints as 2a + b, so that sums in braces have to stand alone."""
        start, token = self.i, self.tokens[self.i] if self.i < self.end else None
        node = self.factor()
        if (token is not None and token.key == "{" and isinstance(node, tree.Sum) and self.i == self.mate[start] + 1
                and not (alone and not self.starts_factor())):
            raise self.error("the braces around this sum do not print, and whether a product with all of it is meant is not "
                             "clear", "TD104", "write brackets around the sum, or leave out the braces", node.span)
        return node

    def number_here(self) -> bool:
        """Whether a number stands at the cursor, also one in braces: (x){-1} has lost its sign of a script."""
        inside = self.tokens[self.i + 1:self.mate[self.i]] if self.key == "{" else self.tokens[self.i:self.i + 1]
        return bool(inside) and all(t.kind == "digit" or t.key == "-" and len(inside) > 1 for t in inside)

    def glued(self, before: tree.Node) -> ReadError:
        r"""A number directly behind a letter or a bracket, x1 and \|x\|2, may be an index, an exponent or a factor."""
        number = "".join(t.key for t in self.tokens[self.i:max(self.mate[self.i], self.i) + 1])
        plain, letter = number.strip("{}"), before.latex if isinstance(before, tree.Symbol) else ""
        return self.error(f"whether the {plain} here is {'an index, ' if letter else ''}an exponent or a factor is not "
                          f"clear", "TD104",
                          f"write {letter}_{number}, {letter}^{number} or {plain}{letter}" if letter
                          else f"write (..)^{number} or {plain}(..)")

    def starts_factor(self) -> bool:
        if self.i >= self.end:
            return False
        token = self.tokens[self.i]
        if token.kind != "op":
            return token.kind != "text" and not (token.kind == "sym" and token.key in c.PRODUCTS)
        key = token.key
        if key in ("|", "||", "\\|", "\\Vert", "\\vert", "bar"):
            from .brackets import opens
            return opens(self, self.i)
        return key in _starters() and key != "?" and not (key in c.STACKS and self.relation_ahead())

    # -- factors --------------------------------------------------------------------------------------------------

    def factor(self) -> tree.Node:
        """One atom with its scripts."""
        if self.i >= self.end:
            raise self.missing()
        token = self.tokens[self.i]
        self.deeper(self.i)
        if token.kind == "sym":
            node = self.symbol(token)
        elif token.kind == "digit":
            node = self.numeral()
        else:
            start = self.i
            node = self.scripts(self.atom(token), start)
        self.depth -= 1
        return node

    def numeral(self) -> tree.Node:
        from .numerals import apart, number
        start = self.i
        node = number(self)
        apart(self, start)
        if tree.is_number(node, "1") and self.key in ("\\{", "\\left", "[", "(", "_"):
            from .calls import indicator
            node = self.scripts(node, start) if self.key == "_" else node
            node = indicator(self, node, start) or node
        return self.scripts(node, start)

    def missing(self, of: int | None = None) -> ReadError:
        """What to raise where an expression is missing at the cursor, behind the operator at token `of`
        with what stands below it."""
        before = self.tokens[self.i - 1] if 0 < self.i <= len(self.tokens) else None
        sign = before if of is None else self.tokens[of]
        what = f" after '{sign.latex or sign.key}'" if sign else ""
        span = (sign.start, before.end) if sign and before else (0, 0)
        return self.error(f"an expression is missing{what}", "TD104", "write what belongs there", span)

    def atom(self, token: Token) -> tree.Node:
        handler = _handlers().get(token.kind if token.kind in ("name", "text") else token.key)
        if handler is None:
            raise self.no_atom(token)
        return handler(self, token)

    def no_atom(self, token: Token) -> ReadError:
        if token.key in c.CLOSERS and token.kind == "op":
            return self.unexpected()
        if (token.key in c.SEPARATORS or token.key in c.RELATIONS or token.key in c.PRODUCTS or token.key in _SIGNS
                or token.key in c.DIVISIONS):
            before = self.tokens[self.i - 1] if self.i else token
            place = token if token.key in c.PRODUCTS or token.key in c.DIVISIONS or not self.i else before
            power = token.key == before.key == "*"
            return self.error(f"an expression is missing before '{token.key}'", "TD104", "write x^2 for a power"
                              if power else "write what belongs there", (place.start, place.end))
        if token.key in c.SCRIPTS:
            return self.error(f"'{token.key}' has nothing before it that it could belong to", "TD104",
                              "write the symbol before it")
        return self.error(f"'{token.key}' cannot be read here", "TD104", "write an expression here")

    def in_script(self, marks: str) -> bool:
        """Whether braces around the cursor are those of a script with one of these marks."""
        return any(self.tokens[i].key == "{" and self.mate[i] >= self.i and self.tokens[i - 1].key in marks
                   for i in range(1, self.i))

    def adjacent(self) -> bool:
        """Whether the token at the cursor follows the one before it directly, or comes from the same macro."""
        before, token = self.tokens[self.i - 1], self.tokens[self.i]
        return token.start <= before.end

    def symbol(self, token: Token) -> tree.Node:
        """A symbol with its scripts, and its arguments where it is a function."""
        start = self.i
        node: tree.Node | None
        if token.name == "\\Delta" and self.increments:
            node = self.increment(token)
            if node is not None:
                return self.scripts(node, start)
        if token.name in _AVERAGES and (token.font == "bb" or self.key_at(start + 1) in ("[", "_")):
            from .operators import expectation
            node = expectation(self, token)
            if node is not None:
                return self.scripts(node, start)
        if token.name in _OPERATOR_LETTERS:
            from .calculus import letter_operator
            node = letter_operator(self, token)
            if node is not None:
                return self.scripts(node, start)
        span = (token.start, token.end)
        if token.name in c.RAISED and not (self.in_script("^_") and (self.key_at(start - 1) == "{" or start + 1 == self.end)):
            raise self.error(f"{token.name} stands beside a letter and not above it", "TD104", f"write x^{token.name}", span)
        self.i += 1
        node = tree.Symbol(span, token.name, token.latex, token.font or self.font)
        if self.i < self.end and self.tokens[self.i].key in ("^", "_", "'", "!", "|", "bar", "\\vert"):
            node = self.scripts(node, start)
        if token.name in ("1", "I"):
            from .calls import bessel, indicator
            return self.scripts(bessel(self, node, start) or indicator(self, node, start) or node, start)
        if self.i < self.end and self.mate[self.i] > self.i and self.tokens[self.i].key in ("(", "[", "\\left", "\\{"):
            from .calls import call_of, is_callable
            if is_callable(self, node):
                return self.scripts(call_of(self, node, start), start)
        return node

    def increment(self, token: Token) -> tree.Node | None:
        r"""\Delta x as one name, in a formula with \lim_{\Delta x \to 0}."""
        following = self.tokens[self.i + 1] if self.i + 1 < self.end else None
        if following is None or following.kind != "sym":
            return None
        self.i += 2
        return tree.Symbol((token.start, following.end), f"\\Delta {following.name}", f"\\Delta {following.latex}",
                           following.font)

    # -- scripts --------------------------------------------------------------------------------------------------

    def scripts(self, node: tree.Node, start: int) -> tree.Node:
        """Sub- and superscripts, primes, factorials and evaluation bars behind `node`."""
        if self.i < self.end and self.tokens[self.i].key in ("^", "_", "'", "!", "|", "bar", "\\vert", "\\rvert"):
            return _attach()(self, node, start)
        return node


@cache
def _power_of_bracket(node: tree.Node) -> bool:
    r"""(x - y)^2, \|x\|^2, also as the last of several factors."""
    last = node.factors[-1] if isinstance(node, tree.Product) else node
    return (isinstance(last, tree.Script) and isinstance(last.sup, tree.Number)
            and isinstance(last.base, (tree.Group, tree.Delim)))


def _attach() -> Callable[[Parser, tree.Node, int], tree.Node]:
    from .scripts import attach
    return attach


def _starters() -> frozenset[str]:
    global _STARTERS
    if not _STARTERS:
        _STARTERS = frozenset(_handlers()) - {"name", "text"}
    return _STARTERS


def _handlers() -> dict[str, Callable[[Parser, Token], tree.Node]]:
    global _HANDLERS
    if not _HANDLERS:
        from .handlers import HANDLERS
        _HANDLERS = HANDLERS
    return _HANDLERS


_STARTERS: frozenset[str] = frozenset()
_HANDLERS: dict[str, Callable[[Parser, Token], tree.Node]] = {}
