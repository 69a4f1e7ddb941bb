"""Words on a slide: how large they are, where their lines end, and a picture of them.

HTML and PowerPoint set the same words in the same sizes themselves, so that they can be searched, read out and changed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdviz.slides.slide import HEAD, HEIGHT
from gdviz.slides.words import Paragraph, Span
from gdviz.style.colors import rgb
from gdviz.style.defaults import matplotlib_defaults
from gdviz.style.logo import logo_place, with_logo
from gdviz.style.themes import Style
from gdviz.style.typefaces import advance_of, drawn_as, typeface
from gdviz.style.wrapping import parted

Pixels = NDArray[np.uint8]
# Sizes of letters on a slide whose shorter side has 720 pixels, and the room above each kind but the first, in sizes.
SIZES = {"title": 54.0, "heading": 36.0, "text": 27.0, "item": 27.0, "quote": 27.0, "code": 22.0}
ABOVE = {"title": 0.5, "heading": 0.7, "text": 0.75, "item": 0.42, "quote": 0.75, "code": 0.75}
BOLD, LEADING = ("title", "heading"), 1.28
# How far words stand from the sides, and an item from its marker, in widths and in sizes.
MARGIN, INDENT = 0.09, 1.25
# The bar of the accent's colour above a title: its width, its height, and what is free below, in pixels as above.
BAR = (72.0, 6.0, 26.0)
# Words that do not fit are made code_scale, down to this.
STEP, LEAST = 0.95, 0.35
MONO = "DejaVu Sans Mono"
# Code within a line is so much code_scale, and of so many letters not broken.
CODE, WHOLE = 0.88, 40


@dataclass(frozen=True)
class SetWords:
    """Words of one line that are set alike: from the left of the slide, in pixels."""

    span: Span
    left: float
    size: float


@dataclass(frozen=True)
class Line:
    """A line of a slide: how far below the top of all words its own top is, how high it is, and its pieces."""

    top: float
    height: float
    kind: str
    pieces: tuple[SetWords, ...]


def scale_of(blocks: Sequence[Paragraph], style: Style, size: tuple[int, int]) -> float:
    """Return how many times larger than SIZES the letters of a slide of so many pixels are."""
    scale = full = min(size) / HEIGHT
    room = 0.86 * room_of(style, size)
    while scale > LEAST * full and height_of(set_lines(blocks, style, size, scale), blocks, scale) > room:
        scale *= STEP
    return scale


def room_of(style: Style, size: tuple[int, int]) -> int:
    """Return the height that a style's logo leaves on a slide."""
    return logo_place(style.logo, *size).room if style.logo else size[1]


def height_of(lines: Sequence[Line], blocks: Sequence[Paragraph], scale: float) -> float:
    """Return how high words are, with the bar above a title."""
    return lines[-1].top + lines[-1].height + (sum(BAR[1:]) * scale if has_bar(blocks) else 0.0)


def has_bar(blocks: Sequence[Paragraph]) -> bool:
    """Return whether a slide begins with a title."""
    return blocks[0].kind == "title"


def set_lines(blocks: Sequence[Paragraph], style: Style, size: tuple[int, int], scale: float) -> list[Line]:
    """Return the lines of a slide, at a scale of its letters."""
    lines: list[Line] = []
    top = 0.0
    for number, block in enumerate(blocks):
        letters = scale * SIZES[block.kind]
        top += ABOVE[block.kind] * letters if number else 0.0
        left = MARGIN * size[0] + INDENT * letters * block.depth
        for index, pieces in enumerate(_broken(block, style, letters, size[0] * (1 - MARGIN) - left)):
            placed = [SetWords(span, left + at, letters * code_scale(span, block.kind)) for span, at in pieces]
            if index == 0 and block.marker:
                placed.insert(0, SetWords(Span(block.marker, accent=True), left - INDENT * letters, letters))
            lines.append(Line(top, LEADING * letters, block.kind, tuple(placed)))
            top += LEADING * letters
    return lines


def _broken(block: Paragraph, style: Style, size: float, room: float) -> list[list[tuple[Span, float]]]:
    """Return the lines of a block: each span with how far from the left of the block it begins.

    Those of titles are as even as can be.
    """
    lines = list(_filled(block, style, size, room))
    for narrower in np.arange(room, size, -size / 2) if block.kind in BOLD and len(lines) > 1 else ():
        tried = list(_filled(block, style, size, float(narrower)))
        if len(tried) > len(lines):
            break
        lines = tried
    return lines


def _filled(block: Paragraph, style: Style, size: float, room: float) -> Iterator[list[tuple[Span, float]]]:
    """Yield the lines of a block, each as full as it can be."""
    line: list[tuple[Span, float]] = []
    at = 0.0
    for span, words, ends in _units(block):
        part = Span(words, span.bold, span.accent, span.code, span.link)
        width = width_of(words.rstrip(), part, block.kind, style, size)
        if line and at + width > room:
            yield line
            line, at = [], 0.0
        line.append((part, at))
        at += width_of(words, part, block.kind, style, size)
        if ends:
            yield line
            line, at = [], 0.0
    if line:
        yield line


def _units(block: Paragraph) -> Iterator[tuple[Span, str, bool]]:
    """Yield what no line ends within, with its span, and whether a line ends after it."""
    for span in block.spans:
        rows = span.text.split("\n")
        for index, row in enumerate(rows):
            ends = index < len(rows) - 1
            is_one = block.kind == "code" or (span.code and len(row) <= WHOLE)
            pieces = [row] if is_one else parted(row)
            for piece in pieces[:-1]:
                yield span, piece, False
            yield span, pieces[-1] if pieces else "", ends


def width_of(words: str, span: Span, kind: str, style: Style, size: float) -> float:
    """Return how wide words of a span are."""
    size *= code_scale(span, kind)
    font = font_of(span, style)
    return _advance(drawn_as(words, font), font, is_bold(span, kind)) * size if words else 0.0


@lru_cache(4096)
def _advance(words: str, font: str, bold: bool) -> float:
    return advance_of(words, 1.0, font, bold=bold)


def code_scale(span: Span, kind: str) -> float:
    """Return how large a span is beside the words around it."""
    return CODE if span.code and kind != "code" else 1.0


def font_of(span: Span, style: Style) -> str:
    """Return the font of a span."""
    return MONO if span.code else style.font


def is_bold(span: Span, kind: str) -> bool:
    """Return whether a span is set in bold letters."""
    return (span.bold or kind in BOLD) and not span.code


def color_of(span: Span, kind: str, style: Style) -> str:
    """Return the colour of a span."""
    if span.accent or span.link:
        return style.lettering(style.accent)
    return style.muted if kind == "quote" else style.ink


def drawn(blocks: Sequence[Paragraph], style: Style, size: tuple[int, int], finer: int = 2) -> Pixels:
    """Return the picture of a slide of words, so many times finer, with the style's logo: (height, width, 3)."""
    width, height = (finer * side for side in size)
    scale, room = scale_of(blocks, style, (width, height)), room_of(style, (width, height))
    lines = set_lines(blocks, style, (width, height), scale)
    top = (room - height_of(lines, blocks, scale)) / 2
    pixels = _painted(lines, style, (width, room), top, scale if has_bar(blocks) else 0.0)
    if style.logo is None:
        return pixels
    return with_logo(pixels, style.logo, logo_place(style.logo, width, height), style.background)


def heading_scale(words: str, style: Style, size: tuple[int, int]) -> float:
    """Return how many times larger than SIZES the letters of a heading above a film are, on such a slide."""
    scale = full = min(size) / HEIGHT
    while len(set_lines([heading(words)], style, size, scale)) > 1 and scale > LEAST * full:
        scale *= STEP
    return scale


def heading(words: str) -> Paragraph:
    """Return a heading."""
    return Paragraph("heading", (Span(words),))


def headed(words: str, style: Style, size: tuple[int, int]) -> Pixels:
    """Return the picture of a heading above a film, as wide as a slide of so many pixels and as high as its room."""
    high = round(HEAD * size[1])
    line, *_ = set_lines([heading(words)], style, size, heading_scale(words, style, size))
    return _painted([line], style, (size[0], high), (high - line.height) / 2, 0.0)


@matplotlib_defaults()
def _painted(lines: Sequence[Line], style: Style, size: tuple[int, int], top: float, bar: float) -> Pixels:
    """Return lines on a page, with a bar above them at some scale, unless that is 0."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    width, height = size
    figure = Figure(((width + 0.01) / 72, (height + 0.01) / 72), dpi=72, facecolor=style.background)
    pixels = np.empty((height, width, 3), np.uint8)
    under = sum(BAR[1:]) * bar
    for line in lines:
        # The letters of all pieces stand on one line.
        base = height - (top + under + line.top + 0.78 * line.height)
        for piece in line.pieces:
            span = piece.span
            font = typeface(font_of(span, style), bold=is_bold(span, line.kind), words=span.text)
            color = color_of(span, line.kind, style)
            how: dict[str, Any] = {"color": color, "fontproperties": font, "parse_math": False, "va": "baseline"}
            told = drawn_as(span.text, font_of(span, style))
            figure.text(piece.left / width, base / height, told, **how).set_fontsize(piece.size)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    pixels[:] = np.asarray(canvas.buffer_rgba())[..., :3]
    if bar:
        left, low = round(MARGIN * width), round(top)
        wide, high = (round(part * bar) for part in BAR[:2])
        pixels[low : low + high, left : left + wide] = np.rint(255 * rgb(style.accent))
    return pixels
