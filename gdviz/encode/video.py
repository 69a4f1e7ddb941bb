"""MP4, WebM and MOV: in colours that every player understands alike, a piece at a time.

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

from gdviz.encode.budget import Concession
from gdviz.encode.delta import whole
from gdviz.encode.formats import Format, add_format
from gdviz.encode.frames import Frame, Selection, WriteOptions, cut, even
from gdviz.encode.joining import assemble

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


# As every browser and PowerPoint plays it: 4:2:0, even sides, the index in front.
H264 = Codec(
    ".mp4",
    "libx264",
    "yuv420p",
    quality=17,
    # Without cpu-independent, x264 weighs blocks by how much later ones copy from them in AVX-512 code whose results
    # depend on what lay in memory before: one file in a hundred came out another. Without the last, it takes more
    # threads on larger machines, and every number of them makes other bytes. The rest is for pictures that are flat and
    # move smoothly: psy spends bytes on grain that there is none of, up to seven B-frames in a row, in a pattern that
    # needs no search, save what the quickest search for motion costs, nobody need look for cuts, since beats begin
    # pieces, and one frame to copy from and the plainer rounding lose next to nothing.
    options={
        "preset": "medium",
        "x264-params": "cpu-independent=1:psy=0:b-adapt=0:bframes=7:subme=2:me=dia:scenecut=0:ref=1:trellis=0",
        "threads": "2",
    },
    container={"movflags": "+faststart"},
    # Measured on scene loss-bowl, all 623 frames at 720p and 143 at 2160p: kB, SSIM, and seconds of one core.
    #
    #     720p    as above  crf 17              1220   0.99902   3.5
    #             subme 7, three B-frames       1233   0.99913   5.8
    #             subme 1   crf 17              1306   0.99897   2.6
    #             veryfast  crf 16              1385   0.99881   4.6
    #     2160p   medium    crf 18               441   0.99938   8.5     and 1.35 GB of memory
    #             medium    crf 16.5, ahead 10   422   0.99920   6.5
    #             veryfast  crf 15, ahead 10     462   0.99932   4.1
    #             veryfast  crf 14, ahead 5      440   0.99924   4.2     and 0.48 GB
    #
    # At 1080p a frame takes 10.5 ms where the second takes 16, in 7 % fewer bytes; figures and decision-boundary take
    # 60 % of its time, in 5 % more. Veryfast, which looks a few frames ahead only, is worse by a tenth of its bytes in
    # small pictures, and as good in large ones. Of those, B-frames that no others copy from save 85 MB, and without a
    # search for their pattern the file is no larger: 298 kB for 305, of a hundred frames.
    large=(
        {
            "preset": "veryfast",
            "x264-params": "cpu-independent=1:rc-lookahead=5:sync-lookahead=0:b-adapt=0:b-pyramid=none",
        },
        3,
    ),
)
VP9 = Codec(
    ".webm",
    "libvpx-vp9",
    "yuv420p",
    "yuva420p",
    quality=30,
    # libvpx's realtime mode at its slowest takes a third of the time of its good mode, for a tenth more bytes.
    options={
        "b": "0",
        "deadline": "realtime",
        "cpu-used": "4",
        "row-mt": "1",
        "tile-columns": "1",
        "threads": "4",
    },
    # Otherwise Matroska's random identifiers make every file another.
    container={"fflags": "+bitexact"},
)
# QuickTime's Animation, which video editors take: lossless, a tenth of the time of ProRes 4444, and half its bytes.
ANIMATION = Codec(
    ".mov",
    "qtrle",
    "rgb24",
    "argb",
    # It keeps a whole picture every twelve frames; what is lossless is large, and a piece waits in memory.
    container={"movflags": "+faststart", "fflags": "+bitexact"},
    longest=48,
)

add_format(
    Format(
        ".mp4",
        H264,
        transparent=False,
        concessions=(
            Concession(quality=21),
            Concession(quality=24),
            Concession(quality=28),
            Concession(quality=28, scale=0.75),
            Concession(quality=28, scale=0.75, every=2),
            Concession(quality=32, scale=0.75, every=2),
            Concession(quality=32, scale=0.5, every=2),
            Concession(quality=38, scale=0.5, every=2),
        ),
        plays_in_decks=True,
        place=20,
    )
)
add_format(
    Format(
        ".webm",
        VP9,
        concessions=(
            Concession(quality=36),
            Concession(quality=42),
            Concession(quality=42, every=2),
            Concession(quality=42, every=2, scale=0.75),
            Concession(quality=48, every=2, scale=0.75),
            Concession(quality=54, every=2, scale=0.5),
            Concession(quality=60, every=2, scale=0.5),
        ),
        plays_in_decks=True,
        place=30,
    )
)
add_format(
    Format(
        ".mov",
        ANIMATION,
        concessions=(
            Concession(every=2),
            Concession(every=2, scale=0.75),
            Concession(every=2, scale=0.5),
            Concession(every=2, scale=0.35),
        ),
        place=40,
    )
)


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
        more, finer = codec.large if height * width > LARGE else ({}, 0)
        settings = {**codec.options, **more}
        if codec.quality is not None:
            settings["crf"] = str((self._options.quality or codec.quality) - finer)
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
