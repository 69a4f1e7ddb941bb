"""A package shows names of other modules, and loads them when they are asked for."""

import math

import pytest

from gdviz.faces import face


def test_a_name_is_loaded_from_its_home():
    assert face("shop", {"sqrt": "math"})("sqrt") is math.sqrt


def test_a_name_without_a_home_is_no_attribute():
    with pytest.raises(AttributeError, match=r"module 'shop' has no attribute 'sqr'"):
        face("shop", {"sqrt": "math"})("sqr")
