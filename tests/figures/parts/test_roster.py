"""Runs are listed with their markers, names and values, in rows that keep apart and within their room."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from matplotlib.lines import Line2D
from matplotlib.text import Text

from gdviz.analysis.boxes import Box
from gdviz.analysis.pacing import Clip
from gdviz.analysis.roster import GUTTER, MARK, ONE, TWO
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.roster import HEADER, Roster
from gdviz.runs.run import Run
from gdviz.style.themes import DARK, LIGHT

CLIP = Clip(800, 450, 10, 4.0)


@pytest.fixture
def runs(solved_once: Callable[..., Run]) -> list[Run]:
    return [solved_once("bowl", rule, lr=0.1, steps=6) for rule in ("gd", "momentum", "adam")]


def page(runs: list[Run], **how: object) -> tuple[Canvas, Roster]:
    style = replace(DARK, title="")
    with drawing(style):
        canvas = Canvas(CLIP, style)
        return canvas, Roster(canvas, runs, [style.look_of(i, len(runs)) for i in range(len(runs))], **how)  # type: ignore[arg-type]


def words_of(canvas: Canvas) -> list[tuple[str, float, float]]:
    """Return what the page says, with its left edge and its height in points."""
    width, height = canvas.points
    return [
        (text.get_text(), text.get_position()[0] * width, text.get_position()[1] * height) for text in texts(canvas)
    ]


def texts(canvas: Canvas) -> list[Text]:
    return [text for text in canvas.figure.texts if text.get_text()]


def test_each_row_has_its_runs_marker_name_and_detail_in_its_colour(runs: list[Run]) -> None:
    canvas, roster = page(runs)
    roster.write(roster.fit(400.0, 200.0), 30.0, 300.0, range(3))
    marks = [line for line in canvas.figure.artists if isinstance(line, Line2D)]
    assert [mark.get_marker() for mark in marks] == [DARK.look_of(i, 3).marker for i in range(3)]
    said = words_of(canvas)
    assert [words for words, _, _ in said] == ["Gradient descent", "lr 0.1", "Momentum", "lr 0.1", "Adam", "lr 0.1"]
    assert [text.get_color() for text in texts(canvas)[::2]] == [mark.get_color() for mark in marks]
    assert all(left == pytest.approx(30 + MARK) for _, left, _ in said[::2])
    assert [said[0][2] - high for _, _, high in said[::2]] == pytest.approx([0.0, ONE[1], 2 * ONE[1]])


def test_rows_follow_the_order_that_is_asked_for(runs: list[Run]) -> None:
    canvas, roster = page(runs)
    roster.write(roster.fit(400.0, 200.0), 30.0, 300.0, [2, 0, 1])
    assert [words for words, _, _ in words_of(canvas)[::2]] == ["Adam", "Gradient descent", "Momentum"]


def test_columns_stand_side_by_side_and_are_filled_one_after_another(runs: list[Run]) -> None:
    canvas, roster = page(runs)
    rows = roster.fit(500.0, 2 * ONE[0])
    assert rows.columns == 2
    roster.write(rows, 30.0, 300.0, range(3))
    lefts = [left for _, left, _ in words_of(canvas)[::2]]
    assert lefts == pytest.approx([30 + MARK, 30 + MARK, 30 + MARK + rows.width + GUTTER])


def test_two_lines_have_the_name_above_the_detail(runs: list[Run]) -> None:
    canvas, roster = page(runs)
    rows = roster.fit(roster.wanted, 3 * TWO[0], is_column=True)
    assert (rows.lines, rows.width) == (2, pytest.approx(roster.wanted))
    roster.write(rows, 30.0, 300.0, range(3))
    (_, left, high), (_, under, low) = words_of(canvas)[:2]
    assert left == under
    assert high > low


def test_values_stand_at_the_right_below_what_they_are(runs: list[Run]) -> None:
    canvas, roster = page(runs, series=[run.loss for run in runs], title="loss")
    rows = roster.fit(400.0, 200.0)
    assert roster.above == HEADER
    assert roster.height(rows) == HEADER + rows.height(3)
    roster.write(rows, 30.0, 300.0, range(3))
    roster.say(1, value="0.25")
    first, second, _ = roster.artists
    assert (first.words, second.words) == ("", "0.25")  # type: ignore[attr-defined]
    ends = [artist.get_window_extent().x1 * 72 / canvas.figure.dpi for artist in roster.artists if artist is second]
    assert ends == pytest.approx([30 + rows.width])
    heading = next(one for one in texts(canvas) if one.get_text() == "loss")
    assert heading.get_position()[1] * canvas.points[1] == pytest.approx(300 - HEADER / 2)


@pytest.mark.parametrize(
    ("wide", "words"), [(600.0, "left the frame at step 1,000, diverged at step 7,000"), (140.0, "left")]
)
def test_statuses_are_brief_where_whole_ones_do_not_fit(runs: list[Run], wide: float, words: str) -> None:
    said = ("left the frame at step 1,000, diverged at step 7,000", "left")
    _, roster = page(runs, statuses=[[said]] * 3)
    roster.write(roster.fit(wide, 3 * ONE[0]), 30.0, 300.0, range(3))
    roster.say(0, said)
    assert roster.artists[0].words == words  # type: ignore[attr-defined]
    roster.say(0)
    assert roster.artists[0].words == ""  # type: ignore[attr-defined]


def test_a_name_that_is_wider_than_its_row_is_cut_off(runs: list[Run]) -> None:
    canvas, roster = page(runs)
    roster.write(roster.fit(70.0, 30.0), 30.0, 300.0, range(3))
    wide = [text.get_window_extent(canvas.renderer).width * 72 / canvas.figure.dpi for text in texts(canvas)]
    assert max(wide) <= 70 - MARK + 1
    assert any(text.get_text().endswith("…") for text in texts(canvas))


def test_names_have_room_at_curves_that_are_wide_and_high_enough(runs: list[Run]) -> None:
    _, roster = page(runs)
    assert roster.has_room_at_curves(Box(0, 0, 300, 3 * TWO[0]))
    assert not roster.has_room_at_curves(Box(0, 0, 300, 3 * TWO[0] - 1))
    assert not roster.has_room_at_curves(Box(0, 0, 100, 300))


def test_a_light_page_writes_names_dark_enough_to_be_read(runs: list[Run]) -> None:
    with drawing(LIGHT):
        canvas = Canvas(CLIP, LIGHT)
        roster = Roster(canvas, runs, [LIGHT.look_of(i, 3) for i in range(3)])
        roster.write(roster.fit(400.0, 200.0), 30.0, 300.0, range(3))
    names = [text for text in texts(canvas) if text.get_text() in ("Gradient descent", "Momentum", "Adam")]
    assert [name.get_color() for name in names] == [LIGHT.lettering(LIGHT.look_of(i, 3).color) for i in range(3)]
