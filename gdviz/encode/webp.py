"""Animated WebP, lossless: every colour and every transparency as they were, of each frame only what changed."""

import struct
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np

from gdviz.encode.about import About
from gdviz.encode.budget import LOSSLESS
from gdviz.encode.delta import SHORTEST, Pixels, changes, shares, whole
from gdviz.encode.formats import Format, add_format
from gdviz.encode.frames import Frame, Selection, WriteOptions, ticks
from gdviz.encode.palette import indexed

ANIMATED, TOLD, ALPHA = 0x02, 0x04, 0x10
REPLACE = 0x02


def write_webp(path: Path, film: Selection, options: WriteOptions, progress: Callable[[int], None]) -> None:
    """Write a lossless WebP, of fewer colours where the options say so.

    The file is put together here, since libwebp's own animation encoder keeps the whole clip in memory; Pillow
    compresses each picture. Lossy WebP would show blocks, and be larger than 256 colours where much is a diagram.
    """
    height, width, _ = film.shape
    delays = ticks(len(film), film.rate, 1000)
    before: Pixels | None = None
    with path.open("wb") as file:
        file.write(b"RIFF\0\0\0\0WEBP")
        flags = ANIMATED | ALPHA | (TOLD if options.about.comment else 0)
        file.write(_chunk(b"VP8X", struct.pack("<I", flags) + _three(width - 1) + _three(height - 1)))
        file.write(_chunk(b"ANIM", struct.pack("<IH", 0, int(options.once))))
        for done, frame in enumerate(_pictures(film, options), 1):
            delay = delays[done - 1]
            parts = changes(frame, before, max(1, delay // SHORTEST), even=True)
            for (drawn, (x, y), over), time in zip(parts, shares(delay, len(parts), SHORTEST), strict=True):
                head = _three(x // 2) + _three(y // 2) + _three(drawn.shape[1] - 1) + _three(drawn.shape[0] - 1)
                head += _three(time) + bytes([0 if over else REPLACE])
                file.write(_chunk(b"ANMF", head + _compressed(drawn)))
            before = frame
            progress(done)
        if options.about.comment:
            file.write(_chunk(b"XMP ", _xmp(options.about)))
        size = file.tell()
        file.seek(4)
        file.write(struct.pack("<I", size - 8))


def _pictures(film: Selection, options: WriteOptions) -> Iterator[Pixels]:
    if options.colors is None:
        return (whole(frame) for frame in film)
    palette, frames = indexed(film, options.colors, options.matte)
    colors = palette.rgba
    return (whole(colors[frame]) for frame in frames)


def _compressed(drawn: Pixels) -> bytes:
    """Return the chunk of a still WebP that holds the picture."""
    from PIL import Image

    pixels: Frame = np.ascontiguousarray(drawn).view(np.uint8).reshape(*drawn.shape, 4)
    file = BytesIO()
    Image.fromarray(pixels).save(file, "WEBP", lossless=True, method=2)
    data, start = file.getvalue(), 12
    while data[start : start + 4] != b"VP8L":
        start += 8 + _padded(data, start)
    return data[start : start + 8 + _padded(data, start)]


def _padded(data: bytes, start: int) -> int:
    """Return how many bytes follow the head of the chunk that starts there."""
    size: int = struct.unpack_from("<I", data, start + 4)[0]
    return size + size % 2


def _xmp(about: About) -> bytes:
    """Return what a file says of itself as a packet of XMP."""
    told = "".join(
        f'<dc:{name}><rdf:Alt><rdf:li xml:lang="x-default">{escape(words)}</rdf:li></rdf:Alt></dc:{name}>'
        for name, words in (("title", about.title), ("description", about.words))
    )
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">{told}</rdf:Description>'
        "</rdf:RDF></x:xmpmeta>"
    ).encode()


def _three(number: int) -> bytes:
    return number.to_bytes(3, "little")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


FASTEST = 1000 // (2 * SHORTEST)
add_format(Format(".webp", write_webp, concessions=LOSSLESS, embedded=True, max_clear_fps=FASTEST, place=50))
