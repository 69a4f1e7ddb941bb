"""How numbers are written in pictures."""

import pytest

from gdviz.style.numerals import tick


@pytest.mark.parametrize(
    ("value", "digits", "words"),
    [
        (0.1 + 0.2, 6, "0.3"),
        (-2.0, 6, "−2"),
        (63.41907, 4, "63.42"),
        (175_432.0, 3, "175000"),
        (6.667e-06, 4, "6.667e−6"),
        (1e7, 6, "1e7"),
        (-0.00012345, 2, "−0.00012"),
    ],
)
def test_a_number_is_as_short_as_its_digits_allow(value: float, digits: int, words: str) -> None:
    assert tick(value, digits) == words
