"""What the lessons say beside the pages in them is what a reader sees there."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from charts import settle, show

import gdviz
from gdviz.analysis.predictions import judged

LESSONS = Path(__file__).parents[2] / "docs" / "lessons"
# How wide a frame is to the page in it, beside the words on a large screen.
WIDE = 860


@pytest.fixture
def lesson(opened: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], tuple[Any, Any]]:
    """Return a function that opens the page of a lesson, as its commands make it: the window and the run."""
    from click.testing import CliRunner

    from gdviz.cli import main

    def made(name: str) -> tuple[Any, Any]:
        text = (LESSONS / f"{name}.md").read_text("utf-8").replace("\\\n", " ")
        (page,) = re.findall(r"^gdviz (page .*)$", text, re.MULTILINE)
        folder = re.search(r"renders/runs/\S+", page)[0]
        (solve,) = re.findall(rf"^(?:\$ )?gdviz (solve .* -o {folder})$", text, re.MULTILINE)
        monkeypatch.chdir(tmp_path)
        for command in (solve, page):
            assert CliRunner().invoke(main, command.split(), catch_exceptions=False).exit_code == 0
        return opened(tmp_path / page.split()[-1], width=WIDE, height=770), gdviz.load(tmp_path / folder)

    return made


def left_and_right(window: Any) -> list[str]:
    """Return which panels are beside one another, from left to right."""
    boxes = {
        name: window.locator(f".panel-{name}").bounding_box()
        for name in window.evaluate("gdviz.state.panels")
        if window.locator(f".panel-{name}").count()
    }
    assert len({round(box["y"]) for box in boxes.values()}) == 1
    return sorted(boxes, key=lambda name: boxes[name]["x"])


def ends(window: Any, **state: Any) -> tuple[np.ndarray, float]:
    """Return where the reader's run ends, and with which loss."""
    show(window, **state)
    settle(window)
    place, loss = window.evaluate("[gdviz.solved.params.map((column) => column.at(-1)), gdviz.solved.loss.at(-1)]")
    return np.array(place), loss


def test_boundary(lesson: Any) -> None:
    window, run = lesson("boundary")
    assert left_and_right(window) == ["boundary", "contour"], "the ring is in the right picture"
    _, labels = judged(run, run.params[11], run.data["X"])
    assert not (labels == run.data["y"]).any(), "at step 11 all points are wrong"
    place, _ = ends(window, settings={"lr": 0.05})
    assert not np.allclose(place, run.params[-1])
    assert window.locator(".panel-contour .start").is_visible()


def test_line(lesson: Any) -> None:
    window, run = lesson("line")
    assert left_and_right(window) == ["fit", "contour"]
    x = np.column_stack([np.ones(len(run.data["X"])), run.data["X"]])
    best, *_ = np.linalg.lstsq(x, run.data["y"], rcond=None)
    place, _ = ends(window, settings={"lr": 1.0, "steps": 4})
    np.testing.assert_allclose(place, best, rtol=0.01)
    _, loss = ends(window, settings={"lr": 1.9})
    assert loss > 10 * run.loss[0]


def test_one_slope(lesson: Any) -> None:
    window, run = lesson("one-slope")
    assert left_and_right(window) == ["contour", "momentum-plane"], "the right picture has all pairs"
    largest = 5.0
    assert ends(window, optimizer="gd", settings={"lr": 1.02 * 2 / largest, "steps": 400})[1] > run.loss[0]
    assert ends(window, optimizer="gd", settings={"lr": 0.98 * 2 / largest, "steps": 400})[1] < 1e-3
    # Past the line it diverges, and higher up the same rate holds.
    past = 0.5
    assert ends(window, optimizer="momentum", settings={"lr": past, "momentum": 0.1, "steps": 400})[1] > run.loss[0]
    assert ends(window, optimizer="momentum", settings={"lr": past, "momentum": 0.5, "steps": 400})[1] < 1e-3


def test_slopes(lesson: Any) -> None:
    window, run = lesson("slopes")
    assert left_and_right(window) == ["contour", "relief"]
    assert len(run.minima) == 4
    assert run.params[0].tolist() == [-0.5, -1.0]

    def side(place: np.ndarray) -> str:
        nearest = run.minima[np.argmin(np.linalg.norm(run.minima - place, axis=1))]
        assert np.linalg.norm(nearest - place) < 0.25
        return f"{'lower' if nearest[1] < 0 else 'upper'} {'left' if nearest[0] < 0 else 'right'}"

    assert side(run.params[-1]) == "lower left"
    assert side(ends(window, optimizer="momentum")[0]) == "lower left"
    assert side(ends(window, optimizer="gd", start=[0, -1])[0]) == "lower right"
    assert side(ends(window, optimizer="momentum", start=[0, -1])[0]) == "lower right"
    assert side(ends(window, optimizer="adam", start=[0, -1])[0]) == "upper right"
