"""A ledger's numbers are the run's, whatever the rule and its settings, and it is told beat by beat."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdviz.analysis.anatomy.steps import work_out
from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.figures.anatomy.clock import PhaseClock
from gdviz.ledger.ledger import LedgerLine, Operand, as_written
from gdviz.optimizers import OPTIMIZERS
from gdviz.runs.run import Run, load
from gdviz.style.themes import LIGHT

CLIP = Clip(480, 270, 25, 6.0)
Make = Callable[..., Run]
DECLARED = [name for name, factory in OPTIMIZERS.items() if factory().anatomy is not None]
# Every rule with a ledger, and every setting that changes its formula.
VARIANTS: list[tuple[str, dict[str, Any]]] = [
    *((name, {}) for name in DECLARED),
    *((name, {"weight_decay": 0.3}) for name in DECLARED),
    *((name, {"convention": "keras"}) for name in ("adagrad", "rmsprop", "adam", "amsgrad", "adamw")),
    ("momentum", {"dampening": 0.4}),
    ("momentum", {"dampening": 0.4, "weight_decay": 0.1}),
    ("adagrad", {"lr_decay": 0.2, "initial_accumulator_value": 0.7}),
    ("rmsprop", {"centered": True}),
    ("rmsprop", {"momentum": 0.8}),
    ("rmsprop", {"momentum": 0.8, "centered": True, "convention": "keras"}),
    ("nadam", {"momentum_decay": 1.0}),
]


def reckoned(line: LedgerLine) -> Any:
    """Return what the right side of a line comes to when its words are read as they stand, with all digits."""

    def exact(operand: Operand) -> str:
        if isinstance(operand, str):
            return operand
        return f"V{tuple(np.asarray(operand).tolist())}" if np.ndim(operand) else repr(float(operand))

    code = line.words.format(*map(exact, line.operands)).replace("−", "-").replace("·", "*")
    digits = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
    code = re.sub(r"[⁰¹²³⁴-⁹]+", lambda match: f"**{match[0].translate(digits)}", code)
    code = re.sub(r"√(V\(.*?\))", r"R(\1)", code).replace("√(", "R(").replace("max(", "M(")
    code = re.sub(r"\|(.*?)\|", r"A(\1)", code)
    code = re.sub(r"sign (V\(.*?\))", r"S(\1)", code)
    code = re.sub(r"(?<=[\d)]) (?=[VRASM(])", "*", code.partition(", the")[0])
    names = {"V": lambda *v: np.array(v), "R": np.sqrt, "A": np.abs, "S": np.sign, "M": np.maximum}
    return eval(code, {"__builtins__": {}}, names)  # noqa: S307


@pytest.mark.parametrize(("name", "settings"), VARIANTS)
def test_every_line_of_every_step_comes_to_what_was_recorded(name: str, settings: dict[str, Any], made: Make) -> None:
    run = made(name, settings=settings, schedule="step:10,0.5")
    pages = work_out(run, 1, run.steps)
    assert len(pages) == run.steps == 25
    for t, page in enumerate(pages):
        assert page.is_rule
        lines = {line.name: line for line in page.lines}
        decay = 0.0 if name in ("adamw", "lion") else settings.get("weight_decay", 0.0)
        np.testing.assert_allclose(lines["g"].value, run.gradient[t] + decay * run.params[t], rtol=1e-12)
        np.testing.assert_allclose(lines[r"\theta"].value, run.params[t + 1], rtol=1e-13)
        shrunk = settings.get("weight_decay", 0.01 * (name == "adamw")) if name in ("adamw", "lion") else 0.0
        step = lines[r"\Delta"].value - shrunk * run.arrays["learning_rate"][t] * run.params[t]
        np.testing.assert_allclose(step, run.arrays["update"][t], rtol=1e-9)
        for state, kept in run.state.items():
            for line in page.lines:
                if line.recorded == state:
                    np.testing.assert_allclose(line.value, kept[t], rtol=1e-9)
        vectors = {state for state, kept in run.state.items() if kept.ndim == 2}
        assert vectors == {line.recorded for line in page.lines if line.recorded}, "every state has its line"


@pytest.mark.parametrize(("name", "settings"), VARIANTS)
def test_the_numbers_of_every_line_come_to_its_result(name: str, settings: dict[str, Any], made: Make) -> None:
    run = made(name, settings=settings, schedule="step:10,0.5")
    for page in work_out(run, 1, run.steps):
        for line in page.lines:
            if line.words:
                np.testing.assert_allclose(reckoned(line), line.value, rtol=1e-9, atol=1e-14, err_msg=line.symbols)


@pytest.mark.parametrize("name", ["newton", "backtracking", "conjugate-gradient", "radam"])
def test_rules_without_a_ledger_are_told_by_gradient_and_step(name: str, made: Make) -> None:
    run = made(name)
    for t, page in enumerate(work_out(run, 1, run.steps)):
        assert not page.is_rule
        g, eta, delta, theta = page.lines
        assert (g.value == run.gradient[t]).all()
        assert eta.value == run.arrays["learning_rate"][t]
        assert (delta.value == run.arrays["update"][t]).all()
        assert (theta.value == run.params[t + 1]).all()


def tampered(run: Run, out: Path, edit: Callable[[dict[str, Any]], Any]) -> Run:
    """Return a copy of a run with another manifest."""
    shutil.copytree(run.path, out)
    manifest = json.loads((out / "run.json").read_text())
    edit(manifest)
    (out / "run.json").write_text(json.dumps(manifest))
    return load(out)


@pytest.mark.parametrize(
    "edit",
    [
        lambda manifest: manifest["optimizer"]["hyperparameters"].update(beta1=0.8),
        lambda manifest: manifest["optimizer"].update(hyperparameters={}),
        lambda manifest: manifest["optimizer"].update(hyperparameters={"beta1": "high"}),
        lambda manifest: manifest["optimizer"].update(name="gd"),
        lambda manifest: manifest["fields"].pop("state.exp_avg"),
        lambda manifest: manifest["fields"].pop("learning_rate"),
        lambda manifest: manifest["optimizer"].update(hyperparameters={}, formula=r"\unknown{m}"),
    ],
)
def test_a_rule_that_does_not_lead_to_the_recorded_steps_is_not_shown(edit: Any, made: Make, tmp_path: Path) -> None:
    run = tampered(made("adam"), tmp_path / "foreign", edit)
    pages = work_out(run, 1, 5)
    assert not any(page.is_rule for page in pages)
    assert (pages[3].lines[-2].value == run.params[4] - run.params[3]).all()
    if "unknown" in run.optimizer["formula"]:
        FIGURES["anatomy"].film([run], LIGHT, CLIP)[149]


def test_every_step_has_an_equal_share_and_every_beat_of_that(made: Make) -> None:
    pages = work_out(made("adam"), 1, 3)
    assert pages[0].beats == ["gradient", "memory", "correction", "step", "move"]
    clock = PhaseClock([pages], 0)
    assert (clock.at(0.0).page, clock.at(0.0).begun) == (0, 0)
    assert (clock.at(1.0).page, clock.at(1.0).begun, clock.at(1.0).grown) == (2, 5, 1.0)
    for page in range(3):
        for beat in range(5):
            begins = (page + beat / 5) / 3
            early, middle, late = (clock.at(begins + part / 15) for part in (0.02, 0.25, 0.98))
            assert (early.page, early.begun) == (late.page, late.begun) == (page, beat + 1)
            assert early.grown < 0.01
            assert middle.grown == pytest.approx(0.5)
            assert late.grown == 1.0


@pytest.mark.parametrize(("seconds", "least"), [(6, 9), (12, 24)])
def test_every_beat_can_be_seen(seconds: float, least: int, made: Make) -> None:
    run = made("adam")
    clock = PhaseClock([work_out(run, 1, 2)], 0)
    told = [clock.told(moment) for moment in Clip(480, 270, 25, seconds).moments([run])]
    for page in (0, 1):
        for begun in (1, 2, 3, 4, 5):
            assert told.count((page, begun)) >= least


def test_a_shorter_book_rests_at_its_end(made: Make) -> None:
    long, short = work_out(made("adam"), 1, 4), work_out(made("gd"), 1, 2)
    clock = PhaseClock([long, short], 1)
    assert clock.at(0.4).page == 1
    assert (clock.at(0.6).page, clock.at(0.6).begun, clock.at(0.6).grown) == (1, 3, 1.0)


@pytest.mark.parametrize(
    ("value", "digits", "words"),
    [
        ([0.12345, -2.0], 4, "(0.1235, −2.000)"),
        ([0.12345, -2.0], 3, "(0.123, −2.00)"),
        ([9.999, 99.99], 3, "(10.0, 100)"),
        ([0.0, 1.5e-9], 4, "(0, 1.50e−9)"),
        ([24635.4, 123456.0], 3, "(24635, 1.23e5)"),
        ([np.inf, np.nan], 3, "(∞, nan)"),
        (0.1, 4, "0.1"),
        (1 - 0.999, 4, "0.001"),
        (1e-8, 4, "1e−8"),
    ],
)
def test_numbers_are_written_with_the_digits_asked_for(value: Any, digits: int, words: str) -> None:
    assert as_written(np.array(value) if isinstance(value, list) else value, digits) == words


def test_a_sum_shows_what_is_added() -> None:
    assert as_written(np.array([4.0, 3.0]), 3, resolved=2.5e-4) == "(4.000000, 3.000000)"
    assert as_written(np.array([-3.25, 1.75]), 3, resolved=0.249) == "(−3.250, 1.750)"
