"""texderive declare: inferred shapes as pragma comments that can be pasted."""
from __future__ import annotations

import argparse
from pathlib import Path


def arguments(to: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The options of `declare`."""
    to.add_argument("file", metavar="FILE")
    to.add_argument("--all", action="store_true", help="declared symbols too, not only inferred ones")
    return to


def run(options: argparse.Namespace) -> int:
    """Print one pragma line per problem."""
    from ..document.inferred import pragma_lines
    for line in pragma_lines(Path(options.file), options.all):
        print(line)
    return 0
