"""Runs of many steps: a clock that moves paints no more of a path than what is new, or lies behind a copy of it."""

import numpy as np
import pytest

import gdviz
from gdviz.rendering.pages import explore

STEPS = 5000
PANELS = ("contour", "relief")


@pytest.fixture(scope="module")
def cloud(tmp_path_factory):
    """Return a page of a run that goes to and fro all over its landscape."""
    home = tmp_path_factory.mktemp("cloud")
    places = np.random.default_rng(0).uniform(-0.95, 0.95, (STEPS + 1, 2))
    with gdviz.record(home / "run", loss=lambda place: place @ place, domain=[-1, 1, -1, 1], samples=41) as record:
        for place in places:
            record.step(place, float(place @ place))
    return explore(gdviz.load(home / "run"), home / "cloud.html", panels=PANELS)


@pytest.fixture
def painted(opened, cloud):
    """Return what moves the clock, and tells how many points of the path both panels have painted by then."""
    window = opened(cloud)
    names = [f".panel-{name} canvas" for name in PANELS]
    count = """names => names.map(name =>
        Math.max(...[...document.querySelectorAll(name)].map(one => Number(one.dataset.painted ?? 0))))"""

    def move(step):
        window.evaluate("step => new Promise(done => (gdviz.set({step}), requestAnimationFrame(done)))", step)
        return np.array(window.evaluate(count, names))

    # Until then it is painted coarsely.
    window.wait_for_timeout(300)
    return move


def test_a_clock_that_moves_on_paints_what_is_new_and_one_that_goes_back_begins_with_a_copy(painted):
    whole = painted(STEPS)
    assert (whole > 2000).all()
    before = whole
    for step in (STEPS // 2, STEPS // 5, STEPS // 5 + 3, STEPS - 1, 10):
        now = painted(step)
        assert (now - before <= whole / 8).all()
        before = now
    assert (painted(STEPS) - before <= whole / 8).all()


def test_going_back_and_forth_leaves_the_same_picture(opened, cloud):
    window = opened(cloud)
    shots = []
    for steps in ([STEPS // 2], [STEPS, 3000, STEPS // 2]):
        for step in steps:
            window.evaluate("step => new Promise(done => (gdviz.set({step}), requestAnimationFrame(done)))", step)
        window.wait_for_timeout(300)
        shots.append(window.locator("#panels").screenshot())
    assert shots[0] == shots[1]
