"""Fog: how far a run sees by its slope, what is blended into the page, and how the fog lifts."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg
from reliefs import relief

from gdviz.pens.agg import Easel
from gdviz.relief.camera import Camera
from gdviz.relief.diorama import Diorama
from gdviz.relief.fog import BEND, CLEAR, FAR, NEAR, THICK, Fog, horizon
from gdviz.relief.markers import BALL
from gdviz.relief.mesh import Mesh
from gdviz.relief.solid import HEIGHT, Relief
from gdviz.relief.view import DISTANCE, View
from gdviz.relief.visibility import Visibility
from gdviz.runs.run import Run
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK, LIGHT

SIZE = 640, 480
RADII = np.linspace(NEAR, FAR, 24)
ABOVE = View(-90.0, 90.0)
RED, BLUE, PAGE = (200, 40, 20), (20, 60, 180), (255, 255, 255)


def track(*points: Any) -> Any:
    """Return a path with its whole steps."""
    places = np.array(points, float)
    return SimpleNamespace(points=places, at=lambda step: places[int(step)])


class Tile:
    """A level square without a floor, red where all of it is painted, blue where it is bare."""

    def __init__(self, *tracks: Any) -> None:
        self.relief: Relief = relief(lambda x, y: 0.5 + 0 * x)
        self.tracks = tracks

    def paint_still(self, easel: Easel, view: View, *, bare: bool = False) -> None:
        """Paint every pixel that the square is in."""
        pixels = np.asarray(easel.renderer.buffer_rgba())
        pixels[np.abs(places_from_above(easel)).max(axis=-1) < 1] = (*(BLUE if bare else RED), 255)

    def chart(self, view: View) -> Any:
        """Return its triangles."""
        return Mesh(self.relief).chart(view, Visibility(self.relief, view))


def places_from_above(easel: Easel) -> np.ndarray:
    """Return the base coordinates (480, 640, 2) of the square in each pixel as it is seen from straight above."""
    rows, columns = np.indices((SIZE[1], SIZE[0]))
    pixels = np.stack([columns + 0.5, SIZE[1] - rows - 0.5], axis=-1)
    return (pixels - easel.centre) / easel.scale * (DISTANCE - 0.5 * HEIGHT) / DISTANCE


def page_under(alpha: int = 255) -> tuple[Easel, np.ndarray]:
    agg = RendererAgg(*SIZE, 72)
    pixels = np.asarray(agg.buffer_rgba())
    pixels[:] = (*PAGE, alpha)
    return Easel(agg, 180.0, (320.0, 240.0), 1.0), pixels


def still(diorama: Diorama) -> tuple[Easel, np.ndarray]:
    """Return an easel for a diorama with a white page, and its pixels."""
    agg = RendererAgg(*SIZE, 72)
    easel = diorama.easel(agg, (20, 20, SIZE[0] - 20, SIZE[1] - 20), 1.1)
    pixels = np.asarray(agg.buffer_rgba())
    pixels[:] = 255
    return easel, pixels


def place(easel: Easel, view: View, point: Any) -> tuple[int, int]:
    """Return the row and the column of the pixel of a world point."""
    x, y = easel.pixels(view.project(np.asarray(point, float)))
    return SIZE[1] - 1 - int(y), int(x)


@pytest.mark.parametrize("bend", [0.5, 0.8, 1.6, 2.0])
def test_a_run_sees_as_far_as_the_bend_is_less_than_a_share_of_the_height(bend: float) -> None:
    # The surface leaves the plane by HEIGHT * bend * r^2 / 2 in every direction.
    bowl = relief(lambda x, y: bend * (x**2 + y**2) / 2)
    beyond = np.flatnonzero(bend * RADII**2 / 2 > BEND)
    expected = RADII[beyond[0]] if len(beyond) else FAR
    assert horizon(bowl, [track([0.125, -0.25]), track([0.25, 0.0])]) == expected
    if len(beyond):
        assert expected == pytest.approx(np.sqrt(2 * BEND / bend), abs=RADII[1] - RADII[0])


def test_on_a_slope_it_sees_as_far_as_it_may_and_among_waves_as_little() -> None:
    slope = relief(lambda x, y: 0.5 + 0.3 * x - 0.1 * y)
    assert horizon(slope, [track([0.1, 0.2])]) == FAR == 0.5
    waves = relief(lambda x, y: 0.5 + 0.4 * np.sin(12 * x) + 0 * y)
    assert horizon(waves, [track([0.1, 0.2])]) == NEAR == 4 * BALL
    assert horizon(slope, [track([3.0, 0.0])]) == NEAR, "from outside nothing is seen"


def test_it_is_the_middle_one_of_the_distances_along_the_paths_within_the_box() -> None:
    half = relief(lambda x, y: 0.5 + np.where(x > 0, 0.4 * np.sin(12 * x), 0) + 0 * y)
    calm, wild = [-0.75, 0.0], [0.5, 0.0]
    assert horizon(half, [track(calm, wild, calm)]) == FAR
    assert horizon(half, [track(calm), track(wild, wild)]) == NEAR
    assert horizon(half, [track(calm, [5.0, 5.0], [9.0, 0.0], wild, calm)]) == FAR
    assert horizon(half, [track(calm), track(wild)]) == pytest.approx((NEAR + FAR) / 2)


def test_what_lies_beyond_the_box_does_not_end_the_view() -> None:
    level = relief(lambda x, y: 0.5 + 0.4 * x)
    assert horizon(level, [track([0.99, 0.99])]) == FAR


@pytest.mark.parametrize("radius", [0.5, 0.8])
def test_a_disc_is_clear_within_and_fades_smoothly_into_what_is_dim(radius: float) -> None:
    foot = np.array([0.2, -0.1])
    fog = Fog(Tile(track(foot)), "#ffffff")
    assert fog.radius == FAR
    fog.radius = radius
    easel, pixels = page_under()
    fog.paint_still(easel, ABOVE)
    fog.lift(easel, [0.0], 0.0)
    places = places_from_above(easel)
    away = np.hypot(*np.moveaxis(places - foot, -1, 0)) / radius
    dim = np.rint((1 - THICK) * np.array(BLUE) + THICK * np.array(PAGE))

    def mixed(away: np.ndarray) -> np.ndarray:
        share = np.clip((1 - away) / (1 - CLEAR), 0, 1)
        seen = (share**2 * (3 - 2 * share))[..., None]
        return seen * np.array(RED) + (1 - seen) * dim

    within = np.abs(places).max(axis=-1) < 0.98
    # Places are known to about two steps of 255 on the base from -1 to 1; green and blue fall as red is seen.
    off = 2 * (2 / 255) / radius
    shown = pixels[..., 1:3][within]
    assert (shown >= mixed(away - off)[..., 1:][within] - 1).all()
    assert (shown <= mixed(away + off)[..., 1:][within] + 1).all()
    assert np.abs(shown - mixed(away)[..., 1:][within]).mean() < 1
    for flat in (away < CLEAR - off, away > 1 + off):
        np.testing.assert_array_equal(pixels[..., :3][within & flat], np.rint(mixed(away)[within & flat]))
    beside = np.abs(places).max(axis=-1) > 1.02
    assert beside.mean() > 0.1
    assert (pixels[beside][:, :3] == PAGE).all()


def test_each_run_has_its_disc_at_its_own_step_and_one_that_has_left_at_the_edge() -> None:
    fog = Fog(Tile(track([0.9, 0.9], [-0.5, -0.5]), track([0.5, 0.5], [7.0, 0.25])), "#ffffff")
    fog.radius = 0.3
    easel, pixels = page_under()
    fog.paint_still(easel, ABOVE)
    fog.lift(easel, [1.0, 1.0], 0.0)
    places = places_from_above(easel)
    red = (pixels[..., :3] == RED).all(axis=-1)
    feet = np.array([[-0.5, -0.5], [1.0, 0.25]])
    away = np.linalg.norm(places[..., None, :] - feet, axis=-1).min(axis=-1)
    within = np.abs(places).max(axis=-1) < 0.98
    assert red[within & (away < CLEAR * 0.3 - 0.01)].all()
    assert not red[within & (away > CLEAR * 0.3 + 0.03)].any()


@pytest.mark.parametrize("lifted", [0.25, 0.5, 0.75])
def test_discs_grow_evenly_until_the_farthest_corner_is_clear(lifted: float) -> None:
    foot = np.array([-0.5, -0.5])
    fog = Fog(Tile(track(foot)), "#ffffff")
    fog.radius = 0.3
    easel, pixels = page_under()
    fog.paint_still(easel, ABOVE)
    fog.lift(easel, [0.0], lifted)
    # At the end the corner at (1, 1) is where a disc begins to fade.
    radius = 0.3 + lifted * (1.5 * np.sqrt(2) / CLEAR - 0.3)
    places = places_from_above(easel)
    away = np.hypot(*np.moveaxis(places - foot, -1, 0))
    within = np.abs(places).max(axis=-1) < 0.98
    red = (pixels[..., :3] == RED).all(axis=-1)
    assert red[within & (away < CLEAR * radius - 0.01)].all()
    assert not red[within & (away > CLEAR * radius * 1.15)].any()
    gone = np.rint((1 - THICK) * np.array(BLUE) + THICK * np.array(PAGE))
    assert (pixels[..., :3][within & (away > radius + 0.01)] == gone).all()
    fog.lift(easel, [0.0], 1.0)
    assert (pixels[within][:, :3] == RED).all()


def test_on_a_transparent_page_fog_is_transparent() -> None:
    fog = Fog(Tile(track([0.0, 0.0])), "#ffffff")
    fog.radius = 0.3
    easel, pixels = page_under(alpha=0)
    fog.paint_still(easel, ABOVE)
    fog.lift(easel, [0.0], 0.0)
    places = places_from_above(easel)
    away = np.hypot(*np.moveaxis(places, -1, 0))
    within = np.abs(places).max(axis=-1) < 0.95
    assert (pixels[within & (away > 0.31)] == (*BLUE, 20)).all(), "8 in a hundred of 255"
    assert (pixels[within & (away < 0.17)] == (*RED, 255)).all()
    assert (pixels[np.abs(places).max(axis=-1) > 1.02][:, 3] == 0).all()


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=lambda style: style.name)
def test_fog_blends_into_the_page_beyond_the_disc_and_leaves_what_is_within(style, drawn: dict[str, Run]) -> None:
    diorama = Diorama([drawn["bowl"]], style, cells=72, camera=Camera(orbit=0.0))
    fog, view, step = Fog(diorama, style.background), diorama.view(0.0), 3.0
    page = np.rint(255 * rgb(style.background))

    def painted(how: Callable[[Easel], None]) -> np.ndarray:
        easel, pixels = still(diorama)
        pixels[..., :3] = page
        how(easel)
        return pixels[..., :3].astype(int)

    clear = painted(lambda easel: diorama.paint_still(easel, view))
    bare = painted(lambda easel: diorama.paint_still(easel, view, bare=True))
    foggy = painted(lambda easel: (fog.paint_still(easel, view), fog.lift(easel, [step], 0.0))[0])
    easel, _ = still(diorama)
    foot = diorama.relief.place(diorama.tracks[0].at(step))
    turns = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    within = beyond = 0
    for share in (0.1, 0.4, 0.85 * CLEAR, 1.1, 1.5, 2.0):
        ring = foot + share * fog.radius * np.stack([np.cos(turns), np.sin(turns)], axis=-1)
        ring = ring[(np.abs(ring) < diorama.relief.half - 0.05).all(axis=1)]
        for on in (diorama.relief.drape(ring, lift=0.0), diorama.relief.lay(ring)):
            for point in on[~diorama.sight(view).hidden(on + np.array([0, 0, 0.01]))]:
                at = place(easel, view, point)
                if share < 1:
                    assert np.abs(foggy[at] - clear[at]).max() <= 1
                    within += 1
                else:
                    assert np.abs(foggy[at] - np.rint((1 - THICK) * bare[at] + THICK * page)).max() <= 1
                    beyond += 1
    assert min(within, beyond) > 20
    np.testing.assert_array_equal(foggy[:12], clear[:12])
    half, lifted_away = (
        painted(lambda easel, share=share: (fog.paint_still(easel, view), fog.lift(easel, [step], share))[0])
        for share in (0.5, 1.0)
    )
    np.testing.assert_array_equal(lifted_away, clear)
    assert (foggy == clear).mean() < (half == clear).mean() < 1
