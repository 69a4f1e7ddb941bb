"""A file appears under its name when it is complete, and not before."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gdviz.files.scratch import scratch


def ready(path: str | Path) -> Path:
    """Return `path` when a file can be written there, its directory made where missing.

    Raises
    ------
    OSError
        If it cannot.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a directory; give a file name with -o")
    if path.exists() and not path.is_file():
        raise FileExistsError(f"{path} is no regular file; give another file name with -o")
    if not os.access(path.parent, os.W_OK):
        raise PermissionError(f"cannot write in {path.parent}; choose another file with -o")
    return path


@contextmanager
def appearing(path: str | Path) -> Iterator[Path]:
    """Give a temporary path that becomes `path` when the block ends well, and is removed when it does not.

    Raises
    ------
    OSError
        If the directory cannot be made or written. It names `path`, and not the temporary one, unless what is amiss is
        another place.
    """
    path = ready(path)
    with scratch(path.parent, blame=path) as folder:
        temporary = folder / path.name
        yield temporary
        try:
            temporary.replace(path)
        except PermissionError:
            if not path.exists():
                raise
            # Windows replaces no file that a program has open.
            raise PermissionError(
                f"{path} cannot be replaced; close it where it is open, or choose another file with -o"
            ) from None
