"""Objectives of two variables given by a formula, with more than one basin or one that is hard to find.

`minima` holds the global minimisers in the domain. The domain is a part of the customary one where that is too wide for
descent to be watched.
"""

import numpy as np

from gdviz.problems.analytic_plane import of_plane
from gdviz.problems.problem import Array, Problem, problem


@problem("himmelblau")
def himmelblau() -> Problem:
    """Minimise Himmelblau's function, which has four equal minima.

    f(x, y) = (x^2 + y - 11)^2 + (x + y^2 - 7)^2, with minimum 0 at (3, 2), (-2.805118, 3.131313),
    (-3.779310, -3.283186) and (3.584428, -1.848127).

    Source: D. M. Himmelblau, Applied Nonlinear Programming (1972).
    """

    def slope(x: Array, y: Array) -> tuple[Array, Array]:
        a, b = x**2 + y - 11, x + y**2 - 7
        return 4 * x * a + 2 * b, 2 * a + 4 * y * b

    return of_plane(
        lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
        slope,
        lambda x, y: (12 * x**2 + 4 * y - 42, 4 * (x + y), 12 * y**2 + 4 * x - 26),
        title="Himmelblau's function",
        formula="(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
        expression="(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
        domain=[[-5.0, 5.0], [-5.0, 5.0]],
        start=[-0.5, -1.0],
        minima=[
            [3.0, 2.0],
            [-2.805118086952745, 3.131312518250573],
            [-3.779310253377747, -3.283185991286169],
            [3.584428340330492, -1.848126526964404],
        ],
        lr=0.002,
        stride=0.1,
        steps=80,
    )


@problem("goldstein-price")
def goldstein_price() -> Problem:
    """Minimise the Goldstein-Price function, which spans six orders of magnitude.

    f(x, y) = [1 + (x + y + 1)^2 (19 - 14 x + 3 x^2 - 14 y + 6 x y + 3 y^2)]
    [30 + (2 x - 3 y)^2 (18 - 32 x + 12 x^2 + 48 y - 36 x y + 27 y^2)], with minimum f(0, -1) = 3 and three local
    minima. The polynomials in brackets depend on s = x + y and d = 2 x - 3 y only, as 19 - 14 s + 3 s^2 and
    18 - 16 d + 3 d^2.

    Source: A. A. Goldstein, J. F. Price, On descent from local minima, Mathematics of Computation 25 (1971), 569-574.
    """

    def factors(x: Array, y: Array) -> tuple[tuple[Array, Array, Array], tuple[Array, Array, Array]]:
        """Return the two factors, each with its first and second derivative in s and in d."""
        s, d = x + y, 2 * x - 3 * y
        p, dp = 19 - 14 * s + 3 * s**2, 6 * s - 14
        q, dq = 18 - 16 * d + 3 * d**2, 6 * d - 16
        t = s + 1
        return (
            (1 + t**2 * p, 2 * t * p + t**2 * dp, 2 * p + 4 * t * dp + 6 * t**2),
            (30 + d**2 * q, 2 * d * q + d**2 * dq, 2 * q + 4 * d * dq + 6 * d**2),
        )

    def value(x: Array, y: Array) -> Array:
        (a, _, _), (b, _, _) = factors(x, y)
        return a * b

    def slope(x: Array, y: Array) -> tuple[Array, Array]:
        (a, da, _), (b, db, _) = factors(x, y)
        return da * b + 2 * a * db, da * b - 3 * a * db

    def bend(x: Array, y: Array) -> tuple[Array, Array, Array]:
        (a, da, dda), (b, db, ddb) = factors(x, y)
        return (
            dda * b + 4 * da * db + 4 * a * ddb,
            dda * b - da * db - 6 * a * ddb,
            dda * b - 6 * da * db + 9 * a * ddb,
        )

    return of_plane(
        value,
        slope,
        bend,
        title="Goldstein-Price function",
        formula=(
            r"[1 + (s + 1)^2 (19 - 14 s + 3 s^2)] [30 + d^2 (18 - 16 d + 3 d^2)]"
            r" \qquad s = x + y \qquad d = 2 x - 3 y"
        ),
        expression=(
            "(1 + (x + y + 1)**2*(19 - 14*(x + y) + 3*(x + y)**2))"
            "*(30 + (2*x - 3*y)**2*(18 - 16*(2*x - 3*y) + 3*(2*x - 3*y)**2))"
        ),
        domain=[[-2.0, 1.5], [-2.5, 0.5]],
        start=[-1.2, -1.75],
        minima=[[0.0, -1.0]],
        lr=8e-6,
        stride=0.02,
        steps=300,
    )


@problem("six-hump-camel")
def six_hump_camel() -> Problem:
    """Minimise the six-hump camel function, which has two global and four local minima.

    f(x, y) = (4 - 2.1 x^2 + x^4 / 3) x^2 + x y + (4 y^2 - 4) y^2, with minimum -1.031628 at (0.089842, -0.712656) and
    its mirror image.

    Source: L. C. W. Dixon, G. P. Szegö, The global optimization problem: an introduction, Towards Global Optimisation 2
    (1978).
    """
    return of_plane(
        lambda x, y: (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (4 * y**2 - 4) * y**2,
        lambda x, y: (8 * x - 8.4 * x**3 + 2 * x**5 + y, x - 8 * y + 16 * y**3),
        lambda x, y: (8 - 25.2 * x**2 + 10 * x**4, 1.0, 48 * y**2 - 8),
        title="Six-hump camel",
        formula=r"(4 - 2.1 x^2 + \frac{x^4}{3}) x^2 + x y + (4 y^2 - 4) y^2",
        expression="(4 - 2.1*x**2 + x**4/3)*x**2 + x*y + (4*y**2 - 4)*y**2",
        domain=[[-2.0, 2.0], [-1.1, 1.1]],
        start=[0.95, 0.1],
        minima=[[0.08984201310031806, -0.7126564030207396], [-0.08984201310031806, 0.7126564030207396]],
        lr=0.01,
        stride=0.04,
        steps=80,
    )


@problem("three-hump-camel")
def three_hump_camel() -> Problem:
    """Minimise the three-hump camel function: a global minimum between two local ones.

    f(x, y) = 2 x^2 - 1.05 x^4 + x^6 / 6 + x y + y^2, with minimum f(0, 0) = 0 and local minima 0.298638 at
    (1.747552, -0.873776) and its mirror image.

    Source: L. C. W. Dixon, G. P. Szegö, Towards Global Optimisation (1975).
    """
    return of_plane(
        lambda x, y: 2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2,
        lambda x, y: (4 * x - 4.2 * x**3 + x**5 + y, x + 2 * y),
        lambda x, y: (4 - 12.6 * x**2 + 5 * x**4, 1.0, 2.0),
        title="Three-hump camel",
        formula=r"2 x^2 - 1.05 x^4 + \frac{x^6}{6} + x y + y^2",
        expression="2*x**2 - 1.05*x**4 + x**6/6 + x*y + y**2",
        domain=[[-2.3, 2.3], [-2.0, 2.0]],
        start=[1.34, 1.4],
        minima=[[0.0, 0.0]],
        lr=0.04,
        stride=0.06,
        steps=80,
    )


@problem("mccormick")
def mccormick() -> Problem:
    """Minimise McCormick's function: a tilted trough with waves along it.

    f(x, y) = sin(x + y) + (x - y)^2 - 1.5 x + 2.5 y + 1, with minimum -sqrt(3) / 2 - pi / 3 = -1.913223 at
    (1/2 - pi / 3, -1/2 - pi / 3). It repeats pi lower by every step of (-pi, -pi), so this is the least only in the
    customary domain.

    Source: M. Jamil, X.-S. Yang, A literature survey of benchmark functions for global optimisation problems (2013).
    """

    def bend(x: Array, y: Array) -> tuple[Array, Array, Array]:
        wave = np.sin(x + y)
        return 2 - wave, -2 - wave, 2 - wave

    return of_plane(
        lambda x, y: np.sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1,
        lambda x, y: (np.cos(x + y) + 2 * (x - y) - 1.5, np.cos(x + y) - 2 * (x - y) + 2.5),
        bend,
        title="McCormick's function",
        formula=r"\sin(x + y) + (x - y)^2 - 1.5 x + 2.5 y + 1",
        expression="sin(x + y) + (x - y)**2 - 1.5*x + 2.5*y + 1",
        domain=[[-1.5, 4.0], [-3.0, 4.0]],
        start=[-0.8, 2.8],
        minima=[[0.5 - np.pi / 3, -0.5 - np.pi / 3]],
        lr=0.04,
        stride=0.1,
        steps=120,
    )


@problem("easom")
def easom() -> Problem:
    """Minimise Easom's function: one hole in a plain that says nothing of where it is.

    f(x, y) = -cos(x) cos(y) exp(-(x - pi)^2 - (y - pi)^2), with minimum f(pi, pi) = -1.

    Source: E. E. Easom, A survey of global optimization techniques, thesis, University of Louisville (1990).
    """

    def ridge(x: Array) -> tuple[Array, Array, Array]:
        """Return cos(x) exp(-(x - pi)^2) with its first and second derivative; f is minus the product of two."""
        u = x - np.pi
        hill, cos, sin = np.exp(-(u**2)), np.cos(x), np.sin(x)
        return cos * hill, -(sin + 2 * u * cos) * hill, ((4 * u**2 - 3) * cos + 4 * u * sin) * hill

    def slope(x: Array, y: Array) -> tuple[Array, Array]:
        (a, da, _), (b, db, _) = ridge(x), ridge(y)
        return -da * b, -a * db

    def bend(x: Array, y: Array) -> tuple[Array, Array, Array]:
        (a, da, dda), (b, db, ddb) = ridge(x), ridge(y)
        return -dda * b, -da * db, -a * ddb

    return of_plane(
        lambda x, y: -ridge(x)[0] * ridge(y)[0],
        slope,
        bend,
        title="Easom's function",
        formula=r"-\cos(x) \cos(y) e^{-(x - \pi)^2 - (y - \pi)^2}",
        expression="-cos(x)*cos(y)*exp(-(x - pi)**2 - (y - pi)**2)",
        domain=[[1.0, 5.3], [1.0, 5.3]],
        start=[1.8, 4.2],
        minima=[[np.pi, np.pi]],
        lr=0.1,
        stride=0.05,
        steps=80,
    )
