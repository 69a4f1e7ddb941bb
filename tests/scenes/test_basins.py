"""The scene of basins: what it says of a run's map, how the map is drawn, and what it refuses."""

import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.scenes.basins import Basins
from pixels import painted

from gdviz.analysis.boxes import Share
from gdviz.props.basins.map import BasinMap, apart, pace, palette, percent
from gdviz.props.basins.patches import LabelRaster, blown_up, borders
from gdviz.props.basins.starts import Starts, arrival, twins
from gdviz.runs.run import load
from gdviz.solving.solver import solve
from gdviz.stage.board import Board
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK, THEMES

WELLS = {"problem": None, "function": "x**4 - 2*x**2 + y**2", "domain": [-2, 2, -2, 2], "lr": 0.02, "steps": 300}
BOX = Share(0.44, 0.12, 0.965, 0.95)


@pytest.fixture(scope="module")
def wells(tmp_path_factory):
    """Return runs in two wells: one with its map, and others from other starts."""
    home = tmp_path_factory.mktemp("wells")
    starts = {"left": [-0.1, 1.5], "beside": [0.1, 1.5], "right": [1.8, -1.5]}
    return [
        solve(**WELLS, start=start, basins=40 if name == "left" else None, out=home / name)
        for name, start in starts.items()
    ]


def mapped(stage):
    board = Board.over(stage, BOX, stage.run.landscape)
    return board, BasinMap(stage, board, stage.run)


def words_of(stage):
    return " ".join(beat.notes for beat in stage.beats)


def test_a_map_knows_its_basins(staged, wells):
    _, basins = mapped(staged(wells))
    np.testing.assert_allclose(basins.places, [[-1, 0], [1, 0]], atol=1e-4)
    assert basins.share.tolist() == [0.5, 0.5]
    assert basins.title == "Where you start decides where you end"
    assert basins.verdict == "Two basins: a small move of the start, another end."
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


def test_borders_of_a_coarse_grid_run_smoothly():
    size, pixels = 40, 400
    x, y = np.meshgrid(np.linspace(0, 1, size), np.linspace(0, 1, size))
    label = (y > 0.3 + 0.4 * x).astype(int)
    winner, _ = blown_up(label, np.zeros_like(label), (pixels, pixels))
    share = (np.arange(pixels) + 0.5) / pixels
    edge = 1 - share[np.argmin(winner, axis=0)]
    inner = slice(40, 360)
    assert np.abs(edge - (0.3 + 0.4 * share))[inner].max() < 0.5 / size
    assert borders(winner, 1).sum() < 4 * pixels


def test_steps_are_averaged_within_a_basin_alone():
    label = np.repeat([[0, 0, 0, 0, 1, 1, 1, 1]], 8, axis=0)
    winner, when = blown_up(label, np.where(label, 99, 9), (80, 80))
    assert when[winner == 0] == pytest.approx(np.log(10), rel=1e-5)
    assert when[winner == 1] == pytest.approx(np.log(100), rel=1e-5)


def test_a_sheet_shows_what_is_due():
    when = np.tile(np.linspace(0, 1, 101, dtype=np.float32), (50, 1))
    sheet = LabelRaster(np.full((50, 101, 3), 100, np.float32), when, np.full(3, 255, np.float32))
    shown = sheet.upto(0.5)
    assert (shown[:, :49, 3] == 255).all()
    assert (shown[:, 52:, 3] == 0).all()
    assert (shown[:, :45, 0] == 100).all()
    assert (sheet.whole[..., 3] == 255).all()


def test_neighbours_differ_in_colour_where_colours_repeat():
    label = np.arange(36).reshape(6, 6).repeat(4, axis=0).repeat(4, axis=1)
    colors = np.array(apart(label, 36, 5))[label]
    assert (colors[:, 1:] != colors[:, :-1]).sum() == (label[:, 1:] != label[:, :-1]).sum()
    assert (colors[1:] != colors[:-1]).sum() == (label[1:] != label[:-1]).sum()
    assert apart(label, 4, 5) == [0, 1, 2, 3]
    assert all(len(set(palette(theme))) == 5 for theme in THEMES.values())


@pytest.mark.parametrize(("share", "words"), [(0, "0%"), (1e-4, "<1%"), (0.256, "26%"), (0.9999, "99%"), (1, "100%")])
def test_a_share_is_never_all_or_nothing_unless_it_is(share, words):
    assert percent(share) == words


def test_twins_are_the_nearest_starts_with_other_ends():
    starts = [np.array(at) for at in ([0, 0], [0.01, 0], [0.1, 0], [0.5, 0.5])]
    assert twins(starts, [0, 0, 1, 1]) == (1, 2)
    assert twins(starts, [0, 0, 0, 1]) == ()
    assert twins(starts, [0, 0, None, 1]) == ()
    assert twins([], []) == ()


def test_a_run_is_watched_until_it_has_arrived(wells):
    run, side = wells[2], np.array([4.0, 4.0])
    step = arrival(run, side)
    assert 5 < step < run.steps
    assert (np.abs(run.params[step:] - run.params[-1]) <= 0.004 * side).all()


def test_balls_have_the_colours_of_their_ends(staged, wells):
    stage = staged(wells)
    board, basins = mapped(stage)
    balls = Starts(stage, board, basins)
    assert balls.twins == (0, 1)
    assert balls.first == [0, 2]
    assert balls.apart() == pytest.approx(0.2)
    assert balls.told(balls.first) == "Two starts, two ends."


def test_the_story_of_two_wells(told, wells):
    stage, _ = told(Basins, wells)
    assert [beat.name for beat in stage.beats] == [
        "the landscape",
        "some starts",
        "every start",
        "the border",
        "the end",
    ]
    assert "40 × 40 starts" in words_of(stage)
    assert "Two starts 0.2 apart" in words_of(stage)
    assert "50%, 50%" in words_of(stage)


def test_one_run_has_no_border_to_cross(told, wells):
    stage, _ = told(Basins, wells[:1])
    assert [beat.name for beat in stage.beats] == ["the landscape", "a start", "every start", "the end"]


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ({"problem": "rosenbrock", "basins": 20}, "Only|Less than"),
        ({"problem": "bowl", "basins": 2}, "One basin: every start ends in one place."),
        ({"problem": "himmelblau", "steps": 1, "basins": 40}, "It comes to no end"),
        ({"problem": "himmelblau", "lr": 0.02, "steps": 60, "basins": 20}, "starts"),
    ],
    ids=["slow", "bowl", "one step", "too fast"],
)
def test_the_story_says_only_what_the_run_shows(told, tmp_path, task, words):
    stage, _ = told(Basins, [solve(**task, out=tmp_path / "run")])
    assert any(word in words_of(stage) for word in words.split("|"))


def test_what_cannot_be_shown_is_refused_in_words(tmp_path, wells, solved):
    assert "with --basins 160" in Basins.refuse_all([solved("bowl")])
    assert "three" not in (Basins.refuse(solved("logistic")) or "")
    assert Basins.refuse(solved("logistic")) == "it has 3 parameters, and basins are drawn over two"
    assert Basins.refuse(solved("parabola"))
    lost = solve("bowl", lr=0.5, basins=4, out=tmp_path / "lost")
    assert "comes to rest" in Basins.refuse_all([lost])
    faster = solve(**{**WELLS, "lr": 0.03}, start=[1, 1], out=tmp_path / "faster")
    assert "differ in optimizer" in Basins.refuse_all([wells[0], faster])
    assert Basins.refuse_all([load(run.path) for run in wells]) is None
