"""The solver of the page is gdviz's own: read from the running page, rule by rule."""

import shlex
from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

import gdviz
from gdviz.cli import main
from gdviz.optimizers import OPTIMIZERS
from gdviz.solving.loop import descend
from gdviz.solving.specification import specify

STEPS = 200
# No run is chaotic before so many rows.
EARLY = 8
FUNCTIONS = {
    "bowl": {"problem": "bowl", "settings": {"kappa": 12.5}},
    "rosenbrock": {"problem": "rosenbrock"},
    "beale": {"problem": "beale"},
    "kinked": {"problem": None, "function": "abs(x) + max(y, -y/2) + sqrt(x**2 + 4*y**2) + where(x > 1, x**2, 1)"},
    "moons": {"problem": "logistic", "data": gdviz.Data},
    "line": {"problem": "line"},
}
# What else a rule can do, beside what it does by itself.
VARIANTS = [
    *((name, {}) for name in OPTIMIZERS),
    ("gd", {"weight_decay": 0.02}),
    ("momentum", {"momentum": 0.5, "dampening": 0.3, "weight_decay": 0.02}),
    ("nesterov", {"momentum": 0.8, "weight_decay": 0.02}),
    ("lion", {"weight_decay": 0.02}),
    ("adagrad", {"convention": "keras", "lr_decay": 0.01, "initial_accumulator_value": 0.1}),
    ("rmsprop", {"centered": True, "momentum": 0.5}),
    ("rmsprop", {"convention": "keras", "momentum": 0.5, "weight_decay": 0.02}),
    ("adam", {"convention": "keras", "weight_decay": 0.02}),
    ("amsgrad", {"convention": "keras"}),
    ("nadam", {"momentum_decay": 1.0}),
    ("backtracking", {"shrink": 0.3, "c": 0.2}),
    ("newton", {"damped": False}),
]

# Set a state, wait until it is solved, and hand over what came of it.
SOLVE = """async (tasks) => {
  const found = [];
  for (const { optimizer, settings } of tasks) {
    gdviz.set({ optimizer, settings });
    await new Promise(requestAnimationFrame);
    const { params, loss, ending, settings: own } = gdviz.solved;
    found.push({ params: params.map((column) => [...column]), loss: [...loss], ending });
  }
  return found;
}"""


def task_of(name):
    task = dict(FUNCTIONS[name])
    if "data" in task:
        task["data"] = gdviz.problems.load_data("moons")
    return task


def solved_by_gdviz(spec):
    """Return params (T + 1, D), losses and the words on the end."""
    params, losses = [], []

    def record(row):
        params.append(np.array(row["params"]))
        losses.append(float(row["loss"]))

    with np.errstate(all="ignore"):
        stop = descend(spec, record)
    return np.array(params), np.array(losses), stop.message


def shaken(spec, seed):
    """Return the specification of a function that is asked a last bit beside every point."""
    rng = np.random.default_rng(seed)

    def beside(function):
        return function and (
            lambda p, *batch: function(np.nextafter(p, rng.choice([-np.inf, np.inf], p.shape)), *batch)
        )

    asked = {name: beside(getattr(spec.problem, name)) for name in ("value", "gradient", "hessian", "evaluate")}
    return replace(spec, problem=replace(spec.problem, **asked))


def how_far_last_bits_lead(spec, params):
    """Return the largest distance between gdviz's run and the same with last bits of its points turned."""
    far = 0.0
    for seed in range(3):
        other = solved_by_gdviz(shaken(spec, seed))[0]
        rows = min(len(other), len(params))
        far = max(far, np.nanmax(np.abs(other[:rows] - params[:rows])), 0.0 if len(other) == len(params) else np.inf)
    return far


@pytest.fixture
def page_of(tmp_path, opened):
    """Return a function that solves a few steps and opens their page."""

    def made(name, **options):
        options = {"steps": 3, **task_of(name), **options}
        run = gdviz.solve(options.pop("problem"), options.pop("optimizer", "gd"), out=tmp_path / "run", **options)
        return opened(gdviz.explore(run, tmp_path / "page.html"))

    return made


@pytest.mark.parametrize("name", ["bowl", "rosenbrock", "kinked", "moons", "line"])
def test_every_optimizer_goes_where_gdviz_goes(name, page_of):
    task = task_of(name)
    own = task.pop("settings", {})
    specs = [
        specify(**task, optimizer=optimizer, settings={**own, **settings}, steps=STEPS)
        for optimizer, settings in VARIANTS
    ]
    page = page_of(name)
    told = page.evaluate("gdviz.payload.extras.solving.optimizers")
    assert [choice["name"] for choice in told] == list(OPTIMIZERS)
    asked = []
    for spec, (optimizer, settings) in zip(specs, VARIANTS, strict=True):
        choice = next(each for each in told if each["name"] == optimizer)
        assert choice["rate"] == spec.lr
        dials = {dial["name"]: dial for dial in choice["settings"]}
        numbers = {
            key: dials[key]["choices"].index(value) if dials[key]["kind"] == "choice" else float(value)
            for key, value in settings.items()
        }
        asked.append({"optimizer": optimizer, "settings": {**numbers, "steps": STEPS}})
    for spec, (optimizer, settings), found in zip(specs, VARIANTS, page.evaluate(SOLVE, asked), strict=True):
        params, losses, message = solved_by_gdviz(spec)
        bound = 1e-9 * np.abs(params).max()
        got = np.array(found["params"], dtype=float).T
        what = f"{optimizer} {settings}"
        early = slice(min(EARLY, len(params)))
        assert np.abs(got[early] - params[early]).max() <= bound, what
        if len(got) == len(params) and np.abs(got - params).max() <= bound:
            assert found["ending"] == message, what
            np.testing.assert_allclose(found["loss"], losses, rtol=1e-6, atol=1e-9 * np.abs(losses).max(), err_msg=what)
        else:
            far = how_far_last_bits_lead(spec, params)
            assert far > bound / 100, f"{what} is not chaotic"
            if np.isfinite(far):
                assert np.abs(got - params).max() <= 100 * far, what


@pytest.mark.parametrize(
    ("name", "options", "settings"),
    [
        ("bowl", {"lr": 0.05, "schedule": "one-cycle:0.4,0.1,0.02"}, {}),
        ("bowl", {"lr": 0.05, "schedule": "step:7,0.3"}, {}),
        ("bowl", {"lr": 0.05, "schedule": "exponential:0.9"}, {}),
        ("bowl", {"lr": 0.05, "schedule": "inverse-time:0.1"}, {}),
        ("bowl", {"lr": 0.05, "schedule": "cosine:0.1"}, {}),
        ("bowl", {"lr": 0.05, "schedule": "warmup:30"}, {}),
        ("bowl", {"tol_gradient": 1e-3}, {}),
        ("bowl", {"tol_step": 1e-3}, {}),
        ("bowl", {"until": ["loss<0.01"]}, {}),
        ("beale", {"patience": 3, "optimizer": "lion"}, {"lr": 0.3}),
        ("line", {"until": ["mean_squared_error<500"]}, {}),
        ("moons", {"until": ["accuracy>=0.86"]}, {}),
        ("bowl", {}, {"lr": 0.2}),
        ("rosenbrock", {}, {"lr": 0.01}),
    ],
)
def test_schedules_and_ends_are_those_of_the_run(name, options, settings, page_of):
    page = page_of(name, **options)
    [found] = page.evaluate(SOLVE, [{"optimizer": None, "settings": {**settings, "steps": STEPS}}])
    task = {**task_of(name), **options, "steps": STEPS, **settings}
    params, _, message = solved_by_gdviz(specify(task.pop("problem"), task.pop("optimizer", "gd"), **task))
    got = np.array(found["params"], dtype=float).T
    assert found["ending"] == message
    np.testing.assert_allclose(got, params, rtol=1e-9, atol=1e-9 * min(np.abs(params).max(), 1e6))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("bowl", {}),
        ("kinked", {"domain": [-3, 3, -2, 2]}),
        ("line", {}),
        ("moons", {}),
        ("beale", {"schedule": "step:9,0.5", "until": ["loss<1e-3"], "tol_step": 1e-12}),
    ],
)
def test_the_command_that_is_shown_makes_the_same_run(name, options, page_of, tmp_path):
    page = page_of(name, **options)
    [found] = page.evaluate(SOLVE, [{"optimizer": "nadam", "settings": {"lr": 0.0371, "beta1": 0.8, "steps": 60}}])
    words = shlex.split(page.evaluate("gdviz.solved.command"))
    assert words[:2] == ["gdviz", "solve"]
    done = CliRunner().invoke(main, [*words[1:], "-o", str(tmp_path / "again")])
    assert done.exit_code == 0, done.output
    again = gdviz.load(tmp_path / "again")
    np.testing.assert_allclose(np.array(found["params"]).T, again.params, rtol=1e-9, atol=1e-9)
    assert found["ending"] == again.stop["message"]
