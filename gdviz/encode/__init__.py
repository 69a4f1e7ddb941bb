"""Frames in, one file out: the only place that knows file formats, each in the module that writes it.

Frames are uint8 arrays (height, width, 3), or (height, width, 4) with straight alpha, given as a sequence, so that a
palette can be learned from a few of them before the rest are asked for. A file appears under its name when it is
complete, and not before.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from gdviz.encode.about import NOTHING_SAID, About
from gdviz.encode.budget import fit_under
from gdviz.encode.formats import FORMATS, Format, check_frames, format_of
from gdviz.encode.frames import Color, Frame, FrameSequence, Selection, WriteOptions, cut
from gdviz.encode.gif import GifClip
from gdviz.encode.joining import assemble, join
from gdviz.encode.reel import Reel
from gdviz.encode.tracks import NO_TRACKS, Chapter, Cue, Tracks
from gdviz.encode.video import Codec, Video, VideoPiece
from gdviz.files.atomic import appearing

__all__ = [
    "FORMATS",
    "About",
    "Chapter",
    "Codec",
    "Cue",
    "Format",
    "Frame",
    "FrameSequence",
    "GifClip",
    "Reel",
    "Tracks",
    "Video",
    "VideoPiece",
    "WriteOptions",
    "assemble",
    "check_frames",
    "cut",
    "format_of",
    "join",
    "write",
]

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")


def write(
    path: str | Path,
    frames: Sequence[Frame],
    fps: float,
    *,
    once: bool = False,
    matte: Color = (255, 255, 255),
    max_bytes: int | None = None,
    report: Callable[[str], None] = lambda words: None,
    progress: Callable[[int], None] = lambda done: None,
    about: About = NOTHING_SAID,
    tracks: Tracks = NO_TRACKS,
) -> Path:
    """Write `frames` to `path`, as its suffix says: one of FORMATS that holds frames; .png is the last.

    Parameters
    ----------
    path
        The file; its directory is made where missing.
    frames
        At least one, all of one shape (height, width, 3), or (height, width, 4) with straight alpha. Each is asked
        for once, in order but for a dozen that a palette is learned from; an array that was given may be painted over
        when the next is asked for.
    fps
        Frames per second; a GIF's are at most 50, those of a transparent GIF 25, of a transparent WebP or APNG 45, and
        frames are left out to keep the clip's length.
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
    report
        Called with one sentence about what was given up for `max_bytes`, if anything was.
    progress
        Called with the number of frames done.
    about
        What the file says of itself.
    tracks
        What a video carries beside its pictures; a file that can hold none is left without.

    Raises
    ------
    ValueError
        For another suffix, no frame, transparent frames in a format that has none, or a size that cannot be met.
    OSError
        If the file cannot be written.
    """
    path = Path(path)
    kind = format_of(path)
    check_frames(path, kind, max_bytes=max_bytes)
    if not len(frames):
        raise ValueError("there is no frame to write")
    film = _film(kind, frames, fps)
    writer = check_frames(path, kind, transparent=not kind.transparent and film.shape[2] == 4)
    options = WriteOptions(once, matte, about=about, tracks=tracks)
    with appearing(path) as temporary:
        words = None
        if max_bytes is None:
            writer(temporary, film, options, progress)
        else:
            words = fit_under(
                temporary,
                film,
                options,
                progress,
                writer=writer,
                concessions=kind.concessions,
                max_bytes=max_bytes,
            )
    if words is not None:
        report(words)
    return path


def _film(kind: Format, frames: Sequence[Frame], fps: float) -> Selection:
    rate = Fraction(fps).limit_denominator(1001)
    if rate <= 0:
        raise ValueError(f"frames per second must be at least 0.001, not {fps}; try 25")
    # Frames come no faster than they can be shown; how many there are, and not the rate, must be whole.
    film = Selection(frames, rate)
    if kind.max_fps is None and kind.max_clear_fps is None:
        return film
    most = kind.rate(fps, transparent=film.shape[2] == 4)
    return film if fps <= most else Selection(frames, rate, rate / int(most))
