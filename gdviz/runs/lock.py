"""The lock of a directory: one process at a time; the system lets go of it when that ends, however it ends."""

import errno
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from filelock import lock_descriptor, unlock_descriptor

from gdviz.runs.folder import Folder, FolderError

LOCK = ".lock"
# What is said where a file system has no locks.
WITHOUT = (errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOTSUP)
# On Windows a file that is open can be neither moved nor removed, nor can its directory.
MOVES_OPEN = os.name != "nt"


@dataclass(frozen=True, eq=False)
class DirectoryLock:
    """A lock that is held; take one by `take`.

    Attributes
    ----------
    file
        The file that is locked, which stays when the lock is let go.
    certain
        Whether no other process can hold it too; False on a file system without locks.
    """

    file: BinaryIO
    certain: bool

    @classmethod
    def take(cls, folder: Folder, name: str = LOCK, *, wait: bool = False) -> Self | None:
        """Return the lock of an open directory, or None where another has it, unless that is waited for.

        Raises
        ------
        FolderError
            If its file is a link, or no regular file.
        OSError
            If the file cannot be made or written.
        """
        try:
            file = folder.update(name)
        except FileNotFoundError:
            try:
                file = folder.create(name)
            except FileExistsError:
                file = folder.update(name)
        try:
            if lock_descriptor(file.fileno(), blocking=wait):
                return cls(file, certain=True)
        except OSError as error:
            if error.errno in WITHOUT:
                return cls(file, certain=False)
            file.close()
            raise
        file.close()
        return None

    def release(self) -> None:
        """Let go of it; twice does no harm."""
        if self.file.closed:
            return
        if self.certain:
            # Closing alone would leave it to a process that was forked meanwhile.
            unlock_descriptor(self.file.fileno())
        self.file.close()


def is_held(path: Path) -> bool | None:
    """Return whether a process is recording in a run's directory; None where that cannot be told.

    Raises
    ------
    OSError
        If it is no directory, or cannot be opened.
    """
    with Folder(path) as folder:
        if LOCK not in folder.kinds():
            return None
        try:
            lock = DirectoryLock.take(folder)
        except (OSError, FolderError):
            return None
        if lock is None:
            return True
        lock.release()
        return False if lock.certain else None
