"""A house's colours, fonts and logo on a page, which asks nobody for them."""

import json
import re
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from houses import USUAL, write_house

from gdviz.pages.brand import logo_of, sheet_of
from gdviz.rendering.options import styled
from gdviz.rendering.pages import explore
from gdviz.runs.run import Run

FONT = "DejaVu Sans"


@pytest.fixture(scope="module")
def run(solved_once) -> Run:
    """Return a run down a bowl."""
    return solved_once("bowl", steps=20)


def head_of(text: str) -> dict:
    return json.loads(re.findall(r'id="gdviz-head">(.*?)</script>', text)[0])


def test_all_colours_of_a_page_are_the_house_s(run: Run, tmp_path: Path) -> None:
    page = explore(run, tmp_path / "a.html", style=write_house(tmp_path)).read_text(encoding="utf-8")
    head = head_of(page)
    assert [head["themes"][name]["background"] for name in ("light", "dark")] == ["#fffdf4", "#0d1710"]
    assert [head["themes"][name]["accent"] for name in ("light", "dark")] == ["#d42f1c", "#faad21"]
    assert head["mode"] == "auto"
    told = json.dumps({name: part for name, part in head.items() if name != "words"})
    assert not set(re.findall(r"#[0-9a-f]{6}", told)) & USUAL
    assert "<picture" not in page
    assert "font-src" not in page


def test_a_file_of_one_theme_is_the_page_s_whatever_the_reader_likes(run: Run, tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text('page = "#000000"')
    head = head_of(explore(run, tmp_path / "a.html", style=tmp_path / "my.toml").read_text(encoding="utf-8"))
    assert (list(head["themes"]), head["mode"]) == (["dark"], "dark")


def test_a_font_is_within_with_the_letters_that_the_page_has(run: Run, tmp_path: Path) -> None:
    title = "Ein Tal \u2603 \u0416"
    text = explore(run, tmp_path / "a.html", font=FONT, title=title).read_text(encoding="utf-8")
    sheet = re.findall(r"<style>(@font-face.*?)</style>", text)[0]
    faces = re.findall(r"font-weight:([\d ]+);src:url\(data:font/woff;base64,([^)]+)\)", sheet)
    assert [weights for weights, _ in faces] == ["100 549", "550 900"]
    letters = TTFont(BytesIO(b64decode(faces[0][1]))).getBestCmap()
    assert {ord(letter) for letter in title + "0123456789eta\u2212\u03b7"} <= letters.keys()
    assert ord("\u0417") not in letters
    policy = re.findall(r'Content-Security-Policy" content="([^"]+)"', text)[0]
    assert "font-src data:" in policy
    assert "http" not in policy


def test_a_logo_follows_the_theme_and_stands_on_its_side(tmp_path: Path) -> None:
    house = write_house(tmp_path, logo=True)
    light, dark = (styled(name, style=house) for name in ("light", "dark"))
    left, right = logo_of([light, dark], "auto")
    assert (left, right.count("data:image/png")) == ("", 1), "one logo for both themes"
    other = styled("dark", style=house).logo
    assert other
    mixed = [light, type(dark)(**{**vars(dark), "logo": type(other)(other.png + b" ", "top left")})]
    assert "prefers-color-scheme: dark" in "".join(logo_of(mixed, "auto"))
    assert logo_of(mixed, "dark")[1] == "", "at the left"
    assert logo_of([styled(), styled("dark")], "auto") == ("", "")
    assert sheet_of([styled()], []) == ""
    assert ".logo" in sheet_of([light], [])


@pytest.mark.browser
def test_a_browser_shows_the_logo_and_draws_in_the_font(run: Run, tmp_path: Path, opened) -> None:
    path = explore(run, tmp_path / "a.html", style=write_house(tmp_path, logo=True), font=FONT)
    window = opened(path)
    assert window.evaluate("[...document.fonts].map(({ status }) => status)") == ["loaded", "loaded"]
    assert window.evaluate("document.querySelector('.logo img').naturalWidth") == 240
    box = window.locator(".logo img").bounding_box()
    assert 20 <= box["height"] <= 40
