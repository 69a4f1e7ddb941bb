"""Numbers in languages."""

import pytest

from gdviz.languages import Language, speaking
from gdviz.languages.numbers import localized, signs_of
from gdviz.style.numerals import grouped, number, per_cent, tick


@pytest.mark.parametrize(
    ("name", "expected"),
    [("en", "−1,234.5"), ("de", "−1.234,5"), ("fr", "−1\u202f234,5"), ("es", "−1.234,5"), ("zh", "−1,234.5")],
)
def test_each_has_its_signs(name, expected):
    with speaking(Language(name)):
        assert localized("−1,234.5") == expected


def test_pictures_write_numbers_in_the_language_that_is_spoken():
    with speaking(Language("de")):
        assert (number(0.5), number(1234.5), number(1.5e-9), tick(12345.0)) == ("0,5000", "1.234", "1,50e−9", "12.345")
    assert number(0.5) == "0.5000"


def test_counts_and_percentages_are_written_in_the_language_that_is_spoken():
    assert (grouped(1234.9999999), grouped(0.5), per_cent(12.34, 1)) == ("1,235", "0", "12.3%")
    with speaking(Language("fr")):
        assert (grouped(1234), per_cent(12.34, 1)) == ("1\u202f234", "12,3\u00a0%")


def test_signs_are_known_by_name():
    assert signs_of("en") == (".", ",")
    assert signs_of("de") == (",", ".")
