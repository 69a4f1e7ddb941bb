"""Cells: what is a number, a date, or nothing, and what is said of the rest."""

import pytest

from gdviz.problems.table_cells import (
    commas_in,
    days_of,
    dressed,
    is_missing,
    is_sound,
    is_value,
    looks_like_date,
    number_in,
    undressed,
    with_point,
)


@pytest.mark.parametrize(
    ("cell", "number"), [("1", 1.0), (" -2.5e3", -2500.0), ("−5", -5.0), ("1_0", None), ("", None), ("1,5", None)]
)
def test_numbers(cell, number):
    assert number_in(cell) == number


def test_missing_values():
    assert all(is_missing(cell) for cell in ("", "NA", "n/a", "NaN", "null", "?", "-", "<NA>"))
    assert not is_missing("-", among_numbers=False)
    assert not any(is_missing(cell) for cell in ("0", "none", "no"))


@pytest.mark.parametrize(
    ("cells", "are_all", "are_certain"),
    [
        (["1,5", "2"], True, True),
        (["25,000", "3,125"], True, False),
        (["25,000", "3,12"], True, True),
        (["0,125"], True, True),
        (["1,5", "2.5"], False, False),
        (["1,5", "word"], False, False),
        (["1", "2"], False, False),
        (["1,000,000"], False, False),
    ],
)
def test_commas_are_decimal_by_what_the_column_holds(cells, are_all, are_certain):
    found = commas_in(cells)
    assert (found.are_all, found.are_certain) == (are_all, are_certain)


def test_with_point():
    assert [with_point(cell) for cell in ("1,5", "-2,25e1", ",5", "3,")] == [1.5, -22.5, 0.5, 3.0]


@pytest.mark.parametrize(
    ("cells", "units", "values"),
    [
        (["25,000", "1,200.5"], ["", ""], [25000.0, 1200.5]),
        (["54 m²", "60m2", "12"], ["m²", "m2", ""], [54.0, 60.0, 12.0]),
        (["$1,200", "-$3"], ["$", "$"], [1200.0, -3.0]),
        (["$1,200", "€ 3"], ["$", "€"], [1200.0, 3.0]),
        (["12 %", "13%"], ["%", "%"], [12.0, 13.0]),
        (["1 234,5", "2\u00a0000,25"], ["", ""], [1234.5, 2000.25]),
        (["1.234,5", "2.000,25"], ["", ""], [1234.5, 2000.25]),
        (["1'234.5"], [""], [1234.5]),
        (["100 USD", "EUR 7"], ["USD", "EUR"], [100.0, 7.0]),
        (["−5 °C"], ["°C"], [-5.0]),
        (["1,5 km", "2,25 km"], ["km", "km"], [1.5, 2.25]),
    ],
)
def test_dressed_numbers_lose_their_signs(cells, units, values):
    found = [dressed(cell) for cell in cells]
    assert [each.unit for each in found] == units
    assert undressed(found, decimal_comma=False) == values


def test_commas_of_dressed_numbers_are_decimal_where_the_table_has_such():
    found = [dressed("25,000 kg")]
    assert undressed(found, decimal_comma=False) == [25000.0]
    assert undressed(found, decimal_comma=True) == [25.0]
    assert undressed([dressed("1,200.5"), dressed("1.200,5")], decimal_comma=False) == 1


@pytest.mark.parametrize("cell", ["word", "", "12,34,5", "1.2.3", "a 5", "5;6", "$5 kg", "--5"])
def test_what_is_no_number_in_a_dress(cell):
    assert dressed(cell) is None


@pytest.mark.parametrize(
    ("cells", "days", "first"),
    [
        (["2020-01-01", "2020-01-03", "2019-12-31"], [1.0, 3.0, 0.0], "2019-12-31"),
        (["2020/1/1", "2020/2/1"], [0.0, 31.0], "2020-01-01"),
        (["2020-01", "2020-03"], [0.0, 60.0], "2020-01-01"),
        (["2020-01-01 06:00", "2020-01-01T18:00:00"], [0.0, 0.5], "2020-01-01 06:00:00"),
        (["2020-01-01T00:00:00Z", "2020-01-01T00:00:00+12:00"], [0.5, 0.0], "2019-12-31 12:00:00+00:00"),
        (["31.12.2019", "1.1.2020"], [0.0, 1.0], "2019-12-31"),
        (["1/2/2020", "3/14/2020"], [0.0, 72.0], "2020-01-02"),
        (["14/3/2020", "1/2/2020"], [42.0, 0.0], "2020-02-01"),
    ],
)
def test_dates_are_days_since_the_first(cells, days, first):
    assert days_of(cells) == (days, first)


@pytest.mark.parametrize(
    "cells",
    [["1/2/2020", "3/4/2020"], ["13/2/2020", "2/13/2020"], ["2020-01-01", "word"], ["2020-13-01"], ["word"], []],
)
def test_what_may_be_two_dates_is_none(cells):
    assert days_of(cells) is None


def test_header_or_value():
    assert all(map(is_value, ["1", "1,5", "2020-01-01", "1/2/2020", "$5", "12 %", "nan"]))
    assert not any(map(is_value, ["x", "", "5 star", "x1", "area (m²)"]))
    assert looks_like_date("1.2.2020")
    assert not looks_like_date("1.2")


def test_sound_numbers():
    assert [is_sound(value, 10.0) for value in (10.0, -11.0, float("nan"), float("inf"))] == [True, False, False, False]
