"""The dials: a scale for every setting that gdviz's optimizers declare."""

import pytest

from gdviz.optimizers import OPTIMIZERS
from gdviz.pages.dials import dial, optimizers_for
from gdviz.problems import PROBLEMS
from gdviz.settings import Setting
from gdviz.solving.specification import specify

EVERY = [(name, key) for name, factory in OPTIMIZERS.items() for key in factory.settings]


@pytest.mark.parametrize(("name", "key"), EVERY)
def test_what_is_usual_lies_on_the_dial_and_all_of_it_is_allowed(name, key):
    setting = OPTIMIZERS[name].settings[key]
    made = dial(key, setting)
    assert made["meaning"] == setting.meaning
    if made["kind"] == "number":
        assert made["low"] < made["high"]
        assert setting.holds(made["low"])
        assert setting.holds(made["high"])
        least = 0.0 if made.get("zero") else made["low"]
        assert least <= made["usual"] <= made["high"]
    elif made["kind"] == "choice":
        assert made["usual"] in made["choices"]
    else:
        assert isinstance(made["usual"], bool)


@pytest.mark.parametrize(
    ("interval", "usual", "scale"),
    [
        ("[0, 1)", 0.9, {"scale": "nines", "low": 0.0, "high": 0.9999}),
        ("[0, 1]", 0.5, {"scale": "linear", "low": 0.0, "high": 1.0}),
        ("(0, 1)", 0.5, {"scale": "linear", "low": 0.01, "high": 0.99}),
        ("[0, inf)", 0.0, {"scale": "log", "low": 1e-4, "high": 1.0, "zero": True}),
        ("[0, inf)", 1e-8, {"scale": "log", "low": 1e-10, "high": 1.0, "zero": True}),
        ("", 2.0, {"scale": "linear", "low": 0.0, "high": 4.0}),
    ],
)
def test_intervals_have_their_scales(interval, usual, scale):
    made = dial("x", Setting("meaning", interval, default=usual))
    assert {key: made[key] for key in scale} == pytest.approx(scale)


def test_every_optimizer_has_the_rate_that_gdviz_would_take():
    problem = PROBLEMS["beale"]()
    found = optimizers_for(problem, hessian=True)
    assert [each["name"] for each in found] == list(OPTIMIZERS)
    for each in found:
        assert each["rate"] == specify("beale", each["name"]).lr


def test_newton_needs_second_derivatives():
    names = [each["name"] for each in optimizers_for(PROBLEMS["svm"](), hessian=False)]
    assert "newton" not in names
