"""What is given up, step by step, so that a file stays under a size."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from gdviz.encode.frames import Frame, FrameSequence, Selection, WriteOptions
from gdviz.encode.spool import Spool

Writer = Callable[[Path, Selection, WriteOptions, Callable[[int], None]], None]

# Slower than this, motion falls apart into pictures.
LEAST_FPS = 10


@dataclass(frozen=True)
class Concession:
    """What has been given up at one step of a ladder, all steps before included.

    Attributes
    ----------
    every
        One frame is shown for so many, as far as LEAST_FPS allows.
    scale
        Of width and height.
    colors, quality
        As for `WriteOptions`.
    """

    every: int = 1
    scale: float = 1.0
    colors: int | None = None
    quality: int | None = None


class Kept(FrameSequence):
    """Frames that are painted when they are first asked for, and read from a spool from then on."""

    def __init__(self, frames: Sequence[Frame], spool: Spool) -> None:
        self._frames, self._spool, self._there = frames, spool, set[int]()

    def __len__(self) -> int:
        return len(self._frames)

    def frame(self, index: int) -> Frame:
        """Return a frame, painted or read."""
        if index in self._there:
            return self._spool[index]
        frame = self._frames[index]
        self._spool.put(index, frame)
        self._there.add(index)
        return frame


def fit_under(
    path: Path,
    film: Selection,
    manner: WriteOptions,
    progress: Callable[[int], None],
    *,
    writer: Writer,
    ladder: Sequence[Concession],
    max_bytes: int,
) -> str | None:
    """Write the first rung of the ladder that is no larger than `max_bytes`, and return in words what it gives up.

    Files shrink from rung to rung, so that the rung is found by halving; every frame is painted once.

    Raises
    ------
    ValueError
        If the last rung is too large.
    """
    best = path.with_name(f"{path.name}.best")
    with Spool.create(len(film), film.shape, path.parent) as spool, ExitStack() as stack:
        stack.callback(best.unlink, missing_ok=True)
        kept = Kept(film, spool)
        writer(path, Selection(kept, film.rate), manner, progress)
        if path.stat().st_size <= max_bytes:
            return None
        smallest = path.stat().st_size
        rungs = distinct(ladder, film.rate)
        # The first of those not yet known to be too large, and the first of those known to fit.
        low, high = 0, len(rungs)
        while low < high:
            middle = (low + high) // 2
            _climb(path, kept, film.rate, manner, writer, rungs[middle])
            size = path.stat().st_size
            smallest = min(smallest, size)
            if size <= max_bytes:
                high = middle
                path.replace(best)
            else:
                low = middle + 1
        if low == len(rungs):
            small = ".webm" if film.shape[2] == 4 else ".mp4"
            advice = ["shorten it with --seconds", "make it smaller with --size", f"write {small}"]
            advice = advice[: 2 if path.suffix.lower() == small else 3]
            raise ValueError(
                f"the smallest that could be made is {smallest:,} bytes, over the {max_bytes:,} allowed; "
                f"{', '.join(advice[:-1])}{',' * (len(advice) > 2)} or {advice[-1]}"
            )
        # Making it again would take as long as it did.
        best.replace(path)
        return f"to stay under {max_bytes:,} bytes: {_words(rungs[low], film)}"


def distinct(ladder: Sequence[Concession], rate: Fraction) -> list[Concession]:
    """Return the rungs with no frame rate under LEAST_FPS, and without those that thereby give up nothing new."""
    found: list[Concession] = []
    for rung in ladder:
        rung = replace(rung, every=max(1, min(rung.every, int(rate / LEAST_FPS))))
        if rung != (found[-1] if found else Concession()):
            found.append(rung)
    return found


def _climb(path: Path, kept: Kept, rate: Fraction, manner: WriteOptions, writer: Writer, rung: Concession) -> None:
    film = Selection(kept, rate, rung.every, rung.scale)
    writer(path, film, replace(manner, colors=rung.colors, quality=rung.quality), lambda done: None)


def _words(rung: Concession, film: Selection) -> str:
    height, width, _ = film.shape
    given = []
    if rung.every > 1:
        given.append(f"{float(film.rate / rung.every):.3g} frames per second")
    if rung.colors is not None:
        given.append(f"{rung.colors} colours")
    if rung.quality is not None:
        given.append(f"less detail (crf {rung.quality})")
    if rung.scale < 1:
        given.append(f"{round(width * rung.scale)}x{round(height * rung.scale)} pixels")
    return ", ".join(given)
