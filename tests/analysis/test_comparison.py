"""What is said of several runs: their names, their order, and who was ahead."""

from dataclasses import replace

import numpy as np
from bare import without

from gdviz.analysis.comparison import (
    ahead_since,
    brief_fate,
    by_last_loss,
    headline_of,
    lines_of_fate,
    method_of,
    problem_title,
    rate_in_words,
    rate_of,
    sentence,
    settled_at,
    subject_of,
    why_not_together,
    within,
)
from gdviz.analysis.names import short_names
from gdviz.analysis.trajectory import Fate
from gdviz.languages import Language, speaking
from gdviz.style.equations import TypesetFunction


def test_names_are_as_short_as_they_can_be(solved_once):
    gd, fast, ball = (
        solved_once("bowl", "gd"),
        solved_once("bowl", "gd", lr=0.1),
        solved_once("bowl", "momentum", lr=0.1),
    )
    assert short_names([gd, ball]) == ["Gradient descent", "Momentum"]
    assert short_names([gd, fast]) == ["lr 0.31", "lr 0.1"]
    assert short_names([gd, fast, ball]) == [
        "Gradient descent, lr 0.31",
        "Gradient descent, lr 0.1",
        "Momentum, lr 0.1",
    ]


def test_a_rate_is_told_to_four_digits_or_three_and_a_power_of_ten(solved_once):
    rates = (0.31, 0.01234567, 12345.6, 1e-4, 2e-5, 1e-4 / 150, 3e7)
    assert [rate_in_words(rate) for rate in rates] == [
        *("0.31", "0.01235", "12,350", "0.0001"),
        *("2e−5", "6.67e−7", "3e7"),
    ]
    left, right = (solved_once("bumpy", "gd", start=[start], steps=3) for start in (-3.0, 0.5))
    assert short_names([left, right]) == ["from −3", "from 0.5"]
    here, there = (solved_once("bowl", "gd", start=[start, 2.0], steps=3) for start in (-3.0, 0.5))
    assert short_names([here, there]) == ["from (−3, 2)", "from (0.5, 2)"]


def test_what_else_differs_tells_runs_of_one_rate_apart(solved_once):
    steady, heavy = (solved_once("slope", "momentum", settings={"momentum": m}) for m in (0.5, 0.99))
    assert short_names([steady, heavy]) == ["momentum 0.5", "momentum 0.99"]
    few, drawn, other = (
        solved_once("slope", "gd", batch=size, sampling=sampling, seed=seed, steps=5)
        for size, sampling, seed in ((5, "shuffle", 0), (1, "replacement", 0), (5, "shuffle", 1))
    )
    assert short_names([few, drawn]) == ["batches of 5, shuffle", "single points, with replacement"]
    assert short_names([few, other]) == ["seed 0", "seed 1"]
    plain = solved_once("slope", "gd", lr=few.optimizer["lr"])
    assert short_names([few, plain]) == ["batches of 5", "full batch"]
    cosine = solved_once("slope", "gd", schedule="cosine")
    assert short_names([plain, cosine]) == ["constant schedule", "cosine schedule 0"]
    assert short_names([few, few]) == [f"{few.path.name} (1)", f"{few.path.name} (2)"]


def test_the_lead_is_followed_step_by_step(solved_once):
    runs = [solved_once("rosenbrock", name, steps=600) for name in ("gd", "momentum", "adam")]
    assert by_last_loss(runs) == [2, 1, 0]
    losses = np.stack([run.loss for run in runs])
    since, before = ahead_since(runs, 2)
    assert (losses[2, since:] == losses[:, since:].min(axis=0)).all()
    assert losses[:, since - 1].argmin() == before == 1
    assert ahead_since(runs[:1], 0) == (0, None)


def test_a_run_has_settled_where_it_stays_below(solved_once):
    run = solved_once("rosenbrock", "momentum", steps=100)
    for loss in (30.0, 3.0, float(run.loss[-1])):
        step = settled_at(run, loss)
        assert (run.loss[step:] <= loss).all()
        assert step == 0 or run.loss[step - 1] > loss
    assert settled_at(run, -1.0) == 100


def test_only_runs_of_one_problem_go_together(solved_once):
    bowl = solved_once("bowl", "gd")
    assert why_not_together([bowl, solved_once("bowl", "adam")]) is None
    assert "two problems, Quadratic bowl and Rosenbrock" in why_not_together([bowl, solved_once("rosenbrock", "gd")])
    assert "two problems" in why_not_together([bowl, solved_once("bowl", "gd", settings={"kappa": 7.0})])


def test_what_became_of_a_run_is_said_at_length_in_two_lines_and_in_brief() -> None:
    left = Fate.of("left", "left the frame at step 1", "left the frame")
    ended = Fate.of("diverged", "diverged at step 7", "diverged")
    both = left.followed_by(ended)
    assert both == "left the frame at step 1, diverged at step 7"
    assert brief_fate(both) == (both, "diverged")
    assert brief_fate(left) == ("left the frame at step 1", "left the frame")
    assert lines_of_fate(both) == ("left the frame at step 1,", "diverged at step 7")
    assert lines_of_fate(ended) == ("diverged at step 7",)
    assert (both.kind, brief_fate(""), lines_of_fate("")) == ("diverged", ("", ""), ("",))


def test_it_is_said_in_the_language_that_is_spoken(solved_once) -> None:
    network = solved_once("mlp", "gd", steps=3)
    with speaking(Language("de")):
        assert method_of(network).startswith("Gradientenabstieg, Lernrate 0,")
        assert problem_title(network) == "Netz mit 8 verborgenen Einheiten"
        assert within("Gradient descent") == "Gradientenabstieg"
    assert (within("Gradient descent"), within("Adam")) == ("gradient descent", "Adam")


def test_a_sentence_keeps_its_letters() -> None:
    assert sentence("loss 1 → NaN in 3 steps") == "Loss 1 → NaN in 3 steps."


def test_a_subject_is_a_sentence_and_a_function_of_ones_own_stands_alone(solved_once):
    bowl, adam = solved_once("bowl", "gd"), solved_once("bowl", "adam")
    assert subject_of(bowl) == ["Quadratic bowl, gradient descent, learning rate 0.31"]
    assert subject_of(adam)[0].startswith("Quadratic bowl, Adam, ")
    assert subject_of(bowl, "3 runs") == ["Quadratic bowl, 3 runs"]
    own = solved_once("function", function="x**2 + y**2", steps=2)
    assert subject_of(own, "at 3 learning rates") == ["x² + y²", "At 3 learning rates"]
    assert isinstance(headline_of(own), TypesetFunction)
    assert not isinstance(headline_of(bowl), TypesetFunction)


def test_a_function_of_which_no_formula_is_recorded_is_told_by_its_title(solved_once, tmp_path):
    lean = without(solved_once("function", function="x**2 + y**2", steps=2), ["problem.*"], tmp_path / "lean")
    named = replace(lean, manifest={**lean.manifest, "problem": {**lean.problem, "title": "My own loss"}})
    assert (named.problem["name"], named.problem.get("formula")) == ("function", None)
    assert headline_of(named) == "My own loss"
    assert headline_of(lean) == lean.problem["title"]


def test_names_of_people_are_large_within_a_sentence_too():
    assert [
        within(one) for one in ("Gradient descent", "Nesterov momentum", "Newton's method", "RMSprop", "My rule")
    ] == [
        "gradient descent",
        "Nesterov momentum",
        "Newton's method",
        "RMSprop",
        "My rule",
    ]


def test_the_rate_of_a_schedule_is_the_range_that_it_goes_through(solved_once):
    cosine, constant = solved_once("bowl", "gd", schedule="cosine", steps=40), solved_once("bowl", "gd")
    first, last = cosine.arrays["learning_rate"][[0, -1]].tolist()
    assert rate_of(cosine) == f"{first:.2g} to {last:.2g}"
    assert method_of(cosine).endswith(f", learning rate {rate_of(cosine)}")
    assert rate_of(constant) == rate_in_words(constant.optimizer["lr"])

    def recorded(rates):
        about = {**cosine.manifest, "optimizer": {**cosine.optimizer, "lr": 0.0}, "schedule": None}
        return replace(cosine, manifest=about).having({"learning_rate": np.array(rates)})

    assert rate_of(recorded([0.1, 0.01, 0.001])) == "0.1 to 0.001"
    # One that warms up has no first and last to tell; what is left of nothing is nothing.
    assert rate_of(recorded([0.001, 0.1, 0.02])) == "0.001 to 0.1"
    assert rate_of(recorded([0.1, 0.05, 1e-18])) == "0.1 to 0"
    assert rate_of(recorded([np.nan, np.nan])) == ""
