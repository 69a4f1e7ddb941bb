"""A PDF deck: a page for each slide, with the picture in which it ends."""

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from decks import COLORS
from PIL import Image, PdfParser

from gdviz.slides.pdf import write_pdf
from gdviz.slides.slide import Slide
from gdviz.style.themes import DARK


def test_pdf_shows_where_each_beat_ends(slides: list[Slide], tmp_path: Path) -> None:
    write_pdf(tmp_path / "deck.pdf", slides, "Bowls")
    with PdfParser.PdfParser(str(tmp_path / "deck.pdf")) as made:
        boxes = [made.read_indirect(page)[b"MediaBox"][2:] for page in made.pages]
        assert made.info.Title == "Bowls"
    assert boxes == [[960, 540]] * 3
    text = (tmp_path / "deck.pdf").read_bytes()
    pictures = [
        Image.open(BytesIO(data)) for data in re.findall(rb"stream\r?\n(\xff\xd8.*?)\r?\nendstream", text, re.S)
    ]
    assert [picture.size for picture in pictures] == [(320, 180)] * 3, "films have their own pixels"
    for picture, color, left in zip(pictures, COLORS, (0, 0, 70), strict=True):
        assert picture.getpixel((left + 5, 100)) == pytest.approx(color, abs=4)
        assert picture.getpixel((left + 120, 20)) == pytest.approx((255, 255, 255), abs=4), "the last frame"
    assert pictures[2].getpixel((30, 100)) == pytest.approx((255, 255, 255), abs=2), "the square film's page"


def test_slides_of_another_shape_hold_films_below_their_headings(slides: list[Slide], tmp_path: Path) -> None:
    shown = [replace(slides[0], heading="A heading"), slides[2]]
    write_pdf(tmp_path / "deck.pdf", shown, "Bowls", size=(960, 720), style=DARK)
    text = (tmp_path / "deck.pdf").read_bytes()
    first, second = (
        np.array(Image.open(BytesIO(data)).convert("RGB"))
        for data in re.findall(rb"stream\r?\n(\xff\xd8.*?)\r?\nendstream", text, re.S)
    )
    assert (first.shape, second.shape) == ((240, 320, 3), (180, 240, 3))
    rows = np.nonzero(np.abs(first[:, 5].astype(int) - COLORS[0]).max(axis=-1) < 8)[0]
    assert (rows.min(), rows.max()) == (46, 225), "in the middle of what the heading leaves"
    assert first[:31].max() > 200, "letters"
    assert np.abs(second[:, [10, -10]].astype(int) - 255).max() < 4
