"""Objectives of two variables given by a formula: saddles, and basins with one minimum."""

from collections.abc import Callable
from typing import Any

import numpy as np

from gdviz.problems.problem import Array, Problem, problem


def of_plane(
    f: Callable[[Array, Array], Array],
    slope: Callable[[Array, Array], tuple[Any, Any]],
    bend: Callable[[Array, Array], tuple[Any, Any, Any]],
    *,
    domain: list[list[float]],
    start: list[float],
    minima: list[list[float]],
    **facts: Any,
) -> Problem:
    """Return the problem of minimising f(x, y), with slope = (f_x, f_y) and bend = (f_xx, f_xy, f_yy)."""

    def stack(parts: tuple[Any, ...], shape: tuple[int, ...]) -> Array:
        return np.stack([np.broadcast_to(part, shape) for part in parts], axis=-1)

    def hessian(p: Array) -> Array:
        xx, xy, yy = bend(p[..., 0], p[..., 1])
        return stack((xx, xy, xy, yy), p.shape[:-1]).reshape(*p.shape, 2)

    return Problem(
        parameters=("x", "y"),
        value=lambda p: f(p[..., 0], p[..., 1]),
        gradient=lambda p: stack(slope(p[..., 0], p[..., 1]), p.shape[:-1]),
        hessian=hessian,
        domain=np.array(domain),
        start=np.array(start),
        minima=np.array(minima).reshape(-1, 2),
        **facts,
    )


@problem("saddle")
def saddle() -> Problem:
    """Minimise along a saddle: downhill one way, uphill the other.

    f(x, y) = x^2 - y^2 has no minimum; its one critical point, (0, 0), is a saddle. Descent that starts near the ridge
    y = 0 lingers there, then falls off.

    Source: Y. Dauphin et al., Identifying and attacking the saddle point problem in high-dimensional non-convex
    optimization (2014).
    """
    return of_plane(
        lambda x, y: x**2 - y**2,
        lambda x, y: (2 * x, -2 * y),
        lambda x, y: (2.0, 0.0, -2.0),
        title="Saddle",
        formula="x^2 - y^2",
        expression="x**2 - y**2",
        domain=[[-2.0, 2.0], [-2.0, 2.0]],
        start=[-1.8, 0.01],
        minima=[],
        lr=0.05,
        stride=0.025,
        steps=55,
    )


@problem("monkey-saddle")
def monkey_saddle() -> Problem:
    """Minimise along a monkey saddle: three valleys, two for the legs and one for the tail.

    f(x, y) = x^3 - 3 x y^2 has no minimum; at its one critical point, (0, 0), the Hessian vanishes too, so Newton's
    method slows down there.

    Source: D. Hilbert, S. Cohn-Vossen, Geometry and the Imagination (1932), section 29.
    """
    return of_plane(
        lambda x, y: x**3 - 3 * x * y**2,
        lambda x, y: (3 * x**2 - 3 * y**2, -6 * x * y),
        lambda x, y: (6 * x, -6 * y, -6 * x),
        title="Monkey saddle",
        formula="x^3 - 3 x y^2",
        expression="x**3 - 3*x*y**2",
        domain=[[-1.5, 1.5], [-1.5, 1.5]],
        start=[1.3, 0.01],
        minima=[],
        lr=0.02,
        stride=0.015,
        steps=86,
    )


@problem("beale")
def beale() -> Problem:
    """Minimise Beale's function: a flat valley, with sharp peaks at the corners.

    f(x, y) = (1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2, with minimum f(3, 0.5) = 0.

    Source: E. M. L. Beale, On an Iterative Method for Finding a Local Minimum of a Function of More than One Variable
    (1958).
    """
    terms = ((1.5, 1), (2.25, 2), (2.625, 3))

    def residuals(x: Array, y: Array) -> list[tuple[int, Array]]:
        return [(k, c - x + x * y**k) for c, k in terms]

    def slope(x: Array, y: Array) -> tuple[Any, Any]:
        each = residuals(x, y)
        return sum(2 * r * (y**k - 1) for k, r in each), sum(2 * r * k * x * y ** (k - 1) for k, r in each)

    def bend(x: Array, y: Array) -> tuple[Any, Any, Any]:
        each = residuals(x, y)
        return (
            sum(2 * (y**k - 1) ** 2 for k, _ in each),
            sum(2 * k * y ** (k - 1) * (r + x * (y**k - 1)) for k, r in each),
            sum(2 * (k * x * y ** (k - 1)) ** 2 + 2 * r * k * (k - 1) * x * y ** max(k - 2, 0) for k, r in each),
        )

    return of_plane(
        lambda x, y: np.sum([r**2 for _, r in residuals(x, y)], axis=0),
        slope,
        bend,
        title="Beale's function",
        formula="(1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2",
        expression="(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2",
        domain=[[-1.0, 4.0], [-2.5, 2.0]],
        start=[0.3, -2.0],
        minima=[[3.0, 0.5]],
        lr=0.008,
        stride=0.05,
        steps=300,
    )


@problem("booth")
def booth() -> Problem:
    """Minimise Booth's function, a quadratic valley along the diagonal.

    f(x, y) = (x + 2 y - 7)^2 + (2 x + y - 5)^2, with minimum f(1, 3) = 0 and curvatures 2 and 18.

    Source: M. Jamil, X.-S. Yang, A literature survey of benchmark functions for global optimisation problems (2013).
    """
    return of_plane(
        lambda x, y: (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2,
        lambda x, y: (10 * x + 8 * y - 34, 8 * x + 10 * y - 38),
        lambda x, y: (10.0, 8.0, 10.0),
        title="Booth's function",
        formula="(x + 2 y - 7)^2 + (2 x + y - 5)^2",
        expression="(x + 2*y - 7)**2 + (2*x + y - 5)**2",
        domain=[[-10.0, 10.0], [-10.0, 10.0]],
        start=[-8.0, 5.0],
        minima=[[1.0, 3.0]],
        lr=0.02,
        stride=0.25,
        steps=80,
    )


@problem("matyas")
def matyas() -> Problem:
    """Minimise Matyas's function, a shallow quadratic valley along the diagonal.

    f(x, y) = 0.26 (x^2 + y^2) - 0.48 x y, with minimum f(0, 0) = 0 and curvatures 0.04 and 1.

    Source: J. Matyas, Random optimization, Automation and Remote Control 26 (1965), 246-253.
    """
    return of_plane(
        lambda x, y: 0.26 * (x**2 + y**2) - 0.48 * x * y,
        lambda x, y: (0.52 * x - 0.48 * y, 0.52 * y - 0.48 * x),
        lambda x, y: (0.52, -0.48, 0.52),
        title="Matyas's function",
        formula="0.26 (x^2 + y^2) - 0.48 x y",
        expression="0.26*(x**2 + y**2) - 0.48*x*y",
        domain=[[-10.0, 10.0], [-10.0, 10.0]],
        start=[-9.0, 3.0],
        minima=[[0.0, 0.0]],
        lr=1.7,
        stride=0.25,
        steps=80,
    )
