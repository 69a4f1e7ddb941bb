"""What is told of what is pointed at is the run's own, to nine digits: in any panel, at any step, of any run."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from charts import chart, settle, show, told, where

import gdviz
from gdviz.analysis.trajectory import widest
from gdviz.pages.relief import CELLS
from gdviz.relief.diorama import Diorama
from gdviz.relief.view import View
from gdviz.rendering.pages import explore
from gdviz.solving.solver import solve
from gdviz.style.themes import LIGHT

NEAR = {"contour": 18, "relief": 14}


def training(path: Path) -> Any:
    """Return a recorded run of which nothing is known but where it was, every third step."""
    rng = np.random.default_rng(3)
    with gdviz.record(path, every=3) as record:
        for step in range(41):
            record.step(rng.normal(size=6).cumsum() * 0.9**step, float(np.exp(-step / 9)))
    return gdviz.load(path)


def first_format(path: Path) -> Any:
    """Return a run as it was written before layers and shapes were."""
    shutil.copytree(solve("booth", "momentum", steps=24, out=path / "new").path, path / "old")
    manifest = path / "old" / "run.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text("utf-8")), "format_version": 1}), "utf-8")
    return gdviz.load(path / "old")


RUNS: dict[str, Callable[[Path], Any]] = {
    "gradient descent": lambda path: solve("bowl", steps=20, out=path),
    "adam": lambda path: solve("himmelblau", "adam", steps=60, out=path),
    "momentum": lambda path: solve("rosenbrock", "momentum", steps=300, out=path),
    "a model": lambda path: solve("polynomial", steps=40, out=path),
    "batches": lambda path: solve("line", steps=30, batch=10, out=path),
    "diverged": lambda path: solve("bowl", lr=0.5, steps=60, out=path),
    "a training": training,
    "the first format": first_format,
}


def nine(value: float) -> float:
    return float(f"{value:.9g}")


def check(window: Any, panel: str, run: Any) -> int:
    """Check the numbers in a readout against the run's at the step that it names; return its row."""
    found = told(window, panel)
    row = int(np.flatnonzero(np.asarray(run.step) == found["Step"])[0])
    assert window.evaluate("gdviz.state.hovered") == {"run": 0, "step": found["Step"]}
    assert found["Loss"] == nine(run.loss[row])
    for name, value in zip(window.evaluate("gdviz.runs[0].names"), run.params[row], strict=False):
        # A readout has room for the parameters of small models.
        assert found.get(name, nine(value)) == nine(value)
    if run.params.shape[1] <= 2:
        assert (
            len([name for name in found if name not in ("Step", "Loss", "|gradient|", "slice")]) == run.params.shape[1]
        )
    if "|gradient|" in found:
        assert found["|gradient|"] == nine(np.linalg.norm(run.gradient[row]))
    return row


@pytest.mark.parametrize("name", RUNS)
def test_the_numbers_are_those_of_the_nearest_step(name: str, opened: Any, tmp_path: Path) -> None:
    run = RUNS[name](tmp_path / "run")
    window = opened(explore(run, tmp_path / "page.html", theme="light"))
    show(window, step=float(run.step[-1]))
    rows = len(run.step)
    wanted = [0, rows // 2, rows - 1]
    rng = np.random.default_rng(0)
    # The contours: by the pixels of all steps, and pointers at some and between them.
    corner, other = (np.array(where(window, "contour", *at)) for at in ((0, 0), (1, 1)))
    places = np.array(window.evaluate("[[...gdviz.runs[0].x], [...gdviz.runs[0].y]]"), float).T
    if run.params.shape[1] == 2:
        assert np.array_equal(places, run.params)
    pixels = corner + places * (other - corner)
    box, frame = chart(window, "contour").bounding_box(), chart(window, "contour").evaluate("(one) => one.box()")
    inside = (pixels > [frame["left"], frame["top"]]) & (pixels < [frame["right"], frame["bottom"]])
    seen = [row for row in wanted if inside[row].all()]
    assert 0 in seen
    for at in [*pixels[seen], *(pixels[seen] + rng.uniform(-12, 12, (len(seen), 2)))]:
        at = np.clip(at, [frame["left"] + 1, frame["top"] + 1], [frame["right"] - 1, frame["bottom"] - 1])
        # The handle of the start answers for itself, but what is below it is told all the same.
        chart(window, "contour").dispatch_event(
            "pointermove", {"clientX": box["x"] + at[0], "clientY": box["y"] + at[1]}
        )
        settle(window)
        away = np.hypot(*(pixels - at).T)
        if away.min() < NEAR["contour"] - 1:
            assert away[check(window, "contour", run)] <= away.min() + 1
    chart(window, "contour").dispatch_event("pointerleave")
    # The losses: by the step below the pointer.
    box = chart(window, "loss").bounding_box()
    for row in wanted:
        if not np.isfinite(run.loss[row]):
            continue
        left, top = where(window, "loss", run.step[row], run.loss[row])
        frame = chart(window, "loss").evaluate("(one) => one.box()")
        top = min(max(top, frame["top"] + 1), frame["bottom"] - 1)
        window.mouse.move(box["x"] + left, box["y"] + top)
        settle(window)
        assert check(window, "loss", run) == row
    window.mouse.move(1, 1)
    # The relief: by gdviz's own perspective, of what no slope hides.
    if not window.locator(".panel-relief").count():
        assert name == "a training"
        return
    diorama = Diorama([run], LIGHT, cells=CELLS)
    look = json.loads(window.locator("canvas.relief").get_attribute("data-view"))
    box = window.locator("canvas.relief").bounding_box()
    plane = widest([run])
    told_at = 0
    for row in seen:
        world = diorama.relief.drape(diorama.relief.place(plane.project(np.asarray(run.params[row])[None])[0]))
        across, above = View(look["azimuth"], look["elevation"]).project(np.asarray(world))
        window.mouse.move(box["x"] + look["x"] + look["scale"] * across, box["y"] + look["y"] - look["scale"] * above)
        settle(window)
        if window.evaluate("gdviz.state.hovered"):
            found = check(window, "relief", run)
            assert np.hypot(*(pixels[found] - pixels[row])) < 3 * NEAR["relief"]
            told_at += 1
    assert told_at
