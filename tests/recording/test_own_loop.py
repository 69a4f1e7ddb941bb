"""A loop of one's own, recorded: what it says is the run, pictures can be drawn of it, and nothing is lost."""

import signal
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

import gdviz
from gdviz.analysis.names import names_of
from gdviz.analysis.pacing import Clip
from gdviz.analysis.trajectory import steps_of
from gdviz.catalogue import describe
from gdviz.figures import FIGURES
from gdviz.style.themes import LIGHT

SCALES = np.array([1.0, 4.0])


def bowl(p):
    """Return f of one point."""
    return p[0] ** 2 + 4 * p[1] ** 2


def bowls(p):
    """Return f of many points."""
    return np.sum(SCALES * p**2, axis=-1)


def descend(out, *, steps=30, say=(), lr=0.1, **about):
    """Record a descent on the bowl, told by `say` at each step, and return the run."""
    p = np.array([2.0, 1.0])
    with gdviz.record(out, **about) as run:
        for _ in range(steps + 1):
            gradient = 2 * SCALES * p
            known = {"loss": bowl(p), "gradient": gradient, "lr": lr, "distance": np.hypot(*p)}
            run.step(p, **{name: known[name] for name in say})
            # In place, as many loops do.
            p -= lr * gradient
    return gdviz.load(out)


def test_rows_are_what_the_loop_said(tmp_path):
    run = descend(tmp_path / "run", say=("loss", "gradient", "lr", "distance"))
    powers = np.array([0.8, 0.2])[None] ** np.arange(31)[:, None]
    assert run.params == pytest.approx(np.array([2.0, 1.0]) * powers, rel=1e-12)
    assert run.loss.tolist() == [bowl(p) for p in run.params]
    assert np.array_equal(run.gradient, 2 * SCALES * run.params[:-1])
    assert "update" not in run.arrays
    assert np.array_equal(steps_of(run), np.diff(run.params, axis=0))
    assert run.arrays["learning_rate"].tolist() == [0.1] * 30
    assert run.metrics.keys() == {"distance"}
    assert run.step.tolist() == list(range(31))
    assert run.optimizer["lr"] == 0.1
    assert run.stop == {"reason": "max_steps", "message": "the loop ended after 30 steps"}


@pytest.fixture(scope="module")
def twins(tmp_path_factory):
    """Return the solver's run of a problem, and the run of a loop that does the same and says all there is to say."""
    home = tmp_path_factory.mktemp("twins")
    spec = gdviz.specify("rosenbrock", lr=0.0005, steps=60)
    solved, problem = gdviz.solve(spec, out=home / "solved"), spec.problem
    p, told = spec.start, {"parameters": problem.parameters, "minima": problem.minima, "domain": problem.domain.ravel()}
    about = {"title": problem.title, "optimizer": spec.optimizer.title, "lr": spec.lr}
    with gdviz.record(home / "own", loss=problem.value, **about, **told) as run:
        for _ in range(61):
            gradient = problem.gradient(p)
            run.step(p, gradient=gradient)
            p = p - spec.lr * gradient
    return solved, gdviz.load(home / "own")


def test_recorded_loop_is_the_run_that_the_solver_makes(twins):
    solved, own = twins
    # What the rows' differences say is not written a second time.
    assert own.arrays.keys() == solved.arrays.keys() - {"update"}
    for name, array in own.arrays.items():
        assert np.array_equal(solved.arrays[name], array), name
    assert np.array_equal(steps_of(own), solved.arrays["update"])


@pytest.mark.parametrize("figure", ["contour", "surface", "loss", "parameters", "race", "learning-rates"])
def test_its_pictures_are_those_of_the_solver_to_the_pixel(twins, tmp_path, figure):
    pictures = [
        np.asarray(Image.open(gdviz.draw(figure, run, tmp_path / f"{run.path.name}.png", size="480x270", still=0.5)))
        for run in twins
    ]
    assert np.array_equal(*pictures)


@pytest.mark.parametrize("loss", [bowl, bowls], ids=["one point", "many points"])
def test_landscape_is_the_loss_over_the_domain(tmp_path, loss):
    run = descend(tmp_path / "run", loss=loss, domain=(-3, 3, -2, 2), samples=33)
    scape = run.landscape
    assert scape.x == pytest.approx(np.linspace(-3, 3, 33))
    assert scape.y == pytest.approx(np.linspace(-2, 2, 33))
    assert scape.loss == pytest.approx(scape.x[None] ** 2 + 4 * scape.y[:, None] ** 2)
    assert run.loss.tolist() == pytest.approx([bowl(p) for p in run.params])


def test_without_a_domain_the_box_is_around_the_path(tmp_path):
    scape = descend(tmp_path / "run", loss=bowl, samples=17).landscape
    # From (2, 1) nearly to (0, 0), with a margin of 15 % on each side.
    assert (scape.x[0], scape.x[-1]) == pytest.approx((-0.3, 2.3), abs=0.01)
    assert (scape.y[0], scape.y[-1]) == pytest.approx((-0.15, 1.15), abs=0.01)


@pytest.mark.parametrize(
    ("loss", "start"),
    [
        (lambda p: (p**2).sum(), [1.0, 2.0, 3.0]),
        (lambda p: p @ p, [1.0, 2.0]),
        (lambda p: float(p[0] ** 2), [3.0]),
        (lambda x: x**2, [3.0]),
        (lambda p: np.sum(p**2, axis=-1), [1.0, 2.0, 3.0]),
    ],
    ids=["sums all", "of two", "float", "of a column", "many of three"],
)
def test_function_is_sampled_however_it_is_written(tmp_path, loss, start):
    p = np.array(start)
    with gdviz.record(tmp_path / "run", loss=loss, samples=17) as run:
        for factor in (1.0, 0.7, 0.4, 0.1):
            run.step(p * factor)
    scape = gdviz.load(tmp_path / "run").landscape
    x, y = np.meshgrid(scape.x, scape.y if scape.y.size else [0.0])
    at = np.stack([x, y], axis=-1)[..., : len(scape.axes)] @ scape.axes + scape.origin
    assert scape.loss == pytest.approx((at**2).sum(axis=-1).reshape(scape.loss.shape))


def test_function_of_one_point_is_not_taken_for_one_of_many_where_the_path_begins_on_a_plateau(tmp_path):
    with gdviz.record(tmp_path / "run", loss=lambda p: max(p[0] - p[1] - 1, 0) if p.ndim == 1 else 0 * p[0]) as run:
        for x in (0.0, 1.0, 3.0):
            run.step([x, 0.0])
    scape = gdviz.load(tmp_path / "run").landscape
    assert scape.loss == pytest.approx(np.maximum(scape.x - scape.y[:, None] - 1, 0))


def test_without_a_function_the_loss_is_drawn_and_a_landscape_refused(tmp_path):
    run = descend(tmp_path / "run", say=("loss",))
    assert gdviz.draw("loss", [run], tmp_path / "x.png", size=(320, 180)).exists()
    with pytest.raises(ValueError, match=r"it has no sampled landscape.*figures that can: .*loss"):
        gdviz.draw("contour", [run], tmp_path / "y.png")


def test_pictures_say_nothing_of_a_rate_that_is_not_known(tmp_path):
    one, other = (
        descend(tmp_path / name, loss=bowl, samples=17, say=("gradient",), optimizer=name, lr=lr)
        for name, lr in (("Mine", 0.1), ("Theirs", 0.05))
    )
    assert [run.optimizer["lr"] for run in (one, other)] == [0, 0]
    for figure in ("parameters", "scaling"):
        texts = FIGURES[figure].painter([one], LIGHT, Clip(800, 450, 10, 1.0)).figure.texts
        (subtitle,) = [text.get_text() for text in texts if text.get_text().startswith("Mine")]
        assert "learning rate" not in subtitle
    assert names_of([one, other]) == [("Mine", "from (2, 1)"), ("Theirs", "from (2, 1)")]


def test_points_make_it_a_fit_with_its_names(tmp_path):
    x = np.arange(6.0)
    y, p = 3 * x - 1, np.zeros(2)
    data = gdviz.Data.of(x, y, features=("hours",), target="points")
    with gdviz.record(
        tmp_path / "run", loss=lambda p: ((p[0] + p[1] * x - y) ** 2).mean(), data=data, model="line"
    ) as r:
        for _ in range(20):
            r.step(p)
            off = p[0] + p[1] * x - y
            p = p - 0.05 * np.array([off.mean(), (off * x).mean()])
    run = gdviz.load(tmp_path / "run")
    assert (run.problem["features"], run.problem["target"]) == (["hours"], "points")
    assert gdviz.draw("fit", [run], tmp_path / "x.png", size=(320, 180)).exists()


def test_labels_become_classes(tmp_path):
    X = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0]])
    with gdviz.record(tmp_path / "run", data=(X, [-1, -1, 1]), model="linear classifier") as r:
        r.step([0.0, 1.0, 1.0], 0.7, accuracy=1.0)
    run = gdviz.load(tmp_path / "run")
    assert run.data["y"].tolist() == [0, 0, 1]
    assert run.problem["classes"] == ["-1", "1"]


def test_words_become_classes_and_y_may_be_a_column(tmp_path):
    X = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0]])
    with gdviz.record(tmp_path / "run", data=(X, [["yes"], ["no"], ["yes"]]), model="linear classifier") as r:
        r.step([0.0, 1.0, 1.0], 0.7)
    run = gdviz.load(tmp_path / "run")
    assert run.data["y"].tolist() == [1, 0, 1]
    assert run.problem["classes"] == ["no", "yes"]


def test_parameters_may_come_in_pieces(tmp_path):
    W, b = np.arange(6.0).reshape(2, 3), 7.0
    with gdviz.record(tmp_path / "run") as run:
        run.step([W, b], 1.0, gradient=[W, b])
        run.step({"W": W, "b": np.float32(b)}, np.array([[0.5]]), gradient=iter([W, [b]]))
    assert gdviz.load(tmp_path / "run").params.tolist() == [[0, 1, 2, 3, 4, 5, 7]] * 2


@pytest.mark.parametrize("steps", [0, 1, 9, 10, 11])
def test_thinned_loop_records_every_tenth_step_and_the_last(tmp_path, steps):
    run = descend(tmp_path / "run", steps=steps, every=10, say=("loss", "gradient"))
    assert run.step.tolist() == sorted({*range(0, steps + 1, 10), steps})
    assert run.loss.tolist() == [bowl(p) for p in run.params]
    # A row of a thinned run holds the last step before its state.
    before = np.array([2.0, 1.0]) * np.array([0.8, 0.2]) ** (run.step[1:, None] - 1)
    assert run.gradient == pytest.approx(2 * SCALES * before, rel=1e-9)
    assert run.arrays["update"] == pytest.approx(-0.1 * run.gradient, rel=1e-9)


@pytest.mark.parametrize("lr", [0.3, 3.0])
def test_divergence_is_an_outcome(tmp_path, lr):
    with np.errstate(all="ignore"):
        run = descend(tmp_path / "run", steps=900, lr=lr, loss=bowl, samples=17, say=("gradient",))
    assert run.stop["reason"] == "diverged"
    first = int(np.flatnonzero(~(run.loss <= 1e9 * run.loss[0]))[0])
    assert run.stop["message"].startswith(f"diverged at step {first}: loss")
    assert np.isfinite(run.params[:-1]).all()
    assert np.isfinite(run.landscape.x).all()
    assert gdviz.draw("contour", [run], tmp_path / "x.png", size=(320, 180)).exists()


def test_loop_that_comes_back_from_afar_has_not_diverged(tmp_path):
    with gdviz.record(tmp_path / "run") as run:
        for loss in (1.0, 1e12, np.inf, 0.5):
            run.step([1.0, 2.0], loss)
    assert gdviz.load(tmp_path / "run").stop == {"reason": "max_steps", "message": "the loop ended after 3 steps"}


@pytest.mark.parametrize(
    ("error", "message", "surveyed"),
    [
        (KeyboardInterrupt, "interrupted at step 4", True),
        (ZeroDivisionError, "ended by ZeroDivisionError at step 4", False),
    ],
)
def test_loop_that_breaks_off_leaves_its_rows(tmp_path, error, message, surveyed):
    def fail():
        with gdviz.record(tmp_path / "run", loss=bowl, samples=17) as run:
            for t in range(5):
                run.step([1.0, t])
            raise error

    with pytest.raises(error):
        fail()
    run = gdviz.load(tmp_path / "run")
    assert run.params[:, 1].tolist() == [0, 1, 2, 3, 4]
    assert run.stop == {"reason": "interrupted", "message": message}
    assert ("surface.loss" in run.arrays) == surveyed


def test_killed_loop_leaves_every_acknowledged_row(tmp_path):
    code = f"""
import os, signal, gdviz, gdviz.runs.writer
gdviz.runs.writer.FLUSH_SECONDS = 0.02
with gdviz.record({str(tmp_path / "run")!r}) as run:
    for t in range(10**9):
        run.step([float(t), -1.0], t, gradient=[1.0, 0.0])
        if run.saved == t:
            print(t, flush=True)
        if t == 30000:
            os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    acknowledged = int(done.stdout.split()[-1])
    run = gdviz.load(tmp_path / "run")
    assert run.steps >= acknowledged > 1000
    assert run.params[:, 0].tolist() == list(range(run.steps + 1))


ROW = {"params": [1.0, 2.0], "loss": 0.5, "gradient": [1.0, 1.0]}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"params": [1.0]}, "params has 1 numbers, and had 2"),
        ({"params": [1.0], "gradient": [1.0]}, "params has 1 numbers, and had 2"),
        ({"gradient": [1.0]}, "params has 2 numbers and gradient 1"),
        ({"gradient": None}, "step 1 lacks gradient; give the same each time"),
        ({"loss": [1.0, 2.0]}, "loss is one number, not 2; give their mean or their sum"),
        ({"loss": None}, r"say what the loss is, step\(params, loss\)"),
        ({"params": "weights"}, "params must be numbers, arrays or tensors, .*not 'weights'"),
        ({"params": np.zeros(0)}, "params has 0 numbers, and had 2"),
        ({"loss": "low"}, "loss must be one number, not 'low'"),
    ],
)
def test_row_that_does_not_fit_is_refused_by_name_and_nothing_is_written(tmp_path, row, message):
    with gdviz.record(tmp_path / "run") as run:
        run.step(**ROW)
        with pytest.raises(ValueError, match=message):
            run.step(**{**ROW, **row})
        run.step(**ROW)
    assert gdviz.load(tmp_path / "run").steps == 1


@pytest.mark.parametrize(
    ("about", "message"),
    [
        ({"lr": -1}, "the learning rate must be a positive number, not -1"),
        ({"lr": "fast"}, "lr must be a number, not 'fast'"),
        ({"loss": "x**2"}, r"loss must be a function of the parameters, not 'x\*\*2'; for example loss=lambda"),
        ({"model": "lines"}, "unknown model 'lines'; did you mean 'line'"),
        ({"model": "line"}, r"a line is fitted to points; give them as data=\(X, y\)"),
        ({"data": ([1, 2], [1])}, "needs X of shape .* not .2, 1. and .1,."),
        ({"domain": (-1, 1)}, "the domain is the box where the loss is sampled; give the function too"),
        (
            {"loss": bowl, "domain": (1, -1)},
            "the domain is low, high of each of 1 or 2 coordinates in turn, not 1, -1",
        ),
        ({"loss": bowl, "domain": (-1, 1)}, "params has 2 numbers, and domain is for 1; give 4 numbers"),
        ({"loss": bowl, "samples": 5000}, "samples must be a whole number from 17 to 1025, not 5000"),
        ({"every": 0}, "every must be a whole number of 1 or more, not 0"),
        ({"parameters": ("w",)}, "params has 2 numbers, and parameters has 1 names"),
        ({"minima": [[0.0]]}, r"params has 2 numbers, and minima is of shape \(1, 1\); give \(K, 2\)"),
        ({"model": "slope", "data": ([1.0, 2.0], [1.0, 2.0])}, "a slope of these points has 1"),
    ],
)
def test_description_that_does_not_fit_is_refused(tmp_path, about, message):
    def go():
        with gdviz.record(tmp_path / "run", **about) as run:
            run.step([1.0, 2.0], 1.0)

    with pytest.raises(ValueError, match=message):
        go()
    assert not (tmp_path / "run").exists()


def test_a_step_after_the_end_is_refused(tmp_path):
    with gdviz.record(tmp_path / "run") as run:
        run.step(1.0, 2.0)
    with pytest.raises(ValueError, match="has ended; call step inside its with block"):
        run.step(1.0, 2.0)


def test_loop_that_says_nothing_is_told_so(tmp_path):
    with pytest.raises(ValueError, match="did not call step"), gdviz.record(tmp_path / "run"):
        pass


def test_what_is_no_run_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(ValueError, match=r"holds thesis\.txt, which is not gdviz's"), gdviz.record(tmp_path) as run:
        run.step(1.0, 2.0)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_regression_on_several_standardised_features_is_told_in_own_units(tmp_path):
    houses = gdviz.Data.of([[50.0, 2.0], [80.0, 3.0], [120.0, 3.0]], [110.0, 170.0, 250.0], features=("area", "rooms"))
    scaled = houses.standardized()
    with gdviz.record(tmp_path / "run", data=scaled, model="linear") as recorder:
        recorder.step(np.zeros(3), loss=1.0)
        recorder.step(np.array([0.0, scaled.preprocessing.scales[0], 0.0]), loss=0.5)
    about = describe(gdviz.load(tmp_path / "run"))
    assert about["coefficients"]["area"] == pytest.approx(1.0, rel=1e-12)
    assert about["coefficients"]["rooms"] == 0.0
    with (
        pytest.raises(ValueError, match="a linear of these points has 3"),
        gdviz.record(tmp_path / "other", data=houses, model="linear") as recorder,
    ):
        recorder.step(np.zeros(2), loss=1.0)


@pytest.mark.parametrize(("said", "title"), [("adam", "Adam"), ("gd", "Gradient descent"), ("my own", "my own")])
def test_a_rule_that_is_only_named_has_its_title_in_pictures(tmp_path, said, title):
    with gdviz.record(tmp_path / "run", optimizer=said) as run:
        run.step(np.ones(2), 1.0)
    entry = gdviz.load(tmp_path / "run").manifest["optimizer"]
    assert (entry["name"], entry["title"]) == (said, title)
