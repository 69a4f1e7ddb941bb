"""The words of a scene: where a heading stands, what is placed below it, and how captions take turns."""

from dataclasses import replace

import numpy as np
import pytest
from pixels import painted, places_of

pytest.importorskip("manim")

from manim import DOWN, LEFT, UP, Rectangle, config, tempconfig

from gdviz.stage.column import shrunk_to
from gdviz.stage.page import Page
from gdviz.stage.painted import Words
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import LEADING, points
from gdviz.style.themes import DARK, LIGHT

# Of the frame that is staged here.
PAGE = Page.of(16, 9)
MARGIN, CAPTION = PAGE.margin * 8 / 324, PAGE.caption
MANY = "A title of many words that needs more lines than one"
RULE = r"\theta \leftarrow \theta - \eta \nabla f(\theta)"


def captions_on(stage):
    return [one for one in stage.mobjects if isinstance(one, Words)]


def caption_of(stage):
    (caption,) = captions_on(stage)
    assert caption.seen.get_value() == 1
    return caption.shapes


def corner_of_frame(side):
    half = np.array([config.frame_width / 2 - MARGIN, config.frame_height / 2 - MARGIN, 0])
    return half * side


def test_the_column_lies_between_the_margin_and_a_share_of_the_frame(staged, solved):
    stage = staged([solved("bowl")])
    assert stage.column == pytest.approx(0.36 * 128 / 9 - 0.55)
    stage.column_end = 0.5
    assert stage.column == pytest.approx(64 / 9 - 0.55)
    assert PAGE.column == 0.36


def test_a_heading_stands_in_the_corner_the_subtitle_below_the_title(staged, solved):
    stage = staged([solved("bowl")])
    title, subtitle = heading = stage.heading(MANY, "and what is shown below it")
    np.testing.assert_allclose(heading.get_corner(UP + LEFT), corner_of_frame(UP + LEFT), atol=1e-9)
    assert len(title) > 1, "more lines than one"
    assert heading.width <= stage.column + 0.02
    assert title.get_bottom()[1] - subtitle.get_top()[1] == pytest.approx(0.24, abs=1e-3)
    assert title.get_left()[0] == pytest.approx(subtitle.get_left()[0])
    for part, color in ((title, DARK.ink), (subtitle, DARK.muted)):
        # A space has no width, and no colour of its own.
        letters = [letter for row in part for letter in row if letter.width > 0]
        assert {letter.get_fill_color().to_hex().lower() for letter in letters} == {color}


def test_a_wide_heading_has_the_whole_frame(staged, solved):
    stage = staged([solved("bowl")])
    wide, narrow = (stage.heading(MANY, wide=on)[0] for on in (True, False))
    assert (len(wide), len(narrow)) == (1, 3)
    assert narrow.width <= stage.column < wide.width <= config.frame_width - 2 * MARGIN


def test_words_keep_the_margin_and_do_not_overlap(staged, solved):
    stage = staged([solved("bowl")])
    heading = stage.heading(MANY, "and what is shown below it")
    rule = stage.under(stage.formula(RULE, 15))
    stage.say("A caption.")
    caption = caption_of(stage)
    for above, below in ((heading, rule), (rule, caption)):
        assert above.get_bottom()[1] - below.get_top()[1] == pytest.approx(0.5)
        assert below.get_left()[0] == pytest.approx(MARGIN - config.frame_width / 2)


def test_what_is_placed_goes_below_the_last_and_what_is_empty_takes_no_room(staged, solved):
    stage = staged([solved("bowl")])
    heading = stage.heading("Title")
    first, second = Rectangle(width=1, height=0.4), Rectangle(width=2, height=0.3)
    assert stage.under(first) is first
    nothing = stage.under(stage.formula("", 15))
    assert len(nothing) == 0
    stage.under(second)
    low, left = heading.get_bottom()[1], heading.get_left()[0]
    np.testing.assert_allclose(first.get_corner(UP + LEFT), [left, low - 0.5, 0], atol=1e-9)
    np.testing.assert_allclose(second.get_corner(UP + LEFT), [left, low - 0.5 - 0.4 - 0.5, 0], atol=1e-9)


@pytest.mark.parametrize("how", [{"wide": True}, {"footed": True}])
def test_a_wide_or_footed_heading_leaves_the_foot_to_captions(how, staged, solved):
    stage = staged([solved("bowl")])
    stage.heading("Title", **how)
    for words in ("At the foot.", "Nine o'clock."):
        stage.say(words)
        # A full stop stands on the line.
        line = caption_of(stage)[0][-1].get_bottom()[1]
        assert line == pytest.approx(MARGIN - config.frame_height / 2 + 0.25 * points(CAPTION), abs=5e-3)
        assert caption_of(stage).get_left()[0] == pytest.approx(MARGIN - config.frame_width / 2)
    with pytest.raises(ValueError, match="there is nothing in the column to place this under"):
        stage.under(stage.text("x", 12))


def test_of_several_lines_at_the_foot_the_last_stands_where_a_single_one_does(staged, solved):
    stage = staged([solved("bowl")])
    stage.heading("Title", wide=True)
    stage.say(" ".join(["Many words."] * 10))
    rows = caption_of(stage)
    assert len(rows) == 2
    foot = MARGIN - config.frame_height / 2 + 0.25 * points(CAPTION)
    ends = [row[-1].get_bottom()[1] for row in rows]
    np.testing.assert_allclose(ends, [foot + LEADING * points(CAPTION), foot], atol=5e-3)
    assert rows.width <= config.frame_width - 2 * MARGIN


def test_a_caption_takes_the_place_of_the_last(staged, solved):
    stage = staged([solved("bowl")])
    heading = stage.heading("Title")
    for words in ("One.", "Two.", "Three."):
        stage.say(words)
        assert len(caption_of(stage)[0]) == len(words)
        assert heading.get_bottom()[1] - caption_of(stage).get_top()[1] == pytest.approx(0.5)


class Speech(Stage):
    """Two captions, silence, a conclusion."""

    def construct(self):
        """Speak."""
        self.heading("Title")
        self.say("One.", seconds=1.0)
        self.say("Two.", seconds=1.0)
        self.play(*self.hush(), run_time=0.5)
        self.conclude("Three.", seconds=0.7)


def test_old_words_are_gone_before_new_ones_come_and_a_conclusion_rests(told, solved):
    _, seen = told(Speech, [solved("bowl")], lambda stage, _: [one.seen.get_value() for one in captions_on(stage)])
    # 1 s to appear; 0.4 s to vanish and 1 s to appear; 0.5 s to vanish; 0.6 s to appear, and a rest
    # of 0.7 s is 1.5 s long.
    assert len(seen) == 10 + 4 + 10 + 5 + 6 + 15
    shown = np.array([sum(value > 0 for value in values) for values in seen])
    assert shown.max() == 1, "two texts in one place cannot be read"
    highest = [max(values, default=0.0) for values in seen]
    for start, stop, way in ((0, 10, 1), (10, 14, -1), (14, 24, 1), (24, 29, -1), (29, 35, 1)):
        assert (way * np.diff(highest[start:stop]) > 0).all()
    assert highest[-15:] == [1.0] * 15


def test_hush_leaves_no_caption(staged, solved):
    stage = staged([solved("bowl")])
    stage.heading("Title")
    assert stage.hush() == []
    stage.say("One.")
    (caption,) = captions_on(stage)
    stage.play(*stage.hush())
    assert caption.seen.get_value() == 0
    assert stage.hush() == []


@pytest.mark.parametrize("style", [DARK, LIGHT], ids=lambda style: style.name)
def test_captions_are_in_ink_and_conclusions_in_the_accent_where_they_stand(style, staged, solved):
    stage = staged([solved("bowl")], style=style)
    stage.heading("Title")
    for speak, color in ((stage.say, style.ink), (stage.conclude, style.accent)):
        speak("HHHH")
        (caption,) = captions_on(stage)
        there = places_of(painted(caption, style.background), color)
        assert len(there) > 20
        box = caption.shapes
        assert (there >= box.get_corner(DOWN + LEFT)[:2] - 0.03).all()
        assert (there <= box.get_corner(UP - LEFT)[:2] + 0.03).all()
    stage.say("HHHH", color="#00ff00")
    assert len(places_of(painted(captions_on(stage)[0], style.background), "#00ff00")) > 20


def test_a_formula_fits_the_column_and_is_not_too_tall(staged, solved):
    stage = staged([solved("bowl")])
    plain = stage.formula(RULE, 15)
    assert plain.width < stage.column
    twice = stage.formula(RULE, 20)
    assert twice.width / plain.width == pytest.approx(20 / 15, rel=1e-3)
    assert stage.formula(RULE, 60).width == pytest.approx(stage.column)
    assert stage.formula(r"x \qquad y \qquad z", 60).height == pytest.approx(1.3)
    assert len(stage.formula("", 15)) == 0


def test_what_is_wider_is_shrunk_and_what_is_not_is_left():
    made = shrunk_to(Rectangle(width=4, height=2), 3)
    assert (made.width, made.height) == pytest.approx((3, 1.5))
    assert shrunk_to(Rectangle(width=2, height=9), 3).width == pytest.approx(2)


def test_the_title_of_the_command_line_replaces_the_scenes(staged, solved):
    named = staged([solved("bowl")], style=replace(DARK, title="Mine")).heading("The scene's own words")
    plain = staged([solved("bowl")], style=replace(DARK, title="")).heading("The scene's own words")
    assert len(named[0][0]) == len("Mine")
    assert len(plain) == 0


def test_on_a_low_page_a_title_shrinks_a_little_to_leave_room_for_what_is_said_below(staged, solved):
    with tempconfig({"pixel_width": 324, "pixel_height": 324, "frame_width": 8.0}):
        stage = staged([solved("bowl")])
        heading = stage.heading("Where you start decides where you end", "Of what it is", footed=True)
        (line,), (below,) = heading
        assert below.get_top()[1] < line.get_bottom()[1]
        assert len(stage.heading(MANY, "Of what it is", footed=True)) == 1, "too long a one has two lines, and all room"
