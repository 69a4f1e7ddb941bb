"""Frames in, one file out: the only place that knows file formats.

Frames are uint8 arrays (height, width, 3), given as a sequence, so that a palette can be learned from a few of them
before the rest are asked for. A file appears under its name when it is complete, and not before.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import av

Frame = NDArray[np.uint8]
Progress = Callable[[int], None]

# GIF delays are whole hundredths of a second, and browsers slow down what asks for less than two.
GIF_MAX_FPS = 50
PALETTE_SAMPLES = 12


@contextmanager
def appearing(path: str | Path) -> Iterator[Path]:
    """Give a temporary path that becomes `path` when the block ends well, and is removed when it does not.

    Raises
    ------
    OSError
        If the directory cannot be made or written.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a directory; give a file name with -o")
    if not os.access(path.parent, os.W_OK):
        raise PermissionError(f"cannot write in {path.parent}; choose another file with -o")
    temporary = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        yield temporary
        temporary.replace(path)
    except OSError as error:
        # FFmpeg's errors name no file, and the temporary one's name would only puzzle.
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error
    finally:
        temporary.unlink(missing_ok=True)


def write(path: str | Path, frames: Sequence[Frame], fps: float, *, progress: Progress = lambda done: None) -> Path:
    """Write `frames` to `path`, as its suffix says: .gif, .mp4, or .png for the last frame.

    Parameters
    ----------
    path
        The file; its directory is made where missing.
    frames
        At least one, all of one shape (height, width, 3). They are asked for in order, a few also beforehand.
    fps
        Frames per second; a GIF's are at most 50.
    progress
        Called with the number of frames done.

    Raises
    ------
    ValueError
        For another suffix, or no frame.
    OSError
        If the file cannot be written.
    """
    path = check(path)
    if not len(frames):
        raise ValueError("there is no frame to write")
    with appearing(path) as temporary:
        WRITERS[path.suffix.lower()](temporary, frames, fps, progress)
    return path


def check(path: str | Path) -> Path:
    """Return `path`, or raise ValueError where its suffix names no format that is written."""
    path = Path(path)
    if path.suffix.lower() not in WRITERS:
        raise ValueError(f"cannot write {path.name!r}: its name must end in {', '.join(WRITERS)}")
    return path


def frame_rate(path: str | Path, fps: float) -> float:
    """Return the frame rate at which `path` can be played: at most 50 for a GIF."""
    return min(fps, GIF_MAX_FPS) if Path(path).suffix.lower() == ".gif" else fps


def _write_png(path: Path, frames: Sequence[Frame], fps: float, progress: Progress) -> None:
    from imageio.v3 import imwrite

    imwrite(path, frames[-1], extension=".png")
    progress(len(frames))


def _write_mp4(path: Path, frames: Sequence[Frame], fps: float, progress: Progress) -> None:
    """H.264 as every browser and PowerPoint plays it: 4:2:0, even sides, the index in front."""
    import av

    height, width = frames[0].shape[:2]
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream(
            "libx264", Fraction(fps).limit_denominator(1001), options={"crf": "18", "preset": "medium"}
        )
        stream.width, stream.height, stream.pix_fmt = width + width % 2, height + height % 2, "yuv420p"
        # Without these tags players guess the matrix by the picture's size, and colours shift.
        tag = {"colorspace": 1, "color_primaries": 1, "color_trc": 1, "color_range": 1}
        for name, value in tag.items():
            setattr(stream.codec_context, name, value)
        for done, frame in enumerate(frames, 1):
            even = np.pad(frame, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
            picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(even), format="rgb24")
            picture = picture.reformat(format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG")
            container.mux(stream.encode(picture))
            progress(done)
        container.mux(stream.encode(None))


def _write_gif(path: Path, frames: Sequence[Frame], fps: float, progress: Progress) -> None:
    """One palette for the clip, no dithering, only the rectangle that changed: small, and nothing flickers."""
    import av

    rate = Fraction(frame_rate(path, fps)).limit_denominator(1000)
    height, width = frames[0].shape[:2]
    palette = _palette(frames)
    graph = av.filter.Graph()
    pictures = graph.add_buffer(width=width, height=height, format=av.VideoFormat("rgb24"), time_base=1 / rate)
    colors = graph.add_buffer(width=16, height=16, format=palette.format, time_base=1 / rate)
    use = graph.add("paletteuse", "dither=none:diff_mode=rectangle")
    sink = graph.add("buffersink")
    pictures.link_to(use, 0, 0)
    colors.link_to(use, 0, 1)
    use.link_to(sink, 0, 0)
    graph.configure()
    palette.pts, palette.time_base = 0, 1 / rate
    colors.push(palette)
    colors.push(None)
    with av.open(str(path), "w", options={"loop": "0"}) as container:
        stream = container.add_stream("gif", rate)
        stream.width, stream.height, stream.pix_fmt = width, height, "pal8"
        for done, frame in enumerate(frames, 1):
            pictures.push(_picture(frame, done - 1, rate))
            _drain(sink, stream, container)
            progress(done)
        pictures.push(None)
        _drain(sink, stream, container)
        container.mux(stream.encode(None))


def _drain(sink: Any, stream: Any, container: Any) -> None:
    import av

    while True:
        try:
            container.mux(stream.encode(sink.pull()))
        except (av.BlockingIOError, av.EOFError):
            return


def _picture(frame: Frame, index: int, rate: Fraction) -> "av.VideoFrame":
    import av

    picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame[..., :3]), format="rgb24")
    picture.pts, picture.time_base = index, 1 / rate
    return picture


def _palette(frames: Sequence[Frame]) -> "av.VideoFrame":
    """Return the 256 colours, as a picture of 16x16, that suit a dozen frames spread over the clip."""
    import av

    height, width = frames[0].shape[:2]
    graph = av.filter.Graph()
    source = graph.add_buffer(width=width, height=height, format=av.VideoFormat("rgb24"), time_base=Fraction(1, 1))
    generate = graph.add("palettegen", "stats_mode=full:reserve_transparent=1")
    sink = graph.add("buffersink")
    graph.link_nodes(source, generate, sink).configure()
    chosen = np.unique(np.linspace(0, len(frames) - 1, PALETTE_SAMPLES).round().astype(int))
    for index in chosen:
        source.push(_picture(frames[int(index)], int(index), Fraction(1)))
    source.push(None)
    palette = sink.pull()
    if not isinstance(palette, av.VideoFrame):
        raise TypeError("palettegen gave no picture")
    return palette


WRITERS = {".gif": _write_gif, ".mp4": _write_mp4, ".png": _write_png}
