"""What a loop says becomes one number, whatever library it comes from."""

import numpy as np
import pytest
from tensors import Tensor

from gdviz.recording.values import as_number


def test_one_number_is_asked_for():
    assert as_number("loss", np.array([[0.5]])) == 0.5
    assert as_number("loss", Tensor(2.0)) == 2.0
    with pytest.raises(ValueError, match="loss is one number, not 2; give their mean or their sum"):
        as_number("loss", [1.0, 2.0])
