"""Small trainings with torch, recorded."""

import numpy as np
import pytest

import gdviz

torch = pytest.importorskip("torch")


class Point(torch.nn.Module):
    """Two parameters."""

    def __init__(self, place):
        super().__init__()
        self.theta = torch.nn.Parameter(torch.tensor(place, dtype=torch.float64))


def rosenbrock(theta):
    return (1 - theta[0]) ** 2 + 100 * (theta[1] - theta[0] ** 2) ** 2


def descend(out, make, *, steps=30, attach=False, closure=False, **options):
    """Record a descent of two parameters, and return the run."""
    model = Point([-1.2, 1.0])
    optimizer = make(model.parameters())
    with gdviz.record(out, model=model, optimizer=optimizer, attach=attach, **options) as run:

        def evaluate():
            optimizer.zero_grad()
            loss = rosenbrock(model.theta)
            loss.backward()
            if not attach:
                run.step(loss=loss)
            return loss

        for _ in range(steps):
            if closure:
                optimizer.step(evaluate)
            else:
                evaluate()
                optimizer.step()
    return gdviz.load(out)


def moons():
    rng = np.random.default_rng(0)
    x = torch.tensor(rng.normal(size=(40, 2)), dtype=torch.float32)
    return x, (x[:, 0] * x[:, 1] > 0).long()


def trained(out, model, optimizer, *, steps=6, between=lambda t: None, accumulate=1, **options):
    """Record a training of a classifier, with several losses a step where they are accumulated."""
    x, y = moons()
    with gdviz.record(out, model=model, optimizer=optimizer, **options) as run:
        for t in range(steps):
            optimizer.zero_grad()
            for part in range(accumulate):
                loss = torch.nn.functional.cross_entropy(model(x[part::accumulate]).float(), y[part::accumulate])
                (loss / accumulate).backward()
            if not options.get("attach"):
                run.step(loss=loss)
            optimizer.step()
            between(t)
    return gdviz.load(out)


def network(dtype=torch.float32):
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.BatchNorm1d(4), torch.nn.Linear(4, 2)).to(dtype)
