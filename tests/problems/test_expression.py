"""The user's own function: what it computes, what it is answered with, and that no text does harm."""

import subprocess
import sys
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("z + y + x", ("x", "y", "z")),
        ("b*a + z", ("z", "a", "b")),
        ("x10 + x2 + x1", ("x1", "x2", "x10")),
        ("y", ("y",)),
        ("B + b + I + lambda1", ("B", "I", "b", "lambda1")),
    ],
)
def test_order_of_the_variables(text, names):
    assert from_expression(text).parameters == names


def test_order_of_the_variables_is_the_order_of_the_parameters():
    assert from_expression("a + 10*y + 100*x").value(np.array([3.0, 2.0, 1.0])) == 321.0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-x^2", -4.0),
        ("2^-x", 0.25),
        ("x^3^2", 512.0),
        ("1/x/2*4", 1.0),
        ("+x - -x", 4.0),
        ("007*x + .5 + 1. + 1e1", 25.5),
        ("x\n\t+ 1", 3.0),
        ("e*x/e + log(e) + sqrt(4) - cos(pi)", 6.0),
        ("exp(log(2))*x", 4.0),
        ("x**0", 1.0),
    ],
)
def test_signs_bind_as_in_mathematics(text, value):
    assert from_expression(text).value(np.array([2.0])) == pytest.approx(value, rel=1e-15)


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
    ("text", "place", "message"),
    [
        ("sine(x)", 1, "unknown function 'sine' .*; did you mean 'sin'?"),
        ("x + ln(y)", 5, "unknown function 'ln' .*; functions are sin, "),
        ("x(y)", 1, "unknown function 'x' .* a product needs"),
        ("__import__('os')", 1, "unexpected '_'"),
        ("x.real", 2, "unexpected '.'"),
        ("x.__class__", 2, "unexpected '.'"),
        ("x[0]", 2, r"unexpected '\[' .*write \("),
        ("'x'", 1, 'unexpected "\'"'),
        ("x < y", 3, "unexpected '<'"),
        ("x = 3", 3, "unexpected '='"),
        ("x := 3", 3, "unexpected ':'"),
        ("x; y", 2, "unexpected ';'"),
        ("2,5*x", 2, "unexpected ','"),
        ("x − 1", 3, "unexpected '−' .*write -"),
        ("x²", 2, r"unexpected '²' .*write \*\*2"),
        ("x + θ", 5, "unexpected 'θ'"),
        ("x + \udc80", 5, "unexpected"),
        ("x + \0", 5, "unexpected"),
        ("lambda x", 1, "'lambda' cannot be the name"),
        ("x*True", 3, "'True' cannot be the name"),
        ("x if y else z", 3, "no sign between 'x' and 'if'"),
        ("2x", 2, "no sign between '2' and 'x'"),
        ("x y", 3, "no sign between 'x' and 'y'"),
        ("(x)(y)", 4, "no sign between '[)]' and '[(]'"),
        ("2(x)", 2, "no sign between '2' and '[(]'"),
        ("x 2", 3, "no sign between 'x' and '2'"),
        ("0x10*x", 2, "no sign between '0' and 'x10'"),
        ("1_000*x", 2, "unexpected '_'"),
        ("x +", 3, "nothing after '[+]'"),
        ("(x *) + y", 4, "nothing after '[*]'"),
        ("x + * y", 3, "nothing between '[+]' and '[*]'"),
        ("x // y", 3, "nothing between '/' and '/'"),
        ("x * * y", 3, r"nothing between '\*' and '\*'"),
        ("* x", 1, "nothing before '[*]'"),
        ("x + (* y)", 5, "nothing between '[(]' and '[*]'"),
        ("x + ()", 5, "nothing between brackets"),
        ("(x + 1", 1, "'[(]' is never closed"),
        ("x + 1)", 6, "'[)]' closes no bracket"),
        ("x + sin", 5, r"the function 'sin' without its argument .*write sin\(x\)"),
        ("1/0*x", 3, "division by zero"),
        ("x/(y - y)", 4, "division by zero"),
        ("x + log(0)", 5, "not a finite real number"),
        ("x + sqrt(-1)", 5, "not a finite real number"),
        ("x*(-8)^(1/3)", 3, "not a finite real number"),
        ("x + 9**9**9**9", 8, "not a finite real number"),
        ("(-2)**x", 2, "a power of a number that is not positive"),
        ("x**101", 4, "an exponent beyond 100"),
        ("x**(9**9)", 5, "an exponent beyond 100"),
        ("(x**100)**100", 1, "an exponent beyond 100"),
        ("x + 1e309", 5, "a number above 1e308"),
        ("x + 1" + "0" * 400, 5, "a number above 1e308"),
        ("1e200*x*1e200", 1, "numbers that grow above 1e308"),
        ("exp(exp(9) + log(x))", 1, "numbers that grow above 1e308"),
        ("(" * 21 + "x" + ")" * 21, 21, "more than 20 brackets"),
        ("x**" * 30 + "x", 64, "more than 20 functions or exponents"),
    ],
)
def test_refusal_points_at_the_character(text, place, message):
    with pytest.raises(ValueError, match=message) as caught:
        from_expression(text)
    assert f" at character {place} of " in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the expression is empty; for example"),
        (" \n ", "the expression is empty"),
        ("3 + pi", r"'3 \+ pi' has no variable"),
        ("x" * 501, "at most 500 characters, not 501"),
        ("+".join("x" * 150), "at most 250 numbers, names and signs, not 299"),
        ("+".join(f"x{i}" for i in range(21)), "at most 20 variables, not 21"),
        ("*".join(f"(x+{i})" for i in range(40)), "too complicated: its gradient takes"),
        ("9e307*x**3", "derivatives with numbers above 1e308"),
        ("log(-1 - x**2)", "finite nowhere on the domain -5,5; try another --domain"),
    ],
)
def test_refusal_of_the_whole(text, message):
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


def test_sympy_is_loaded_only_when_it_is_needed():
    code = "import sys, gdviz.problems.expression; sys.exit('sympy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


PIECES = [
    "x",
    "y",
    "theta_1",
    "(",
    ")",
    "sin(",
    "abs(",
    "log(",
    "sqrt(",
    "exp(",
    "asin(",
    "**",
    "^",
    "*",
    "/",
    "+",
    "-",
]
PIECES += ["0", "1", "2", "9", "0.5", "1e300", "1e-300", "pi", "e", " ", ".", ",", "_", "lambda ", "²", "\n"]
# Generous, for machines that are busy: the point is that nothing hangs.
bounded = settings(
    max_examples=200,
    deadline=timedelta(seconds=5),
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def made_or_refused(text):
    """Make the problem and use it, or be refused in one line."""
    try:
        made = from_expression(text)
    except ValueError as error:
        refusal = str(error)
    else:
        refusal = ""
    if refusal:
        assert "\n" not in refusal
        return
    at = np.vstack([made.start, np.zeros(made.dimension), made.domain[:, 1]])
    assert made.value(at).shape == (3,)
    assert made.gradient(at).shape == (3, made.dimension)
    assert made.hessian(at).shape == (3, made.dimension, made.dimension)
    assert made.lr > 0
    assert np.isfinite([made.lr, *made.start]).all()
    if made.formula:
        assert typst(made.formula)


@bounded
@given(st.text(max_size=600))
def test_any_text_is_made_or_refused(text):
    made_or_refused(text)


@bounded
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_pieces_are_made_or_refused(text):
    made_or_refused(text)


def trees(inner):
    """Return larger expressions out of smaller ones."""
    return st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "**", "^"]), inner).map(
            lambda t: f"({t[0]}){t[1]}({t[2]})"
        ),
        st.tuples(st.sampled_from(["sin", "cos", "exp", "log", "sqrt", "abs", "tanh", "acos", "-"]), inner).map(
            lambda t: f"{t[0]}({t[1]})"
        ),
    )


EXPRESSIONS = st.recursive(st.sampled_from(["x", "y", "z", "2", "0.5", "3", "pi", "e"]), trees, max_leaves=12)


@bounded
@given(EXPRESSIONS)
def test_any_expression_is_made_or_refused(text):
    made_or_refused(text)


@bounded
@given(EXPRESSIONS, st.integers(0), st.integers(0, 3), st.sampled_from([*PIECES, "", "é", "\0"]))
def test_any_mutated_expression_is_made_or_refused(text, place, cut, piece):
    place %= len(text) + 1
    made_or_refused(text[:place] + piece + text[place + cut :])


SIGNS = {"+": np.add, "-": np.subtract, "*": np.multiply}
WORDS = {"sin": np.sin, "cos": np.cos, "tanh": np.tanh, "abs": np.abs, "atan": np.arctan}
LEAVES = [
    ("x", lambda p: p[..., 0]),
    ("y", lambda p: p[..., 1]),
    ("0.5", lambda p: np.float64(0.5)),
    ("pi", lambda p: np.float64(np.pi)),
]


def pairs(inner):
    """Return larger expressions out of smaller ones, each as its text and the same in NumPy."""

    def combine(parts):
        (left, f), sign, (right, g) = parts
        return f"({left}) {sign} ({right})", lambda p: SIGNS[sign](f(p), g(p))

    def call(parts):
        word, (argument, f) = parts
        return f"{word}({argument})", lambda p: WORDS[word](f(p))

    return st.tuples(inner, st.sampled_from(list(SIGNS)), inner).map(combine) | st.tuples(
        st.sampled_from(list(WORDS)), inner
    ).map(call)


@bounded
@given(st.recursive(st.sampled_from(LEAVES), pairs, max_leaves=8))
def test_any_expression_has_the_value_that_numpy_gives(pair):
    text, function = pair
    made = from_expression(f"x + y + {text}")
    at = np.random.default_rng(6).uniform(-1, 1, (20, 2))
    np.testing.assert_allclose(made.value(at), at.sum(axis=-1) + function(at), rtol=1e-11, atol=1e-11)
