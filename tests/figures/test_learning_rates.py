"""Fields stand in the order of their rates, and what is said below each is true from then on."""

from collections.abc import Callable

import numpy as np
import pytest

from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.parts.lettering import Lettering
from gdviz.runs.run import Run


def captions(paint: Callable, page: Canvas, step: float, count: int) -> list[str]:
    """The words below each field, from left to right and from top to bottom."""
    paint(Moment((float(step),) * count, 0.0))
    lines = [words for words in page.figure.findobj(Lettering) if words.words and words.words[0] not in "ep"]
    places = sorted({(-round(words.at[1] / 40), round(words.at[0])) for words in lines})
    return [
        " ".join(
            words.words
            for words in sorted(lines, key=lambda one: -one.at[1])
            if (-round(words.at[1] / 40), round(words.at[0])) == place
        )
        for place in places
    ]


def test_verdicts_appear_when_they_become_true(rates: dict[str, Run], film) -> None:
    shown = [rates[name] for name in ("bowl-0.5", "bowl-0.1", "bowl-0.3")]
    paint, page = film("learning-rates", shown, Clip(800, 450, 10, 4.0))
    # With f = x^2 / 2 + 5 y^2 / 2, x shrinks by 1 - lr at each step, and y by 1 - 5 lr.
    start = np.array(rates["bowl-0.3"].params[0])
    losses = [0.5 * (start[0] * 0.7**t) ** 2 + 2.5 * (start[1] * (-0.5) ** t) ** 2 for t in range(61)]
    settled = int(np.flatnonzero(np.array(losses) > 1e-3 * losses[0])[-1]) + 1
    assert captions(paint, page, settled - 1, 3)[1].endswith("left")
    assert captions(paint, page, settled, 3)[1] == f"converged at step {settled}"
    assert captions(paint, page, 1, 3)[2].endswith("start")
    assert captions(paint, page, 2, 3)[2] == "left the frame at step 2"
    gone = rates["bowl-0.5"].steps
    assert captions(paint, page, gone, 3)[2] == f"left the frame at step 2, diverged at step {gone}"
    assert captions(paint, page, 2, 3) == captions(paint, page, 2, 3)


def test_rates_are_sorted_and_title_runs_that_differ_in_nothing_else(rates: dict[str, Run], film) -> None:
    _, page = film("learning-rates", [rates[name] for name in ("bowl-0.5", "bowl-0.1", "bowl-cosine", "bowl-0.3")])
    titles = [text for text in page.figure.texts if text.get_text().startswith("lr")]
    places = {text.get_text(): text.get_position() for text in titles}
    # Line by line, and from left to right.
    ranked = sorted(places, key=lambda words: (-places[words][1], places[words][0]))
    assert ranked == [f"lr {rate}" for rate in ("0.1", "0.2 at first", "0.3", "0.5")]


@pytest.mark.parametrize("size", [(800, 450), (400, 600), (640, 480)])
def test_how_a_landscape_is_cut_does_not_change_when_runs_leave_it(size, rates: dict[str, Run], film) -> None:
    shown = [rates["bowl-0.1"], rates["bowl-0.5"]]
    paint, page = film("learning-rates", shown, Clip(*size, 10, 4.0))
    left = Trajectory.of(shown[1], widest(shown)).left
    assert captions(paint, page, left - 0.01, 2)[1] == "above its start"
    assert captions(paint, page, left, 2)[1] == f"left the frame at step {left}"


def test_where_the_page_is_crowded_words_stand_within_fields_and_fields_keep_their_share(
    rates: dict[str, Run], film
) -> None:
    shown = [*rates.values()] * 2
    paint, page = film("learning-rates", shown)
    paint(Moment((60.0,) * 8, 0.0))
    *fields, curves = [axes.get_position() for axes in page.figure.axes]
    assert sum(box.width * box.height for box in (*fields, curves)) >= 0.35
    said = {words.words for words in page.figure.findobj(Lettering)}
    assert "converged" in said
    assert "diverged" in said
    for words in page.figure.findobj(Lettering):
        if words.words in ("converged", "diverged"):
            box = words.get_window_extent().transformed(page.figure.transFigure.inverted())
            assert any(one.x0 <= box.x0 and box.x1 <= one.x1 and one.y0 <= box.y0 <= one.y1 for one in fields)
