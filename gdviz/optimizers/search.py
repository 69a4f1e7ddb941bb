"""Rules that ask for more than the gradient: line searches along a direction, and Newton's method."""

from typing import Annotated

import numpy as np

from gdviz.optimizers.optimizer import Array, Optimizer, Oracle, State, optimizer
from gdviz.settings import Setting

Armijo = Annotated[float, Setting("part of the decrease foretold by the slope that a step must bring", "(0, 1)")]
Shrink = Annotated[float, Setting("what a step that brings less is multiplied by", "(0, 1)")]

# A search gives up at this part of its first step, if not before.
SHORTEST = 1e-30
# Damped Newton takes no curvature to be under this part of the largest.
FLOOR = 1e-8


def _backtrack(oracle: Oracle, params: Array, d: Array, slope: float, lr: float, c: float, shrink: float) -> float:
    """Return the first a of lr, lr shrink, lr shrink^2, ... with f(theta + a d) <= f(theta) + c a slope.

    It is 0 if none that moves the parameters does.
    """
    f, a = oracle.value(params), lr
    while a > SHORTEST * lr and ((there := params + a * d) != params).any():
        # Written so that a trial at NaN fails it too.
        if oracle.value(there) <= f + c * a * slope:
            return a
        a *= shrink
    return 0.0


@optimizer("backtracking")
def backtracking(*, c: Armijo = 1e-4, shrink: Shrink = 0.5) -> Optimizer:
    """Shorten every step until it lowers the loss enough: gradient descent with Armijo's line search.

    theta <- theta - a g with the first a of eta, eta shrink, eta shrink^2, ... for which
    f(theta - a g) <= f(theta) - c a |g|^2

    Every search starts at the learning rate. a is recorded as step_size; it is 0 where no step that moves the
    parameters passes.

    Source: L. Armijo, Minimization of functions having Lipschitz continuous first partial derivatives (1966);
    J. Nocedal, S. J. Wright, Numerical Optimization (2006), algorithm 3.1.
    """

    def update(oracle: Oracle, params: Array, state: State, lr: float) -> tuple[Array, State]:
        g = oracle.gradient(params)
        a = _backtrack(oracle, params, -g, -float(g @ g), lr, c, shrink)
        return params - a * g, {"step_size": np.array(a)}

    return Optimizer(
        title="Backtracking line search",
        formula=(r"\theta \leftarrow \theta - \alpha g \qquad f(\theta - \alpha g) \leq f(\theta) - c \, \alpha |g|^2"),
        scale="unit",
        init=lambda params: {"step_size": np.zeros(())},
        update=update,
    )


@optimizer("conjugate-gradient")
def conjugate_gradient(*, c: Armijo = 1e-4, shrink: Shrink = 0.5) -> Optimizer:
    """Turn every direction away from the last one: nonlinear conjugate gradients after Polak and Ribière.

    beta = max(0, g . (g - h) / h . h), where h is the last g, and 0 at the first step;  d <- -g + beta d;
    theta <- theta + a d

    Where d does not descend, d = -g and beta = 0: a restart. a is found by Armijo's line search from the learning rate,
    then moved to the minimum of the parabola through f(theta), its slope and f(theta + a d) where that is lower; so
    the search is exact, and the minimum found in D steps, if f is quadratic. d, g, beta and a are recorded as
    direction, last_gradient, beta and step_size.

    Source: E. Polak, G. Ribière, Note sur la convergence de méthodes de directions conjuguées (1969);
    J. C. Gilbert, J. Nocedal, Global convergence properties of conjugate gradient methods for optimization (1992).
    """

    def update(oracle: Oracle, params: Array, state: State, lr: float) -> tuple[Array, State]:
        g, h = oracle.gradient(params), state["last_gradient"]
        beta = max(0.0, float(g @ (g - h)) / float(h @ h)) if h @ h > 0 else 0.0
        d = -g + beta * state["direction"]
        if g @ d >= 0:
            beta, d = 0.0, -g
        slope = float(g @ d)
        a = _backtrack(oracle, params, d, slope, lr, c, shrink)
        a = _at_the_bottom(oracle, params, d, slope, a, c)
        after = {"direction": d, "last_gradient": g.copy(), "beta": np.array(beta), "step_size": np.array(a)}
        return params + a * d, after

    return Optimizer(
        title="Conjugate gradients",
        formula=r"d \leftarrow -\nabla f(\theta) + \beta d \qquad \theta \leftarrow \theta + \alpha d",
        scale="unit",
        init=lambda params: {
            "direction": np.zeros_like(params),
            "last_gradient": np.zeros_like(params),
            "beta": np.zeros(()),
            "step_size": np.zeros(()),
        },
        update=update,
    )


def _at_the_bottom(oracle: Oracle, params: Array, d: Array, slope: float, a: float, c: float) -> float:
    """Return the step to the bottom of the parabola through f, its slope and f(theta + a d), or a if that is lower."""
    f, there = float(oracle.value(params)), float(oracle.value(params + a * d))
    bend = there - f - a * slope
    if not bend > 0:
        return a
    bottom = -slope * a**2 / (2 * bend)
    lowest = oracle.value(params + bottom * d)
    return bottom if lowest < there and lowest <= f + c * bottom * slope else a


@optimizer("newton")
def newton(
    *, damped: Annotated[bool, Setting("go downhill even where the surface bends down, and search for the step")] = True
) -> Optimizer:
    """Step to the minimum of the parabola that fits the surface here: Newton's method.

    theta <- theta - a |H|^-1 g,  H = Hessian of f at theta

    |H| has the eigenvectors of H and the absolute values of its eigenvalues, so that -|H|^-1 g leads down and away from
    saddles; a is the first of eta, eta / 2, eta / 4, ... that passes Armijo's rule with c = 1e-4, and is recorded as
    step_size. Where H is positive definite this is the damped Newton method. damped=false is the plain one,
    theta <- theta - eta H^-1 g, which runs to saddles and maxima as readily as to minima; a singular H is solved by
    least squares.

    Source: S. Boyd, L. Vandenberghe, Convex Optimization (2004), section 9.5; Y. N. Dauphin et al., Identifying and
    attacking the saddle point problem in high-dimensional non-convex optimization, NeurIPS (2014).
    """

    def plain(oracle: Oracle, params: Array, state: State, lr: float) -> tuple[Array, State]:
        return params - lr * _solve(oracle.hessian(params), oracle.gradient(params)), {}

    def update(oracle: Oracle, params: Array, state: State, lr: float) -> tuple[Array, State]:
        g = oracle.gradient(params)
        d = -_solve_positive(oracle.hessian(params), g)
        a = _backtrack(oracle, params, d, float(g @ d), lr, 1e-4, 0.5)
        return params + a * d, {"step_size": np.array(a)}

    return Optimizer(
        title="Newton's method",
        formula=(
            r"\theta \leftarrow \theta - \alpha |\nabla^2 f(\theta)|^{-1} \nabla f(\theta)"
            if damped
            else r"\theta \leftarrow \theta - \eta (\nabla^2 f(\theta))^{-1} \nabla f(\theta)"
        ),
        scale="unit",
        init=lambda params: {"step_size": np.zeros(())} if damped else {},
        update=update if damped else plain,
    )


def _solve(hessian: Array, g: Array) -> Array:
    """Return H^-1 g, by least squares if H is singular, NaN if it is not finite."""
    if not np.isfinite(hessian).all():
        return np.full_like(g, np.nan)
    try:
        return np.asarray(np.linalg.solve(hessian, g), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.asarray(np.linalg.lstsq(hessian, g)[0], dtype=np.float64)


def _solve_positive(hessian: Array, g: Array) -> Array:
    """Return |H|^-1 g with the eigenvalues kept from zero, NaN if H is not finite."""
    if not np.isfinite(hessian).all():
        return np.full_like(g, np.nan)
    curvature, axes = np.linalg.eigh(hessian)
    size = np.abs(curvature)
    # Where the surface does not bend at all, step as gradient descent does.
    size = np.maximum(size, FLOOR * size.max()) if size.any() else np.ones_like(size)
    return axes @ (axes.T @ g / size)
