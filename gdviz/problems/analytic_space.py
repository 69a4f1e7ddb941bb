"""Objectives given by a formula in any number of variables."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Annotated, Any

import numpy as np

from gdviz.problems.problem import Array, Problem, problem
from gdviz.settings import Setting

Dimension = Annotated[int, Setting("number of variables", "[1, 1000]")]
# A function of more variables is too long to be spelled out.
SPELLED = 6


def of_space(dimension: int, *, sides: list[list[float]], start: list[float], minimum: float, **facts: Any) -> Problem:
    """Return a problem whose variables take the sides and the start's coordinates in turn, all equal at the minimum."""
    return Problem(
        parameters=_names(dimension),
        domain=np.resize(sides, (dimension, 2)),
        start=np.resize(start, dimension),
        minima=np.full((1, dimension), minimum),
        **facts,
    )


def spelled(dimension: int, write: Callable[[Sequence[str]], str]) -> str:
    """Return what `write` makes of the names of the variables, or nothing where they are many."""
    return write(_names(dimension)) if dimension <= SPELLED else ""


def _names(dimension: int) -> tuple[str, ...]:
    return ("x", "y", "z")[:dimension] if dimension <= 3 else tuple(f"x{i}" for i in range(1, dimension + 1))


def _sum(terms: Iterable[str]) -> str:
    return " + ".join(terms)


def diagonal(entries: Array) -> Array:
    """Return matrices (..., D, D) with `entries` (..., D) on their diagonals."""
    return entries[..., None] * np.eye(entries.shape[-1])


@problem("rosenbrock")
def rosenbrock(*, dimension: Annotated[int, Setting("number of variables", "[2, 1000]")] = 2) -> Problem:
    """Minimise Rosenbrock's banana: a curved, nearly flat valley between steep walls.

    f(x, y) = (1 - x)^2 + 100 (y - x^2)^2, with minimum f(1, 1) = 0 and the customary start (-1.2, 1). In more
    variables it is the sum of this over each x_i and the next, with minimum f(1, ..., 1) = 0, and from four on a local
    minimum near (-1, 1, ..., 1).

    Source: H. H. Rosenbrock, An automatic method for finding the greatest or least value of a function, The Computer
    Journal 3 (1960), 175-184.
    """
    i = np.arange(dimension - 1)

    def value(p: Array) -> Array:
        x, y = p[..., :-1], p[..., 1:]
        return np.sum((1 - x) ** 2 + 100 * (y - x**2) ** 2, axis=-1)

    def gradient(p: Array) -> Array:
        x, y = p[..., :-1], p[..., 1:]
        slope = np.zeros_like(p)
        slope[..., :-1] += -2 * (1 - x) - 400 * x * (y - x**2)
        slope[..., 1:] += 200 * (y - x**2)
        return slope

    def hessian(p: Array) -> Array:
        x, y = p[..., :-1], p[..., 1:]
        bend = np.zeros((*p.shape, dimension))
        bend[..., i, i] += 2 - 400 * y + 1200 * x**2
        bend[..., i + 1, i + 1] += 200
        bend[..., i, i + 1] = bend[..., i + 1, i] = -400 * x
        return bend

    return of_space(
        dimension,
        sides=[[-2.0, 2.0], [-1.0, 3.0]],
        start=[-1.2, 1.0],
        minimum=1.0,
        title="Rosenbrock's valley",
        formula=(
            "(1 - x)^2 + 100 (y - x^2)^2" if dimension == 2 else r"\sum_i (1 - x_i)^2 + 100 (x_{i + 1} - x_i^2)^2"
        ),
        expression=spelled(dimension, lambda x: _sum(f"(1 - {a})**2 + 100*({b} - {a}**2)**2" for a, b in pairwise(x))),
        value=value,
        gradient=gradient,
        hessian=hessian,
        lr=0.001,
        stride=0.1,
        steps=1000,
    )


@problem("rastrigin")
def rastrigin(*, dimension: Dimension = 2) -> Problem:
    """Minimise Rastrigin's egg box: a bowl with a pit near every whole number.

    f(x) = sum over i of [x_i^2 - 10 cos(2 pi x_i) + 10], with minimum f(0, ..., 0) = 0.

    Source: L. A. Rastrigin, Systems of extremal control (1974).
    """
    w = 2 * np.pi
    return of_space(
        dimension,
        sides=[[-2.6, 2.6]],
        start=[-1.55, 1.4],
        minimum=0.0,
        title="Rastrigin's function",
        formula=r"\sum_i x_i^2 - 10 \cos(2 \pi x_i) + 10",
        expression=spelled(dimension, lambda x: _sum(f"{a}**2 + 10*(1 - cos(2*pi*{a}))" for a in x)),
        value=lambda p: np.sum(p**2 + 10 * (1 - np.cos(w * p)), axis=-1),
        gradient=lambda p: 2 * p + 10 * w * np.sin(w * p),
        hessian=lambda p: diagonal(2 + 10 * w**2 * np.cos(w * p)),
        lr=2e-4,
        stride=0.02,
        steps=60,
    )


@problem("ackley")
def ackley(*, dimension: Dimension = 2) -> Problem:
    """Minimise Ackley's function: a rippled plain around a funnel.

    f(x) = 20 [1 - exp(-r / 5)] + e - exp(mean over i of cos(2 pi x_i)) with r = sqrt(mean over i of x_i^2), and minimum
    f(0, ..., 0) = 0. There the funnel ends in a tip: the gradient is given as 0, and the Hessian, which is infinite, as
    that of the ripples alone.

    Source: D. H. Ackley, A connectionist machine for genetic hillclimbing (1987).
    """
    w = 2 * np.pi

    def radius(p: Array) -> tuple[Array, Array]:
        """Return r, shape (..., 1), and grad r, which is 0 at the tip."""
        r = np.sqrt(np.mean(p**2, axis=-1, keepdims=True))
        return r, p / (dimension * np.where(r > 0, r, 1.0))

    def ripples(p: Array) -> Array:
        return np.exp(np.mean(np.cos(w * p), axis=-1, keepdims=True))

    def value(p: Array) -> Array:
        return (-20 * np.expm1(-radius(p)[0] / 5) + (np.e - ripples(p)))[..., 0]

    def gradient(p: Array) -> Array:
        r, slope = radius(p)
        return 4 * np.exp(-r / 5) * slope + ripples(p) * np.sin(w * p) * w / dimension

    def hessian(p: Array) -> Array:
        r, slope = (part[..., None] for part in radius(p))
        wave = (np.sin(w * p) * w / dimension)[..., None]
        outer, eye = slope * np.swapaxes(slope, -1, -2), np.eye(dimension) * (r > 0)
        # grad grad r = (I / D - grad r grad r^T) / r
        funnel = 4 * np.exp(-r / 5) * ((eye / dimension - outer) / np.where(r > 0, r, 1.0) - outer / 5)
        crests = diagonal(np.cos(w * p) * w**2 / dimension) - wave * np.swapaxes(wave, -1, -2)
        return funnel + ripples(p)[..., None] * crests

    return of_space(
        dimension,
        sides=[[-3.0, 3.0]],
        start=[-1.55, 1.4],
        minimum=0.0,
        title="Ackley's function",
        formula=(
            r"20 (1 - e^{-\frac{1}{5} \sqrt{\frac{1}{D} \sum_i x_i^2}}) + e - e^{\frac{1}{D} \sum_i \cos(2 \pi x_i)}"
        ),
        expression=spelled(
            dimension,
            lambda x: (
                f"20*(1 - exp(-sqrt(({_sum(f'{a}**2' for a in x)})/{dimension})/5))"
                f" + e - exp(({_sum(f'cos(2*pi*{a})' for a in x)})/{dimension})"
            ),
        ),
        value=value,
        gradient=gradient,
        hessian=hessian,
        lr=0.004 * dimension,
        stride=0.03,
        steps=60,
    )


@problem("styblinski-tang")
def styblinski_tang(*, dimension: Dimension = 2) -> Problem:
    """Minimise the Styblinski-Tang function, which has two basins along every axis, one deeper than the other.

    f(x) = 1/2 sum over i of [x_i^4 - 16 x_i^2 + 5 x_i], with minimum -39.166166 D where every x_i is -2.903534; at the
    other local minima some x_i are 2.746803.

    Source: M. A. Styblinski, T.-S. Tang, Experiments in nonconvex optimization, Neural Networks 3 (1990), 467-483.
    """
    return of_space(
        dimension,
        sides=[[-5.0, 5.0]],
        start=[0.0, -0.9],
        minimum=-2.903534027771177,
        title="Styblinski-Tang function",
        formula=r"\frac{1}{2} \sum_i x_i^4 - 16 x_i^2 + 5 x_i",
        expression=spelled(dimension, lambda x: _sum(f"({a}**4 - 16*{a}**2 + 5*{a})/2" for a in x)),
        value=lambda p: 0.5 * np.sum(p**4 - 16 * p**2 + 5 * p, axis=-1),
        gradient=lambda p: 2 * p**3 - 16 * p + 2.5,
        hessian=lambda p: diagonal(6 * p**2 - 16),
        lr=0.003,
        stride=0.08,
        steps=80,
    )


@problem("levy")
def levy(*, dimension: Dimension = 2) -> Problem:
    """Minimise Levy's function: parallel waves over a bowl.

    f(x) = sin^2(pi w_1) + sum over i < D of (w_i - 1)^2 [1 + 10 sin^2(pi w_i + 1)] + (w_D - 1)^2 [1 + sin^2(2 pi w_D)]
    with w_i = 1 + (x_i - 1) / 4, and minimum f(1, ..., 1) = 0.

    Source: A. V. Levy, A. Montalvo, The tunneling algorithm for the global minimization of functions, SIAM Journal on
    Scientific and Statistical Computing 6 (1985), 15-29.
    """
    # Each variable has a term u^2 [1 + a sin^2(k u + c)] of its own, with u = w - 1 = (x - 1) / 4.
    a = np.full(dimension, 10.0)
    k = np.full(dimension, np.pi)
    c = np.full(dimension, np.pi + 1)
    a[-1], k[-1], c[-1] = 1.0, 2 * np.pi, 0.0
    first = np.arange(dimension) == 0

    def value(p: Array) -> Array:
        u = (p - 1) / 4
        return np.sum(u**2 * (1 + a * np.sin(k * u + c) ** 2) + first * np.sin(np.pi * u) ** 2, axis=-1)

    def gradient(p: Array) -> Array:
        u = (p - 1) / 4
        wave, slope = 1 + a * np.sin(k * u + c) ** 2, a * k * np.sin(2 * (k * u + c))
        return (2 * u * wave + u**2 * slope + first * np.pi * np.sin(2 * np.pi * u)) / 4

    def hessian(p: Array) -> Array:
        u = (p - 1) / 4
        wave, slope = 1 + a * np.sin(k * u + c) ** 2, a * k * np.sin(2 * (k * u + c))
        bend = 2 * a * k**2 * np.cos(2 * (k * u + c))
        return diagonal((2 * wave + 4 * u * slope + u**2 * bend + first * 2 * np.pi**2 * np.cos(2 * np.pi * u)) / 16)

    return of_space(
        dimension,
        sides=[[-5.0, 5.0]],
        start=[-2.4, 4.2],
        minimum=1.0,
        title="Levy's function",
        formula=(
            r"\sin^2(\pi w_1) + \sum_{i < D} (w_i - 1)^2 (1 + 10 \sin^2(\pi w_i + 1))"
            r" + (w_D - 1)^2 (1 + \sin^2(2 \pi w_D)) \qquad w_i = 1 + \frac{x_i - 1}{4}"
        ),
        expression=spelled(
            dimension,
            lambda x: _sum(
                [
                    f"sin(pi*({x[0]} - 1)/4)**2",
                    *(f"(({a} - 1)/4)**2*(1 + 10*sin(pi*({a} - 1)/4 + pi + 1)**2)" for a in x[:-1]),
                    f"(({x[-1]} - 1)/4)**2*(1 + sin(pi*({x[-1]} - 1)/2)**2)",
                ]
            ),
        ),
        value=value,
        gradient=gradient,
        hessian=hessian,
        lr=0.02,
        stride=0.08,
        steps=120,
    )


@problem("griewank")
def griewank(*, dimension: Dimension = 2) -> Problem:
    """Minimise Griewank's function: a wide shallow bowl with a regular grid of dents.

    f(x) = 1 + sum over i of x_i^2 / 4000 - product over i of cos(x_i / sqrt(i)), with minimum f(0, ..., 0) = 0.

    Source: A. O. Griewank, Generalized descent for global optimization, Journal of Optimization Theory and Applications
    34 (1981), 11-39.
    """
    roots = np.sqrt(np.arange(1, dimension + 1))
    eye = np.eye(dimension, dtype=bool)

    def value(p: Array) -> Array:
        return 1 + np.sum(p**2, axis=-1) / 4000 - np.prod(np.cos(p / roots), axis=-1)

    def gradient(p: Array) -> Array:
        return p / 2000 + np.sin(p / roots) / roots * without_each(np.cos(p / roots))

    def hessian(p: Array) -> Array:
        cos, sin = np.cos(p / roots), np.sin(p / roots) / roots
        # Row i holds the products without factor i and without factor j as well.
        pairs = without_each(np.where(eye, 1.0, cos[..., None, :]))
        own = diagonal(1 / 2000 + np.prod(cos, axis=-1, keepdims=True) / roots**2)
        return np.where(eye, own, -sin[..., :, None] * sin[..., None, :] * pairs)

    return of_space(
        dimension,
        sides=[[-8.0, 8.0]],
        start=[-3.6, 6.5],
        minimum=0.0,
        title="Griewank's function",
        formula=r"1 + \sum_i \frac{x_i^2}{4000} - \prod_i \cos(\frac{x_i}{\sqrt{i}})",
        expression=spelled(
            dimension,
            lambda x: (
                f"1 + ({_sum(f'{a}**2' for a in x)})/4000"
                f" - {'*'.join(f'cos({a}/sqrt({i}))' for i, a in enumerate(x, 1))}"
            ),
        ),
        value=value,
        gradient=gradient,
        hessian=hessian,
        lr=0.1,
        stride=0.1,
        steps=80,
    )


def without_each(factors: Array) -> Array:
    """Return, for each factor along the last axis, the product of all the others."""
    ones = np.ones((*factors.shape[:-1], 1))
    before = np.cumprod(np.concatenate([ones, factors[..., :-1]], axis=-1), axis=-1)
    after = np.cumprod(np.concatenate([ones, factors[..., :0:-1]], axis=-1), axis=-1)[..., ::-1]
    return before * after
