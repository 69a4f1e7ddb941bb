"""Points of a torch model are taken one by one, at once, or with channels last, and are the same."""

import os
import signal
import warnings

import numpy as np
import pytest
from surveyed import X, Y, loss, state

import gdviz

torch = pytest.importorskip("torch")

torch.set_num_threads(1)


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


@pytest.mark.parametrize("way", WAYS)
def test_processes_take_points_any_way_to_the_same_bits(way, monkeypatch, tmp_path):
    net = taking(monkeypatch, way)
    # What is patched here goes no other way; beside JAX none is forked.
    monkeypatch.setattr("gdviz.surveying.hands.may_fork", lambda: True)
    for jobs in (1, 2):
        gdviz.landscape(net, loss, out=tmp_path / str(jobs), samples=9, jobs=jobs, progress=False)
    assert len({(tmp_path / str(jobs) / "surface.loss.npy").read_bytes() for jobs in (1, 2)}) == 1
