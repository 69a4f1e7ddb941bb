"""Where a run goes: into an empty place, or over a run of gdviz's own, and over nothing else.

A run begins beside its place, under a hidden name that nobody can guess. Once it stands it takes its place in one step,
and what was there before is removed after that, file by file, each known by its name. So at any moment either the old
run or the new one is in place and whole; what a killed process leaves beside it is cleared away by the next.
"""

import contextlib
import os
import secrets
import stat
from pathlib import Path
from typing import Self

from gdviz.runs.exchange import exchanged
from gdviz.runs.fleet_manifest import FLEET
from gdviz.runs.folder import TEMPORARY, Folder, FolderError
from gdviz.runs.leftovers import clear_leftovers
from gdviz.runs.lock import LOCK, MOVES_OPEN, DirectoryLock
from gdviz.runs.manifest import MANIFEST
from gdviz.runs.ownership import foreign_names, remove_run

# So many names of what is in the way are told.
NAMED = 4


class Place:
    """A run's directory, open and locked: beside its place until it has taken that, or in it.

    Attributes
    ----------
    path
        Where the run is, or will be.
    folder
        The directory with the run's files.
    stands
        Whether it is in its place.
    """

    def __init__(self, path: Path, at: Path | None, lock: DirectoryLock, folder: Folder) -> None:
        self.path, self.folder, self.stands = path, folder, at is None
        # A loop that is recorded may go to another directory meanwhile.
        self._final = path.absolute()
        self._at, self._lock = at or self._final, lock

    @classmethod
    def beside(cls, path: str | Path) -> Self:
        """Return a new directory for a run that is to go to `path`, once that has been found to be free for it.

        Raises
        ------
        ValueError
            If something that is not gdviz's is there, or another process is recording there.
        OSError
            If no directory can be made there.
        """
        path = _free(Path(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        clear_leftovers(path.parent)
        while True:
            at = path.absolute().with_name(f".{path.name}.{secrets.token_hex(8)}.new")
            at.mkdir()
            # Until it is locked, another process may take it for a leftover and remove it: then once more.
            with contextlib.suppress(FileNotFoundError):
                if path.exists():
                    # What was private stays private.
                    at.chmod(stat.S_IMODE(path.stat().st_mode))
                if made := cls._locked(path, at):
                    return made

    @classmethod
    def _locked(cls, path: Path, at: Path) -> Self | None:
        folder, lock = Folder(at, shown=path), None
        try:
            lock = DirectoryLock.take(folder)
            if lock is not None and LOCK in folder.kinds():
                return cls(path, at, lock, folder)
        except BaseException:
            folder.close()
            remove_run(at)
            raise
        if lock is not None:
            lock.release()
        folder.close()
        return None

    @classmethod
    def of(cls, path: str | Path) -> Self:
        """Return the place of the run that is there, to go on with it.

        Raises
        ------
        ValueError
            If another process is recording there, or a link is in it.
        OSError
            If it cannot be opened.
        """
        path = Path(path)
        folder = Folder(path.absolute(), shown=path)
        try:
            if links := [name for name, kind in folder.kinds().items() if kind == stat.S_IFLNK]:
                raise FolderError(f"{path / links[0]} is a link; a run is one directory, with nothing outside it")
            lock = _lock(folder)
        except BaseException:
            folder.close()
            raise
        for name in folder.kinds():
            going = TEMPORARY.fullmatch(name)
            if going and (going["name"] in (MANIFEST, FLEET) or going["name"].endswith(".npy")):
                folder.remove(name)
        return cls(path, None, lock, folder)

    def is_free(self) -> bool:
        """Return whether nothing would be replaced by the run that is to come here."""
        return not self._final.exists() or not any(self._final.iterdir())

    def settle(self) -> None:
        """Take the place, and remove what was in it; where files stay shut, none of the run's may be open.

        Raises
        ------
        ValueError
            If what is there now is not free to be replaced.
        OSError
            If the system refuses; what was there is there still.
        """
        _free(self._final, shown=self.path)
        if not MOVES_OPEN:
            self._lock.release()
        aside = None
        while self.is_free():
            if self._has_moved_in():
                break
            # Another run has come there first.
            _free(self._final, shown=self.path)
        else:
            aside = self._replace()
        self._at = self.folder.path = self._final
        self.stands = True
        if not MOVES_OPEN:
            self._lock = _lock(self.folder)
        if aside is not None:
            remove_run(aside)

    def close(self) -> None:
        """Let go of the directory, and remove it where it has not taken its place; twice does no harm."""
        if not self.stands:
            remove_run(self._at, self._lock)
        self._lock.release()
        self.folder.close()

    def _has_moved_in(self) -> bool:
        """Take a place that is free, and return whether it still was."""
        try:
            self._at.rename(self._final)
        except OSError:
            if not self._final.is_dir():
                raise
            if not self.is_free():
                return False
            # An empty directory, which not every system lets another take the place of.
            self._final.rmdir()
            self._at.rename(self._final)
        return True

    def _replace(self) -> Path:
        """Change places with the run that is there, and return where that is now."""
        with Folder(self._final, shown=self.path) as there:
            held = _lock(there)
            try:
                if not MOVES_OPEN:
                    held.release()
                if exchanged(self._at, self._final):
                    return self._at
                aside = self._at.with_suffix(".old")
                self._final.rename(aside)
                try:
                    self._at.rename(self._final)
                except BaseException:
                    aside.rename(self._final)
                    raise
                return aside
            finally:
                held.release()


def _free(path: Path, *, shown: Path | None = None) -> Path:
    """Return `path`, with its last part spelt out, or raise ValueError where no run may be put there."""
    named = shown or path
    if path.parts[:1] == ("~",):
        # A folder of that name would be one that nobody dares to remove.
        raise ValueError(f"{named} begins with ~, which the shell has left as it is; write -o {path.expanduser()}")
    if path.is_symlink():
        raise ValueError(f"{named} is a link; give a directory itself, such as -o {os.path.realpath(path)}")
    if path.name in ("", os.pardir):
        path = Path(os.path.realpath(path))
    if not path.exists():
        return path
    if not path.is_dir():
        raise ValueError(f"{named} exists and is not a run; choose another directory with -o")
    if any(path.samefile(one) for one in (Path.cwd(), *Path.cwd().parents)):
        raise ValueError(f"{named} is where you are, or above it; give the run a directory of its own, such as -o run")
    if os.path.ismount(path):
        raise ValueError(f"{named} is a disk's own directory; give the run one in it, such as -o {named / 'run'}")
    with Folder(path, shown=named) as there:
        if others := _others(there):
            names = ", ".join(others[:NAMED]) + (f" and {len(others) - NAMED} more" if len(others) > NAMED else "")
            are = "is" if len(others) == 1 else "are"
            raise ValueError(f"{named} holds {names}, which {are} not gdviz's; choose another directory with -o")
        if {MANIFEST, FLEET} & there.kinds().keys():
            _lock(there).release()
    return path


def _others(folder: Folder) -> list[str]:
    """Return the names of what is not gdviz's in a directory that is in its place."""
    try:
        found = foreign_names(folder)
    except FileNotFoundError:
        if folder.is_in_place():
            raise
        found = []
    if not folder.is_in_place():
        raise _busy(folder)
    return found


def _lock(folder: Folder) -> DirectoryLock:
    """Return the lock of a run's directory, taken while that is in its place.

    What has been opened may have lost its place to another run meanwhile, whose lock it is that counts then.
    """
    lock = None
    try:
        lock = DirectoryLock.take(folder)
    except FileNotFoundError:
        if folder.is_in_place():
            raise
    if lock is not None and folder.is_in_place():
        return lock
    if lock is not None:
        lock.release()
    raise _busy(folder)


def _busy(folder: Folder) -> ValueError:
    return ValueError(f"another process is recording in {folder.shown}; choose another directory with -o")
