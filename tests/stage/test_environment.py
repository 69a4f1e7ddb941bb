"""The looks that the environment asks plain Manim for."""

import pytest

pytest.importorskip("manim")

from gdviz.stage.environment import style_around
from gdviz.style.themes import DARK, LIGHT


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    for name in ("GDVIZ_THEME", "GDVIZ_FONT", "GDVIZ_LANG"):
        monkeypatch.delenv(name, raising=False)


def test_theme_font_and_language_reach_the_film(monkeypatch):
    assert style_around(DARK) == DARK
    monkeypatch.setenv("GDVIZ_THEME", "light")
    monkeypatch.setenv("GDVIZ_FONT", "DejaVu Sans")
    monkeypatch.setenv("GDVIZ_LANG", "de")
    looks = style_around(DARK)
    assert (looks.background, looks.font, looks.lang.name) == (LIGHT.background, "DejaVu Sans", "de")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("GDVIZ_THEME", "lihgt", "Error: unknown theme 'lihgt'; did you mean 'light'"),
        ("GDVIZ_FONT", "No Such Family", "Error: no font 'No Such Family' is installed"),
        ("GDVIZ_LANG", "xx", "Error: .*xx"),
    ],
)
def test_what_is_not_there_ends_in_a_sentence(monkeypatch, name, value, said):
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match=said):
        style_around(DARK)
