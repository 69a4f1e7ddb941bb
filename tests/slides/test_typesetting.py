"""Words on a slide: they fit, whatever their number and the slide's shape, and are drawn where they are set."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from houses import counts, write_house
from matplotlib import rc_context

pytest.importorskip("manim_slides")

from gdviz.slides.slide import HEAD, HEIGHT, WIDTH
from gdviz.slides.typesetting import (
    MARGIN,
    drawn,
    headed,
    heading_scale,
    height_of,
    room_of,
    scale_of,
    set_lines,
    width_of,
)
from gdviz.slides.words import Paragraph, Span
from gdviz.style.brand import brand
from gdviz.style.themes import DARK, LIGHT

TITLE = (Paragraph("title", (Span("How gradient descent finds its way"),)), Paragraph("text", (Span("Lecture 4"),)))
MUCH = tuple(Paragraph("item", (Span("words and more words " * 5),), 1, "•") for _ in range(12))
SIZES = ((WIDTH, HEIGHT), (960, 720), (720, 1280))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("blocks", [TITLE, MUCH], ids=["title", "much"])
def test_all_words_are_within_the_margins(blocks: tuple[Paragraph, ...], size: tuple[int, int]) -> None:
    scale = scale_of(blocks, DARK, size)
    lines = set_lines(blocks, DARK, size, scale)
    assert height_of(lines, blocks, scale) <= 0.86 * size[1]
    assert (scale < 1) == (blocks is MUCH)
    for line in lines:
        for piece in line.pieces:
            assert piece.left >= 0.05 * size[0]
            end = piece.left + width_of(piece.span.text.rstrip(), piece.span, line.kind, DARK, piece.size)
            assert end <= (1 - MARGIN) * size[0] + 1
    said = "".join(piece.span.text for line in lines for piece in line.pieces).replace("•", "")
    assert said == "".join(block.text for block in blocks)


def test_the_lines_of_a_title_are_even() -> None:
    lines = set_lines(TITLE[:1], DARK, (720, 720), 1.0)
    assert ["".join(piece.span.text for piece in line.pieces).strip() for line in lines] == [
        "How gradient",
        "descent finds its way",
    ]


def test_code_in_a_line_is_not_broken() -> None:
    block = Paragraph("text", (Span("a step goes the other way, everywhere: "), Span("x -= lr * g", code=True)))
    for width in range(400, 900, 50):
        lines = set_lines([block], DARK, (width, 720), 1.0)
        assert any(piece.span.text == "x -= lr * g" for line in lines for piece in line.pieces)


def test_a_picture_has_the_words_the_bar_and_the_logo(tmp_path: Path) -> None:
    style = brand(write_house(tmp_path, logo=True))["light"]
    picture = drawn(TITLE, style, (640, 480), finer=1)
    assert picture.shape == (480, 640, 3)
    assert counts(picture, style.ink, 0) > 300
    assert counts(picture, "#077821", 0) > 500
    rows, columns = np.nonzero((picture == np.array([212, 47, 28])).all(axis=-1))
    assert (columns.min(), np.ptp(columns) + 1, np.ptp(rows) + 1) == (58, 48, 4), "the bar"
    words = np.nonzero(np.abs(picture.astype(int) - 255).max(axis=-1) > 120)[0]
    middle = (words[words < room_of(style, (640, 480)) - 20].min() + words[words < 440].max()) / 2
    assert abs(middle - room_of(style, (640, 480)) / 2) < 20, "in the middle of the room"


def test_a_heading_is_one_line_in_its_room() -> None:
    for words in ("Short", "A very long heading that tells all of a film " * 2):
        picture = headed(words, LIGHT, (960, 720))
        assert picture.shape == (round(HEAD * 720), 960, 3)
        rows, columns = np.nonzero((picture < 128).all(axis=-1))
        assert 0 < rows.min() < rows.max() < len(picture) - 1
        assert columns.max() < 960 * (1 - MARGIN) + 2
    assert heading_scale("Short", LIGHT, (960, 720)) == 1.0
    assert heading_scale("long " * 30, replace(LIGHT, font="DejaVu Sans"), (960, 720)) < 0.6


def test_settings_of_matplotlibs_and_letters_of_no_font_change_nothing_else() -> None:
    words = (Paragraph("text", (Span("x \U0010fffd"),)),)
    plain = drawn(words, LIGHT, (WIDTH, HEIGHT), 1)
    with rc_context({"text.usetex": True, "font.size": 30}):
        assert np.array_equal(drawn(words, LIGHT, (WIDTH, HEIGHT), 1), plain)
