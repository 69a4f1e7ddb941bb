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


def rest(window):
    """Wait until all is painted finely: of a long path, and of one in another view, a piece in each frame."""
    before = None
    while (
        now := window.evaluate("[...document.querySelectorAll('canvas')].map((one) => one.dataset.painted)")
    ) != before:
        before = now
        window.wait_for_timeout(400)


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

    rest(window)
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
        rest(window)
        shots.append(window.locator("#panels").screenshot())
    assert shots[0] == shots[1]


def test_in_another_view_a_long_path_is_painted_piece_by_piece(opened, cloud):
    window = opened(cloud)
    rest(window)
    pieces = window.evaluate(
        """async () => {
          const chart = document.querySelector(".panel-contour canvas");
          const frames = [];
          let before = 0;
          gdviz.set({ view: [-0.5, 0.5, -0.5, 0.5] });
          for (let k = 0; k < 90; k++) {
            await new Promise(requestAnimationFrame);
            const now = Number(chart.dataset.painted);
            // A picture of another view counts from nought.
            frames.push(now < before ? now : now - before);
            before = now;
          }
          return frames.slice(1);
        }"""
    )
    assert sum(pieces) > 1000
    assert max(pieces) <= 400, "in each frame"


def test_copies_have_no_more_room_than_there_is_however_many_pixels(opened, cloud):
    window = opened(cloud, width=1600, height=1000, device_scale_factor=3)
    rest(window)
    window.evaluate("gdviz.set({ step: 4000 })")
    rest(window)
    kept = window.evaluate(
        "Math.max(...[...document.querySelectorAll('canvas')].map((one) => Number(one.dataset.kept ?? 0)))"
    )
    assert 0 < kept <= 48 * 2**20
