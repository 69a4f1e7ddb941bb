"""What steps were divided by, by the names of the states."""

import numpy as np
import pytest

from gdviz.ledger.divisor import States, by_torch_names

T = np.array([[1.0], [2.0]])
FOURS, NINES = np.full((2, 1), 4.0), np.full((2, 1), 9.0)


@pytest.mark.parametrize(
    ("arrays", "symbol", "values"),
    [
        ({"exp_inf": FOURS, "exp_avg_sq": NINES}, "u", [4.0, 4.0]),
        ({"max_exp_avg_sq": FOURS, "exp_avg_sq": NINES}, r"\sqrt{\hat{w}}", [np.sqrt(8), np.sqrt(16 / 3)]),
        ({"exp_avg_sq": NINES}, r"\sqrt{\hat{v}}", [np.sqrt(18), np.sqrt(12)]),
        ({"square_avg": NINES, "grad_avg": np.full((2, 1), 1.0)}, r"\sqrt{v - a^2}", [np.sqrt(8)] * 2),
        # Rounding may take the spread under zero.
        ({"square_avg": FOURS, "grad_avg": NINES}, r"\sqrt{v - a^2}", [0.0, 0.0]),
        ({"square_avg": NINES}, r"\sqrt{v}", [3.0, 3.0]),
        ({"sum": FOURS}, r"\sqrt{s}", [2.0, 2.0]),
    ],
)
def test_states_are_known_by_their_names(arrays: dict[str, np.ndarray], symbol: str, values: list[float]) -> None:
    found = by_torch_names(States(arrays, T, {"beta2": 0.5}))
    assert found is not None
    assert found.symbol == symbol
    np.testing.assert_allclose(found.values[:, 0], values)


def test_other_states_divide_nothing() -> None:
    assert by_torch_names(States({"momentum_buffer": FOURS}, T, {})) is None


@pytest.mark.parametrize("beta2", [None, 1.0, "high", -0.1])
def test_a_mean_without_a_known_decay_is_not_corrected(beta2: object) -> None:
    states = States({"exp_avg_sq": NINES}, T, {} if beta2 is None else {"beta2": beta2})
    assert states.beta2 is None
    np.testing.assert_array_equal(states.unbiased_root("exp_avg_sq"), np.sqrt(NINES))
