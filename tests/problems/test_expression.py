"""The user's own function: what it computes, where it starts, and what it is answered with."""

import subprocess
import sys

import numpy as np
import pytest

from gdviz.problems import PROBLEMS
from gdviz.problems.expression import from_expression
from gdviz.style.formula import typst

HIMMELBLAU = "(x**2 + y - 11)**2 + (x + y**2 - 7)**2"
PEAKS = "3*(1-x)**2*exp(-x**2-(y+1)**2) - 10*(x/5-x**3-y**5)*exp(-x**2-y**2) - 1/3*exp(-(x+1)**2-y**2)"
GOOD = [
    HIMMELBLAU,
    PEAKS,
    "x",
    "x - x",
    "x^2",
    "(1 - x)^2 + 100*(y - x^2)^2",
    "x**2/2 + 2*sin(pi*x)*cos(y)",
    "e**(x/3) + exp(-y) + y*z",
    "sqrt(1 + x**2) + abs(y) + tanh(x*y)",
    "sinh(x/3) + cosh(y/3) + tan(x/9) + atan(y) + asin(x/9) + acos(y/9)",
    "log(7 + x)*(y + 2)**3",
    "theta_1**2 + theta_2**2 + weight",
    "x**(1/3) + y**1.5",
    "max(x, y, 2)**2 + min(x, 3*y) + sign(x)*clip(y, 1, 2)",
    "where(x > 1 and not y <= 2, x**2, -x) + (x if x != 1 else y) + (y >= 1)*log10(x + 9)",
    "log2(x + 9) + λ_1**2 + θ + √x + |y|² + 2x y",
]


@pytest.fixture
def points():
    return np.random.default_rng(4).uniform(-5, 5, (3, 8, 2))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("himmelblau", HIMMELBLAU),
        ("himmelblau", "(x^2+y-11)^2+(x+y^2-7)^2"),
        ("rosenbrock", "(1 - x)**2 + 100*(y - x**2)**2"),
        ("matyas", "0.26*(x**2 + y**2) - 0.48*x*y"),
        ("beale", "(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2"),
        ("mccormick", "sin(x + y) + (x - y)**2 - 1.5*x + 2.5*y + 1"),
        ("easom", "-cos(x)*cos(y)*exp(-(x - pi)**2 - (y - pi)**2)"),
        ("rastrigin", "20 + x**2 + y**2 - 10*(cos(2*pi*x) + cos(2*pi*y))"),
    ],
)
@pytest.mark.parametrize("what", ["value", "gradient", "hessian"])
def test_text_gives_what_the_built_in_problem_gives(points, name, text, what):
    expected = getattr(PROBLEMS[name](), what)(points)
    found = getattr(from_expression(text), what)(points)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12 * np.abs(expected).max())


@pytest.mark.parametrize("text", GOOD)
def test_derivatives_are_slopes_and_take_leading_axes(text):
    made = from_expression(text)
    at = np.random.default_rng(8).uniform(0.5, 2.5, (2, 3, made.dimension))
    gradient, hessian = made.gradient(at), made.hessian(at)
    assert made.value(at).shape == (2, 3)
    assert gradient.shape == at.shape
    assert hessian.shape == (*at.shape, made.dimension)
    step = 1e-5
    for function, derivative in ((made.value, gradient), (made.gradient, hessian)):
        sides = [(function(at + h) - function(at - h)) / (2 * step) for h in step * np.eye(made.dimension)]
        np.testing.assert_allclose(derivative, np.stack(sides, axis=-1), rtol=1e-6, atol=1e-6)
    for index in np.ndindex(2, 3):
        for function, table in ((made.value, made.value(at)), (made.gradient, gradient), (made.hessian, hessian)):
            np.testing.assert_allclose(function(at[index]), table[index], rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("text", GOOD)
def test_defaults_are_usable_and_descend(text):
    made = from_expression(text)
    assert np.isfinite([made.lr, made.stride]).all()
    assert made.lr > 0
    assert made.stride == pytest.approx(0.2)
    low, high = made.domain.T
    assert ((made.start > low) & (made.start < high)).all()
    p = made.start
    for _ in range(made.steps):
        p = p - made.lr * made.gradient(p)
    assert made.value(p) < made.value(made.start) or text == "x - x"


@pytest.mark.parametrize("text", GOOD)
def test_formula_is_read_by_matplotlib_and_typst(text):
    from matplotlib.mathtext import MathTextParser

    formula = from_expression(text).formula
    if text in GOOD[:2] + GOOD[-1:]:
        assert bool(formula) == (text != PEAKS)
    if formula:
        assert len(formula) <= 120
        assert MathTextParser("path").parse(f"${formula}$").width > 0
        compiler = pytest.importorskip("typst")
        assert compiler.compile(f"$ {typst(formula)} $".encode(), format="svg").startswith(b"<svg")


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("x^2 + y", "x^{2} + y"),
        ("sqrt(x)*pi", r"\pi \sqrt{x}"),
        ("x**(1/3)", r"x^{\frac{1}{3}}"),
        ("abs(log(x))**3", r"|\log{(x)}|^{3}"),
        ("alpha_1*asin(w)", r"\alpha_{1} \arcsin{(w)}"),
        ("my_rate2 + rate2", r"\mathrm{my rate2} + \mathrm{rate}_{2}"),
        ("x/3 + 0.1*x**2 + 3.14159265358979*y", r"0.1 x^{2} + \frac{x}{3} + 3.14159 y"),
        ("x^10 + e^y", "x^{10} + e^{y}"),
    ],
)
def test_formula(text, formula):
    assert from_expression(text).formula == formula
    assert typst(formula)


def test_record_tells_what_was_asked_for():
    made = from_expression("x**2 + y", domain=(-1, 2, 0, 4), start=(0.5, 3))
    assert (made.name, made.model, made.parameters) == ("function", "function", ("x", "y"))
    assert made.options == {"function": "x**2 + y", "domain": [-1.0, 2.0, 0.0, 4.0]}
    assert made.domain.tolist() == [[-1.0, 2.0], [0.0, 4.0]]
    assert made.start.tolist() == [0.5, 3.0]
    assert made.minima.shape == (0, 2)
    assert made.stride == pytest.approx(3 / 50)


def test_two_numbers_are_the_domain_of_every_variable():
    assert from_expression("x + y + z", domain=(-1, 1)).domain.tolist() == [[-1.0, 1.0]] * 3


def test_order_of_the_variables_is_the_order_of_the_parameters():
    assert from_expression("a + 10*y + 100*x").value(np.array([3.0, 2.0, 1.0])) == 321.0


def test_abs_has_the_slope_sign():
    made = from_expression("abs(x) + abs(log(y))")
    at = np.array([[-2.0, 0.5], [0.0, 1.0], [3.0, 2.0]])
    assert made.gradient(at).tolist() == [[-1.0, -2.0], [0.0, 0.0], [1.0, 0.5]]
    assert made.hessian(at)[:, 0, 0].tolist() == [0.0, 0.0, 0.0]


def test_undefined_regions_are_walls_without_warnings():
    at = np.array([[-1.0], [0.0], [1.0]])
    assert np.isnan(from_expression("log(x)").value(at)).tolist() == [True, False, False]
    assert from_expression("1/x").value(at).tolist() == [-1.0, np.inf, 1.0]
    assert from_expression("exp(x*1000)").value(at)[2] == np.inf
    assert np.isnan(from_expression("x**0.5").gradient(at)[0])


@pytest.mark.parametrize("text", ["log(x) + y**2", "sqrt(-x)", "asin(x)", "log(log(x))", "1/(x - x**2)"])
def test_default_start_is_where_the_function_is_defined(text):
    made = from_expression(text)
    assert np.isfinite(made.value(made.start))
    assert np.isfinite(made.gradient(made.start)).all()


def test_default_start_is_not_on_a_plain():
    made = from_expression("-exp(-x**2 - y**2)")
    assert np.abs(made.gradient(made.start)).max() > 1e-3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("*".join(f"(x+{i})" for i in range(40)), "too complicated: its gradient takes"),
        ("9e307*x**3", "derivatives with numbers above 1e308"),
        ("log(-1 - x**2)", "finite nowhere on the domain -5,5; try another --domain"),
    ],
)
def test_function_beyond_what_can_be_computed_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        from_expression(text)


@pytest.mark.parametrize("domain", [(), (1,), (1, 2, 3), (2, 1), (1, 1), (0, float("nan")), (-float("inf"), 0)])
def test_bad_domain_is_refused(domain):
    with pytest.raises(ValueError, match=r"the domain of function is low,high for each of x, y.*--domain"):
        from_expression("x + y", domain=domain)


@pytest.mark.parametrize("domain", [(-1e308, 1e308), (0, 1e-310)])
def test_domain_beyond_what_can_be_computed_is_refused(domain):
    with pytest.raises(ValueError, match="is beyond what can be computed"):
        from_expression("x", domain=domain)


@pytest.mark.parametrize("start", [(), (1,), (1, 2, 3), (1, float("nan")), (float("inf"), 0)])
def test_bad_start_is_refused(start):
    with pytest.raises(ValueError, match=r"the function starts at 2 finite numbers.*--start 1,1"):
        from_expression("x + y", start=start)


@pytest.mark.parametrize(
    ("typed", "title", "notes"),
    [
        ("x**2  + 10 *y**2", "x**2 + 10 *y**2", ()),
        ("x**2\n + y", "x**2 + y", ()),
        ("f(y, x) = x + y", "f(y, x) = x + y", ()),
        ("f(x, y) = x² + 10y²", "x**2 + 10*y**2", ("read as x**2 + 10*y**2",)),
        ("x^2 + θ", "x**2 + theta", ("read as x**2 + theta",)),
        ("E**x + x**2", "e**x + x**2", ("read as e**x + x**2",)),
        ("ln(x + 9)", "log(x + 9)", ("read as log(x + 9)",)),
    ],
)
def test_what_is_read_otherwise_than_typed_is_told_and_is_the_title(typed, title, notes):
    made = from_expression(typed)
    assert (made.title, made.notes) == (title, notes)
    assert made.options["function"] == typed


def test_constant_is_never_a_variable():
    assert from_expression("E**x + x**2").parameters == ("x",)
    assert from_expression("e*pi*x + E").parameters == ("x",)


@pytest.mark.parametrize("text", [3, None, lambda x: x**2, ["x"]])
def test_what_is_no_text_is_refused_in_a_sentence(text):
    with pytest.raises(ValueError, match=r"a function is a line of text, such as 'x\*\*2 \+ 3\*y\*\*2', not "):
        from_expression(text)


def test_sympy_is_loaded_only_when_it_is_needed():
    code = "import sys, gdviz.problems.expression; sys.exit('sympy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
