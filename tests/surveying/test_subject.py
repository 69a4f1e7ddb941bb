"""All subjects have what a subject has."""

import pytest

from gdviz.surveying.scikit_learn import FittedEstimator
from gdviz.surveying.subject import Subject
from gdviz.surveying.vector import NumberVector


@pytest.mark.parametrize("kind", [NumberVector, FittedEstimator])
def test_a_subject_can_be_moved_over_a_plane(kind):
    wanted = {name for name in vars(Subject) if not name.startswith("_")} - {"layers"}
    assert wanted == {"vector", "units", "told", "over", "hessian"}
    assert wanted <= set(dir(kind))
