"""An evaluation is counted: what is small is taken at once, and what is pooled with its channels last."""

import pytest

torch = pytest.importorskip("torch")

from gdviz.surveying.census import SMALL, Census  # noqa: E402 - it needs torch


def count(work):
    with torch.no_grad(), Census() as census:
        work()
    return census


def test_numbers_of_operations_are_counted_and_views_are_not():
    census = count(lambda: torch.relu(torch.ones(4, 5).view(20)).t().sum())
    assert census.operations == 3
    assert census.numbers == 20 + 20 + 1
    assert {"relu", "sum"} <= census.names


@pytest.mark.parametrize(("points", "is_small"), [(SMALL // 8, True), (SMALL, False)])
def test_a_layer_is_small_by_the_numbers_that_come_of_it(points, is_small):
    layer, inputs = torch.nn.Linear(2, 4), torch.ones(points, 2)
    census = count(lambda: layer(inputs))
    assert census.is_of_small_operations(12, torch.device("cpu")) == is_small
    assert not census.is_of_small_operations(100 * SMALL, torch.device("cpu"))


def test_images_are_pooled_that_come_from_convolutions():
    convolution, images = torch.nn.Conv2d(1, 2, 3), torch.ones(1, 1, 8, 8)
    pool = torch.nn.functional.max_pool2d
    assert count(lambda: pool(convolution(images), 2)).pools()
    assert not count(lambda: pool(images, 2)).pools()
    assert not count(lambda: convolution(images)).pools()
