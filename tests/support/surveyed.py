"""A network with all that a survey may not touch, and what it is asked."""

import random

import numpy as np
import pytest

torch = pytest.importorskip("torch")

torch.manual_seed(1)
X, Y = torch.randn(6, 1, 4, 4), torch.randint(0, 12, (6,))


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
