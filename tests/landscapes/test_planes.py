"""Which plane of many parameters is drawn: that in which the path moves most."""

import tracemalloc
import weakref

import numpy as np
import pytest

from gdviz.landscapes import planes
from gdviz.landscapes.planes import FEW, plane_of, principal


@pytest.mark.parametrize("dimension", [1, 2])
def test_plane_of_one_or_two_parameters_is_their_own_space(dimension):
    origin, axes = plane_of(np.ones((5, dimension)), dimension)
    assert origin.tolist() == [0.0] * dimension
    assert axes.tolist() == np.eye(dimension).tolist()


def spiral(dimension, noise):
    """Return a path that lies in a plane but for some noise, and the plane's axes."""
    rng = np.random.default_rng(dimension)
    axes = np.linalg.qr(rng.normal(size=(dimension, 2)))[0].T
    t = np.linspace(0, 3, 200)
    flat = np.stack([np.exp(-t) * np.cos(4 * t), 0.5 * np.exp(-t) * np.sin(4 * t)], axis=-1)
    return rng.normal(size=dimension) + flat @ axes + noise * rng.normal(size=(200, dimension)), axes


@pytest.mark.parametrize("dimension", [3, 7, 50])
def test_plane_of_many_parameters_holds_a_flat_path_whole(dimension):
    path, _ = spiral(dimension, 0.0)
    origin, axes = plane_of(path, dimension)
    assert origin.tolist() == path[-1].tolist()
    np.testing.assert_allclose(axes @ axes.T, np.eye(2), atol=1e-14)
    away = (path - origin) - ((path - origin) @ axes.T) @ axes
    assert np.abs(away).max() < 1e-13


def test_plane_of_a_noisy_path_holds_nearly_all_of_it():
    path, _ = spiral(20, 1e-3)
    origin, axes = plane_of(path, 20)
    about = path - origin
    assert np.sum((about @ axes.T) ** 2) > 0.999 * np.sum(about**2)


def test_signs_of_the_planes_axes_are_settled():
    path, _ = spiral(5, 0.0)
    _, axes = plane_of(path, 5)
    _, mirrored = plane_of(2 * path[-1] - path, 5)
    np.testing.assert_allclose(mirrored, axes, atol=1e-12)
    largest = np.abs(axes).argmax(axis=1)
    assert (axes[[0, 1], largest] > 0).all()


def test_plane_of_a_run_that_never_moved_is_still_a_plane():
    _, axes = plane_of(np.ones((1, 4)), 4)
    np.testing.assert_allclose(axes @ axes.T, np.eye(2), atol=1e-14)


@pytest.mark.parametrize(("rows", "ratio"), [(2, 0.0), (3, 0.5), (40, 0.5), (40, 1e-6), (299, 0.9)])
def test_plane_of_very_many_parameters_is_that_of_the_singular_vectors(rows, ratio):
    rng = np.random.default_rng(rows)
    dimension = FEW + 57
    axes = np.linalg.qr(rng.normal(size=(dimension, 2)))[0].T
    places = np.linalg.qr(rng.normal(size=(rows, 2)))[0] * [1.0, ratio]
    path = rng.normal(size=dimension) + places @ axes
    origin, found = plane_of(path, dimension)
    np.testing.assert_allclose(found @ found.T, np.eye(2), atol=1e-14)
    expected = np.linalg.svd(path - path[-1], full_matrices=False)[2][:2]
    if rows > 2:
        np.testing.assert_allclose(np.abs(found @ expected.T), np.eye(2), atol=1e-9)
        away = (path - origin) - ((path - origin) @ found.T) @ found
        assert np.abs(away).max() < 1e-12
    np.testing.assert_allclose(np.abs(found[0] @ expected[0]), 1, rtol=1e-12)
    assert (np.take_along_axis(found, np.abs(found).argmax(axis=1)[:, None], axis=1) > 0).all()


@pytest.mark.parametrize("dimension", [3, 5, FEW, FEW + 1, 2 * FEW])
@pytest.mark.parametrize("count", [1, 2, 6])
def test_plane_of_repeated_points_is_still_a_plane(dimension, count):
    _, axes = plane_of(np.full((count, dimension), 0.7), dimension)
    assert axes.tolist() == np.eye(2, dimension).tolist()


@pytest.mark.parametrize("size", [1e-200, 1.0, 1e9, 1e200])
def test_a_straight_path_has_its_direction_first_and_any_other_second(size):
    dimension = FEW + 1
    along = np.zeros(dimension)
    along[[4, 9]] = [-0.6, 0.8]
    _, axes = plane_of(size * np.linspace(1, 0, 12)[:, None] * along, dimension)
    np.testing.assert_allclose(axes[0], along, atol=1e-15)
    np.testing.assert_allclose(axes @ axes.T, np.eye(2), atol=1e-14)


def test_plane_of_a_network_takes_no_room_for_parameters_by_parameters():
    path = np.random.default_rng(0).normal(size=(100, 8000)).cumsum(axis=0)
    tracemalloc.start()
    _, axes = plane_of(path, 8000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * path.nbytes
    np.testing.assert_allclose(axes @ axes.T, np.eye(2), atol=1e-14)
    _, few = plane_of(path[:, :FEW], FEW)
    _, expected = plane_of(np.pad(path[:, :FEW], [(0, 0), (0, 1)]), FEW + 1)
    np.testing.assert_allclose(few, expected[:, :FEW], atol=1e-12)


def test_no_block_of_a_path_is_kept():
    blocks: list[weakref.ref] = []

    def columns():
        for _ in range(12):
            block = rng.normal(size=(6, 50))
            blocks.append(weakref.ref(block))
            yield block

    rng = np.random.default_rng(0)
    alive = []

    def watched():
        for block in columns():
            yield block
            del block
            alive.append(sum(one() is not None for one in blocks))

    principal(watched)
    assert max(alive) <= 2


@pytest.mark.parametrize("ratio", [0.5, 1e-5])
def test_the_plane_in_narrow_floats_is_the_same_and_takes_no_more_than_three_vectors(ratio, monkeypatch):
    monkeypatch.setattr(planes, "PIECE", 1 << 12)
    rng, dimension, rows = np.random.default_rng(0), 200_000, 6
    axes = np.linalg.qr(rng.normal(size=(dimension, 2)))[0].T
    path = (np.linalg.qr(rng.normal(size=(rows, 2)))[0] * [1.0, ratio] @ axes).astype(np.float32)

    def columns():
        return (path[:, first : first + 1000].astype(np.float64) for first in range(0, dimension, 1000))

    tracemalloc.start()
    narrow = principal(columns, np.float32)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    vectors = 3 if ratio > planes.FAINT**0.5 else 4
    assert peak < (vectors * 4 + 2.5) * dimension
    wide = principal(columns)
    assert narrow.axes.dtype == narrow.origin.dtype == np.float32
    # The sine of the angle between the planes.
    assert np.linalg.norm(narrow.axes - (narrow.axes @ wide.axes.T) @ wide.axes, 2) < 1e-6
    np.testing.assert_allclose(narrow.axes @ narrow.axes.T, np.eye(2), atol=1e-6)
    np.testing.assert_allclose(narrow.places, wide.places, atol=1e-9)


def test_of_entries_as_large_the_first_says_the_sign_of_an_axis():
    path = np.outer(np.linspace(1, 0, 5), np.tile([-0.5, 0.5, 0.0], FEW))
    assert plane_of(path, 3 * FEW)[1][0][:2].tolist() == pytest.approx([(2 * FEW) ** -0.5, -((2 * FEW) ** -0.5)])
