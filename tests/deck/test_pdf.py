"""A PDF deck: a page for each slide, with the picture in which it ends."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from decks import COLORS
from PIL import Image, PdfParser

from gdviz.deck.pdf import write_pdf
from gdviz.deck.slide import Slide


def test_pdf_shows_where_each_beat_ends(slides: list[Slide], tmp_path: Path) -> None:
    write_pdf(tmp_path / "deck.pdf", slides, "Bowls")
    with PdfParser.PdfParser(str(tmp_path / "deck.pdf")) as made:
        boxes = [made.read_indirect(page)[b"MediaBox"][2:] for page in made.pages]
        assert made.info.Title == "Bowls"
    assert boxes == [[960, 540], [960, 540], [540, 540]]
    text = (tmp_path / "deck.pdf").read_bytes()
    pictures = [
        Image.open(BytesIO(data)) for data in re.findall(rb"stream\r?\n(\xff\xd8.*?)\r?\nendstream", text, re.S)
    ]
    for picture, color in zip(pictures, COLORS, strict=True):
        assert picture.getpixel((5, 100)) == pytest.approx(color, abs=4)
        assert picture.getpixel((120, 20)) == pytest.approx((255, 255, 255), abs=4), "the last frame"
