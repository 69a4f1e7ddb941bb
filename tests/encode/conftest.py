"""Small clips, and what decoders say about a file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

Clip = Callable[..., list[np.ndarray]]


@dataclass
class Played:
    """What Pillow shows of an animation: RGBA frames, each one's time in ms, and how often it plays (0: for ever)."""

    frames: np.ndarray
    delays: list[float]
    plays: int

    def lasts(self, count: int) -> list[int]:
        """Return which picture is shown as each of `count` frames of equal length ends; one may be shown in parts."""
        ends = np.cumsum(self.delays) * count / sum(self.delays)
        return np.searchsorted(ends, np.arange(1, count + 1) - 0.3).tolist()


@pytest.fixture
def clip() -> Clip:
    """A red square that moves over a page with a still blue bar."""

    def make(count: int = 12, height: int = 45, width: int = 80) -> list[np.ndarray]:
        frames = []
        for i in range(count):
            frame = np.full((height, width, 3), 250, np.uint8)
            frame[-6:] = (20, 40, 200)
            frame[10:20, 3 * i : 3 * i + 10] = (220, 30, 30)
            frames.append(frame)
        return frames

    return make


@pytest.fixture
def glass() -> Clip:
    """A red disc with a soft edge moves over nothing; a bar stands still. Transparent pixels are black."""

    def make(count: int = 10, height: int = 48, width: int = 80) -> list[np.ndarray]:
        rows, columns = np.mgrid[:height, :width]
        frames = []
        for i in range(count):
            alpha = np.clip(10.5 - np.hypot(rows - 24, columns - 12 - 5 * i), 0, 1)
            frame = np.zeros((height, width, 4), np.uint8)
            frame[alpha > 0, :3] = (220, 30, 30)
            frame[..., 3] = (255 * alpha).round()
            frame[:6] = (20, 40, 200, 255)
            frames.append(frame)
        return frames

    return make


@pytest.fixture
def noise() -> Clip:
    """Frames that no encoder makes small."""

    def make(count: int = 12, height: int = 90, width: int = 160) -> list[np.ndarray]:
        rng = np.random.default_rng(0)
        return list(rng.integers(0, 256, (count, height, width, 3), dtype=np.uint8))

    return make


@pytest.fixture
def played() -> Callable[[Path], Played]:
    def play(path: Path) -> Played:
        frames, delays = [], []
        with Image.open(path) as image:
            for i in range(getattr(image, "n_frames", 1)):
                image.seek(i)
                frames.append(np.asarray(image.convert("RGBA")))
                delays.append(image.info.get("duration", 0))
            # A GIF that plays once says nothing.
            plays = image.info.get("loop", 1)
        return Played(np.stack(frames), delays, plays)

    return play


@pytest.fixture
def filmed() -> Callable[[Path], list[np.ndarray]]:
    """Return the frames that FFmpeg shows: RGBA, colours by the file's own tags or as HD."""

    def film(path: Path) -> list[np.ndarray]:
        with av.open(path) as container:
            stream = container.streams.video[0]
            if stream.codec_context.name != "vp9":
                return [p.to_ndarray(format="rgba", src_colorspace="ITU709") for p in container.decode(stream)]
            # FFmpeg's own decoder of VP9 knows no transparency.
            decoder = av.CodecContext.create("libvpx-vp9", "r")
            pictures = [p for packet in container.demux(stream) if packet.size for p in decoder.decode(packet)]
            return [p.to_ndarray(format="rgba", src_colorspace="ITU709") for p in pictures]

    return film
