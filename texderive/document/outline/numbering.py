r"""What the document itself calls its problems: "Problem 2 (b)", "Exercise 1.3", "Question 4";
counted as LaTeX counts."""
from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from ...prose.expansion import brace_group
from .environments import LISTS, PROBLEM, lists, titles
from .structure import Block, Outline

_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi",
          "xvii", "xviii", "xix", "xx")
_DEFAULT = ("1.", "(a)", "i.", "A.")                       # what enumerate prints at each depth
_EXAM = {"questions": "Question 1", "parts": "(a)", "subparts": "i.", "subsubparts": "A."}
_MARKS = {r"\arabic": "1", r"\alph": "a", r"\Alph": "A", r"\roman": "i", r"\Roman": "I"}
_THEOREM = re.compile(
    r"\\(?:newtheorem|newmdtheoremenv)(\*?)\s*\{\s*(\w+)\s*\}\s*(?:\[\s*(\w+)\s*\])?\s*\{[^{}]*\}\s*(?:\[\s*(\w+)\s*\])?")
_STEPPED = re.compile(r"\\(?:refstepcounter|stepcounter)\s*\{\s*(\w+)\s*\}")
_DRESS = re.compile(r"\\(?:textbf|textit|emph|textsc|textrm|underline|large|Large|LARGE|bf|bfseries|it|hfill|quad|"
                    r"qquad|label\s*\{[^{}]*\}|points?\s*\{[^{}]*\})(?![A-Za-z])|[{}]")
_LONE = re.compile(r"\W*(\d+(?:\.\d+)*|[A-Za-z]|[ivx]{1,5})\W*")


class Name(NamedTuple):
    """problem: "Problem 2: linear forms"; short: "Problem 2"; part: "(b)", or "" where the problem has none."""

    problem: str
    short: str
    part: str


class Numbering:
    """The labels of one document's blocks."""

    def __init__(self, text: str, outline: Outline, definitions: str):
        self.text, self.titles, self.lists = text, titles(definitions), lists(definitions)
        self.shared, self.within, self.plain = {}, {}, set()
        for star, name, like, within in _THEOREM.findall(definitions):
            self.shared[name] = like or name
            if within:
                self.within[name] = within
            if star:
                self.plain.add(name)
        for match in re.finditer(r"\\newenvironment\s*\{\s*(\w+)\s*\}", definitions):
            stepped = _STEPPED.search(definitions, match.end(), match.end() + 300)
            if stepped:
                self.shared[match.group(1)] = stepped.group(1)
        self.styles = {m.group(1): m.group(2) for m in re.finditer(
            r"\\setlist\s*\[\s*(\w+)[^\]]*\]\s*\{((?:[^{}]|\{[^{}]*\})*)\}", definitions)}
        self.counters: Counter[str] = Counter()
        self.labels: dict[Block, str] = {}
        self.sections: dict[Block, str] = {}
        self._walk(outline.root, 0)

    def heading(self, block: Block) -> str:
        """How the document names the problem that a block belongs to; "" where it gives no name."""
        name = self.name(block)
        return f"{name.short} {name.part}" if name.part else name.problem

    def name(self, block: Block) -> Name:
        """The problem and the part of it that a block belongs to, as the document calls them."""
        chain = [b for b in reversed(block.path()) if b in self.labels]
        named = [k for k, b in enumerate(chain) if PROBLEM.search(self.labels[b])]
        chain = chain[named[-1]:] if named else chain
        if not chain:
            return Name("", "", "")
        first, *parts = (self.labels[b].rstrip(" :") for b in chain)
        part = " ".join(f"({p.rstrip('.')})" if re.fullmatch(r"\d+\.?", p) else p for p in parts)
        if not _LONE.fullmatch(first):
            first = first.rstrip(".")
            return Name(first, re.sub(r"(\d\w?)(?:\s*[:—–(]|\.?\s).*", r"\1", first), part)
        section = next((self.sections[b] for b in [chain[0], *chain[0].ancestors()] if self.sections.get(b)), "")
        section = re.sub(r"^(Exercise|Problem|Question|Task)s$", r"\1", section)
        number = first.rstrip(".") if re.fullmatch(r"\d[\d.]*", first) else first
        first = f"{section or 'Problem'} {number}"
        return Name(first, first, part)

    def _walk(self, block: Block, depth: int) -> None:
        for child in block.children:
            if child.kind == "section":
                self._section(child)
            elif child.kind == "problem":
                self._problem(child)
            elif child.kind == "label":
                self.labels[child] = self.text[child.start:child.inner][-len(child.name):].strip()
            elif child.kind == "list":
                self._items(child, depth)
            self._walk(child, depth + (child.kind == "list" and self._kind(child) == "enumerate"))

    def _section(self, block: Block) -> None:
        starred = self.text.startswith("*", block.start + 1 + len(block.name))
        title = undressed(block.title)
        if PROBLEM.search(title) and (re.search(r"\d|[一二三四五六七八九十]", title) or starred and not re.fullmatch(r"\w+s", title)):
            self.labels[block] = title.rstrip(" .:")
        elif starred and (number := re.match(r"\d[\d.]*(?=[.)]?\s)", title)):
            self.labels[block] = number.group().rstrip(".")
        if not starred:
            self.counters[block.name] += 1
            self._reset(block.name)
        self.sections[block] = title.rstrip(" .:")

    def _reset(self, counter: str) -> None:
        for name, within in self.within.items():
            if within == counter:
                self.counters[self.shared[name]] = 0
        order = ("part", "chapter", "section", "subsection", "subsubsection")
        for below in order[order.index(counter) + 1:] if counter in order[1:] else ():
            self.counters[below] = 0

    def _problem(self, block: Block) -> None:
        if block.name in ("frame", "block", "exampleblock", "alertblock", "tcolorbox"):
            group = brace_group(self.text, block.inner)
            title = undressed(group[0]) if group else ""
            if PROBLEM.search(title):
                self.labels[block] = title
            return
        name = block.name.rstrip("*")
        word = undressed(self.titles.get(name, name).replace("#1", block.title.strip("[] ")))
        word = word[:1].upper() + word[1:]
        if name in self.plain or block.name.endswith("*") or re.search(r"\d", word):
            self.labels[block] = word
            return
        counter = self.shared.get(name, name)
        self.counters[counter] += 1
        number = str(self.counters[counter])
        if name in self.within:
            number = f"{self._section_number(self.within[name])}.{number}"
        self.labels[block] = f"{word} {number}"

    def _section_number(self, name: str) -> str:
        order = ("chapter", "section", "subsection", "subsubsection")
        return (".".join(str(self.counters[n]) for n in order[:order.index(name) + 1] if self.counters[n] or n == name)
                if name in order else str(self.counters[name]))

    def _kind(self, block: Block) -> str:
        name = self.lists.get(block.name, block.name).rstrip("*")
        return ("enumerate" if name in ("enumerate", "compactenum", "inparaenum", "tasks", "exercises", *_EXAM)
                else name if name in LISTS else "enumerate")

    def _items(self, block: Block, depth: int) -> None:
        pattern = _EXAM.get(block.name) or self._pattern(block, depth)
        number = 0
        for item in (c for c in block.children if c.kind == "item"):
            given = undressed(item.title.strip()[1:-1]) if item.title.strip() and block.name not in _EXAM else ""
            if given:
                self.labels[item] = given.rstrip(" :")
            elif self._kind(block) == "enumerate":
                if block.name == "questions":
                    self.counters["questions"] += 1
                number = self.counters["questions"] if block.name == "questions" else number + 1
                self.labels[item] = counted(pattern, number)

    def _pattern(self, block: Block, depth: int) -> str:
        r"""How a list numbers: [(a)], [label=(\alph*)], else by its depth."""
        options = block.title.strip()[1:-1] or self.styles.get(block.name, "")
        label = re.search(r"label\s*=\s*(\{(?:[^{}]|\{[^{}]*\})*\}|[^,\]]+)", options)
        if label:
            return undressed(re.sub(r"(\\(?:arabic|alph|Alph|roman|Roman))\s*(?:\*|\{\w+\})", lambda m: "\0"
                                    + _MARKS[m.group(1)], label.group(1))).strip()
        if options and "=" not in options and re.search(r"[1aAiI]", undressed(options)):
            return re.sub(r"(?<![A-Za-z])([1aAiI])(?![A-Za-z])", "\0\\1", undressed(options), count=1)
        return _DEFAULT[min(depth, 3)]


def counted(pattern: str, number: int) -> str:
    """A label by its pattern and number.

    >>> counted("(a)", 3), counted("i.", 4), counted("Question 1", 2)
    ('(c)', 'iv.', 'Question 2')
    """
    def digits(match: re.Match[str]) -> str:
        kind = match.group().lstrip("\0")
        if kind == "1":
            return str(number)
        text = chr(ord("a") + (number - 1) % 26) if kind in "aA" else _ROMAN[min(number, len(_ROMAN)) - 1]
        return text.upper() if kind.isupper() else text
    return re.sub("\0[1aAiI]" if "\0" in pattern else r"(?<![A-Za-z])[1aAiI](?![A-Za-z])", digits, pattern, count=1)


def undressed(words: str) -> str:
    r"""Words without fonts and braces.

    >>> undressed(r"\textbf{Problem 1.}")
    'Problem 1.'
    """
    return re.sub(r"\s+", " ", _DRESS.sub(" ", words)).strip()
