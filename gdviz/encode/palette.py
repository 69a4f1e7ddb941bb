"""One palette for a whole clip, so that pixels that stand still never flicker."""

from collections.abc import Iterator
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


def indexed(film: Selection, colors: int, matte: Color) -> tuple[Frame, Iterator[Frame]]:
    """Return a palette (256, 4) in RGBA that suits the clip, and each frame as indices into it, one by one.

    libavfilter's palettegen learns from a dozen frames over the clip, and paletteuse takes for each pixel the nearest
    colour. Dithering would flicker, and hide from the encoder that nothing has changed.

    Parameters
    ----------
    film
        RGB, or RGBA of which pixels fainter than FAINTEST become CLEAR and all others are laid over the matte.
    colors
        At most this many, 256 with CLEAR.
    """
    chosen = np.unique(np.linspace(0, len(film) - 1, SAMPLES).round().astype(int)).tolist()
    # Kept, since painting a frame again takes longer than all the rest of its way into the file.
    samples = {index: film[index].copy() for index in chosen}
    palette = _learned(samples, colors, matte)
    blue_green_red_alpha = np.frombuffer(bytes(palette.planes[0]), np.uint8).reshape(16, -1)[:, :64].reshape(256, 4)
    return blue_green_red_alpha[:, [2, 1, 0, 3]], _nearest(film, samples, palette, matte)


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


def _learned(samples: dict[int, Frame], colors: int, matte: Color) -> "av.VideoFrame":
    import av

    height, width, depth = samples[0].shape
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
    return palette


def _nearest(film: Selection, samples: dict[int, Frame], palette: "av.VideoFrame", matte: Color) -> Iterator[Frame]:
    import av

    height, width, depth = film.shape
    second = Fraction(1)
    graph = av.filter.Graph()
    source = graph.add_buffer(
        width=width, height=height, format=av.VideoFormat("rgba" if depth == 4 else "rgb24"), time_base=second
    )
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
    for index in range(len(film)):
        frame = samples.pop(index) if index in samples else film[index]
        source.push(_picture(laid(frame, matte) if depth == 4 else frame, index, second))
        yield from _pulled(sink, width)
    source.push(None)
    yield from _pulled(sink, width)


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
