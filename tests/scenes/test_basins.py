"""The scene of basins: what it says of a run's map, how the map is drawn, and what it refuses."""

import pytest

pytest.importorskip("manim")

from gdviz.scenes.basins import Basins

from gdviz.analysis.boxes import Share
from gdviz.runs.run import load
from gdviz.solving.solver import solve

WELLS = {"problem": None, "function": "x**4 - 2*x**2 + y**2", "domain": [-2, 2, -2, 2], "lr": 0.02, "steps": 300}
BOX = Share(0.44, 0.12, 0.965, 0.95)


@pytest.fixture(scope="module")
def wells(tmp_path_factory):
    """Return runs in two wells: one with its map, and others from other starts."""
    home = tmp_path_factory.mktemp("wells")
    starts = {"left": [-0.1, 1.5], "beside": [0.1, 1.5], "right": [1.8, -1.5]}
    return [
        solve(**WELLS, start=start, basins=40 if name == "left" else None, out=home / name)
        for name, start in starts.items()
    ]


def words_of(stage):
    return " ".join(beat.notes for beat in stage.beats)


def test_the_story_of_two_wells(told, wells):
    stage, _ = told(Basins, wells)
    assert [beat.name for beat in stage.beats] == [
        "the landscape",
        "some starts",
        "every start",
        "the border",
        "the end",
    ]
    assert "40 × 40 starts" in words_of(stage)
    assert "Two starts 0.2 apart" in words_of(stage)
    assert "50%, 50%" in words_of(stage)


def test_one_run_has_no_border_to_cross(told, wells):
    stage, _ = told(Basins, wells[:1])
    assert [beat.name for beat in stage.beats] == ["the landscape", "a start", "every start", "the end"]


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ({"problem": "rosenbrock", "basins": 20}, "Only|Less than"),
        ({"problem": "bowl", "basins": 2}, "One basin: every start ends in one place."),
        ({"problem": "himmelblau", "steps": 1, "basins": 40}, "It comes to no end"),
        ({"problem": "himmelblau", "lr": 0.02, "steps": 60, "basins": 20}, "starts"),
    ],
    ids=["slow", "bowl", "one step", "too fast"],
)
def test_the_story_says_only_what_the_run_shows(told, tmp_path, task, words):
    stage, _ = told(Basins, [solve(**task, out=tmp_path / "run")])
    assert any(word in words_of(stage) for word in words.split("|"))


def test_what_cannot_be_shown_is_refused_in_words(tmp_path, wells, solved):
    assert "with --basins 160" in Basins.refuse_all([solved("bowl")])
    assert "three" not in (Basins.refuse(solved("logistic")) or "")
    assert Basins.refuse(solved("logistic")) == "it has 3 parameters, and basins are drawn over two"
    assert Basins.refuse(solved("parabola"))
    lost = solve("bowl", lr=0.5, basins=4, out=tmp_path / "lost")
    assert "comes to rest" in Basins.refuse_all([lost])
    faster = solve(**{**WELLS, "lr": 0.03}, start=[1, 1], out=tmp_path / "faster")
    assert "differ in optimizer" in Basins.refuse_all([wells[0], faster])
    assert Basins.refuse_all([load(run.path) for run in wells]) is None
