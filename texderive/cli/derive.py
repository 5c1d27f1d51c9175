"""texderive derive: one formula, with every step."""
from __future__ import annotations

import argparse
import json
import os
import re
import sys
from pathlib import Path

from ..errors import DocumentError
from . import common

FORMATS = {"text": ".txt", "latex": ".tex", "markdown": ".md", "html": ".html", "typst": ".typ", "json": ".json",
           "numpy": ".py", "pdf": ".pdf"}


def arguments(to: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The options of `derive`."""
    to.epilog = (r"Example: texderive derive --declare 'A: n x n symmetric' '\nabla_x x^T A x'. Exit status: "
                 r"0 derived, 1 the formula cannot be read or is refused, 2 usage.")
    common.formula_arguments(to)
    common.layout_arguments(to)
    to.add_argument("--format", choices=[*FORMATS],
                    help="of what is written (by the ending of FILE, else text); numpy is code that computes the result")
    to.add_argument("--method", choices=["direct", "expand"], default="direct", help="expand: multiply norms out first")
    to.add_argument("--standalone", action="store_true", help="a whole document instead of a fragment")
    return to


def run(options: argparse.Namespace) -> int:
    """Derive and print; 0, or an error's exit code by way of main."""
    from .. import api
    endings = {ending: name for name, ending in FORMATS.items()}
    options.format = options.format or endings.get(Path(options.output or "").suffix, "text")
    if options.format == "pdf" and not options.output:
        raise DocumentError("a PDF needs a file", code="TD501", hint="name it with -o FILE.pdf")
    if options.output and os.path.isfile(options.latex):
        from ..document.files.output import forbid_overwriting
        forbid_overwriting(Path(options.output), [Path(options.latex)])
    latex, declare = common.formula(options.latex), common.declarations(options.declare)
    _tell_of_absent(latex, declare)
    derivation = api.derive(latex, declare=declare, layout=options.layout, detail=options.detail, method=options.method)
    if options.format == "pdf":
        _pdf(derivation, options)
    elif options.format == "json":
        common.emit(json.dumps(derivation.to_dict(), ensure_ascii=False, indent=1), options.output)
    elif options.format == "numpy":
        common.emit(derivation.to_numpy(), options.output)
    else:
        from .. import render
        common.emit(render.derivation(derivation, options.format, options.detail, standalone=options.standalone,
                                      amssymb=True, templates=options.templates), options.output)
    return 0


def _tell_of_absent(latex: str, declare: dict[str, str]) -> None:
    """A note on each declared symbol whose letter does not stand in the formula: a slip of the pen, most likely."""
    squeezed = re.sub(r"[\s{}]", "", latex)
    for name in declare:
        if re.sub(r"[\s{}]|[_^].*", "", name) not in squeezed:
            print(f"texderive: note: {name} is declared and does not occur in the formula", file=sys.stderr)


def _pdf(derivation, options: argparse.Namespace) -> None:
    from .. import render
    whole = {form: render.derivation(derivation, form, options.detail, standalone=True, templates=options.templates)
             for form in ("latex", "typst")}
    render.pdf(options.output, **whole)
