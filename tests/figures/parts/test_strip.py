"""A strip's page: every part where it belongs, on pixels and as vectors, and words once."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.figures.parts.canvas import Canvas
from gdviz.figures.parts.strip import StripPage, strip_of
from gdviz.problems import load_data
from gdviz.rendering.options import styled
from gdviz.runs.run import Run

CLIP = Clip(400, 225, 25, 6.0)
FAR: dict[str, Any] = {"start": [120_000.0, 150_000.0], "domain": [100_000.0, 600_000.0, 100_000.0, 400_000.0]}


def page_of(name: str, runs: list[Run], count: int, **looks: Any) -> StripPage:
    moments = CLIP.at(np.linspace(0, 1, count), runs)
    return strip_of(FIGURES[name], runs, styled(**looks), CLIP, moments)


@pytest.fixture(scope="module")
def runs(solved_once: Any) -> list[Run]:
    return [solved_once("bowl", "momentum", steps=30)]


def test_each_picture_is_that_of_its_moment_and_the_title_stands_once(runs: list[Run]) -> None:
    page = page_of("contour", runs, 5)
    pixels = page.pixels()
    assert pixels.shape[1] == 800
    words = []
    for cell, painter, moment in page._cells:
        assert isinstance(painter, Canvas)
        high = len(pixels) - cell.low
        shown = pixels[high - cell.excerpt.height : high, cell.left : cell.left + cell.excerpt.width]
        np.testing.assert_array_equal(shown, painter(moment))
        words += [text.get_text() for text in painter.figure.texts]
    assert [text for text in words if text.startswith("step")] == ["step 0", "step 7", "step 15", "step 22", "step 30"]
    assert words.count("Quadratic bowl") == 1


def test_numbers_and_names_of_axes_are_shared(runs: list[Run]) -> None:
    pictures: list[Any] = [one for cell, one, _ in page_of("contour", runs, 3)._cells if cell.excerpt.part == "picture"]
    for picture, is_named in zip(pictures, (True, False, True), strict=True):
        (axes,) = picture.figure.axes
        assert axes.yaxis.label.get_visible() == is_named
        assert all(tick.label1.get_visible() == is_named for tick in axes.yaxis.get_major_ticks())


def test_a_transparent_strip_is_clear_and_another_has_the_page_s_colour(runs: list[Run]) -> None:
    clear, dark = page_of("contour", runs, 2, transparent=True).pixels(), page_of("contour", runs, 2, theme="dark")
    assert clear.shape[2] == 4
    assert clear[0, -1, 3] == 0
    assert dark.pixels()[0, -1].tolist() == [int(styled("dark").background[i : i + 2], 16) for i in (1, 3, 5)]


@pytest.mark.parametrize("suffix", [".svg", ".pdf"])
def test_a_strip_of_vectors_is_written_to_the_same_bytes(suffix: str, runs: list[Run], tmp_path: Path) -> None:
    made = []
    for i in range(2):
        path = tmp_path / f"{i}{suffix}"
        page_of("contour", runs, 2).print(path)
        made.append(path.read_bytes())
    assert made[0] == made[1]


def test_long_titles_and_long_numbers_stay_on_the_page(solved_once: Any) -> None:
    run = solved_once("function", function="((x-3e5)/1e5)**2 + ((y-2e5)/1e5)**2", lr=1e9, steps=5, **FAR)
    page = page_of("contour", [run], 3, title="How far down a long and narrow valley gradient descent comes " * 2)
    for cell, painter, moment in page._cells:
        assert isinstance(painter, Canvas)
        painter(moment)
        (axes, *_) = painter.figure.axes or (None,)
        ticks = axes.xaxis.get_ticklabels() if axes is not None and cell.excerpt.part == "picture" else []
        for text in (*painter.figure.texts, *ticks):
            if text.get_text() and text.get_visible():
                box = text.get_window_extent(painter.renderer)
                assert 0 <= box.x0 <= box.x1 <= cell.excerpt.width


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("title", [None, ""])
@pytest.mark.parametrize("name", ["contour", "race", "surface"])
def test_its_heading_says_how_far_to_trust_the_plane_of_its_runs(
    name: str, title: str | None, count: int, solved_once: Any
) -> None:
    runs = [solved_once("mlp", "adam", data=load_data("moons"), steps=12)] * count
    page = page_of(name, runs, 2, title=title)
    heading: Any = page._cells[0][1]
    words = [text.get_text() for text in heading.figure.texts]
    whose = "the path's" if count == 1 else "each path's"
    (said,) = [one for one in words if "variance" in one]
    assert f"of {whose} variance; at most " in said or "% of variance; at most" in said
    boxes = [text.get_window_extent() for text in heading.figure.texts if text.get_text()]
    assert not any(one.overlaps(other) for place, one in enumerate(boxes) for other in boxes[:place])
    assert all(0 <= box.y0 < box.y1 <= heading.figure.bbox.y1 + 1 for box in boxes)


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize(
    ("name", "problem", "options"),
    [("fit", "polynomial", {"settings": {"degree": 4}}), ("fit", "line", {}), ("contour", "bowl", {})],
)
def test_what_its_heading_says_is_on_its_page(
    name: str, problem: str, options: Any, count: int, solved_once: Any
) -> None:
    run = solved_once(problem, "adam", steps=12, **options)
    told = run.manifest | {"survey": {"plane": "parameters", "batches": 4, "batchnorm": "eval"}}
    page = page_of(name, [Run(run.path, told, run.arrays)] * count, 2)
    heading: Any = page._cells[0][1]
    boxes = [text.get_window_extent() for text in heading.figure.texts if text.get_text()]
    assert all(0 <= box.y0 < box.y1 <= heading.figure.bbox.y1 + 1 for box in boxes)
