"""Words on slides of PowerPoint's: text that can be searched and changed, in the style's colours and fonts."""

import re
from pathlib import Path

import pytest
from decks import xpath
from houses import write_house
from PIL import Image

pytest.importorskip("manim_slides")

from pptx import Presentation

from gdviz.slides.pptx import write_pptx
from gdviz.slides.slide import Slide
from gdviz.slides.words import Paragraph, Span
from gdviz.style.brand import brand

WORDS = (
    Paragraph("title", (Span("A title"),)),
    Paragraph("text", (Span("em ", accent=True), Span("b", bold=True), Span("there", link="https://example.org"))),
    Paragraph("item", (Span("one\ntwo"),), 1, "•"),
    Paragraph("item", (Span("three"),), 2, "3."),
)


def test_words_are_paragraphs_with_their_looks(slides: list[Slide], tmp_path: Path) -> None:
    style = brand(write_house(tmp_path, logo=True, fonts="DejaVu Serif"))["light"]
    Image.new("RGB", (96, 72)).save(tmp_path / "a.png")
    said = Slide(tmp_path / "a.png", "A title", "Notes.", False, style.background, words=WORDS)
    films = [Slide(slides[0].film, "film", "Film.", False, style.background, heading="Above"), slides[2]]
    write_pptx(tmp_path / "deck.pptx", [said, *films], "Words", size=(960, 720), style=style)
    deck = Presentation(str(tmp_path / "deck.pptx"))
    assert (deck.slide_width, deck.slide_height) == (9144000, 6858000), "PowerPoint's own 4:3"
    first, second, third = deck.slides
    bar, text, logo = first.shapes
    assert str(bar.fill.fore_color.rgb) == style.accent[1:].upper()
    assert logo.name == "logo"
    assert (text.left + text.width, logo.top + logo.height) < (9144000, 6858000)
    paragraphs = text.text_frame.paragraphs
    assert [paragraph.text for paragraph in paragraphs] == ["A title", "em bthere", "one\vtwo", "three"]
    runs = [run for paragraph in paragraphs[:2] for run in paragraph.runs]
    assert [(run.font.bold, run.font.size.pt) for run in runs] == [
        (True, 40.5),
        *[(b, 20.25) for b in (False, True, False)],
    ]
    assert {run.font.name for run in runs} == {"DejaVu Serif"}
    assert str(runs[1].font.color.rgb) == style.lettering(style.accent)[1:].upper()
    assert runs[3].hyperlink.address == "https://example.org"
    assert xpath(first._element, ".//a:buChar/@char") == ["•"]
    assert xpath(first._element, ".//a:buAutoNum/@startAt") == ["3"]
    assert first.notes_slide.notes_text_frame.text == "Notes."
    film, above = second.shapes
    assert above.text_frame.text == "Above"
    assert film.top >= above.top + above.height
    assert film.width / film.height == pytest.approx(16 / 9, rel=1e-3)
    (square,) = third.shapes
    assert (square.width, square.height, square.left) == (6858000, 6858000, 1143000)


def test_links_can_be_read_on_the_page(slides: list[Slide], tmp_path: Path) -> None:
    style = brand(write_house(tmp_path))["dark"]
    write_pptx(tmp_path / "deck.pptx", slides[:1], "Words", style=style)
    theme = Presentation(str(tmp_path / "deck.pptx")).slide_masters[0].part.part_related_by(THEME).blob.decode()
    for name in ("hlink", "folHlink"):
        assert re.findall(rf"<a:{name}>(.*?)</a:{name}>", theme) == [f'<a:srgbClr val="{style.accent[1:].upper()}"/>']


THEME = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme"
