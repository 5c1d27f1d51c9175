"""texderive templates: a copy of the templates, as a start for one's own."""
from __future__ import annotations

import argparse


def arguments(to: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The options of `templates`."""
    to.add_argument("--copy", metavar="DIR", help="copy all templates there; existing files are kept")
    return to


def run(options: argparse.Namespace) -> int:
    """Copy, or say where the templates are."""
    if options.copy:
        from ..errors import DocumentError
        from ..render import copy_templates
        try:
            written = copy_templates(options.copy)
        except OSError as error:
            raise DocumentError(f"cannot write {options.copy}: {error.strerror or error}", code="TD501") from None
        print("\n".join(map(str, written)) if written else "all templates are there already")
        return 0
    from ..render.environment import template_folder
    print(template_folder())
    return 0
