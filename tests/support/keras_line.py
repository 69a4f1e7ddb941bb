"""A line that Keras fits to points, in two epochs of four batches; without Keras and torch its tests are skipped."""

import os

import numpy as np
import pytest

import gdviz

pytest.importorskip("torch")
os.environ.setdefault("KERAS_BACKEND", "torch")
keras = pytest.importorskip("keras")

if keras.backend.backend() != "torch":
    pytest.skip("gradients are those of torch's backend", allow_module_level=True)

rng = np.random.default_rng(0)
X = rng.normal(size=(48, 2)).astype(np.float32)
Y = X @ np.array([[1.0], [-2.0]], np.float32) + 0.5


def linear(optimizer, **compiled):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    model.compile(optimizer, "mse", **compiled)
    return model


def trained(out, optimizer, *, compiled=(), fitted=(), **options):
    """Record two epochs of four batches, and return the run."""
    model = linear(optimizer, **dict(compiled))
    how = {"epochs": 2, "batch_size": 12, "shuffle": False, "verbose": 0, **dict(fitted)}
    model.fit(X, Y, callbacks=[gdviz.keras.Record(out, **options)], **how)
    return gdviz.load(out)
