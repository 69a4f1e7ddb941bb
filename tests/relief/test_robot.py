"""Capsules as rays meet them, and the robot that is made of them, as an image."""

from typing import Any

import numpy as np
import pytest

from gdviz.relief.light import glint, lamp_beside, shade
from gdviz.relief.robot import COARSE, HEAD, LARGE, TOP, WIDE, Capsule, parts, robot
from gdviz.relief.view import View
from gdviz.style.colors import rgb
from gdviz.style.themes import LIGHT

VIEWS = [View(0.0, 0.0), View(20.0, 30.0), View(-130.0, 70.0), View(75.0, -25.0)]
# Seen from before, at its height: forward is nearness, left is right, up is up.
FRONT = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
BALL = Capsule((0, 0, 0), (0, 0, 0), 1.0, "#804020")


def turned_to(view: View, heading: Any) -> np.ndarray:
    """Return a robot's forward, left and up in right, up and nearness, by its heading on the base."""
    forward = np.array([*heading, 0.0])
    up = np.array([0.0, 0.0, 1.0])
    return np.stack([forward, np.cross(up, forward), up]) @ view.basis.T


def way(degrees: float) -> np.ndarray:
    return np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])


def test_rays_meet_a_ball_where_pythagoras_says() -> None:
    ball = Capsule((0.5, -0.25, 2.0), (0.5, -0.25, 2.0), 1.5, "#ffffff")
    u, v = np.linspace(-2, 2, 41), np.linspace(0, 4, 33)
    with np.errstate(invalid="ignore"):
        met = ball.reach(FRONT, u, v)
        expected = 0.5 + np.sqrt(1.5**2 - (u + 0.25) ** 2 - (v[:, None] - 2) ** 2)
    assert met.shape == (33, 41)
    np.testing.assert_array_equal(np.isnan(met), np.isnan(expected))
    assert 0.2 < np.isnan(met).mean() < 0.8
    np.testing.assert_allclose(met, expected, atol=1e-12)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("part", [*parts("#e5381f", "#1f77b4"), Capsule((0, 0, 0), (3, 1, 2), 0.4, "#ffffff")])
def test_rays_leave_a_capsule_where_it_is_its_radius_from_its_line(part: Capsule, view: View) -> None:
    turned = turned_to(view, way(35.0))
    start, end = np.array(part.start) @ turned, np.array(part.end) @ turned
    middle = (start + end) / 2
    reach = np.linalg.norm(end - start) / 2 + part.radius + 0.05
    u, v = middle[0] + np.linspace(-reach, reach, 51), middle[1] + np.linspace(-reach, reach, 47)
    with np.errstate(invalid="ignore"):
        nearness = part.reach(turned, u, v)
    hit = ~np.isnan(nearness)
    places = np.stack(np.broadcast_arrays(u, v[:, None], nearness), axis=-1)
    np.testing.assert_allclose(distance(places[hit], start, end), part.radius, atol=1e-9)
    # A little nearer to the eye is outside, and rays that miss pass the line by more than the radius.
    assert (distance(places[hit] + [0, 0, 1e-3], start, end) > part.radius).all()
    flat = [np.append(one[:2], 0.0) for one in (start, end)]
    beside = np.stack(np.broadcast_arrays(u, v[:, None], 0.0), axis=-1)
    np.testing.assert_array_equal(hit, distance(beside, *flat) < part.radius)
    normals = part.normals(turned, places[hit])
    np.testing.assert_allclose(np.linalg.norm(normals, axis=-1), 1.0, atol=1e-9)
    assert (normals[:, 2] > -1e-6).all(), "what is seen faces the eye"


def distance(points: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return how far points (..., 3) are from the line from one place to another."""
    axis = end - start
    share = np.clip((points - start) @ axis / max(axis @ axis, 1e-12), 0, 1)
    return np.linalg.norm(points - start - share[..., None] * axis, axis=-1)


def test_normals_of_a_capsule_point_away_from_its_line() -> None:
    rod = Capsule((0, 0, 0), (0, 2, 0), 0.5, "#ffffff")
    points = np.array([[1.0, 0.5, 0.0], [1.0, 0.0, 0.5], [-0.5, 0.0, 0.0], [2.3, 0.0, 0.4]])
    expected = [[0, 1, 0], [0, 0, 1], [-1, 0, 0], [0.6, 0, 0.8]]
    np.testing.assert_allclose(rod.normals(FRONT, points), expected, atol=1e-12)


@pytest.mark.parametrize("radius", [4.0, 11.9, 12.0, 20.0])
@pytest.mark.parametrize("at", [(60.0, 40.0), (60.3, 40.7)])
def test_a_lone_ball_covers_its_disc_and_glides_between_pixels(at: tuple[float, float], radius: float) -> None:
    view = View(-60.0, 30.0)
    (left, low), image, points = robot(np.array(at), radius, [BALL], way(10.0), view.basis, lamp_beside(view))
    cover = image[..., 3]
    rows, columns = np.indices(cover.shape)
    middle = [left + (cover * (columns + 0.5)).sum() / cover.sum(), 0.0]
    middle[1] = low + len(cover) - (cover * (rows + 0.5)).sum() / cover.sum()
    np.testing.assert_allclose(middle, at, atol=0.03)
    assert cover.sum() == pytest.approx(np.pi * radius**2, rel=0.01)
    # So many rays to a pixel each way are so many shares of its cover.
    fine = COARSE if radius >= LARGE else 3
    np.testing.assert_allclose(cover * fine**2, np.rint(cover * fine**2), atol=1e-9)
    whole = cover == 1
    lies = np.stack([columns + 0.5 + left - at[0], low + len(cover) - rows - 0.5 - at[1]], axis=-1) / radius
    np.testing.assert_allclose(points[whole][:, :2], lies[whole], atol=1e-9)
    np.testing.assert_allclose(np.linalg.norm(points[whole], axis=-1), 1.0, atol=0.1)
    assert (image[cover == 0] == 0).all()


def test_a_ball_is_lit_as_its_normals_say() -> None:
    view = View(-60.0, 30.0)
    lamp = lamp_beside(view)
    _, image, points = robot(np.array([50.0, 50.0]), 40.0, [BALL], way(0.0), view.basis, lamp)
    inner = (image[..., 3] == 1) & (np.hypot(points[..., 0], points[..., 1]) < 0.8)
    normals = points[inner] / np.linalg.norm(points[inner], axis=-1, keepdims=True)
    lit = shade(1.25 * rgb(BALL.color), normals @ view.basis, lamp) + 0.55 * glint(normals, view.basis, lamp)[:, None]
    np.testing.assert_allclose(image[inner][:, :3], np.clip(lit, 0, 1), atol=0.02)


@pytest.mark.parametrize("place", [(1.2, 0.0, 0.0), (0.0, 1.2, 0.0), (0.0, 0.0, 2.5), (-0.5, -1.0, 1.5)])
@pytest.mark.parametrize("view", VIEWS)
def test_places_are_forward_left_and_up_of_its_heading(view: View, place: tuple[float, float, float]) -> None:
    part, radius, at = Capsule(place, place, 0.5, "#ffffff"), 20.0, np.array([80.0, 70.0])
    (left, low), image, _ = robot(at, radius, [part], way(50.0), view.basis, lamp_beside(view))
    cover = image[..., 3]
    rows, columns = np.indices(cover.shape)
    middle = np.array([left + columns + 0.5, low + len(cover) - rows - 0.5])
    forward, up = np.array([*way(50.0), 0.0]), np.array([0.0, 0.0, 1.0])
    world = np.array(place) @ [forward, np.cross(up, forward), up]
    expected = at + radius * (view.basis @ world)[:2]
    np.testing.assert_allclose((middle * cover).sum(axis=(1, 2)) / cover.sum(), expected, atol=0.05)


def test_the_nearer_part_covers_the_farther_one_in_whatever_order_they_come() -> None:
    view = View(0.0, 0.0)
    near, far = Capsule((1, 0, 0), (1, 0, 0), 0.5, "#ff0000"), Capsule((-1, 0, 0), (-1, 0, 0), 1.0, "#0000ff")
    images = [
        robot(np.array([50.0, 50.0]), 20.0, made, way(0.0), view.basis, lamp_beside(view))[1]
        for made in ([near, far], [far, near])
    ]
    np.testing.assert_array_equal(*images)
    # The image reaches WIDE radii to the sides of the wheel's centre and below it.
    row, column = len(images[0]) - int(WIDE * 20), int(WIDE * 20)
    for shift, front, hidden in ((0, 0, 2), (8, 0, 2), (12, 2, 0), (18, 2, 0)):
        assert images[0][row, column + shift, front] > images[0][row, column + shift, hidden] + 0.3


def test_a_robot_stands_upright_and_its_sensor_looks_along_its_heading() -> None:
    view = View(20.0, 30.0)
    towards = view.basis[2, :2] / np.linalg.norm(view.basis[2, :2])
    made = parts(LIGHT.accent, LIGHT.classes[0])
    lens = {}
    for sense in (1, -1):
        (left, low), image, points = robot(
            np.array([60.3, 40.7]), 14.0, made, sense * towards, view.basis, lamp_beside(view)
        )
        rows = len(image)

        def at(place: Any, image=image, rows=rows, left=left, low=low) -> np.ndarray:
            x, y = np.array([60.3, 40.7]) + 14 * (view.basis @ np.array(place))[:2]
            return image[rows - 1 - int(y - low), int(x - left)]

        assert at([0, 0, 0])[3] == 1
        assert at([0, 0, 0])[:3].max() < 0.5, "the wheel is dark"
        side = 1.2 * view.basis[0]
        head = at([side[0], side[1], HEAD])
        assert head[3] == 1
        assert head[0] > 2 * head[2], "the head has the run's colour"
        assert at([0, 0, -2.0])[3] == 0
        lens[sense] = at([*(sense * 1.7 * towards), 4.0])
        assert (image >= 0).all()
        assert (image <= 1).all()
        assert np.abs(points).max() < 7
    assert lens[1][2] > 0.7, "the lens is bright and seen from before"
    assert lens[-1][2] < lens[1][2] - 0.2, "and not from behind"


@pytest.mark.parametrize("turn", [0.0, 60.0, 155.0, 260.0])
@pytest.mark.parametrize("view", [*VIEWS, View(10.0, 89.0)])
def test_the_image_holds_the_whole_robot(view: View, turn: float) -> None:
    made = parts("#e5381f", "#1f77b4")
    _, image, _ = robot(np.array([60.3, 40.7]), 9.0, made, way(turn), view.basis, lamp_beside(view))
    cover = image[..., 3]
    assert not any(edge.any() for edge in (cover[0], cover[-1], cover[:, 0], cover[:, -1]))
    assert cover.any()


def test_it_is_as_high_as_is_said_and_stands_on_its_wheel() -> None:
    made = parts("#e5381f", "#1f77b4")
    tops = [max(part.start[2], part.end[2]) + part.radius for part in made]
    lows = [min(part.start[2], part.end[2]) - part.radius for part in made]
    assert min(lows) == lows[0] == -1.0
    # Over the ground, on which its wheel of radius 1 stands.
    assert 1.0 + max(tops) == pytest.approx(6.81)
    assert 1.0 + max(tops) < TOP
    assert made[6].start[2] == made[6].end[2] == HEAD
    assert [part.color for part in made].count("#e5381f") == 2
    assert made[-1].color == "#1f77b4"
    sides = {frozenset([part.start, part.end]) for part in made}
    assert {frozenset((x, -y, z) for x, y, z in ends) for ends in sides} == sides, "its left is as its right"


@pytest.mark.parametrize("lean", [0.0, 1e-9, 1e-6, 1e-3])
@pytest.mark.parametrize("sense", [1, -1])
def test_a_capsule_that_points_at_the_eye_is_the_ball_at_its_nearer_end(lean: float, sense: int) -> None:
    turned = np.eye(3)
    places = np.linspace(-0.9, 0.9, 7)
    with np.errstate(divide="raise", invalid="ignore"):
        reached = Capsule((0, 0, 0), (lean, 0, sense * 2.0), 1.0, "#ffffff").reach(turned, places, places)
        near = max(0.0, sense * 2.0)
        ball = Capsule((0, 0, near), (0, 0, near), 1.0, "#ffffff").reach(turned, places, places)
    inside = np.isfinite(ball)
    np.testing.assert_allclose(reached[inside], ball[inside], atol=5e-3)
