"""Random directions are as long as the weights, filter by filter, and at right angles."""

import numpy as np
import pytest

from gdviz.recording.layers import Layers
from gdviz.surveying.directions import random_pair, right_angled

rng = np.random.default_rng(0)
PARTS = {
    "conv.weight": rng.normal(size=(4, 2, 3, 3)) * [[[[1.0]]], [[[5.0]]], [[[0.0]]], [[[0.1]]]],
    "conv.bias": rng.normal(size=4),
    "fc.weight": rng.normal(size=(3, 5)),
    "fc.bias": rng.normal(size=3),
}
LAYERS = Layers.of("params", PARTS)
THETA = LAYERS.flat("params", PARTS)


def drawn(**options):
    pair = random_pair(LAYERS, THETA, **{"normalize": "filter", "biases": False, "seed": 3, **options})
    return pair, dict(zip(PARTS, np.split(pair, np.cumsum(LAYERS.sizes)[:-1], axis=1), strict=True))


def norms(part, count):
    return np.linalg.norm(part.reshape(count, -1), axis=1)


@pytest.mark.parametrize("place", [0, 1])
def test_each_filter_has_the_norm_of_the_weights_filter(place):
    pair, parts = drawn()
    for name, count in (("conv.weight", 4), ("fc.weight", 3)):
        np.testing.assert_allclose(norms(parts[name][place], count), norms(PARTS[name], count), rtol=1e-12)
    assert not parts["conv.bias"].any()
    assert abs(pair[0] @ pair[1]) < 1e-12


def test_biases_are_one_filter_each_where_they_take_part():
    _, parts = drawn(biases=True)
    np.testing.assert_allclose(np.linalg.norm(parts["fc.bias"], axis=1), np.linalg.norm(PARTS["fc.bias"]))


def test_a_network_of_columns_is_normalised_by_columns():
    _, parts = drawn(units=lambda name: -1)
    columns = np.linalg.norm(parts["fc.weight"][0].reshape(3, 5), axis=0)
    np.testing.assert_allclose(columns, np.linalg.norm(PARTS["fc.weight"], axis=0))


def test_layers_weights_or_nothing_may_be_the_measure():
    _, by_layer = drawn(normalize="layer")
    for name in ("conv.weight", "fc.weight"):
        np.testing.assert_allclose(np.linalg.norm(by_layer[name][0]), np.linalg.norm(PARTS[name]))
    plain, same = drawn(normalize="none")[1], drawn(normalize="weight")[1]
    np.testing.assert_allclose(same["fc.weight"][0], plain["fc.weight"][0] * PARTS["fc.weight"].ravel())


def test_a_seed_draws_the_same_and_another_does_not():
    assert (drawn()[0] == drawn()[0]).all()
    assert (drawn()[0] != drawn(seed=4)[0]).any()


def test_weights_of_zero_give_no_direction():
    with pytest.raises(ValueError, match="normalize='none'"):
        random_pair(LAYERS, 0 * THETA, normalize="filter", biases=False, seed=0)


def test_vectors_are_made_orthonormal_and_parallel_ones_refused():
    axes = right_angled(np.array([[3.0, 0, 0], [1e8, 1, 0]]))
    np.testing.assert_allclose(axes, [[1, 0, 0], [0, 1, 0]], atol=1e-12)
    for pair in ([[1.0, 2], [2, 4]], [[1.0, 2], [0, 0]]):
        with pytest.raises(ValueError, match="not parallel"):
            right_angled(np.array(pair))
