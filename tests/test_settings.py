"""Settings: declared in a signature, converted from text, checked, and named in the error."""

import json
from typing import Annotated

import pytest

from gdviz.settings import Setting, configure, settings_of


def factory(
    X: object = None,  # noqa: N803
    *,
    rate: Annotated[float, Setting("how fast", "(0, 1]")] = 0.5,
    count: Annotated[int, Setting("how many", "[1, inf)")] = 3,
    shift: Annotated[float, Setting("any number")] = 0.0,
    form: Annotated[str, Setting("which form", choices=("torch", "keras"))] = "torch",
    centred: Annotated[bool, Setting("whether centred")] = False,
    turn: Annotated[float | None, Setting("where from", "[0, 360]")] = None,
    which: Annotated[str | None, Setting("any name")] = None,
    plain: int = 1,
) -> None:
    """Take options of every type."""


SETTINGS = settings_of(factory)


def test_signature_declares_the_settings():
    assert list(SETTINGS) == ["rate", "count", "shift", "form", "centred", "turn", "which"]
    assert (SETTINGS["rate"].type, SETTINGS["rate"].default, SETTINGS["rate"].interval) == (float, 0.5, "(0, 1]")
    assert (SETTINGS["count"].type, SETTINGS["count"].default) == (int, 3)
    assert (SETTINGS["form"].type, SETTINGS["form"].choices) == (str, ("torch", "keras"))
    assert (SETTINGS["centred"].type, SETTINGS["centred"].default) == (bool, False)


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("rate", 1, 1.0),
        ("rate", "0.25", 0.25),
        ("rate", "1e-300", 1e-300),
        ("count", "7", 7),
        ("count", 7.0, 7),
        ("count", "1e3", 1000),
        ("shift", "-1e9", -1e9),
        ("form", "keras", "keras"),
        ("centred", "true", True),
        ("centred", "No", False),
        ("centred", True, True),
        ("centred", 0, False),
        ("which", "weight 1", "weight 1"),
        ("which", 3.2, "3.2"),
    ],
)
def test_text_and_values_are_converted_to_the_declared_type(name, given, value):
    converted = SETTINGS[name].convert(name, given)
    assert converted == value
    assert type(converted) is type(value)


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("rate", 0, r"^rate=0 is not a number in \(0, 1\]; for example rate=0\.5$"),
        ("rate", 1.0001, r"^rate=1\.0001 is not a number in \(0, 1\]"),
        ("rate", float("nan"), "^rate=nan is not a number"),
        ("rate", "quick", "^rate=quick is not a number"),
        ("rate", "", "^rate= is not a number"),
        ("rate", None, "^rate=None is not a number"),
        ("rate", [0.5], r"^rate=\[0\.5\] is not a number"),
        ("rate", 1j, "is not a number"),
        ("count", 0, r"^count=0 is not a whole number in \[1, inf\); for example count=3$"),
        ("count", 2.5, r"^count=2\.5 is not a whole number"),
        ("count", float("inf"), "^count=inf is not a whole number"),
        ("shift", "inf", r"^shift=inf is not a number; for example shift=0\.0$"),
        ("form", "optax", "^form=optax is not torch or keras; for example form=torch$"),
        ("form", 3, "^form=3 is not torch or keras"),
        ("centred", "perhaps", "^centred=perhaps is not true or false; for example centred=false$"),
        ("centred", 2, "^centred=2 is not true or false"),
        ("which", [3], r"^which=\[3\] is not text or auto; for example which=auto$"),
    ],
)
def test_what_is_not_allowed_is_refused_by_name_with_an_example(name, given, message):
    with pytest.raises(ValueError, match=message):
        SETTINGS[name].convert(name, given)


@pytest.mark.parametrize(
    ("interval", "inside", "outside"),
    [
        ("[0, 1]", [0, 0.5, 1], [-1e-12, 1 + 1e-12]),
        ("(0, 1)", [1e-300, 1 - 1e-12], [0, 1]),
        ("[0, 1)", [0, 0.999], [1, -1]),
        ("(-inf, 0]", [0, -1e308], [1e-300]),
        ("[1, 1e6]", [1, 1e6], [0.9, 1e6 + 1]),
    ],
)
def test_ends_of_an_interval_belong_to_it_or_not(interval, inside, outside):
    setting = Setting("", interval, default=0.5)
    assert [setting.convert("x", value) for value in inside] == inside
    for value in outside:
        with pytest.raises(ValueError, match="is not a number in"):
            setting.convert("x", value)


def test_configure_fills_in_the_defaults():
    assert configure(SETTINGS, {"count": "4"}, owner="this") == {
        "rate": 0.5,
        "count": 4,
        "shift": 0.0,
        "form": "torch",
        "centred": False,
        "turn": None,
        "which": None,
    }


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"raet": 1}, r"problem 'x' has no setting 'raet'; did you mean 'rate'\? it takes rate, count, shift, form"),
        ({"zzz": 1}, r"problem 'x' has no setting 'zzz'; it takes rate, count"),
        ({"rate": 1, "plain": 2}, "has no setting 'plain'"),
        ({"X": 2}, "has no setting 'X'"),
        ({"rate": 2}, "rate=2 is not a number"),
    ],
)
def test_configure_refuses_unknown_names_and_bad_values(given, message):
    with pytest.raises(ValueError, match=message):
        configure(SETTINGS, given, owner="problem 'x'")


def test_configure_says_when_there_is_nothing_to_set():
    with pytest.raises(ValueError, match="problem 'x' has no setting 'rate'; it takes no settings"):
        configure({}, {"rate": 1}, owner="problem 'x'")


def test_settings_can_be_written_as_json():
    described = json.loads(json.dumps({name: setting.described() for name, setting in SETTINGS.items()}))
    assert described["rate"] == {
        "default": 0.5,
        "allowed": "a number in (0, 1]",
        "type": "float",
        "meaning": "how fast",
    }
    assert described["form"]["allowed"] == "torch or keras"


@pytest.mark.parametrize(("given", "value"), [("auto", None), (None, None), ("30", 30.0), (0, 0.0)])
def test_setting_may_be_left_to_be_chosen_by_itself(given, value):
    assert SETTINGS["turn"].type is float
    assert SETTINGS["turn"].convert("turn", given) == value
    assert configure(SETTINGS, {}, owner="it")["turn"] is None
    assert SETTINGS["turn"].described() == {
        "default": "auto",
        "allowed": "a number in [0, 360] or auto",
        "type": "float",
        "meaning": "where from",
    }


@pytest.mark.parametrize("given", ["361", "nan", "Auto", ""])
def test_what_is_neither_a_number_in_range_nor_auto_is_refused(given):
    with pytest.raises(ValueError, match=r"a number in .* or auto; for example turn=auto"):
        SETTINGS["turn"].convert("turn", given)


def test_other_settings_cannot_be_left_open():
    with pytest.raises(ValueError, match="rate=auto is not a number"):
        SETTINGS["rate"].convert("rate", "auto")


def test_lists_of_text_are_settings_too():
    def takes(
        *,
        names: Annotated[tuple[str, ...], Setting("any")] = (),
        some: Annotated[tuple[str, ...] | None, Setting("any")] = None,
        needed: Annotated[int, Setting("a number")],
    ) -> None:
        """Take lists."""

    found = settings_of(takes)
    assert [(setting.type, setting.default) for setting in found.values()] == [(tuple, ()), (tuple, None), (int, None)]
    assert found["names"].plain(("a", "b")) == ["a", "b"]
    assert found["some"].plain(None) is None


def test_a_number_is_checked_without_being_converted():
    setting = Setting("", "(0, inf)", title="learning rate", type=float)
    setting.check("lr", 1e300)
    with pytest.raises(ValueError, match=r"^the learning rate must be a positive number, not nan; try --lr 0\.31$"):
        setting.check("lr", float("nan"), example="0.31")
    with pytest.raises(ValueError, match=r"^tol_step must be 0 or more, not inf; try --tol-step 1e-6$"):
        Setting("", "[0, inf)", example="1e-6").check("tol_step", float("inf"))
    Setting("", "[1, inf)", type=int).check("every", 10**400)
    with pytest.raises(ValueError, match=r"^every must be a whole number, not '3'$"):
        Setting("", type=int).check_whole("every", "3")
    Setting("").check_whole("rate", 0.5)
