"""What a problem or an optimizer of one's own gives is looked at once, and answered in one sentence."""

import traceback
from typing import Any

import numpy as np
import pytest
from examples import BOWL, PLAIN

import gdviz
from gdviz.solving.examination import examine


def refused(*words: Any) -> str:
    """Return the one sentence that solving ends in, inside gdviz."""
    with pytest.raises(ValueError, match="must give") as caught:
        gdviz.solve(*words)
    assert "/gdviz/" in traceback.extract_tb(caught.value.__traceback__)[-1].filename.replace("\\", "/")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def raising(p: Any) -> Any:
    raise ZeroDivisionError("by nought")


@pytest.mark.parametrize(
    ("field", "function", "words"),
    [
        ("value", lambda p: p, "the value of 'A bowl' must give one number for params of shape (D,), not float64 numb"),
        ("value", lambda p: None, "not None"),
        ("value", lambda p: "one", "not a str"),
        ("value", lambda p: 1j * p.sum(axis=-1), "not a complex"),
        ("value", lambda p: [[1], [1, 2]], "not a list"),
        ("value", lambda p: p[0] ** 2 + p[1] ** 2, "shape (3,) for params of shape (3, 2), as with p[..., 0]"),
        ("value", raising, "and raised ZeroDivisionError: by nought"),
        ("gradient", lambda p: 2.0, "the gradient of 'A bowl' must give 2 numbers, as many as there are parameters"),
        ("gradient", lambda p: None, "not None"),
        ("gradient", lambda p: np.zeros(3), "not float64 numbers of shape (3,)"),
        ("gradient", raising, "and raised ZeroDivisionError: by nought"),
        ("metrics", {"reach": lambda p: p}, "the metric 'reach' of 'A bowl' must give one number"),
    ],
)
def test_a_problem_that_gives_the_wrong_thing_is_told_what_it_must_give(field: str, function: Any, words: str) -> None:
    assert words in refused(gdviz.Problem(**{**BOWL, field: function}))


@pytest.mark.parametrize("init", [lambda params: None, lambda params: [1], raising])
def test_an_optimizer_whose_init_gives_the_wrong_thing_is_told_so(init: Any) -> None:
    rule = gdviz.Optimizer(**{**PLAIN, "init": init})
    assert "the init of 'Descent' must give a dict of arrays" in refused("bowl", rule)


def test_what_is_right_is_let_through_and_asked_at_a_copy_of_the_start() -> None:
    start = np.array([1.0, 2.0])

    def value(p: Any) -> Any:
        found = np.sum(p**2, axis=-1)
        p += 1
        return found

    examine(gdviz.Problem(**{**BOWL, "value": value}), gdviz.Optimizer(**PLAIN), start)
    assert start.tolist() == [1.0, 2.0]
