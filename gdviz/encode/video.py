"""MP4, WebM and MOV: in colours that every player understands alike."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from gdviz.encode.budget import Concession
from gdviz.encode.delta import whole
from gdviz.encode.formats import Format, add_format
from gdviz.encode.frames import Frame, Selection, WriteOptions, even

BLOCK = 8


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
    """

    suffix: str
    codec: str
    opaque: str
    clear: str | None = None
    quality: int | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    container: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, path: Path, film: Selection, options: WriteOptions, progress: Callable[[int], None]) -> None:
        """Write a film to a path."""
        with Video(path, self, film.shape, film.rate, options) as video:
            for done, frame in enumerate(film, 1):
                video.add(frame)
                progress(done)


# As every browser and PowerPoint plays it: 4:2:0, even sides, the index in front.
H264 = Codec(
    ".mp4",
    "libx264",
    "yuv420p",
    quality=18,
    # Without the second, x264 weighs blocks by how much later ones copy from them in AVX-512 code whose results depend
    # on what lay in memory before: one file in a hundred came out another. Without the last, it takes more threads on
    # larger machines, and every number of them makes other bytes.
    options={"preset": "medium", "x264-params": "cpu-independent=1", "threads": "2"},
    container={"movflags": "+faststart"},
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
ANIMATION = Codec(".mov", "qtrle", "rgb24", "argb", container={"movflags": "+faststart", "fflags": "+bitexact"})

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


class Video:
    """A video file that frames are added to; use it as a context.

    Parameters
    ----------
    path
        The file.
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
        path: Path,
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
        settings = dict(codec.options)
        if codec.quality is not None:
            settings["crf"] = str(self._options.quality or codec.quality)
        self._container = av.open(str(path), "w", options=dict(codec.container))
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
        from av.video.reformatter import ColorRange, Colorspace

        if self._fills:
            frame = _filled(frame, self._options)
        # What is converted is copied by that; only what is not must be copied before.
        take = av.VideoFrame.from_ndarray if self._kind == self._stream.pix_fmt else av.VideoFrame.from_numpy_buffer
        picture = take(even(frame), format=self._kind)
        pixels, matrix, levels = self._stream.pix_fmt, Colorspace.ITU709, ColorRange.MPEG
        picture = self._converter.reformat(picture, format=pixels, dst_colorspace=matrix, dst_color_range=levels)
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


def join(path: Path, parts: Sequence[Path], codec: Codec, rate: Fraction) -> None:
    """Put videos of one codec, shape and rate end to end, packet by packet, as they are."""
    import av

    # Packets come in the order of decoding, so many frames before they are shown.
    lead = max(-next(_packets(part, rate)).dts for part in parts)
    decoded = shown = 0
    with av.open(str(path), "w", options=dict(codec.container)) as whole, av.open(str(parts[0])) as first:
        stream = whole.add_stream_from_template(first.streams.video[0])
        stream.metadata.update(first.streams.video[0].metadata)
        for part in parts:
            for packet in _packets(part, rate):
                packet.pts, packet.dts, packet.stream = shown + packet.pts, decoded - lead, stream
                whole.mux(packet)
                decoded += 1
            shown = decoded


def _packets(path: Path, rate: Fraction) -> Iterator[Any]:
    """Yield the packets of a video with times in whole frames: WebM's milliseconds would drift."""
    import av

    with av.open(str(path)) as container:
        packet: Any
        for packet in container.demux(container.streams.video[0]):
            if packet.size:
                frames = packet.time_base * rate
                packet.pts, packet.dts = round(packet.pts * frames), round(packet.dts * frames)
                packet.duration, packet.time_base = 1, 1 / rate
                yield packet
