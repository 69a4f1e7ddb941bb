"""Leading eigenvalues from products alone are those of the whole matrix."""

import numpy as np
import pytest

import gdviz
from gdviz.surveying.hessian import leading


def test_the_two_largest_of_a_symmetric_matrix():
    rng = np.random.default_rng(1)
    table = rng.normal(size=(30, 30))
    table = table + table.T
    values, axes = leading(lambda vector: table @ vector, 30, seed=0, tolerance=1e-10)
    expected, vectors = np.linalg.eigh(table)
    np.testing.assert_allclose(values, expected[[-1, -2]], rtol=1e-8)
    np.testing.assert_allclose(np.abs(axes @ vectors[:, [-1, -2]]), np.eye(2), atol=1e-6)
    assert (axes[[0, 1], np.abs(axes).argmax(axis=1)] > 0).all()


@pytest.mark.parametrize(("factor", "what"), [(0.0, "is zero"), (np.nan, "is not finite")])
def test_a_matrix_without_directions_is_refused(factor, what):
    with pytest.raises(ValueError, match=f"the Hessian of the loss {what} at this point"):
        leading(lambda vector: factor * vector, 5, seed=0, tolerance=1e-9)


def test_of_one_direction_that_curves_the_other_is_level():
    along = np.array([3.0, 0, 4, 0, 0]) / 5
    values, axes = leading(lambda vector: 7 * along * (along @ vector), 5, seed=0, tolerance=1e-9)
    np.testing.assert_allclose(values, [7, 0], atol=1e-9)
    np.testing.assert_allclose(axes[0], along, atol=1e-6)


def test_attention_has_a_hessian_and_what_has_none_is_said(tmp_path):
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    net, x = torch.nn.Linear(4, 12).double(), torch.randn(1, 2, 5, 4, dtype=torch.float64)

    def loss(model):
        query, key, value = model(x).chunk(3, dim=-1)
        return torch.nn.functional.scaled_dot_product_attention(query, key, value, is_causal=True).square().mean()

    how = {"plane": "hessian", "samples": 5, "progress": False}
    run = gdviz.landscape(net, loss, out=tmp_path / "run", **how)
    names, slopes = [name for name, _ in net.named_parameters()], []
    sizes = [p.numel() for p in net.parameters()]
    end = torch.cat([p.detach().flatten() for p in net.parameters()])
    for move in 1e-5 * torch.eye(len(end), dtype=end.dtype):
        pair = []
        for theta in (end + move, end - move):
            parts = [part.view(p.shape) for part, p in zip(theta.split(sizes), net.parameters(), strict=True)]
            lent = {name: part.requires_grad_() for name, part in zip(names, parts, strict=True)}
            found = torch.autograd.grad(loss(lambda x, lent=lent: torch.func.functional_call(net, lent, x)), parts)
            pair.append(torch.cat([one.flatten() for one in found]))
        slopes.append((pair[0] - pair[1]) / 2e-5)
    values = torch.linalg.eigvalsh((torch.stack(slopes) + torch.stack(slopes).T) / 2)
    leading_two = values[values.abs().argsort(descending=True)[:2]]
    np.testing.assert_allclose(run.manifest["survey"]["eigenvalues"], leading_two.numpy(), rtol=1e-5)

    with pytest.raises(ValueError, match="differentiates the loss twice, which torch cannot do here: "):
        gdviz.landscape(net, lambda model: torch.cdist(model(x), model(x)).mean(), out=tmp_path / "none", **how)
