"""texderive check: which line of a written derivation is wrong."""
from __future__ import annotations

import argparse
import sys
from pathlib import Path

from . import common


def arguments(to: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The options of `check`."""
    to.add_argument("files", metavar="FILE.tex", nargs="+", help="documents, folders of submissions, a formula such as 'a = b', or -")
    to.add_argument("--declare", action="append", default=[], metavar="'X: N x d'")
    to.add_argument("--layout", choices=["numerator", "denominator"])
    to.add_argument("--format", choices=["text", "chktex", "json", "sarif", "github", "csv"], default="text")
    to.add_argument("--explain", action="store_true", help="name what leads from each right line to the next")
    to.add_argument("--annotate", metavar="OUT.tex", help="a copy of the document with margin marks")
    to.add_argument("-j", "--jobs", type=int, help="processes for folders (all cores)")
    to.add_argument("-q", "--quiet", action="store_true")
    return to


def run(options: argparse.Namespace) -> int:
    """Check all; 1 where something is wrong."""
    from ..check import command
    return command.run(options, common)
