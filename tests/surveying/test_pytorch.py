"""A module is lent other parameters, and comes back with everything as it was, bit for bit."""

import os
import random
import signal
import warnings

import numpy as np
import pytest

import gdviz

torch = pytest.importorskip("torch")

from gdviz.surveying.pytorch import TorchModel  # noqa: E402 - it needs torch

torch.set_num_threads(1)


class Net(torch.nn.Module):
    """Convolution, BatchNorm, dropout, a tied weight and a buffer that forward writes to."""

    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(1, 3, 3).to(memory_format=torch.channels_last)
        self.norm = torch.nn.BatchNorm2d(3)
        self.drop = torch.nn.Dropout(0.3)
        self.one = torch.nn.Linear(12, 12)
        self.two = torch.nn.Linear(12, 12)
        self.two.weight = self.one.weight
        self.frozen = torch.nn.Parameter(torch.ones(12), requires_grad=False)
        self.register_buffer("calls", torch.zeros(1))

    def forward(self, x):
        """Return outputs of shape (n, 12)."""
        self.calls += 1
        h = self.drop(torch.relu(self.norm(self.conv(x)))).flatten(1)
        return self.two(torch.tanh(self.one(h))) * self.frozen


@pytest.fixture
def net():
    torch.manual_seed(0)
    found = Net()
    found(X).sum().backward()
    found.conv.eval()
    found.hook = found.one.register_forward_hook(lambda module, inputs, outputs: None)
    return found


torch.manual_seed(1)
X, Y = torch.randn(6, 1, 4, 4), torch.randint(0, 12, (6,))


def loss(model):
    return torch.nn.functional.cross_entropy(model(X), Y)


def state(net):
    """Return all that may not change."""
    tensors = [*net.named_parameters(), *net.named_buffers()]
    return {
        "numbers": [(name, t.detach().numpy().tobytes(), t.data_ptr(), t.stride(), id(t)) for name, t in tensors],
        "grads": [None if p.grad is None else (id(p.grad), p.grad.numpy().tobytes()) for p in net.parameters()],
        "needs": [p.requires_grad for p in net.parameters()],
        "modes": [module.training for module in net.modules()],
        "names": [sorted(vars(module)) for module in net.modules()],
        "momenta": [getattr(module, "momentum", 0) for module in net.modules()],
        "hooks": [list(module._forward_hooks.items()) for module in net.modules()],
        "generators": (
            torch.get_rng_state().numpy().tobytes(),
            *(part if isinstance(part, int) else bytes(part) for part in np.random.get_state()[1:3]),  # noqa: NPY002
            random.getstate(),
        ),
    }


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


def dense():
    return torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(16, 8), torch.nn.Tanh(), torch.nn.Linear(8, 12))


def pooling():
    kernels = (torch.nn.Conv2d(1, 8, 3, padding=1), torch.nn.ReLU(), torch.nn.MaxPool2d(2))
    return torch.nn.Sequential(*kernels, torch.nn.BatchNorm2d(8), torch.nn.Flatten(), torch.nn.Linear(32, 12))


def taking(monkeypatch, way):
    """Let surveys, however small, take their points one by one, at once, or with channels last; return the network."""
    monkeypatch.setattr("gdviz.surveying.pytorch.SOUGHT", 10**9 if way == "plain" else 0)
    monkeypatch.setattr("gdviz.surveying.pytorch.WORTH", 0 if way == "at once" else 10**9)
    monkeypatch.setattr("gdviz.surveying.census.SMALL", 6000)
    torch.manual_seed(0)
    return pooling() if way == "channels last" else dense()


WAYS = ["plain", "at once", "channels last"]


def way_of(net, seen):
    """Return a loss that notes how it is evaluated."""

    def found(model):
        weight = next(model.parameters())
        is_last = weight.ndim == 4 and weight.stride(1) == 1
        seen.append(
            "at once" if torch._C._functorch.is_batchedtensor(weight) else "channels last" if is_last else "plain"
        )
        return loss(model)

    return found


@pytest.mark.parametrize("way", WAYS)
def test_points_taken_any_way_are_those_of_the_model(way, monkeypatch, tmp_path):
    net, seen = taking(monkeypatch, way), []
    before = state(net)
    run = gdviz.landscape(net, way_of(net, seen), out=tmp_path / "run", samples=9, progress=False)
    assert state(net) == before
    # Nine rows, the first of them to find out how they are taken.
    assert seen.count(way) >= (9 if way == "at once" else 81)
    assert len(seen) - seen.count(way) <= 3
    scape, origin, axes = run.landscape, run.arrays["plane.origin"], run.arrays["plane.axes"]
    net.eval()
    for i, j in np.random.default_rng(0).integers(9, size=(20, 2)):
        theta = torch.from_numpy(origin + scape.x[i] * axes[0] + scape.y[j] * axes[1])
        with torch.no_grad():
            torch.nn.utils.vector_to_parameters(theta.float(), net.parameters())
            assert scape.loss[j, i] == pytest.approx(loss(net).item(), rel=1e-6)


@pytest.mark.parametrize("how", [ValueError, KeyboardInterrupt, "a signal"])
@pytest.mark.parametrize("way", WAYS[1:])
def test_no_way_touches_the_model_where_it_is_broken_off(way, how, monkeypatch, tmp_path):
    net, seen = taking(monkeypatch, way), []
    before = state(net)

    def breaks(model):
        if len(seen) > 4:
            if how == "a signal":
                signal.raise_signal(signal.SIGINT)
            else:
                raise how("now")
        return way_of(net, seen)(model)

    with pytest.raises(KeyboardInterrupt if how == "a signal" else how):
        gdviz.landscape(net, breaks, out=tmp_path / "run", samples=9, progress=False)
    assert way in seen
    assert state(net) == before


@pytest.mark.parametrize("way", WAYS[:2])
def test_a_killed_survey_is_resumed_bit_for_bit(way, monkeypatch, tmp_path):
    net, calls = taking(monkeypatch, way), []

    def ask(out, function):
        return gdviz.landscape(net, function, out=tmp_path / out, samples=50, progress=False)

    def dies(model):
        calls.append(1)
        if len(calls) > (30 if way == "at once" else 1200):
            os.kill(os.getpid(), signal.SIGKILL)
        return loss(model)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        child = os.fork()
    if not child:
        ask("broken", dies)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    whole = ask("whole", loss)
    taken = gdviz.load(tmp_path / "broken").manifest["survey"]["taken"]
    assert 0 < taken < 50
    again = []
    resumed = ask("broken", lambda model: again.append(1) or loss(model))
    assert len(again) <= (50 - taken) * (1 if way == "at once" else 50) + 120
    for name in whole.arrays:
        assert whole.arrays[name].tobytes() == resumed.arrays[name].tobytes(), name


def test_a_loss_that_looks_elsewhere_is_taken_as_it_is(monkeypatch, tmp_path):
    # A branch at each point, and parameters that are reached beside the model.
    net = taking(monkeypatch, "at once")
    own = list(net.parameters())
    for function in (
        lambda model: loss(model) if loss(model) < 4 else loss(model) + 1,
        lambda model: loss(model) + 1e-3 * sum(p.square().sum() for p in own),
    ):
        runs = []
        for worth in (0, 10**9):
            monkeypatch.setattr("gdviz.surveying.pytorch.WORTH", worth)
            runs.append(gdviz.landscape(net, function, out=tmp_path / str(worth), samples=5, progress=False))
        assert runs[0].landscape.loss.tobytes() == runs[1].landscape.loss.tobytes()


def test_each_row_at_once_begins_from_the_same_draws_and_buffers(monkeypatch, tmp_path):
    net, seen = taking(monkeypatch, "at once"), []
    net.register_buffer("calls", torch.zeros(1))

    def draws(model):
        model.calls += 1
        batch = torch.randperm(len(X))[:3]
        return torch.nn.functional.cross_entropy(model(X[batch]), Y[batch]) + model.calls.sum()

    def noted(model):
        seen.append(torch._C._functorch.is_batchedtensor(next(model.parameters())))
        return draws(model)

    once = gdviz.landscape(net, noted, out=tmp_path / "once", samples=5, progress=False)
    assert sum(seen) >= 5
    taking(monkeypatch, "plain")
    plain = gdviz.landscape(net, draws, out=tmp_path / "plain", samples=5, progress=False)
    np.testing.assert_allclose(once.landscape.loss, plain.landscape.loss, rtol=1e-6)


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


@pytest.mark.parametrize("way", WAYS)
def test_processes_take_points_any_way_to_the_same_bits(way, monkeypatch, tmp_path):
    net = taking(monkeypatch, way)
    # What is patched here goes no other way; beside JAX none is forked.
    monkeypatch.setattr("gdviz.surveying.hands.may_fork", lambda: True)
    for jobs in (1, 2):
        gdviz.landscape(net, loss, out=tmp_path / str(jobs), samples=9, jobs=jobs, progress=False)
    assert len({(tmp_path / str(jobs) / "surface.loss.npy").read_bytes() for jobs in (1, 2)}) == 1


@pytest.mark.parametrize("batches", [1, 3])
def test_the_manifest_says_how_the_loss_was_taken(net, batches, tmp_path):
    loader = [(X, Y)] * batches
    criterion = torch.nn.functional.cross_entropy
    run = gdviz.landscape(net, (criterion, loader), out=tmp_path / "run", samples=5, progress=False)
    told = run.manifest["survey"]
    assert (told["batches"], told["batchnorm"], told["normalize"], told["seed"]) == (batches, "eval", "filter", 0)
    other = gdviz.landscape(dense(), loss, out=tmp_path / "other", samples=5, progress=False).manifest["survey"]
    assert not {"batches", "batchnorm", "reach"} & other.keys()
