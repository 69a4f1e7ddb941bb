"""Every scene on pages of every shape: its words can be read, and its pictures are large."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

pytest.importorskip("manim")

from gdviz.scenes import SCENES
from moments import PAGES, moments_of

from gdviz.style.themes import DARK

LONG = "A title of so many words that no page of any shape has room for all of them in a single line, nor in two"
# Runs of recipes.toml for each scene: as few as it shows, three, and as many as it takes.
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
# In the suite each scene is looked at on two pages, with a long title on one of them.
SAMPLE = {"loss-bowl": ("square", "tall")}


def faults(scene: str, runs: list[Any], shape: str, title: str | None = None) -> list[str]:
    """Return what is wrong with a scene on a page, at all its moments."""
    moments = moments_of(SCENES[scene].load(), runs, PAGES[shape], replace(DARK, title=title))
    assert len(moments) > 3
    return [fault for moment in moments for fault in moment.faults()]


@pytest.fixture
def media(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let Manim set words in a folder of this process."""
    import manim

    with manim.tempconfig({"media_dir": str(tmp_path_factory.getbasetemp() / "media")}):
        yield


def test_every_scene_has_a_cast() -> None:
    assert sorted(CASTS) == sorted(SCENES)


@pytest.mark.parametrize(("scene", "shape"), [(scene, shape) for scene, shapes in SAMPLE.items() for shape in shapes])
def test_a_scene_is_whole_on_its_page(scene: str, shape: str, recorded: Any, media: None) -> None:
    assert not faults(scene, [recorded(name) for name in CASTS[scene][-1]], shape, LONG)


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
