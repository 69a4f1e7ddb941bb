"""Words and formulas as Manim's mobjects, in the style's font; sizes are in points: see `points`."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import manimpango
from manim import DOWN, LEFT, MathTypst, Text, VGroup, config, tempconfig
from matplotlib.font_manager import get_font
from PIL import ImageFont

from gdviz.pens.pen import point_on
from gdviz.style.formula import typst
from gdviz.style.themes import Style
from gdviz.style.typefaces import typeface
from gdviz.style.wrapping import fit_title, wrap

# Text is laid out on whole pixels: built this large and scaled down, its letters stand where they should.
LAYOUT_SIZE = 96
# What Manim makes one em of text at font size 1, in its units.
EM = 1 / 72
# From line to line, in sizes.
LEADING = 1.36
MEASURED = 200
# No line of text is as long as this, in pixels.
UNBROKEN = 2**15


def points(size: float) -> float:
    """Return points, of which the shorter side of the page has 324, in scene units."""
    return size * point_on(float(config.frame_width), float(config.frame_height))


def text(style: Style, words: str, size: float, *, color: str = "", bold: bool = False) -> Text:
    """Return one line of text."""
    # Pango would break a line that is longer than the picture has pixels.
    with tempconfig({"pixel_width": UNBROKEN}):
        made = Text(
            words,
            font=_family(style.font),
            # The font that is shipped has no heavier weight.
            weight=("BOLD" if style.font else "SEMIBOLD") if bold else "NORMAL",
            font_size=LAYOUT_SIZE,
            color=color or style.ink,
            warn_missing_font=False,
            disable_ligatures=True,
        )
    return made.scale(points(size) / (LAYOUT_SIZE * EM))


def paragraph(style: Style, words: str, size: float, width: float, **looks: Any) -> VGroup:
    """Return text broken into lines that are at most `width` scene units wide, set flush left.

    Lines stand on even distances whatever letters are in them.
    """
    return _stacked(style, wrapped(style, words, size, width, bold=looks.get("bold", False)), size, **looks)


def title(
    style: Style, words: str, size: float, width: float, *, least: float, most: int = 2, bold: bool = True, **looks: Any
) -> VGroup:
    """Return a title that fits into `most` lines, at most `width` scene units wide, set flush left.

    Where it does not at `size` it is smaller, down to `least`, and then cut off: see gdviz.style.wrapping.
    """
    face = _measure(style.font, bold)
    fitted = fit_title(words, face.getlength, width / points(size) * MEASURED, size=size, least=least, most=most)
    return _stacked(style, fitted.lines, fitted.size, bold=bold, **looks)


def wrapped(style: Style, words: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """Return words in lines at most `width` scene units wide, as few and as even as can be."""
    return wrap(words, _measure(style.font, bold).getlength, width / points(size) * MEASURED)


def _stacked(style: Style, lines: Sequence[str], size: float, **looks: Any) -> VGroup:
    made = VGroup()
    for i, line in enumerate(lines):
        # The letter set before a line marks its baseline and its left edge.
        row = text(style, f"H{line}", size, **looks)
        mark = row[0]
        row.remove(mark)
        corner = mark.get_corner(DOWN + LEFT)
        row.shift(-corner - [row.get_left()[0] - corner[0], 0, 0] + i * LEADING * points(size) * DOWN)
        made.add(row)
    return made


def formula(style: Style, latex: str, size: float, *, color: str = "") -> VGroup:
    """Return a formula, kept as LaTeX, set by Typst: a line for each part between quads.

    A formula of another program, not in the part of LaTeX that is set here, is written as it stands.
    """
    lines = VGroup()
    for part in latex.split(r"\qquad"):
        if part.strip():
            try:
                lines.add(MathTypst(typst(part), color=color or style.ink, font_size=1.8 * points(size) / EM))
            except ValueError:
                lines.add(text(style, part.strip(), size, color=color))
    return lines.arrange(DOWN, aligned_edge=LEFT, buff=0.3)


@cache
def _family(font: str) -> str:
    """Register a font with Pango, and return the family by which it is found."""
    files = [str(typeface(font, bold=bold).get_file()) for bold in (False, True)]
    for file in files:
        manimpango.register_font(file)
    return get_font(files[0]).family_name


@cache
def _measure(font: str, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(typeface(font, bold=bold).get_file()), MEASURED)
