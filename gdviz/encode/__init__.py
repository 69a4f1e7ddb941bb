"""Frames in, one file out: the only place that knows file formats.

Frames are uint8 arrays (height, width, 3), or (height, width, 4) with straight alpha, given as a sequence, so that a
palette can be learned from a few of them before the rest are asked for. A file appears under its name when it is
complete, and not before.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from gdviz.encode.apng import write_apng
from gdviz.encode.atomic import appearing, ready
from gdviz.encode.background import BackgroundEncoder, Sink
from gdviz.encode.budget import Concession, Writer, fit_under
from gdviz.encode.frames import Color, Frame, FrameSequence, Selection, WriteOptions
from gdviz.encode.gif import write_gif
from gdviz.encode.png import write_png
from gdviz.encode.spool import Reel, Spool
from gdviz.encode.vectors import VECTORS, write_pages
from gdviz.encode.video import ANIMATION, H264, VP9, Codec, Video, join
from gdviz.encode.webp import write_webp

__all__ = [
    "FORMATS",
    "STILLS",
    "VECTORS",
    "BackgroundEncoder",
    "Codec",
    "Frame",
    "FrameSequence",
    "Reel",
    "Sink",
    "Spool",
    "Video",
    "WriteOptions",
    "appearing",
    "check",
    "check_frames",
    "frame_rate",
    "join",
    "ready",
    "write",
    "write_pages",
]

# GIF delays are whole hundredths of a second, and browsers slow down what asks for less than two.
GIF_MAX_FPS = 50


@dataclass(frozen=True)
class Format:
    """A kind of file.

    Attributes
    ----------
    write
        Writes a film to a path.
    alpha
        Whether pixels can be transparent.
    ladder
        What is given up for `max_bytes`, least visible first; empty for a still picture.
    """

    write: Writer
    alpha: bool = True
    ladder: tuple[Concession, ...] = ()


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
FORMATS = {
    ".gif": Format(
        write_gif,
        ladder=(
            Concession(every=2),
            Concession(every=2, colors=128),
            Concession(every=2, colors=128, scale=0.8),
            Concession(every=2, colors=64, scale=0.8),
            Concession(every=2, colors=64, scale=0.65),
            Concession(every=2, colors=64, scale=0.5),
            Concession(every=2, colors=32, scale=0.5),
        ),
    ),
    ".mp4": Format(
        H264,
        alpha=False,
        ladder=(
            Concession(quality=21),
            Concession(quality=24),
            Concession(quality=28),
            Concession(quality=28, scale=0.75),
            Concession(quality=28, scale=0.75, every=2),
            Concession(quality=32, scale=0.75, every=2),
            Concession(quality=32, scale=0.5, every=2),
            Concession(quality=38, scale=0.5, every=2),
        ),
    ),
    ".webm": Format(
        VP9,
        ladder=(
            Concession(quality=36),
            Concession(quality=42),
            Concession(quality=42, every=2),
            Concession(quality=42, every=2, scale=0.75),
            Concession(quality=48, every=2, scale=0.75),
            Concession(quality=54, every=2, scale=0.5),
            Concession(quality=60, every=2, scale=0.5),
        ),
    ),
    ".mov": Format(
        ANIMATION,
        ladder=(
            Concession(every=2),
            Concession(every=2, scale=0.75),
            Concession(every=2, scale=0.5),
            Concession(every=2, scale=0.35),
        ),
    ),
    ".webp": Format(write_webp, ladder=LOSSLESS),
    ".apng": Format(write_apng, ladder=LOSSLESS),
    ".png": Format(write_png),
}


STILLS = (".png", *VECTORS)


def write(
    path: str | Path,
    frames: Sequence[Frame],
    fps: float,
    *,
    once: bool = False,
    matte: Color = (255, 255, 255),
    max_bytes: int | None = None,
    tell: Callable[[str], None] = lambda words: None,
    progress: Callable[[int], None] = lambda done: None,
) -> Path:
    """Write `frames` to `path`, as its suffix says: a format of FORMATS; .png is the last frame.

    Parameters
    ----------
    path
        The file; its directory is made where missing.
    frames
        At least one, all of one shape (height, width, 3), or (height, width, 4) with straight alpha. Each is asked
        for once, in order but for a dozen that a palette is learned from; an array that was given may be painted over
        when the next is asked for.
    fps
        Frames per second; a GIF's are at most 50, and frames are left out to keep the clip's length.
    once
        Whether .gif, .webp and .apng stop at the end, and do not begin again for ever.
    matte
        What half-transparent pixels are laid over in a GIF, whose pixels are opaque or transparent.
    max_bytes
        The largest size of an animation. Where a file would be larger, this is given up, each added to those before,
        and no more than it must be:

        - .gif: half the frame rate; 128 colours; 0.8 of the size; 64 colours; 0.65, 0.5 of the size; 32 colours;
        - .mp4: detail (a crf of 21, 24, 28); 0.75 of the size; half the frame rate; crf 32; 0.5 of the size; crf 38;
        - .webm: detail (36, 42); half the frame rate; 0.75 of the size; 48; 54 at 0.5 of the size; 60;
        - .mov: half the frame rate; 0.75, 0.5, 0.35 of the size;
        - .webp, .apng: all but 256 colours, and soft transparency; half the frame rate; 128, 64 colours; 0.65, 0.5 of
          the size; 32 colours.

        The frame rate stays at 10 or more. The frames wait meanwhile in a file beside `path`.
    tell
        Called with one sentence about what was given up for `max_bytes`, if anything was.
    progress
        Called with the number of frames done.

    Raises
    ------
    ValueError
        For another suffix, no frame, transparent frames in a format that has none, or a size that cannot be met.
    OSError
        If the file cannot be written.
    """
    path = Path(path)
    kind = check_frames(path, max_bytes=max_bytes)
    if not len(frames):
        raise ValueError("there is no frame to write")
    film = _film(path, frames, fps)
    if not kind.alpha:
        check_frames(path, transparent=film.shape[2] == 4)
    manner = WriteOptions(once, matte)
    with appearing(path) as temporary:
        words = None
        if max_bytes is None:
            kind.write(temporary, film, manner, progress)
        else:
            words = fit_under(
                temporary, film, manner, progress, writer=kind.write, ladder=kind.ladder, max_bytes=max_bytes
            )
    if words is not None:
        tell(words)
    return path


def check_suffix(path: str | Path) -> Path:
    """Return `path`, or raise ValueError where its suffix names no format that is written."""
    path = Path(path)
    known = (*FORMATS, *VECTORS)
    if path.suffix.lower() not in known:
        raise ValueError(f"cannot write {path.name!r}: its name must end in {', '.join(known)}")
    return path


def check_frames(path: str | Path, *, transparent: bool = False, max_bytes: int | None = None) -> Format:
    """Return the format of `path`, or raise ValueError where it cannot hold such frames, or meet a size."""
    path = check_suffix(path)
    if path.suffix.lower() not in FORMATS:
        raise ValueError(f"{path.name} holds lines, not frames; write {', '.join(FORMATS)}")
    kind = FORMATS[path.suffix.lower()]
    if max_bytes is not None and not kind.ladder:
        raise ValueError(f"max_bytes is for animations, not for {path.name}; leave it out, or give a smaller --size")
    if transparent and not kind.alpha:
        having = ", ".join(suffix for suffix, other in FORMATS.items() if other.alpha)
        raise ValueError(f"{path.suffix[1:].upper()} has no transparency; write {having}")
    return kind


def frame_rate(path: str | Path, fps: float) -> float:
    """Return the frame rate at which `path` can be played: at most 50 for a GIF."""
    return min(fps, GIF_MAX_FPS) if Path(path).suffix.lower() == ".gif" else fps


def _film(path: Path, frames: Sequence[Frame], fps: float) -> Selection:
    rate = Fraction(fps).limit_denominator(1001)
    if rate <= 0:
        raise ValueError(f"frames per second must be at least 0.001, not {fps}; try 25")
    # Frames come no faster than they can be shown; how many there are, and not the rate, must be whole.
    return Selection(frames, rate, 1 if frame_rate(path, fps) == fps else rate / GIF_MAX_FPS)
