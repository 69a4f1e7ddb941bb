"""One palette for a whole clip, so that pixels that stand still never flicker."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from gdviz.encode.frames import Color, Frame, Selection

if TYPE_CHECKING:
    import av

SAMPLES = 12
# The place in every palette of what is transparent, and, in what changed since the frame before, of what did not.
CLEAR = 255
# So low that a soft edge over the matte keeps nearly all of itself, so high that a shadow's last breath draws no rim.
FAINTEST = 16


@dataclass(frozen=True)
class Palette:
    """The colours of a clip; picklable.

    Attributes
    ----------
    colors
        256 of them, as libavfilter has them: blue, green, red and alpha of each.
    matte
        What soft pixels are laid over.
    """

    colors: bytes
    matte: Color

    @property
    def rgba(self) -> Frame:
        """The colours, shape (256, 4)."""
        return np.frombuffer(self.colors, np.uint8).reshape(256, 4)[:, [2, 1, 0, 3]]

    def nearest(self, frames: Iterable[Frame], shape: tuple[int, int, int]) -> Iterator[Frame]:
        """Yield each frame of a shape as indices into the palette, one by one.

        libavfilter's paletteuse takes for each pixel the nearest colour. Dithering would flicker, and hide from the
        encoder that nothing has changed.
        """
        import av

        height, width, depth = shape
        second = Fraction(1)
        graph = av.filter.Graph()
        source = graph.add_buffer(
            width=width, height=height, format=av.VideoFormat("rgba" if depth == 4 else "rgb24"), time_base=second
        )
        palette = av.VideoFrame.from_ndarray(np.frombuffer(self.colors, np.uint8).reshape(16, 16, 4), format="bgra")
        colors = graph.add_buffer(width=16, height=16, format=palette.format, time_base=second)
        use = graph.add("paletteuse", "dither=none:diff_mode=rectangle")
        sink = graph.add("buffersink")
        source.link_to(use, 0, 0)
        colors.link_to(use, 0, 1)
        use.link_to(sink, 0, 0)
        graph.configure()
        palette.pts, palette.time_base = 0, second
        colors.push(palette)
        colors.push(None)
        for index, frame in enumerate(frames):
            source.push(_picture(laid(frame, self.matte) if depth == 4 else frame, index, second))
            yield from _pulled(sink, width)
        source.push(None)
        yield from _pulled(sink, width)


def sampled(count: int) -> list[int]:
    """Return the numbers of the frames that a palette for a clip of so many is learned from."""
    chosen: list[int] = np.unique(np.linspace(0, count - 1, SAMPLES).round().astype(int)).tolist()
    return chosen


def indexed(film: Selection, colors: int, matte: Color) -> tuple[Palette, Iterator[Frame]]:
    """Return a palette that suits the clip, and each frame as indices into it, one by one.

    Parameters
    ----------
    film
        RGB, or RGBA of which pixels fainter than FAINTEST become CLEAR and all others are laid over the matte.
    colors
        At most this many, 256 with CLEAR.
    """
    # Kept, since painting a frame again takes longer than all the rest of its way into the file.
    samples = {index: film[index].copy() for index in sampled(len(film))}
    palette = learned(samples, colors, matte)
    frames = (samples.pop(index) if index in samples else film[index] for index in range(len(film)))
    return palette, palette.nearest(frames, film.shape)


def learned(samples: Mapping[int, Frame], colors: int, matte: Color) -> Palette:
    """Return the palette that libavfilter's palettegen learns from some frames of a clip."""
    import av

    height, width, depth = next(iter(samples.values())).shape
    graph = av.filter.Graph()
    source = graph.add_buffer(width=width, height=height, format=av.VideoFormat("rgb24"), time_base=Fraction(1))
    generate = graph.add("palettegen", f"max_colors={colors}:stats_mode=full:reserve_transparent=1")
    sink = graph.add("buffersink")
    graph.link_nodes(source, generate, sink).configure()
    for index, frame in samples.items():
        source.push(_picture(laid(frame, matte)[..., :3] if depth == 4 else frame, index, Fraction(1)))
    source.push(None)
    palette = sink.pull()
    if not isinstance(palette, av.VideoFrame):
        raise TypeError("palettegen gave no picture")
    pixels = np.frombuffer(bytes(palette.planes[0]), np.uint8).reshape(16, -1)[:, :64]
    return Palette(pixels.tobytes(), matte)


def laid(frame: Frame, matte: Color) -> Frame:
    """Return an RGBA frame whose pixels are either opaque, laid over the matte, or transparent with its colour."""
    alpha = frame[..., 3]
    clear = alpha < FAINTEST
    soft = ~clear & (alpha < 255)
    frame = frame.copy()
    weight = alpha[soft][:, None].astype(np.uint16)
    frame[soft, :3] = (frame[soft, :3] * weight + np.array(matte, np.uint16) * (255 - weight) + 127) // 255
    frame[..., 3] = 255
    frame[clear] = (*matte, 0)
    return frame


def _pulled(sink: Any, width: int) -> Iterator[Frame]:
    import av

    while True:
        try:
            picture = sink.pull()
        except (av.BlockingIOError, av.EOFError):
            return
        yield np.frombuffer(picture.planes[0], np.uint8).reshape(picture.height, -1)[:, :width]


def _picture(frame: Frame, index: int, second: Fraction) -> "av.VideoFrame":
    import av

    kind = "rgba" if frame.shape[2] == 4 else "rgb24"
    picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format=kind)
    picture.pts, picture.time_base = index, second
    return picture
