"""What may be taken of a torch module: a function of it, or a criterion with batches."""

import numpy as np
import pytest

import gdviz
from gdviz.surveying.criterion import MeanOver, loss_function


def test_a_function_is_itself():
    assert loss_function(len) is len


@pytest.mark.parametrize("loss", [5, (1, len), (len, "moons"), (len,), None], ids=str)
def test_what_is_neither_function_nor_pair_is_said(loss):
    with pytest.raises(ValueError, match=r"loss is a function of the model, .* or a pair of a criterion and a loader"):
        loss_function(loss)


def test_the_mean_over_batches_is_that_over_all_points():
    torch = pytest.importorskip("torch")
    x, y = torch.randn(10, 3), torch.randn(10, 1)
    linear, criterion = torch.nn.Linear(3, 1), torch.nn.MSELoss()
    whole = criterion(linear(x), y).item()
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size=4, shuffle=True)
    for batches in ((x, y), loader):
        mean = loss_function((criterion, batches))
        assert isinstance(mean, MeanOver)
        assert mean(linear).item() == pytest.approx(whole, rel=1e-6)
    with pytest.raises(ValueError, match="has no batches"):
        MeanOver(criterion, iter([]))(linear)
    with pytest.raises(ValueError, match="has single points, and takes batches; give it a DataLoader"):
        MeanOver(criterion, torch.utils.data.TensorDataset(x, y[:, 0]))(linear)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"loss": lambda net: None}, "loss must be one number, not None"),
        ({"loss": lambda net: "low"}, "loss must be one number, not 'low'"),
        ({"through": ({"weight": np.ones((1, 3)), "bias": np.ones(1)}, {"weights": [1]})}, "there is no 'bias'"),
        ({"directions": (np.full(4, np.nan), np.ones(4))}, "directions takes numbers, and some of these are NaN"),
        ({"model": "lazy"}, "the model's weight has no size before it has seen points; call the model once"),
    ],
)
def test_what_no_landscape_can_be_taken_of_is_said(change, words, tmp_path):
    torch = pytest.importorskip("torch")
    how = {"samples": 5, "progress": False, "out": tmp_path / "run", **change}
    net = torch.nn.LazyLinear(1) if how.pop("model", "") else torch.nn.Linear(3, 1)
    loss = how.pop("loss", lambda net: net(torch.ones(3)).square().sum())
    with pytest.raises(ValueError, match=words):
        gdviz.landscape(net, loss, **how)
