"""Points of two classes on a board, and the boundary between them."""

import numpy as np
import pytest

pytest.importorskip("manim")

from pixels import painted, places_of

from gdviz.analysis.boundary import box_of_points
from gdviz.analysis.boxes import Share
from gdviz.props.boundary import BoundaryBoard
from gdviz.style.themes import DARK

BOX = Share(0.4, 0.1, 0.9, 0.9)


@pytest.fixture
def shown(staged, solved):
    stage = staged([solved("logistic")])
    return stage, BoundaryBoard(stage, BOX)


def points_at(scatter, places):
    """Return what two features are at scene coordinates (n, 2)."""
    low, high = scatter.board.corners
    share = (places - low) / (high - low)
    return scatter.board.limits[:, 0] + share * (scatter.board.limits[:, 1] - scatter.board.limits[:, 0])


def test_the_points_come_in_by_class(shown):
    _, scatter = shown
    assert painted(scatter.points).max() == 0
    scatter.come[0].set_value(1)
    picture = painted(scatter.points)
    assert len(places_of(picture, DARK.classes[0]))
    assert not len(places_of(picture, DARK.classes[1]))
    scatter.come[1].set_value(1)
    assert len(places_of(painted(scatter.points), DARK.classes[1]))


def test_a_class_is_named_above_the_board_once_it_is_in(shown):
    _, scatter = shown
    names = scatter.layers[-1]
    assert painted(names).max() == 0
    for label in (0, 1):
        scatter.come[label].set_value(1)
        places = places_of(painted(names), DARK.classes[label])
        assert len(places) > 20
        assert (places[:, 1] > scatter.board.corners[1, 1]).all()
    assert (places_of(painted(names), DARK.classes[0])[:, 0].max()) < places[:, 0].min()


def test_points_come_in_one_after_another_and_grow(shown):
    stage, scatter = shown
    run = stage.run
    of_class = run.data["X"][run.data["y"] == 0]
    inks = []
    for come in (0.1, 0.5, 1.0):
        scatter.come[0].set_value(come)
        seen = points_at(scatter, places_of(painted(scatter.points), DARK.classes[0]))
        inks.append(len(seen))
        # The k-th of n begins after 0.75 k / (n - 1) of the time: those after it are not there yet.
        later = of_class[np.linspace(0, 0.75, len(of_class)) > come]
        distance = np.linalg.norm(seen[:, None] - of_class[None, : len(of_class) - len(later)], axis=2).min(axis=1)
        assert distance.max() < 0.2
    assert inks[0] < inks[1] < inks[2]


def test_the_line_is_where_both_classes_are_equally_likely(shown):
    stage, scatter = shown
    assert not len(places_of(painted(scatter.line), DARK.accent, 20)), "it is hidden at first"
    scatter.line.seen.set_value(1)
    for step in (0, stage.run.steps):
        stage.step.set_value(step)
        line = points_at(scatter, places_of(painted(scatter.line), DARK.accent, 20))
        b, *w = stage.run.params[step]
        assert np.abs(b + line @ w).max() / np.hypot(*w) < 0.12
        assert np.ptp(line, axis=0).max() > 0.5 * np.ptp(scatter.board.limits, axis=1).min(), "it crosses the board"


@pytest.mark.parametrize("start", [[-7.0, 0.0, 1.0], [-1.0, 0.5, -0.1]], ids=["above", "aside"])
def test_the_field_has_the_colour_of_the_probability(start, staged, made):
    stage = staged([made("gd", "logistic", 1, start=start)])
    scatter = BoundaryBoard(stage, BOX)
    scatter.field.seen.set_value(1)
    field = painted(scatter.field).astype(int)
    shares = np.stack(np.meshgrid([0.05, 0.4, 0.95], [0.05, 0.6, 0.95]), axis=-1).reshape(-1, 2)
    points = scatter.board.limits[:, 0] + shares * np.ptp(scatter.board.limits, axis=1)
    b, *w = start
    for x, at in zip(points, scatter.board.place(points), strict=True):
        # Of sixteen bands; the pixel's middle may lie in the next.
        band = min(int(16 / (1 + np.exp(-(b + x @ w)))), 15)
        found = field[int(180 - 45 * at[1]), int(320 + 45 * at[0])]
        assert np.abs(found - 255 * DARK.class_bands[band]).max() <= 7


def test_the_board_holds_all_points_and_is_named_after_the_features(shown):
    stage, scatter = shown
    np.testing.assert_array_equal(scatter.board.limits, box_of_points(stage.run.data["X"], [stage.run.params[0]]))
    x = stage.run.data["X"]
    assert ((x > scatter.board.limits[:, 0]) & (x < scatter.board.limits[:, 1])).all()


def test_the_boundaries_between_several_classes_part_their_points(staged, solved_once):
    run = solved_once("softmax", "adam", steps=120, lr=0.3)
    stage = staged([run])
    scatter = BoundaryBoard(stage, BOX)
    assert len(scatter.come) == 3
    for come in scatter.come:
        come.set_value(1)
    looks = DARK.class_looks(3, 1)
    picture = painted(scatter.points)
    for label, look in enumerate(looks):
        at = points_at(scatter, places_of(picture, look.color))
        assert len(at) > 20
        low, high = run.data["X"][run.data["y"] == label].min(axis=0), run.data["X"][run.data["y"] == label].max(axis=0)
        reach = 0.03 * np.ptp(scatter.board.limits, axis=1)
        assert ((at > low - reach) & (at < high + reach)).all()
    stage.step.set_value(120)
    scatter.line.seen.set_value(1)
    found = points_at(scatter, places_of(painted(scatter.line), DARK.accent))
    rows = run.params[-1].reshape(3, 3)
    scores = np.sort(rows[:, 0] + found @ rows[:, 1:].T, axis=1)
    unlike = (scores[:, 2] - scores[:, 1]) / np.abs(rows[:, 1:]).max()
    assert np.quantile(unlike, 0.95) < 0.1
    assert len(found) > 100


def test_a_curved_boundary_is_drawn_where_the_score_is_zero(staged, solved_once):
    run = solved_once("mlp", "adam", steps=120, lr=0.05)
    stage = staged([run])
    scatter = BoundaryBoard(stage, BOX)
    stage.step.set_value(120)
    scatter.line.seen.set_value(1)
    found = points_at(scatter, places_of(painted(scatter.line), DARK.accent))
    units, out = run.params[-1][:24].reshape(8, 3), run.params[-1][24:]
    z = out[0] + np.tanh(units[:, 0] + found @ units[:, 1:].T) @ out[1:]
    assert np.ptp(found[:, 1]) > 0.5
    assert np.quantile(np.abs(z), 0.9) < 0.5
