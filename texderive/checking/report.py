"""What checking found, as data: one claim per relation, and the report that holds them."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

EQUAL, TRANSPOSED, WRONG, SHAPE = "equal", "equal-up-to-transpose", "wrong", "shape-error"
ASSUMES, UNREAD, SKIPPED = "assumes", "not-understood", "skipped"
VERDICTS = (EQUAL, TRANSPOSED, WRONG, SHAPE, ASSUMES, UNREAD, SKIPPED)
FINDINGS = (WRONG, SHAPE)
CODES_BY_VERDICT = {WRONG: "TD601", SHAPE: "TD602", ASSUMES: "TD603", TRANSPOSED: "TD604", UNREAD: "TD605"}
SEVERITIES = {WRONG: "error", SHAPE: "error", ASSUMES: "warning", TRANSPOSED: "note", UNREAD: "warning"}


@dataclass(slots=True)
class Claim:
    """The verdict on one relation.  Places are 1-based and those of the right-hand member.

    left, right   both members as written
    message       one readable sentence or two; "" where there is nothing to say
    slip          the kind of slip found for a wrong line ("sign", "factor", ...; "" when none was)
    fix           the member as it would be right, in LaTeX, where a single change repairs it
    culprit       (line, column, length) of the term that should change, where it is known
    rule          for a right line under `--explain`: what leads from the left to the right member
    """

    line: int
    column: int
    verdict: str
    message: str = ""
    end_line: int = 0
    slip: str = ""
    left: str = ""
    right: str = ""
    relation: str = "="
    fix: str = ""
    hint: str = ""
    culprit: tuple[int, int, int] | None = None
    length: int = 1
    span: tuple[int, int] = (0, 0)
    rule: str = ""
    assumption: str = ""

    @property
    def code(self) -> str:
        return CODES_BY_VERDICT.get(self.verdict, "")


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding for the command line and for editors."""

    file: str
    line: int
    column: int
    length: int
    code: str
    severity: str
    message: str
    hint: str = ""


@dataclass(slots=True)
class Report:
    """All claims of a document in order.  `layout` is the layout in use, `stated` whether the document says so."""

    claims: list[Claim] = field(default_factory=list)
    file: str = ""
    layout: str = ""
    stated: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Nothing is wrong: neither a wrong line nor a shape error."""
        return not any(c.verdict in FINDINGS for c in self.claims)

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(c.verdict for c in self.claims)
        return {verdict: found[verdict] for verdict in VERDICTS}

    @property
    def summary(self) -> str:
        """One line: `12 relations: 9 right, 1 wrong (line 8), 2 not understood`."""
        n = self.counts
        right = n[EQUAL] + n[TRANSPOSED]
        parts = [f"{right} right"]
        for verdict, words in ((TRANSPOSED, "of them with a change of layout"), (WRONG, "wrong"), (SHAPE, "with a shape error"),
                               (ASSUMES, "true only under an assumption"), (UNREAD, "not understood"),
                               (SKIPPED, "no equality claim")):
            if n[verdict]:
                lines = sorted({c.line for c in self.claims if c.verdict == verdict})
                where = "" if verdict in (SKIPPED, UNREAD) else f" (line{'s' * (len(lines) > 1)} {', '.join(map(str, lines))})"
                parts.append(f"{n[verdict]} {words}{where}")
        return f"{len(self.claims)} relation{'s' * (len(self.claims) != 1)}: " + ", ".join(parts)

    def diagnostics(self) -> Iterator[Diagnostic]:
        """Every finding, most severe kinds as errors, in the order of the document."""
        for c in self.claims:
            if c.verdict in SEVERITIES:
                line, column, length = c.culprit or (c.line, c.column, c.length)
                yield Diagnostic(self.file, line, column, length, c.code, SEVERITIES[c.verdict], c.message, c.hint)

    def to_dict(self) -> dict:
        return {"file": self.file, "layout": self.layout, "ok": self.ok, "summary": self.summary, "counts": self.counts,
                "notes": list(self.notes),
                "claims": [{"line": c.line, "column": c.column, "end_line": c.end_line, "verdict": c.verdict,
                            "code": c.code, "message": c.message,
                            "slip": c.slip, "left": c.left, "right": c.right, "fix": c.fix, "hint": c.hint,
                            "rule": c.rule} for c in self.claims]}

    def __str__(self) -> str:
        lines = [f"{self.file or '<text>'}:{c.line}:{c.column}: {c.verdict}" + (f": {c.message}" if c.message else "")
                 for c in self.claims]
        return "\n".join([*lines, *self.notes, self.summary])
