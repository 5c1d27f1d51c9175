"""texderive solve: worked solutions in documents, handouts, folders of documents."""
from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from ..errors import DocumentError
from . import common


def arguments(to: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The options of `solve`."""
    to.epilog = ("Example: texderive solve homework.tex -o solved.tex --pdf. Exit status: "
                 "0 all solved, 1 something refused, stated wrongly or a formula never closed (the rest is written), "
                 "2 usage or an unreadable file.")
    to.add_argument("files", metavar="FILE.tex", nargs="+", help="documents, or a folder of them")
    to.add_argument("-o", "--output", metavar="OUT",
                    help="the output file, or a folder for many; without it one document goes to stdout")
    to.add_argument("--in-place", action="store_true", help="write into FILE.tex itself")
    to.add_argument("--diff", action="store_true", help="print a unified diff instead of the document")
    to.add_argument("--report", metavar="R.json", help="what was found and solved, as JSON")
    to.add_argument("--only", metavar="N", action="append", default=[], help="only problem number N (2, or 1,3-5)")
    common.layout_arguments(to)
    to.add_argument("--flatten", action="store_true",
                    help="one output with the chapters that FILE.tex inputs in their places, instead of one for each file")
    to.add_argument("--handout", action="store_true", help="write a stand-alone handout from a template instead")
    to.add_argument("--variant", choices=["student", "hints", "solutions", "notes"],
                    help="a handout with statements only, the rules needed, solutions (else), or solutions as running notes")
    to.add_argument("--format", choices=["latex", "typst", "html", "markdown", "text", "pdf"],
                    help="of the handout (by the ending of OUT, else latex)")
    to.add_argument("--pdf", action="store_true", help="a PDF beside the output as well")
    to.add_argument("--no-cache", action="store_true", help="derive everything again")
    to.add_argument("--diagnostics", choices=["gcc", "chktex", "json", "sarif", "github"], default="gcc",
                    help="how findings are written to stderr")
    to.add_argument("-j", "--jobs", type=int, help="processes for many documents (all cores)")
    to.add_argument("--scheduler", metavar="ADDRESS", help="solve many documents on a Dask cluster")
    to.add_argument("-q", "--quiet", action="store_true", help="no summary line")
    to.add_argument("-MD", action="store_true", dest="depfile", help="write a dependency file for make")
    to.add_argument("-MF", metavar="FILE.d", dest="depfile_name", help="its name (OUT with the ending .d)")
    to.add_argument("-MP", action="store_true", dest="depfile_phony",
                    help="an empty rule for each dependency, so that a deleted one is no error")
    return to


def run(options: argparse.Namespace) -> int:
    """Solve one document, or many."""
    paths = [Path(f) for f in options.files]
    options.handout = options.handout or options.variant is not None
    options.variant = options.variant or "solutions"
    if len(paths) > 1 or paths[0].is_dir() or options.scheduler:
        from .solve_many import run as run_many
        return run_many(paths, options)
    return _one(paths[0], options)


def settings(options: argparse.Namespace):
    """The pipeline's options from the command line's."""
    from ..document.pipeline import Options
    return Options(options.detail, options.layout, numbers(options.only), not options.no_cache, options.templates,
                   keep=options.handout or options.pdf)


def numbers(given: list[str]) -> tuple[int, ...]:
    """Problem numbers: "2", "1,3-5"."""
    found: list[int] = []
    for text in ",".join(given).split(",") if given else ():
        first, dash, last = text.strip().partition("-")
        if not first.isdigit() or dash and not last.isdigit():
            raise DocumentError(f"--only {text!r} names no problem", code="TD501", hint="write --only 2 or --only 1,3-5")
        found += range(int(first), int(last or first) + 1)
    return tuple(found)


def _one(path: Path, options: argparse.Namespace) -> int:
    """Solve one document, or find that the same run was made before and all files are as it left them."""
    from ..document.files import cache, ledger, runs
    _fitting(options)
    name = runs.asked(options=vars(options), coloured=common.coloured(sys.stderr),
                      templates=cache.templates_mark(options.templates)) if _writes_files(options) else None
    before = runs.unchanged(name) if name else None
    if before:
        sys.stderr.write(before.said)
        return before.code
    with ledger.kept() as seen:
        code, said, lasting = _solved(path, options)
    sys.stderr.write(said)
    if name and lasting:
        runs.remember(name, seen, said, code)
    return code


def _writes_files(options: argparse.Namespace) -> bool:
    """Whether all that a run does is to write files that it can find again: no terminal, and no engine,
    which reads files of its own."""
    engine = options.pdf or options.format == "pdf" or Path(options.output or "").suffix == ".pdf"
    return bool(options.output or options.in_place) and not (options.no_cache or options.diff or engine)


def _solved(path: Path, options: argparse.Namespace) -> tuple[int, str, bool]:
    """The exit code, what is told on stderr, and whether another run would come to the same."""
    from ..document.files import output
    from ..document.pipeline import solve
    from .progress import bar
    solution = solve(path, settings(options), bar)
    read = [path, *solution.document.inputs.paths]
    target = path if options.in_place else Path(options.output) if options.output else None
    if target and not options.in_place:
        output.forbid_overwriting(target, read)
    if options.in_place and options.flatten:
        raise DocumentError("--flatten writes another document", code="TD501", hint="name it with -o OUT.tex")
    for extra in (options.report, options.depfile_name):
        if extra:
            output.forbid_overwriting(Path(extra), read)
    written = _write(solution, target, options)
    if options.report:
        output.write(Path(options.report), (json.dumps(solution.report(), ensure_ascii=False, indent=1) + "\n").encode())
    if options.depfile or options.depfile_name:
        _depfile(target, read, options)
    return 0 if solution.clean else 1, _told(solution, options, written), solution.lasting


def _fitting(options: argparse.Namespace) -> None:
    """A solved document is LaTeX: another format is a handout's; and it goes to one place."""
    if options.in_place and (options.output or options.handout):
        raise DocumentError(f"--in-place writes into {options.files[0]} itself", code="TD501",
                            hint="name another file with -o, or ask for --in-place alone")
    from ..document.handout import FORMATS
    others = set(FORMATS.values()) - {FORMATS["latex"]}
    if not options.handout and (options.format or Path(options.output or "").suffix in others):
        raise DocumentError(f"{'--format' if options.format else options.output}: a solved document is LaTeX", code="TD501",
                            hint="name it with -o OUT.tex, with --pdf for a PDF beside it; "
                                 "other formats are written with --handout")


def _write(solution, target: Path | None, options: argparse.Namespace) -> list[str]:
    """Write what is asked for; gives remarks about it."""
    from ..document import handout
    from ..document.files import output
    if options.handout:
        return _handout(solution, target, options)
    remarks = []
    if options.diff:
        _diff(solution, target)
    elif target and not options.flatten:
        remarks = _files(solution, target, options.in_place)
    else:
        data = solution.document.base.encode(solution.flat)
        output.write(target, data) if target else sys.stdout.buffer.write(data)
    if options.pdf:
        name = (target or Path(solution.document.base.path.stem + "-solutions")).with_suffix(".pdf")
        engine, itself = handout.pdf(solution, name, options.variant, options.detail, options.templates, False)
        remarks.append(f"{name} by {engine}" + ("" if itself
                                                else " (a handout: the document itself needs a TeX engine that can set it)"))
    return remarks


def _files(solution, target: Path, in_place: bool) -> list[str]:
    """The main file, and beside it, at the same relative paths, the chapters that have solutions;
    beside the sources themselves only where asked."""
    from ..document.files import output
    (main, text), *chapters = solution.files
    solved = [(file, text) for file, text in chapters if text != file.text]
    kept = [file.path for file, _ in solved if not in_place
            and (target.parent / file.path.relative_to(main.path.parent)).resolve() == file.path.resolve()]
    output.write(target, main.encode(text))
    if kept:
        return [f"the solutions of {', '.join(map(str, kept))} are not written, which would overwrite what is read: "
                f"name an output in another folder, or ask for --flatten or --in-place"]
    for file, text in solved:
        output.write(file.path if in_place else target.parent / file.path.relative_to(main.path.parent), file.encode(text))
    remarks = [f"{len(solved)} of its files with solutions: {', '.join(str(file.path) for file, _ in solved)}"] if solved else []
    return remarks if in_place else remarks + _copies(solution, target, {file.path.resolve() for file, _ in solved})


def _copies(solution, target: Path, written: set[Path]) -> list[str]:
    """An output in another folder gets what the document inputs and shows beside it,
    so that it can be set there by itself."""
    from ..document.files import inputs, output
    main = solution.document.base.path
    home = main.resolve().parent
    if target.resolve().parent == home or target.suffix != ".tex":
        return []
    document = solution.document
    read = [p for p in dict.fromkeys(p.resolve() for p in document.inputs.paths) if p not in written and p != main.resolve()]
    pictures = [p for p in inputs.shown(document.masked.definitions + document.inputs.definitions, home, [main, *read])
                if p not in read]
    places = [(path, target.parent / path.relative_to(home), path in read) for path in [*read, *pictures]]
    kept = [str(place) for path, place, signed in places if not output.copy(path, place, signed)]
    return [f"{', '.join(kept)} stands there already and is another file than the one that is read"] if kept else []


def _handout(solution, target: Path | None, options: argparse.Namespace) -> list[str]:
    from ..document import handout
    from ..document.files import output
    ending = {v: k for k, v in handout.FORMATS.items()}
    form = options.format or (ending.get(target.suffix) if target else None) or "latex"
    remarks = []
    if form == "pdf" or options.pdf:
        if target is None:
            raise DocumentError("a PDF needs a file", code="TD501", hint="name it with -o FILE.pdf")
        engine, _ = handout.pdf(solution, target.with_suffix(".pdf"), options.variant, options.detail, options.templates, True)
        remarks.append(f"{target.with_suffix('.pdf')} by {engine}")
    if form != "pdf":
        text = handout.render(solution, form, options.variant, options.detail, options.templates)
        if target:
            output.write(target, text.encode())
        else:
            common.emit(text, None)
    return remarks


def _diff(solution, target: Path | None) -> None:
    import difflib
    for number, (file, text) in enumerate(solution.files):
        source = solution.document.source if not number else solution.document.base.found[file.path.resolve()]
        name = str(file.path)
        lines = difflib.unified_diff(source.text.splitlines(keepends=True), text.splitlines(keepends=True), f"a/{name}",
                                     f"b/{target if target and not number else name}")
        sys.stdout.buffer.write("".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"
                                        for line in lines).encode(source.encoding, "replace"))


def _depfile(target: Path | None, read: list[Path], options: argparse.Namespace) -> None:
    from ..document.files import depfile, output
    if target is None:
        raise DocumentError("-MD needs an output", code="TD501", hint="name it with -o FILE")
    own = (sorted(p for p in Path(options.templates).rglob("*") if p.is_file())
           if options.templates and Path(options.templates).is_dir() else [])
    name = Path(options.depfile_name) if options.depfile_name else target.with_suffix(".d")
    sources = [read[0], *(depfile.relative(p) for p in read[1:]), *own]
    output.write(name, depfile.text([target], sources, options.depfile_phony).encode())


def _told(solution, options: argparse.Namespace, remarks: list[str]) -> str:
    from ..document.files.diagnostics import written
    from .slips import with_slips
    lines = ([] if options.quiet or options.diagnostics not in ("gcc", "github")
             else [f"{options.files[0]}: {solution.summary}", *remarks])
    return (written(with_slips(solution), options.diagnostics, common.coloured(sys.stderr))
            + "".join(line + "\n" for line in lines))
