"""A module is lent other parameters, and comes back with everything as it was, bit for bit."""

import random
import signal

import numpy as np
import pytest
from surveyed import Net, X, Y, loss, state

import gdviz

torch = pytest.importorskip("torch")

from gdviz.surveying.pytorch import TorchModel  # noqa: E402 - it needs torch

torch.set_num_threads(1)


@pytest.fixture
def net():
    torch.manual_seed(0)
    found = Net()
    found(X).sum().backward()
    found.conv.eval()
    found.hook = found.one.register_forward_hook(lambda module, inputs, outputs: None)
    return found


def restless(model):
    """Return the loss in train mode, having changed all that a closure may change."""
    model.train()
    model.zero_grad(set_to_none=False)
    random.random()  # noqa: S311
    np.random.rand()  # noqa: NPY002
    model.calls = model.calls + 1
    return loss(model)


OPTIONS = [
    {},
    {"batchnorm": "recompute"},
    {"plane": "hessian"},
    {"biases": True, "normalize": "layer"},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("function", [loss, restless])
def test_the_model_is_untouched(net, function, options, tmp_path):
    before = state(net)
    gdviz.landscape(net, function, out=tmp_path / "run", samples=5, progress=False, **options)
    assert state(net) == before


@pytest.mark.parametrize("options", OPTIONS[:3], ids=str)
@pytest.mark.parametrize("how", [ValueError, KeyboardInterrupt, "a signal"])
@pytest.mark.parametrize("after", [0, 11])
def test_the_model_is_untouched_by_what_breaks_the_survey_off(net, how, after, options, tmp_path):
    before, calls = state(net), []

    def breaks(model):
        calls.append(1)
        if len(calls) > after:
            if how == "a signal":
                signal.raise_signal(signal.SIGINT)
            else:
                raise how("now")
        return restless(model)

    with pytest.raises(KeyboardInterrupt if how == "a signal" else how):
        gdviz.landscape(net, breaks, out=tmp_path / "run", samples=5, progress=False, **options)
    assert state(net) == before


def test_the_loss_at_grid_points_is_the_models_there(net, tmp_path):
    run = gdviz.landscape(net, loss, out=tmp_path / "run", samples=9, progress=False)
    scape, origin, axes = run.landscape, run.arrays["plane.origin"], run.arrays["plane.axes"]
    rng, named = np.random.default_rng(0), {n: p for n, p in net.named_parameters() if p.requires_grad}
    net.eval()
    for i, j in rng.integers(9, size=(20, 2)):
        theta = origin + scape.x[i] * axes[0] + scape.y[j] * axes[1]
        parts = np.split(theta, np.cumsum([p.numel() for p in named.values()])[:-1])
        with torch.no_grad():
            for p, part in zip(named.values(), parts, strict=True):
                p.copy_(torch.from_numpy(part.reshape(p.shape)))
            assert scape.loss[j, i] == pytest.approx(float(loss(net)), rel=1e-6)


def test_filters_of_a_random_plane_are_as_long_as_the_weights(net, tmp_path):
    run = gdviz.landscape(net, loss, out=tmp_path / "run", samples=5, progress=False)
    survey, axes = run.manifest["survey"], run.arrays["plane.axes"]
    layers = run.manifest["space"]["layers"]
    assert [one["name"] for one in layers] == [n for n, p in net.named_parameters() if p.requires_grad]
    for axis in axes * survey["length"]:
        for part, one in zip(
            np.split(axis, np.cumsum([int(np.prod(o["shape"])) for o in layers])[:-1]), layers, strict=True
        ):
            weight = dict(net.named_parameters())[one["name"]].detach().numpy()
            wanted = np.linalg.norm(weight.reshape(len(weight), -1), axis=1) if weight.ndim > 1 else 0
            np.testing.assert_allclose(np.linalg.norm(part.reshape(len(weight), -1), axis=1), wanted, rtol=1e-6)


def test_leading_eigenvalues_are_those_of_the_whole_hessian(tmp_path):
    torch.manual_seed(0)
    small = torch.nn.Sequential(torch.nn.Linear(3, 5), torch.nn.Tanh(), torch.nn.Linear(5, 2))
    inputs, labels = torch.randn(20, 3), torch.randint(0, 2, (20,))

    def cost(model):
        return torch.nn.functional.cross_entropy(model(inputs), labels)

    run = gdviz.landscape(small, cost, plane="hessian", out=tmp_path / "run", samples=5, progress=False)

    def at(theta):
        one, shift, other, bias = torch.split(theta, [p.numel() for p in small.parameters()])
        one, other = one.reshape(5, 3), other.reshape(2, 5)
        return torch.nn.functional.cross_entropy(torch.tanh(inputs @ one.T + shift) @ other.T + bias, labels)

    theta = torch.cat([p.detach().reshape(-1) for p in small.parameters()])
    values, vectors = torch.linalg.eigh(torch.autograd.functional.hessian(at, theta))
    np.testing.assert_allclose(run.manifest["survey"]["eigenvalues"], values[[-1, -2]], rtol=1e-4)
    np.testing.assert_allclose(abs(run.arrays["plane.axes"] @ vectors[:, [-1, -2]].numpy()), np.eye(2), atol=1e-3)


def test_a_loss_that_cannot_be_differentiated_has_no_hessian(net, tmp_path):
    with pytest.raises(ValueError, match="let it return a tensor"):
        gdviz.landscape(net, lambda m: loss(m).item(), plane="hessian", out=tmp_path / "run", progress=False)


def test_reestimated_statistics_are_those_of_the_batches_at_the_point(net):
    ours = TorchModel(net, loss, names=None, batchnorm="recompute", seed=0)
    with ours.over(ours.vector(), np.zeros((1, ours.layers.size))) as take:
        found = take(np.zeros(2), 0.0, lambda points: None)
    net.eval()
    net.norm.momentum = 1.0
    net.norm.train()
    loss(net)
    net.norm.eval()
    assert found[0] == found[1] == pytest.approx(loss(net).item(), rel=1e-6)


@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16, torch.complex64])
def test_parameters_of_any_type_are_put_where_they_belong(dtype):
    model = torch.nn.Linear(3, 2, dtype=dtype)
    seen = []

    def look(model):
        seen.append(torch.cat([p.detach().clone().reshape(-1) for p in model.parameters()]))
        return 0.0

    ours = TorchModel(model, look, names=None, batchnorm="eval", seed=0)
    axes = np.random.default_rng(0).normal(size=(2, ours.layers.size))
    before = [p.detach().clone() for p in model.parameters()]
    with ours.over(ours.vector(), axes) as take:
        take(np.array([0.5]), -1.0, lambda points: None)
    assert all(torch.equal(*pair) for pair in zip(before, model.parameters(), strict=True))
    wanted = ours.vector() + 0.5 * axes[0] - axes[1]
    got = torch.view_as_real(seen[0]).flatten() if dtype.is_complex else seen[0].double()
    np.testing.assert_allclose(got, wanted, rtol=1e-2 if dtype == torch.bfloat16 else 1e-5, atol=1e-6)


def test_a_loss_of_many_numbers_and_a_model_without_batchnorm_are_refused(net, tmp_path):
    with pytest.raises(ValueError, match="one number, not 72"):
        gdviz.landscape(net, lambda m: m(X), out=tmp_path / "run", progress=False)
    with pytest.raises(ValueError, match="no BatchNorm layer"):
        gdviz.landscape(torch.nn.Linear(3, 1), loss, batchnorm="recompute", out=tmp_path / "run")
    with pytest.raises(ValueError, match="no parameters"):
        gdviz.landscape(torch.nn.ReLU(), loss, out=tmp_path / "run")


@pytest.mark.parametrize("forks", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_processes_take_the_same_rows_and_none_waits_for_threads_that_are_not_there(net, forks, tmp_path, monkeypatch):
    monkeypatch.setattr("gdviz.surveying.hands.may_fork", lambda: forks)
    if not forks:
        # Such a hook does not travel.
        net.one._forward_hooks.clear()
        del net.hook
    torch.set_num_threads(2)
    try:
        big = torch.randn(300, 300)
        assert (big @ big).shape == (300, 300)
        criterion, before = torch.nn.functional.cross_entropy, state(net)
        for jobs in (1, 2):
            how = {"out": tmp_path / str(jobs), "samples": 5, "jobs": jobs, "batchnorm": "recompute"}
            gdviz.landscape(net, (criterion, (X, Y)), progress=False, **how)
        assert state(net) == before
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(1)
    assert len({(tmp_path / str(jobs) / "surface.loss.npy").read_bytes() for jobs in (1, 2)}) == 1
    assert not any(tensor.is_shared() for tensor in net.state_dict().values())


@pytest.mark.parametrize("batches", [1, 3])
def test_the_manifest_says_how_the_loss_was_taken(net, batches, tmp_path):
    loader = [(X, Y)] * batches
    criterion = torch.nn.functional.cross_entropy
    run = gdviz.landscape(net, (criterion, loader), out=tmp_path / "run", samples=5, progress=False)
    told = run.manifest["survey"]
    assert (told["batches"], told["batchnorm"], told["normalize"], told["seed"]) == (batches, "eval", "filter", 0)
    other = gdviz.landscape(
        torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(16, 12)),
        loss,
        out=tmp_path / "other",
        samples=5,
        progress=False,
    ).manifest["survey"]
    assert not {"batches", "batchnorm", "reach"} & other.keys()
