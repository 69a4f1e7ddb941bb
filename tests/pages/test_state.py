"""The state of a page in its address: what is shown after a reload is what was shown before."""

import numpy as np
import pytest
from charts import chart, point, ready, settle, show, told

import gdviz
from gdviz.rendering.pages import explore

# A box about (1, 1) that is two thousand times smaller than what there is to be seen, and its numbers have many digits.
DEEP = [1.0 - 1 / 7e3, 1.0 + 1 / 7e3, 1.0 - 1 / 9e3, 1.0 + 1 / 11e3]


@pytest.fixture(scope="module")
def fitted(tmp_path_factory):
    home = tmp_path_factory.mktemp("state")
    run = gdviz.solve("line", steps=30, out=home / "run")
    return run, explore(run, home / "page.html")


def test_a_reload_shows_what_was_shown(opened, fitted):
    _, page = fitted
    window = opened(page)
    turned = {"azimuth": 12.5, "elevation": 40.25, "distance": 1.5}
    shown = {"view": DEEP, "views": {"fit": DEEP}, "lossView": [3, 9, 0.123456, 0.1234567], "camera": turned, "step": 7}
    show(window, **shown, settings={"lr": 0.0123456789})
    window.wait_for_function("() => location.hash.includes('lr=0.0123456789')")
    window.reload()
    ready(window)
    after = window.evaluate("({ ...gdviz.state })")
    for name, box in {"view": after["view"], "fit": after["views"]["fit"], "lossView": after["lossView"]}.items():
        before = np.array(shown["views"]["fit"] if name == "fit" else shown[name]).reshape(2, 2)
        assert (np.abs(np.reshape(box, (2, 2)) - before) < 2e-5 * np.ptp(before, axis=1, keepdims=True)).all(), name
    assert after["camera"] == turned
    assert after["step"] == 7
    assert after["settings"]["lr"] == 0.0123456789
    # And so all of it is again what it was before, to the last digit.
    assert window.evaluate("location.hash") == _hash_after(window)
    assert max(map(len, window.evaluate("location.hash").split("&"))) < 70


def _hash_after(window):
    for step in (8, 7):
        window.evaluate("(step) => gdviz.set({ step })", step)
        window.wait_for_function("(step) => location.hash.includes(`step=${step}`)", arg=step)
    return window.evaluate("location.hash")


def test_each_panel_of_points_is_zoomed_by_the_address(opened, fitted):
    _, page = fitted
    window = opened(page, "#zoom.fit=0.25,0.5,1,2")
    assert window.locator(".panel-fit").get_by_role("button", name="Reset").is_visible()
    left, right = (chart(window, "fit").evaluate("(canvas, x) => canvas.where(x, 1)", x)[0] for x in (0.25, 0.5))
    box = chart(window, "fit").evaluate("(canvas) => canvas.box()")
    assert [left, right] == pytest.approx([box["left"], box["right"]])
    window.locator(".panel-fit").get_by_role("button", name="Reset").click()
    settle(window)
    assert window.evaluate("gdviz.state.views") == {}


def test_the_loss_under_the_pointer_is_that_of_the_function(opened, tmp_path):
    # Between its samples this function has ripples that no interpolation knows.
    how = {"function": "x**2 + y**2 + sin(400*x)", "domain": [-2, 2, -2, 2], "start": [1, 1]}
    run = gdviz.solve(gdviz.specify(None, **how, steps=2), out=tmp_path / "run")
    window = opened(explore(run, tmp_path / "page.html", panels=["contour"]))
    for at in ([0.311, -0.7], [-0.7215, 0.9], [1.3043, -1.2]):
        point(window, "contour", *at)
        x, y = window.evaluate("gdviz.state.pointer")
        found = {name.lower(): value for name, value in told(window, "contour").items()}["loss"]
        assert found == pytest.approx(x**2 + y**2 + np.sin(400 * x), abs=6e-4)


def test_a_long_run_tells_how_much_of_it_is_there(opened, tmp_path, monkeypatch):
    monkeypatch.setattr("gdviz.pages.courses.MOST_ROWS", 20)
    run = gdviz.solve("bowl", steps=60, out=tmp_path / "run")
    window = opened(explore(run, tmp_path / "page.html", panels=["contour"]))
    assert "one recorded step of 4 is on this page" in window.locator("#legend").inner_text()
