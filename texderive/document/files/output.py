"""Files written whole or not at all, and only when their content changes."""
from __future__ import annotations

import os
from pathlib import Path

from ... import atomic
from ...errors import DocumentError
from . import ledger


def write(path: Path, data: bytes) -> bool:
    """Put `data` into `path` by way of a temporary neighbour; False where the file held it already.

    A device or a pipe is written to and never replaced; a link stays one, and the file it leads to is replaced.
    """
    ledger.wrote(path, data)
    try:
        if path.exists() and not path.is_file():
            if path.is_dir():
                raise IsADirectoryError(21, "it is a folder")
            with open(path, "wb", buffering=0) as stream:
                stream.write(data)
            return True
        path = path.resolve() if path.is_symlink() else path
        if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
            return False
        atomic.put(path, data, path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        return True
    except OSError as error:
        raise atomic.refused(path, error) from None


_COPIED = b"% texderive: copied from "


def copy(source: Path, target: Path, signed: bool = True) -> bool:
    """Put a copy of `source` where an output needs it, `signed` by a last line that says so (pictures are not);
    False where another file stands there, which is left as it is."""
    data = source.read_bytes()
    if target.exists() and target.samefile(source):
        return True
    there = target.read_bytes() if target.exists() else None
    if not signed:
        ledger.looked(source, data)
    if there is not None and (there == data or not signed or not there.rstrip().rpartition(b"\n")[2].startswith(_COPIED)):
        ledger.looked(target, there)
        return there == data
    line = b"\r\n" if b"\r\n" in data else b"\n"
    write(target, data if not signed else data + (b"" if data.endswith(b"\n") else line) + _COPIED
          + source.name.encode("ascii", "replace") + line)
    return True


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def forbid_overwriting(target: Path, sources: list[Path]) -> None:
    """An output must not be a file that is read."""
    resolved = target.resolve()
    for source in sources:
        if source.resolve() == resolved or (target.exists() and source.exists() and target.samefile(source)):
            raise DocumentError(f"the output {target} would overwrite an input", code="TD507",
                                hint="name another file with -o, or use --in-place")
