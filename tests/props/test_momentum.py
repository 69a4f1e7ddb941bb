"""The velocity of a run with momentum as an arrow, and the parts of one of its steps."""

import numpy as np
import pytest

pytest.importorskip("manim")

from pixels import painted, places_of

from gdviz.analysis.boxes import Share
from gdviz.analysis.momentum import parts_of
from gdviz.props.momentum import MomentumArrow
from gdviz.stage.overview import Overview
from gdviz.style.themes import DARK

BOX = Share(0.4, 0.1, 0.97, 0.95)


@pytest.fixture(scope="module")
def pair(made):
    kappa = {"kappa": 20.0}
    return [
        made("gd", "ravine", 40, lr=0.096, settings=kappa),
        made("momentum", "ravine", 40, lr=0.096, settings={**kappa, "momentum": 0.7}),
    ]


@pytest.fixture
def shown(staged, pair):
    """Return a stage, its board, and the arrow of the run with momentum."""
    stage = staged(pair)
    overview = Overview(stage, BOX)
    return stage, overview.board, MomentumArrow(stage, overview, 1, 0)


def test_the_pieces_add_up_on_the_board(staged, pair):
    stage = staged(pair)
    stage.heading("Title")
    overview = Overview(stage, BOX)
    velocity = MomentumArrow(stage, overview, 1, 0)
    parts = velocity.parts
    at = overview.board.place(pair[1].params[parts.step])[:2]
    tip = overview.board.place(pair[1].params[parts.step + 1])[:2]
    assert velocity.factor == 1
    velocity.pieces.seen.set_value(1)
    for tracker in (velocity._kept, velocity._slope, velocity._slid, velocity._whole):
        tracker.set_value(1)
    for color in (stage.looks[1].color, stage.looks[0].color):
        # Both the next step and the slope's end where the next step leads.
        shown = places_of(painted(velocity.pieces), color)
        assert np.linalg.norm(shown - tip, axis=1).min() < 0.09
    assert np.linalg.norm(places_of(painted(velocity.pieces), DARK.ink) - at, axis=1).min() < 0.09


def test_the_arrow_is_the_step_that_was_taken_last(staged, pair):
    stage = staged(pair)
    overview = Overview(stage, BOX)
    velocity = MomentumArrow(stage, overview, 1, 0)
    velocity.arrow.seen.set_value(1)
    assert not len(places_of(painted(velocity.arrow), DARK.ink)), "at the start nothing moves yet"
    stage.step.set_value(3)
    path = overview.board.place(pair[1].params)[:, :2]
    tip = path[3] + (path[3] - path[2])
    assert np.linalg.norm(places_of(painted(velocity.arrow), DARK.ink) - tip, axis=1).min() < 0.08


def test_short_steps_have_their_arrows_magnified_and_say_so(staged, made):
    runs = [made("gd", "rosenbrock", steps=300), made("momentum", "rosenbrock", steps=300)]
    stage = staged(runs)
    velocity = MomentumArrow(stage, Overview(stage, BOX), 1, 0)
    assert velocity.factor in (2, 5, 10, 20, 50)


def test_the_step_that_is_taken_apart_is_one_of_the_runs(shown, pair):
    _, _, momentum = shown
    parts, run = momentum.parts, pair[1]
    assert 1 <= parts.step <= 20
    # The last step, what is carried over of it, and what the slope adds: v <- 0.7 v - 0.096 g.
    np.testing.assert_allclose(parts.before, run.params[parts.step] - run.params[parts.step - 1], rtol=1e-9)
    np.testing.assert_allclose(parts.carried, 0.7 * parts.before, rtol=1e-6)
    np.testing.assert_allclose(parts.fresh, -0.096 * run.gradient[parts.step], rtol=1e-6)
    np.testing.assert_allclose(parts.whole, run.params[parts.step + 1] - run.params[parts.step], rtol=1e-6)
    assert momentum.share == "μ = 0.7, η = 0.096"
    assert momentum.carries() == "0.7 of its last step is carried over."


def test_the_lengths_of_the_parts_are_told(shown, pair):
    _, _, momentum = shown
    lengths = [np.linalg.norm(way) for way in (momentum.parts.carried, momentum.parts.fresh, momentum.parts.whole)]
    step, told = momentum.lengths_in_words().rstrip(".").split(": ")
    assert step == f"Step {momentum.parts.step + 1}"
    words = [word for word in told.replace(",", "").split() if word[0].isdigit()]
    assert [float(word) for word in words] == pytest.approx(lengths, rel=1e-3)


def test_the_chosen_step_stays_on_the_board_and_spans_the_widest_triangle(shown, pair):
    _, board, momentum = shown
    run, scale = pair[1], np.ptp(board.corners, axis=0) / np.ptp(board.limits, axis=1)

    def roundness(step):
        parts = parts_of(run, step)
        carried, fresh = scale * parts.carried, scale * parts.fresh
        lengths = np.linalg.norm([carried, fresh, carried + fresh], axis=1)
        return abs(carried[0] * fresh[1] - carried[1] * fresh[0]) / lengths.sum()

    at = board.place(run.params[momentum.parts.step])[:2]
    for way in (momentum.parts.before, momentum.parts.carried, momentum.parts.whole):
        tip = at + momentum._closer * scale * way
        assert ((tip > board.corners[0]) & (tip < board.corners[1])).all()
    chosen = roundness(momentum.parts.step)
    assert chosen > np.median([roundness(step) for step in range(1, 21)])


def test_the_slope_slides_from_the_ball_to_the_tip_of_what_is_carried(shown, pair):
    stage, board, momentum = shown
    parts = momentum.parts
    momentum.pieces.seen.set_value(1)
    scale = np.ptp(board.corners, axis=0) / np.ptp(board.limits, axis=1)
    at = board.place(pair[1].params[parts.step])[:2]
    momentum._kept.set_value(1)
    momentum._slope.set_value(1)
    for slid in (0.0, 1.0):
        momentum._slid.set_value(slid)
        tip = at + momentum.factor * scale * (slid * parts.carried + parts.fresh)
        shown_slope = places_of(painted(momentum.pieces), stage.looks[0].color)
        assert np.linalg.norm(shown_slope - tip, axis=1).min() < 0.09


def test_arrows_of_short_steps_say_how_much_longer_they_are(staged, made):
    runs = [made(name, "rosenbrock", 300) for name in ("gd", "momentum")]
    stage = staged(runs)
    overview = Overview(stage, BOX)
    momentum = MomentumArrow(stage, overview, 1, 0)
    momentum.arrow.seen.set_value(1)
    stage.step.set_value(100)
    ink = places_of(painted(momentum.arrow), DARK.ink, 60)
    corner = np.array([overview.board.corners[1, 0], overview.board.corners[0, 1]])
    beside = ink[np.abs(ink - corner).max(axis=1) < 2.5]
    assert len(beside) > 40
    assert beside[:, 0].max() == pytest.approx(corner[0] - 6 / 40.5, abs=0.05)


def test_nothing_is_carried_over_to_a_first_step(staged, made):
    runs = [made(name, "bowl", 1) for name in ("gd", "momentum")]
    stage = staged(runs)
    momentum = MomentumArrow(stage, Overview(stage, BOX), 1, 0)
    if momentum.parts is not None:
        assert momentum.parts.step == 0
        assert momentum.carries() == "Nothing is carried over to its first step."


def test_an_arrow_that_would_leave_the_board_is_not_cut_off_but_fades(shown, pair):
    stage, board, velocity = shown
    velocity.arrow.seen.set_value(1)
    path = board.place(pair[1].params)[:, :2]
    tips = path[1:] + velocity.factor * np.diff(path, axis=0)
    leaves = ((tips < board.corners[0]) | (tips > board.corners[1])).any(axis=1)
    assert leaves[0], "the first step leads near the floor"
    assert not leaves[2]
    for step in (1, 3):
        stage.step.set_value(step)
        assert bool(len(places_of(painted(velocity.arrow), DARK.ink))) == (not leaves[step - 1])


def test_what_is_said_of_the_arrows_goes_with_the_last_that_is_seen(staged, made):
    stage = staged([made("gd", "rosenbrock", steps=300), made("momentum", "rosenbrock", steps=300)])
    velocity = MomentumArrow(stage, Overview(stage, BOX), 1, 0)
    velocity.arrow.seen.set_value(1)
    assert velocity.factor != 1
    velocity._last_seen = 20.0
    corner = velocity._overview.board.corners[[1, 0], [0, 1]]
    for step, is_said in ((5.0, True), (20.0, False)):
        stage.step.set_value(step)
        ink = places_of(painted(velocity.arrow), DARK.ink)
        assert bool((np.abs(ink - corner) < [2.0, 0.4]).all(axis=1).any()) == is_said
