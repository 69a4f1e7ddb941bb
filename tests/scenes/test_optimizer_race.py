"""The race of optimizers: its losses on their axes, its standings, and who is said to come lowest."""

from types import SimpleNamespace

import numpy as np
import pytest
from gdviz.scenes import SCENES
from pixels import painted, places_of
from slices import path_of_three, recorded_path

from gdviz.analysis.boxes import Share
from gdviz.stage.losses import Losses
from gdviz.stage.standings import Standings
from gdviz.style.colors import rgb
from gdviz.style.numerals import number
from gdviz.style.themes import DARK

OptimizerRace = SCENES["optimizer-race"].load()


@pytest.fixture(scope="module")
def made(solved_once):
    return lambda name, problem="rosenbrock", **how: solved_once(problem, name, **{"steps": 60, **how})


@pytest.fixture(scope="module")
def racers(made):
    return [made(name) for name in ("gd", "momentum", "adam")]


def test_each_curve_goes_through_its_losses(staged, made):
    runs = [made(name, steps=600) for name in ("gd", "momentum", "adam")]
    stage = staged(runs)
    losses = Losses(stage, Share(0.3, 0.1, 0.95, 0.9), runs, stage.looks)
    assert losses.along.kind == "log"
    for step in (0, 200, 600):
        stage.step.set_value(step)
        picture = painted(losses.curves)
        for run, look in zip(runs, stage.looks, strict=True):
            place = losses.board.place(np.array([step, np.log10(run.loss[step])]))[:2]
            seen = places_of(picture, look.color)
            assert step == 0 or np.linalg.norm(seen - place, axis=1).min() < 0.08
            inside = seen[seen[:, 0] < losses.board.corners[1, 0] - 0.15]
            assert not len(inside) or inside[:, 0].max() < place[0] + 0.15, "no curve is ahead of the clock"


def test_a_curve_has_few_points_whatever_the_number_of_steps(staged, made):
    runs = [made("gd", lr=1e-3, steps=20_000), made("adam", steps=20_000)]
    stage = staged(runs)
    losses = Losses(stage, Share(0.3, 0.1, 0.95, 0.9), runs, stage.looks)
    assert max(len(curve) for curve in losses._curves) <= 820


def test_names_stand_at_the_ends_once_they_are_near(staged, racers):
    stage = staged(racers)
    losses = Losses(stage, Share(0.3, 0.1, 0.95, 0.9), racers, stage.looks)
    right = losses.board.corners[1, 0] + 0.2

    def named(look):
        return (places_of(painted(losses.curves), look.color)[:, 0] > right).sum()

    stage.step.set_value(50)
    assert not any(named(look) for look in stage.looks)
    stage.step.set_value(60)
    assert all(named(look) > 20 for look in stage.looks)


def test_what_cannot_be_shown_leaves_the_axes(staged, racers):
    stage = staged(racers)
    series = [np.array(run.loss) for run in racers]
    series[0][30:] = np.nan
    series[1][30:] = np.inf
    series[2][30:] = 0.0
    losses = Losses(stage, Share(0.3, 0.1, 0.95, 0.9), racers, stage.looks, series=series, names=["", "", ""])
    (_, low), (_, high) = losses.board.corners
    nowhere, infinite = losses._curves[:2]
    assert nowhere[-1, 0] == pytest.approx(losses.board.place(np.array([29.0, 0.0]))[0])
    assert infinite[-1, 1] > high
    stage.step.set_value(60)
    picture = painted(losses.curves)
    for look in stage.looks:
        seen = places_of(picture, look.color)
        assert seen[:, 1].min() > low - 0.1
        assert seen[:, 1].max() < high + 0.1


@pytest.mark.parametrize(
    "values", [np.full(61, 3.0), np.zeros(61), np.linspace(1, -5, 61), np.geomspace(1e300, 1e-300, 61)]
)
def test_flat_and_huge_losses_have_axes(staged, racers, values):
    stage = staged(racers[:1])
    losses = Losses(stage, Share(0.3, 0.1, 0.95, 0.9), racers[:1], stage.looks, series=[values])
    stage.step.set_value(60)
    assert np.isfinite(losses.board.limits).all()
    assert len(places_of(painted(losses.curves), stage.looks[0].color)) > 20


def test_standings_keep_their_order_and_show_the_losses_now(staged, racers):
    stage = staged(racers)
    stage.heading("Title")
    standings = Standings(stage)
    written = []

    def draw(pen, value, at, align=0.0):
        written.append((value, float(at[1])))

    standings._figures = SimpleNamespace(draw=draw)
    standings.seen.set_value(1)
    for step in (0, 33.5, 60):
        stage.step.set_value(step)
        written.clear()
        painted(standings)
        losses = [number(float(run.loss[int(step)])) for run in racers]
        assert [value for value, _ in written] == [str(int(step)), *losses]
        heights = [height for _, height in written]
        assert heights == sorted(heights, reverse=True)


@pytest.mark.parametrize("count", [2, 4, 6])
def test_standings_leave_room_for_a_caption(staged, made, count):
    names = ("gd", "momentum", "adam", "nesterov", "lion", "rmsprop")[:count]
    stage = staged([made(name) for name in names])
    stage.heading("Who comes down first?", "Rosenbrock's valley, many runs")
    standings = Standings(stage)
    assert standings.slot.get_bottom()[1] > -4 + 0.55 + 0.9
    standings.seen.set_value(1)
    for look in stage.looks:
        assert len(places_of(painted(standings, DARK.background), look.color, 12)) > 40


def test_the_lowest_is_said_to_come_lowest(heard, racers):
    stage, said = heard(OptimizerRace, racers)
    best = min(racers, key=lambda run: run.loss[-1])
    assert said[-1] == f"{best.optimizer['title']} comes lowest: loss {number(float(best.loss[-1]))} after 60 steps."
    assert said[0] == "One landscape, one start."
    assert stage.step.get_value() == 60
    assert [beat.name for beat in stage.beats] == ["the start", "on the relief", "from above", "the losses", "the end"]


def test_nothing_is_won_where_nothing_comes_down(heard, made):
    away = [made(name, "bowl", lr=lr, steps=40) for name, lr in (("gd", 0.5), ("momentum", 5.0))]
    _, said = heard(OptimizerRace, away)
    assert said[-1] == "None of them comes down."


def test_different_starts_are_told(heard, made):
    runs = [made("gd", start=start, steps=5) for start in ([0.0, 0.0], [1.0, 2.0])]
    _, said = heard(OptimizerRace, runs)
    assert said[0] == "One landscape, 2 starts."


def test_what_is_no_race_is_refused(made, racers, tmp_path):
    assert OptimizerRace.refuse_all(racers) is None
    assert "two to six runs, not 1" in OptimizerRace.refuse_all(racers[:1])
    assert "two to six runs, not 9" in OptimizerRace.refuse_all(racers * 3)
    tilted = [recorded_path(tmp_path / f"{angle}", path_of_three(turned=angle)) for angle in (0, 50)]
    assert "lie along different planes" in OptimizerRace.refuse_all(tilted)
    assert "two problems" in OptimizerRace.refuse_all([racers[0], made("gd", "bowl")])
    assert "one parameter" in OptimizerRace.refuse(made("gd", "parabola"))


@pytest.mark.slow
def test_it_ends_with_every_run_in_its_colour(racers, tmp_path):
    import imageio.v3 as iio

    from gdviz.rendering.scenes import shoot

    still = iio.imread(shoot("optimizer-race", [run.path for run in racers], tmp_path / "end.png", quality="l"))
    assert still.shape[:2] == (480, 854)
    for i in range(3):
        ink = 255 * rgb(DARK.look_of(i, 3).color)
        assert (np.abs(still[..., :3].astype(int) - ink).max(axis=-1) < 30).sum() > 100
