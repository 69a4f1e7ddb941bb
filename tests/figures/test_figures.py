"""What holds for every figure of every run that it fits."""

from itertools import cycle, product
from pathlib import Path

import numpy as np
import pytest
from houses import shades_in, usual_in, write_house

from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.runs.parcel import carried
from gdviz.runs.run import Run, load
from gdviz.style.brand import brand
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK, LIGHT

RUNS = (
    "bowl",
    "bowl-diverged",
    "valley",
    "parabola",
    "line",
    "blobs",
    "one-step",
    "no-step",
    "thinned",
    "nudged",
    "study",
    "network",
)


def one_for(figure: str, drawn: dict[str, Run]) -> Run:
    """Return a run that the figure can draw, the blobs where it can."""
    return next(drawn[name] for name in ("blobs", *RUNS) if not FIGURES[figure].fits(drawn[name]))


RACES = (("bowl", "bowl-adam", "bowl-diverged"), ("blobs", "blobs-slow"))
# Several runs have the most words, and are put on pages wide and tall; a lone run on the smallest. Words on pages of
# every shape are what test_layouts.py looks at.
WIDE, TALL, SMALL = (640, 360), (400, 600), (480, 270)
PAGES = [*product(RACES, [WIDE, TALL]), ((), SMALL), ((), TALL), (("valley",), SMALL), (("moons",), TALL)]


@pytest.mark.parametrize(("figure", "name"), list(product(FIGURES, RUNS)))
def test_a_figure_draws_every_run_it_fits_and_refuses_the_others(figure: str, name: str, drawn: dict[str, Run]) -> None:
    run, clip = drawn[name], Clip(320, 180, 10, 1.0)
    if FIGURES[figure].fits(run):
        with pytest.raises(ValueError, match=r"figures that can: "):
            FIGURES[figure].film([run], LIGHT, clip)
        return
    film = FIGURES[figure].film([run], LIGHT, clip)
    assert len(film) == 10
    for frame in (film[0], film[5], film[9]):
        assert frame.shape == (180, 320, 3)
        assert frame.dtype == np.uint8


@pytest.mark.parametrize(("figure", "names"), list(product(FIGURES, RACES)))
def test_several_runs_are_drawn_in_one_picture(figure: str, names: tuple[str, ...], drawn: dict[str, Run]) -> None:
    runs = [drawn[name] for name in names]
    if not FIGURES[figure].fits(runs[0]):
        film = FIGURES[figure].film(runs, DARK, Clip(320, 180, 10, 1.0))
        assert len({film[0].tobytes(), film[9].tobytes()}) == 2


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("size", [(333, 777), (201, 200)])
def test_any_size_is_met_to_the_pixel(figure: str, size: tuple[int, int], drawn: dict[str, Run]) -> None:
    film = FIGURES[figure].film([one_for(figure, drawn)], LIGHT, Clip(*size, fps=10, seconds=0.1))
    assert film[0].shape == (size[1], size[0], 3)


@pytest.mark.parametrize("figure", FIGURES)
def test_a_dark_page_has_the_colour_of_its_theme(figure: str, drawn: dict[str, Run]) -> None:
    frame = FIGURES[figure].film([one_for(figure, drawn)], DARK, Clip(240, 135, 10, 0.1))[0]
    np.testing.assert_array_equal(frame[0, 0], np.rint(255 * rgb(DARK.background)))


@pytest.mark.layouts
@pytest.mark.parametrize(("figure", "theme"), list(zip(FIGURES, cycle(["light", "dark"]), strict=False)))
def test_a_house_s_colours_are_all_that_is_drawn(
    figure: str, theme: str, drawn: dict[str, Run], tmp_path: Path
) -> None:
    style = brand(write_house(tmp_path))[theme]
    frame = FIGURES[figure].film([one_for(figure, drawn)], style, Clip(400, 225, 10, 0.1))[0]
    shades = shades_in(frame)
    assert "#" + bytes(frame[0, 0]).hex() == style.background
    assert style.ink in shades
    # A sweep has the colours of the field alone.
    assert figure == "sweep" or shades & {style.accent, *(look.color for look in style.series), *style.classes}
    assert not usual_in(frame)


@pytest.mark.parametrize("figure", FIGURES)
def test_runs_of_different_problems_are_refused(figure: str, drawn: dict[str, Run]) -> None:
    with pytest.raises(ValueError, match="one problem, not of bowl, logistic"):
        FIGURES[figure].film([drawn["bowl"], drawn["blobs"]], LIGHT, Clip(480, 270, 10, 1.0))


@pytest.mark.parametrize(("names", "size"), PAGES, ids=str)
@pytest.mark.parametrize("figure", FIGURES)
def test_nothing_is_cut_off_at_the_edge_of_the_page(
    figure: str, names: tuple[str, ...], size: tuple[int, int], drawn: dict[str, Run]
) -> None:
    runs = [drawn[name] for name in names] or [one_for(figure, drawn)]
    if FIGURES[figure].fits(runs[0]):
        return
    film = FIGURES[figure].film(runs, LIGHT, Clip(*size, fps=10, seconds=2))
    for frame in (film[0], film[10], film[19]):
        edges = (frame[:2], frame[-2:], frame[:, :2], frame[:, -2:])
        assert all((edge == np.rint(255 * rgb(LIGHT.background))).all() for edge in edges)


@pytest.mark.parametrize("figure", FIGURES)
def test_what_stands_still_is_the_same_in_every_frame(figure: str, drawn: dict[str, Run]) -> None:
    film = FIGURES[figure].film([one_for(figure, drawn)], LIGHT, Clip(480, 270, 10, 4.0))
    title = (slice(0, 30), slice(0, 200))
    first = film[0][title]
    assert all((film[i][title] == first).all() for i in (7, 20, 39))
    assert (film[39] == film[30]).all(), "the clip ends with stillness"
    assert (film[0] == film[4]).all(), "the clip begins with stillness"


@pytest.mark.parametrize("figure", FIGURES)
def test_a_frame_does_not_depend_on_those_drawn_before(figure: str, drawn: dict[str, Run]) -> None:
    film = FIGURES[figure].film([one_for(figure, drawn)], LIGHT, Clip(320, 180, 10, 2.0))
    forth = {i: film[i].copy() for i in range(0, 20, 3)}
    assert all((film[i] == forth[i]).all() for i in reversed(forth))


@pytest.mark.layouts
@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_that_has_been_set_up_has_looked_at_all_that_it_paints(figure: str, drawn: dict[str, Run]) -> None:
    # So others can paint it who are sent that alone.
    run, clip = load(one_for(figure, drawn).path), Clip(160, 120, 10, 0.4)
    film = FIGURES[figure].film([run], LIGHT, clip)
    elsewhere = FIGURES[figure].film([carried(run, small=0)], LIGHT, clip)
    for number in (0, 1, 3):
        np.testing.assert_array_equal(elsewhere[number], film[number])
