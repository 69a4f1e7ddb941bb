"""Fonts that have a few letters and nothing else."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from gdviz.style import fallback

# Units of an em, the advance of each letter, and the box that stands for all of them.
EM, ADVANCE, BOX = 1000, 1000, (100, 0, 900, 700)


def font_with(letters: Iterable[str], path: Path) -> Path:
    """Write a font in which each of some letters is a box, and return its file."""
    names = {ord(letter): f"u{ord(letter):X}" for letter in letters}
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names.values()])
    builder.setupCharacterMap(names)
    builder.setupGlyf({name: _box() for name in (".notdef", *names.values())})
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", *names.values()), (ADVANCE, BOX[0])))
    builder.setupHorizontalHeader(ascent=900, descent=-200)
    builder.setupNameTable({"familyName": path.stem, "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)
    return path


@contextmanager
def installed_alone(files: Sequence[str]) -> Iterator[None]:
    """Let no fonts be installed but these, besides those that are shipped."""
    kept = (fallback._by_taste, fallback._installed, fallback._fonts_of, fallback.drawable)
    with patch.object(fallback, "findSystemFonts", lambda: files):
        for cached in kept:
            cached.cache_clear()
        yield
    for cached in kept:
        cached.cache_clear()


def _box() -> object:
    left, low, right, high = BOX
    pen = TTGlyphPen(None)
    pen.moveTo((left, low))
    for corner in ((left, high), (right, high), (right, low)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()
