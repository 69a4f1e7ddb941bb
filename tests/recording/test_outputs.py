"""A network is asked about points without a trace, and what its hidden layers say."""

import numpy as np
import pytest

import gdviz

torch = pytest.importorskip("torch")


def test_a_network_is_asked_about_its_plane_and_left_as_it_was(tmp_path):
    torch.manual_seed(3)
    net = torch.nn.Sequential(
        torch.nn.Linear(2, 5), torch.nn.BatchNorm1d(5), torch.nn.Dropout(0.5), torch.nn.Tanh(), torch.nn.Linear(5, 3)
    )
    net[1].eval()
    points, labels = np.random.default_rng(0).normal(size=(12, 2)), np.arange(12) % 3
    before, state = {name: value.clone() for name, value in net.state_dict().items()}, torch.get_rng_state()
    with gdviz.record(tmp_path / "run", model=net, data=(points, labels)) as run:
        run.step(loss=1.0)
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())
    assert [module.training for module in net.modules()] == [True, True, False, True, True, True]
    found = gdviz.load(tmp_path / "run")
    score, units = (found.arrays[f"boundary.{name}"] for name in ("score", "hidden"))
    assert (score.shape[1], units.shape[1]) == (3, 5)
    corner = torch.tensor([[found.arrays["boundary.x"][0], found.arrays["boundary.y"][0]]], dtype=torch.float32)
    with torch.no_grad():
        expected = torch.log_softmax(net.eval()(corner), dim=-1)[0].numpy()
    np.testing.assert_allclose(score[0, :, 0, 0], expected, atol=2e-3)
    np.testing.assert_allclose(units[0, :, 0, 0], net[:-1](corner).detach().numpy()[0], atol=2e-3)


def test_a_network_of_other_inputs_or_outputs_has_no_boundary(tmp_path):
    points, labels = np.random.default_rng(0).normal(size=(12, 2)), np.arange(12) % 3
    for place, net in enumerate((torch.nn.Linear(4, 3), torch.nn.Linear(2, 1))):
        with gdviz.record(tmp_path / f"{place}", model=net, data=(points, labels)) as run:
            run.step(loss=1.0)
        assert "boundary.score" not in gdviz.load(tmp_path / f"{place}").arrays
