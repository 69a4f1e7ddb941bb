"""Whose files lie in a directory: which of them are a run's, or a fleet's, and removing those alone."""

import contextlib
import re
import stat
from pathlib import Path

from gdviz.runs.fleet_manifest import FLEET, FLEET_FORMAT, FLEET_READABLE, PARTS
from gdviz.runs.folder import TEMPORARY, Folder
from gdviz.runs.lock import LOCK, MOVES_OPEN, DirectoryLock
from gdviz.runs.manifest import FIELD, FORMAT, MANIFEST, MOST_BYTES, READABLE, parse_manifest
from gdviz.wording import visible

# Fields that come to a run that stands, file by file, and into its manifest after that.
LATER = re.compile(r"(surface|basins|metric)\.\w+\.npy")


def foreign_names(folder: Folder, *, hidden: bool = False) -> list[str]:
    """Return, as they are shown, the names in a directory of what is not a run's; all where there is no run.

    A `hidden` one may have been left before there was a manifest in it.
    """
    kinds = folder.kinds()
    known = [name for name in (MANIFEST, FLEET) if name in kinds]
    fields = _fields(folder, known[0]) if known and kinds[known[0]] == stat.S_IFREG else None
    ours = {LOCK, MANIFEST, FLEET} if hidden and not known else set()
    if fields is not None:
        ours = {known[0], LOCK, *(f"{name}.npy" for name in fields), *(PARTS if known[0] == FLEET else ())}
    strange = []
    # What looks least like a run's is told first.
    for name, kind in sorted(kinds.items(), key=lambda one: (one[0] == LOCK, one[0].endswith(".npy"), one[0])):
        going = TEMPORARY.fullmatch(name)
        final = going["name"] if going else name
        is_ours = final in ours or (fields is not None and LATER.fullmatch(final))
        if not is_ours or kind != stat.S_IFREG:
            strange.append(visible(name) + {stat.S_IFDIR: "/", stat.S_IFLNK: " (a link)"}.get(kind, ""))
    return strange


def _fields(folder: Folder, name: str) -> list[str] | None:
    """Return the names of the fields of a run or fleet, or None where its manifest is not that of one."""
    form, readable = {MANIFEST: (FORMAT, READABLE), FLEET: (FLEET_FORMAT, FLEET_READABLE)}[name]
    with folder.read(name) as file:
        text = file.read(MOST_BYTES + 1)
    try:
        manifest = parse_manifest(text)
    except ValueError:
        return None
    if not isinstance(manifest, dict) or manifest.get("format") != form:
        return None
    version = manifest.get("format_version")
    if version not in readable or isinstance(version, bool):
        kind = "run" if form == FORMAT else "fleet"
        raise ValueError(
            f"{folder.shown} is a {kind} of format version {version!r}, and this gdviz knows "
            f"{' and '.join(map(str, readable))}; choose another directory with -o"
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
            for name in sorted(folder.kinds(), key=lambda name: (name == LOCK, name in (MANIFEST, FLEET))):
                if name == LOCK and lock is not None and not MOVES_OPEN:
                    lock.release()
                folder.remove(name)
        directory.rmdir()
