"""texderive clean: insertions taken out again, byte for byte."""
from __future__ import annotations

import argparse
import sys
from pathlib import Path


def arguments(to: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The options of `clean`."""
    to.add_argument("file", metavar="FILE")
    to.add_argument("-o", "--output", metavar="FILE", help="write there instead of to stdout")
    to.add_argument("--in-place", action="store_true", help="change FILE itself")
    return to


def run(options: argparse.Namespace) -> int:
    """Write the file without insertions."""
    from ..document.files import markers, output
    from ..document.files.source import load
    path = Path(options.file)
    source = load(path)
    data = source.encode(markers.cleaned(source.text))
    if options.in_place or options.output:
        target = path if options.in_place else Path(options.output)
        if not options.in_place:
            output.forbid_overwriting(target, [path])
        output.write(target, data)
    else:
        sys.stdout.buffer.write(data)
    return 0
