"""texderive doctor: what is installed, what was found, whether a derivation works."""
from __future__ import annotations

import argparse
import sys


def arguments(to: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """`doctor` has no options."""
    return to


def run(options: argparse.Namespace) -> int:
    """Print one line per finding; 1 where a derivation does not work."""
    import platform
    import shutil
    import time
    from importlib import metadata

    from .. import __version__
    from ..document.files.cache import folder
    print(f"texderive   {__version__}")
    print(f"python      {platform.python_version()} ({sys.executable})")
    for name in ("pylatexenc", "numpy", "sympy", "jinja2", "opt_einsum", "typst", "diskcache", "rich", "distributed"):
        try:
            print(f"{name:12}{metadata.version(name)}")
        except metadata.PackageNotFoundError:
            print(f"{name:12}{'not installed (optional)' if name == 'distributed' else 'NOT INSTALLED'}")
    for name in ("latexmk", "pdflatex", "lualatex"):
        print(f"{name:12}{shutil.which(name) or 'not found'}")
    print(f"cache       {folder()}")
    return _trial(time)


def _trial(time) -> int:
    from .. import api
    from ..errors import TexDeriveError
    start = time.perf_counter()
    try:
        answer = api.derive(r"\frac{\partial}{\partial \beta}\|X\beta-Y\|^2")
    except TexDeriveError as error:
        print(f"derivation  FAILS: {error.message}")
        return 1
    print(f"derivation  {answer.result.latex} ({1000 * (time.perf_counter() - start):.0f} ms, "
          f"{'verified' if answer.verification.ok else 'NOT VERIFIED'})")
    return 0 if answer.verification.ok else 1
