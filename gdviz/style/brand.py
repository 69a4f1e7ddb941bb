"""The colours, fonts and logo of one's house: a TOML file as a style for each theme that it gives.

What stands at the top of the file holds for both themes, and what stands in [light] or [dark] for that one. A file that
says the page's colour once gives one theme, whichever is asked for.
"""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from gdviz.files.texts import read_toml
from gdviz.registry import unknown
from gdviz.style.colors import contrast, legible, mix, rgb
from gdviz.style.legibility import DRAWN
from gdviz.style.logo import CORNERS, Logo, read_logo
from gdviz.style.palettes import anchors_of, with_field
from gdviz.style.sight import BLINDNESSES, distances
from gdviz.style.themes import DASHES, FADED, MARKERS, THEMES, TINT, Series, Style

# How much of the ink is in lesser text and in hairlines, and of the page in a field that nothing is said of.
MUTED, GRID = 0.66, 0.18
PALE = (0.25, 0.49, 0.74, 0.9, 0.97)
# A landscape's shade is its darkest colour with so much black, and so much is in what is drawn under lines on a page
# that is dark.
SHADED, DEEPER = 0.5, 0.35
# So far ink is from its page at least, where only the page is given.
CLEAR = 7.0
COLOR = re.compile("#[0-9a-f]{6}")


class MistakeError(ValueError):
    """What is wrong with a value; the message lacks the file's name and the key."""


def brand(path: str | Path) -> dict[str, Style]:
    """Return the styles that a file gives, by the names of their themes: light, dark or both.

    Raises
    ------
    ValueError
        If the file cannot be read, is no TOML, or a key or a value in it is none of those known.
    """
    file = Path(path)
    told = read_toml(file, 'accent = "#dc3019"', f"`gdviz style --new {file}` writes one to start from")
    themes = {name: told.pop(name) for name in THEMES if name in told}
    for name, table in themes.items():
        if not isinstance(table, dict):
            raise ValueError(f"{file}: {name} must be a table of colours under a line [{name}], not {table!r}")
    for table in (told, *themes.values()):
        for key in table:
            if key not in KEYS:
                raise ValueError(f"{file}: {unknown('key', key, (*KEYS, *THEMES), show_all=True)}")
    if not themes:
        page = _values(file, {"page": told["page"]})["page"] if "page" in told else None
        themes = {name: {} for name in THEMES if page is None or name == _theme_of(page)}
    return {name: _dressed(THEMES[name], _values(file, {**told, **table})) for name, table in themes.items()}


def template() -> str:
    """Return a file to start from, which says what gdviz has."""
    tables = []
    for style in THEMES.values():
        told = {
            "page": style.background,
            "ink": style.ink,
            "accent": style.accent,
            "series": [look.color for look in style.series],
            "classes": list(style.classes),
            "field": list(style.relief),
        }
        lines = (f"{key} = {_toml(value)}" for key, value in told.items())
        tables.append("\n".join([f"[{style.name}]", *lines]))
    return TEMPLATE + "\n\n".join(tables) + "\n"


TEMPLATE = """\
# The colours, fonts and logo of your house, for --style. Every line may be left out: gdviz then has its own.
# `gdviz style show FILE` draws all of it. What stands here holds for both themes:

# fonts = "Inter"                     # an installed family, or a file beside this one; or ["Text.ttf", "Headings.ttf"]
# logo = "logo.png"                   # a picture beside this file
# corner = "bottom right"             # where the logo stands: top left, top right, bottom left, bottom right

# page     what is behind everything
# ink      words and axes
# accent   the path of a run that is alone
# series   runs that are drawn together, in order; what lacks to ten is filled up
# classes  the points of two classes
# field    the landscape from the lowest to the highest loss: two to eight colours, or a palette such as "viridis"

"""


def _toml(value: str | Sequence[str]) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    return f"[{', '.join(map(_toml, value))}]"


def _values(file: Path, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is told of a theme, each value as `_dressed` takes it."""
    made = {}
    for key, value in told.items():
        try:
            made[key] = KEYS[key](value, file.parent)
        except MistakeError as error:
            raise ValueError(f"{file}: {key} must be {error}, not {value!r}") from None
        except ValueError as error:
            raise ValueError(f"{file}: {error}") from None
    return made


def _color(value: Any, folder: Path) -> str:
    if not (isinstance(value, str) and COLOR.fullmatch(value.lower())):
        raise MistakeError('a colour like "#dc3019"')
    return value.lower()


def _colors(least: int, most: int) -> Callable[[Any, Path], tuple[str, ...]]:
    def read(value: Any, folder: Path) -> tuple[str, ...]:
        fits = isinstance(value, list) and least <= len(value) <= most
        if not (fits and all(isinstance(one, str) and COLOR.fullmatch(one.lower()) for one in value)):
            so_many = f"{least}" if least == most else f"{least} to {most}"
            raise MistakeError(f'a list of {so_many} colours like ["#dc3019", "#12306b"]')
        return tuple(one.lower() for one in value)

    return read


def _field(value: Any, folder: Path) -> str:
    if isinstance(value, str):
        anchors_of(value, "#ffffff")
        return value
    return ",".join(_colors(2, 8)(value, folder))


def _fonts(value: Any, folder: Path) -> str:
    """Return a font as `font_file` takes it, or two: for words, and for titles."""
    from gdviz.style.typefaces import font_file

    fonts = [value] if isinstance(value, str) else value
    if not (isinstance(fonts, list) and len(fonts) in (1, 2) and all(isinstance(font, str) and font for font in fonts)):
        raise MistakeError('a family or a font file like "Inter", or two, of which the second is for titles')
    beside = [str(folder / font) if (folder / font).is_file() else font for font in fonts]
    for font in beside:
        font_file(font)
    return os.pathsep.join(beside)


def _logo(value: Any, folder: Path) -> bytes:
    if not (isinstance(value, str) and value):
        raise MistakeError('the file of a picture like "logo.png"')
    return read_logo(folder / value)


def _corner(value: Any, folder: Path) -> str:
    if value not in CORNERS:
        raise MistakeError(f"one of {', '.join(CORNERS)}")
    return str(value)


KEYS: dict[str, Callable[[Any, Path], Any]] = {
    "page": _color,
    "ink": _color,
    "accent": _color,
    "series": _colors(1, len(DASHES)),
    "classes": _colors(2, 2),
    "field": _field,
    "fonts": _fonts,
    "logo": _logo,
    "corner": _corner,
}


def _theme_of(page: str) -> str:
    return "light" if contrast(page, "#000000") > contrast(page, "#ffffff") else "dark"


def _dressed(theme: Style, told: Mapping[str, Any]) -> Style:
    """Return a theme in a house's colours: those that are not told follow from those that are."""
    style = _on_page(theme, told)
    series = told.get("series", (told["accent"],) if "accent" in told else ())
    accent = told.get("accent", series[0] if series else style.accent)
    classes = told.get("classes", series[1:3] if len(series) > 2 else style.classes)
    style = replace(style, accent=accent, classes=classes)
    if series:
        colors = _completed(series, style.background)
        style = replace(style, series=tuple(map(Series, colors, DASHES, MARKERS)))
    if told.keys() & {"classes", "series", "page"}:
        pale = tuple(mix(style.background, color, TINT) for color in classes)
        style = replace(style, class_fields=(pale[0], pale[1]))
    style = _on_field(style, told)
    if told.keys() & {"accent", "series", "page", "ink", "field"}:
        style = replace(style, faded=mix(style.accent, style.field[-2], FADED))
    logo = Logo(told["logo"], told.get("corner", CORNERS[-1])) if "logo" in told else None
    return replace(style, font=told.get("fonts", ""), logo=logo)


def _on_page(theme: Style, told: Mapping[str, Any]) -> Style:
    """Return the theme on a house's page, in its ink."""
    if not told.keys() & {"page", "ink"}:
        return theme
    page, ink = told.get("page", theme.background), told.get("ink", theme.ink)
    if "ink" not in told and contrast(ink, page) < CLEAR:
        ink = max("#000000", "#ffffff", key=lambda one: contrast(one, page))
    is_dark = _theme_of(page) == "dark"
    return replace(
        theme,
        background=page,
        ink=ink,
        muted=legible(mix(page, ink, MUTED), page, ink),
        grid=mix(page, ink, GRID),
        casing=mix(page, "#000000", DEEPER) if is_dark else page,
    )


def _on_field(style: Style, told: Mapping[str, Any]) -> Style:
    """Return the style with its landscape: as told, or in shades of the ink, or paled to another page."""
    if "field" in told:
        style = with_field(style, anchors_of(told["field"], style.background))
    elif "ink" in told or "page" in told:
        deep = style.ink if "ink" in told else style.relief[0]
        shades = tuple(mix(deep, style.background, share) for share in PALE)
        style = replace(with_field(style, shades), field=shades)
    else:
        return style
    darkest = min(style.relief, key=lambda color: contrast(color, "#000000"))
    return replace(style, shade=mix(darkest, "#000000", SHADED))


def _completed(series: Sequence[str], page: str) -> list[str]:
    """Return colours for as many runs as there are looks: a house's, then those of the themes that are furthest off.

    What can hardly be seen on the page comes last.
    """
    chosen = list(series)
    others = [look.color for theme in THEMES.values() for look in theme.series]
    for pool in ([other for other in others if contrast(other, page) >= DRAWN], others):
        while len(chosen) < len(DASHES) and (apart := _apart(pool, chosen)):
            chosen.append(max(apart, key=lambda other: apart[other]))
    return chosen


def _apart(colors: Sequence[str], chosen: Sequence[str]) -> dict[str, float]:
    """Return how far from all that are chosen each colour is, to those readers to whom it is nearest."""
    taken = np.array([rgb(color) for color in chosen])
    return {
        color: min(float(distances(rgb(color)[None], taken, sight).min()) for sight in ("", *BLINDNESSES))
        for color in colors
        if color not in chosen
    }
