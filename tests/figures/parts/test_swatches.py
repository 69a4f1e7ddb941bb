"""The sheet of a style has all its colours, as they are and as others see them, and says what is wrong with them."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from houses import counts, shades_in, usual_in, write_house
from matplotlib.text import Text

from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.parts.swatches import HEIGHT, WIDTH, swatches
from gdviz.languages import Language
from gdviz.style.brand import brand
from gdviz.style.colors import hexes, rgb
from gdviz.style.sight import BLINDNESSES, seen
from gdviz.style.themes import Series


def test_every_colour_of_a_style_is_on_its_sheet(tmp_path: Path) -> None:
    style = brand(write_house(tmp_path, logo=True))["dark"]
    sheet = swatches(style, "house.toml")
    assert sheet.shape[1] == WIDTH
    assert sheet.shape[0] > HEIGHT, "the logo has a band of its own"
    shades = shades_in(sheet)
    assert {style.background, style.ink, style.accent, *style.classes} <= shades
    assert {look.color for look in style.series} <= shades
    for blindness in BLINDNESSES:
        (color,) = hexes(seen(rgb(style.accent), blindness)[None])
        assert counts(sheet, color, near=1) > 500
    assert not usual_in(sheet)


def test_what_cannot_be_told_apart_is_written_below(tmp_path: Path) -> None:
    style = brand(write_house(tmp_path))["light"]
    twins = replace(style, series=(style.series[0], Series(style.accent, (), "s"), *style.series[2:]))
    good, bad = (swatches(each, "house.toml") for each in (style, twins))
    differing = np.nonzero((good != bad).any(axis=(1, 2)))[0]
    assert differing.max() > 0.88 * HEIGHT


def test_its_words_are_in_the_language_of_the_style(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(Canvas, "text", lambda canvas, x, y, words, **looks: said.append(words))
    drawn: list[str] = []
    draw = Text.draw
    monkeypatch.setattr(Text, "draw", lambda text, *pen: drawn.append(text.get_text()) or draw(text, *pen))
    swatches(replace(brand(write_house(tmp_path))["light"], lang=Language("de")), "house.toml")
    assert said[1].startswith("das helle Thema, Seite #")
    assert any(re.fullmatch(r"Tinte #\w{6}, \d+,\d zu 1", words) for words in said)
    assert {"Feld", "Relief", "Klassen", "Deuteranopie"} <= set(said)
    assert {"0,5", "1,5", "−2", "30"} <= set(drawn)
