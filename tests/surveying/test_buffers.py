"""What a survey writes to a module's buffers, or puts in their place, is put back."""

import pytest

torch = pytest.importorskip("torch")

from gdviz.surveying.buffers import Buffers  # noqa: E402 - it needs torch


def test_what_is_written_or_replaced_is_put_back():
    norm = torch.nn.BatchNorm1d(2)
    mean, count = norm.running_mean, norm.num_batches_tracked
    buffers = Buffers(norm)
    assert not buffers.are_moved()
    norm(torch.randn(5, 2))
    norm.num_batches_tracked = norm.num_batches_tracked + 1
    assert buffers.are_moved()
    buffers.restore()
    assert not buffers.are_moved()
    assert norm.running_mean is mean
    assert norm.num_batches_tracked is count
    assert mean.tolist() == [0.0, 0.0]
    assert count == 0
