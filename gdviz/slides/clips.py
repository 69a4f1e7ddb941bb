"""Films that are there already as slides: GIFs and WebM are made into what every deck can play."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import accumulate
from math import gcd
from pathlib import Path
from shutil import copyfile
from typing import Any

import numpy as np

from gdviz.encode import About, Frame, FrameSequence, Tracks, write
from gdviz.encode.sound import Voice

# What browsers make of a GIF's delay that is too short, in milliseconds; and the shortest that they keep.
USUAL, SHORTEST = 100, 20


class Playback(FrameSequence):
    """Frames that come one after another, as the encoder asks for them, with one of them in memory."""

    def __init__(self, frames: Iterator[Frame], count: int) -> None:
        self._frames, self._count = frames, count
        self._at = -1
        self._frame: Frame | None = None

    def __len__(self) -> int:
        return self._count

    def frame(self, index: int) -> Frame:
        """Return a frame, which is the last that was asked for, or one that comes after it."""
        if index < self._at:
            raise IndexError("frames come one after another")
        while self._frame is None or self._at < index:
            self._frame = next(self._frames)
            self._at += 1
        return self._frame


def playable(path: Path, directory: Path, page: str) -> Path:
    """Return a film that browsers and PowerPoint play, as an .mp4 in `directory` with a name that needs no escaping.

    Parameters
    ----------
    page
        The colour that shows where a GIF or WebM is transparent, as #rrggbb.
    """
    film = directory / "film.mp4"
    if path.suffix.lower() == ".mp4":
        directory.mkdir(parents=True, exist_ok=True)
        copyfile(path, film)
        return film
    frames, rate = (_gif if path.suffix.lower() == ".gif" else _webm)(path, page)
    heard = (Voice(path, Fraction(0)),) if has_sound(path) else ()
    return write(film, frames, rate, tracks=Tracks(voices=heard, length=len(frames) / Fraction(rate)))


def has_sound(path: Path) -> bool:
    """Return whether something can be heard in a film."""
    import av

    with av.open(str(path)) as container:
        return bool(container.streams.audio)


def check_clip(path: Path) -> None:
    """Raise ValueError where a file is no film."""
    import av

    try:
        corner(path)
    except (av.FFmpegError, IndexError, StopIteration):
        raise ValueError(f"{path} holds no film; make one with `gdviz figure NAME RUN -o {path}`") from None


def loops(path: Path) -> bool:
    """Return whether a film says of itself that it plays again and again."""
    from PIL import Image

    if path.suffix.lower() != ".gif":
        return False
    with Image.open(path) as picture:
        return bool(picture.info.get("loop") == 0)


def told_by(path: Path) -> About:
    """Return what a film says of itself: its title and its words, which are the first line and the rest of a GIF's."""
    import av
    from PIL import Image

    if path.suffix.lower() == ".gif":
        with Image.open(path) as picture:
            comment = picture.info.get("comment", b"")
        title, _, words = (comment.decode("utf-8", "replace") if isinstance(comment, bytes) else "").partition("\n")
    else:
        with av.open(str(path)) as container:
            tags = {name.lower(): told for name, told in container.metadata.items()}
        title, words = tags.get("title", ""), tags.get("comment", "")
    return About(*(" ".join(told.split()) for told in (title, words)))


def resting(path: Path, page: str) -> Frame:
    """Return the picture that stands longest in a GIF, and of two that stand as long the later one.

    A GIF that loops may end on its way back to its beginning, where pictures show through one another.
    """
    playback, _ = _gif(path, page)
    best, longest, before, stands = playback.frame(0), 0, None, 0
    for index in range(len(playback)):
        frame = playback.frame(index)
        stands = stands + 1 if before is not None and np.array_equal(frame, before) else 1
        before = frame
        if stands >= longest:
            best, longest = frame, stands
    return best


def corner(film: Path) -> str:
    """Return the colour of a film's corner, which is its page's, as #rrggbb."""
    import av

    with av.open(str(film)) as container:
        pixels = next(container.decode(video=0)).to_ndarray(format="rgb24")
    return "#" + "".join(f"{value:02x}" for value in pixels[0, 0])


def _gif(path: Path, page: str) -> tuple[Playback, float]:
    """Return the frames of a GIF at even times, and their rate."""
    from PIL import Image

    with Image.open(path) as picture:
        delays = []
        for number in range(getattr(picture, "n_frames", 1)):
            picture.seek(number)
            delay = round(picture.info.get("duration", 0))
            delays.append(delay if delay >= SHORTEST else USUAL)
    tick = max(SHORTEST, gcd(*delays))
    ends = np.array(list(accumulate(delays)))
    shown = np.searchsorted(ends, np.arange(0, ends[-1], tick), side="right")

    def frames() -> Iterator[Frame]:
        with Image.open(path) as picture:
            for number in shown:
                picture.seek(int(number))
                yield _laid(np.asarray(picture.convert("RGBA")), page)

    return Playback(frames(), len(shown)), 1000 / tick


def _webm(path: Path, page: str) -> tuple[Playback, float]:
    """Return the frames of a WebM, and their rate."""
    import av

    with av.open(str(path)) as container:
        count = sum(1 for packet in container.demux(video=0) if packet.size)
        stream = container.streams.video[0]
        rate, codec = stream.average_rate or Fraction(25), stream.codec_context.name

    def frames() -> Iterator[Frame]:
        with av.open(str(path)) as container:
            # FFmpeg's own decoder of VP9 leaves transparency out.
            decoder: Any = av.CodecContext.create("libvpx-vp9" if codec == "vp9" else codec, "r")
            for packet in container.demux(video=0):
                for frame in decoder.decode(packet if packet.size else None):
                    yield _laid(frame.to_ndarray(format="rgba"), page)

    return Playback(frames(), count), float(rate)


def _laid(pixels: Frame, page: str) -> Frame:
    """Return pixels with straight alpha laid over the page."""
    share = pixels[..., 3:] / np.float32(255)
    under = np.array([int(page[i : i + 2], 16) for i in (1, 3, 5)], np.float32)
    return (pixels[..., :3] * share + under * (1 - share) + 0.5).astype(np.uint8)
