"""texderive check: which line of a written derivation is wrong."""
from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from ..derivation import LAYOUTS
from ..errors import DocumentError
from . import common


def arguments(to: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The options of `check`."""
    to.add_argument("files", metavar="FILE.tex", nargs="+",
                    help="documents, folders of submissions, a formula such as 'a = b', or - for stdin")
    to.add_argument("--declare", action="append", default=[], metavar="'X: N x d'",
                    help="a shape that the document does not say; may be given several times")
    to.add_argument("--layout", choices=LAYOUTS, help="gradients as rows or as columns, whatever the document says")
    to.add_argument("--format", choices=["text", "chktex", "json", "sarif", "github", "csv"], default="text",
                    help="findings for people (text), editors (chktex), programs (json: every claim), code scanning "
                         "(sarif), annotations of a workflow (github), a table with one row a document (csv)")
    to.epilog = ("Exit status: 0 nothing wrong, 1 a line is wrong or does not fit in shape, 2 usage or an unreadable "
                 "file. Lines that are not understood are notes and change nothing.")
    to.add_argument("--explain", action="store_true", help="name what leads from each right line to the next")
    to.add_argument("--annotate", metavar="OUT.tex", help="a copy of the document with margin marks")
    to.add_argument("-o", "--output", metavar="FILE", help="write the summary of a folder there")
    to.add_argument("-j", "--jobs", type=int, help="processes for a folder (all cores)")
    to.add_argument("-q", "--quiet", action="store_true", help="no summary line")
    return to


def run(options: argparse.Namespace) -> int:
    """Check all; 1 where something is wrong."""
    declare = common.declarations(options.declare)
    if options.output:
        from ..document.files.output import forbid_overwriting
        forbid_overwriting(Path(options.output),
                           [Path(name) for name in options.files if len(name) < 1000 and os.path.isfile(name)])
    if options.format == "csv" or any(_is_folder(name) for name in options.files):
        return _folder(options, declare)
    if options.annotate and len(options.files) > 1:
        raise DocumentError("--annotate takes one document", code="TD501")
    reports, found = [], []
    for name in options.files:
        checked = _checked(name, declare, options)
        for report, text in checked:
            reports.append(report)
            found += _diagnostics(report, text)
        if options.annotate:
            _annotated(next((r for r, _ in checked if r.file == name), None), name, options.annotate)
    _tell(reports, found, options)
    return 0 if all(r.ok for r in reports) else 1


def _is_folder(name: str) -> bool:
    return "\n" not in name and "\\" not in name and len(name) < 1000 and "\0" not in name and Path(name).is_dir()


def _checked(name: str, declare: dict, options: argparse.Namespace) -> list:
    """(report, text) of a formula, or of a document and each of its chapters."""
    from ..checking import check, check_document
    given = {"declare": declare or None, "layout": options.layout, "explain": options.explain}
    text, label = _text(name)
    return check_document(name, **given) if text is None else [(check(text, file=label, **given), text)]


def _text(name: str) -> tuple[str | None, str]:
    """A formula and the name it goes by; None of a file."""
    if name == "-":
        return common.formula("-"), "<stdin>"
    if "=" in name and not Path(name).is_file() or "\n" in name or "\\" in name or len(name) > 300:
        return name, "<formula>"
    return None, name


def _diagnostics(report, text: str) -> list:
    from ..document.files.diagnostics import Diagnostic
    lines = text.split("\n")
    return [Diagnostic(d.file, d.line, d.column, d.length, d.severity, d.code, d.message, d.hint,
                       lines[d.line - 1].rstrip("\r") if 0 < d.line <= len(lines) else "")
            for d in report.diagnostics()]


def _tell(reports: list, found: list, options: argparse.Namespace) -> None:
    """JSON and SARIF go to stdout, as the tools that read them expect; diagnostics for people and editors to stderr."""
    from ..document.files.diagnostics import written
    if options.format == "json":
        data = [r.to_dict() for r in reports]
        common.emit(json.dumps(data[0] if len(data) == 1 else data, ensure_ascii=False, indent=1), options.output)
    elif options.format == "sarif":
        from .explain import codes
        common.emit(written(found, "sarif", codes=codes()), options.output)
    else:
        sys.stderr.write(written(found, {"text": "gcc"}.get(options.format, options.format), common.coloured(sys.stderr)))
        if options.format == "text":
            for report in reports:
                _explained(report, options)


def _explained(report, options: argparse.Namespace) -> None:
    if options.explain:
        for claim in report.claims:
            if claim.rule:
                print(f"{report.file}:{claim.line}: {claim.rule}")
    if not options.quiet:
        print("\n".join([*(f"{report.file}: {note}" for note in report.notes), f"{report.file}: {report.summary}"]))


def _annotated(report, path: str, target: str) -> None:
    from ..checking import Report, annotate
    from ..document.files import output
    from ..document.files.source import load
    if not os.path.isfile(path):
        raise DocumentError("--annotate takes a document", code="TD501")
    output.forbid_overwriting(Path(target), [Path(path)])
    source = load(Path(path))
    output.write(Path(target), source.encode(annotate(source.text, report or Report(file=path))))


def _folder(options: argparse.Namespace, declare: dict) -> int:
    from ..checking import check_folder, to_csv, to_json
    for name in options.files:
        if not Path(name).exists():
            raise DocumentError(f"cannot read {name}: no such file or folder", code="TD501")
    rows = check_folder(options.files, declare or None, options.layout, options.jobs)
    if options.format == "json":
        common.emit(to_json(rows), options.output)
    elif options.format == "csv" or options.output:
        common.emit(to_csv(rows), options.output)
    else:
        print("\n".join(f"{r['file']}: {r['status']}" + (f" (line {r['first_line']})" if r["first_line"] else "")
                        + (f": {r['message']}" if r["message"] else "") for r in rows))
    bad = sum(r["status"] in ("findings", "error") for r in rows)
    if not options.quiet:
        print(f"{len(rows)} file{'s' * (len(rows) != 1)}, {bad} with findings", file=sys.stderr)
    return 1 if bad else 0
