"""Imports point one way, heavy libraries have one wrapper each, and `import texderive` loads none of them."""
from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "texderive"

# The rooms in the order of the data: a room imports rooms on its left, never those on its right.
ORDER = (
    "records", "errors", "limits", "atomic", "garbage", "patterns", "symbols", "functions", "usual", "tree", "matrix", "index", "explicit", "labels", "problem", "derivation",
    "read", "types", "lower", "rules", "deriving", "raising", "verify", "write", "codegen", "solving", "worked",
    "render", "api", "prose", "document", "checking", "cli",
)
# The packages of the large rooms, in the same way; their own modules beside them put these together or serve them all.
PACKAGES = {
    "types": ("notation", "statements", "terms", "ranks", "requests"),
    "document": ("files", "lexical", "outline", "context", "questions", "solutions"),
    "checking": ("trees", "text", "values", "context", "members", "notation", "typed", "judging", "equations", "slips"),
    "worked": ("optima",),
}
OWN = {"types": {"values"}, "document": {"document", "pipeline", "handout"}, "checking": {"checker", "claims", "files", "following", "supposed"},
       "worked": {"build", "apart", "compound", "entries", "implicit"}}      # those that put them together
FOUNDATIONS = frozenset(ORDER[:ORDER.index("read")])

# Rooms that may see less than all on their left: what they must know nothing of.
ONLY = {
    "records": set(), "errors": set(), "limits": set(), "atomic": {"errors"}, "garbage": set(), "patterns": set(), "symbols": {"records"}, "functions": set(), "usual": set(), "tree": set(),
    "read": {"tree", "errors", "functions", "usual", "patterns"},
    "verify": FOUNDATIONS,                       # the judge shares no code with the accused
    "write": FOUNDATIONS,
}

# Where each heavy library may be imported: its wrappers.
WRAPPERS = {
    "pylatexenc": {"read"},
    "numpy": {"verify", "worked", "api", "checking", "document"},      # the rooms that compare values
    "sympy": {"solving"},
    "jinja2": {"render"},
    "typst": {"render"},
    "diskcache": {"document"},
    "rich": {"cli"},
    "opt_einsum": {"codegen"},
    "distributed": {"document"},
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    """The room a file belongs to: its top-level package or module."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


@cache
def imports(path: Path) -> tuple[tuple[str, int], ...]:
    """Absolute names of all modules a file imports, with lines, also those inside functions."""
    here = ("texderive", *path.relative_to(PACKAGE).with_suffix("").parts)
    return tuple(imported(ast.parse(path.read_text(encoding="utf-8")), here[:-1]))


def imported(module: ast.Module, package: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """The same of a syntax tree in a package."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[:len(package) - node.level + 1] + ((node.module,) if node.module else ())) if node.level else node.module
            if base == "texderive":
                yield from ((f"texderive.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield base, node.lineno


def test_every_room_is_on_the_map():
    """The map of the code in the README names each room."""
    readme = (PACKAGE.parent / "README.md").read_text(encoding="utf-8")
    rooms = [path.name for path in sorted(PACKAGE.iterdir()) if not path.name.startswith("__") and (path.suffix == ".py" or (path / "__init__.py").exists())]
    assert [name for name in rooms if f"(texderive/{name})" not in readme] == []


def test_every_room_has_its_place():
    """A new room is given its place in ORDER before anything is built on it."""
    rooms = {room_of(path) for path in modules()} - {"__init__", "__main__"}
    assert rooms <= set(ORDER), f"give these a place in ORDER: {sorted(rooms - set(ORDER))}"


@pytest.mark.parametrize("room", ORDER)
def test_imports_point_one_way(room):
    """A room imports nothing that comes after it, and nothing it must know nothing of."""
    allowed = ONLY.get(room, set(ORDER[:ORDER.index(room)])) | {room}
    wrong = [f"{path.relative_to(PACKAGE.parent)}:{line} imports {name}"
             for path in modules() if room_of(path) == room
             for name, line in imports(path)
             if name.startswith("texderive.") and name.split(".")[1] not in allowed and name.split(".")[1] in ORDER]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("room, package", [(room, package) for room, packages in PACKAGES.items() for package in packages])
def test_imports_point_one_way_within_a_room(room, package):
    """A package of a large room imports nothing of those that come after it."""
    packages = PACKAGES[room]
    later = {f"texderive.{room}.{name}" for name in (*packages[packages.index(package) + 1:], *OWN[room])}
    wrong = [f"{path.name}:{line} imports {name}" for path in sorted((PACKAGE / room / package).glob("*.py")) for name, line in imports(path)
             if ".".join(name.split(".")[:3]) in later]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("room", PACKAGES)
def test_every_package_has_its_place(room):
    """A new package of a large room is given its place in PACKAGES before anything is built on it."""
    assert {path.parent.name for path in (PACKAGE / room).glob("*/__init__.py")} == set(PACKAGES[room])


@pytest.mark.parametrize("library", WRAPPERS)
def test_heavy_libraries_stay_in_their_wrappers(library):
    """A heavy library is imported only by the room that wraps it."""
    wrong = [f"{path.relative_to(PACKAGE.parent)}:{line} imports {name}"
             for path in modules() if room_of(path) not in WRAPPERS[library]
             for name, line in imports(path) if name.split(".")[0] == library]
    assert not wrong, "\n".join(wrong)


def loaded_after(code: str) -> set[str]:
    """The heavy libraries that a fresh Python has loaded after running some code."""
    script = f"{code}\nimport sys; print(*sorted(set({tuple(WRAPPERS)!r}) & set(sys.modules)))"
    return set(subprocess.run([sys.executable, "-c", script], cwd=PACKAGE.parent, capture_output=True, text=True, check=True).stdout.split())


def test_import_loads_no_heavy_library():
    """`import texderive` loads none of the heavy libraries."""
    assert loaded_after("import texderive") == set()


def test_the_command_line_loads_no_heavy_library():
    """Neither does the command line before it is given work."""
    assert loaded_after("import texderive.cli") == set()


def test_deriving_does_not_load_sympy():
    """A derivation of linear regression needs no SymPy, no templates and no PDF engine."""
    code = r"import texderive as td; td.derive(r'\frac{\partial}{\partial \beta}\|X\beta-Y\|^2')"
    assert loaded_after(code) <= {"pylatexenc", "numpy"}


def test_check_stays_a_function():
    """The checker at work puts no module in the place of the function `texderive.check`."""
    import texderive

    assert texderive.check("$1 = 1$").ok and texderive.check("$1 = 1$").ok
