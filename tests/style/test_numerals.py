"""How numbers are written in pictures."""

import numpy as np
import pytest

from gdviz.style.numerals import number, short, steady, tick


@pytest.mark.parametrize(
    ("value", "digits", "words"),
    [
        (0.1 + 0.2, 6, "0.3"),
        (-2.0, 6, "−2"),
        (63.41907, 4, "63.42"),
        (175_432.0, 3, "175,000"),
        (6.667e-06, 4, "6.667e−6"),
        (1e7, 6, "1e7"),
        (-0.00012345, 2, "−0.00012"),
    ],
)
def test_a_tick_is_as_short_as_its_digits_allow(value: float, digits: int, words: str) -> None:
    assert tick(value, digits) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0.000"),
        (3.0, "3.000"),
        (-54.718, "−54.72"),
        (1778.4, "1,778"),
        (99_999.4, "99,999"),
        (0.02, "0.02000"),
        (0.001, "0.00100"),
        (0.000999, "9.99e−4"),
        (1e5, "1.00e5"),
        (-2.5e-12, "−2.50e−12"),
        (np.inf, "∞"),
        (-np.inf, "−∞"),
        (np.nan, "NaN"),
    ],
)
def test_a_readout_has_four_significant_digits(value: float, words: str) -> None:
    assert number(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (9999.0, "9,999"),
        (10_000.0, "10,000"),
        (-175_000.0, "−175,000"),
        (1e6, "1M"),
        (2.5e9, "2.5G"),
        (1e12, "1e12"),
        (0.25, "0.25"),
        (0, "0"),
        (0.5, "0.5"),
        (5000, "5,000"),
        (2e5, "200,000"),
        (-15000, "−15,000"),
        (2.5e6, "2.5M"),
        (1e15, "1e15"),
    ],
)
def test_thousands_are_parted_and_millions_have_their_letters(value: float, words: str) -> None:
    assert short(value) == words


def test_a_series_is_written_with_the_decimals_of_its_largest() -> None:
    words = steady(np.array([12.0, -0.5, np.nan, np.inf]))
    assert [words(value) for value in (12.0, -0.5, -1e-9, np.nan)] == ["12.000", "−0.500", "0.000", ""]
    assert steady(np.array([0.25]), digits=3)(0.25) == "0.250"
    assert steady(np.array([123_456.0]))(123_456.4) == "123,456"


def test_a_value_far_beyond_its_series_is_written_as_a_readout() -> None:
    words = steady(np.array([12.0]))
    assert words(9999.0) == "9,999.000"
    assert words(1e6) == number(1e6) == "1.00e6"


@pytest.mark.parametrize("values", [[], [np.nan], [1e-4], [1e6]], ids=str)
def test_a_series_too_small_or_too_large_for_decimals_is_written_as_readouts(values: list[float]) -> None:
    assert steady(np.array(values)) is number
