"""A package shows names of other modules, and loads them when they are asked for."""

import math

import pytest

from gdviz.faces import face


def test_a_name_is_loaded_from_its_home():
    load, _ = face("shop", {"sqrt": "math"})
    assert load("sqrt") is math.sqrt


def test_a_name_without_a_home_is_no_attribute():
    load, _ = face("shop", {"sqrt": "math"})
    with pytest.raises(AttributeError, match=r"module 'shop' has no attribute 'sqr'"):
        load("sqr")


def test_what_is_shown_is_listed_and_nothing_else():
    _, names = face("shop", {"sqrt": "math", "pi": "math"}, beside=("opened",))
    assert names() == ["opened", "pi", "sqrt"]
