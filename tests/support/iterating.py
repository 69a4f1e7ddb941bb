"""Steps of an update rule, taken by hand."""

from types import SimpleNamespace

import numpy as np

from gdviz.optimizers import OPTIMIZERS, Optimizer


def iterates(rule, oracle, start, lr, steps):
    """Return theta_0 ... theta_T, shape (T + 1, D)."""
    params, state, path = start, rule.init(start), [start]
    for _ in range(steps):
        params, state = rule.update(oracle, params, state, lr)
        path.append(params)
    return np.array(path)


def constant(g):
    """Return an oracle whose gradient is g everywhere."""
    return SimpleNamespace(gradient=lambda p: np.array(g))


def steps_of(name, g, lr=0.1, count=1, **settings):
    """Return the steps from the origin against gradients that are g everywhere, shape (count, D)."""
    return np.diff(iterates(OPTIMIZERS[name](**settings), constant(g), np.zeros(len(g)), lr, count), axis=0)


def clipped():
    """Return a rule of one's own that mixes coordinates: its steps are at most as long as its learning rate."""

    def update(oracle, params, state, lr):
        g = oracle.gradient(params)
        return params - lr * g / (1 + np.sqrt(np.sum(g**2))), {}

    return Optimizer(name="clipped", title="Clipped", formula="", init=lambda params: {}, update=update)
