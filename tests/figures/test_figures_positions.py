"""What moves is where the run says it is."""

import numpy as np
import pytest

from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.figures.parts import canvas
from gdviz.pens.agg import Easel
from gdviz.relief.diorama import Diorama
from gdviz.relief.view import View
from gdviz.runs.run import Run
from gdviz.style.colors import rgb
from gdviz.style.numerals import number
from gdviz.style.themes import DARK, LIGHT

CLIP = Clip(800, 450, 10, 4.0)


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> list[canvas.Canvas]:
    made: list[canvas.Canvas] = []
    make = canvas.Canvas.__init__
    monkeypatch.setattr(canvas.Canvas, "__init__", lambda self, *a: (make(self, *a), made.append(self))[0])
    return made


def is_like(pixel: np.ndarray, color: str, tolerance: int = 12) -> bool:
    return bool((np.abs(pixel.astype(int) - 255 * rgb(color)) <= tolerance).all())


@pytest.mark.parametrize("index", [0, 12, 20, 39])
@pytest.mark.parametrize("name", ["bowl", "valley", "line"])
def test_the_head_of_a_contour_path_is_at_the_params(name: str, index: int, drawn: dict[str, Run], pages: list) -> None:
    run = drawn[name]
    film = FIGURES["contour"].film([run], LIGHT, CLIP)
    frame = film[index]
    step = CLIP.moments([run])[index].step
    low = min(int(step), run.steps - 1)
    point = run.params[low] + (step - low) * (run.params[low + 1] - run.params[low])
    x, y = pages[0].figure.axes[0].transData.transform(point)
    assert is_like(frame[450 - round(y), round(x)], LIGHT.accent)


def test_the_boundary_passes_where_both_classes_are_equally_likely(drawn: dict[str, Run], pages: list) -> None:
    run = drawn["blobs"]
    frame = FIGURES["boundary"].film([run], DARK, CLIP)[39]
    bias, w1, w2 = run.params[-1]
    axes = pages[0].figure.axes[0]
    for x2 in (5.0, 7.0, 9.0):
        x, y = axes.transData.transform((-(bias + w2 * x2) / w1, x2))
        assert is_like(frame[450 - round(y), round(x)], DARK.accent)


def test_the_field_has_each_class_on_its_own_side(drawn: dict[str, Run], pages: list) -> None:
    frame = FIGURES["boundary"].film([drawn["blobs"]], LIGHT, CLIP)[39]
    axes = pages[0].figure.axes[0]
    for point, color in (((-3.5, 9.9), LIGHT.class_fields[0]), ((10.4, 4.4), LIGHT.class_fields[1])):
        x, y = axes.transData.transform(point)
        assert is_like(frame[450 - round(y), round(x)], color)


def shots(run: Run, style, view: View, step: float) -> tuple[np.ndarray, np.ndarray, tuple[int, int]]:
    """The relief without and with the ball, and the pixel (row, column) of the ball's centre."""
    from matplotlib.backends.backend_agg import RendererAgg

    diorama = Diorama([run], style, cells=96)
    renderer = RendererAgg(640, 480, 72)
    easel: Easel = diorama.easel(renderer, (40, 40, 600, 440), 1.1)
    pixels = np.asarray(renderer.buffer_rgba())
    pixels[:] = 255
    diorama.paint_still(easel, view)
    still = pixels.copy()
    diorama.paint_markers(easel, view, [step])
    x, y = easel.pixels(view.project(diorama.ball(diorama.tracks[0], step)))
    return still, pixels, (479 - int(y), int(x))


@pytest.mark.parametrize("step", [0.0, 2.5, 30.0])
def test_the_ball_is_painted_where_the_path_says_it_is(step: float, drawn: dict[str, Run]) -> None:
    view = Diorama([drawn["bowl"]], LIGHT, cells=96).view(0.5)
    _, frame, (row, column) = shots(drawn["bowl"], LIGHT, view, step)
    red, green, blue = frame[row, column, :3].astype(int)
    assert red > 140
    assert red > 2 * green
    assert red > 2 * blue


def test_the_ball_is_hidden_when_it_is_behind_the_surface(drawn: dict[str, Run]) -> None:
    # At the bottom of the bowl, seen through its wall from below the rim.
    for azimuth in (45.0, 225.0):
        still, frame, (row, column) = shots(drawn["bowl"], LIGHT, View(azimuth, 3.0), 30.0)
        patch = (slice(row - 4, row + 5), slice(column - 4, column + 5))
        np.testing.assert_allclose(frame[patch].astype(int), still[patch].astype(int), atol=3)


def test_the_ball_rests_on_the_surface(drawn: dict[str, Run]) -> None:
    diorama = Diorama([drawn["valley"]], LIGHT, cells=96)
    for step in np.linspace(0, 200, 40):
        ball = diorama.ball(diorama.tracks[0], step)
        angles = np.linspace(0, 2 * np.pi, 64)
        near = ball[:2] + 0.051 * np.stack([np.cos(angles), np.sin(angles)], axis=-1) * np.linspace(0, 1, 64)[:, None]
        gap = np.linalg.norm(diorama.relief.drape(near, lift=0.0) - ball, axis=1).min()
        assert 0.040 < gap < 0.075


def test_the_default_orbit_turns_at_most_forty_degrees_and_sees_the_path(drawn: dict[str, Run]) -> None:
    for name in ("bowl", "valley", "line", "blobs"):
        diorama = Diorama([drawn[name]], LIGHT, cells=96)
        assert abs(diorama.last.azimuth - diorama.first.azimuth) <= 40
        points = diorama.relief.drape(diorama.relief.place(diorama.tracks[0].points))
        seen = [1 - diorama.sight(diorama.view(turn)).hidden(points).mean() for turn in (0, 0.5, 1)]
        assert min(seen) > 0.9


def test_a_diverging_run_is_named_at_the_edge(drawn: dict[str, Run], pages: list) -> None:
    from matplotlib.text import Text

    film = FIGURES["contour"].film([drawn["bowl-diverged"]], LIGHT, CLIP)
    _ = film[39]
    words = [text.get_text() for text in pages[0].figure.findobj(Text)]
    assert any(word.endswith(f"diverged at step {drawn['bowl-diverged'].steps}") for word in words)
    _ = film[0]
    assert not any(text.get_text().endswith("diverged") for text in pages[0].figure.findobj(Text))


def test_the_counter_tells_the_true_step(drawn: dict[str, Run], pages: list) -> None:
    from matplotlib.text import Text

    film = FIGURES["loss"].film([drawn["valley"]], LIGHT, CLIP)
    for index in (0, 15, 39):
        _ = film[index]
        step = int(CLIP.moments([drawn["valley"]])[index].step + 1e-9)
        assert f"step {step}" in [text.get_text() for text in pages[0].figure.findobj(Text)]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0.000"),
        (1.0, "1.000"),
        (12.3456, "12.35"),
        (99999.0, "99,999"),
        (-0.5, "−0.5000"),
        (0.012344, "0.01234"),
        (1.234e-7, "1.23e−7"),
        (2e12, "2.00e12"),
        (np.inf, "∞"),
    ],
)
def test_numbers_are_written_as_people_write_them(value: float, shown: str) -> None:
    assert number(value) == shown
