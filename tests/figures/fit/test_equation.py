"""The equation of the moment."""

import numpy as np
from pages import FitPage

from gdviz.figures.fit.equation import FittedEquation
from gdviz.runs.run import Run


def test_the_equation_is_as_long_at_every_step_but_for_the_digits_of_its_first_number(runs: dict[str, Run]) -> None:
    for name in ("article", "slope", "polynomial", "houses"):
        page = FitPage([runs[name]])
        text = page.all(FittedEquation)[0].artists[0]
        lengths = set()
        for step in np.linspace(0, runs[name].steps, 12):
            page.at(step)
            first = text.words.split("= ")[1].split()[0]
            lengths.add(len(text.words) - len(first.removeprefix("−")))
        assert len(lengths) == 1, name
        assert text.width(text.words) <= page.points.bbox.width * 72 / page.canvas.figure.dpi


def test_the_equation_says_minus_for_what_is_taken_away(runs: dict[str, Run]) -> None:
    page = FitPage([runs["article"]])
    page.at(750)
    intercept, slope = runs["article"].params[750]
    assert page.words == f"y = {slope:.2f} x − {-intercept:.3f}"


def test_powers_are_raised_and_an_equation_too_long_is_left_out(runs: dict[str, Run]) -> None:
    page = FitPage([runs["polynomial"]])
    page.at(0)
    assert " t² " in page.words
    assert page.words.endswith(" t⁵")
    assert FitPage([runs["long"]]).all(FittedEquation)[0].artists == ()
