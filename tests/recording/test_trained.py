"""A source is known by what it can say, and one that is asked alone tells nothing by itself."""

import pytest

from gdviz.recording.following import Before
from gdviz.recording.scikit_learn import Estimator
from gdviz.recording.trained import Asked, Trained


@pytest.mark.parametrize("source", [Before(None), Estimator(None)])
def test_what_is_asked_alone_takes_whatever_is_said_for_a_step(source):
    assert isinstance(source, Trained)
    assert isinstance(source, Asked)
    source.attach(None, None)
    assert (source.is_attached, source.is_trial(), source.detach(has_failed=True)) == (False, False, None)
