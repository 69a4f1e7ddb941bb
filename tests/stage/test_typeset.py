"""Words and formulas: how large they are, where lines break, and where they stand."""

import numpy as np
import pytest

pytest.importorskip("manim")

from manim import MathTypst, config
from strangers import STRANGE

from gdviz.stage import typeset
from gdviz.style.equations import TypesetFunction
from gdviz.style.themes import DARK


def test_points_are_those_of_a_page_8_inches_wide(frame):
    assert typeset.points(576) == pytest.approx(config.frame_width)
    assert typeset.points(72) == pytest.approx(config.frame_width / 8)


def test_a_text_grows_with_its_size_and_is_as_high_as_its_typeface_says(frame):
    small, large = typeset.text(DARK, "H", 12), typeset.text(DARK, "H", 24)
    assert large.height == pytest.approx(2 * small.height, rel=1e-6)
    # A capital of IBM Plex Sans is 0.698 of an em high.
    assert large.height == pytest.approx(0.698 * typeset.points(24), rel=0.01)


def test_a_text_is_in_its_colour_or_else_in_ink_and_bold_ones_are_wider(frame):
    plain, bold = typeset.text(DARK, "minimum", 12), typeset.text(DARK, "minimum", 12, color="#ff8000", bold=True)
    assert plain[0].get_fill_color().to_hex().lower() == DARK.ink
    assert bold[0].get_fill_color().to_hex().lower() == "#ff8000"
    assert bold.width > 1.02 * plain.width


def test_a_text_is_never_broken_by_itself(frame):
    words = "one line of text that is far longer than the picture is wide " * 4
    made = typeset.text(DARK, words.strip(), 24)
    assert made.width > 2 * config.frame_width
    assert made.height < 2 * typeset.points(24)


def test_a_formula_has_a_line_for_each_part_set_flush_left(frame):
    one = typeset.formula(DARK, r"s = x + y", 15)
    two = typeset.formula(DARK, r"s = x + y \qquad d = 2 x - 3 y", 15, color="#ff8000")
    assert (len(one), len(two)) == (1, 2)
    assert two[0].get_left()[0] == pytest.approx(two[1].get_left()[0], abs=1e-6)
    assert two[1].get_top()[1] == pytest.approx(two[0].get_bottom()[1] - 0.3, abs=1e-6)
    assert two[0].width == pytest.approx(one.width, rel=1e-6)
    assert {part.get_fill_color().to_hex().lower() for part in two[0].family_members_with_points()} == {"#ff8000"}


def test_lines_are_as_few_as_fit_and_as_even_as_can_be(frame):
    words = ["aaaa"] * 5
    width = typeset.text(DARK, "aaaa aaaa aaaa aaaa", 14).width * 1.02
    # Four and one would fit as well; three and two are more even.
    lines = typeset.wrapped(DARK, " ".join(words), 14, width)
    assert sorted(len(line.split()) for line in lines) == [2, 3]


@pytest.mark.parametrize("width", [3.0, 4.0, 8.0])
def test_words_are_broken_into_even_lines_within_the_width(width, frame):
    words = "Each step is as long as the slope is steep, and points straight down it."
    lines = typeset.wrapped(DARK, words, 14, width)
    assert " ".join(lines) == words
    block = typeset.paragraph(DARK, words, 14, width)
    assert len(block) == len(lines)
    assert block.width <= width * 1.01
    widths = [row.width for row in block]
    assert len(lines) == 1 or min(widths) > 0.55 * max(widths)
    assert np.ptp([row.get_left()[0] for row in block]) < 1e-6


def test_lines_stand_evenly_whatever_letters_are_in_them(frame):
    block = typeset.paragraph(DARK, "oooo gggg oooo HHHH oooo", 14, 1.2 * typeset.text(DARK, "HHHH", 14).width)
    feet = [row.get_bottom()[1] for row in (block[0], block[2], block[3], block[4])]
    assert feet[0] - feet[1] == pytest.approx(2 * (feet[1] - feet[2]), rel=0.03)
    assert feet[1] - feet[2] == pytest.approx(feet[2] - feet[3], rel=0.1)


def test_a_word_wider_than_the_line_is_broken(frame):
    lines = typeset.wrapped(DARK, "a incomprehensibilities b", 14, 1.0)
    assert "".join(lines).replace(" ", "") == "aincomprehensibilitiesb"
    assert typeset.paragraph(DARK, "a incomprehensibilities b", 14, 1.0).width <= 1.01


def test_a_title_wraps_then_shrinks_and_then_is_cut_off(frame):
    words = "The way down a long and narrow valley, with steep walls"
    lines = [typeset.title(DARK, words, 20, width, least=12) for width in (14.0, 8.0, 5.2, 3.5)]
    assert [len(title) for title in lines] == [1, 2, 2, 2]
    heights = [title[0].height / lines[0][0].height for title in lines]
    assert heights == pytest.approx([1, 1, heights[2], 0.6], rel=0.02)
    assert 0.6 < heights[2] < 1
    for title, width in zip(lines, (14.0, 8.0, 5.2, 3.5), strict=True):
        assert title.width <= width * 1.01


def test_a_function_as_a_title_is_set_between_whose_terms_alone_it_is_broken(frame):
    formula = " + ".join(f"{k} x^{{{k}}}" for k in range(1, 13))
    made = TypesetFunction.of("typed", formula, ["x", "y"])
    wide, narrow = (typeset.title(DARK, made, 20, width, least=12) for width in (40.0, 9.0))
    assert (len(wide), len(narrow)) == (1, 2)
    assert wide.width <= 40.0
    assert narrow.width <= 9.0
    assert narrow[0].get_bottom()[1] > narrow[1].get_top()[1] - 0.05
    # As an unknown function it is words.
    assert typeset.title(DARK, "x + y", 20, 8.0, least=12).width != typeset.title(DARK, made, 20, 8.0, least=12).width


@pytest.mark.parametrize("latex", [*STRANGE, r"\int x", r"\frac{1", "x^"])
def test_a_strangers_formula_is_set_or_written_as_it_stands(latex, frame):
    made = typeset.formula(DARK, latex, 12)
    assert made.width > 0
    assert len(made.family_members_with_points()) >= 1


def test_nothing_but_what_is_set_can_be_read_by_typst(frame, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("x", encoding="utf-8")
    for path in (secret, "/etc/passwd", "../../secret.txt"):
        with pytest.raises(RuntimeError):
            MathTypst(f'#read("{path}")')
