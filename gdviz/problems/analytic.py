"""Objectives given by a formula."""

from typing import Annotated

import numpy as np

from gdviz.problems.problem import Array, Problem, problem
from gdviz.settings import Setting


@problem("bowl")
def bowl(
    *, kappa: Annotated[float, Setting("condition number: curvature along y over curvature along x", "[1, 1e6]")] = 5.0
) -> Problem:
    """Minimise a quadratic bowl whose walls are steeper one way than the other.

    f(x, y) = (x^2 + kappa y^2) / 2, with Hessian diag(1, kappa) and minimum f(0, 0) = 0. Gradient descent converges iff
    lr < 2 / kappa, and fastest at lr = 2 / (1 + kappa), by a factor (kappa - 1) / (kappa + 1) a step.

    Source: S. Boyd, L. Vandenberghe, Convex Optimization (2004), section 9.3.2.
    """
    curvature = np.array([1.0, kappa])

    def value(x: Array) -> Array:
        return 0.5 * np.sum(curvature * x**2, axis=-1)

    def gradient(x: Array) -> Array:
        return curvature * x

    def hessian(x: Array) -> Array:
        return np.broadcast_to(np.diag(curvature), (*x.shape, 2))

    return Problem(
        title="Quadratic bowl",
        formula=rf"\frac{{1}}{{2}} (x^2 + {kappa:g} y^2)",
        parameters=("x", "y"),
        value=value,
        gradient=gradient,
        hessian=hessian,
        domain=np.array([[-4.0, 4.0], [-2.5, 2.5]]),
        start=np.array([-3.5, 2.0]),
        minima=np.zeros((1, 2)),
        lr=1.55 / kappa,
        stride=0.25,
        steps=30,
    )


@problem("rosenbrock")
def rosenbrock() -> Problem:
    """Minimise Rosenbrock's banana: a curved, nearly flat valley between steep walls.

    f(x, y) = (1 - x)^2 + 100 (y - x^2)^2, with minimum f(1, 1) = 0 and the customary start (-1.2, 1).

    Source: H. H. Rosenbrock, An automatic method for finding the greatest or least value of a function, The Computer
    Journal 3 (1960), 175-184.
    """

    def value(p: Array) -> Array:
        x, y = p[..., 0], p[..., 1]
        return (1 - x) ** 2 + 100 * (y - x**2) ** 2

    def gradient(p: Array) -> Array:
        x, y = p[..., 0], p[..., 1]
        return np.stack([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)], axis=-1)

    def hessian(p: Array) -> Array:
        x, y = p[..., 0], p[..., 1]
        rows = [[2 - 400 * y + 1200 * x**2, -400 * x], [-400 * x, np.full_like(x, 200.0)]]
        return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)

    return Problem(
        title="Rosenbrock's valley",
        formula="(1 - x)^2 + 100 (y - x^2)^2",
        parameters=("x", "y"),
        value=value,
        gradient=gradient,
        hessian=hessian,
        domain=np.array([[-2.0, 2.0], [-1.0, 3.0]]),
        start=np.array([-1.2, 1.0]),
        minima=np.ones((1, 2)),
        lr=0.001,
        stride=0.1,
        steps=1000,
    )


@problem("parabola")
def parabola() -> Problem:
    """Minimise a parabola in one variable.

    f(x) = x^2 - 6 x + 5, with minimum f(3) = -4, on [-15, 21] from x = 15.

    Source: An Introduction to Gradient Descent in Python (2015); there a step of 0.01 stops once x moves by no more
    than 0.001, near 3.05.
    """
    return Problem(
        title="Parabola",
        formula="x^2 - 6 x + 5",
        parameters=("x",),
        value=lambda p: p[..., 0] ** 2 - 6 * p[..., 0] + 5,
        gradient=lambda p: 2 * p - 6,
        hessian=lambda p: np.full((*p.shape, 1), 2.0),
        domain=np.array([[-15.0, 21.0]]),
        start=np.array([15.0]),
        minima=np.array([[3.0]]),
        lr=0.01,
        stride=0.3,
        steps=300,
    )
