"""Each kind of model has its subject, and what is none is refused in words."""

import numpy as np
import pytest

from gdviz.surveying.subjects import surveyed
from gdviz.surveying.vector import NumberVector


def test_numbers_are_a_subject_of_a_function():
    assert isinstance(surveyed([1.0, 2.0], np.sum, batchnorm="eval", seed=0), NumberVector)


@pytest.mark.parametrize(
    ("loss", "batchnorm", "words"),
    [((1, 2), "eval", "is for torch modules"), (np.sum, "recompute", "BatchNorm layers; leave it out")],
)
def test_what_torch_alone_has_is_refused_elsewhere(loss, batchnorm, words):
    with pytest.raises(ValueError, match=words):
        surveyed([1.0, 2.0], loss, batchnorm=batchnorm, seed=0)
