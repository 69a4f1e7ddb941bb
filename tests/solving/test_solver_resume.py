"""Runs that are taken up again: to the same bytes as if they had never stopped, whatever had stopped them."""

import itertools

import numpy as np
import pytest
from folders import contents

from gdviz.runs.data import Data
from gdviz.runs.run import load
from gdviz.runs.writer import RunWriter
from gdviz.solving.solver import resume, solve

RNG = np.random.default_rng(0)
POINTS = RNG.normal(size=(23, 2))
BLOBS = Data.of(POINTS, (POINTS @ [1.0, -2.0] + RNG.normal(size=23) > 0).astype(float))
TOTAL = 2100

RUNS = {
    "gd": {"problem": "rosenbrock", "optimizer": "gd"},
    "momentum": {"problem": "rosenbrock", "optimizer": "momentum"},
    "adam": {"problem": "rosenbrock", "optimizer": "adam"},
    "nadam": {"problem": "rosenbrock", "optimizer": "nadam", "settings": {"dimension": 3}},
    "shuffle": {"problem": "logistic", "optimizer": "adam", "data": BLOBS, "batch": 5, "seed": 3},
    "replacement": {"problem": "logistic", "data": BLOBS, "batch": 5, "sampling": "replacement"},
    "schedule": {"problem": "rosenbrock", "optimizer": "momentum", "schedule": "step:700,0.5"},
    "every": {"problem": "rosenbrock", "optimizer": "adam", "every": 7},
    "every-batches": {"problem": "logistic", "optimizer": "momentum", "data": BLOBS, "batch": 5, "every": 7},
    "fields": {"problem": "rosenbrock", "optimizer": "adam", "fields": ["state"]},
    "function": {"problem": None, "function": "(x**2 + y - 11)**2 + (x + y**2 - 7)**2", "optimizer": "adam"},
    "box": {"problem": "bowl", "settings": {"kappa": 30}, "domain": [-1, 1], "start": [3, 3], "lr": 1e-3},
}


def interrupt_at(step):
    def progress(done, of_all):
        if done == step:
            raise KeyboardInterrupt

    return progress


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory):
    """Return a function from a name in RUNS to the bytes of its run in one go."""
    folder, made = tmp_path_factory.mktemp("unbroken"), {}

    def bytes_of(name):
        if name not in made:
            solve(**RUNS[name], steps=TOTAL, out=folder / name)
            made[name] = contents(folder / name)
        return made[name]

    return bytes_of


STEPS = (0, 1, 5, 1023, 1024, 1500)


# Every other step of each, in turn.
@pytest.mark.parametrize(("name", "step"), [(name, step) for i, name in enumerate(RUNS) for step in STEPS[i % 2 :: 2]])
def test_interrupted_run_goes_on_to_the_same_bytes(tmp_path, unbroken, name, step):
    broken = solve(**RUNS[name], steps=TOTAL, out=tmp_path / "run", progress=interrupt_at(step))
    assert broken.stop["reason"] == "interrupted"
    assert broken.stop["message"].startswith(f"interrupted at step {step};")
    assert broken.steps == step
    run = resume(tmp_path / "run")
    assert run.stop == {"reason": "max_steps", "message": f"took all {TOTAL} steps"}
    assert contents(tmp_path / "run") == unbroken(name)


@pytest.mark.parametrize("name", ["adam", "shuffle", "every"])
def test_run_may_be_interrupted_again_and_again(tmp_path, unbroken, name):
    solve(**RUNS[name], steps=TOTAL, out=tmp_path / "run", progress=interrupt_at(3))
    for step in (4, 10, 500, 2099):
        assert resume(tmp_path / "run", progress=interrupt_at(step)).steps == step
    resume(tmp_path / "run")
    assert contents(tmp_path / "run") == unbroken(name)


@pytest.mark.parametrize("name", ["gd", "adam", "replacement", "every", "every-batches", "function"])
def test_finished_run_goes_on_to_a_larger_total(tmp_path, unbroken, name):
    solve(**RUNS[name], steps=100, out=tmp_path / "run")
    assert load(tmp_path / "run").steps == 100
    run = resume(tmp_path / "run", steps=TOTAL)
    assert run.manifest["max_steps"] == TOTAL
    assert contents(tmp_path / "run") == unbroken(name)


def test_progress_goes_on_from_where_the_run_was(tmp_path):
    solve("bowl", steps=3, out=tmp_path / "run")
    seen = []
    resume(tmp_path / "run", steps=6, progress=lambda done, of_all: seen.append((done, of_all)))
    assert seen == [(4, 6), (5, 6), (6, 6)]


STOPPED = [
    {"problem": "parabola", "lr": 0.01, "tol_step": 0.001},
    {"problem": "parabola", "lr": 0.01, "tol_step": 0.001, "fields": []},
    {"problem": "parabola", "lr": 0.01, "tol_step": 0.001, "every": 7},
    {"problem": "bowl", "tol_gradient": 1e-3},
    {"problem": "bowl", "until": ["loss<1e-3"]},
    {"problem": "bowl", "until": ["loss<1e-3"], "every": 4},
    {"problem": "bowl", "lr": 0.5},
    {"problem": "logistic", "data": BLOBS, "lr": 3.0, "batch": 4, "patience": 3},
]


@pytest.mark.parametrize(
    "options",
    STOPPED,
    ids=["step", "step-alone", "step-thinned", "gradient", "until", "until-thinned", "diverged", "patience"],
)
def test_run_interrupted_just_before_it_would_have_ended_ends_there(tmp_path, options):
    whole = solve(**options, steps=1000, out=tmp_path / "whole")
    assert whole.stop["reason"] not in ("max_steps", "interrupted")
    for back in (0, 1, 2):
        out = tmp_path / str(back)
        solve(**options, steps=1000, out=out, progress=interrupt_at(whole.steps - back))
        run = resume(out)
        assert run.stop == whole.stop
        assert contents(out) == contents(tmp_path / "whole")
        # A run that its own rule ended goes not a step further, and loses none.
        assert resume(out).stop == whole.stop
        assert contents(out) == contents(tmp_path / "whole")


def test_patience_of_a_thinned_run_counts_from_the_lowest_loss_of_all(tmp_path):
    options = {**STOPPED[-1], "steps": 1000, "every": 3}
    whole = solve(**options, out=tmp_path / "whole")
    for step in itertools.islice(range(whole.steps - 1, 0, -4), 6):
        solve(**options, out=tmp_path / "run", progress=interrupt_at(step))
        try:
            run = resume(tmp_path / "run")
        except ValueError as refusal:
            assert "patience" in str(refusal)  # noqa: PT017 (refusing is as good as doing it right)
        else:
            assert run.stop == whole.stop
            assert contents(tmp_path / "run") == contents(tmp_path / "whole")


def test_finished_run_says_what_to_type(tmp_path):
    solve("bowl", steps=30, out=tmp_path / "run")
    for steps in (None, 30, 10):
        with pytest.raises(ValueError, match=r"run has taken 30 steps already, of \d+; .* for example --steps 60"):
            resume(tmp_path / "run", steps=steps)
    assert load(tmp_path / "run").stop["reason"] == "max_steps"


def test_run_without_its_optimizers_state_is_refused(tmp_path):
    solve("bowl", "adam", steps=9, fields=["gradient"], out=tmp_path / "run")
    before = contents(tmp_path / "run")
    with pytest.raises(ValueError, match="did not record the optimizer's state; solve it again without --fields"):
        resume(tmp_path / "run", steps=20)
    assert contents(tmp_path / "run") == before


def test_run_without_recorded_state_goes_on_where_the_optimizer_has_none(tmp_path):
    solve("bowl", "gd", steps=9, fields=[], out=tmp_path / "run")
    resume(tmp_path / "run", steps=20)
    solve("bowl", "gd", steps=20, fields=[], out=tmp_path / "whole")
    assert contents(tmp_path / "run") == contents(tmp_path / "whole")
    assert {name for name in contents(tmp_path / "run") if not name.startswith("surface")} == {
        "params.npy",
        "loss.npy",
        "step.npy",
    }


@pytest.mark.parametrize("what", ["nothing", "empty", "foreign", "file"])
def test_what_is_no_run_is_refused_and_left_alone(tmp_path, what):
    if what in ("empty", "foreign"):
        (tmp_path / "here").mkdir()
    if what == "foreign":
        (tmp_path / "here" / "chapter.txt").write_text("years of work")
    if what == "file":
        (tmp_path / "here").write_text("years of work")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ValueError, match=r"there is no run in .*here; make one with `gdviz solve"):
        resume(tmp_path / "here", steps=9)
    assert sorted(tmp_path.rglob("*")) == before


def test_run_that_another_program_wrote_is_refused_and_left_alone(tmp_path):
    about = {
        "problem": {
            "name": "mine", "title": "Mine", "options": {}, "parameters": ["x"], "model": "function", "minima": []
        },
        "optimizer": {"name": "gd", "title": "GD", "formula": "", "lr": 0.1, "hyperparameters": {}},
    }  # fmt: skip
    state = {"params": np.ones(1), "loss": 1.0, "step": 0}
    with RunWriter.create(tmp_path / "run", about, state=state, step={}, fixed={}) as made:
        made.finish("max_steps", "")
    before = contents(tmp_path / "run")
    with pytest.raises(ValueError, match="run"):
        resume(tmp_path / "run", steps=9)
    assert contents(tmp_path / "run") == before


def test_run_of_a_changed_problem_is_refused(tmp_path):
    manifest = tmp_path / "run" / "run.json"
    solve("bowl", steps=9, out=tmp_path / "run")
    manifest.write_text(manifest.read_text().replace('"kappa": 5.0', '"kappa": 6.0'))
    with pytest.raises(ValueError, match="was made by another gdviz: problem differ; solve it again"):
        resume(tmp_path / "run", steps=20)
