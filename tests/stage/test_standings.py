"""Who is racing: a row for each run."""

import numpy as np
import pytest
from recording_pen import RecordingPen

pytest.importorskip("manim")

from manim import Rectangle, VGroup, tempconfig

from gdviz.stage.standings import FIGURE, HEAD, INDENT, MARK, Standings, _on_its_way
from gdviz.stage.typeset import points


@pytest.fixture
def stage(staged, solved):
    made = staged([solved("bowl"), solved("diverged")])
    made.heading("Title")
    return made


def drawn(standings):
    pen = RecordingPen()
    standings._draw(pen)
    return pen


def test_a_row_for_each_run_in_its_colour_and_with_its_marker_from_the_top(stage):
    pen = drawn(Standings(stage))
    (disc,), (square,) = pen.all("disc"), pen.all("polygon")
    assert [disc.given[2], square.given[1]] == [look.color for look in stage.looks]
    (x, y), corners = disc.given[0], square.given[0]
    np.testing.assert_allclose(np.ptp(corners, axis=0), 2 * MARK * pen.unit)
    other, below = corners.mean(axis=0)
    assert x == pytest.approx(other)
    assert below < y - points(31)


def test_losses_end_at_the_right_and_a_fate_takes_the_place_of_the_detail(stage):
    standings = Standings(stage)
    for step in (0.0, float(stage.steps)):
        stage.step.set_value(step)
        right = max(verb.given[1][0] for verb in drawn(standings).all("outline"))
        assert right < standings.slot.get_right()[0]
    first = Standings(stage, steps=lambda: [0.0, 0.0])
    last = Standings(stage, steps=lambda: [0.0, 1e9])
    counts = [len(drawn(one).all("outline")) for one in (first, last)]
    assert min(counts) > 6
    assert np.isfinite([verb.given[1] for verb in drawn(last).all("outline")]).all()


@pytest.mark.parametrize(("width", "height", "beside"), [(576, 324, True), (324, 576, True), (324, 324, False)])
def test_rates_stand_beside_the_losses_or_until_the_first_step_in_their_place(
    width, height, beside, solved_once, staged, monkeypatch
):
    runs = [solved_once("bowl", name) for name in ("gd", "momentum", "adam")]
    with tempconfig({"pixel_width": width, "pixel_height": height, "frame_width": 8 * width / height}):
        stage = staged(runs)
        stage.heading("Title", footed=stage.page.shape == "square")
        standings = Standings(stage)
    assert all((row.detail is not None) == beside for row in standings._rows)
    for step, shown in ((0.0, not beside), (3.0, False)):
        stage.step.set_value(step)
        figures: list[str] = []
        monkeypatch.setattr(standings._figures, "draw", lambda pen, value, at, align=0.0, to=figures: to.append(value))
        drawn(standings)
        assert len(figures) == (1 if shown else 4)


def test_moved_they_are_as_high_as_they_are_told_and_losses_stand_below_the_names(stage):
    standings = Standings(stage)
    corner, height = np.array([-2.0, 1.5]), points(150)
    standings.move(corner, height)
    standings._moved.set_value(1.0)
    pen = drawn(standings)
    at = np.array([verb.given[1] for verb in pen.all("outline")])
    assert at[:, 0].min() > corner[0] - points(1)
    assert at[:, 1].max() < corner[1]
    assert at[:, 1].min() > corner[1] - height
    assert np.ptp(at[:, 0]) < standings.narrow


@pytest.mark.parametrize("count", [3, 6])
def test_on_their_way_no_loss_passes_over_a_name(staged, solved_once, count):
    methods = ("gd", "nesterov", "adam", "rmsprop", "adagrad", "momentum")[:count]
    stage = staged([solved_once("bowl", name) for name in methods])
    stage.step.set_value(3.0)
    stage.heading("Title of two lines, that takes some height", "Said below")
    standings = Standings(stage)
    standings.move(np.array([0.0, 0.5]), points(160))
    for share in np.linspace(0, 1, 21):
        rows = [_on_its_way(row, to, share) for row, to in zip(standings._rows, standings._later[1], strict=True)]
        starts = [row.name + points(1) * np.array([INDENT, 0]) for row in rows]
        for row in rows:
            left, right = row.loss[0] - row.align * standings._loss, row.loss[0] + (1 - row.align) * standings._loss
            low, high = row.loss[1], row.loss[1] + points(0.7 * FIGURE)
            for at, name in zip(starts, standings._names, strict=True):
                beside = left > at[0] + name.width or right < at[0]
                apart = low > at[1] + name.height or high < at[1]
                assert beside or apart


def test_all_names_are_as_large_as_the_longest_can_be(staged, solved_once):
    runs = [solved_once("bowl", name) for name in ("gd", "nesterov", "adam", "rmsprop", "adagrad", "momentum")]
    stage = staged(runs)
    stage.heading("Title of two lines, that takes some height", "Said below")
    heights = {round(name.height, 6) for name in Standings(stage)._names}
    assert len(heights) == 1


@pytest.mark.parametrize(("width", "height"), [(576, 324), (324, 576), (324, 324)])
def test_what_takes_the_rows_place_is_in_their_room_and_clear_of_the_step(width, height, solved, staged):
    with tempconfig({"pixel_width": width, "pixel_height": height, "frame_width": 8 * width / height}):
        stage = staged([solved("bowl"), solved("diverged")])
        stage.heading("Title", footed=stage.page.shape == "square")
        standings = Standings(stage)
        slot, thing = standings.slot, VGroup(Rectangle(width=30, height=9))
        assert standings.replaced_by(thing) is thing
        # The step is at the upper left, a line of it high.
        below = slot.get_top()[1] - thing.get_top()[1] >= points(HEAD)
        beside = thing.get_left()[0] - slot.get_left()[0] >= points(60)
    assert below or beside
    assert thing.get_left()[0] >= slot.get_left()[0] - 1e-9
    assert thing.get_right()[0] <= slot.get_right()[0] + 1e-9
    assert thing.get_bottom()[1] >= slot.get_bottom()[1] - 1e-9
