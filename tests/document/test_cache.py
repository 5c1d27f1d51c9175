"""What is kept between runs answers for the sources that made it only."""
from pathlib import Path

import texderive
from texderive.document.files.cache import sources_mark


def test_every_module_is_looked_at():
    """An edit of any module of the package, in whatever folder, makes another key."""
    package = Path(texderive.__file__).parent
    marked = {mark.split(":")[0] for mark in sources_mark()}
    assert {f"{p.parent.name}/{p.name}" for p in package.rglob("*.py")} <= marked
