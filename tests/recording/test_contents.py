"""What is within a module is the same until one of its parts or parameters is another."""

import pytest

torch = pytest.importorskip("torch")

from gdviz.recording.contents import Contents  # noqa: E402


def add(net):
    net.append(torch.nn.Linear(1, 1))


def change_deep(net):
    net[1][0].weight = torch.nn.Parameter(net[1][0].weight.detach())


def drop_bias(net):
    net[0].bias = None


@pytest.mark.parametrize("change", [add, change_deep, drop_bias])
def test_whatever_is_exchanged_is_seen_and_updates_are_not(change):
    net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Sequential(torch.nn.Linear(2, 1)))
    contents = Contents(net)
    with torch.no_grad():
        net[0].weight.add_(1.0)
    assert contents.are_same()
    change(net)
    assert not contents.are_same()
