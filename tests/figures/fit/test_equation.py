"""The equation of the moment."""

from collections.abc import Callable

import numpy as np
from pages import FitPage

from gdviz.figures.fit.equation import FittedEquation, steadily
from gdviz.runs.data import Data
from gdviz.runs.run import Run


def test_the_equation_is_as_long_at_every_step_but_for_its_first_number(runs: dict[str, Run]) -> None:
    for name in ("article", "slope", "polynomial", "houses"):
        page = FitPage([runs[name]])
        text = page.all(FittedEquation)[0].artists[0]
        lengths = set()
        for step in np.linspace(0, runs[name].steps, 12):
            page.at(step)
            first = text.words.split("= ")[1].split()[0]
            lengths.add(len(text.words) - len(first))
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


def test_a_first_number_keeps_room_for_a_minus_that_comes_and_goes_and_has_no_gap_for_one_that_went() -> None:
    once = steadily(np.array([-1.5, 0.2, 0.5]), 4, leads=True)
    assert [once(value) for value in (-1.5, 0.5)] == ["−1.500", "0.500"]
    often = steadily(np.array([-1.5, 1.2, -0.9, 0.7, -0.5]), 4, leads=True)
    assert [often(value) for value in (-1.5, 0.7)] == ["−1.500", "\u20070.700"]


def test_the_start_in_the_key_has_the_numbers_of_the_equation_at_step_0(runs: dict[str, Run]) -> None:
    page = FitPage([runs["article"]])
    page.at(0)
    (equation,) = page.all(FittedEquation)
    assert equation.write_start(("y", "x")) == page.words == "y = 0.27 x + 0.637"


def test_a_start_too_small_for_the_places_of_the_equation_is_written_as_it_is(solved_once: Callable[..., Run]) -> None:
    x = np.linspace(1, 20, 12)
    run = solved_once("line", data=Data.of(x, 30_000.0 * x), lr=1e-3, steps=200, start=[0.62, 0.27])
    (equation,) = FitPage([run]).all(FittedEquation)
    assert equation.write_start(("y", "x")).split()[2] in ("0.27", "0.62")
