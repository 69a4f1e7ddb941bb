"""Folders for what is not finished: gone when the work is done, and swept by the next when whoever did it was killed.

Each holds a file that its process keeps locked. The system gives the lock up however the process ends, so that a folder
whose lock can be had belongs to nobody; no number of a process must be looked up, which may be in use again by then.
"""

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import lock_descriptor

PREFIX = ".gdviz-scratch-"
LOCK = ".held"
OF_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
# A disk with less free, in bytes, is full.
NO_ROOM = 16384


@contextmanager
def scratch(home: str | Path | None = None, *, blame: str | Path | None = None) -> Iterator[Path]:
    """Give a folder for what is unfinished, which is removed after the block, with all that is in it.

    First, such folders there and in the system's place for temporary files are removed that dead processes have left.

    Parameters
    ----------
    home
        Where the folder is made; in the system's place for temporary files unless given.
    blame
        What an error of the disk names, where it names nothing or the folder itself: `home` unless given.

    Raises
    ------
    OSError
        If the folder cannot be made, or what the block raises.
    """
    common = temporary_home()
    place = Path(home or common)
    named = str(blame or place)
    for other in {place, common}:
        sweep_out(other)
    folder, lock = place, None
    try:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
        lock = _hold(folder)
        yield folder
    except Exception as error:
        if told := _disk_error(error, folder if folder != place else None, place):
            raise OSError(*told, named) from error
        raise
    finally:
        if lock is not None:
            os.close(lock)
        if folder != place:
            shutil.rmtree(folder, ignore_errors=True)


def _disk_error(error: Exception, folder: Path | None, place: Path) -> tuple[int, str] | None:
    """Return number and words of an error of the disk that `folder` is on; None for any other error.

    Parameters
    ----------
    folder
        Where the error arose; None where it could not be made.
    """
    if isinstance(error, OSError) and error.errno is not None:
        # What copies or renames names where from, and then where to.
        name = error.filename if error.filename2 is None else error.filename2
        is_there = folder is None or name is None or Path(os.fsdecode(name)).is_relative_to(folder)
        return (error.errno, error.strerror or str(error)) if is_there else None
    # Some libraries fall over their own clean-up after an error of the disk, as matplotlib's PDF.
    before = error.__context__
    while before is not None:
        if isinstance(before, OSError) and before.errno in OF_DISK:
            return before.errno or errno.EIO, before.strerror or str(before)
        before = before.__context__
    # Others, as Cairo, write what there is room for and say nothing, and then something falls over what is missing. (A
    # ValueError itself is a user's mistake.)
    if type(error) is not ValueError and shutil.disk_usage(place).free < NO_ROOM:
        return errno.ENOSPC, os.strerror(errno.ENOSPC)
    return None


def temporary_home() -> Path:
    """Return the system's place for temporary files, or raise OSError that says what to set."""
    try:
        return Path(tempfile.gettempdir())
    except FileNotFoundError:
        raise OSError("no place for temporary files can be written; set TMPDIR to one that has room") from None


def sweep_out(home: Path) -> None:
    """Remove the folders in `home` that were made by `scratch`, by this user, in processes that have died."""
    with suppress(OSError), os.scandir(home) as entries:
        left = [Path(entry) for entry in entries if entry.name.startswith(PREFIX) and _is_own(entry)]
        for folder in left:
            if _is_abandoned(folder):
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def leaving_no_scratch(home: str | Path) -> Iterator[None]:
    """Remove from `home` what processes have left there that were ended in the block."""
    try:
        yield
    finally:
        sweep_out(Path(home))


def _is_own(entry: "os.DirEntry[str]") -> bool:
    """Return whether an entry is a folder, and no link to one, of this user."""
    about = entry.stat(follow_symlinks=False)
    return stat.S_ISDIR(about.st_mode) and (os.name != "posix" or about.st_uid == os.geteuid())


def _hold(folder: Path) -> int:
    """Return an open file that is locked for as long as this process and those forked from it live."""
    lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    # It is empty until it is locked, and where the file system has no locks: then nobody can tell whether it is in use.
    if _can_lock(lock):
        os.write(lock, b"held")
    return lock


def _is_abandoned(folder: Path) -> bool:
    """Return whether a folder was held by a process that has died."""
    try:
        lock = os.open(folder / LOCK, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        return False
    try:
        about = os.fstat(lock)
        return stat.S_ISREG(about.st_mode) and about.st_size > 0 and _can_lock(lock)
    finally:
        os.close(lock)


def _can_lock(opened: int) -> bool:
    """Lock an open file, and return whether that was possible."""
    try:
        return lock_descriptor(opened, blocking=False)
    except OSError:
        return False
