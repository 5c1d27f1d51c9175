r"""The parts of a document: headings, environments, list items and labelled paragraphs, as a tree of blocks over offsets."""
from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..prose.expansion import brace_group
from ..prose.fragments import Fragment, find

PROBLEM = re.compile(r"problem|exercise|exercice|question|aufgabe|übung|uebung|ejercicio|esercizio|homework|assignment|practice|puzzle|quiz|challenge|task|exer|prob|"
                     r"\bexo|\bhw|\bques|\bqu\b|^ex$|^q$|frage|проблема|задач|упражнен|练习|习题|问题|作业|题", re.IGNORECASE)
SOLUTION = re.compile(r"solution|soln|^sol|answer|^ans|proof|lösung|loesung|corrig|correction|beweis|démonstration|demonstration|réponse|reponse|preuve|soluci|"
                      r"risposta|solluzione|respuesta|demostraci|решени|ответ|解|证明|答", re.IGNORECASE)
STATEMENT = re.compile(r"theorem|lemma|corollar|proposition|definition|remark|claim|\bfact|example|convention|notation|assumption|observation|conjecture|axiom|"
                       r"^thm|^lem|^cor|^prop|^defn?|^rem|^rmk|^note|^eg$|^ex\b.*ample|satz|bemerkung|beispiel|théorème|définition|remarque|exemple|lemme|定理|引理|定义|注|例|推论|"
                       r"abstract|figure|table|теорема|лемма|определ", re.IGNORECASE)
LISTS = ("enumerate", "itemize", "description", "parts", "subparts", "subsubparts", "questions", "enumerate*", "itemize*", "tasks", "compactenum", "compactitem", "list",
         "inparaenum", "easylist", "exercises")
MAX_DEPTH = 150                              # environments inside each other; a deeper one is left alone
_SECTIONS = {"part": -1, "chapter": 0, "section": 1, "subsection": 2, "subsubsection": 3, "paragraph": 4, "subparagraph": 5}
_TOKEN = re.compile(
    r"\\(?P<move>begin|end)\s*\{\s*(?P<env>[^{}]+?)\s*\}"
    r"|\\(?P<section>part|chapter|(?:sub){0,2}section|(?:sub)?paragraph)\*?\s*(?:\[[^\]]*\])?\s*(?=\{)"
    r"|\\(?P<item>item|question|titledquestion|subpart|subsubpart|part(?=\s*(?:\[|[^{\w])))(?![A-Za-z])"
    r"|(?P<paragraph>\n[ \t]*\n\s*)")
_LABEL = re.compile(
    r"(?:\\(?:noindent|bigskip|medskip|smallskip|par|vspace\{[^{}]*\})\s*)*"
    r"(?:\\(?:textbf|textsc|textit|emph|underline)\s*\{|\{\s*\\(?:bf|bfseries|sc)\s+)?\s*"
    r"(?P<word>(?:problem|exercise|question|aufgabe|exercice|task|part|ejercicio|q|ex|p|hw|übung|题目?|练习|习题|问题|第)\s*\.?\s*\(?\d+(?:[.)]\d*)*\)?|(?P<number>\d+\s*[.)](?!\d))|(?P<letter>\((?:[a-z]|[ivx]+|\d+)\)|[a-h]\)))",
    re.IGNORECASE)


@dataclass(eq=False)
class Block:
    """A part: kind "document", "section", "problem", "solution", "statement", "list", "item", "label" or "other"; offsets of all of it and of its inside."""

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
        return self.kind in kinds or any(b.kind in kinds for b in self.ancestors())


def walk(block: Block):
    """The block and all below it, in order of the document."""
    yield block
    for child in block.children:
        yield from walk(child)


@dataclass
class Outline:
    """The tree, the fragments of mathematics, the titles of environments defined in the preamble and what does not close."""

    root: Block
    fragments: list[Fragment]
    open_ends: list[int]


def titles(definitions: str) -> dict[str, str]:
    r"""Printed titles of the environments a preamble defines: \newtheorem{prob}{Problem} -> {"prob": "Problem"}."""
    found = {}
    for match in re.finditer(r"\\(?:newtheorem|declaretheorem|newmdtheoremenv)\*?\s*(?:\[[^\]]*\])?\s*\{\s*([^{}]+?)\s*\}\s*(?:\[[^\]]*\])?\s*(?:\{([^{}]*)\})?", definitions):
        found[match.group(1)] = match.group(2) or match.group(1)
    for match in re.finditer(r"\\newtcbtheorem\s*(?:\[[^\]]*\])?\s*\{(\w+)\}\s*\{([^{}]*)\}|\\declaretheorem\[[^\]]*?(?:name|title)=\{?([^,\]}]*)[^\]]*\]\s*\{(\w+)\}", definitions):
        found[match.group(1) or match.group(4)] = match.group(2) or match.group(3)
    for match in re.finditer(r"\\(?:re)?newenvironment\*?\s*\{\s*([^{}]+?)\s*\}\s*(?:\[[^\]]*\])*\s*\{(.{0,200})", definitions, re.S):
        name, body = match.group(1), match.group(2)
        word = re.search(r"\\(?:textbf|textit|emph|textsc|bf|it|bfseries)\s*\{?\s*([A-Za-zÀ-ÿ]{3,})", body)
        found.setdefault(name, word.group(1) if word else name)
    return found


def classify(name: str, known: dict[str, str]) -> str:
    """The kind of an environment: its printed title decides, then its name."""
    if name in LISTS:
        return "list"
    for text in dict.fromkeys((known.get(name, ""), name)):
        if not text:
            continue
        for kind, pattern in (("solution", SOLUTION), ("problem", PROBLEM), ("statement", STATEMENT)):
            if pattern.search(text):
                return kind
    return "problem" if name in ("frame",) else "other"


def outline(text: str, definitions: str) -> Outline:
    r"""The blocks of a masked document.

    >>> [b.kind for b in walk(outline(r"\section{A} \begin{enumerate}\item x\end{enumerate}", "").root)]
    ['document', 'section', 'list', 'item']
    """
    fragments = find(text)
    builder = _Builder(text, titles(definitions))
    covered = iter(fragments)
    current = next(covered, None)
    for match in _TOKEN.finditer(text):
        while current is not None and current.end <= match.start():
            current = next(covered, None)
        if current is not None and current.start <= match.start() < current.end:
            continue
        builder.token(match)
    builder.finish()
    return Outline(builder.root, fragments, builder.open_ends)


class _Builder:
    """The stack machine behind `outline`: one method per kind of token."""

    def __init__(self, text: str, known: dict[str, str]):
        self.text, self.known = text, known
        self.root = Block("document", "", 0, 0, level=-9)
        self.stack = [self.root]
        self.open_ends: list[int] = []
        self._paragraph(0)

    def token(self, match: re.Match[str]) -> None:
        if match["section"]:
            self._section(match)
        elif match["item"]:
            self._item(match)
        elif match["paragraph"]:
            self._paragraph(match.end())
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

    def _section(self, match: re.Match[str]) -> None:
        level = _SECTIONS[match["section"]]
        self._close_down_to(lambda b: b.kind in ("document", "problem", "solution", "statement", "other", "list", "item") or b.kind == "section" and b.level < level, match.start())
        if self.stack[-1].kind in ("list", "item"):
            return
        title = brace_group(self.text, match.end())
        inner = title[1] if title else match.end()
        self._push(Block("section", match["section"], match.start(), inner, level=level, title=title[0] if title else ""))
        self._paragraph(inner)

    def _item(self, match: re.Match[str]) -> None:
        ranks = {"item": 0, "question": 0, "titledquestion": 0, "part": 0, "subpart": 0, "subsubpart": 0}
        depth = next((k for k in range(len(self.stack) - 1, -1, -1) if self.stack[k].kind == "list"), None)
        if depth is None:
            return
        while len(self.stack) - 1 > depth:
            self._pop(match.start(), match.start())
        optional = re.compile(r"\s*\[[^\]]*\]").match(self.text, match.end())
        inner = optional.end() if optional else match.end()
        self._push(Block("item", match["item"], match.start(), inner, level=ranks[match["item"]], title=optional.group() if optional else ""))

    def _paragraph(self, at: int) -> None:
        """A labelled paragraph opens a block that lasts to the next label of its rank."""
        label = _LABEL.match(self.text, at)
        if not label or not label.group("word"):
            return
        rank = 3 if label.group("letter") else 2 if label.group("number") else 1
        if self.stack[-1].kind == "item" or any(b.kind == "list" for b in self.stack):
            return
        while self.stack[-1].kind == "label" and self.stack[-1].level >= rank:
            self._pop(at, at)
        self._push(Block("label", label.group("word"), at, label.end(), level=rank))

    def _begin(self, match: re.Match[str]) -> None:
        name = match["env"]
        if len(self.stack) > MAX_DEPTH:
            self.open_ends.append(match.start())
            return
        kind = classify(name.rstrip("*"), self.known)
        if kind in ("problem", "statement") or (kind == "list" and self.stack[-1].kind == "label" and name in ("questions",)):
            self._close_labels(match.start())
        arguments = re.compile(r"(?:\s*(?:\[[^\]]*\]))*").match(self.text, match.end())
        inner = arguments.end() if arguments else match.end()
        title = self.text[match.end():inner]
        self._push(Block(kind, name, match.start(), inner, title=title))
        if kind in ("problem", "other"):
            self._paragraph(re.compile(r"\s*").match(self.text, inner).end())

    def _close_labels(self, at: int) -> None:
        while self.stack[-1].kind == "label" and self.stack[-1].level == 1:
            self._pop(at, at)

    def _end(self, match: re.Match[str]) -> None:
        name = match["env"]
        depth = next((k for k in range(len(self.stack) - 1, 0, -1) if self.stack[k].name == name and self.stack[k].kind not in ("section", "item", "label")), None)
        if depth is None:
            self.open_ends.append(match.start())
            return
        while len(self.stack) - 1 > depth:
            block = self.stack[-1]
            if block.kind not in ("item", "label", "section"):
                self.open_ends.append(block.start)
            self._pop(match.start(), match.start())
        self._pop(match.start(), match.end())

    def finish(self) -> None:
        while self.stack:
            block = self.stack[-1]
            if block.kind in ("list", "problem", "solution", "statement"):
                self.open_ends.append(block.start)
            self._pop(len(self.text), len(self.text))
