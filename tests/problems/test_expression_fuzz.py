"""No text does harm: whatever is typed is made into a problem that works, or refused in one line."""

from datetime import timedelta

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gdviz.problems.expression import from_expression
from gdviz.problems.expression_reading import tokenise
from gdviz.style.formula import typst

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


PIECES += ["|", "√", "θ", "⁻¹", "[0]", " if ", " else ", "<", "max(", "where(", "f(x)=", "np.", "∞", "½", "\\"]
PIECES += ["0", "1", "2", "9", "0.5", "1e300", "1e-300", "pi", "e", " ", ".", ",", "_", "lambda ", "²", "\n"]
# Generous, for machines that are busy: the point is that nothing hangs.
bounded = settings(
    max_examples=80,
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


# Each way of writing is a function of texts, beside the same in NumPy; all ways of one line mean the same.
LEAVES = [
    (["x", "𝑥", "(x)"], lambda p: p[..., 0]),
    (["θ₁", "theta1", "(θ1)"], lambda p: p[..., 1]),
    (["0.5", "½", "(1/2)", ".5"], lambda p: np.float64(0.5)),
    (["π", "pi", "np.pi", "Pi"], lambda p: np.float64(np.pi)),
]
SIGNS = [
    (["({}) + ({})", "({})+({})"], np.add),
    (["({}) - ({})", "({}) − ({})"], np.subtract),
    (["({}) * ({})", "({})({})", "({}) × ({})", "({})·({})"], np.multiply),
    (["max({}, {})", "np.maximum({}, {})", "Max({},{})"], np.maximum),
    (["min({}, {})", "torch.minimum({}, {})"], np.minimum),
    (
        ["where({0} > {1}, {0}, 2*({1}))", "({0} if {0} > {1} else 2({1}))", "np.where({1} < {0}, {0}, 2 × ({1}))"],
        lambda a, b: np.where(a > b, a, 2 * b),
    ),
]


def magnitude(a):
    """Return |a|, by the real part for the complex step."""
    return np.where(np.real(a) < 0, -a, a)


WORDS = [
    (["sin({})", "np.sin({})", "Sin({})", "math.sin({})"], np.sin),
    (["cos({})**2", "cos²({})", "cos^2({})", "(cos({}))²"], lambda a: np.cos(a) ** 2),
    (["abs({})", "|{}|", "np.abs({})", "fabs({})"], magnitude),
    (["atan({})", "arctan({})"], np.arctan),
    (["sqrt(1 + ({})**2)", "√(1 + ({})²)", "(1+({})^2)^0.5"], lambda a: np.sqrt(1 + a**2)),
    (["({})**3", "({})³", "({})^3", "pow({}, 3)"], lambda a: a**3),
    (["2*({})", "2({})", "2 × ({})"], lambda a: 2 * a),
    (["log(2 + abs({}))", "ln(2 + |{}|)", "np.log(2+abs({}))"], lambda a: np.log(2 + magnitude(a))),
]


def spelled(inner):
    """Return larger expressions out of smaller ones, each as two texts and the same in NumPy."""

    def combine(parts):
        (ways, function), i, j, *operands = parts
        texts = [ways[k % len(ways)].format(*(each[m] for each in operands)) for m, k in enumerate((i, j))]
        return *texts, lambda p: function(*(each[2](p) for each in operands))

    way = st.integers(0, 3)
    return st.tuples(st.sampled_from(SIGNS), way, way, inner, inner).map(combine) | st.tuples(
        st.sampled_from(WORDS), way, way, inner
    ).map(combine)


LEAF = st.tuples(st.sampled_from(LEAVES), st.integers(0, 3), st.integers(0, 3)).map(
    lambda t: (t[0][0][t[1] % len(t[0][0])], t[0][0][t[2] % len(t[0][0])], t[0][1])
)


@settings(bounded, max_examples=25)
@given(st.recursive(LEAF, spelled, max_leaves=6))
def test_any_expression_in_any_spelling_has_the_value_that_numpy_gives_and_its_slope(triple):
    one, other, function = triple
    at = np.random.default_rng(6).uniform(-1, 1, (20, 2))
    expected = at.sum(axis=-1) + function(at)
    first, second = from_expression(f"x + θ₁ + {one}"), from_expression(f"f(x, θ₁) = {other} + x + θ1")
    reading = first.notes[0].removeprefix("read as ")
    assert tokenise(reading).reading == reading
    for made in (first, second):
        assert made.parameters == ("x", "theta1")
        np.testing.assert_allclose(made.value(at), expected, rtol=1e-11, atol=1e-11)
    for axis, unit in enumerate(1e-20j * np.eye(2)):
        slope = 1 + np.broadcast_to(np.imag(function(at + unit)), 20) / 1e-20
        np.testing.assert_allclose(first.gradient(at)[:, axis], slope, rtol=1e-9, atol=1e-9)
