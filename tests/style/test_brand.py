"""A house's own colours: what its file says is in the style, what it leaves out follows, mistakes end in a sentence."""

import os
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from houses import write_house

from gdviz.style.brand import brand, template
from gdviz.style.colors import contrast
from gdviz.style.legibility import faults
from gdviz.style.logo import Logo, read_logo
from gdviz.style.themes import DARK, FONT_FILES, LIGHT, THEMES
from gdviz.style.typefaces import font_file


@pytest.fixture
def styles(tmp_path: Path):
    """Return a function that reads the styles of a file's words."""

    def read(words: str):
        (tmp_path / "my.toml").write_text(words, encoding="utf-8")
        return brand(tmp_path / "my.toml")

    return read


def test_what_a_file_says_is_in_the_style(tmp_path: Path) -> None:
    given = brand(write_house(tmp_path, logo=True))
    assert list(given) == ["light", "dark"]
    light = given["light"]
    assert (light.name, light.background, light.ink, light.accent) == ("light", "#fffdf4", "#2e0f3c", "#d42f1c")
    assert [look.color for look in light.series][:3] == ["#d42f1c", "#0a2f6e", "#179d8f"]
    assert [(look.dash, look.marker) for look in light.series] == [(look.dash, look.marker) for look in LIGHT.series]
    assert light.classes == ("#25729f", "#e89807")
    assert light.relief == ("#6f8f3c", "#a9bf7a", "#dde6c4")
    assert light.logo == Logo(read_logo(tmp_path / "logo.png"), "bottom right")
    assert given["dark"].accent == "#faad21"
    assert not set(map(str, vars(light).values())) & {LIGHT.muted, LIGHT.grid, LIGHT.shade, LIGHT.faded}


def test_an_empty_file_changes_nothing(styles) -> None:
    assert styles("") == {"light": LIGHT, "dark": DARK}


def test_the_file_to_start_from_says_what_gdviz_has(styles) -> None:
    for name, style in styles(template()).items():
        usual = THEMES[name]
        for part in ("background", "ink", "accent", "series", "classes", "relief"):
            assert getattr(style, part) == getattr(usual, part)
        assert faults(style) == []


@pytest.mark.parametrize(("page", "theme"), [("#fff8e7", "light"), ("#003865", "dark")])
def test_a_file_with_one_page_has_one_theme(styles, page: str, theme: str) -> None:
    given = styles(f'page = "{page}"')
    assert list(given) == [theme]
    style = given[theme]
    assert contrast(style.ink, page) >= 7
    assert contrast(style.muted, page) >= 4.5
    assert [contrast(one, page) for one in style.field] == sorted(
        (contrast(one, page) for one in style.field), reverse=True
    )


def test_what_stands_at_the_top_holds_for_both_themes(styles) -> None:
    given = styles('accent = "#00857c"\n[dark]\npage = "#000000"\n[light]\naccent = "#aa2200"')
    assert (given["dark"].accent, given["light"].accent) == ("#00857c", "#aa2200")
    assert given["light"].background == LIGHT.background


def test_an_accent_alone_is_the_first_of_the_series_too(styles) -> None:
    style = styles('accent = "#00857C"')["light"]
    assert style.accent == style.series[0].color == "#00857c"
    assert style.faded != LIGHT.faded


def test_a_short_series_is_filled_up_with_what_is_furthest_off_and_seen(styles) -> None:
    colors = [look.color for look in styles('page = "#003865"\nseries = ["#ffcc33", "#ffffff"]')["dark"].series]
    assert colors[:2] == ["#ffcc33", "#ffffff"]
    assert len(set(colors)) == 10
    assert min(contrast(color, "#003865") for color in colors[:6]) >= 3


def test_a_palette_may_be_named_as_the_field(styles) -> None:
    given = styles('field = "viridis"')
    assert given["light"].relief[0] == "#440154"
    assert given["dark"].relief[0] == "#fde725", "turned, so that high losses are nearest to the page"
    assert given["light"].accent == LIGHT.accent


def test_fonts_are_a_family_or_files_beside_it_and_the_second_is_for_titles(styles, tmp_path: Path) -> None:
    for name, weight in (("Text.ttf", "Regular"), ("Head.ttf", "SemiBold")):
        (tmp_path / name).write_bytes(FONT_FILES[weight].read_bytes())
    font = styles('fonts = ["Text.ttf", "Head.ttf"]')["light"].font
    assert font == os.pathsep.join(str(tmp_path / name) for name in ("Text.ttf", "Head.ttf"))
    assert [Path(font_file(font, bold=bold)).name for bold in (False, True)] == ["Text.ttf", "Head.ttf"]
    assert styles('fonts = "DejaVu Sans"')["dark"].font == "DejaVu Sans"


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ('acent = "#ffffff"', "unknown key 'acent'; did you mean 'accent'? There are page, ink, accent, series, "),
        ('[light]\nfont = "a"', "unknown key 'font'; did you mean 'fonts'?"),
        ('page = "red"', "page must be a colour like \"#dc3019\", not 'red'"),
        ("page = 3", 'page must be a colour like "#dc3019", not 3'),
        ("series = []", 'series must be a list of 1 to 10 colours like ["#dc3019", "#12306b"], not []'),
        ('classes = ["#ffffff"]', 'classes must be a list of 2 colours like ["#dc3019", "#12306b"], not [\'#ffffff\']'),
        ('field = "virids"', "unknown palette 'virids'; did you mean 'viridis'?"),
        ('field = ["#ffffff"]', "field must be a list of 2 to 8 colours"),
        ('fonts = "Dejavu Sanz"', "no font 'Dejavu Sanz' is installed; did you mean 'DejaVu Sans'?"),
        ('fonts = "none.ttf"', "none.ttf is no font file"),
        ("fonts = []", 'fonts must be a family or a font file like "Inter", or two, of which the second is for titles'),
        ('logo = "none.png"', "none.png is not there"),
        ("logo = 1", 'logo must be the file of a picture like "logo.png", not 1'),
        ('corner = "left"', "corner must be one of top left, top right, bottom left, bottom right, not 'left'"),
        ("light = 3", "light must be a table of colours under a line [light], not 3"),
        ("x =", 'my.toml is no TOML: Invalid value (at end of document); a line of it is like accent = "#dc3019"'),
    ],
)
def test_a_mistake_is_answered_with_what_is_accepted(styles, words: str, answer: str) -> None:
    with pytest.raises(ValueError, match=re.escape(answer)) as refused:
        styles(words)
    assert "my.toml" in str(refused.value)


def test_a_file_that_cannot_be_read_is_answered_with_how_to_start(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"there is no file .*none\.toml; `gdviz style --new .*none\.toml` writes one"):
        brand(tmp_path / "none.toml")
    with pytest.raises(ValueError, match=r"cannot read .*: .*; `gdviz style --new"):
        brand(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b'# \xe9\npage = "#ffffff"')
    with pytest.raises(ValueError, match=r"latin\.toml is no UTF-8 text; save it as UTF-8"):
        brand(tmp_path / "latin.toml")


def test_no_two_landscapes_of_a_house_are_alike(styles) -> None:
    for words in ('ink = "#2b1b17"', 'page = "#fff8e7"'):
        style = styles(words)["light"]
        assert all(one != other for one, other in pairwise(style.field))
        assert replace(style, field=LIGHT.field) != style
