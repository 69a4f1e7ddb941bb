"""What runs of dead processes have left beside their places: removed, or put back, by the next that begins there."""

import contextlib
import os
import re
from pathlib import Path

from gdviz.runs.folder import Folder
from gdviz.runs.lock import MOVES_OPEN, DirectoryLock
from gdviz.runs.ownership import foreign_names, remove_run

# A directory beside a place: a run that has not yet taken it, or one that has just lost it.
HIDDEN = re.compile(r"\.(?P<name>.+)\.[0-9a-f]{16}\.(new|old)", re.DOTALL)


def clear_leftovers(directory: Path) -> None:
    """Remove what runs of dead processes have left beside their places in a directory; put back what has no successor.

    Nothing is touched that a living process holds, or in which there is anything else than gdviz's own.
    """
    try:
        found = [path.name for path in directory.iterdir() if HIDDEN.fullmatch(path.name)]
    except OSError:
        return
    # First those that were put aside: where their successor did not come to take the place, it is theirs again.
    for name in sorted(found, key=lambda name: name.endswith(".new")):
        at = directory / name
        if at.is_symlink() or not at.is_dir():
            continue
        with contextlib.suppress(OSError, ValueError), Folder(at) as folder:
            # It may have taken its place meanwhile, where its lock is not for us to take.
            is_ours = not foreign_names(folder, hidden=True) and at.exists()
            lock = DirectoryLock.take(folder) if is_ours else None
            if lock is None:
                continue
            try:
                place = directory / HIDDEN.sub(r"\g<name>", name)
                if not lock.certain:
                    continue
                if name.endswith(".new") or os.path.lexists(place):
                    remove_run(at, lock)
                    continue
                if not MOVES_OPEN:
                    lock.release()
                at.rename(place)
            finally:
                lock.release()
