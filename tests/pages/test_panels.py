"""The flat panels in a browser: what they draw lies where the run says, and what they tell is what was recorded."""

import numpy as np
import pytest
from charts import chart, color, point, settle, show, told, where

import gdviz
from gdviz.analysis.series import ValueAxis
from gdviz.rendering.pages import explore
from gdviz.style.themes import LIGHT

ACCENT = tuple(int(LIGHT.accent[i : i + 2], 16) for i in (1, 3, 5))


def nine(value):
    return float(f"{value:.9g}")


def test_the_numbers_at_a_step_are_those_that_were_recorded(opened, paged):
    run, page = paged("bowl", "momentum", "contour,loss")
    window = opened(page)
    point(window, "contour", *run.params[14])
    found = told(window, "contour")
    assert found["Step"] == 14
    for name, value in zip(("x", "y"), run.params[14], strict=True):
        assert found[name] == nine(value)
    assert found["Loss"] == nine(run.loss[14])
    assert found["|gradient|"] == nine(np.linalg.norm(run.gradient[14]))
    assert window.evaluate("gdviz.state.hovered") == {"run": 0, "step": 14}
    # What no step is near to is told of the field: to the digits that it shows.
    point(window, "contour", 3.0, 2.2)
    found = told(window, "contour")
    assert "Step" not in found
    assert found["Loss"] == pytest.approx((3.0**2 + 5 * 2.2**2) / 2, rel=2e-2)
    point(window, "loss", 11, run.loss[11])
    found = told(window, "loss")
    assert (found["Step"], found["Loss"]) == (11, nine(run.loss[11]))


def test_the_readout_never_covers_the_pointer(opened, paged):
    _, page = paged("bowl", "momentum", "contour,loss")
    for width in (360, 1200):
        window = opened(page, width=width)
        box = chart(window, "contour").bounding_box()
        for across in np.linspace(0.2, 0.95, 4):
            for down in np.linspace(0.1, 0.85, 4):
                at = box["x"] + across * box["width"], box["y"] + down * box["height"]
                window.mouse.move(*at)
                readout = window.locator(".panel-contour .readout")
                if readout.is_visible():
                    place = readout.bounding_box()
                    is_beside = at[0] < place["x"] or at[0] > place["x"] + place["width"]
                    assert is_beside or at[1] < place["y"] or at[1] > place["y"] + place["height"]


def test_the_ball_is_where_the_run_is(opened, paged):
    run, page = paged("bowl", "momentum", "contour,loss")
    window = opened(page)
    for step in (0, 3.5, 7, 30):
        show(window, step=step)
        row = int(step)
        share = step - row
        place = run.params[row] + share * (run.params[min(row + 1, 30)] - run.params[row])
        assert color(window, "contour", *place) == ACCENT, step
        if not share:
            assert color(window, "loss", row, run.loss[row]) == ACCENT
    # Where it began is marked, below the reader's own start too, wherever that has gone.
    show(window, step=30, start=[2.0, 1.0])
    assert color(window, "contour", *run.params[0]) == (255, 255, 255)
    show(window, step=0, start=None)
    assert color(window, "contour", *run.params[30]) != ACCENT


def test_zoom_pan_and_reset_by_wheel_mouse_and_keys(opened, paged):
    _, page = paged("bowl", "momentum", "contour,loss")
    window = opened(page)
    start = where(window, "contour", 1.0, 0.5)
    point(window, "contour", 1.0, 0.5)
    window.mouse.wheel(0, -400)
    settle(window)
    assert window.evaluate("gdviz.state.view") is None, "the page's own"
    window.keyboard.down("Control")
    window.mouse.wheel(0, -400)
    window.keyboard.up("Control")
    settle(window)
    x0, x1, y0, y1 = window.evaluate("gdviz.state.view")
    assert -4 < x0 < x1 < 4
    assert -2.5 < y0 < y1 < 2.5
    # What was at the pointer stays there, and the shape too.
    box = chart(window, "contour").evaluate("(canvas) => canvas.box()")
    assert (x1 - x0) / (y1 - y0) == pytest.approx((box["right"] - box["left"]) / (box["bottom"] - box["top"]))
    before = where(window, "contour", 1.0, 0.5)
    assert before == pytest.approx(start, abs=1)
    window.mouse.down()
    window.mouse.move(*(value + 30 for value in _mouse(window, "contour", before)), steps=3)
    window.mouse.up()
    settle(window)
    assert where(window, "contour", 1.0, 0.5) == pytest.approx([before[0] + 30, before[1] + 30], abs=1.5)
    # Once it is clicked it wants no Ctrl.
    wide = x1 - x0
    window.mouse.wheel(0, -200)
    settle(window)
    u0, u1, *_ = window.evaluate("gdviz.state.view")
    assert u1 - u0 < wide
    window.keyboard.press("ArrowRight")
    settle(window)
    assert window.evaluate("gdviz.state.view")[0] == pytest.approx(u0 + 0.1 * (u1 - u0))
    window.keyboard.press("0")
    settle(window)
    assert window.evaluate("gdviz.state.view") is None
    window.keyboard.press("+")
    settle(window)
    assert window.evaluate("gdviz.state.view") == pytest.approx([-4 / 1.4, 4 / 1.4, -2.5 / 1.4, 2.5 / 1.4])
    window.locator(".panel-contour").get_by_role("button", name="Reset").click()
    settle(window)
    assert window.evaluate("gdviz.state.view") is None


def _mouse(window, name, at):
    box = chart(window, name).bounding_box()
    return box["x"] + at[0], box["y"] + at[1]


def test_the_loss_is_zoomed_and_its_scale_switched(opened, paged):
    run, page = paged("bowl", "momentum", "contour,loss")
    window = opened(page)
    switch = window.locator(".panel-loss").get_by_role("button", name="log")
    assert switch.get_attribute("aria-pressed") == "true"
    for pressed, axis in (("true", ValueAxis.of([run.loss])), ("false", ValueAxis.of([run.loss], linear=True))):
        assert switch.get_attribute("aria-pressed") == pressed
        box = chart(window, "loss").evaluate("(canvas) => canvas.box()")
        assert where(window, "loss", 0, axis.ends[1])[1] == pytest.approx(box["top"], abs=1e-6)
        assert where(window, "loss", 0, axis.ends[0])[1] == pytest.approx(box["bottom"], abs=1e-6)
        switch.click()
        settle(window)
    chart(window, "loss").focus()
    window.keyboard.press("+")
    settle(window)
    s0, s1, *_ = window.evaluate("gdviz.state.lossView")
    assert s1 - s0 == pytest.approx(30 / 1.4)
    window.keyboard.press("0")
    settle(window)
    assert window.evaluate("gdviz.state.lossView") is None


def test_the_line_of_the_clock_is_dragged(opened, paged):
    run, page = paged("bowl", "momentum", "contour,loss")
    window = opened(page)
    show(window, step=10)
    window.mouse.move(*_mouse(window, "loss", where(window, "loss", 10, run.loss[0])))
    window.mouse.down()
    window.mouse.move(*_mouse(window, "loss", where(window, "loss", 22, run.loss[0])))
    window.mouse.up()
    assert window.evaluate("gdviz.state.step") == pytest.approx(22, abs=0.1)
    assert window.evaluate("gdviz.state.lossView") is None


STRANGE = {
    "falls far": [24.0, 3.0, 1e-4, 1e-9],
    "through nought": [3.0, 1.0, 0.0, -2.0],
    "bent": [1e5, 10.0, 1.0, 0.5, 0.2, -0.1, -0.3, -0.3],
    "with gaps": [5.0, np.nan, 3.0, np.nan, 0.01],
    "dust": [100.0, 20.0, 1e-17, 10.0, 1.0, 0.5],
    "diverged": [5.0, 50.0, 5e12, np.inf],
    "one of two diverged": ([5.0, 1.0, 0.4, 0.1], [5.0, 1e6, 1e18, 1e40]),
    "undefined": [1.0, 0.5, 0.3, np.nan],
    "still": [0.0, 0.0, 0.0],
    "undefined from the start": [np.nan, np.nan],
}


def test_axes_of_strange_losses_are_those_of_figures(opened, tmp_path):
    with gdviz.record(tmp_path / "run") as record:
        for place in range(3):
            record.step(np.array([float(place), 1.0, 2.0]), 1.0)
    window = opened(explore(gdviz.load(tmp_path / "run"), tmp_path / "page.html", panels=["loss"]))
    for name, given in STRANGE.items():
        losses = [np.array(one) for one in (given if isinstance(given, tuple) else (given,))]
        # The numbers of other runs in the same page: to open one takes longer.
        window.evaluate(
            """(losses) => gdviz.runs.splice(0, 2, ...losses.map((numbers) => {
              const loss = Float64Array.from(numbers, Number);
              return { ...gdviz.runs[0], loss, steps: loss.length - 1, step: loss.map((_, row) => row) };
            }))""",
            [[repr(float(v)).replace("nan", "NaN").replace("inf", "Infinity") for v in one] for one in losses],
        )
        auto = ValueAxis.of(losses)
        show(window, logLoss=auto.kind != "linear", step=0)
        show(window, step=1)
        box = chart(window, "loss").evaluate("(canvas) => canvas.box()")
        for end, side in zip(auto.ends, ("bottom", "top"), strict=True):
            assert where(window, "loss", 0, end)[1] == pytest.approx(box[side], abs=1e-5), name


def test_a_run_that_leaves_is_marked_where_it_left(opened, paged):
    run, page = paged("bowl", "gd", "contour,loss", lr=2.0, steps=60)
    window = opened(page)
    assert run.diverged
    show(window, step=run.steps)
    assert "diverged" in window.locator(".panel-contour").evaluate("(section) => section.textContent")


def test_what_was_not_a_number_is_told_once(opened, tmp_path):
    with gdviz.record(tmp_path / "run") as record:
        record.step(np.array([1.0, 2.0, 3.0]), np.nan)
    window = opened(explore(gdviz.load(tmp_path / "run"), tmp_path / "page.html"))
    window.wait_for_function("() => document.getElementById('about-loss').textContent")
    about = window.locator("#about-loss").text_content()
    assert (about.count("NaN"), about.count("→")) == (1, 0)


def test_charts_are_sharp_on_any_screen(opened, paged):
    _, page = paged("bowl", "momentum", "contour,loss")
    for ratio in (1, 2, 3):
        window = opened(page, device_scale_factor=ratio, width=800)
        box = chart(window, "contour").bounding_box()
        assert chart(window, "contour").evaluate("(canvas) => canvas.width") == round(box["width"] * ratio)
