"""The loss at several points at once is that at each of them, or there is an error."""

import pytest

torch = pytest.importorskip("torch")

from gdviz.surveying.at_once import AtOnce  # noqa: E402 - it needs torch

torch.manual_seed(0)
X = torch.randn(6, 3)


class Tied(torch.nn.Module):
    """Two layers of one weight, and something that forward keeps."""

    def __init__(self, keeps=False):
        super().__init__()
        self.one, self.two, self.keeps = torch.nn.Linear(3, 3), torch.nn.Linear(3, 3), keeps
        self.two.weight, self.kept = self.one.weight, None

    def forward(self, x):
        """Return outputs of shape (n, 3)."""
        h = torch.tanh(self.one(x))
        self.kept = h if self.keeps else None
        return self.two(h)


def losses(net, loss, n=4):
    parts = [torch.stack([p.detach() + k for k in range(n)]) for p in net.parameters()]
    with torch.no_grad():
        return AtOnce(net, loss, [name for name, _ in net.named_parameters()]).losses(parts), parts


def test_each_loss_is_that_at_its_point():
    net = Tied()
    own = dict(net.named_parameters())
    found, parts = losses(net, lambda model: net(X).square().mean())
    assert dict(net.named_parameters()) == own
    for k, loss in enumerate(found):
        with torch.no_grad():
            for p, part in zip(net.parameters(), parts, strict=True):
                p.copy_(part[k])
            assert float(loss) == pytest.approx(float(net(X).square().mean()), rel=1e-6)


def random(model):
    return (model(X) * torch.rand(6, 3)).mean()


def test_the_same_is_drawn_at_each_point_as_outside():
    net = Tied()
    torch.manual_seed(3)
    found, _ = losses(net, random)
    torch.manual_seed(3)
    assert float(found[0]) == pytest.approx(random(net).item(), rel=1e-6)


def branches(model):
    return model(X).mean() if model(X).mean() > 0 else model(X).std()


def hooked():
    net = Tied()
    net.one.register_forward_hook(lambda module, inputs, outputs: None)
    return net


@pytest.mark.parametrize(
    ("net", "loss"),
    [
        (Tied(), lambda model: model(X).mean().item()),
        (Tied(), branches),
        (Tied(), lambda model: model(X).mean(dim=0)),
        (Tied(), lambda model: 0.0),
        (Tied(keeps=True), lambda model: model(X).mean()),
        (hooked(), lambda model: model(X).mean()),
        (torch.nn.Sequential(torch.nn.Linear(3, 3), torch.nn.BatchNorm1d(3)), lambda model: model(X).mean()),
    ],
    ids=["item", "branch", "many", "no tensor", "kept", "hook", "batchnorm in train mode"],
)
def test_what_cannot_be_mapped_is_an_error(net, loss):
    with pytest.raises((ValueError, RuntimeError)):
        losses(net, loss)
