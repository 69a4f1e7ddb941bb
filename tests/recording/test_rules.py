"""A framework's optimizer under the name and with the formula that its rule has here."""

import pytest

from gdviz.optimizers import OPTIMIZERS
from gdviz.recording.rules import entry_of


def test_a_rule_that_is_known_has_its_formula_and_all_settings():
    entry = entry_of("adam", "Adam", 0.01, {"beta1": 0.8})
    rule = OPTIMIZERS["adam"](beta1=0.8)
    assert entry == {
        "name": "adam",
        "title": "Adam",
        "formula": rule.formula,
        "lr": 0.01,
        "hyperparameters": rule.options,
    }


@pytest.mark.parametrize(("name", "options"), [("", {}), ("lbfgs", {"eps": 1.0}), ("adam", {"beta1": 2.0})])
def test_what_is_not_known_here_is_told_as_it_is(name, options):
    entry = entry_of(name, "LBFGS", 0.0, options)
    assert entry == {"name": "", "title": "LBFGS", "lr": 0.0, "hyperparameters": options}
