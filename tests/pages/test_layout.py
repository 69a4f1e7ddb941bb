"""Where the panels of a page stand: whole windows without holes, and the dials where they are seen."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from gdviz.rendering.pages import explore
from gdviz.solving.solver import solve

BOXES = """() => Object.fromEntries([...document.querySelectorAll(".panel, #solving, #controls")].map((one) => {
  const { left, top, right, bottom } = one.getBoundingClientRect();
  const name = { solving: "dials", controls: "bar" }[one.id] ?? one.classList[1].replace("panel-", "");
  return [name, { left, top, right, bottom }];
}))"""


def boxes(window: Any) -> dict[str, dict[str, float]]:
    return window.evaluate(BOXES)


@pytest.mark.parametrize(("width", "height"), [(1200, 800), (1600, 1000), (800, 900)])
def test_a_race_and_its_dials_are_seen_at_once(width: int, height: int, opened: Any, page: Path) -> None:
    window = opened(page, width=width, height=height)
    at = boxes(window)
    bar = at["bar"]["top"]
    assert all(box["bottom"] <= bar for name, box in at.items() if name != "bar")
    assert at["contour"]["top"] == at["relief"]["top"] < at["dials"]["top"] == at["loss"]["top"]
    assert at["dials"]["left"] == at["contour"]["left"]
    relief = at["relief"]
    assert relief["bottom"] - relief["top"] > 0.45 * (bar - relief["top"])


def test_five_panels_leave_no_hole(opened: Any, tmp_path: Path) -> None:
    run = solve("line", "gd", steps=20, out=tmp_path / "line")
    at = boxes(opened(explore(run, tmp_path / "line.html"), width=1200, height=800))
    rows = [["fit", "contour", "relief"], ["dials", "loss", "momentum-plane"]]
    for row in rows:
        assert len({at[name]["top"] for name in row}) == 1
        assert at[row[0]]["left"] == pytest.approx(24, abs=1)
        assert at[row[-1]]["right"] == pytest.approx(1176, abs=1)
        assert all(at[one]["right"] < at[other]["left"] for one, other in pairwise(row))


def test_a_narrow_window_has_the_dials_behind_the_contours(opened: Any, page: Path) -> None:
    window = opened(page, width=360, height=740)
    at = boxes(window)
    order = sorted((name for name in at if name != "bar"), key=lambda name: at[name]["top"])
    assert order == ["contour", "dials", "relief", "loss"]
    frame = window.evaluate("() => document.querySelector('.panel-contour canvas').box()")
    assert frame["right"] - frame["left"] > 0.8 * (at["contour"]["right"] - at["contour"]["left"])
