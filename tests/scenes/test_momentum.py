"""The scene with and without momentum: who is who, what adds up, and what is said in the end."""

import pytest
from gdviz.scenes import SCENES
from pixels import painted, places_of

from gdviz.analysis.comparison import settled_at
from gdviz.stage.standings import Standings
from gdviz.style.numerals import number
from gdviz.style.themes import DARK, LIGHT

Momentum = SCENES["momentum"].load()


@pytest.fixture(scope="module")
def made(solved_once):
    return lambda name, problem="ravine", **how: solved_once(problem, name, **{"steps": 40, **how})


@pytest.fixture(scope="module")
def pair(made):
    kappa = {"kappa": 20.0}
    return [made("gd", lr=0.096, settings=kappa), made("momentum", lr=0.096, settings={**kappa, "momentum": 0.7})]


@pytest.fixture
def counted(monkeypatch):
    """Return what will hold, of each rest, the step that is counted, how far rows are seen, and their steps."""
    waited, kept = Momentum.wait, []

    def wait(self, *given, **options):
        (standings,) = (one for one in self.mobjects if isinstance(one, Standings))
        shares = [row.get_value() for row in standings.rows_seen]
        kept.append((standings._counted(), shares, standings._steps()))
        waited(self, *given, **options)

    monkeypatch.setattr(Momentum, "wait", wait)
    return kept


def test_the_story_is_the_runs_own_in_any_order(heard, pair, counted):
    stage, said = heard(Momentum, pair)
    other, others_said = heard(Momentum, pair[::-1])
    beats = [beat.name for beat in stage.beats]
    assert ([beat.name for beat in other.beats], others_said) == (beats, said)
    assert beats == ["without momentum", "with momentum", "one step", "the race", "the end"]
    assert "0.7 of its last step is carried over." in said
    # No loss stands beside a step that its run has not taken, or has left behind.
    assert {sum(shares) for _, shares, _ in counted} == {0, 1, 2}
    for count, shares, steps in counted:
        assert all(step == count for step, share in zip(steps, shares, strict=True) if share)
    plain, moving = pair
    loss = float(plain.loss[-1])
    assert moving.loss[-1] < loss, "the example shows what it is to show"
    with_it = settled_at(moving, loss)
    assert (moving.loss[with_it:] <= loss).all()
    assert with_it < 40
    assert said[-1] == f"Loss {number(loss)} takes {with_it} steps with momentum, 40 without."


def test_momentum_is_not_said_to_win_where_it_does_not(heard, made):
    plain, moving = made("gd", "bowl"), made("momentum", "bowl", lr=0.45, settings={"momentum": 0.95})
    _, said = heard(Momentum, [plain, moving])
    assert said[-1].endswith(f"{settled_at(plain, float(moving.loss[-1]))} without.")
    assert settled_at(plain, float(moving.loss[-1])) < 40


def test_a_run_that_diverges_is_told_so(heard, made):
    _, said = heard(Momentum, [made("gd", "bowl", lr=0.5, steps=200), made("momentum", "bowl")])
    assert "Left the frame at step 2, diverged at step 27." in said
    assert said[-1].endswith("Gradient descent: left the frame at step 2, diverged at step 27.")


@pytest.mark.slow
@pytest.mark.parametrize("steps", [1, 3000])
def test_the_film_is_as_long_whatever_the_number_of_steps(told, made, steps):
    stage, _ = told(Momentum, [made("gd", steps=steps), made("momentum", steps=steps)])
    assert stage.renderer.time == pytest.approx(41.5, abs=0.8)


@pytest.mark.parametrize("style", [DARK, LIGHT])
def test_standings_show_each_name_in_its_colour(staged, pair, style):
    stage = staged(pair, Momentum, style)
    stage.heading("Title")
    standings = Standings(stage)
    standings.seen.set_value(1)
    for look in stage.looks:
        assert len(places_of(painted(standings, style.background), look.color, 12)) > 60


def test_what_is_no_comparison_is_refused(pair, made):
    plain, moving = pair
    assert Momentum.refuse_all(pair) is None
    assert Momentum.refuse_all(pair[::-1]) is None
    assert "two runs, not 1" in Momentum.refuse_all([moving])
    assert "none of them keeps" in Momentum.refuse_all([plain, plain])
    assert "both of them keep" in Momentum.refuse_all([moving, moving])
    assert "two problems" in Momentum.refuse_all([made("gd", "bowl"), moving])
    elsewhere = made("gd", lr=0.096, settings={"kappa": 20.0}, start=[1.0, 1.0])
    assert "one place" in Momentum.refuse_all([elsewhere, moving])
    assert "one parameter" in Momentum.refuse(made("gd", "parabola"))
