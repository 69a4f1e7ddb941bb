"""The sampled loss: interpolation, and the arrays that it is kept as."""

import numpy as np
import pytest

from gdviz.landscapes.landscape import Landscape, bilinear


def test_bilinear_is_exact_on_bilinear_functions():
    x, y = np.linspace(-2, 3, 6), np.linspace(1, 5, 9)

    def f(u, v):
        return 2 - 3 * u + 0.5 * v + 4 * u * v

    table = f(x, y[:, None])
    at = np.random.default_rng(0).uniform([-2, 1], [3, 5], (200, 2)).T
    np.testing.assert_allclose(bilinear(x, y, table, *at), f(*at), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(bilinear(x, y, table, x, y[:, None]), table, rtol=1e-14)


def test_bilinear_holds_the_edges_outside():
    x, y = np.linspace(0, 1, 3), np.linspace(0, 1, 3)
    table = np.arange(9.0).reshape(3, 3)
    assert bilinear(x, y, table, np.array([-9.0, 9.0, 0.5, 0.5]), np.array([-9.0, 9.0, -1.0, 7.0])).tolist() == [
        0,
        8,
        1,
        7,
    ]


def test_height_of_a_landscape_is_that_of_its_samples():
    x, y = np.linspace(0, 2, 5), np.linspace(0, 1, 3)
    scape = Landscape(x, y, x + 10 * y[:, None], np.zeros(2), np.eye(2))
    assert scape.height(np.array([[0.25, 0.75], [2.0, 1.0]])) == pytest.approx([7.75, 12.0], rel=1e-14)


def test_a_landscape_is_kept_as_arrays_and_found_among_them():
    x, y = np.linspace(0, 2, 5), np.linspace(0, 1, 3)
    scape = Landscape(x, y, x + 10 * y[:, None], np.zeros(2), np.eye(2))
    fields = scape.fields()
    assert list(fields) == ["surface.x", "surface.y", "surface.loss", "surface.origin", "surface.axes"]
    found = Landscape.of_fields({**fields, "params": np.zeros((1, 2))})
    assert all(getattr(found, name.removeprefix("surface.")) is array for name, array in fields.items())
    line = Landscape.of_fields({name: array for name, array in fields.items() if name != "surface.y"})
    assert line is not None
    assert line.y.size == 0
    assert Landscape.of_fields({name: array for name, array in fields.items() if name != "surface.axes"}) is None
    assert Landscape.of_fields({}) is None


def test_places_are_projected_onto_the_plane():
    axes = np.array([[0.6, 0.8, 0.0], [0.0, 0.0, 1.0]])
    scape = Landscape(np.zeros(2), np.zeros(2), np.zeros((2, 2)), np.array([1.0, 2.0, 3.0]), axes)
    assert scape.project(np.array([[1.6, 2.8, 2.0]])) == pytest.approx(np.array([[1.0, -1.0]]), rel=1e-14)
    assert not scape.is_whole_space


def test_coordinates_are_parameters_only_where_axes_and_origin_say_so():
    grid, flat = np.linspace(0, 1, 3), np.zeros((3, 3))

    def along(origin, axes):
        return Landscape(grid, grid, flat, np.array(origin, float), np.array(axes, float)).along

    assert along([0, 0], np.eye(2)) == (0, 1)
    assert along([5, 0, 0], [[0, 0, 1], [0, 1, 0]]) == (2, 1)
    assert along([5, 1, 0], [[0, 0, 1], [0, 1, 0]]) == (), "counted from 1"
    assert along([5, 0, 0], [[0, 0, -1], [0, 1, 0]]) == (), "backwards"
    assert along([0, 0, 0], [[0, 0.6, 0.8], [1, 0, 0]]) == ()
