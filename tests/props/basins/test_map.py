"""The map of basins: what it knows of a run's ends, its colours, and how it grows."""

import numpy as np
import pytest

pytest.importorskip("manim")

from pixels import painted, places_of

from gdviz.analysis.boxes import Share
from gdviz.props.basins.map import BasinMap, apart, pace, palette, percent, percents, title_of
from gdviz.stage.board import Board
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK, THEMES

BOX = Share(0.44, 0.12, 0.965, 0.95)


def mapped(stage):
    board = Board.over(stage, BOX, stage.run.landscape)
    return board, BasinMap(stage, board, stage.run)


def test_a_map_knows_its_basins(staged, wells):
    _, basins = mapped(staged(wells))
    np.testing.assert_allclose(basins.places, [[-1, 0], [1, 0]], atol=1e-4)
    assert basins.share.tolist() == [0.5, 0.5]
    assert title_of(basins.run) == "Where you start decides where you end"
    assert basins.verdict == "2 basins: a small move of the start, another end."
    assert basins.lost == ""
    assert basins.end_at(np.array([1.01, 0.0])) == 1
    assert basins.end_at(np.array([0.0, 0.0])) is None
    assert basins.end_at(np.array([np.nan, 0.0])) is None


def test_a_map_is_coloured_by_the_end_of_each_start_and_grows_with_the_steps(staged, wells):
    board, basins = mapped(staged(wells))
    steps = wells[0].arrays["basins.steps"]

    def hues(at):
        pixel = np.rint((np.array([0.5, -0.5]) * board.place(np.array(at))[:2] / [64 / 9, 4] + 0.5) * [640, 360])
        return painted(basins.map)[int(pixel[1]), int(pixel[0])] / 255

    assert painted(basins.map).max() == 0
    basins.reach.set_value(1.0)
    for sign, color in zip((-1, 1), basins.colors, strict=True):
        got, full = hues([0.8 * sign, 1.1]), rgb(color) - rgb(DARK.background)
        shade = (got - rgb(DARK.background)) @ full / (full @ full)
        assert 0.2 < shade < 0.85
        assert np.abs(got - rgb(DARK.background) - shade * full).max() < 0.12
    basins.reach.set_value(0.6)
    seen = painted(basins.map).any(axis=-1).mean() / (board.corners[1] - board.corners[0]).prod() * 128 / 9 * 8
    assert basins.arrived == pytest.approx(100 * (steps <= basins.steps).mean(), abs=0.1)
    assert seen == pytest.approx(basins.arrived / 100, abs=0.06)


def test_the_pace_of_growth_rises_from_nothing_to_all():
    steps = np.array([0, 3, 3, 4, 90])
    times = pace(steps, 90)
    assert (times[0], times[-1]) == (0, 1)
    assert (np.diff(times) > 0).all()
    assert times[4] - times[2] > times[89] - times[5]


def test_neighbours_differ_in_colour_where_colours_repeat():
    label = np.arange(36).reshape(6, 6).repeat(4, axis=0).repeat(4, axis=1)
    colors = np.array(apart(label, 36, 5))[label]
    assert (colors[:, 1:] != colors[:, :-1]).sum() == (label[:, 1:] != label[:, :-1]).sum()
    assert (colors[1:] != colors[:-1]).sum() == (label[1:] != label[:-1]).sum()
    assert apart(label, 4, 5) == [0, 1, 2, 3]
    assert all(len(set(palette(theme))) == len(palette(theme)) >= 5 for theme in THEMES.values())


@pytest.mark.parametrize(("share", "words"), [(0, "0%"), (1e-4, "<1%"), (0.256, "26%"), (0.9999, "99%"), (1, "100%")])
def test_a_share_is_never_all_or_nothing_unless_it_is(share, words):
    assert percent(share) == words


@pytest.mark.parametrize(
    "shares", [[1 / 3] * 3, [0.255, 0.255, 0.245, 0.245], [0.125] * 8, [0.6666, 0.1667, 0.1667], [0.995, 0.005], [1.0]]
)
def test_shares_add_up_to_the_whole(shares):
    words = percents(shares)
    known = [int(word.removesuffix("%")) for word in words if word != "<1%"]
    assert sum(known) in ((100,) if len(known) == len(shares) else (99, 100))
    assert all(
        abs(int(word[:-1]) - 100 * share) < 1 for word, share in zip(words, shares, strict=True) if word != "<1%"
    )


def test_ends_are_ringed_and_named_with_their_shares(staged, wells):
    board, basins = mapped(staged(wells))
    basins.ends.seen.set_value(1.0)
    places = board.place(basins.places)[:, :2]
    rings = [places_of(painted(basins.ends), color, 30) for color in basins.colors]
    for ring, place in zip(rings, places, strict=True):
        distance = np.linalg.norm(ring - place, axis=1)
        # The radius is 5.5 points.
        assert distance.mean() == pytest.approx(5.5 / 40.5, abs=0.02)
        assert np.abs(ring.mean(axis=0) - place).max() < 0.02
    assert not len(places_of(painted(basins.ends), DARK.ink, 30))
    basins.shares.set_value(1.0)
    names = places_of(painted(basins.ends), DARK.ink, 30)
    for place in places:
        near = names[np.linalg.norm(names - place, axis=1) < 0.8]
        assert len(near) > 20
        assert near[:, 0].mean() == pytest.approx(place[0], abs=0.06)


def test_the_words_of_a_map(staged, wells, solved):
    _, basins = mapped(staged(wells))
    assert (basins.grid, basins.shares_in_words) == ("40 × 40", "50%, 50%")
    assert basins.color_of(1) == basins.colors[1]
    assert basins.color_of(None) == DARK.muted


def test_no_start_takes_longer_than_the_longest(staged, wells):
    _, basins = mapped(staged(wells))
    label, steps = wells[0].arrays["basins.label"], wells[0].arrays["basins.steps"]
    assert basins.longest == steps[label >= 0].max()
    basins.reach.set_value(1.0)
    assert basins.steps == basins.longest
    assert basins.arrived == 100.0


@pytest.mark.parametrize(
    ("moving", "gone", "words"),
    [
        (0, 0, ""),
        (1, 0, "1 start comes to no end."),
        (5, 1, "5 starts come to no end and 1 start diverges or leaves."),
        (400, 2, "Grey: 25% come to no end. 2 starts diverge or leave."),
    ],
)
def test_what_becomes_of_the_rest_is_told_however_few_it_is(moving, gone, words, staged, wells):
    label = np.array(wells[0].arrays["basins.label"])
    label.ravel()[:moving] = -2
    label.ravel()[moving : moving + gone] = -1
    stage = staged(wells)
    board = Board.over(stage, BOX, stage.run.landscape)
    assert BasinMap(stage, board, stage.run.having({"basins.label": label})).lost == words
