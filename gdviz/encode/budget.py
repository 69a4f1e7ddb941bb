"""What is conceded, step by step, so that a file stays under a size."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from gdviz.encode.frames import Frame, FrameSequence, Selection, WriteOptions
from gdviz.encode.reel import Reel

Writer = Callable[[Path, Selection, WriteOptions, Callable[[int], None]], None]

# Slower than this, motion falls apart into pictures.
LEAST_FPS = 10


@dataclass(frozen=True)
class Concession:
    """What has been given up at one step towards a size, all steps before included.

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


# Few colours cost the lossless formats little that is seen, and save the most.
LOSSLESS = (
    Concession(colors=256),
    Concession(colors=256, every=2),
    Concession(colors=128, every=2),
    Concession(colors=64, every=2),
    Concession(colors=64, every=2, scale=0.65),
    Concession(colors=64, every=2, scale=0.5),
    Concession(colors=32, every=2, scale=0.5),
)


class Kept(FrameSequence):
    """Frames that are painted when they are first asked for, and read from a reel from then on."""

    def __init__(self, frames: Sequence[Frame], reel: Reel) -> None:
        self._frames, self._reel, self._rows = frames, reel, dict[int, int]()

    def __len__(self) -> int:
        return len(self._frames)

    def frame(self, index: int) -> Frame:
        """Return a frame, painted or read."""
        if index in self._rows:
            return self._reel[self._rows[index]]
        frame = self._frames[index]
        self._rows[index] = len(self._reel)
        self._reel.add(frame)
        return frame


def fit_under(
    path: Path,
    film: Selection,
    options: WriteOptions,
    progress: Callable[[int], None],
    *,
    writer: Writer,
    concessions: Sequence[Concession],
    max_bytes: int,
) -> str | None:
    """Write with the first concession that is no larger than `max_bytes`, and return in words what it gives up.

    Files shrink from one concession to the next, so that it is found by halving; every frame is painted once.

    Raises
    ------
    ValueError
        If the last is too large.
    """
    best = path.with_name(f"{path.name}.best")
    # Asked before a frame is: it is that of the first, which is then at hand.
    small = ".webm" if film.shape[2] == 4 else ".mp4"
    with Reel(path.parent) as reel, ExitStack() as stack:
        stack.callback(best.unlink, missing_ok=True)
        kept = Kept(film, reel)
        writer(path, Selection(kept, film.rate), options, progress)
        if path.stat().st_size <= max_bytes:
            return None
        smallest = path.stat().st_size
        steps = distinct(concessions, film.rate)
        # The first of those not yet known to be too large, and the first of those known to fit.
        low, high = 0, len(steps)
        while low < high:
            middle = (low + high) // 2
            _write_conceding(path, kept, film.rate, options, writer, steps[middle])
            size = path.stat().st_size
            smallest = min(smallest, size)
            if size <= max_bytes:
                high = middle
                path.replace(best)
            else:
                low = middle + 1
        if low == len(steps):
            advice = ["shorten it with --seconds", "make it smaller with --size", f"write {small}"]
            advice = advice[: 2 if path.suffix.lower() == small else 3]
            raise ValueError(
                f"the smallest that could be made is {smallest:,} bytes, over the {max_bytes:,} allowed; "
                f"{', '.join(advice[:-1])}{',' * (len(advice) > 2)} or {advice[-1]}"
            )
        # Making it again would take as long as it did.
        best.replace(path)
        return f"to stay under {max_bytes:,} bytes: {_words(steps[low], film)}"


def distinct(concessions: Sequence[Concession], rate: Fraction) -> list[Concession]:
    """Return the concessions with no frame rate under LEAST_FPS, and without those that thereby give up nothing new."""
    found: list[Concession] = []
    for step in concessions:
        step = replace(step, every=max(1, min(step.every, int(rate / LEAST_FPS))))
        if step != (found[-1] if found else Concession()):
            found.append(step)
    return found


def _write_conceding(
    path: Path, kept: Kept, rate: Fraction, options: WriteOptions, writer: Writer, step: Concession
) -> None:
    film = Selection(kept, rate, step.every, step.scale)
    writer(path, film, replace(options, colors=step.colors, quality=step.quality), lambda done: None)


def _words(step: Concession, film: Selection) -> str:
    height, width, _ = film.shape
    given = []
    if step.every > 1:
        given.append(f"{float(film.rate / step.every):.3g} frames per second")
    if step.colors is not None:
        given.append(f"{step.colors} colours")
    if step.quality is not None:
        given.append(f"less detail (crf {step.quality})")
    if step.scale < 1:
        given.append(f"{round(width * step.scale)}x{round(height * step.scale)} pixels")
    return ", ".join(given)
