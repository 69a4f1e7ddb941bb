"""Animated PNG: every colour and every transparency as they were, of each frame only what changed."""

import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np

from gdviz.encode.budget import LOSSLESS
from gdviz.encode.delta import SHORTEST, Pixels, changes, shares, whole
from gdviz.encode.formats import Format, add_format
from gdviz.encode.frames import Selection, WriteOptions, ticks
from gdviz.encode.palette import indexed

INDEXED, RGBA = 3, 6


def write_apng(path: Path, film: Selection, options: WriteOptions, progress: Callable[[int], None]) -> None:
    """Write an animated PNG in which pixels that did not change are transparent, and so are not stored again.

    It is put together here, since what FFmpeg's encoder saves by restoring older frames is not shown rightly by Pillow.
    """
    height, width, _ = film.shape
    palette = None
    frames: Iterator[Pixels] = (whole(frame) for frame in film)
    if options.colors is not None:
        made, frames = indexed(film, options.colors, options.matte)
        palette = made.rgba
    delays = ticks(len(film), film.rate, 1000)
    number = 0
    before: Pixels | None = None
    with path.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        _chunk(file, b"IHDR", struct.pack(">IIBBBBB", width, height, 8, RGBA if palette is None else INDEXED, 0, 0, 0))
        counted = file.tell()
        _chunk(file, b"acTL", struct.pack(">II", len(film), int(options.once)))
        for keyword, words in options.about.entries.items():
            # Neither compressed, nor in a language that is told.
            _chunk(file, b"iTXt", keyword.encode() + bytes(5) + words.encode())
        if palette is not None:
            _chunk(file, b"PLTE", palette[:, :3].tobytes())
            _chunk(file, b"tRNS", palette[:, 3].tobytes())
        for done, frame in enumerate(frames, 1):
            delay = delays[done - 1]
            parts = changes(frame, before, max(1, delay // SHORTEST))
            for (drawn, (x, y), over), time in zip(parts, shares(delay, len(parts), SHORTEST), strict=True):
                size = drawn.shape[1], drawn.shape[0]
                _chunk(file, b"fcTL", struct.pack(">IIIIIHHBB", number, *size, x, y, time, 1000, 0, over))
                data = _compressed(drawn)
                if before is None:
                    _chunk(file, b"IDAT", data)
                else:
                    _chunk(file, b"fdAT", struct.pack(">I", number + 1) + data)
                number += 1 if before is None else 2
            before = frame
            progress(done)
        _chunk(file, b"IEND", b"")
        file.seek(counted)
        _chunk(file, b"acTL", struct.pack(">II", (number + 1) // 2, int(options.once)))


def _compressed(drawn: Pixels) -> bytes:
    # A row begins with its filter: none.
    rows = np.zeros((drawn.shape[0], 1 + drawn.shape[1] * drawn.itemsize), np.uint8)
    rows[:, 1:] = np.ascontiguousarray(drawn).view(np.uint8)
    return zlib.compress(rows.tobytes())


def _chunk(file: BinaryIO, kind: bytes, data: bytes) -> None:
    file.write(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)))


FASTEST = 1000 // (2 * SHORTEST)
add_format(Format(".apng", write_apng, concessions=LOSSLESS, embedded=True, max_clear_fps=FASTEST, place=60))
