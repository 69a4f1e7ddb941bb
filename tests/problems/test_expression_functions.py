"""Functions in three forms that agree, and their slopes at kinks."""

import numpy as np
import pytest
import sympy

from gdviz.problems.expression import from_expression
from gdviz.problems.expression_functions import COMPARISONS, FUNCTIONS, functions, in_numpy

OWN = {"abs", "sign", "log10", "log2", "max", "min"}


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() - OWN))
def test_a_function_of_a_constant_is_what_it_is_of_a_variable(name):
    argument = sympy.Rational(5, 4) if name == "acosh" else sympy.Rational(3, 4)
    assert float(functions()[name](argument)) == pytest.approx(FUNCTIONS[name](float(argument)), rel=1e-15)


@pytest.mark.parametrize("name", sorted(OWN - {"max", "min"}))
def test_numpy_computes_what_a_constant_gives(name):
    computed = in_numpy()[functions()[name].__name__]
    for argument in (0.75, 2.0, 8.0):
        assert computed(np.array(argument)) == pytest.approx(FUNCTIONS[name](argument), rel=1e-15)


def test_the_magnitude_has_the_slope_sign_and_that_is_flat():
    u = sympy.Symbol("u")
    magnitude = functions()["abs"](u)
    assert type(magnitude.diff(u)).__name__ == "Sign"
    assert magnitude.diff(u).diff(u) == 0
    assert sympy.latex(magnitude**3) == "|u|^{3}"


@pytest.mark.parametrize(
    ("text", "at", "gradient"),
    [
        ("abs(x)", (0.0,), (0.0,)),
        ("sign(x)", (0.0,), (0.0,)),
        ("sqrt(x**2 + y**2)", (0.0, 0.0), (0.0, 0.0)),
        ("(x**2 + y**2)**(1/3)", (0.0, 0.0), (0.0, 0.0)),
        ("sqrt(abs(x))", (0.0,), (0.0,)),
        ("sqrt(x)", (0.0,), (np.inf,)),
        ("x*sqrt(x**2 + y**2)", (0.0, 0.0), (0.0, 0.0)),
        ("max(x, y)", (1.0, 1.0), (0.5, 0.5)),
        ("max(x, y, 2*x)", (0.0, 0.0), (1.0, 1 / 3)),
        ("min(x, -x)", (0.0,), (0.0,)),
        ("max(x, 0)", (0.0,), (0.5,)),
        ("where(x > 0, sqrt(x), 0)", (-1.0,), (0.0,)),
        ("where(x >= 0, 2*x, -x)", (0.0,), (2.0,)),
        ("x*sqrt(x) if x > 0 else x**2", (-3.0,), (-6.0,)),
        ("(x > 1)*x**2", (3.0,), (6.0,)),
        ("where(x == 0, 0, x*log(abs(x)))", (0.0,), (0.0,)),
    ],
)
def test_slopes_at_kinks_are_the_chosen_ones(text, at, gradient):
    np.testing.assert_allclose(from_expression(text).gradient(np.array(at)), gradient, rtol=1e-15)


@pytest.mark.parametrize("sign", COMPARISONS)
def test_complex_numbers_are_compared_by_their_real_parts(sign):
    made = from_expression(f"where(x {sign} 1, 3*x, 2*x)")
    at = np.array([[0.0], [1.0], [2.0]])
    np.testing.assert_allclose(made.value(at + 1e-20j).imag / 1e-20, made.gradient(at)[:, 0], rtol=1e-15)


@pytest.mark.parametrize("text", ["abs(x)*y", "max(x, y, 0)", "min(x*y, y)", "sqrt(x**2 + y**2)", "log10(x**2 + 1)*y"])
def test_complex_step_agrees_with_the_gradient(text):
    made = from_expression(text)
    for at in np.random.default_rng(3).uniform(-2, 2, (20, 2)):
        steps = made.value(at + 1e-20j * np.eye(2)).imag / 1e-20
        np.testing.assert_allclose(steps, made.gradient(at), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("log10(x)**2", r"\log_{10}(x)^{2}"),
        ("log2(x) + sign(y)", r"\log_{2}(x) + \mathrm{sign}(y)"),
        ("max(x, y, 0)", r"\max(x, y, 0)"),
        ("min(x, y)**2", r"\min(x, y)^{2}"),
        ("x**2 if x >= 0 else -x", r"\mathrm{where}(x \geq 0, x^{2}, - x)"),
        (
            "where(x > 0 and not y == 1, x, y)",
            r"\mathrm{where}(x > 0 \, \mathrm{and} \, \mathrm{not}(y = 1), x, y)",
        ),
        ("where(x < 0 or x != 2, x, y)", r"\mathrm{where}(x < 0 \, \mathrm{or} \, x \neq 2, x, y)"),
        ("λ² + ε", r"\epsilon + \lambda^{2}"),
    ],
)
def test_formula_of_each(text, formula):
    assert from_expression(text).formula == formula
