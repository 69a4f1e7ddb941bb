"""The gallery: complete, small, and what its recipes make today."""

import runpy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from gdviz.cli.make import make_recipe
from gdviz.recipes.book import RECIPES

HOME = Path(__file__).parents[2] / "renders" / "gallery"
GENERATE = runpy.run_path(str(HOME / "generate.py"))
# Quick ones, of different figures and formats; a text too.
SAMPLE = ["blobs-loss", "parabola", "line-path", "one-step", "regression-table", "turning-line"]


def frames(path: Path) -> Iterator[np.ndarray]:
    """Yield the decoded frames of a picture, shape (height, width, 3)."""
    with av.open(path) as container:
        yield from (frame.to_ndarray(format="rgb24").astype(np.int16) for frame in container.decode(video=0))


def test_the_page_is_what_the_recipes_say():
    assert GENERATE["PAGE"].read_text(encoding="utf-8") == GENERATE["page"](), "make gallery"


def test_the_gallery_holds_what_the_recipes_show_and_nothing_else():
    shown = {GENERATE["kept"](file) for recipe in RECIPES.values() for file in GENERATE["shown"](recipe)}
    assert {file.name for file in HOME.iterdir()} - {"__pycache__"} == shown | {
        "README.md",
        "generate.py",
        *GENERATE["TRAININGS"],
    }


def test_the_gallery_is_small():
    sizes = [file.stat().st_size for file in HOME.iterdir() if file.is_file()]
    assert max(sizes) < 1.5e6
    assert sum(sizes) < 8e6


def is_alike(here: str, there: str) -> bool:
    """Return whether two words are the same, numbers to eleven digits: the last hang on a processor's order of sums."""
    try:
        return float(here) == pytest.approx(float(there), rel=1e-11)
    except ValueError:
        return here.strip("-") == there.strip("-")


@pytest.mark.parametrize("name", SAMPLE)
def test_a_recipe_makes_the_picture_that_the_gallery_shows(name, tmp_path):
    file = next(iter(RECIPES[name].pictures))
    made = [made.path for made in make_recipe(GENERATE["cut"](replace(RECIPES[name], shown=1)), tmp_path)]
    assert made[-1] == tmp_path / file
    if file.endswith(".txt"):
        here, there = (path.read_text(encoding="utf-8").split() for path in (made[-1], HOME / file))
        assert len(here) == len(there)
        assert all(map(is_alike, here, there))
        return
    apart = [np.abs(here - there) for here, there in zip(frames(made[-1]), frames(HOME / file), strict=True)]
    # Other processors round a colour otherwise here and there; nothing that one could see.
    assert np.mean([one.mean() for one in apart]) < 0.5
    assert np.mean([(one > 32).mean() for one in apart]) < 1e-3
