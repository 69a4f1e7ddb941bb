"""No text does harm: whatever is typed is made into a problem that works, or refused in one line."""

from datetime import timedelta

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gdviz.problems.expression import from_expression
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
