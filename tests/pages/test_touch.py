"""Fingers on a page: one scrolls it, or taps for numbers; two zoom; what is zoomed follows one that has touched it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from charts import chart, settle, told, where

from gdviz.rendering.pages import explore
from gdviz.solving.solver import solve

Spot = tuple[float, float]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a run and its page."""
    home = tmp_path_factory.mktemp("touch")
    run = solve("bowl", "momentum", steps=20, out=home / "run")
    return run, explore(run, home / "page.html", panels=["contour", "loss", "relief"])


@pytest.fixture
def phone(opened: Any, made: Any) -> tuple[Any, Callable[..., None]]:
    """Return a page on a phone, and what fingers do there: each goes from its first spot to its last."""
    window = opened(made[1], width=360, height=740, has_touch=True, is_mobile=True, device_scale_factor=2)
    hand = window.context.new_cdp_session(window)

    def touch(*ways: list[Spot]) -> None:
        def at(moment: int) -> list[dict[str, float]]:
            return [{"x": way[moment][0], "y": way[moment][1], "id": k} for k, way in enumerate(ways)]

        hand.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": at(0)})
        for moment in range(1, len(ways[0])):
            hand.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": at(moment)})
            settle(window)
        hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        settle(window)

    return window, touch


def way(start: Spot, end: Spot, steps: int = 6) -> list[Spot]:
    shares = np.linspace(0, 1, steps + 1)
    return [(start[0] + s * (end[0] - start[0]), start[1] + s * (end[1] - start[1])) for s in shares]


def middle(window: Any, name: str) -> Spot:
    """Bring a chart into the middle of the window; return where its own middle is."""
    window.locator(f".panel-{name}").evaluate("(panel) => panel.scrollIntoView({ block: 'center' })")
    settle(window)
    box = chart(window, name).last.bounding_box()
    # The tools of a panel are above, and the bar of the clock is below.
    return box["x"] + 0.5 * box["width"], box["y"] + 0.4 * box["height"]


def scroll(window: Any, touch: Callable[..., None], x: float, y: float) -> None:
    """Let a finger go up, or down where there is no more below, and wait for the page to follow."""
    before, most = window.evaluate("[scrollY, document.scrollingElement.scrollHeight - innerHeight]")
    touch(way((x, y), (x, y - 120 if before + 120 < most else y + 120)))
    window.wait_for_function("(before) => Math.abs(scrollY - before) > 60", arg=before)


SHOWN = {"contour": "gdviz.state.view", "loss": "gdviz.state.lossView", "relief": "gdviz.state.camera?.distance"}


@pytest.mark.parametrize("name", ["contour", "loss", "relief"])
def test_two_fingers_zoom_and_one_finger_scrolls_the_page(name: str, phone: Any) -> None:
    window, touch = phone
    x, y = middle(window, name)
    scroll(window, touch, x, y)
    assert window.evaluate(SHOWN[name]) is None
    x, y = middle(window, name)
    touch(way((x - 20, y), (x - 60, y)), way((x + 20, y), (x + 60, y)))
    shown = window.evaluate(SHOWN[name])
    if name == "relief":
        assert shown == pytest.approx(1 / 3, abs=0.1)
        return
    whole = 20 if name == "loss" else 8
    assert (shown[1] - shown[0]) / whole == pytest.approx(1 / 3, abs=0.07)
    # What is zoomed and was touched follows one finger, and the page stays.
    at = window.evaluate("scrollY")
    touch([(x, y)])
    touch(way((x, y), (x + 50, y - 40)))
    moved = window.evaluate(SHOWN[name])
    assert moved[0] < shown[0]
    assert window.evaluate("scrollY") == at
    # Whole again it is the page's.
    window.locator(f".panel-{name}").get_by_role("button", name="Reset").tap()
    x, y = middle(window, name)
    touch([(x, y)])
    scroll(window, touch, x, y)


def test_a_tap_tells_the_numbers_until_another(phone: Any, made: Any) -> None:
    run, _ = made
    window, touch = phone
    for name, at in (("contour", run.params[3]), ("loss", (7, run.loss[7]))):
        middle(window, name)
        box = chart(window, name).bounding_box()
        left, top = where(window, name, *at)
        touch([(box["x"] + left, box["y"] + top)])
        row = 3 if name == "contour" else 7
        assert window.evaluate("gdviz.state.hovered") == {"run": 0, "step": row}
        assert told(window, name)["Loss"] == float(f"{run.loss[row]:.9g}")
        assert window.locator(f".panel-{name} .readout").is_visible()
        looks = "(one) => getComputedStyle(one).outlineStyle"
        assert chart(window, name).evaluate(looks) == "none", "who points sees where"
        window.keyboard.press("Shift")
        assert chart(window, name).evaluate(looks) == "solid"
    assert not window.locator(".panel-contour .readout").is_visible()
    window.get_by_role("button", name="One step back").tap()
    settle(window)
    assert not window.locator(".panel-loss .readout").is_visible()


def test_the_start_follows_a_finger(phone: Any) -> None:
    window, touch = phone
    middle(window, "contour")
    box = window.locator(".panel-contour .start").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = window.evaluate("scrollY")
    touch(way((x, y), (x + 60, y + 30)))
    start = window.evaluate("gdviz.state.start")
    assert start[0] > -3.4
    assert start[1] < 2.0
    assert window.evaluate("scrollY") == before
    assert window.evaluate("gdviz.solved.params[0][0]") == start[0]
