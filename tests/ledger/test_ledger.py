"""The lines of a ledger: how their numbers are written, and when they agree with what was recorded."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gdviz.ledger.ledger import LedgerLine, Recorded, StepLedger, as_written, power

STEP = Recorded(
    2,
    start=np.array([1.0, 2.0]),
    end=np.array([0.5, 2.5]),
    gradient=np.array([5.0, -5.0]),
    rate=0.1,
    of_batch=False,
    options={},
    earlier={"momentum_buffer": np.array([7.0, 8.0])},
    later={"momentum_buffer": np.array([5.0, -5.0]), "exp_avg": np.array([1.0, 1.0])},
)
LINES = (
    LedgerLine("memory", "memory", "b", "= g", np.array([5.0, -5.0]), drawn="b", recorded="momentum_buffer"),
    LedgerLine("memory", "memory", "c", "= b", np.array([5.0, -5.0]), drawn="b"),
    LedgerLine("step", "step", r"\Delta", "", np.array([-0.5, 0.5])),
    LedgerLine("step", "move", r"\theta", "", np.array([0.5, 2.5])),
)


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


def test_a_line_is_written_in_symbols_and_in_numbers() -> None:
    line = LedgerLine(
        "step", "step", r"\Delta", r"= -\eta \, g", np.array([-0.5, 0.25]), "−{} {}", (0.1, STEP.gradient)
    )
    assert line.symbols == r"\Delta = -\eta \, g"
    assert line.numbers(3) == "−0.1 (5.00, −5.00)"
    assert line.result(2) == "(−0.50, 0.25)"


def test_a_state_before_the_step_is_that_after_the_one_before_or_what_it_begins_with() -> None:
    np.testing.assert_array_equal(STEP.before("momentum_buffer"), [7.0, 8.0])
    np.testing.assert_array_equal(STEP.before("exp_avg"), [0.0, 0.0])
    np.testing.assert_array_equal(STEP.before("exp_avg", 0.25), [0.25, 0.25])


def test_a_ledger_has_its_beats_in_order_and_says_what_is_drawn_once() -> None:
    page = StepLedger(STEP, LINES, None, True)
    assert page.beats == ["memory", "step", "move"]
    assert page.drawn == "b"


@pytest.mark.parametrize(("at", "value"), [(0, [5.0, -5.1]), (3, [0.5, 2.500001])])
def test_a_ledger_agrees_if_every_recorded_line_and_the_end_do(at: int, value: list[float]) -> None:
    assert StepLedger(STEP, LINES, None, True).agrees()
    lines = [*LINES]
    lines[at] = replace(lines[at], value=np.array(value))
    assert not StepLedger(STEP, tuple(lines), None, True).agrees()


def test_what_is_not_recorded_is_not_compared() -> None:
    lines = [LINES[0], replace(LINES[1], value=np.array([9.0, 9.0])), *LINES[2:]]
    assert StepLedger(STEP, tuple(lines), None, True).agrees()


def test_exponents_are_raised() -> None:
    assert power(120) == "¹²⁰"
