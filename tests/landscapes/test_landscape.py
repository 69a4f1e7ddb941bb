"""The sampled loss: its box, its plane, interpolation, and the scale from losses to depths."""

import numpy as np
import pytest

from gdviz.landscapes.landscape import Landscape, bilinear
from gdviz.landscapes.planes import plane_of
from gdviz.landscapes.sampling import box_around, survey
from gdviz.landscapes.scale import Scale
from gdviz.problems import PROBLEMS

UNIT = np.array([[-1.0, 1.0], [0.0, 4.0]])
LOSS = np.array([3.0, 5.0, 11.0, 103.0])


@pytest.mark.parametrize("decades", [0, 1, 2, 4, 8])
def test_loss_is_the_inverse_of_depth(decades):
    scale = Scale.of(LOSS, decades)
    depths = np.linspace(0, 1, 101)
    np.testing.assert_allclose(scale.depth(scale.loss(depths)), depths, rtol=1e-9, atol=1e-9)
    losses = np.linspace(3, 103, 101)
    np.testing.assert_allclose(scale.loss(scale.depth(losses)), losses, rtol=1e-12)


@pytest.mark.parametrize("decades", [0, 2, 5])
def test_depths_go_from_nothing_to_one_and_no_further(decades):
    scale = Scale.of(LOSS, decades)
    assert (scale.low, scale.high) == (3.0, 103.0)
    assert scale.depth(np.array([-50.0, 3.0, 103.0, 1e9])).tolist() == [0.0, 0.0, 1.0, 1.0]
    assert (np.diff(scale.depth(np.linspace(3, 103, 50))) > 0).all()


def test_depth_is_the_logarithm_of_the_share_over_the_decades():
    assert Scale(0.0, 1.0, 2).depth(np.array(0.5)) == pytest.approx(np.log(51) / np.log(101), rel=1e-14)
    assert Scale(0.0, 1.0, 0).depth(np.array(0.5)) == 0.5
    assert Scale(10.0, 20.0, 3).depth(np.array(10.01)) == pytest.approx(np.log(2) / np.log(1001), rel=1e-9)


@pytest.mark.parametrize("decades", [0, 3])
def test_levels_are_evenly_deep_and_lie_between(decades):
    scale = Scale.of(LOSS, decades)
    levels = scale.levels(7)
    np.testing.assert_allclose(scale.depth(levels), np.arange(1, 8) / 8, rtol=1e-9)
    assert 3.0 < levels[0] < levels[-1] < 103.0


def test_flat_landscape_has_a_scale():
    scale = Scale.of(np.full((3, 3), 2.5), 2)
    assert (scale.low, scale.high) == (2.5, 3.5)
    assert scale.depth(np.array(2.5)) == 0.0


def test_scale_leaves_out_what_is_not_finite():
    scale = Scale.of(np.array([np.nan, 1.0, np.inf, 2.0, -np.inf]), 0)
    assert (scale.low, scale.high) == (1.0, 2.0)


def test_landscape_without_a_finite_value_is_refused():
    with pytest.raises(ValueError, match="no finite value in the sampled box; solve with another --start"):
        Scale.of(np.array([np.nan, np.inf]), 0)


@pytest.mark.parametrize(
    ("loss", "decades"),
    [
        (np.linspace(0, 1, 101), 0),
        (np.linspace(0, 1, 101) ** 2, 0),
        (np.linspace(0, 1, 101) ** 4, 2),
        (np.append(np.linspace(0, 1, 101) ** 4, np.nan), 2),
    ],
    ids=["even", "square", "wild", "wild-with-a-hole"],
)
def test_heights_are_logarithmic_only_where_the_range_is_wild(loss, decades):
    assert Scale.for_heights(loss).decades == decades


def test_heights_of_the_standard_problems(solved):
    assert Scale.for_heights(solved("bowl").landscape.loss).decades == 0
    assert Scale.for_heights(solved("rosenbrock").landscape.loss).decades == 2


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


def test_path_inside_its_domain_leaves_the_box_as_it_is():
    path = np.array([[0.0, 1.0], [-1.0, 4.0], [1.0, 0.0]])
    assert box_around(path, UNIT).tolist() == UNIT.tolist()


@pytest.mark.parametrize(
    ("point", "box"),
    [
        ([1.5, 2.0], [[-1.0, 1.62], [0.0, 4.0]]),
        ([-1.5, 2.0], [[-1.62, 1.0], [0.0, 4.0]]),
        ([0.0, 5.0], [[-1.0, 1.0], [0.0, 5.24]]),
        ([900.0, -900.0], [[-1.0, 3.0], [-4.0, 4.0]]),
    ],
)
def test_box_is_widened_on_the_side_where_the_path_leaves_it_at_most_threefold(point, box):
    np.testing.assert_allclose(box_around(np.array([[0.0, 1.0], point]), UNIT), box, rtol=1e-14)


def test_box_without_a_domain_is_the_paths_own_with_a_margin():
    path = np.array([[0.0, 0.0], [10.0, 6.0]])
    np.testing.assert_allclose(box_around(path, None), [[-1.5, 11.5], [-0.9, 6.9]], rtol=1e-14)


def test_no_side_of_a_box_without_a_domain_is_shorter_than_a_third():
    box = box_around(np.array([[0.0, 0.0], [9.0, 0.0]]), None)
    sides = box[:, 1] - box[:, 0]
    assert sides == pytest.approx([11.7, 3.9], rel=1e-14)
    assert box.mean(axis=1) == pytest.approx([4.5, 0.0], abs=1e-14)


def test_path_of_one_point_has_a_box_with_an_inside():
    box = box_around(np.array([[3.0, 4.0]]), None)
    assert (box[:, 0] < [3.0, 4.0]).all()
    assert (box[:, 1] > [3.0, 4.0]).all()


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


def test_survey_of_one_parameter_samples_the_function():
    parabola = PROBLEMS["parabola"]()
    scape = survey(parabola.value, np.array([[15.0], [3.0]]), parabola.domain, samples=37)
    assert scape.x.tolist() == np.linspace(-15, 21, 37).tolist()
    assert scape.y.size == 0
    np.testing.assert_allclose(scape.loss, scape.x**2 - 6 * scape.x + 5, rtol=1e-12, atol=1e-12)


def test_survey_of_two_parameters_samples_their_space():
    def f(p):
        return p[..., 0] + 100 * p[..., 1]

    scape = survey(f, np.array([[0.0, 1.0]]), UNIT, samples=5)
    assert scape.is_whole_space
    np.testing.assert_allclose(scape.loss, scape.x + 100 * scape.y[:, None], rtol=1e-14)
    assert scape.project(np.array([0.25, 3.0])).tolist() == [0.25, 3.0]


def test_survey_of_many_parameters_samples_the_plane_of_the_path():
    path, _ = spiral(6, 0.0)

    def f(p):
        return np.sum(p**2, axis=-1)

    scape = survey(f, path, np.tile([-1.0, 1.0], (6, 1)), samples=9)
    assert not scape.is_whole_space
    points = scape.origin + scape.x[:, None] * scape.axes[0] + scape.y[:, None, None] * scape.axes[1]
    np.testing.assert_allclose(scape.loss, f(points), rtol=1e-13)
    flat = scape.project(path)
    assert (flat >= [scape.x[0], scape.y[0]]).all()
    assert (flat <= [scape.x[-1], scape.y[-1]]).all()


def test_survey_leaves_out_points_that_are_not_finite():
    path = np.array([[0.0, 1.0], [np.inf, 1.0], [np.nan, np.nan]])
    scape = survey(lambda p: p[..., 0], path, UNIT, samples=3)
    assert (scape.x[[0, -1]].tolist(), scape.y[[0, -1]].tolist()) == ([-1.0, 1.0], [0.0, 4.0])


def test_undefined_losses_are_sampled_without_a_warning():
    scape = survey(lambda p: np.log(p[..., 0]), np.array([[0.5, 1.0]]), UNIT, samples=5)
    assert np.isnan(scape.loss[:, :2]).all()
    assert np.isfinite(scape.loss[:, 3:]).all()
