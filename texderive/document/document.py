"""A document read: its text without insertions, what is content, its outline, scope and problems."""
from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ..prose.accents import lettered
from ..prose.expansion import Macro, collect
from .context.scope import Scope
from .files import displays, inputs, markers, masking, pragmas
from .files.chapters import Spliced, spliced
from .files.diagnostics import Diagnostic
from .files.source import Source, decode, load
from .outline import page, structure
from .questions import problems


@dataclass
class Document:
    """`source` is the file as found; `base` its text without texderive's insertions, to which all offsets refer."""

    source: Source
    base: Source
    masked: masking.Masked
    macros: dict[str, Macro]
    outline: structure.Outline
    scope: Scope
    inputs: inputs.Inputs
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @cached_property
    def problems(self) -> list[problems.Problem]:
        """Its problems, numbered from 1 in order."""
        definitions = self.masked.definitions + self.inputs.definitions
        found = problems.find(self.outline, self.scope, problems.labels(self.masked.text, self.outline), definitions)
        width = page.line_width(definitions)
        for number, problem in enumerate(found, 1):
            problem.number = number
            problem.room = page.room(width, self.outline.root if self.slides
                                     else structure.innermost(problem.block, problem.request.start), self.masked.text)
        return found

    @property
    def slides(self) -> bool:
        """Whether it is a beamer presentation."""
        return bool(re.search(r"\\documentclass\s*(?:\[[^\]]*\])?\s*\{beamer\}", self.masked.definitions
                              + self.inputs.definitions))

    @property
    def preamble(self) -> str:
        """The part before \\begin{document} as written, "" for a fragment."""
        match = re.search(r"\\begin\s*\{document\}", self.masked.definitions)
        return self.base.text[:match.start()] if match else ""

    @cached_property
    def lasting_macros(self) -> dict[str, Macro]:
        """Macros that hold from the document's beginning on, so that any insertion may use them:
        none that its body defines on the way."""
        body = re.search(r"\\begin\s*\{document\}", self.masked.definitions)
        stop = body.start() if body else min((p.request.start for p in self.problems), default=0)
        return {**collect(self.inputs.definitions), **collect(self.masked.definitions[:stop])}

    def metadata(self, command: str) -> str:
        r"""The argument of \title, \author or \date, "" where there is none."""
        from ..prose.expansion import brace_group
        match = re.search(rf"\\{command}\s*(?:\[[^\]]*\])?\s*(?=\{{)", self.masked.definitions)
        group = brace_group(self.masked.definitions, match.end()) if match else None
        return group[0].strip() if group else ""


def read(path_or_text: str | Path, chapters: bool = True) -> Document:
    """A document from a path, or from text that is plainly LaTeX (holds a line end or a backslash)."""
    if isinstance(path_or_text, Path) or not re.search(r"[\n\\]|^\s*$", str(path_or_text)):
        source = load(Path(path_or_text))
    else:
        source = decode(str(path_or_text).encode("utf-8", "surrogatepass"))
    return analyse(source, chapters)


def analyse(source: Source, chapters: bool = True) -> Document:
    """Everything up to the problems of a source, with the chapters that it inputs."""
    base = Source(source.path, markers.cleaned(source.text), source.encoding, source.bom)
    base = spliced(base) if chapters else base
    masked = masking.mask(base.text, base.file_end if isinstance(base, Spliced) else None)
    taken = inputs.follow(base, masked.definitions)
    masked.text = displays.usual(masked.text, taken.definitions)
    macros = {**collect(taken.definitions), **collect(masked.definitions)}
    outline = structure.outline(masked.text, lettered(masked.definitions + taken.definitions))
    if isinstance(base, Spliced):
        taken.paths += base.found
        taken.diagnostics += base.diagnostics
    found: list[Diagnostic] = list(taken.diagnostics)
    read_pragmas = []
    for offset, words in masked.pragmas:
        pragma = pragmas.parse(words)
        read_pragmas.append((offset, pragma))
        if pragma.unread:
            found.append(Diagnostic.at(base, offset, "TD508", f"pragma not understood: {', '.join(pragma.unread)}",
                                       severity="warning", length=len(words),
                                       hint="write: % texderive: X in R^{N x d}, A symmetric, layout=denominator"))
    scope = Scope(masked.text, outline.fragments, macros, outline.root, read_pragmas, taken.body)
    found += [Diagnostic.at(base, offset, "TD509", "an environment is not closed, or closed without being opened",
                            severity="warning")
              for offset in sorted(outline.open_ends)[:3]]
    found += [Diagnostic.at(base, offset, "TD509", f"'{sign}' has no partner", length=len(sign),
                            hint="close the formula, or delete the sign")
              for offset, sign in outline.unclosed[:3]]
    return Document(source, base, masked, macros, outline, scope, taken, found)
