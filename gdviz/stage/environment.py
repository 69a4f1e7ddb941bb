"""What plain `manim render` is told of a film's looks: by variables of the environment, since it takes no options."""

import os
from dataclasses import replace

from gdviz.languages import chosen_language
from gdviz.style.themes import THEMES, Style
from gdviz.style.typefaces import font_file

THEME, FONT = "GDVIZ_THEME", "GDVIZ_FONT"


def style_around(style: Style) -> Style:
    """Return a style with the theme, the font and the language that the environment asks for, by GDVIZ_LANG too.

    Raises
    ------
    SystemExit
        For one that is not there: plain Manim prints a traceback for everything else.
    """
    theme, font = os.environ.get(THEME), os.environ.get(FONT)
    try:
        looks = replace(style if not theme else THEMES[theme], font=font or style.font, lang=chosen_language())
        font_file(looks.font)
    except ValueError as error:
        raise SystemExit(f"Error: {error}; see {THEME}, {FONT} and GDVIZ_LANG in the environment") from None
    return looks
