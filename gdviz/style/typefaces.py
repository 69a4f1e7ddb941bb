"""Typefaces: the one that is shipped, one that is installed, or one in a file."""

from difflib import get_close_matches
from functools import cache
from pathlib import Path

import numpy as np
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.path import Path as Outline
from matplotlib.textpath import TextToPath, text_to_path

from gdviz.style.themes import FONT_FILES


@cache
def typeface(font: str, *, bold: bool = False) -> FontProperties:
    """Return a face: `font` is a family's name, the path of a font file, or empty for the one that is shipped.

    Raises
    ------
    ValueError
        If there is no such family or file; the message names the nearest one that is installed.
    """
    if not font:
        return FontProperties(fname=str(FONT_FILES["SemiBold" if bold else "Regular"]))
    if Path(font).suffix.lower() in (".ttf", ".otf", ".ttc"):
        try:
            get_font(font)
        except (OSError, RuntimeError):
            raise ValueError(f"{font} is no font file; give a .ttf or .otf file, or the name of a family") from None
        return FontProperties(fname=font)
    families = {face.name.lower(): face.name for face in fontManager.ttflist}
    if font.lower() not in families:
        nearest = get_close_matches(font.lower(), families, n=1, cutoff=0.5)
        hint = f"did you mean {families[nearest[0]]!r}?" if nearest else "give the name of a family or a .ttf file"
        raise ValueError(f"no font {font!r} is installed; {hint}")
    found = FontProperties(family=families[font.lower()], weight="bold" if bold else "regular")
    return FontProperties(fname=fontManager.findfont(found))


def outline(words: str, size: float, face: FontProperties, *, is_math: bool = False) -> Outline:
    """Return the outlines of words, `size` points high, from the origin; dollar signs are no math unless told."""
    corners, codes = text_to_path.get_text_path(face, words, ismath=is_math)
    return Outline(np.asarray(corners, float).reshape(-1, 2) * (size / TextToPath.FONT_SCALE), codes)
