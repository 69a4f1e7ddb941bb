"""A run's directory held open, in which nothing is opened that is not a regular file of its own.

A run may come from a stranger, and a link planted in it would lead what is read or written to any other file. So files
are opened by their names within the open directory, without following links; new ones are made under names that
nobody can guess, and take their own in one step.
"""

import os
import re
import secrets
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

# Windows has neither: there, a look before each opening must do.
NO_LINKS = getattr(os, "O_NOFOLLOW", 0)
# So often a file is tried to be replaced where it may be open, fifty times a second.
PATIENCE = 50
BY_DIRECTORY = os.open in os.supports_dir_fd
# A FIFO would wait for its other end, and text is translated on Windows.
PLAIN = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
# The name of a file on its way to its own, which a killed process leaves behind.
TEMPORARY = re.compile(r"\.(?P<name>.+)\.[0-9a-f]{16}\.new", re.DOTALL)


class FolderError(ValueError):
    """A file that is not opened, since it is a link or no regular file."""


class Folder:
    """A directory held open; use it as a context manager.

    Parameters
    ----------
    path
        The directory. It may be reached through links; nothing in it may be one.
    shown
        What errors call it, where that is not `path`.

    Raises
    ------
    OSError
        If it is no directory, or cannot be opened.
    """

    def __init__(self, path: str | Path, *, shown: Path | None = None) -> None:
        self.path = Path(path)
        self.shown = shown or self.path
        self._at = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | PLAIN) if BY_DIRECTORY else None

    def read(self, name: str) -> BinaryIO:
        """Open a file to read; FolderError for a link, FIFO or device, FileNotFoundError where there is none."""
        return self._open(name, os.O_RDONLY, "rb")

    def update(self, name: str) -> BinaryIO:
        """Open a file to be changed in place; FolderError besides where it has a second name (a hard link)."""
        return self._open(name, os.O_RDWR, "r+b")

    def create(self, name: str) -> BinaryIO:
        """Make a file that was not there; FileExistsError where it, or a link of that name, is."""
        return self._open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL, "w+b")

    def replace(self, name: str, write: Callable[[BinaryIO], object]) -> None:
        """Put a file in place whole: what `write` writes to it; a reader finds the old one or the new one."""
        new = f".{name}.{secrets.token_hex(8)}.new"
        try:
            with self._named(name):
                with self.create(new) as file:
                    write(file)
                self._put(new, name)
        except BaseException:
            self.remove(new)
            raise

    def _put(self, new: str, name: str) -> None:
        """Give a file the name of another; on Windows not before those who are reading the other have closed it."""
        for _ in range(PATIENCE):
            try:
                return os.replace(self._where(new), self._where(name), src_dir_fd=self._at, dst_dir_fd=self._at)
            except PermissionError:
                if os.name == "posix":
                    raise
                time.sleep(0.02)
        return os.replace(self._where(new), self._where(name), src_dir_fd=self._at, dst_dir_fd=self._at)

    def remove(self, name: str) -> None:
        """Remove a file or link, if it is there."""
        try:
            os.unlink(self._where(name), dir_fd=self._at)
        except FileNotFoundError:
            return

    def kinds(self) -> dict[str, int]:
        """Return what is in the directory: each name, and its kind as of `stat.S_IFMT`; links stay links."""
        found = {}
        with os.scandir(self.path if self._at is None else self._at) as entries:
            for entry in entries:
                # What another process has removed or renamed meanwhile is not in it.
                with suppress(FileNotFoundError):
                    found[entry.name] = stat.S_IFMT(entry.stat(follow_symlinks=False).st_mode)
        return found

    def stamp(self, name: str) -> tuple[int, int]:
        """Return what tells a file from the one that replaces it; (0, 0) where there is none."""
        try:
            found = os.stat(self._where(name), dir_fd=self._at, follow_symlinks=False)
        except FileNotFoundError:
            return 0, 0
        return found.st_ino, found.st_mtime_ns

    def is_in_place(self) -> bool:
        """Return whether the directory that is open is still the one at its path."""
        try:
            return self._at is None or os.path.samestat(os.fstat(self._at), self.path.stat())
        except FileNotFoundError:
            return False

    def close(self) -> None:
        """Let go of the directory; closing twice does no harm."""
        if self._at is not None:
            os.close(self._at)
            self._at = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _where(self, name: str) -> str:
        if not name or Path(name).name != name or name == os.pardir or "\0" in name:
            raise FolderError(f"{name!r} is not the name of a file in {self.shown}")
        return name if self._at is not None else str(self.path / name)

    @contextmanager
    def _named(self, name: str) -> Iterator[None]:
        """Let errors of the system name the file by its whole path; NumPy's and those of a full disk name none."""
        try:
            yield
        except OSError as error:
            raise OSError(error.errno, error.strerror or str(error), str(self.shown / name)) from error

    def _open(self, name: str, flags: int, mode: str) -> BinaryIO:
        where = self._where(name)
        with self._named(name):
            if not flags & os.O_CREAT:
                self._check(name, os.stat(where, dir_fd=self._at, follow_symlinks=False), flags)
            handle = os.open(where, flags | NO_LINKS | PLAIN, 0o666, dir_fd=self._at)
        try:
            # Once more, of what was opened: it may have been changed in between.
            self._check(name, os.fstat(handle), flags)
            return cast(BinaryIO, os.fdopen(handle, mode))
        except BaseException:
            os.close(handle)
            raise

    def _check(self, name: str, found: os.stat_result, flags: int) -> None:
        if stat.S_ISLNK(found.st_mode):
            raise FolderError(f"{self.shown / name} is a link; a run is one directory, with nothing outside it")
        if not stat.S_ISREG(found.st_mode):
            raise FolderError(f"{self.shown / name} is no regular file")
        if flags & os.O_RDWR and found.st_nlink > 1:
            raise FolderError(
                f"{self.shown / name} has a second name elsewhere (a hard link); copy the run and use the copy"
            )
