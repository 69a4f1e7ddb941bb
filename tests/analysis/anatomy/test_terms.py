"""Adam and its kin term by term: the numbers below the symbols come to what was recorded."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gdviz.analysis.anatomy.steps import work_out
from gdviz.analysis.anatomy.terms import first_step_is_eta, rows_of, steepest, terms_of, why_not_adam
from gdviz.ledger.ledger import StepLedger
from gdviz.ledger.terms import Equation
from gdviz.runs.run import Run

Make = Callable[..., Run]


VARIANTS = [
    ("adam", {}),
    ("adam", {"weight_decay": 0.3}),
    ("adam", {"beta1": 0.0, "eps": 0.5}),
    ("adamw", {}),
    ("adamw", {"weight_decay": 0.0}),
    ("amsgrad", {}),
    ("adamax", {}),
]


def reckoned(equation: Equation, page: StepLedger, index: int) -> tuple[float, float]:
    """Return what a line comes to, and what its numbers come to when they are read as they stand."""
    words = []
    for part in equation.parts[2:]:
        if isinstance(part, str):
            words.append({r"\cdot": "*", r"\max(": "max("}.get(part, part))
        else:
            value = np.asarray(part.value(page))
            words.append(f"({float(value[index] if value.ndim else value)!r})")
    return float(equation.terms[0].value(page)[index]), eval(" ".join(words))  # noqa: S307


@pytest.mark.parametrize(("name", "settings"), VARIANTS)
def test_the_numbers_of_every_line_come_to_what_was_recorded(name: str, settings: dict[str, Any], made: Make) -> None:
    run = made(name, "bowl", 30, settings=settings, schedule="step:10,0.5")
    recorded = {"m": "exp_avg", "v": "exp_avg_sq", "w": "max_exp_avg_sq", "u": "exp_inf"}
    for t in range(1, run.steps + 1):
        (page,) = work_out(run, t, 1)
        assert page.is_rule
        for equation in (equation for row in rows_of(run) for equation in row):
            for index in (0, 1):
                result, numbers = reckoned(equation, page, index)
                assert numbers == pytest.approx(result, rel=1e-9, abs=1e-14)
                symbol = equation.terms[0].symbol
                if symbol in recorded:
                    assert result == pytest.approx(run.state[recorded[symbol]][t - 1, index], rel=1e-9)
                if symbol == r"\theta":
                    assert result == pytest.approx(run.params[t, index], rel=1e-9)


def test_what_the_mean_is_divided_by_is_its_size(made: Make) -> None:
    for name in ("adam", "amsgrad", "adamax"):
        run = made(name, "bowl", 30)
        (page,) = work_out(run, 7, 1)
        hat = run.state["exp_avg"][6] / (1 - 0.9**7)
        np.testing.assert_allclose(
            -page.step.rate * hat / terms_of(run).divisor(page), run.params[7] - run.params[6], rtol=1e-6
        )


def test_a_run_whose_steps_are_not_adams_is_refused(made: Make) -> None:
    run = made("adam", "bowl", 30)
    foreign = Run(run.path, run.manifest, {**run.arrays, "params": run.params * np.linspace(1, 1.1, 31)[:, None]})
    assert "is not what its settings make of its gradient" in (why_not_adam(foreign) or "")


def test_other_optimizers_have_no_terms(made: Make) -> None:
    run = made("gd", "bowl", 30)
    assert "solved with Gradient descent, and not with Adam" in (why_not_adam(run) or "")
    with pytest.raises(ValueError, match="have not the terms of Adam"):
        terms_of(run)


@pytest.mark.parametrize(
    ("name", "symbol", "root", "corrected"),
    [
        ("adam", r"\sqrt{\hat{v}}", "√v", True),
        ("adamw", r"\sqrt{\hat{v}}", "√v", True),
        ("amsgrad", r"\sqrt{\hat{w}}", "√w", True),
        ("adamax", "u", "u", False),
    ],
)
def test_what_the_size_is_called(name: str, symbol: str, root: str, corrected: bool, made: Make) -> None:
    terms = terms_of(made(name, "bowl", 30))
    assert (terms.symbol, terms.root, terms.corrected) == (symbol, root, corrected)


def test_only_decoupled_decay_that_there_is_shrinks_theta(made: Make) -> None:
    def symbols(**settings: float) -> list[str]:
        run = made("adamw", "bowl", 30, settings=settings)
        return [term.symbol for term in rows_of(run)[-1][0].terms]

    assert r"(1 - \eta \lambda)" in symbols()
    assert r"(1 - \eta \lambda)" not in symbols(weight_decay=0.0)


def test_the_steepest_come_first_and_the_first_step_is_eta_long(made: Make) -> None:
    run = made("adam", "bowl", 30)
    assert steepest(run) == [1, 0]
    assert first_step_is_eta(work_out(run, 1, 1)[0])
    assert not first_step_is_eta(work_out(run, 2, 1)[0])
