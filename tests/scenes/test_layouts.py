"""Every scene on pages of every shape: words can be read, pictures are large, steps counted, and the end rests."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("manim")

from gdviz.scenes import SCENES
from moments import PAGES, moments_of
from notebook import clipped_to
from paper import Moment
from pseudo import PSEUDO, escaped, in_own_letters, names_in_runs, pseudo_spoken

from gdviz.style.themes import DARK

LONG = "A title of so many words that no page of any shape has room for all of them in a single line, nor in two"
# Runs of recipes.toml for each scene, as few as it shows and three.
CASTS: dict[str, list[list[str]]] = {
    "adam-anatomy": [["bowl-adam"]],
    "basins": [["himmelblau-basins"], ["himmelblau-basins", "himmelblau-beside"]],
    "critical-points": [["near-minimum"], ["near-minimum", "near-maximum", "near-saddle"]],
    "decision-boundary": [["blobs"]],
    "directional-derivative": [["bowl-side"]],
    "learning-rates": [["bowl-slow", "bowl"], ["bowl-slow", "bowl", "bowl-away"]],
    "line-fit": [["line"]],
    "loss-bowl": [["bowl-adam"]],
    "momentum": [["ravine-gd", "ravine-momentum"]],
    "noisy-descent": [["full", "mini"], ["full", "mini", "single"]],
    "optimizer-race": [["valley-gd", "valley-adam"], ["valley-gd", "valley-momentum", "valley-adam"]],
    "tangent-step": [["half-square"]],
}
# As many as it takes, with long names and numbers of six digits: the first so many of a crowd, or these.
CROWDS: dict[str, tuple[str, int | list[int]]] = {
    "adam-anatomy": ("far", [3]),
    "basins": ("basins", 5),
    "critical-points": ("nudged", 4),
    "decision-boundary": ("classes", 1),
    "directional-derivative": ("far", 1),
    "learning-rates": ("rates", 4),
    "line-fit": ("points", 1),
    "loss-bowl": ("far", 1),
    "momentum": ("far", 2),
    "noisy-descent": ("batches", 4),
    "optimizer-race": ("far", 6),
    "tangent-step": ("far-1d", 1),
}
# In the suite each scene is looked at on one page, with a long title.
SAMPLE = {
    "adam-anatomy": "square",
    "basins": "4:3",
    "critical-points": "tall",
    "decision-boundary": "tall",
    "directional-derivative": "tall",
    "learning-rates": "square",
    "line-fit": "wide",
    "loss-bowl": "square",
    "momentum": "square",
    "noisy-descent": "square",
    "optimizer-race": "wide",
    "tangent-step": "square",
}
# These are about one point, and take no steps.
STILL = ("directional-derivative",)


def moments_on(shape: str, scene: str, runs: list[Any], **looks: Any) -> list[Moment]:
    """Return the moments of a scene on a page."""
    moments = moments_of(SCENES[scene].load(), runs, PAGES[shape], replace(DARK, **looks))
    assert len(moments) > 3
    for moment in moments if scene in STILL else ():
        moment.counts = True
    return moments


def faults(scene: str, runs: list[Any], shape: str, title: str | None = None) -> list[str]:
    """Return what is wrong with a scene on a page, at all its moments."""
    return [fault for moment in moments_on(shape, scene, runs, title=title) for fault in moment.faults()]


def escapes(moments: list[Moment], runs: list[Any]) -> set[str]:
    """Return the words of a scene, of its captions and of what is said over its beats, that no catalogue has."""
    names = names_in_runs(runs) | {"the end of", "the start", "in"}
    told = [words for one in moments for words in (one.notes, one.name, *(word.words for word in one.sheet.words))]
    return {found for words in told for found in escaped(words, names)}


def chosen(crowd: Any, scene: str) -> list[Any]:
    """Return the crowd of a scene."""
    name, which = CROWDS[scene]
    runs = crowd(name)
    return runs[:which] if isinstance(which, int) else [runs[i] for i in which]


@pytest.fixture
def media(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let Manim set words in a folder of this process."""
    import manim

    with manim.tempconfig({"media_dir": str(tmp_path_factory.getbasetemp() / "media")}):
        yield


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ([[-2, 0.5], [2, 0.5]], [[[0, 0.5], [1, 0.5]]]),
        ([[0.5, 0.5], [0.5, 3], [0.7, 3]], [[[0.5, 0.5], [0.5, 1]]]),
        ([[-1, -1], [2, 2]], [[[0, 0], [1, 1]]]),
        ([[2, 0], [2, 1]], []),
    ],
)
def test_lines_are_clipped_to_what_is_seen_of_them(line: Any, kept: Any) -> None:
    parts = clipped_to(np.array(line, float), np.zeros(2), np.ones(2)).reshape(-1, 3, 2)
    assert np.isnan(parts[:, 2]).all()
    np.testing.assert_allclose(parts[:, :2], np.reshape(kept, (-1, 2, 2)))


def test_every_scene_has_a_cast() -> None:
    assert sorted(CASTS) == sorted(CROWDS) == sorted(SCENES)


@pytest.mark.parametrize(("scene", "shape"), SAMPLE.items())
def test_a_scene_is_whole_on_its_page_and_says_nothing_in_english_alone(
    scene: str, shape: str, recorded: Any, media: None
) -> None:
    runs = [recorded(name) for name in CASTS[scene][-1]]
    with pseudo_spoken():
        moments = moments_on(shape, scene, runs, title=in_own_letters(LONG), lang=PSEUDO)
    assert not [fault for moment in moments for fault in moment.faults()]
    assert escapes(moments, runs) == set()


@pytest.mark.layouts
@pytest.mark.parametrize("title", [None, LONG], ids=["own title", "long title"])
@pytest.mark.parametrize("shape", PAGES)
@pytest.mark.parametrize(
    ("scene", "cast"), [(scene, cast) for scene, casts in CASTS.items() for cast in casts], ids=str
)
def test_all_scenes_are_whole_on_all_pages(
    scene: str, cast: list[str], shape: str, title: str | None, recorded: Any, media: None
) -> None:
    assert not faults(scene, [recorded(name) for name in cast], shape, title)


@pytest.mark.layouts
@pytest.mark.parametrize("shape", PAGES)
@pytest.mark.parametrize("scene", CROWDS)
def test_crowded_scenes_are_whole_on_all_pages(scene: str, shape: str, crowd: Any, media: None) -> None:
    assert not faults(scene, chosen(crowd, scene), shape)
