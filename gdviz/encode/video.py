"""Frames into a video, in colours that every player understands alike, a piece at a time.

A film is cut into pieces of whole groups of pictures. Each is encoded alone, and they are put together packet by
packet, as they are: so pieces can be encoded at once, and who encoded them cannot be told from the bytes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from io import BytesIO
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import numpy as np

from gdviz.encode.delta import whole
from gdviz.encode.frames import Frame, Selection, WriteOptions, cut, even
from gdviz.encode.joining import assemble

# The colours under what is transparent are taken over squares of so many pixels a side.
BLOCK = 8
# More than 1440p has; 2160p has twice as many.
LARGE = 4_000_000


@dataclass(frozen=True)
class Codec:
    """How a kind of video file is made; a call of it writes a film.

    Attributes
    ----------
    suffix
        Of its files.
    codec
        FFmpeg's name of the encoder.
    opaque, clear
        Its pixels for frames without and with transparency; None where it has no transparency.
    quality
        Its best crf; None for what is lossless.
    options, container
        For the encoder and for the file.
    longest
        The most frames of a piece.
    large
        Options instead where a picture has more than LARGE pixels, and by how much its crf is less.
    """

    suffix: str
    codec: str
    opaque: str
    clear: str | None = None
    quality: int | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    container: Mapping[str, str] = field(default_factory=dict)
    longest: int = 240
    large: tuple[Mapping[str, str], int] = field(default=({}, 0))

    def __call__(self, path: Path, film: Selection, options: WriteOptions, progress: Callable[[int], None]) -> None:
        """Write a film to a path."""

        def painted(piece: range) -> Iterator[tuple[Frame, int]]:
            for index in piece:
                yield film[index], 1
                progress(index + 1)

        made = VideoPiece(self, film.rate, options)
        pieces = (made(painted(piece)) for piece in cut(range(len(film)), self.longest))
        assemble(path, pieces, self.container, film.rate, options)

    def settings(self, pixels: int, quality: int | None) -> dict[str, str]:
        """Return the encoder's settings for pictures of so many pixels, at its best crf unless another is given."""
        more, finer = self.large if pixels > LARGE else ({}, 0)
        settings = {**self.options, **more}
        if self.quality is not None:
            settings["crf"] = str((quality or self.quality) - finer)
        return settings


@dataclass(frozen=True)
class VideoPiece:
    """How a piece of a video is encoded alone: a call of it returns a whole file; picklable.

    Attributes
    ----------
    codec, rate, options
        As for `Video`.
    clear
        Whether a fourth channel is straight alpha, and not just there.
    """

    codec: Codec
    rate: Fraction
    options: WriteOptions
    clear: bool = True

    def __call__(self, frames: Iterable[tuple[Frame, int]]) -> bytes:
        """Return the video of frames, each of which stands for so many."""
        ahead = iter(frames)
        first, repeat = next(ahead)
        file = BytesIO()
        with Video(file, self.codec, first.shape, self.rate, self.options, clear=self.clear) as video:
            for frame, times in chain([(first, repeat)], ahead):
                video.add(frame, times)
        return file.getvalue()


class Video:
    """A video that frames are added to; use it as a context.

    Parameters
    ----------
    file
        Where it goes: open, and seekable.
    codec
        How it is made.
    shape
        Of every frame: (height, width, 3 or 4).
    rate
        Frames per second.
    options
        Its quality and its matte.
    clear
        Whether a fourth channel is straight alpha, and not just there.
    """

    def __init__(
        self,
        file: BinaryIO,
        codec: Codec,
        shape: Sequence[int],
        rate: Fraction,
        options: WriteOptions | None = None,
        *,
        clear: bool = True,
    ) -> None:
        import av
        from av.video.reformatter import VideoReformatter

        height, width, depth = shape
        self._options, self._rate, self._done = options or WriteOptions(), rate, 0
        self._kind = "rgba" if depth == 4 else "rgb24"
        clear = clear and depth == 4
        self._fills = clear and codec.quality is not None
        settings = codec.settings(height * width, self._options.quality)
        # The index goes in front when pieces are put together.
        how = {name: value for name, value in codec.container.items() if name != "movflags"}
        self._container = av.open(file, "w", format=codec.suffix[1:], options=how)
        stream: Any = self._container.add_stream(codec.codec, rate, options=settings)
        stream.width, stream.height, stream.pix_fmt = (
            width + width % 2,
            height + height % 2,
            codec.clear if clear else codec.opaque,
        )
        if clear:
            stream.metadata["alpha_mode"] = "1"
        # Without these tags players guess the matrix by the picture's size, and colours shift.
        tag = {"colorspace": 1, "color_primaries": 1, "color_trc": 1, "color_range": 1}
        for name, value in tag.items():
            setattr(stream.codec_context, name, value)
        self._stream = stream
        # PyAV keeps one for all frames where there is none, and with it threads that do not end with the file.
        self._converter = VideoReformatter()

    def add(self, frame: Frame, repeat: int = 1) -> None:
        """Add a frame that stands for so many."""
        import av
        from av.video.reformatter import ColorRange, Colorspace, Interpolation

        if self._fills:
            frame = _filled(frame, self._options)
        # What is converted is copied by that; only what is not must be copied before.
        take = av.VideoFrame.from_ndarray if self._kind == self._stream.pix_fmt else av.VideoFrame.from_numpy_buffer
        picture = take(even(frame), format=self._kind)
        # A colour stands for four pixels: their mean is nearer to them than what lies between two, by 0.3 dB.
        how: dict[str, Any] = {"format": self._stream.pix_fmt, "interpolation": Interpolation.AREA}
        how |= {"dst_colorspace": Colorspace.ITU709, "dst_color_range": ColorRange.MPEG}
        picture = self._converter.reformat(picture, **how)
        picture.time_base = 1 / self._rate
        for _ in range(repeat):
            picture.pts = self._done
            self._container.mux(self._stream.encode(picture))
            self._done += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the file, or leave it half-written where something went wrong."""
        try:
            if kind is None:
                self._container.mux(self._stream.encode(None))
        finally:
            self._container.close()


def _filled(frame: Frame, options: WriteOptions) -> Frame:
    """Return the frame with other colours under what is transparent: lossy codec mixes them into soft edges.

    They are the mean colour of the visible pixels in the same block of 8x8, or the matte where there are none.
    """
    from PIL import Image

    height, width = frame.shape[:2]
    means = np.array(Image.fromarray(frame).reduce(BLOCK))
    means[means[..., 3] == 0, :3] = options.matte
    means[..., 3] = 0
    under = whole(means).repeat(BLOCK, axis=0)[:height].repeat(BLOCK, axis=1)[:, :width]
    filled = np.where(frame[..., 3] > 0, whole(frame), under)
    return filled.view(np.uint8).reshape(frame.shape)
