"""Where axes are numbered, whatever they show, and how the numbers are written."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdviz.style.ticks import DIGITS, are_powers, round_bent, round_numbers, round_powers, words_of

sizes = st.floats(1e-290, 1e290)
values = st.one_of(sizes, sizes.map(lambda value: -value), st.just(0.0))


@given(values, values, st.integers(1, 8))
def test_two_numbers_or_more_stand_within_an_axis(one: float, other: float, about: int) -> None:
    low, high = sorted((one, other))
    if not high - low > 1e-9 * max(abs(low), abs(high)):
        return
    found = round_numbers(low, high, about)
    assert 2 <= len(found) <= 4 * about + 6
    assert all(low <= value <= high for value in found)
    assert (np.diff(found) > 0).all()


@given(sizes, sizes, st.integers(2, 8))
def test_two_numbers_or_more_stand_within_a_log_axis(one: float, other: float, about: int) -> None:
    low, high = sorted((one, other))
    if not high > 1.01 * low:
        return
    found = round_powers(low, high, about)
    assert 2 <= len(found) <= 4 * about + 6
    assert all(low <= value <= high for value in found)


@given(
    st.floats(1e-200, 1e290),
    st.floats(1e-80, 0.03),
    st.sampled_from([-1.0, 0.0, 0.3]),
    st.booleans(),
    st.integers(2, 8),
)
def test_two_numbers_or_more_stand_within_a_bent_axis(
    most: float, share: float, other: float, flipped: bool, about: int
) -> None:
    low, high = sorted((-most, -other * most)) if flipped else sorted((other * most, most))
    found = round_bent(low, high, share * most, about)
    assert 2 <= len(found) <= 4 * about + 6
    assert all(low <= value <= high for value in found)


@pytest.mark.parametrize(
    ("low", "high", "about", "exponents"),
    [
        (1e-37, 9, 4, [-30, -20, -10, 0]),
        (1e-17, 2e1, 4, [-15, -10, -5, 0]),
        (1e-3, 5e1, 4, [-3, -2, -1, 0, 1]),
        (1e-300, 1, 4, [-300, -200, -100, 0]),
        (2e2, 6e10, 4, [4, 6, 8, 10]),
    ],
)
def test_decades_are_counted_in_round_numbers(low: float, high: float, about: int, exponents: list[int]) -> None:
    assert round_powers(low, high, about) == [float(f"1e{power}") for power in exponents]


def test_a_log_axis_of_few_decades_has_finer_numbers() -> None:
    assert round_powers(2, 30, 4) == [2, 5, 10, 20]
    assert round_powers(3, 4, 4) == [3.0, 3.5, 4.0]


def test_steps_are_whole() -> None:
    assert round_numbers(0, 3, 5, integer=True) == [0, 1, 2, 3]
    assert round_numbers(0, 1, 4, integer=True) == [0, 1]
    assert round_numbers(0, 100_000, 4, integer=True) == [0, 50_000, 100_000]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([0, 50_000, 100_000], ["0", "50k", "100k"]),
        ([0, 5000, 10_000], ["0", "5,000", "10,000"]),
        ([-200_000, -100_000, 0], ["−200k", "−100k", "0"]),
        ([2e6, 4e6], ["2M", "4M"]),
        ([123456.7, 123456.8], ["123,456.7", "123,456.8"]),
        ([0.25, 0.5], ["0.25", "0.5"]),
        ([1e-9, 2e-9], ["1e−9", "2e−9"]),
        ([], []),
    ],
)
def test_numbers_at_an_axis_are_short_and_no_two_alike(values: list[float], words: list[str]) -> None:
    assert words_of(values) == words


def test_where_there_is_room_thousands_are_parted_by_commas() -> None:
    assert words_of([0, 50_000, 100_000], room=9) == ["0", "50,000", "100,000"]


@pytest.mark.parametrize(
    ("values", "words"),
    [([1.0, 1e3], ["1", "1,000"]), ([1e-7, 1e-2, 1e5], ["10⁻⁷", "10⁻²", "10⁵"]), ([-1e20, 0.0], ["−10²⁰", "0"])],
)
@pytest.mark.parametrize("kind", ["log", "asinh"])
def test_powers_of_ten_are_raised_on_a_scale_of_powers(kind: str, values: list[float], words: list[str]) -> None:
    assert words_of(values, kind=kind) == words
    assert not {"⁵", "⁰"} & set("".join(words_of(values)))


def test_numbers_that_differ_in_the_last_digits_are_written_in_full_as_far_as_that_helps() -> None:
    assert len(set(words_of([1 + 1e-10, 1 + 2e-10]))) == 2
    assert max(map(len, words_of([1 + 1e-15, 1 + 2e-15]))) <= DIGITS + 2


@pytest.mark.parametrize(
    ("values", "holds"),
    [([1e-20, 1e-10, 1], True), ([-1e9, -1e4, 0], True), ([0.01, 0.1, 1], False), ([1e5, 2e5], False), ([1e9], False)],
)
def test_powers_of_ten_are_written_as_such_where_some_are_long(values: list[float], holds: bool) -> None:
    assert are_powers(values) is holds


def test_long_powers_of_ten_about_nought_and_mixed_thousands_are_short() -> None:
    assert words_of([-1e4, -100, 0, 100, 1e4], kind="asinh") == ["−10⁴", "−10²", "0", "10²", "10⁴"]
    assert words_of([-1e3, 0, 1e3], kind="asinh") == ["−1,000", "0", "1,000"]
    assert words_of([0, 500_000, 1e6]) == ["0", "500k", "1M"]
