"""The 3D picture: its camera, its floor, what lies on the surface, and what is hidden."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg

from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures import FIGURES
from gdviz.pens.agg import Easel
from gdviz.problems.expression import from_expression
from gdviz.relief.camera import Camera
from gdviz.relief.diorama import Diorama, cells_for
from gdviz.relief.floor import PALE
from gdviz.relief.lines import evenly
from gdviz.relief.markers import BALL
from gdviz.relief.solid import FLOOR
from gdviz.relief.view import View
from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.style.colors import ramp, rgb
from gdviz.style.themes import DARK, LIGHT

SIZE = 320, 240


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """A bowl, a function with a hole in the middle of its box, and one with a pole there."""
    root = tmp_path_factory.mktemp("made")
    box = [-3, 3, -3, 3]
    hole = from_expression("sqrt(x**2 + y**2 - 1)", domain=box)
    pole = from_expression("1/(x**2 + y**2) + x**2 + y**2", domain=box)
    return {
        "bowl": solve("bowl", steps=30, out=root / "bowl"),
        "hole": solve(hole, steps=3, start=[2.5, 2.0], lr=0.2, out=root / "hole"),
        "pole": solve(pole, steps=20, start=[2.0, 2.0], lr=0.05, out=root / "pole"),
    }


def painted(diorama, view, step=None, size=SIZE, page=(255, 255, 255, 255)):
    """Return the pixels of a view, and the easel."""
    agg = RendererAgg(*size, 72)
    easel = diorama.easel(agg, (10, 10, size[0] - 10, size[1] - 10), size[0] / 534, Easel)
    pixels = np.asarray(agg.buffer_rgba())
    pixels[:] = page
    diorama.paint_still(easel, view)
    if step is not None:
        diorama.paint_moving(easel, view, [step] * len(diorama.tracks))
    return pixels, easel


def pixel(pixels, easel, view, point):
    x, y = easel.pixels(view.project(np.asarray(point, float)))
    return pixels[pixels.shape[0] - 1 - int(y), int(x)].astype(int)


@pytest.mark.parametrize(
    ("height", "cells"), [(240, 48), (360, 48), (480, 72), (540, 72), (720, 96), (1080, 144), (2160, 144)]
)
def test_cells_grow_with_the_picture(height, cells):
    assert cells_for(height) == cells


def test_camera_is_where_it_is_told(made):
    camera = Camera(30.0, 35.0, 20.0)
    diorama = Diorama([made["bowl"]], LIGHT, cells=48, camera=camera)
    assert (diorama.view(0.0), diorama.view(0.5), diorama.view(1.0)) == (View(20, 35), View(30, 35), View(40, 35))
    still = Diorama([made["bowl"]], LIGHT, cells=48, camera=Camera(orbit=0.0))
    assert still.view(0.0) == still.view(1.0)


# Each elevation from two sides, and from each side twice.
@pytest.mark.parametrize(
    ("azimuth", "elevation"),
    [
        *zip((0.0, 45.0, 100.0, 181.0, 270.0, 333.0), (-20.0, 5.0, 30.0, 60.0, 85.0, 90.0), strict=True),
        *zip((0.0, 45.0, 100.0, 181.0, 270.0, 333.0), (60.0, 85.0, 90.0, -20.0, 5.0, 30.0), strict=True),
    ],
)
def test_every_camera_holds_the_picture(made, azimuth, elevation):
    diorama = Diorama([made["hole"]], LIGHT, cells=48, camera=Camera(azimuth, elevation, 40.0))
    pixels, _ = painted(diorama, diorama.view(0.3), 2.0)
    for edge in (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]):
        assert (edge == 255).all()
    assert (pixels[..., :3] < 250).any(axis=-1).mean() > 0.1


def test_floor_is_seen_from_above_and_is_glass_from_below(made):
    for elevation, opaque in ((60.0, True), (-20.0, False)):
        diorama = Diorama([made["hole"]], LIGHT, cells=48, camera=Camera(30.0, elevation, 0.0))
        view = diorama.view(0.0)
        pixels, easel = painted(diorama, view)
        corner = pixel(pixels, easel, view, [0.93 * np.sign(view.eye[0]), 0.93 * np.sign(view.eye[1]), FLOOR])
        assert bool((corner[:3] < 250).any()) == opaque


def test_path_on_the_floor_is_hidden_where_the_surface_is_before_it(made):
    diorama = Diorama([made["bowl"]], LIGHT, cells=48)
    trail = diorama.relief.lay(diorama.relief.place(diorama.tracks[0].points))
    for view, some in ((View(200.0, 12.0), True), (View(200.0, 80.0), False)):
        hidden = diorama.sight(view).hidden(trail)
        full, easel = painted(diorama, view, 30.0, size=(640, 480))
        assert bool((~hidden).any()) == some
        for point in trail[~hidden][::7]:
            assert np.abs(pixel(full, easel, view, point)[:3] - 255 * rgb(LIGHT.accent)).max() < 90


def test_ball_is_cut_softly_where_the_surface_begins_to_hide_it(made):
    diorama = Diorama([made["bowl"]], LIGHT, cells=48)
    track = diorama.tracks[0]
    ball = diorama.ball(track, 30.0)
    counts = []
    # The ball lies at the bottom; a lower and lower camera loses it behind the near side.
    for elevation in (60.0, *np.arange(40.0, 2.0, -2.5)):
        view = View(225.0, elevation)
        bare, easel = painted(diorama, view, size=(640, 480))
        bare = bare.copy()
        full, _ = painted(diorama, view, 30.0, size=(640, 480))
        x, y = easel.pixels(view.project(ball))
        # Within the dashed circle that is left of it.
        n = int(0.6 * BALL * easel.scale)
        patch = (slice(479 - int(y) - n, 479 - int(y) + n), slice(int(x) - n, int(x) + n))
        red = np.abs(full[patch][..., :3].astype(int) - bare[patch][..., :3]).max(axis=-1) > 30
        counts.append(int(red.sum()))
    assert counts[0] > 60
    # Where its path ends, dashed.
    assert counts[-1] < 0.4 * counts[0]
    assert any(0.15 * counts[0] < count < 0.85 * counts[0] for count in counts)


def test_path_does_not_peep_out_under_the_ball(made):
    diorama = Diorama([made["bowl"]], LIGHT, cells=96)
    view = diorama.view(1.0)
    end = diorama.relief.place(diorama.tracks[0].at(30.0))
    _, (((points, _), _), *_), _ = diorama._trails._paths[0].upto(30.0, view, diorama.sight(view))
    assert np.linalg.norm(points[-1] - view.project(diorama.relief.drape(end))) > 0.2 * BALL


def test_hole_is_hatched_and_walled(made):
    diorama = Diorama([made["hole"]], LIGHT, cells=48, camera=Camera(30.0, 40.0, 0.0))
    view = diorama.view(0.0)
    assert diorama.relief.ground is not None
    pixels, easel = painted(diorama, view, size=(640, 480))
    # The wall at the far side of the shaft, below its rim, is stone: gray, and neither page nor floor.
    away = -view.eye[:2] / np.linalg.norm(view.eye[:2])
    rim = diorama.relief.drape(0.33 * away, lift=0.0)
    wall = pixel(pixels, easel, view, rim - [0, 0, 0.12])[:3]
    assert np.ptp(wall) < 30
    assert 40 < wall.mean() < 200
    top = Diorama([made["hole"]], LIGHT, cells=48, camera=Camera(30.0, 89.0, 0.0))
    pixels, easel = painted(top, top.view(0.0), size=(640, 480))
    middle = np.array(
        [[pixel(pixels, easel, top.view(0.0), [x, y, FLOOR])[:3] for x in (-0.03, 0, 0.03)] for y in (-0.03, 0, 0.03)]
    )
    assert np.ptp(middle, axis=-1).max() < 32, "neither band nor contour on the floor of a hole"
    assert middle.mean() > 150


def test_cut_off_height_is_told_and_drawn(made):
    diorama = Diorama([made["pole"]], LIGHT, cells=48)
    assert diorama.is_clipped
    assert diorama.scale.decades == 0
    linear = Diorama([made["pole"]], LIGHT, cells=48, height="linear")
    assert not linear.is_clipped
    assert linear.scale.high > 20 * diorama.scale.high


def test_known_minimum_is_ringed_or_a_point(made):
    view = View(30.0, 50.0)
    shown = {}
    for kind in ("ring", "point"):
        diorama = Diorama([made["bowl"]], LIGHT, cells=48, minimum=kind)
        pixels, easel = painted(diorama, view, size=(640, 480))
        shown[kind] = pixel(pixels, easel, view, diorama.minima[0])[:3]
    assert np.abs(shown["point"] - 255 * rgb(LIGHT.accent)).max() <= 3
    assert np.abs(shown["ring"] - 255 * rgb(LIGHT.accent)).max() > 60


@pytest.mark.parametrize("style", [LIGHT, DARK])
def test_relief_on_a_transparent_page_has_clean_edges(made, style):
    diorama = Diorama([made["hole"]], style, cells=72)
    view = diorama.view(0.5)
    clear, _ = painted(diorama, view, 2.0, page=(255, 255, 255, 0))
    page = np.rint(255 * rgb(style.background)).astype(int)
    on_page, _ = painted(diorama, view, 2.0, page=(*page.tolist(), 255))
    alpha = clear[..., 3:].astype(float) / 255
    laid = alpha * clear[..., :3] + (1 - alpha) * page
    assert (alpha == 1).mean() > 0.2
    off = np.abs(laid - on_page[..., :3])
    assert np.quantile(off, 0.999) <= 4
    assert off.max() <= 16


@pytest.mark.parametrize("form", ["svg", "pdf"])
def test_page_of_vectors_holds_the_relief(made, form, tmp_path: Path):
    clip = Clip(800, 450, 10, 4.0)
    page = FIGURES["surface"].painter([made["bowl"]], LIGHT, clip)
    path = tmp_path / f"page.{form}"
    page.print(Moment((30.0,), 1.0), path)
    size = path.stat().st_size
    assert 60_000 < size < 600_000
    if form == "svg":
        text = path.read_text()
        # The surface and the ball; the rest are outlines.
        assert text.count("<image") == 2
        assert text.index("<image") < text.rindex("<path")


def test_standing_camera_paints_its_relief_once_and_the_same(made, monkeypatch: pytest.MonkeyPatch):
    clip = Clip(320, 240, 10, 4.0)
    film = FIGURES["surface"].film([made["bowl"]], LIGHT, clip, orbit=0, elevation=30, azimuth="30")
    calls = []
    paint = Diorama.paint_still
    monkeypatch.setattr(Diorama, "paint_still", lambda self, *a: (calls.append(1), paint(self, *a))[1])
    frames = [film[i].copy() for i in (10, 15, 20, 25)]
    # The second is for the copy, which a camera that moves on would not need.
    assert len(calls) == 2
    again = FIGURES["surface"].film([made["bowl"]], LIGHT, clip, orbit=0, elevation=30, azimuth="30")
    for index, frame in zip((25, 20), (frames[3], frames[2]), strict=True):
        np.testing.assert_array_equal(again[index], frame)


def test_settings_out_of_range_are_refused(made):
    clip = Clip(320, 240, 10, 4.0)
    for name, value in (("elevation", 95), ("orbit", 361), ("azimuth", "nan"), ("height", "cubic")):
        with pytest.raises(ValueError, match=name):
            FIGURES["surface"].painter([made["bowl"]], LIGHT, clip, **{name: value})


def test_polyline_is_made_even():
    line = np.array([[0.0, 0.0], [0.1, 0.0], [1.0, 0.0]])
    made = evenly(line, 0.05)
    np.testing.assert_allclose(made[:, 0], np.linspace(0, 1, 21))
    assert len(evenly(line, 10.0)) == 8


@pytest.mark.parametrize("elevation", [5.0, 30.0, 60.0, 80.0, 85.0, 88.0])
@pytest.mark.parametrize("azimuth", [10.0, 75.0, 160.0, 245.0, 300.0])
def test_words_stand_clear_of_the_solid_and_within_the_box(elevation, azimuth, made):
    for name in ("bowl", "hole"):
        diorama = Diorama([made[name]], LIGHT, cells=48, camera=Camera(azimuth, elevation, 20.0))
        easel = diorama.easel(RendererAgg(640, 480, 72), (20, 20, 620, 460), 1.1)
        for turn in (0.0, 0.5, 1.0):
            view = diorama.view(turn)
            words = easel.pixels(diorama._floor.extent(easel, view)).reshape(-1, 4, 2)
            solid = easel.pixels(view.project(diorama.relief.silhouette))
            for corners in words:
                low, high = corners.min(axis=0), corners.max(axis=0)
                assert (low >= 20 - 1.5).all()
                assert (high <= [620 + 1.5, 460 + 1.5]).all()
                assert not ((solid > low) & (solid < high)).all(axis=1).any()


@pytest.mark.parametrize("problem", ["easom", "rastrigin", "griewank", "ackley", "himmelblau", "styblinski-tang"])
def test_the_view_sees_where_the_ball_ends_and_the_known_minima(problem, tmp_path):
    run = solve(problem, optimizer="adam", steps=60, out=tmp_path / problem)
    diorama = Diorama([run], LIGHT, cells=48)
    ball = diorama.ball(diorama.tracks[0], float(run.steps))
    for turn in (0.0, 0.5, 1.0):
        sight = diorama.sight(diorama.view(turn))
        assert not sight.hidden(ball)
        assert not sight.hidden(diorama.minima).any()


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=lambda style: style.name)
def test_floor_and_relief_have_one_ramp(style, made):
    diorama = Diorama([made["bowl"]], style, cells=48)
    tints = ramp(style.relief)
    bands = [color for _, color, _ in diorama._floor._bands]
    for color in bands:
        own = (color - PALE * rgb(style.background)) / (1 - PALE)
        assert np.abs(tints - own).max(axis=1).min() < 1e-9


def test_no_ball_lies_beyond_the_sides_while_its_run_is_outside_and_comes_back(tmp_path):
    # The first step goes 50 along y, in a box 3 wide.
    askew = from_expression("(x/1000)**2 + 10*(y-0.5)**2", domain=[0, 5000, 0, 1])
    run = solve(askew, optimizer="adam", start=[4500.0, 0.9], lr=50, steps=80, out=tmp_path / "askew")
    diorama = Diorama([run], LIGHT, cells=48)
    assert diorama.tracks[0].left is None
    view = diorama.view(0.5)
    agg = RendererAgg(*SIZE, 72)
    easel = diorama.easel(agg, (10, 10, SIZE[0] - 10, SIZE[1] - 10), 0.6, Easel)
    pixels, seen = np.asarray(agg.buffer_rgba()), []
    for step in (0.0, 1.0):
        pixels[:] = 0
        diorama.paint_markers(easel, view, [step])
        seen.append(bool(pixels.any()))
    assert seen == [True, False]
