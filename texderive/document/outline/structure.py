r"""The parts of a document: headings, environments, list items and labelled paragraphs, as a tree
of blocks over offsets."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ...patterns import regex
from ...prose.expansion import Macro, arguments, brace_group, expand
from ...prose.fragments import Fragment, openings
from .environments import (
    ANSWER, INLINE_ANSWER, PROBLEM, TITLED, answer_headings, answer_macros, classify, heading_macros, is_answer, lists,
    taking, titled, titles, unknown_headings,
)

_INLINE = 10  # the level of an answer that stands in a line of its problem: it ends with its paragraph
MAX_DEPTH = 150                              # environments inside each other; a deeper one is left alone
_SECTIONS = {"part": -1, "chapter": 0, "section": 1, "subsection": 2, "subsubsection": 3, "paragraph": 4, "subparagraph": 5}
_TOKEN = regex(rf"""
    \\(?P<move>begin|end)\s*\{{\s*(?P<env>[^{{}}]+?)\s*\}}|\\(?P<section>part|chapter|(?:sub){{0,2}}section
      |(?:sub)?paragraph)\*?\s*(?:\[[^\]]*\])?\s*(?=\{{)
    |\\(?P<item>item|question|titledquestion|task|subpart|subsubpart|part(?=\s*(?:\[|[^{{\w])))(?![A-Za-z])
    |^[ \t]*(?P<lead>)(?=
        (?:\\noindent\s*)?\\textbf\s*\{{\s*(?i:problem|exercise|question|aufgabe|übung|exercice|ejercicio|esercizio|task
          |q)\s*\.?~?\s*\d
        |(?:\\noindent\s*)?\\textbf\s*\{{\s*(?i:part|teil|partie|parte)[\s~]*\(?[a-hA-H]\b
    )
    |(?P<paragraph>\n[ \t]*\n(?:[ \t]*\n)*)
    |(?P<answer>
        \{{\s*\\color\s*(?:\[[^\]]*\])?\s*\{{[^{{}}]*\}}\s*(?i:{ANSWER})[:：]
        |(?:\\(?:textbf|textit|emph|underline|textsc|textsl)\s*\{{|\{{\s*\\(?:bf|bfseries|it|itshape|em|sc)\s+)\s*
          (?i:{ANSWER})[.:：]?\s*\}}(?:[ \t]*[.:：])?
        |^[ \t]*(?:\\(?:noindent|par)\s*)*(?i:{ANSWER})[:：]
    )
    |(?P<inline>(?<=[.?!$)\]}}])[ \t]+(?i:(?:{INLINE_ANSWER})[ \t]*[:：]))
    |(?P<done>\\(?:qed|qedsymbol|newpage|clearpage|pagebreak|hrule|hrulefill|square|blacksquare|Box)
      (?![A-Za-z])[$ \t}}]*)
""", re.M)
_SPACE = re.compile(r"\s*")
_ANSWER_ITEM = re.compile(
    rf"\s*\[\s*(?:\\(?:textbf|textit|emph)\s*\{{\s*|\\(?:bf|it)\s+)?(?i:{ANSWER}|A\s*\.?\s*\d*)[.:]?\s*\}}?\s*\]")
_CLAIM = re.compile(r"(?:\\(?:noindent|par|textbf\s*\{|\s))*\s*证明?")
_DRESS = re.compile(r"\\(?:text(?:bf|it|sc|sl)|emph|underline|bf|it|bfseries|itshape)(?![A-Za-z])")
_COUNTER = re.compile(r"\\(?:the[a-z]+(?![A-Za-z])|arabic\s*\{\w+\})(?:\{\})?")
_LABEL = regex(r"""
    (?:\\(?:noindent|bigskip|medskip|smallskip|par|vspace\{[^{}]*\})\s*)*
    (?:\\(?:textbf|textsc|textit|emph|underline)\s*\{|\{\s*\\(?:bf|bfseries|sc)\s+)?\s*(?P<word>
        (?:problem|exercise|question|aufgabe|exercice|task|part|ejercicio|q|ex|p|hw|übung|题目?|练习|习题|问题
          |第)[\s~]*\.?[\s~]*\(?\d+(?:[.)]\d*)*\)?
        |(?P<part>(?:part|teil|partie|parte)[\s~]*\(?[a-h]\)?(?![a-z]))|(?P<number>\d+\s*[.)](?!\d))
        |(?P<letter>\((?:[a-z]|[ivx]+|\d+)\)|[a-h]\))
    )
""", re.IGNORECASE)


@dataclass(eq=False)
class Block:
    """A part: kind "document", "section", "problem", "solution", "statement", "list", "item", "label" or "other";
    offsets of all of it and of its inside."""

    kind: str
    name: str
    start: int
    inner: int                                   # where the inside begins
    level: int = 0
    end: int = -1                                # behind all of it
    close: int = -1                              # where the inside ends
    parent: "Block | None" = None
    children: list["Block"] = field(default_factory=list)
    title: str = ""

    def ancestors(self) -> list["Block"]:
        """The enclosing blocks, nearest first."""
        out, block = [], self.parent
        while block is not None:
            out.append(block)
            block = block.parent
        return out

    def path(self) -> list["Block"]:
        """The block itself and the enclosing ones, nearest first."""
        return [self, *self.ancestors()]

    def nearest(self, *kinds: str) -> "Block | None":
        """The block itself, or the nearest enclosing one, that is of one of the kinds."""
        return next((b for b in self.path() if b.kind in kinds), None)

    def own_spans(self) -> list[tuple[int, int]]:
        """Its inside without its children (transparent ones, "other", count as its own)."""
        spans, at = [], self.inner
        for child in self.children:
            spans.append((at, child.start))
            if child.kind == "other":
                spans += child.own_spans()
            at = child.end
        spans.append((at, self.close))
        return [(a, b) for a, b in spans if b > a]

    def inside(self, *kinds: str) -> bool:
        """Whether it or an enclosing block is of one of the kinds."""
        return self.nearest(*kinds) is not None

    def within_problem(self) -> bool:
        """Whether it belongs to a problem: an environment, an item, a labelled paragraph, or a section called so."""
        return (self.inside("problem", "item", "label")
                or any(b.kind == "section" and PROBLEM.search(b.title) for b in self.path()))


def walk(block: Block) -> Iterator[Block]:
    """The block and all below it, in order of the document."""
    yield block
    for child in block.children:
        yield from walk(child)


def innermost(block: Block, offset: int) -> Block:
    """The smallest block at an offset in a block, transparent ones included."""
    inside = next((child for child in block.children if child.start <= offset < child.end), None)
    return innermost(inside, offset) if inside else block


@dataclass
class Outline:
    """The tree, the fragments of mathematics, the titles of environments defined in the preamble
    and what does not close."""

    root: Block
    fragments: list[Fragment]
    open_ends: list[int]
    unclosed: list[tuple[int, str]]                 # signs of mathematics


def outline(text: str, definitions: str) -> Outline:
    r"""The blocks of a masked document.

    >>> [b.kind for b in walk(outline(r"\section{A} \begin{enumerate}\item x\end{enumerate}", "").root)]
    ['document', 'section', 'list', 'item']
    """
    found = [*openings(text)]
    fragments = [fragment for _, fragment in found if fragment is not None]
    builder = _Builder(text, definitions)
    covered = iter(fragments)
    current = next(covered, None)
    builder.headings = heading_macros(definitions)
    for match in sorted([*_TOKEN.finditer(text), *_own_commands(text, definitions, builder.headings)], key=lambda m: m.start()):
        while current is not None and current.end <= match.start():
            current = next(covered, None)
        if current is not None and current.start <= match.start() < current.end and not match.groupdict().get("done"):
            continue
        builder.token(match)
    builder.finish()
    return Outline(builder.root, fragments, builder.open_ends, [(m.start(), m[0]) for m, fragment in found if fragment is None])


def _own_commands(text: str, definitions: str, headings: dict[str, Macro]) -> list[re.Match[str]]:
    """Calls of the author's commands for answers and headings."""
    found: list[re.Match[str]] = []
    answers = answer_macros(definitions)
    found += re.finditer(rf"\\(?P<argument>textcolor)\s*(?:\[[^\]]*\])?\s*\{{[^{{}}]*\}}\s*(?=\{{\s*(?:\\(?:textbf|"
                         rf"textit|emph)\s*\{{\s*|\\(?:bf|it|bfseries|itshape)\s+)?(?i:{ANSWER})[.:：])", text)
    if headed := answer_headings(definitions):
        found += re.finditer(rf"\\(?P<headed>{'|'.join(headed)})(?![A-Za-z])[ \t]*(?:\{{\}})?", text)
    if answers:
        found += re.finditer(rf"\\(?P<argument>{'|'.join(answers)})(?![A-Za-z])\s*(?=\{{)", text)
    found += re.finditer(rf"^[ \t]*\\(?P<unknown>{'|'.join(unknown_headings(definitions))})(?![A-Za-z])\*?(?:[ "
                         rf"\t]*\[[^\]]*\])?", text, re.M)
    if headings:
        found += re.finditer(rf"\\(?P<heading>{'|'.join(name[1:] for name in headings)})(?![A-Za-z])", text)
    return found


class _Builder:
    """The stack machine behind `outline`: one method per kind of token."""

    def __init__(self, text: str, definitions: str):
        self.text, self.known, self.lists = text, titles(definitions), lists(definitions)
        self.taking = taking(definitions)
        self.root = Block("document", "", 0, 0, level=-9)
        self.stack = [self.root]
        self.headings: dict[str, Macro] = {}
        self.covered = 0                                     # what lies before is inside of a command's argument
        self.open_ends: list[int] = []
        self._paragraph(_SPACE.match(text).end())

    def token(self, match: re.Match[str]) -> None:
        if match.start() < self.covered:
            return
        if "argument" in match.re.groupindex:
            self._argument(match)
        elif "heading" in match.re.groupindex:
            self._heading(match)
        elif "headed" in match.re.groupindex:
            self._answer(match.start(), match.end(), level=9)
        elif "unknown" in match.re.groupindex:
            self._unknown(match)
        elif match["section"]:
            if "\\" + match["section"] not in self.headings:         # \\part may be one of the author's own
                self._section(match)
        elif match["item"]:
            self._item(match)
        elif match["lead"] is not None:
            self._paragraph(match.end())
        elif match["paragraph"]:
            self._paragraph(_SPACE.match(self.text, match.end()).end())
        elif match["answer"] or match["inline"]:
            self._answer(match.start(), match.end(), level=_INLINE if match["inline"] else 9)
        elif match["done"]:
            if self._answering():
                self._pop(match.end(), match.end())
        elif match["move"] == "begin":
            self._begin(match)
        else:
            self._end(match)

    def _push(self, block: Block) -> None:
        block.parent = self.stack[-1]
        self.stack[-1].children.append(block)
        self.stack.append(block)

    def _pop(self, close: int, end: int) -> None:
        block = self.stack.pop()
        block.close, block.end = close, end

    def _close_down_to(self, stop, at: int) -> None:
        while not stop(self.stack[-1]):
            self._pop(at, at)

    def _heading(self, match: re.Match[str]) -> None:
        r"""A command of the author that prints a heading opens what it prints;
        a question that is its last argument stands inside."""
        macro = self.headings["\\" + match["heading"]]
        values, end = arguments(self.text, match.end(), macro)
        printed = expand(self.text[match.start():end], {"\\" + match["heading"]: macro}) if len(values) == macro.args else ""
        section = re.search(r"\\(section|subsection|subsubsection|paragraph|subparagraph)\*?\s*(?=\{)", printed)
        title = brace_group(printed, section.end()) if section else None
        told = bool(values) and self.text[end - 1] == "}" and ("$" in values[-1] or "\\[" in values[-1] or len(values[-1]) > 60)
        inner = end - len(values[-1]) - 1 if told else end
        if section and title:
            self._open_section(section.group(1), match.start(), inner if values and values[-1] not in title[0] else end, title[0])
            return
        label = re.search(r"(?=\\(?:textbf|textsc|emph|underline)|\{\s*\\(?:bf|bfseries|sc)(?![A-Za-z]))", printed)
        printed = re.sub(r"(\d):", r"\1.", _COUNTER.sub("1", printed))
        words = _LABEL.match(printed, label.start()) if label else None
        if words:
            self._open_label(words, match.start(), inner)

    def _unknown(self, match: re.Match[str]) -> None:
        r"""A command that is called \prob and that nothing defines begins a problem;
        a short argument of it without mathematics is its number or title."""
        self._answering() and self._pop(match.start(), match.start())
        argument = brace_group(self.text, match.end())
        inner = (argument[1] if argument and len(argument[0]) < 60 and "$" not in argument[0]
                 and "\n" not in self.text[match.end():argument[1]] else match.end())
        if not any(b.kind == "list" for b in self.stack):
            self._close_labels(match.start())
            self._push(Block("label", match["unknown"], match.start(), inner, level=1))

    def _section(self, match: re.Match[str]) -> None:
        title = brace_group(self.text, match.end())
        self._open_section(match["section"], match.start(), title[1] if title else match.end(), title[0] if title else "")

    def _open_section(self, name: str, start: int, inner: int, title: str) -> None:
        level = _SECTIONS[name]
        if self._answering() and self.stack[-1].level >= level:
            self._pop(start, start)
        self._close_down_to(lambda b: b.kind in ("document", "problem", "solution", "statement", "other", "list",
                                                 "item") or b.kind == "section" and b.level < level, start)
        if self.stack[-1].kind in ("list", "item"):
            return
        if is_answer(title):
            self._answer(start, inner, level)
            return
        self._push(Block("section", name, start, inner, level=level, title=title))
        self._paragraph(_SPACE.match(self.text, inner).end())

    def _item(self, match: re.Match[str]) -> None:
        ranks = {"item": 0, "question": 0, "titledquestion": 0, "task": 0, "part": 0, "subpart": 0, "subsubpart": 0}
        depth = next((k for k in range(len(self.stack) - 1, -1, -1) if self.stack[k].kind == "list"), None)
        if depth is None or match["item"] == "task" and self.stack[depth].name != "tasks":
            return
        while len(self.stack) - 1 > depth:
            self._pop(match.start(), match.start())
        optional = re.compile(r"(?:(?<=titledquestion)\s*\{[^{}]*\})?(?:\s*\[[^\]]*\]|(?<=\}))").match(self.text, match.end())
        inner = optional.end() if optional else match.end()
        before = self.stack[-1].children[-1] if self.stack[-1].children else None
        if (before is not None and before.kind == "item" and optional and _ANSWER_ITEM.fullmatch(optional.group())
                and not _ANSWER_ITEM.fullmatch(before.title)):
            self._push(Block("solution", "", match.start(), inner, level=9))
            return
        self._push(Block("item", match["item"], match.start(), inner, level=ranks[match["item"]], title=optional.group()
                         if optional else ""))

    def _paragraph(self, at: int) -> None:
        """A labelled paragraph opens a block that lasts to the next label of its rank."""
        if self._answering() and self.stack[-1].level == _INLINE and self.text[self.stack[-1].inner:at].strip():
            self._pop(at, at)
        label = _LABEL.match(self.text, at)
        if label and label.group("word"):
            self._open_label(label, at, label.end())

    def _open_label(self, label: re.Match[str], at: int, inner: int) -> None:
        rank = 3 if label.group("letter") or label.group("part") else 2 if label.group("number") else 1
        if self.stack[-1].kind == "label" and self.stack[-1].start == at:
            return
        if self._answering():
            if not self._follows(label, rank):
                return
            self._pop(at, at)
        if self.stack[-1].kind == "item" or any(b.kind == "list" for b in self.stack):
            return
        while self.stack[-1].kind == "label" and self.stack[-1].level >= rank:
            self._pop(at, at)
        self._push(Block("label", label.group("word"), at, inner, level=rank))

    def _answer(self, start: int, inner: int, level: int) -> None:
        """Words such as "Solution:", or a heading of such words, open the author's answer;
        it ends where the next problem, part or heading begins."""
        if self._answering():
            self._pop(start, start)
        if _CLAIM.match(self.text, start) and not self.text[self.stack[-1].inner:start].strip():
            return                                           # what begins with "证明：" asks for a proof
        if not any(b.kind == "solution" for b in self.stack):
            self._push(Block("solution", "", start, inner, level=level))

    def _argument(self, match: re.Match[str]) -> None:
        r"""The argument of \sol{...} is an answer."""
        group = brace_group(self.text, match.end())
        if group and is_answer(_DRESS.sub("", group[0]).strip("{} ")):                 # the words alone are in colour
            self._answer(match.start(), group[1], level=9)
            self.covered = group[1]
        elif group:
            block = Block("solution", match["argument"], match.start(), match.end() + 1)
            self._push(block)
            self._pop(group[1] - 1, group[1])
            self.covered = group[1]

    def _answering(self) -> bool:
        """Whether the innermost block is an answer that has no \\end of its own."""
        return self.stack[-1].kind == "solution" and not self.stack[-1].name

    def _follows(self, label: re.Match[str], rank: int) -> bool:
        """Whether a labelled paragraph below an answer is the next problem or part, and not a part of the answer."""
        before = self.stack[-2]
        if before.kind != "label":
            return rank == 1
        first = re.fullmatch(r"(?:part\s*)?\W*(?:a|i|1)\W*", label.group("word"))
        return rank < before.level or rank == before.level and not first and label.group("word") != before.name

    def _begin(self, match: re.Match[str]) -> None:
        name = match["env"]
        if len(self.stack) > MAX_DEPTH:
            self.open_ends.append(match.start())
            return
        arguments = re.compile(r"(?:\s*(?:\[[^\]]*\]))*").match(self.text, match.end())
        inner = arguments.end() if arguments else match.end()
        for _ in range(self.taking.get(name, 0)):
            group = brace_group(self.text, inner)
            inner = group[1] if group and "\n\n" not in group[0] else inner
        kind = (titled(name, self.text, inner) if name in TITLED else "list" if name in self.lists
                else classify(name.rstrip("*"), self.known))
        if kind in ("problem", "statement") and self._answering():
            self._pop(match.start(), match.start())
        if kind in ("problem", "statement") or (kind == "list" and self.stack[-1].kind == "label" and name in ("questions",)):
            self._close_labels(match.start())
        title = self.text[match.end():inner]
        self._push(Block(kind, name, match.start(), inner, title=title))
        if kind in ("problem", "other"):
            self._paragraph(_SPACE.match(self.text, inner).end())

    def _close_labels(self, at: int) -> None:
        while self.stack[-1].kind == "label" and self.stack[-1].level == 1:
            self._pop(at, at)

    def _end(self, match: re.Match[str]) -> None:
        name = match["env"]
        depth = next((k for k in range(len(self.stack) - 1, 0, -1) if self.stack[k].name == name
                      and self.stack[k].kind not in ("section", "item", "label")), None)
        if depth is None:
            self.open_ends.append(match.start())
            return
        while len(self.stack) - 1 > depth:
            block = self.stack[-1]
            if block.kind not in ("item", "label", "section") and not self._answering():
                self.open_ends.append(block.start)
            self._pop(match.start(), match.start())
        self._pop(match.start(), match.end())

    def finish(self) -> None:
        while self.stack:
            block = self.stack[-1]
            if block.kind in ("list", "problem", "solution", "statement") and not self._answering():
                self.open_ends.append(block.start)
            self._pop(len(self.text), len(self.text))
