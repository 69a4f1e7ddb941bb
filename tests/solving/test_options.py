"""The options of the solver: each is declared once, and found wherever it belongs without a further word."""

import inspect

import pytest

from gdviz.cli import main
from gdviz.settings import as_flag
from gdviz.solving.options import OPTIONS, options_from
from gdviz.solving.specification import specify

# A value of each that is not its default, and as a command's words say it.
OTHERS = {
    "lr": (0.125, ["0.125"]),
    "seed": (7, ["7"]),
    "steps": (12, ["12"]),
    "tol_gradient": (1e-9, ["1e-9"]),
    "tol_step": (1e-8, ["1e-8"]),
    "until": (("loss<1e-9", "loss>90"), ["loss<1e-9", "loss>90"]),
    "patience": (4, ["4"]),
    "every": (3, ["3"]),
    "fields": (("gradient", "state"), ["gradient,state"]),
}


def test_options_are_those_with_another_value_here():
    assert OPTIONS.keys() == OTHERS.keys()


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_is_an_argument_of_specify_with_the_declared_default(name):
    default = inspect.signature(specify).parameters[name].default
    assert default == OPTIONS[name].default
    assert getattr(specify("bowl", **{name: OTHERS[name][0]}), name) == OTHERS[name][0]


@pytest.mark.parametrize("name", [name for name in OPTIONS if name != "lr"])
def test_an_option_is_an_entry_of_the_manifest_and_read_back_from_it(name):
    usual, other = specify("bowl"), specify("bowl", **{name: OTHERS[name][0]})
    entry = OPTIONS[name].entry or name
    assert [key for key, value in other.manifest().items() if value != usual.manifest()[key]] == [entry]
    assert specify("bowl", **options_from(other.manifest())).manifest() == other.manifest()
    assert usual.name != other.name


def test_entries_stand_in_the_order_of_the_options():
    assert list(specify("bowl").manifest())[-8:] == [
        "seed",
        "max_steps",
        "tol_gradient",
        "tol_step",
        "until",
        "patience",
        "every",
        "recorded",
    ]


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_is_one_of_the_command_and_says_what_it_means(name):
    command = main.commands["solve"]
    (option,) = [option for option in command.params if option.name == name]
    assert option.opts == [as_flag(name)]
    assert option.help == OPTIONS[name].meaning
    value, words = OTHERS[name]
    line = ["bowl", *(word for one in words for word in (as_flag(name), one))]
    given = command.make_context("solve", line).params[name]
    assert (tuple(given) if isinstance(value, tuple) else given) == value
    assert command.make_context("solve", ["bowl"]).params[name] == OPTIONS[name].default


@pytest.mark.parametrize("name", [name for name in OPTIONS if name not in ("lr", "seed")])
def test_a_sweep_takes_it_too(name):
    assert name in [option.name for option in main.commands["sweep"].params]


@pytest.mark.parametrize("name", [name for name, setting in OPTIONS.items() if setting.interval])
def test_a_number_out_of_its_interval_is_refused_with_an_example_that_is_in_it(name):
    with pytest.raises(ValueError, match=r" must be (0 or more|1 or more|a positive number), not -1.*; try ") as caught:
        specify("bowl", **{name: -1})
    flag, example = str(caught.value).split("; try ")[1].split()
    assert flag == as_flag(name)
    assert OPTIONS[name].holds(float(example))


@pytest.mark.parametrize("name", [name for name, setting in OPTIONS.items() if setting.type is int])
def test_a_count_that_is_not_whole_is_refused(name):
    with pytest.raises(ValueError, match=rf"^{name} must be a whole number, not 2\.5$"):
        specify("bowl", **{name: 2.5})
