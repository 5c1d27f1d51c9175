r"""The author's own commands put back in what is written: \norm{x} for \|x\|, \pd{f}{x}
for \frac{\partial f}{\partial x}.

A definition is read backwards as a pattern over tokens. What is written is expanded again and compared token by token
with what stood there; where they differ it is not used. Where a question shows no transpose, its answer takes the one
that the document uses elsewhere.
"""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from ...patterns import regex
from ...prose.expansion import Macro, expand, group_end

_TOKEN = re.compile(r"\\(?:[A-Za-z]+\*?|.)|#\d|[^\s~]", re.S)
_SPACES = {r"\,", r"\;", r"\:", r"\!", r"\>", r"\ ", "\\\n", r"\nolimits", r"\limits", r"\displaystyle", r"\mathopen",
           r"\mathclose", r"\xspace", r"\relax"}
_SIZES = re.compile(r"\\(?:left|right|middle|[bB]igg?[lrm]?)\Z")
_SAME = {r"\lVert": r"\|", r"\rVert": r"\|", r"\Vert": r"\|", r"\lvert": "|", r"\rvert": "|", r"\vert": "|",
         r"\dfrac": r"\frac", r"\tfrac": r"\frac"}
_OPENING, _CLOSING = {"(", "[", r"\{", r"\langle"}, {")", "]", r"\}", r"\rangle"}
_STYLED = re.compile(r"\\(?:math(?:bf|bb|cal|sf|rm|it|frak|scr|tt|bfit)|boldsymbol|bm|vec|hat|bar|tilde|widehat|"
                     r"widetilde|overline|underline|dot|ddot|text|operatorname\*?|frac|sqrt)\Z")
_BARRIERS = {"&", r"\\", "$", r"\begin", r"\end", r"\tag", r"\tag*", r"\quad", r"\qquad"}
_FORBIDDEN = regex(r"""
    \\(?:
        begin|end|def|if\w*|else|fi|input|text(?:bf|it|sc|sl)|par|vspace|hspace|label|ref|eqref|cite|item|section
        |footnote|color|textcolor
        |includegraphics|url|href
    )(?![A-Za-z])
""")
_MATH = re.compile(r"\$[^$]*\$|\\\[.*?\\\]|\\begin\{(align\*?|equation\*?|gather\*?|multline\*?|"
                   r"eqnarray\*?)\}.*?\\end\{\1\}", re.S)
_TRANSPOSE = re.compile(r"\^\s*(?:\{\s*)?(?P<sign>\\top|\\intercal|T|\\(?P<font>mathsf|mathrm|text|mathtt|"
                        r"textsf)\s*\{?\s*[Tt]\}?)(?![A-Za-z])")
MOST = 200                                   # definitions read backwards


class Item(NamedTuple):
    """A token in its usual spelling,
    or a group (text "{", inside); a group of one item is that item, with the place of its braces."""

    text: str
    start: int
    end: int
    inside: tuple["Item", ...] | None = None
    single: bool = False  # of a parameter: it stands alone in braces or behind a command, and takes one item


@dataclass(frozen=True)
class Pattern:
    """A definition read backwards."""

    name: str
    args: int
    items: tuple[Item, ...]
    weight: tuple[int, ...]


@dataclass
class OwnNotation:
    """The author's commands that may be put back; picklable, so that workers have them."""

    macros: dict[str, Macro] = field(default_factory=dict)
    # by their first token, "#" for those that begin with a parameter
    patterns: dict[str, list[Pattern]] = field(default_factory=dict)
    transpose: str = r"\top"

    @classmethod
    def of(cls, macros: dict[str, Macro], body: str) -> "OwnNotation":
        """Those of `macros` that stand for a piece of mathematics and that the author uses,
        or for something he never writes out in `body`."""
        found = [p for name, macro in list(macros.items())[:MOST] if (p := _pattern(name, macro, body)) is not None]
        written: list[tuple[Item, ...]] | None = None
        own = cls(macros, transpose=_habit(macros, body))
        for pattern in sorted(found, key=lambda p: p.weight, reverse=True):
            head = next((i.text for i in pattern.items if not i.text.startswith("#")), "")
            if not _uses(pattern.name, body) and head in body:
                written = [parse(m.group()) for m in _MATH.finditer(body)] if written is None else written
                if any(_occurs(pattern, items) for items in written):
                    continue
            own.patterns.setdefault("#" if pattern.items[0].text.startswith("#") else pattern.items[0].text, []).append(pattern)
        return own

    @property
    def signature(self) -> str:
        """What the cache has to know of them."""
        return self.transpose + " ".join(f"{p.name}:{self.macros[p.name].body}" for patterns in self.patterns.values()
                                         for p in patterns)

    def restore(self, latex: str, question: str = r"^\top") -> str:
        r"""A written solution in the author's commands, and with the document's transpose
        where the question shows none.

        >>> OwnNotation.of({r"\norm": Macro(1, None, r"\left\lVert #1 \right\rVert")}, r"\norm{a}").restore(r"$\|Ax\|^2$")
        '$\\norm{Ax}^2$'
        """
        if self.transpose != r"\top" and not _TRANSPOSE.search(question):
            sign = self.transpose if len(self.transpose) == 1 else "{" + self.transpose + "}"
            latex = re.sub(r"\^\\top(?![A-Za-z])", lambda _: f"^{sign}", latex).replace(r"^{-\top}", "^{-" + self.transpose + "}")
        return _MATH.sub(lambda m: self._checked(m.group()), latex) if self.patterns else latex

    def _checked(self, latex: str) -> str:
        if (not any(head in latex for head in self.patterns if head[0] == "\\") and "#" not in self.patterns
                and "^" not in self.patterns and "|" not in latex):
            return latex
        items = parse(latex)
        new = self._written(latex, items, 0, len(items))
        if new == latex:
            return latex
        before = expand(latex, self.macros)
        return new if flat(parse(expand(new, self.macros))) == flat(items if before == latex else parse(before)) else latex

    def _written(self, source: str, items: tuple[Item, ...], first: int, stop: int) -> str:
        """items[first:stop] as in the source, with the author's commands; spaces between them are kept."""
        if first >= stop:
            return ""
        out, at, k = [], items[first].start, first
        while k < stop:
            item = items[k]
            hit = self._hit(items, k, stop)
            if hit is not None:
                pattern, end, taken = hit
                arguments = [_unbraced(self._written(source, *taken[n]).strip()) for n in range(1, pattern.args + 1)]
                text = pattern.name + "".join("{" + a + "}" for a in arguments)
                if not arguments and source[items[end - 1].end:items[end - 1].end + 1].isalpha():
                    text += " "
                out += [source[at:item.start], "{" + text + "}" if end == k + 1 and source[item.start] == "{"
                        and not arguments else text]
                at, k = items[end - 1].end, end
                continue
            if item.inside:
                inner = item.inside
                out += [source[at:inner[0].start], self._written(source, inner, 0, len(inner))]
                at = inner[-1].end
            k += 1
        return "".join(out) + source[at:items[stop - 1].end]

    def _hit(self, items: tuple[Item, ...], k: int, stop: int):
        """(pattern, end, {number: (items, first, stop)}) of the command that stands for what begins at k."""
        for pattern in self.patterns.get(items[k].text, ()):
            found = match(pattern.items, items, k, stop)
            if found is not None:
                return pattern, *found
        for pattern in self.patterns.get("#", ()):
            end = atom(items, k, stop, pattern.items[1].text != "_")
            found = match(pattern.items[1:], items, end, stop) if end is not None else None
            if found is not None:
                return pattern, found[0], {**found[1], int(pattern.items[0].text[1]): (items, k, end)}
        return None


def _unbraced(argument: str) -> str:
    return argument[1:-1].strip() if argument.startswith("{") and group_end(argument, 0) == len(argument) else argument


@cache
def _usual(command: str) -> str | None:
    """The usual spelling of a command; None of a space, "" of a size."""
    return None if command in _SPACES else "" if _SIZES.match(command) else _SAME.get(command, command)


def parse(latex: str) -> tuple[Item, ...]:
    """The items of LaTeX: spaces and sizes of brackets left out, spellings of one sign made one."""
    stack: list[tuple[int, list[Item]]] = [(0, [])]
    sized: int | None = None
    for token in _TOKEN.finditer(latex):
        text, start, end = token.group(), token.start(), token.end()
        if text[0] == "\\" and len(text) > 1:
            kind = _usual(text)
            if kind is None:
                continue
            if not kind:
                sized = start if sized is None else sized
                continue
            text = kind
        if text == "." and sized is not None:
            sized = None
            continue
        if text == "{":
            stack.append((start, []))
        elif text == "}" and len(stack) > 1:
            opened, inside = stack.pop()
            stack[-1][1].append(inside[0]._replace(start=opened, end=end, single=True) if len(inside) == 1
                                else Item("{", opened, end, tuple(inside)))
        else:
            here = stack[-1][1]
            if text == "|" and here and here[-1].text == "|" and here[-1].end == start:
                here[-1] = Item(r"\|", here[-1].start, end)
            else:
                alone = text.startswith("#") and bool(here) and (here[-1].text in "^_" or bool(_STYLED.match(here[-1].text)))
                here.append(Item(text, start if sized is None else sized, end, None, alone))
        sized = None
    while len(stack) > 1:
        opened, inside = stack.pop()
        stack[-1][1].append(Item("{", opened, len(latex), tuple(inside)))
    return tuple(stack[0][1])


def flat(items: tuple[Item, ...]) -> list[str]:
    """The tokens of items, groups in braces: two writings with equal tokens print the same."""
    return [t for i in items for t in (["{", *flat(i.inside), "}"] if i.inside is not None else [i.text])]


def match(pattern: tuple[Item, ...], items: tuple[Item, ...], at: int, stop: int, whole: bool = False):
    """(end, parameters taken) where the pattern fits items[at:stop] from `at` on (to the end where `whole`);
    a parameter takes as little as it can."""
    if not pattern:
        return (at, {}) if not whole or at == stop else None
    head, rest = pattern[0], pattern[1:]
    if head.text.startswith("#"):
        number = int(head.text[1])
        for end in ([at + 1] if head.single and at < stop else [stop] if whole and not rest else [] if head.single
                    else _runs(items, at, stop, whole)):
            found = match(rest, items, end, stop, whole)
            if found is not None and _good(items, at, end, whole):
                taken = found[1].get(number)
                if taken is not None and flat(taken[0][taken[1]:taken[2]]) != flat(items[at:end]):
                    continue
                return found[0], {**found[1], number: (items[at].inside, 0, len(items[at].inside))
                                  if end == at + 1 and items[at].inside else (items, at, end)}
        return None
    if at >= stop:
        return None
    item = items[at]
    if head.inside is not None:
        inner = item.inside if item.inside is not None else (item,)
        found = match(head.inside, inner, 0, len(inner), whole=True)
        if found is None:
            return None
        after = match(rest, items, at + 1, stop, whole)
        return (after[0], {**found[1], **after[1]}) if after is not None else None
    return match(rest, items, at + 1, stop, whole) if item.inside is None and item.text == head.text else None


def _good(items: tuple[Item, ...], at: int, end: int, whole: bool) -> bool:
    """Whether items[at:end] can be an argument: no script without its base, not empty in the middle of a row."""
    return items[at].text not in ("^", "_", "'") if at < end else whole


def _runs(items: tuple[Item, ...], at: int, stop: int, whole: bool) -> Iterator[int]:
    """Where an argument that begins at `at` may end: brackets balanced, within one row."""
    depth = 0
    for k in range(at, stop):
        if depth == 0 and (k > at or whole):
            yield k
        text = items[k].text
        if text in _BARRIERS and items[k].inside is None:
            return
        depth += (text in _OPENING) - (text in _CLOSING)
        if depth < 0:
            return
    if depth == 0:
        yield stop


def atom(items: tuple[Item, ...], at: int, stop: int, subscript: bool) -> int | None:
    """The end of the letter, styled letter, group or bracket that begins at `at`, with its subscript."""
    text = items[at].text
    if (items[at].inside is not None or text.isalnum() or re.fullmatch(r"\\[A-Za-z]+", text) and not _STYLED.match(text)
            and text not in _BARRIERS and text not in _OPENING | _CLOSING):
        end = at + 1
    elif _STYLED.match(text) and text not in (r"\frac", r"\sqrt") and at + 1 < stop:
        end = at + 2
    elif text in ("(", "["):
        depth = 0
        for end in range(at + 1, stop + 1):
            depth += (items[end - 1].text in _OPENING) - (items[end - 1].text in _CLOSING)
            if not depth:
                break
        else:
            return None
    else:
        return None
    return end + 2 if subscript and end + 1 < stop and items[end].text == "_" else end


def _pattern(name: str, macro: Macro, body: str) -> Pattern | None:
    """A definition read backwards; None for one that is no piece of mathematics, or that would stand
    for brackets or words alone."""
    if macro.default is not None or macro.args > 4 or _FORBIDDEN.search(macro.body) or not re.fullmatch(r"\\[A-Za-z]+", name):
        return None
    inner = re.fullmatch(r"\s*\\ensuremath\s*\{(.*)\}\s*", macro.body, re.S)
    items = parse(inner.group(1) if inner else macro.body)
    if len(items) == 1 and items[0].inside:
        items = items[0].inside
    tokens = [t for t in flat(items) if t not in "{}"]
    literal = [t for t in tokens if not t.startswith("#")]
    params = {t for t in tokens if t.startswith("#")}
    telling = [t for t in literal if t.startswith("\\") and t not in (r"\{", r"\}") or params and t in ("|", r"\|")]
    if (not telling or len(params) != macro.args or name in literal or items[0].text.startswith("#")
            and (len(items) == 1 or items[1].text.startswith("#"))):
        return None
    return Pattern(name, macro.args, items, (len(literal), _uses(name, body), -len(name)))


def _habit(macros: dict[str, Macro], body: str) -> str:
    """The sign of a transpose that stands most often in the body, by itself or through a command."""
    found: Counter[str] = Counter(_sign(m) for m in _TRANSPOSE.finditer(body))
    for name, macro in macros.items():
        mark = _TRANSPOSE.search(macro.body) or (_TRANSPOSE.fullmatch("^" + macro.body.strip()) if macro.args == 0 else None)
        if mark and (used := _uses(name, body)):
            found[_sign(mark)] += used
    return found.most_common(1)[0][0] if found else r"\top"


def _sign(mark: re.Match[str]) -> str:
    return rf"\{mark['font']}{{T}}" if mark["font"] else mark["sign"]


def _uses(name: str, body: str) -> int:
    return len(re.findall(re.escape(name) + r"(?![A-Za-z])", body))


def _occurs(pattern: Pattern, items: tuple[Item, ...]) -> bool:
    """Whether the author writes out what the command stands for."""
    own = OwnNotation({}, {"#" if pattern.items[0].text.startswith("#") else pattern.items[0].text: [pattern]})
    return (any(own._hit(items, k, len(items)) is not None for k in range(len(items)))
            or any(_occurs(pattern, i.inside) for i in items if i.inside))
