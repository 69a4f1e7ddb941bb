"""Lines and planes: where they lie, what lies in them and how far they go."""

import numpy as np
import pytest

from gdviz.recording.layers import Layers
from gdviz.surveying.slices import along_vectors, known, of_path, stored_slice, through_points, whole_space

rng = np.random.default_rng(2)
LAYERS = Layers.of("params", rng.normal(size=30))
POINTS = rng.normal(size=(3, 30))


def there(found, place):
    return found.origin + place @ found.axes


@pytest.mark.parametrize("count", [2, 3])
def test_points_lie_in_their_line_or_plane(count):
    found = through_points(LAYERS, list(POINTS[:count]))
    assert found.axes.shape == (count - 1, 30)
    for place, point in zip(found.places, POINTS, strict=False):
        np.testing.assert_allclose(there(found, place), point, atol=1e-12)
    assert not found.off.any()
    assert ((found.places >= found.box[:, 0]) & (found.places <= found.box[:, 1])).all()


@pytest.mark.parametrize("points", [POINTS[[0, 0]], np.stack([POINTS[0], 2 * POINTS[0], 3 * POINTS[0]])])
def test_points_that_leave_it_open_are_refused(points):
    with pytest.raises(ValueError, match="leave the line or the plane open"):
        through_points(LAYERS, list(points))


def test_vectors_span_a_plane_as_long_as_they_are():
    found = along_vectors(LAYERS, POINTS[0], [2 * np.eye(30)[0], np.eye(30)[0] + 3 * np.eye(30)[1]], reach=2.0)
    np.testing.assert_allclose(found.axes, np.eye(2, 30), atol=1e-15)
    assert found.box.tolist() == [[-4, 4], [-6, 6]]


def test_the_plane_of_a_path_tells_its_variance():
    path = np.outer(np.linspace(0, 1, 50), POINTS[0]) + 0.1 * np.outer(np.sin(np.arange(50)), POINTS[1])
    found = of_path(LAYERS, path)
    assert sum(found.about["variance"]) == pytest.approx(1)
    np.testing.assert_allclose(found.places[-1], 0, atol=1e-12)
    assert found.off.max() < 1e-9


def test_two_parameters_are_the_whole_space():
    found = whole_space(Layers.of("params", [3.0, -1.0]), np.array([[3.0, -1.0]]), 1.0)
    assert found.is_whole_space
    assert found.box.tolist() == [[0, 6], [-4, 2]]
    assert found.places.tolist() == [[3, -1]]
    path = whole_space(Layers.of("params", [3.0, -1.0]), np.array([[3.0, -1.0], [1.0, 0.0]]))
    assert path.box.tolist() == [[2 - 1.3, 2 + 1.3], [-0.5 - 0.65, -0.5 + 0.65]]


def test_a_narrow_model_keeps_narrow_axes_and_says_what_it_keeps():
    narrow = Layers.of("params", POINTS[0].astype(np.float32))
    axes = np.linalg.qr(rng.normal(size=(30, 2)))[0].T
    found = stored_slice("x", narrow, POINTS[0], axes, ("a", "b"), POINTS)
    assert (found.axes.dtype, found.origin.dtype) == (np.float32, np.float32)
    np.testing.assert_allclose(found.in_itself.axes, np.eye(2))
    again = known("x", found.origin, found.axes, found.places)
    np.testing.assert_allclose(again.box, found.box)
