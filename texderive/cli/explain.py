"""texderive explain: what a diagnostic code means and what to do."""
from __future__ import annotations

import argparse
import importlib
import importlib.util
import sys

ROOMS = ("read", "types", "worked", "render", "document", "checking")


def arguments(to: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The options of `explain`."""
    to.add_argument("code", metavar="CODE", nargs="?", help="such as TD203; without it, all codes are listed")
    return to


def run(options: argparse.Namespace) -> int:
    """Print the title and the explanation of one code, or all titles."""
    known = codes()
    if options.code is None:
        print("\n".join(f"{code}  {known[code][0]}" for code in sorted(known)))
        return 0
    wanted = options.code.upper()
    wanted = wanted if wanted.startswith("TD") else f"TD{wanted}"
    if wanted not in known:
        print(f"texderive: there is no code {options.code}; `texderive explain` lists all", file=sys.stderr)
        return 2
    title, words = known[wanted]
    import textwrap
    print(f"{wanted}: {title}\n\n{textwrap.fill(words, 90)}")
    return 0


def codes() -> dict[str, tuple[str, str]]:
    """All codes of all rooms, with the few of this one."""
    found = {"TD599": ("a worker process ended",
                       "Memory ran out, or the process was killed. The other inputs were not affected; try this one alone.")}
    for room in ROOMS:
        name = f"texderive.{room}.codes"
        if importlib.util.find_spec(f"texderive.{room}") and importlib.util.find_spec(name):
            for code, entry in importlib.import_module(name).CODES.items():
                found[code] = (entry, "") if isinstance(entry, str) else (entry[0], entry[1])
    return found
