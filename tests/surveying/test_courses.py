"""Paths of several runs in one plane, which holds their ends."""

import numpy as np
import pytest

from gdviz.recording.layers import Layers
from gdviz.surveying.courses import Course, joint

rng = np.random.default_rng(5)
LAYERS = Layers.of("params", np.zeros(40))
STARTS = rng.normal(size=40)


def path(end):
    t = np.linspace(0, 1, 60)[:, None]
    return STARTS + t * (end - STARTS) + 0.2 * t * (1 - t) * rng.normal(size=(1, 40))


def in_plane(places):
    """Return a course as a run keeps it that keeps a plane."""
    axes = np.linalg.svd(places - places[-1], full_matrices=False)[2][:2]
    moves = places - places[-1]
    at = moves @ axes.T
    return Course(at, np.sqrt(np.maximum((moves**2).sum(1) - (at**2).sum(1), 0)), (places[-1], axes))


@pytest.mark.parametrize("kept", [lambda places: Course(places, np.zeros(len(places))), in_plane])
@pytest.mark.parametrize("count", [2, 3])
def test_a_joint_plane_holds_the_ends(kept, count):
    courses = [kept(path(rng.normal(size=40))) for _ in range(count)]
    found = joint(LAYERS, courses)
    np.testing.assert_allclose(found.axes @ found.axes.T, np.eye(2), atol=1e-12)
    for course in courses:
        places, off = course.within(found.origin, found.axes)
        np.testing.assert_allclose(found.origin + places[-1] @ found.axes, course.end, atol=1e-9)
        assert off[-1] == 0


def test_of_two_whole_paths_it_shows_as_much_as_any_plane_through_the_ends():
    courses = [Course(path(rng.normal(size=40)), np.zeros(60)) for _ in range(2)]
    best = joint(LAYERS, courses)
    shown = sum((course.within(best.origin, best.axes)[0] ** 2).sum() for course in courses)
    for _ in range(20):
        other = rng.normal(size=40)
        other -= (other @ best.axes[0]) * best.axes[0]
        axes = np.stack([best.axes[0], other / np.linalg.norm(other)])
        assert shown >= sum((course.within(best.origin, axes)[0] ** 2).sum() for course in courses)


def test_a_path_kept_in_a_plane_is_placed_and_is_as_far_off_as_the_whole_one():
    places = path(rng.normal(size=40))
    plane = joint(LAYERS, [Course(places, np.zeros(60)), Course(places[::-1] + 0.1, np.zeros(60))])
    whole, kept = Course(places, np.zeros(60)), in_plane(places)
    (one, near), (other, far) = (course.within(plane.origin, plane.axes) for course in (kept, whole))
    np.testing.assert_allclose(one[-1], other[-1])
    np.testing.assert_allclose((one**2).sum(axis=1) + near**2, (other**2).sum(axis=1) + far**2)


@pytest.mark.parametrize("kept", [lambda places: Course(places, np.linspace(0, 1, len(places))), in_plane])
@pytest.mark.parametrize("at_once", [1, 41, 700, 60 * 40 - 1])
def test_a_path_is_placed_alike_however_much_of_it_is_at_once(kept, at_once, monkeypatch):
    course, axes = kept(path(rng.normal(size=40))), np.linalg.qr(rng.normal(size=(40, 2)))[0].T
    whole = course.within(STARTS, axes)
    monkeypatch.setattr("gdviz.surveying.courses.AT_ONCE", at_once)
    for part, same in zip(course.within(STARTS, axes), whole, strict=True):
        np.testing.assert_allclose(part, same, rtol=1e-12, atol=1e-14)


def test_paths_that_end_where_they_began_still_have_a_plane():
    still = Course(np.repeat(STARTS[None], 3, axis=0), np.zeros(3))
    found = joint(LAYERS, [still, still])
    np.testing.assert_allclose(found.axes @ found.axes.T, np.eye(2), atol=1e-12)
