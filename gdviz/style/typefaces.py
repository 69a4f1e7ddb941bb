"""Typefaces: the one that is shipped, one that is installed, or one in a file; and the outlines of words set in them.

Words are shaped by HarfBuzz and ordered by direction, as matplotlib does it; gdviz.style.fallback finds other fonts for
the letters that a face lacks.
"""

import os
import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.font_manager import FontEntry, FontProperties, findSystemFonts, fontManager, get_font
from matplotlib.path import Path as Outline
from matplotlib.textpath import TextToPath, text_to_path

from gdviz.style.collections import face_index
from gdviz.style.fallback import drawable, font_of_all, fonts_of
from gdviz.style.themes import FONT_FILES
from gdviz.wording import did_you_mean

# The fonts that matplotlib sets formulas in.
FORMULAS = "cm"
# Each letter keeps its own outline, so that one can be told from the next.
_FEATURES: Any = ("-liga", "-clig", "-dlig")
# Scripts from India to Cambodia, the old ones of Mongolia, and the parts of Korean syllables.
_BOUND = re.compile("[\u0900-\u109f\u1100-\u11ff\u1700-\u18af\u1900-\u1cff\ua840-\ua87f\ua8e0-\uabff]")
# Under such names matplotlib finds files, whatever families are installed.
_ALIAS = "gdviz file"


@cache
def font_file(font: str, *, bold: bool = False) -> str:
    """Return the file of a face: `font` is a family's name, the path of a font file, or empty for the shipped one.

    Two of them, with the sign between them that parts places in PATH (: or ;), are for words and for bold ones.

    Raises
    ------
    ValueError
        If there is no such family or file; the message names the nearest one that is installed.
    """
    if not font:
        return str(FONT_FILES["SemiBold" if bold else "Regular"])
    if os.pathsep in font and not Path(font).is_file():
        plain, _, strong = font.partition(os.pathsep)
        return font_file(strong if bold else plain, bold=bold)
    if Path(font).suffix.lower() in (".ttf", ".otf", ".ttc"):
        try:
            get_font(font)
        except (OSError, RuntimeError):
            raise ValueError(f"{font} is no font file; give a .ttf or .otf file, or the name of a family") from None
        return font
    families = _families()
    if font.lower() not in families:
        _find_new()
        families = _families()
    if font.lower() not in families:
        hint = did_you_mean(font, families.values()) or "give the name of a family or a .ttf file"
        raise ValueError(f"no font {font!r} is installed; {hint}")
    found = FontProperties(family=families[font.lower()], weight="bold" if bold else "regular")
    return fontManager.findfont(found)


def _families() -> dict[str, str]:
    """Return the names of the families that matplotlib knows, by their small letters."""
    return {face.name.lower(): face.name for face in fontManager.ttflist if not face.name.startswith(_ALIAS)}


def _find_new() -> None:
    """Let matplotlib know the fonts that were installed since it last looked for them, which may be years ago."""
    known = {face.fname for face in fontManager.ttflist}
    for file in sorted(set(findSystemFonts()) - known):
        # There are files in such folders that cannot be read.
        with suppress(OSError, RuntimeError, ValueError):
            fontManager.addfont(file)


def typeface(font: str, *, bold: bool = False, words: str = "") -> FontProperties:
    """Return what matplotlib draws words by: a face, and after it those fonts that have what it lacks of the words."""
    return _properties(fonts_of(words, font_file(font, bold=bold), bold=bold)).copy()


def typeface_beside(font: str, words: str) -> FontProperties:
    """Return what matplotlib draws the words beside formulas by, between whose dollar signs it takes a single face."""
    return _properties((font_of_all("".join(words.split("$")[::2]), font_file(font)),)).copy()


def drawn_as(words: str, font: str) -> str:
    """Return words as they are drawn in a font: with a substitute for each letter that no font has."""
    return drawable(words, font_file(font))


def outline(words: str, size: float, font: str, *, bold: bool = False, is_math: bool = False) -> Outline:
    """Return the outlines of words, `size` points high, from the origin; dollar signs are no math unless told."""
    if is_math:
        corners, codes = text_to_path.get_text_path(typeface_beside(font, words), words, ismath=True)
        return Outline(np.asarray(corners, float).reshape(-1, 2) * (size / TextToPath.FONT_SCALE), codes)
    letters = [letter for letter in letter_outlines(words, size, font, bold=bold) if len(np.asarray(letter.vertices))]
    return Outline.make_compound_path(*letters) if letters else Outline(np.empty((0, 2)), [])


@lru_cache(4096)
def ink_width(words: str, font: str, *, bold: bool = False, is_math: bool = False) -> float:
    """Return how wide words are from the first ink to the last, in sizes: as far as the corners of outlines reach."""
    path = outline(words, 1.0, font, bold=bold, is_math=is_math)
    across = np.asarray(path.vertices)[np.asarray(path.codes) != Outline.CLOSEPOLY, 0]
    return float(np.ptp(across)) if len(across) else 0.0


@lru_cache(1024)
def letter_outlines(words: str, size: float, font: str, *, bold: bool = False) -> tuple[Outline, ...]:
    """Return the outline of each glyph of words in a line, from the left, `size` points high, from the origin.

    A blank has an outline without points. What is set is set again, where a film is counted and then painted.
    """
    first = font_file(font, bold=bold)
    face = get_font(fonts_of(words, first, bold=bold))
    face.set_size(TextToPath.FONT_SCALE, TextToPath.DPI)
    placed, drawn, _ = text_to_path.get_glyphs_with_font(face, drawable(words, first), features=_FEATURES)
    k = size / TextToPath.FONT_SCALE
    return tuple(
        Outline((np.asarray(drawn[name][0], float).reshape(-1, 2) * scale + [x, y]) * k, drawn[name][1], readonly=True)
        for name, x, y, scale in placed
    )


@lru_cache(4096)
def advance_of(words: str, size: float, font: str, *, bold: bool = False) -> float:
    """Return how far a line of words reaches, with the blanks at its ends, `size` points high."""
    # A stroke at each end shows where words begin and end.
    letters = partial(letter_outlines, size=size, font=font, bold=bold)
    both, strokes = (
        max(float(np.asarray(letter.vertices)[:, 0].max()) for letter in letters(line) if len(letter))
        for line in (f"|{words}|", "||")
    )
    return both - strokes


@cache
def is_alone(letter: str) -> bool:
    """Return whether a letter looks the same whatever stands beside it, and is followed by what stands at its right."""
    is_bound = unicodedata.category(letter).startswith(("M", "Cf")) or _BOUND.match(letter)
    return not is_bound and unicodedata.bidirectional(letter) not in ("R", "AL", "AN", "RLE", "RLO")


@cache
def _properties(files: Sequence[str]) -> FontProperties:
    """Return the properties by which matplotlib finds these files, in this order, letter by letter."""
    known = {font.name for font in fontManager.ttflist}
    for file in files:
        if _alias(file) not in known:
            fontManager.ttflist.append(FontEntry(fname=str(file), index=face_index(file), name=_alias(file)))
    # Unless told, they would keep the fonts for formulas that hold when they are made.
    return FontProperties(family=[_alias(file) for file in files], math_fontfamily=FORMULAS)


def _alias(file: str) -> str:
    return f"{_ALIAS} {file}" + (f" {index}" if (index := face_index(file)) else "")
