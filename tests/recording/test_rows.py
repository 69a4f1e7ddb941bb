"""What is said of a step is put into the row of a run, and what is not said is looked for."""

import numpy as np
import pytest

from gdviz.recording.layers import Layers
from gdviz.recording.rows import row_of_state, row_of_update

HERE = {"w": np.array([1.0, 2.0]), "b": 3.0}
LAYERS = Layers.of("params", HERE)


def bowl(theta):
    return (theta**2).sum()


def test_the_loss_is_what_is_said_or_else_what_the_function_says():
    said = row_of_state(LAYERS, HERE, 0.5, {"val/acc": 0.25}, function=bowl, source=None)
    assert said.pop("params").tolist() == [1, 2, 3]
    assert said == {"loss": 0.5, "metric.val_acc": 0.25}
    assert row_of_state(LAYERS, HERE, None, {}, function=bowl, source=None)["loss"] == 14
    with pytest.raises(ValueError, match=r"say what the loss is, step\(params, loss\), or how to find it"):
        row_of_state(LAYERS, HERE, None, {}, function=None, source=None)


@pytest.mark.parametrize(
    ("lr", "rates"),
    [
        (None, {"learning_rate": 0.1}),
        (0.2, {"learning_rate": 0.2}),
        ([0.2, 0.3], {"learning_rate": 0.2, "learning_rate.1": 0.3}),
    ],
)
def test_each_group_has_its_rate(lr, rates):
    assert row_of_update(LAYERS, None, lr, fixed=0.1, source=None) == rates


def test_a_gradient_is_laid_out_like_the_parameters():
    row = row_of_update(LAYERS, {"b": 3.0, "w": [1.0, 2.0]}, None, fixed=None, source=None)
    assert row["gradient"].tolist() == [1, 2, 3]
    assert row.keys() == {"gradient"}
