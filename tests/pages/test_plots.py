"""Points with what is fitted to them, in a browser: boundaries, lines and curves lie where the parameters say."""

import numpy as np
import pytest
from charts import chart, color, point, settle, show, told

import gdviz
from gdviz.analysis.predictions import judged
from gdviz.rendering.pages import explore
from gdviz.style.themes import LIGHT

HOSTILE = "<img src=x onerror=alert(1)>\"'& \u202e" + "long " * 150
ACCENT = tuple(int(LIGHT.accent[i : i + 2], 16) for i in (1, 3, 5))


def nine(value):
    return float(f"{value:.9g}")


def test_regions_are_those_of_the_model(opened, paged):
    run, page = paged("logistic", "gd", "boundary")
    window = opened(page)
    show(window, step=60)
    rng = np.random.default_rng(0)
    low, high = run.data["X"].min(axis=0), run.data["X"].max(axis=0)
    places = rng.uniform(low, high, (60, 2))
    params = run.params[60]
    apart = 0.06 * np.linalg.norm(high - low)
    far = np.abs(params[0] + places @ params[1:]) / np.linalg.norm(params[1:]) > apart
    away = np.linalg.norm(places[:, None] - run.data["X"], axis=-1).min(axis=1) > apart
    _, labels = judged(run, params, places)
    blue = [color(window, "boundary", *place) for place in places[far & away]]
    assert len(blue) > 10
    for shade, label in zip(blue, labels[far & away], strict=True):
        assert (shade[2] > shade[0]) == (label == 0)


def test_a_pointer_over_classes_traces_no_boundary_anew(opened, paged):
    run, page = paged("logistic", "gd", "boundary,loss")
    window = opened(page)
    window.evaluate(
        """() => {
          window.made = 0;
          window.Path2D = class extends Path2D { constructor(...of) { super(...of); window.made += 1; } };
        }"""
    )
    show(window, step=40)
    once = window.evaluate("made")
    assert once >= 1
    for place in run.data["X"][:4]:
        point(window, "boundary", *place)
    assert told(window, "boundary")
    assert window.evaluate("made") == once
    show(window, step=41)
    assert window.evaluate("made") == 2 * once


def test_a_line_lies_where_the_parameters_say(opened, paged):
    run, page = paged("line", "gd", "fit")
    window = opened(page)
    for step in (10, 20):
        show(window, step=step)
        x = 1.4
        assert color(window, "fit", x, run.params[step] @ [1.0, x]) == ACCENT
    x, y = float(run.data["X"][3, 0]), float(run.data["y"][3])
    point(window, "fit", x, y)
    found = told(window, "fit")
    assert (found["x"], found["y"]) == (nine(x), nine(y))
    assert found["predicted"] == float(f"{run.params[20] @ [1.0, x]:.6g}")


@pytest.mark.parametrize("width", [320, 800, 1600])
def test_an_equation_is_whole(width, opened, paged):
    _, page = paged("polynomial", "gd", "fit,contour")
    # What is written on a canvas is heard as it is written.
    window = opened(page, width=width)
    window.evaluate(
        """() => {
          window.written = [];
          const { fillText } = CanvasRenderingContext2D.prototype;
          CanvasRenderingContext2D.prototype.fillText = function (words, x, y) {
            if (this.font.startsWith("600")) written.push([words, x + this.measureText(words).width, y]);
            fillText.call(this, words, x, y);
          };
          gdviz.set({ step: 7 });
        }"""
    )
    settle(window)
    lines = window.evaluate("written")
    assert " ".join(words for words, *_ in lines).count(" t") == 5, lines
    assert not any("…" in words for words, *_ in lines)
    box = chart(window, "fit").evaluate("(canvas) => canvas.box()")
    assert max(right for _, right, _ in lines) <= chart(window, "fit").bounding_box()["width"]
    assert lines[-1][2] < box["top"] - 20, "with the key below it"


def test_the_ball_on_a_curve_is_at_its_loss(opened, paged):
    run, page = paged("parabola", "gd", "curve")
    window = opened(page)
    for step in (5, 40):
        show(window, step=step)
        assert color(window, "curve", run.params[step, 0], run.loss[step]) == ACCENT
    point(window, "curve", run.params[5, 0], run.loss[5])
    found = told(window, "curve")
    assert (found["Step"], found["Loss"], found["f′"]) == (5, nine(run.loss[5]), nine(run.gradient[5, 0]))


def test_hostile_labels_are_words(opened, tmp_path):
    rng = np.random.default_rng(0)
    points, labels = rng.normal(size=(30, 2)), np.array(["a", HOSTILE])[np.arange(30) % 2]
    weights = np.array([0.1, 1.0, -1.0])
    with gdviz.record(
        tmp_path / "run",
        data=(points, labels),
        predict=lambda x: 1 / (1 + np.exp(-x @ weights[1:])),
        parameters=[HOSTILE, "b", "c"],
    ) as record:
        for step in range(6):
            record.step(weights + step, 1.0 / (step + 1))
    run = gdviz.load(tmp_path / "run")
    window = opened(explore(run, tmp_path / "page.html"))
    chart(window, "boundary").focus()
    assert window.locator("img").count() == 0
    point(window, "boundary", *points[1])
    assert "<img src=x" in window.locator(".panel-boundary .readout").inner_text()
