"""What a file format is: a writer, and what it can hold; each module here that writes one adds it to FORMATS."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from gdviz.encode.about import About
from gdviz.encode.budget import Concession, Writer
from gdviz.extensions.loading import complete, registered, registrant

# Writes a page of vectors to the path that it is given, in the format of its suffix; and what writes it under a name,
# with what the file says of itself.
PageWriter = Callable[[Path], None]
VectorWriter = Callable[[Path, PageWriter, About], Path]


@dataclass(frozen=True)
class Format:
    """A kind of file.

    Attributes
    ----------
    suffix
        Of its files, with the dot.
    write
        Writes a film to a path; None for a format of vectors.
    write_page
        Writes a page of vectors, which is lines and not frames; None for a format of frames.
    transparent
        Whether pixels can be transparent.
    concessions
        What is given up for `max_bytes`, least visible first; empty for a still picture.
    embedded
        Whether pages embed it: unless asked for otherwise, it is as large as a blog's column.
    plays_in_decks
        Whether a deck takes it for a slide.
    max_fps, max_clear_fps
        The most frames per second that can be shown, and the most where some pixels are transparent; None for any
        number. What becomes transparent takes a part of each frame's time, or else much of the picture is stored again.
    place
        Its place where formats are listed: animations first, then pictures, then vectors.
    """

    suffix: str
    write: Writer | None = None
    write_page: VectorWriter | None = None
    transparent: bool = True
    concessions: tuple[Concession, ...] = ()
    embedded: bool = False
    plays_in_decks: bool = False
    max_fps: int | None = None
    max_clear_fps: int | None = None
    place: int = 70

    @property
    def is_still(self) -> bool:
        """Whether it holds one moment."""
        return not self.concessions

    def rate(self, fps: float, *, transparent: bool = False) -> float:
        """Return the frame rate at which it can be played."""
        most = self.max_clear_fps if transparent else self.max_fps
        return fps if most is None else min(fps, most)


FORMATS: dict[str, Format] = {}


def add_format(made: Format) -> Format:
    """Add a format to FORMATS, at its place, and return it."""
    if made.suffix in FORMATS:
        raise ValueError(f"the format {made.suffix} is added twice")
    FORMATS[made.suffix] = made
    registered(registrant(), partial(FORMATS.pop, made.suffix))
    for suffix, _ in sorted(FORMATS.items(), key=lambda entry: entry[1].place):
        FORMATS[suffix] = FORMATS.pop(suffix)
    return made


def format_of(path: str | Path) -> Format:
    """Return the format that the suffix of `path` names.

    Raises
    ------
    ValueError
        If it names none that is written.
    """
    path = Path(path)
    if path.suffix.lower() not in FORMATS:
        complete()
    if path.suffix.lower() not in FORMATS:
        raise ValueError(f"cannot write {path.name!r}: its name must end in {', '.join(FORMATS)}")
    return FORMATS[path.suffix.lower()]


def check_budget(path: Path, kind: Format, max_bytes: int | None) -> None:
    """Raise ValueError if `path`, whose format is `kind`, has nothing to give up for a size that it is to meet."""
    if max_bytes is not None and kind.is_still:
        raise ValueError(f"max_bytes is for animations, not for {path.name}; leave it out, or give a smaller --size")


def check_frames(path: Path, kind: Format, *, transparent: bool = False, max_bytes: int | None = None) -> Writer:
    """Return what writes frames to `path`, whose format is `kind`.

    Raises
    ------
    ValueError
        If it cannot hold such frames, or meet a size.
    """
    if kind.write is None:
        raise ValueError(f"{path.name} holds lines, not frames; write {_suffixes(lambda other: True)}")
    check_budget(path, kind, max_bytes)
    if transparent and not kind.transparent:
        raise ValueError(
            f"{path.suffix[1:].upper()} has no transparency; write {_suffixes(lambda other: other.transparent)}"
        )
    return kind.write


def _suffixes(wanted: Callable[[Format], bool]) -> str:
    """Return in words the suffixes of the formats of frames that are wanted."""
    return ", ".join(suffix for suffix, kind in FORMATS.items() if kind.write and wanted(kind))
