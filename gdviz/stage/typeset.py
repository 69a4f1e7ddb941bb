"""Words and formulas as Manim's mobjects, in the style's font; sizes are in points: see `points`."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from manim import DOWN, LEFT, MathTypst, VGroup, VMobject, config

from gdviz.pens.pen import point_on
from gdviz.stage.outlines import cubics_of
from gdviz.style.equations import CUT, TypesetFunction, line_of
from gdviz.style.formula import typst, with_decimal_sign
from gdviz.style.themes import Style
from gdviz.style.typefaces import advance_of, ink_width, letter_outlines, outline
from gdviz.style.wrapping import fit_title, wrap

# What Manim makes one em of text at font size 1, in its units.
EM = 1 / 72
# From line to line, in sizes.
LEADING = 1.36
# So much larger an equation is set among words.
ENLARGED = 1.15
# Words are measured at this size.
MEASURED = 200


def points(size: float) -> float:
    """Return points, of which the shorter side of the page has 324, in scene units."""
    return size * point_on(float(config.frame_width), float(config.frame_height))


def text(style: Style, words: str, size: float, *, color: str = "", bold: bool = False) -> VGroup:
    """Return one line of text, a letter beside the other, with none for blanks."""
    return _line(style, words, size, color=color, bold=bold).center()


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
    room = width / points(size) * MEASURED
    if isinstance(words, TypesetFunction):
        # Its letters are smaller than those of words.
        room, size, least = room / ENLARGED, size * ENLARGED, least * ENLARGED
        fitted = fit_title(words.parts, _formula_width, room, size=size, least=least, most=most, ellipsis=CUT)
        return _stacked(style, fitted.lines, fitted.size, is_math=True, **looks)
    fitted = fit_title(words, _measure(style.font, bold), room, size=size, least=least, most=most)
    return _stacked(style, fitted.lines, fitted.size, bold=bold, **looks)


def fit_line(style: Style, words: str, size: float, width: float, *, least: float, bold: bool) -> tuple[str, float]:
    """Return words on one line of at most `width` scene units, and their size: as for a title."""
    room = width / points(size) * MEASURED
    fitted = fit_title(words, _measure(style.font, bold), room, size=size, least=least, most=1)
    return fitted.lines[0], fitted.size


def wrapped(style: Style, words: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """Return words in lines at most `width` scene units wide, as few and as even as can be."""
    return wrap(words, _measure(style.font, bold), width / points(size) * MEASURED)


def _stacked(style: Style, lines: Sequence[str], size: float, **looks: Any) -> VGroup:
    made = VGroup()
    for i, line in enumerate(lines):
        row = _line(style, line, size, **looks)
        made.add(row.shift(row.get_left()[0] * LEFT + i * LEADING * points(size) * DOWN))
    return made


def _line(
    style: Style, words: str, size: float, *, color: str = "", bold: bool = False, is_math: bool = False
) -> VGroup:
    """Return a line of text that stands on the x axis, and begins at the origin."""
    how: dict[str, Any] = {"fill_color": style.lettering(color or style.ink), "fill_opacity": 1.0, "stroke_width": 0.0}
    row = VGroup()
    letters = (
        [outline(line_of(words), points(size), style.font, is_math=True)]
        if is_math
        else letter_outlines(words, points(size), style.font, bold=bold)
    )
    for letter in letters:
        if len(letter):
            row.add(VMobject(**how).set_points(cubics_of(letter)))
    return row


def formula(style: Style, latex: str, size: float, *, color: str = "") -> VGroup:
    """Return a formula, kept as LaTeX, set by Typst: a line for each part between quads.

    A formula of another program, not in the part of LaTeX that is set here, is written as it stands.
    """
    lines = VGroup()
    for part in latex.split(r"\qquad"):
        if part.strip():
            try:
                ink, math = style.lettering(color or style.ink), typst(with_decimal_sign(part))
                lines.add(MathTypst(math, color=ink, font_size=1.8 * points(size) / EM))
            except ValueError:
                lines.add(text(style, part.strip(), size, color=color))
    return lines.arrange(DOWN, aligned_edge=LEFT, buff=0.3)


def _formula_width(latex: str) -> float:
    """Return how wide a formula is in a line of words, at the size that is measured at."""
    return MEASURED * ink_width(line_of(latex), "", is_math=True)


def _measure(font: str, bold: bool) -> Callable[[str], float]:
    """Return what measures words in a font, at the size that is measured at."""
    return partial(advance_of, size=MEASURED, font=font, bold=bold)
