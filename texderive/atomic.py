"""Files written whole or not at all."""
from __future__ import annotations

import os
import tempfile
from pathlib import Path

from .errors import DocumentError


def put(path: Path, data: bytes, mode: int) -> None:
    """Put `data` into `path` by way of a temporary neighbour, so that nobody ever sees half of it;
    the folder is made where it is missing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, mode)
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise refused(path, error) from None


def refused(path: Path, error: OSError) -> DocumentError:
    """The error of a file that cannot be written."""
    return DocumentError(f"cannot write {path}: {error.strerror or error}", code="TD501",
                         hint="check the folder's permissions and the space on the disk")
