"""Losses are heard as they go backward, by all who listen, and torch is as it was once the last has left."""

import pytest

torch = pytest.importorskip("torch")

from gdviz.recording.backward import leave, listen  # noqa: E402 - it needs torch


@pytest.fixture
def torchs_own():
    """Return torch's own functions."""
    return torch.autograd.backward, torch.amp.GradScaler.scale


def heard(into):
    def listener(go, loss):
        go()
        into.append(float(loss.detach()))

    return listener


@pytest.mark.parametrize("first", [0, 1])
def test_torch_is_as_it_was_in_whatever_order_they_leave(torchs_own, first):
    told = [[], []]
    listeners = [heard(into) for into in told]
    for one in listeners:
        listen(one)
    w = torch.ones(1, requires_grad=True)
    (3 * w).sum().backward()
    leave(listeners[first])
    (4 * w).sum().backward()
    leave(listeners[1 - first])
    (5 * w).sum().backward()
    assert (torch.autograd.backward, torch.amp.GradScaler.scale) == torchs_own
    assert told[first] == [3]
    assert told[1 - first] == [3, 4]
    assert w.grad.tolist() == [12]


def test_a_scaled_loss_is_told_as_it_was_before():
    told = []
    listener = heard(told)
    listen(listener)
    try:
        w = torch.ones(1, requires_grad=True)
        scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
        scaler.scale((3 * w).sum()).backward()
    finally:
        leave(listener)
    assert told == [3]
    assert w.grad.tolist() == [3072]


def test_what_is_no_loss_is_not_told():
    told = []
    listener = heard(told)
    listen(listener)
    try:
        w = torch.ones(2, requires_grad=True)
        (3 * w).backward(torch.ones(2))
    finally:
        leave(listener)
    assert told == []
    assert w.grad.tolist() == [3, 3]
