"""The surface: the step on its tangent plane, the robot, and the fog."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from stills import place, still

from gdviz.analysis.pacing import Clip, Moment
from gdviz.figures import FIGURES
from gdviz.figures.parts.lettering import Lettering
from gdviz.figures.parts.shot import Shot
from gdviz.relief.camera import Camera
from gdviz.relief.diorama import Diorama
from gdviz.relief.markers import BALL
from gdviz.relief.sketch import Sketch
from gdviz.relief.tangent import TouchingPlane
from gdviz.relief.view import View
from gdviz.runs.run import Run
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK, LIGHT

CLIP = Clip(800, 450, 10, 4.0)
EVERYTHING = {"marker": "robot", "fog": True, "tangent": True}


def test_plane_holds_what_lies_on_it(drawn: dict[str, Run]) -> None:
    relief = Diorama([drawn["bowl"]], LIGHT, cells=96).relief
    plane = TouchingPlane.at(relief, np.array([0.4, -0.3]))
    moves = np.array([[0.1, 0.0], [-0.2, 0.3]])
    np.testing.assert_allclose(plane.over(moves)[:, :2], moves)
    np.testing.assert_allclose(plane.over(moves) @ plane.normal, 0, atol=1e-12)
    corners = plane.patch(0.3, 0.5) - plane.touch
    np.testing.assert_allclose(corners @ plane.normal, 0, atol=1e-12)
    np.testing.assert_allclose(np.sort(corners @ plane.downhill), [-0.3, -0.3, 0.5, 0.5])


def test_notes_and_the_loss_stand_below_the_numbers(drawn: dict[str, Run]) -> None:
    painter: Any = FIGURES["surface"].painter([drawn["valley"]], LIGHT, CLIP, tangent=True, orbit=0)
    painter(Moment((2.4,), 0.5, 0.1))
    unit = painter.figure.dpi / 72
    low = min(one.at[1] for one in painter.figure.findobj(Lettering)) * unit
    (shot,) = (part for part in painter._parts if isinstance(part, Shot))
    notes = [text for text in painter.figure.texts if text.get_text() in shot._diorama.notes]
    assert notes
    assert max(note.get_window_extent().y1 for note in notes) < low
    (loss,) = painter.figure.axes
    assert loss.get_tightbbox(painter.renderer).y1 < min(note.get_window_extent().y0 for note in notes)


def test_heading_is_straight_downhill_and_kept_where_it_is_level(drawn: dict[str, Run]) -> None:
    run = drawn["bowl"]
    diorama = Diorama([run], LIGHT, cells=144, marker="robot")
    track = diorama.tracks[0]
    downhill = -run.gradient[0] / np.linalg.norm(run.gradient[0])
    np.testing.assert_allclose(diorama.heading(track, 0.0), downhill, atol=0.02)
    assert np.linalg.norm(diorama.heading(track, 30.0)) == pytest.approx(1)
    np.testing.assert_array_equal(diorama.heading(track, 30.0), diorama.heading(track, 29.5))


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=lambda style: style.name)
def test_robot_is_hidden_behind_a_ridge_and_seen_before_it(style, drawn: dict[str, Run]) -> None:
    diorama = Diorama([drawn["bowl"]], style, cells=96, marker="robot")
    shown = []
    for elevation in (2.0, 34.0, 60.0):
        view = View(225.0, elevation)
        easel, pixels = still(diorama, view)
        diorama.paint_still(easel, view)
        bare = pixels.copy()
        diorama.paint_markers(easel, view, [30.0])
        row, column = place(easel, view, diorama.ball(diorama.tracks[0], 30.0), 480)
        n = int(6 * BALL * easel.scale)
        patch = (slice(row - n, row + n // 3), slice(column - n // 2, column + n // 2))
        shown.append(int((np.abs(pixels[patch].astype(int) - bare[patch]).max(axis=-1) > 30).sum()))
    # Of what is hidden a dashed circle is left.
    assert 0 < shown[0] < 0.5 * shown[1]
    assert shown[1] < shown[2]


@pytest.mark.parametrize("name", ["bowl-diverged", "one-step", "no-step", "thinned", "blobs", "moons", "line"])
def test_every_run_is_drawn_with_robot_fog_and_tangent(name: str, drawn: dict[str, Run]) -> None:
    film = FIGURES["surface"].film([drawn[name]], DARK, Clip(480, 270, 10, 1.0), **EVERYTHING)
    for index in (0, 5, 9):
        assert film[index].shape == (270, 480, 3)


def test_robots_of_several_runs_each_have_their_disc(drawn: dict[str, Run]) -> None:
    runs = [drawn[name] for name in ("bowl", "bowl-adam", "bowl-diverged")]
    moment = Moment((2.0,) * 3, 0.0, 0.1)
    foggy, plain = (
        FIGURES["surface"].painter(runs, LIGHT, CLIP, orbit=0, marker="robot", fog=on)(moment) for on in (True, False)
    )
    diorama = Diorama(runs, LIGHT, cells=72, camera=Camera(orbit=0))
    painter: Any = FIGURES["surface"].painter(runs, LIGHT, CLIP, orbit=0)
    easel = next(part for part in painter._parts if isinstance(part, Shot))._pixels
    for track in diorama.tracks:
        foot = diorama.relief.drape(diorama.relief.place(track.at(2.0)))
        row, column = place(easel, diorama.view(0.0), foot, 450)
        within = slice(row - 4, row + 5), slice(column - 4, column + 5)
        np.testing.assert_array_equal(foggy[within], plain[within])
    assert (foggy != plain).any(axis=-1).mean() > 0.1


def test_what_the_relief_hides_of_a_line_shows_through_as_pale_as_told(drawn: dict[str, Run]) -> None:
    diorama = Diorama([drawn["bowl"]], LIGHT, cells=48)
    view = diorama.view(0.0)
    over = diorama.relief.drape(np.stack([np.linspace(-0.5, 0.5, 40), np.zeros(40)], axis=-1))
    for lift, through, expected in ((0.2, 0.0, 0), (-0.2, 0.25, 191), (-0.2, 0.0, 255)):
        easel, pixels = still(diorama, view)
        line = over + np.array([0, 0, lift])
        Sketch(easel, diorama, view).line(line, "#000000", 8.0, through=through)
        assert pixels[place(easel, view, line[20], 480)][0] == pytest.approx(expected, abs=1)


@pytest.mark.parametrize("form", ["svg", "pdf"])
def test_fog_goes_onto_a_page_of_vectors_as_an_image(form: str, drawn: dict[str, Run], tmp_path: Path) -> None:
    painter = FIGURES["surface"].painter([drawn["bowl"]], LIGHT, Clip(400, 300, 10, 2.0), **EVERYTHING)
    painter.print(Moment((3.0,), 0.5, 0.2), tmp_path / f"fog.{form}")
    assert (tmp_path / f"fog.{form}").stat().st_size > 30_000


def test_once_fog_has_lifted_a_page_of_vectors_is_the_page_without(drawn: dict[str, Run], tmp_path: Path) -> None:
    for fog in (True, False):
        painter = FIGURES["surface"].painter([drawn["bowl"]], LIGHT, Clip(400, 300, 10, 2.0), fog=fog, orbit=0)
        painter.print(Moment((30.0,), 1.0, 1.0), tmp_path / f"{fog}.svg")
    assert (tmp_path / "True.svg").read_bytes() == (tmp_path / "False.svg").read_bytes()


def test_minimum_as_a_point_is_seen_over_the_ball_and_named(drawn: dict[str, Run]) -> None:
    run = drawn["line"]
    painter: Any = FIGURES["surface"].painter([run], LIGHT, CLIP, azimuth=30, elevation=30, orbit=0, minimum="point")
    frame = painter(Moment((float(run.steps),), 1.0, 1.0))
    shot = next(part for part in painter._parts if isinstance(part, Shot))
    view, easel = shot._diorama.view(1.0), shot._pixels
    best = shot._diorama.relief.place(np.array(run.problem["minima"][0]))
    for point in (shot._diorama.minima[0], shot._diorama.relief.lay(best)):
        assert np.abs(frame[place(easel, view, point, 450)] - 255 * rgb(LIGHT.accent)).max() <= 4
    words = [text.get_text() for text in painter.figure.texts]
    assert "● minimum (1.489, 63.42)" in words


@pytest.mark.parametrize("size", [(800, 450), (400, 600), (320, 240)])
@pytest.mark.parametrize("name", ["bowl", "valley", "blobs"])
def test_nothing_of_the_step_is_cut_off_at_the_edge_of_the_page(
    name: str, size: tuple[int, int], drawn: dict[str, Run]
) -> None:
    film = FIGURES["surface"].film([drawn[name]], LIGHT, Clip(*size, 10, 2.0), tangent=True, marker="robot", orbit=0)
    for frame in (film[0], film[5], film[19]):
        assert all((edge == 255).all() for edge in (frame[:2], frame[-2:], frame[:, :2], frame[:, -2:]))


@pytest.mark.parametrize(("name", "settings"), [("bowl", {}), ("bowl", EVERYTHING), ("valley", {"orbit": 360.0})])
def test_a_loop_closes_without_a_jump(name: str, settings: dict[str, Any], drawn: dict[str, Run]) -> None:
    film = FIGURES["surface"].film([drawn[name]], LIGHT, Clip(320, 180, 10, 6.0, loops=True), **settings)
    frames = [film[index].astype(int) for index in range(len(film))]
    steps = np.array([np.abs(after - before).mean() for before, after in pairwise(frames)])
    seam = np.abs(frames[0] - frames[-1]).mean()
    assert seam <= 3 * np.median(steps[steps > 0])


@pytest.mark.parametrize("size", [(800, 450), (540, 540), (450, 800)])
@pytest.mark.parametrize("names", [["bowl"], ["bowl", "bowl-adam", "bowl-diverged"]])
def test_the_relief_is_large_and_covers_no_words(
    size: tuple[int, int], names: list[str], drawn: dict[str, Run]
) -> None:
    painter: Any = FIGURES["surface"].painter([drawn[name] for name in names], LIGHT, Clip(*size, 10, 2.0))
    painter(Moment((3.0,) * len(names), 0.5, 0.5))
    (shot,) = (part for part in painter._parts if isinstance(part, Shot))
    diorama, easel = shot._diorama, shot._pixels
    seen = []
    for turn in (0.0, 0.5, 1.0):
        view = diorama.view(turn)
        words = diorama._floor.extent(easel, view)
        seen.append(easel.pixels(np.concatenate([view.project(diorama.relief.outline()), words])))
    places = np.concatenate(seen)
    assert (places >= 0).all()
    assert (places <= size).all()
    for one in (*painter.figure.texts, *painter.figure.axes):
        box = one.get_tightbbox(painter.renderer)
        assert not ((places > box.min) & (places < box.max)).all(axis=1).any()
    assert np.prod(np.ptp(places, axis=0)) > 0.35 * np.prod(size)
