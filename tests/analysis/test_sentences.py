"""What is said of runs: the numbers are those of the run, and words of strangers are only words."""

import numpy as np
import pytest
from strangers import STRANGE, strange_copy

import gdviz
from gdviz.analysis.sentences import loss_in_words, place_of, sentence_on
from gdviz.languages import Language, speaking


def test_one_run_is_told_by_its_rate_its_way_its_loss_and_its_steps(solved):
    run = solved("bowl")
    assert (run.optimizer["lr"], run.steps, f"{run.loss[-1]:.2e}") == (0.31, 30, "1.31e-09")
    assert sentence_on([run]) == (
        "Gradient descent at rate 0.31 zigzags down the quadratic bowl and reaches loss 1.31e−9 in 30 steps."
    )


def test_one_that_diverges_says_where_it_leaves(solved):
    run = solved("diverged")
    assert sentence_on([run]) == ("Gradient descent at rate 0.5 leaves the frame at step 2 and diverges at step 27.")


def test_a_classifier_says_how_many_points_it_tells_rightly_and_a_fit_its_equation(solved):
    run = solved("logistic")
    share = 100 * run.metrics["accuracy"][-1]
    assert sentence_on([run]).endswith(f" in {run.steps} steps; {share:.3g} % of the points are classified correctly.")
    assert "down the loss of logistic regression" in sentence_on([run])
    told = sentence_on([solved("line")])
    assert "down the loss of a least-squares line" in told
    assert told.endswith("; the fit is y = 1.5 + 63.42 x.")


def test_a_rate_that_follows_a_schedule_is_told_from_its_first_to_its_last(tmp_path):
    run = gdviz.solve("bowl", schedule="cosine", lr=0.2, steps=20, out=tmp_path / "run")
    assert sentence_on([run]).startswith("Gradient descent at a rate from 0.2 to ")


def test_what_does_not_come_down_is_not_said_to(tmp_path):
    # At twice the stable rate's half a parabola's start is left and met again for ever.
    way = {"function": "x**2", "domain": [-2, 2], "start": [1.5], "lr": 1.0, "steps": 20}
    run = gdviz.solve(gdviz.specify(None, **way), out=tmp_path / "run")
    assert sentence_on([run]) == (
        "Gradient descent at rate 1 zigzags on x²: loss 2.25 at the start, 2.25 after 20 steps."
    )


def test_a_function_that_is_too_long_for_a_title_is_called_one(tmp_path):
    text = "(x**2 + y - 11.25)**2 + (x + y**2 - 7.125)**2 + 0.5*x"
    run = gdviz.solve(None, function=text, steps=2, out=tmp_path / "run")
    assert " a function of one's own and reaches loss " in sentence_on([run])
    with speaking(Language("de")):
        assert "(eine eigene Funktion)" in sentence_on([run])


def test_several_runs_come_in_the_order_of_their_losses(tmp_path):
    runs = [gdviz.solve("rosenbrock", name, steps=100, out=tmp_path / name) for name in ("gd", "momentum")]
    runs.append(gdviz.solve("rosenbrock", "gd", lr=0.1, steps=100, out=tmp_path / "wild"))
    momentum, slow = (loss_in_words(runs[i].loss[-1]) for i in (1, 0))
    assert sentence_on(runs) == (
        f"3 runs on Rosenbrock's valley: momentum with lr 0.0005 reaches loss {momentum} in 100 steps; "
        f"gradient descent with lr 0.001 reaches loss {slow} in 100 steps; "
        "gradient descent with lr 0.1 leaves the frame at step 1 and diverges at step 2."
    )


def test_of_a_fleet_the_best_and_the_worst_are_told_and_how_many_diverge(tmp_path):
    rates = np.linspace(0.05, 0.95, 10)
    fleet = gdviz.solve_fleet([{"problem": "bowl", "lr": rate, "steps": 40} for rate in rates], tmp_path / "fleet")
    wild = sum(run.diverged for run in fleet)
    best = fleet[fleet.pick("best")[0]]
    told = sentence_on(fleet)
    assert told.startswith(f"10 runs on the quadratic bowl: the best, lr {best.optimizer['lr']:.4g}, reaches loss ")
    assert wild > 1
    assert told.endswith(f"; {wild} diverge.")


def test_a_landscape_around_a_point_is_no_course(tmp_path):
    run = gdviz.landscape(
        np.array([1.0, 2.0]),
        lambda p: float(p[0] ** 2 + 3 * p[1] ** 2),
        plane="random",
        samples=5,
        out=tmp_path / "scape",
        title="Mine",
        progress=False,
    )
    told = sentence_on([run])
    low, high = run.arrays["surface.loss"].min(), run.arrays["surface.loss"].max()
    assert told.startswith("The loss of “Mine”, of 2 parameters, around a point of loss 13; ")
    assert told.endswith(f"losses from {loss_in_words(low)} to {loss_in_words(high)}.")


@pytest.mark.parametrize(
    ("loss", "words"),
    [(1.31234e-9, "1.31e−9"), (0.46071, "0.461"), (1438.2, "1,438"), (-0.0, "0"), (np.nan, "NaN"), (-4.0, "−4")],
)
def test_a_loss_has_three_digits_or_all_before_the_point(loss, words):
    assert loss_in_words(loss) == words


@pytest.mark.parametrize(
    ("problem", "place"),
    [
        ("bowl", "the quadratic bowl"),
        ("half-square", "half a square"),
        ("beale", "Beale's function"),
        ("six-hump-camel", "the six-hump camel"),
        ("goldstein-price", "the Goldstein-Price function"),
    ],
)
def test_a_problem_stands_in_a_sentence_as_one_says_it(problem, place, tmp_path):
    assert place_of(gdviz.solve(problem, steps=1, out=tmp_path / "run")) == place


@pytest.mark.parametrize("words", STRANGE)
def test_words_of_strangers_stand_as_they_are(words, solved, tmp_path):
    run = strange_copy(solved("bowl"), tmp_path / "copy", words)
    assert words[:1].lower() + words[1:] in sentence_on([run]).replace(words, words[:1].lower() + words[1:])
    assert "\n" not in sentence_on([run])
