"""What may be done to runs side by side, and what gives it away that they would come out otherwise."""

import numpy as np
import pytest

from gdviz.solving.elementwise import WATCHED, NotElementwise, Watched, is_steady, observe

PLACES = np.random.default_rng(0).uniform(0.5, 2.0, (WATCHED, 2))
MATRIX = np.array([[1.0, 2.0], [2.0, 1.0]])


def slope_in_place(p):
    slope = np.zeros_like(p)
    slope[..., :-1] += p[..., 1:]
    return slope


LET_THROUGH = {
    "arithmetic": lambda p: 2 * p - p / 3 + p**2,
    "functions of numbers": lambda p: np.exp(-p) + np.sin(p) * np.sqrt(p),
    "the sum of two": lambda p: np.sum(p**2, axis=-1) ** 2,
    "the mean of two": lambda p: np.mean(p, axis=-1, keepdims=True),
    "the largest": lambda p: np.maximum(p, 1.0).max(axis=-1),
    "entries": lambda p: (p[..., 0] ** 2 + p[..., 1]) ** 3,
    "places": lambda p: np.stack([np.broadcast_to(part, p.shape[:-1]) for part in (p[..., 0], 2.0)], axis=-1),
    "choices": lambda p: np.where(p > 1, p, 0.0),
    "in place": slope_in_place,
    "one after another": lambda p: np.cumprod(p, axis=-1),
}
HELD_BACK = {
    "matmul": lambda p: p @ MATRIX,
    "numpy.dot": lambda p: np.dot(p, MATRIX),
    "numpy.einsum": lambda p: np.einsum("...i,i->...", p, MATRIX[0]),
    "numpy.norm": lambda p: np.linalg.norm(p, axis=-1),
    "add of 3 numbers": lambda p: np.sum(np.concatenate([p, p[..., :1]], axis=-1), axis=-1),
    "add over runs": lambda p: p - p.sum(axis=0),
    "a decision": lambda p: p if p[..., 0] > 1 else -p,
    "a number by itself": lambda p: p * p[0, 0].item() if isinstance(p[0, 0], Watched) else p * p[:1].item(),
    "a list of numbers": lambda p: np.array(p.tolist()),
    "numbers that were lost sight of": lambda p: p + np.asarray(p).copy(),
    "numbers written where nobody watches": lambda p: np.zeros((WATCHED, 2)).__iadd__(p),
    "a power of numbers that are no rows": lambda p: (np.where(p[..., 0] > 1, p[..., 0], 0.0) + 1) ** 2,
    "a power with an exponent of each run": lambda p: 2.0**p,
    "remainder": lambda p: p % 2,
}


@pytest.mark.parametrize("step", LET_THROUGH.values(), ids=LET_THROUGH)
def test_what_is_done_number_by_number_is_let_through_and_watched_further(step):
    found = step(observe(PLACES, is_plain=False))
    assert isinstance(found, Watched)
    np.testing.assert_allclose(np.asarray(found), np.asarray(step(PLACES)), rtol=1e-14)


@pytest.mark.parametrize(("reason", "step"), HELD_BACK.items(), ids=HELD_BACK)
def test_what_mixes_runs_or_hides_is_held_back(reason, step):
    with pytest.raises(NotElementwise, match=reason):
        step(observe(PLACES, is_plain=False))


def test_a_function_is_steady_that_makes_the_same_of_a_number_wherever_it_lies():
    assert is_steady(np.exp)
    assert is_steady(np.arctan2)
    assert is_steady(np.power, 3.0)
    calls = iter(range(10**6))
    assert not is_steady(Unsteady(calls))


class Unsteady:
    """Stands for a function of NumPy that rounds otherwise from call to call."""

    nin = 1

    def __init__(self, calls):
        self.calls = calls

    def __call__(self, numbers):
        """Return what differs with each call."""
        return np.asarray(numbers) + next(self.calls)
