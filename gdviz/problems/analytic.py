"""Objectives given by a formula: curves in one variable, and quadratic forms in two."""

from typing import Annotated

import numpy as np

from gdviz.problems.problem import Array, Problem, problem
from gdviz.settings import Setting

# The minimisers of bumpy, the global one first: roots of x / 5 + 4 cos(2 x).
BUMPS = (-0.7662375357255805, -3.8306296762501875, 2.2986021693773258, 5.362075051893603)


@problem("half-square")
def half_square() -> Problem:
    """Minimise half a square, whose slope at x is x itself.

    f(x) = x^2 / 2, with minimum f(0) = 0: a step of gradient descent multiplies x by 1 - lr, so it shrinks with the
    slope and vanishes at the minimum.

    Source: I. Goodfellow, Y. Bengio, A. Courville, Deep Learning (2016), section 4.3.
    """
    return Problem(
        title="Half a square",
        formula=r"\frac{1}{2} x^2",
        expression="x**2/2",
        parameters=("x",),
        value=lambda p: 0.5 * p[..., 0] ** 2,
        gradient=lambda p: np.array(p, dtype=np.float64, subok=True),
        hessian=lambda p: np.ones((*p.shape, 1)),
        domain=np.array([[-2.0, 2.0]]),
        start=np.array([-1.8]),
        minima=np.zeros((1, 1)),
        lr=0.1,
        stride=0.06,
        steps=50,
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
        expression="x**2 - 6*x + 5",
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


@problem("bumpy")
def bumpy() -> Problem:
    """Minimise a bumpy curve, where the end of descent depends on its start.

    f(x) = x^2 / 10 + 2 sin(2 x) on [-6, 6], with the global minimum f(-0.766238) = -1.939820 and local minima near
    -3.83, 2.30 and 5.36. Plain descent from 3.8 ends in the one at 2.30; a start between -2.41 and 0.80 finds the
    global one.

    Source: after I. Goodfellow, Y. Bengio, A. Courville, Deep Learning (2016), figure 4.3.
    """
    return Problem(
        title="Bumpy curve",
        formula=r"\frac{x^2}{10} + 2 \sin(2 x)",
        expression="x**2/10 + 2*sin(2*x)",
        parameters=("x",),
        value=lambda p: p[..., 0] ** 2 / 10 + 2 * np.sin(2 * p[..., 0]),
        gradient=lambda p: p / 5 + 4 * np.cos(2 * p),
        hessian=lambda p: 0.2 - 8 * np.sin(2 * p[..., None]),
        domain=np.array([[-6.0, 6.0]]),
        start=np.array([3.8]),
        minima=np.array(BUMPS)[:, None],
        lr=0.01,
        stride=0.04,
        steps=60,
    )


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
        expression=f"(x**2 + {kappa!r}*y**2)/2",
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


@problem("ravine")
def ravine(
    *, kappa: Annotated[float, Setting("condition number: how much steeper across than along", "[1, 1e6]")] = 40.0
) -> Problem:
    """Minimise a quadratic ravine that runs askew to both axes.

    f(x, y) = (u^2 + kappa v^2) / 2 with u = (4 x + 3 y) / 5 along the ravine and v = (4 y - 3 x) / 5 across it, and
    minimum f(0, 0) = 0. The curvatures are those of the bowl, 1 and kappa, but no scaling of single coordinates, such
    as Adam's, can even them out.

    Source: G. Goh, Why Momentum Really Works, Distill (2017).
    """
    across = np.array([-0.6, 0.8])
    curvature = np.eye(2) + (kappa - 1) * np.outer(across, across)

    def gradient(p: Array) -> Array:
        return p @ curvature

    return Problem(
        title="Ravine",
        formula=rf"\frac{{(4 x + 3 y)^2 + {kappa:g} (4 y - 3 x)^2}}{{50}}",
        expression=f"((4*x + 3*y)**2 + {kappa!r}*(4*y - 3*x)**2)/50",
        parameters=("x", "y"),
        value=lambda p: 0.5 * np.sum(p * gradient(p), axis=-1),
        gradient=gradient,
        hessian=lambda p: np.broadcast_to(curvature, (*p.shape, 2)),
        domain=np.array([[-4.0, 4.0], [-3.0, 3.0]]),
        start=np.array([-3.4, -1.2]),
        minima=np.zeros((1, 2)),
        lr=1.8 / kappa,
        stride=0.15,
        steps=80,
    )
