"""How far a page's slice is to be trusted: what it holds, tells and draws of it, and where runs leave what is shown."""

import numpy as np
import pytest
from charts import chart, point, settle, show, told

import gdviz
from gdviz.analysis.slices import slice_of
from gdviz.analysis.trust import Trust
from gdviz.pages.courses import courses_of
from gdviz.rendering.pages import explore
from gdviz.style.themes import LIGHT


@pytest.fixture(scope="module")
def sliced(tmp_path_factory):
    """Return a run of five parameters whose path strays from the plane that it is drawn on, and its page."""
    home = tmp_path_factory.mktemp("sliced")
    run = gdviz.solve("polynomial", "momentum", steps=40, settings={"degree": 4}, out=home / "run")
    return run, explore(run, home / "page.html", panels=["contour", "relief"])


def test_a_page_holds_the_slices_losses_and_where_they_are_not_the_true_ones(sliced):
    run, _ = sliced
    arrays = {}
    (course,) = courses_of([run], run.landscape, arrays)
    assert np.array_equal(arrays["run.0.shown"], slice_of(run, run.landscape).shown, equal_nan=True)
    (expected,) = Trust.of([run], run.landscape).stretches
    assert expected
    assert course["stretches"] == [[one.first, one.last, one.depth] for one in expected]


def test_a_page_of_all_parameters_has_nothing_to_doubt(solved):
    arrays = {}
    run = solved("bowl")
    (course,) = courses_of([run], run.landscape, arrays)
    assert course["stretches"] == []
    assert "run.0.shown" not in arrays


def test_a_path_is_hollow_where_the_slice_has_another_loss(opened, sliced):
    run, page = sliced
    window = opened(page)
    text = window.locator("#title").inner_text()
    assert "of the path's variance" in text
    assert "hollow: over a contour off" in text
    first, last, depth = window.evaluate("gdviz.runs[0].stretches[0]")
    ramp = window.evaluate("gdviz.theme.ramp")
    show(window, step=run.steps)
    # A dot stands on each step itself.
    middle = first + 0.2 * (last - first)
    row = min(int(middle), run.steps - 1)
    ends = run.landscape.project(run.params[row : row + 2])
    x, y = ends[0] + (middle - row) * (ends[1] - ends[0])
    found = chart(window, "contour").evaluate(
        """(canvas, [x, y]) => {
          const [across, down] = canvas.where(x, y).map((pixel) => Math.round(pixel * devicePixelRatio));
          const copy = new OffscreenCanvas(41, 41).getContext("2d");
          copy.drawImage(canvas, 20 - across, 20 - down);
          return [...copy.getImageData(0, 0, 41, 41).data];
        }""",
        [float(x), float(y)],
    )
    pixels = np.array(found).reshape(41, 41, 4)[..., :3]
    near = lambda color, box: (np.abs(box - color).max(-1) <= 4).any()  # noqa: E731
    hexed = lambda text: np.array([int(text[i : i + 2], 16) for i in (1, 3, 5)])  # noqa: E731
    shade = hexed(ramp[int(depth * len(ramp))])
    assert near(shade, pixels[18:23, 18:23]), "the true loss's colour is in the middle of the line"
    assert near(hexed(LIGHT.series[0].color), pixels), "within the run's own"


def test_the_readout_tells_the_slices_loss_beside_the_true_one(opened, sliced):
    run, page = sliced
    window = opened(page)
    at = run.landscape.project(run.params[[4]])[0]
    point(window, "contour", *at)
    found = {name.lower(): value for name, value in told(window, "contour").items()}
    assert found["loss"] == pytest.approx(run.loss[4], rel=1e-8)
    assert found["slice"] == pytest.approx(slice_of(run, run.landscape).shown[4], rel=1e-8)


def test_a_run_that_leaves_ends_there_with_an_arrow_and_words(opened, tmp_path):
    run = gdviz.solve("bowl", lr=0.25, steps=40, settings={"kappa": 10}, out=tmp_path / "run")
    window = opened(explore(run, tmp_path / "page.html", panels=["relief", "contour"]))
    canvas = window.locator(".panel-relief canvas.relief")
    red = """(canvas) => {
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
      copy.drawImage(canvas, 0, 0);
      const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4) count += data[i] > 200 && data[i + 1] < 80 && data[i + 2] < 80;
      return count;
    }"""
    settle(window)
    gone = next(since for since, words in window.evaluate("gdviz.runs[0].fates") if "left" in words)
    counts = []
    for step in (gone - 1, gone, gone + 1, run.steps):
        show(window, step=step)
        counts.append(canvas.evaluate(red))
    # The words of the end are longer at last; on the way nothing more is drawn of the path, that leaps over the base.
    assert counts[1] > 0
    assert counts[2] == counts[1]
    assert window.evaluate("gdviz.runs[0].fates.at(-1)[1]") in window.locator("#legend").inner_text()
