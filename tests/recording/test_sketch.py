"""A sketch keeps products of vectors, however long they are, in few numbers."""

import numpy as np
import pytest

from gdviz.recording.sketch import WIDTH, CountSketch


@pytest.mark.parametrize("size", [3, WIDTH, 1000, WIDTH * WIDTH + 7])
def test_products_of_sketches_are_those_of_the_vectors_to_their_standard_error(size):
    rng = np.random.default_rng(size)
    x, y = rng.normal(size=(2, size))
    sketch = CountSketch(size)
    error = np.sqrt(2 / WIDTH) * np.linalg.norm(x) * np.linalg.norm(y)
    assert abs(sketch.of(x) @ sketch.of(y) - x @ y) < 3 * error
    assert np.linalg.norm(sketch.of(x)) == pytest.approx(np.linalg.norm(x), rel=3 * np.sqrt(2 / WIDTH))


def test_a_sketch_of_few_numbers_is_these_with_signs():
    found = CountSketch(5).of(np.arange(1.0, 6.0))
    assert np.abs(found[:5]).tolist() == [1, 2, 3, 4, 5]
    assert not found[5:].any()


def test_a_sketch_is_linear_and_the_same_each_time():
    x, y = np.random.default_rng(0).normal(size=(2, 3000)).astype(np.float32)
    assert CountSketch(3000).of(x + y) == pytest.approx(CountSketch(3000).of(x) + CountSketch(3000).of(y), abs=1e-4)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_floats_of_all_widths_are_sketched(dtype):
    x = np.ones(500, dtype)
    assert CountSketch(500).of(x).tolist() == CountSketch(500).of(np.ones(500)).tolist()


@pytest.mark.parametrize("size", [5, WIDTH, WIDTH * 3 + 1])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_the_sketch_of_what_is_no_number_is_none(size, bad):
    x = np.ones(size, np.float32)
    x[[0, -1]] = bad
    assert not np.isfinite(CountSketch(size).of(x)).all()
