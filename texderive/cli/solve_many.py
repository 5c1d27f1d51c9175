"""texderive solve for several documents or a folder: one pool, one result line each."""
from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path

from ..errors import DocumentError


def run(paths: list[Path], options: argparse.Namespace) -> int:
    """Solve all; a line on stderr for each, a summary at the end; 1 where anything was refused or failed."""
    from ..document import many
    from ..document.files import output
    from ..document.pipeline import summary
    from .progress import bar
    from .solve import settings
    if options.handout or options.diff or options.in_place or options.pdf:
        raise DocumentError("many documents are solved into a folder", code="TD501",
                            hint="texderive solve DIR/ -o OUT/; --handout, --diff, --pdf and --in-place take one document")
    # chapters are documents of the folder themselves
    tasks = list(_tasks(paths, options, replace(settings(options), chapters=False)))
    if not tasks:
        raise DocumentError("no .tex files found", code="TD501")
    rows: dict[int, dict] = {}
    for number, row in bar(many.run(many.solve_file, tasks, options.jobs, options.scheduler), "solving", len(tasks)):
        row["file"] = tasks[number][0]
        rows[number] = row
        sys.stderr.write(row.get("diagnostics", ""))
        print(f"{row['file']}: {row['status']}: {row.get('message', '')}", file=sys.stderr)
    if options.report:
        problems = [p for n in range(len(tasks)) for p in rows[n].get("problems", [])]
        files = [{"file": rows[n]["file"], "status": rows[n]["status"], "message": rows[n].get("message", "")}
                 for n in range(len(tasks))]
        output.write(Path(options.report), (json.dumps({"problems": problems, "files": files}, ensure_ascii=False,
                                                       indent=1) + "\n").encode())
    counts = {key: sum(r.get("counts", {}).get(key, 0) for r in rows.values())
              for key in ("problems", "solved", "assumed", "refused", "confirmed", "differing")}
    failed = sum(r["status"] == "error" for r in rows.values())
    if not options.quiet:
        print(f"{len(rows)} document{'s' * (len(rows) != 1)}, {summary(counts)}"
              + (f"; {failed} could not be read" if failed else ""), file=sys.stderr)
    return 0 if all(r["status"] == "solved" for r in rows.values()) else 1


def _tasks(paths: list[Path], options: argparse.Namespace, settings):
    """(input, output or "", options) of every document; outputs keep the folder's structure."""
    from ..document.many import tex_files
    out = Path(options.output) if options.output else None
    for path in paths:
        if path.is_dir():
            for found in tex_files(path):
                if out is None or not found.resolve().is_relative_to(out.resolve()):
                    yield str(found), str(out / found.relative_to(path)) if out else "", settings
        else:
            yield str(path), str(out / path.name) if out else "", settings
