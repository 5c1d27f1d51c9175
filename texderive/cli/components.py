"""texderive components: a formula in index notation."""
from __future__ import annotations

import argparse

from . import common


def arguments(to: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The options of `components`."""
    common.formula_arguments(to)
    return to


def run(options: argparse.Namespace) -> int:
    """Print the index notation as LaTeX."""
    from .. import api
    common.emit(api.components(common.formula(options.latex), declare=common.declarations(options.declare)), options.output)
    return 0
