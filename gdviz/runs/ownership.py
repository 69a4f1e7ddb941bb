"""Whose files lie in a directory: which of them are a run's, and removing those alone."""

import contextlib
import re
import stat
from pathlib import Path

from gdviz.runs.folder import TEMPORARY, Folder
from gdviz.runs.lock import LOCK, MOVES_OPEN, DirectoryLock
from gdviz.runs.manifest import FIELD, FORMAT, MANIFEST, MOST_BYTES, READABLE, is_readable, parse_manifest
from gdviz.wording import visible

# Fields that come to a run that stands, file by file, and into its manifest after that.
LATER = re.compile(r"(surface|basins|metric)\.\w+\.npy")


def foreign_names(folder: Folder, *, hidden: bool = False) -> list[str]:
    """Return, as they are shown, the names in a directory of what is not a run's; all where there is no run.

    A `hidden` one may have been left before there was a manifest in it.
    """
    kinds = folder.kinds()
    fields = _fields(folder) if kinds.get(MANIFEST) == stat.S_IFREG else None
    ours = {LOCK, MANIFEST} if hidden and MANIFEST not in kinds else set()
    if fields is not None:
        ours = {MANIFEST, LOCK, *(f"{name}.npy" for name in fields)}
    strange = []
    # What looks least like a run's is told first.
    for name, kind in sorted(kinds.items(), key=lambda one: (one[0] == LOCK, one[0].endswith(".npy"), one[0])):
        going = TEMPORARY.fullmatch(name)
        final = going["name"] if going else name
        is_ours = final in ours or (fields is not None and LATER.fullmatch(final))
        if not is_ours or kind != stat.S_IFREG:
            strange.append(visible(name) + {stat.S_IFDIR: "/", stat.S_IFLNK: " (a link)"}.get(kind, ""))
    return strange


def _fields(folder: Folder) -> list[str] | None:
    """Return the names of a run's fields, or None where its manifest is not that of a run."""
    with folder.read(MANIFEST) as file:
        text = file.read(MOST_BYTES + 1)
    try:
        manifest = parse_manifest(text)
    except ValueError:
        return None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        return None
    if not is_readable(manifest.get("format_version")):
        raise ValueError(
            f"{folder.shown} is a run of format version {manifest.get('format_version')!r}, and this gdviz knows "
            f"{' and '.join(map(str, READABLE))}; choose another directory with -o"
        )
    fields = manifest.get("fields")
    return [name for name in fields if FIELD.fullmatch(name)] if isinstance(fields, dict) else None


def remove_run(directory: Path, lock: DirectoryLock | None = None) -> None:
    """Remove a run that is in no place, whose lock is held; what cannot be removed now is left to the next run.

    The manifest goes after the arrays, so that what a killed process leaves can still be told to be gdviz's.
    """
    with contextlib.suppress(OSError, ValueError):
        with Folder(directory) as folder:
            if foreign_names(folder, hidden=True):
                return
            for name in sorted(folder.kinds(), key=lambda name: (name == LOCK, name == MANIFEST)):
                if name == LOCK and lock is not None and not MOVES_OPEN:
                    lock.release()
                folder.remove(name)
        directory.rmdir()
