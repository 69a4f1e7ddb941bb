"""A recorded voice as the sound of a film: files one after another, each at its time, with silence between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
# Samples a second, and so many at a time.
RATE, BLOCK = 48_000, 4_800
# A file is silent in which nothing is louder than this share of the loudest there can be: 60 dB below it.
SILENT = 1e-3
AUDIO = (".wav", ".mp3", ".m4a", ".aac", ".flac", ".ogg", ".opus", ".aif", ".aiff")


@dataclass(frozen=True)
class Voice:
    """A file of sound, and when it begins, in seconds."""

    path: Path
    start: Fraction


def voice_length(path: Path) -> Fraction:
    """Return how long a recorded voice is, in seconds.

    Raises
    ------
    ValueError
        If it cannot be read, holds no sound, or nothing is heard in it.
    """
    count, loudest = 0, 0.0
    for block in samples_in(path):
        count += len(block)
        loudest = max(loudest, float(np.abs(block).max(initial=0.0)))
    if loudest < SILENT:
        raise ValueError(f"{path} is silent from its beginning to its end; record that beat again")
    return Fraction(count, RATE)


def samples_in(path: Path) -> Iterator[Samples]:
    """Yield the samples of a file, from -1 to 1, at RATE, of all its channels mixed into one.

    Raises
    ------
    ValueError
        If it cannot be read, or holds no sound.
    """
    import av

    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise ValueError(
                    f"{path} holds no sound; --voice takes recordings, one file a beat, such as beats/*.wav"
                )
            resampler = av.AudioResampler("flt", "mono", RATE)
            for frame in container.decode(audio=0):
                yield from (made.to_ndarray()[0] for made in resampler.resample(frame))
            yield from (made.to_ndarray()[0] for made in resampler.resample(None))
    except (av.FFmpegError, OSError) as error:
        reason = getattr(error, "strerror", "") or error
        raise ValueError(f"{path} cannot be read as sound: {reason}; --voice takes .wav, .mp3, .m4a or .flac") from None


def sound_packets(container: Any, codec: str, voices: Sequence[Voice], length: Fraction) -> Iterator[Any]:
    """Add a stream of sound to a container, and return its packets: voices at their times, silence for the rest."""
    stream = container.add_stream(codec, RATE)
    stream.layout = "mono"

    def packets() -> Iterator[Any]:
        import av

        done = 0
        for block in _blocks(voices, round(length * RATE)):
            frame = av.AudioFrame.from_ndarray(block[None], format="flt", layout="mono")
            frame.sample_rate, frame.pts, frame.time_base = RATE, done, Fraction(1, RATE)
            done += len(block)
            yield from stream.encode(frame)
        yield from stream.encode(None)

    return packets()


def _blocks(voices: Sequence[Voice], total: int) -> Iterator[Samples]:
    """Yield so many samples in blocks."""
    done = 0
    for voice in voices:
        start = min(round(voice.start * RATE), total)
        yield from _silence(start - done)
        done = max(done, start)
        for block in samples_in(voice.path):
            kept = block[: total - done]
            if len(kept):
                yield kept
            done += len(kept)
    yield from _silence(total - done)


def _silence(count: int) -> Iterator[Samples]:
    while count > 0:
        yield np.zeros(min(count, BLOCK), np.float32)
        count -= BLOCK
