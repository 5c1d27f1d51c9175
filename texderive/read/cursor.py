r"""A cursor in prepared tokens: where it is, what is ahead, how a part is read as a whole,
and the signs of relations."""
from __future__ import annotations

from collections.abc import Callable

from .. import tree
from ..errors import ReadError
from . import commands as c
from .prepare import Prepared

MAX_DEPTH = 120
ROW = "\\\\"
CONDITION_BARS = frozenset(("|", "\\vert", "||", "\\|", "\\Vert"))    # p(x | y) inside brackets


class Cursor:
    """A cursor `i` in tokens[..end], with the context that decides readings: functions, the font around, open bars."""

    def __init__(self, prepared: Prepared, functions: frozenset[str], not_functions: frozenset[str]):
        self.tokens = prepared.tokens
        self.mate = prepared.mate
        self.i = 0
        self.end = len(self.tokens)
        self.functions = functions
        self.not_functions = not_functions
        self.font = ""
        self.bars: list[str] = []
        self.depth = 0
        self.function_names: frozenset[str] = frozenset()      # declared, defined or usual
        self.gradient_names: frozenset[str] = frozenset()      # those \\nabla takes as a unit
        self.always_called: frozenset[str] = frozenset()       # names seen only before a bracket with one symbol
        self.bare_d = True                                      # whether D alone can be an operator
        self.increments = False                                 # whether \\Delta x is one name
        self.no_bar = False            # inside the operand of a derivative an evaluation bar belongs to the derivative

    # -- the cursor -----------------------------------------------------------------------------------------------

    @property
    def key(self) -> str:
        return self.tokens[self.i].key if self.i < self.end else ""

    def key_at(self, i: int) -> str:
        return self.tokens[i].key if i < self.end else ""

    def span(self, start: int) -> tree.Span:
        """From token `start` to the token before the cursor."""
        last = self.tokens[max(start, self.i - 1)]
        first = self.tokens[start]
        return first.start, max(first.end, last.end)

    def key_beyond(self, i: int) -> str:
        """Like `key_at`, also beyond the part being read."""
        return self.tokens[i].key if i < len(self.tokens) else ""

    def here(self) -> tree.Span:
        if self.i < self.end:
            return self.tokens[self.i].start, self.tokens[self.i].end
        if self.i < len(self.tokens):
            return self.tokens[self.i].start, self.tokens[self.i].end
        end = self.tokens[-1].end if self.tokens else 0
        return max(0, end - 1), end

    def error(self, message: str, code: str, hint: str, span: tree.Span | None = None) -> ReadError:
        return ReadError(message, span or self.here(), code=code, hint=hint)

    def within(self, start: int, end: int, read: Callable[[], tree.Node]) -> tree.Node:
        """What `read` makes of the tokens [start, end), which are a whole of their own."""
        self.deeper(start)
        saved = self.end, self.bars, self.no_bar
        self.i, self.end, self.bars, self.no_bar = start, end, [], False
        node = read()
        if self.i < self.end:
            raise self.unexpected()
        self.end, self.bars, self.no_bar = saved
        self.i = end
        self.depth -= 1
        return node

    def deeper(self, start: int) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            token = self.tokens[min(start, len(self.tokens) - 1)]
            raise ReadError("nested too deeply", (token.start, token.end), code="TD106", hint="simplify the formula")

    def unexpected(self) -> ReadError:
        token = self.tokens[self.i]
        if token.kind == "op" and token.key in c.CLOSERS:
            return self.error(f"'{token.key}' without its opening bracket", "TD102", "delete it or add the opening one")
        if c.DELIMITER.get(token.key) in ("abs", "norm"):
            return self.error(f"'{token.latex or token.key}' has no partner", "TD102", "add the bar that is missing")
        return self.error(f"'{token.latex or token.key}' is not expected here", "TD104", "check what stands before it")

    # -- relation signs -------------------------------------------------------------------------------------------

    def relation_ahead(self, i: int | None = None) -> bool:
        i = self.i if i is None else i
        if i >= self.end:
            return False
        token = self.tokens[i]
        if token.key in c.STACKS:
            return self.stacked_relation(i) is not None
        if token.key == ":" and self.key_at(i + 1) == "=":
            return True
        if token.key == ":" and (i + 1 == len(self.tokens) or self.key_at(i + 1) in c.SPACES):        # \nabla f(x) :
            return False
        if token.key == "bar":
            return self.key_at(i + 1) != "_" and "|" not in self.bars
        if token.key in CONDITION_BARS:
            return self.end < len(self.tokens) and not self.bars and self.key_at(i + 1) not in ("_", "")
        return token.kind == "op" and token.key in c.RELATIONS

    def relation(self) -> str | None:
        r"""Take a relation sign, also behind \quad or at the beginning of the next row; None where there is none."""
        at = self.i
        while at < self.end and (self.tokens[at].key in c.SPACES or self.tokens[at].key == ROW):
            at += 1
        if not self.relation_ahead(at):
            return None
        if (at > self.i and c.RELATIONS.get(self.tokens[at].key) in c.IMPLICATIONS
                and any(t.key == ROW for t in self.tokens[self.i:at])):
            return None
        self.i = at
        token = self.tokens[at]
        stacked = self.stacked_relation(at) if token.key in c.STACKS else None
        if stacked:
            op, self.i = stacked
            return op
        self.i += 1
        if token.key == "\\xrightarrow":
            self.skip_group()
        following = self.key
        double = {(":", "="): ":=", ("=", ">"): "implies", ("<", "="): "<=", (">", "="): ">=", ("=", ":"): "eqqcolon",
                  ("=", "="): "="}.get((token.key, following))
        if double and not (self.i < self.end and self.tokens[self.i].space):
            self.i += 1
            return double
        return c.RELATIONS.get(token.key, "mid")

    def stacked_relation(self, i: int) -> tuple[str, int] | None:
        r"""\stackrel{!}{=} and \overset{(a)}{=}: (op, index behind it)."""
        if self.key_at(i + 1) != "{":
            return None
        close = self.mate[i + 1]
        at = close + 1
        inner = at + 1 if self.key_at(at) == "{" else at
        token = self.tokens[inner] if inner < self.end else None
        if token is None or token.kind != "op" or token.key not in c.RELATIONS:
            return None
        end = self.mate[at] + 1 if inner != at else at + 1
        note = "".join(t.name if t.kind in ("text", "name") else t.key for t in self.tokens[i + 2:close])
        op = c.RELATIONS[token.key]
        if op == "=":
            op = "set" if note == "!" else ":=" if note in ("def", "def.", "\\Delta", "Def", "\\triangle") else "="
        return op, end

    def behind(self, i: int) -> int:
        """The place behind the token at i, or behind the bracket that opens there."""
        return max(i, self.mate[i]) + 1

    def skip_group(self) -> None:
        if self.key == "{":
            self.i = self.mate[self.i] + 1
