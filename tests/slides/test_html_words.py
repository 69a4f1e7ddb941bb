"""Words on slides of HTML: text in the deck's fonts, of which the deck holds the letters."""

import re
from pathlib import Path

import pytest
from houses import write_house

pytest.importorskip("manim_slides")

from gdviz.slides.html_words import html_heading, html_of, sheet_of_words
from gdviz.slides.slide import Slide
from gdviz.slides.words import Paragraph, Span
from gdviz.style.brand import brand
from gdviz.style.themes import DARK

WORDS = (
    Paragraph("title", (Span("A <b> & more"),)),
    Paragraph(
        "text",
        (Span("em", accent=True), Span("x < y", code=True), Span("there", link='https://a.b/"?c')),
    ),
    Paragraph("item", (Span("one", bold=True),), 1, "•"),
)


def test_words_are_text_in_the_sizes_that_are_reckoned() -> None:
    made = html_of(WORDS, DARK, (960, 720))
    assert '<h1 style="font-size:54px;font-weight:600">A &lt;b&gt; &amp; more</h1>' in made
    assert "<em>em</em>" in made
    assert ">x &lt; y</code>" in made
    assert '<a href="https://a.b/&quot;?c" target="_blank" rel="noopener">there</a>' in made
    assert re.search(r'<p style="[^"]*padding-left:1\.25em"><span class="marker"[^>]*>•</span><b>one</b></p>', made)
    assert made.startswith('<div class="words" style="height:720px"><div class="bar" style="width:72px;height:6px;')
    assert "font-size:36px" in html_heading("A film", DARK, (960, 720))


def test_a_logo_has_its_corner_and_the_words_the_rest(tmp_path: Path) -> None:
    style = brand(write_house(tmp_path, logo=True))["light"]
    made = html_of(WORDS, style, (960, 720))
    height = int(re.findall(r'class="words" style="height:(\d+)px"', made)[0])
    top = int(re.findall(r"top:(\d+)px", made)[0])
    assert 600 < height < top < 720


def test_a_deck_without_words_has_no_fonts(tmp_path: Path) -> None:
    film = Slide(tmp_path / "film.mp4", "film", "Film.", False, "#ffffff")
    assert sheet_of_words([film], DARK) == ""
    sheet = sheet_of_words([film, Slide(tmp_path / "a.png", "a", "a", False, "#11151c", words=WORDS)], DARK)
    assert sheet.count("@font-face") == 2
    assert DARK.ink in sheet
    assert not re.search(r"url\((?!data:)", sheet)
