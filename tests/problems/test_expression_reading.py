"""What stands on the left of =, the order of the variables, and the text that an expression is read as."""

import pytest

from gdviz.problems.expression_reading import tokenise


def test_tokens_stand_one_space_apart_as_python_writes_them_and_know_where_they_stood():
    source = tokenise("007*x^2\n + sin(y)")
    assert source.tokens == ("7", "*", "x", "**", "2", "+", "sin", "(", "y", ")")
    assert source.places == (0, 3, 4, 5, 6, 9, 11, 14, 15, 16)
    assert source.code == "7 * x ** 2 + sin ( y )"
    # The columns of x, of the inside of ** and of y in the code.
    assert [source.at(column) for column in (4, 7, 19)] == [4, 5, 15]


@pytest.mark.parametrize(
    ("text", "variables", "reading"),
    [
        ("f(x,y)=x+y", ("x", "y"), "x + y"),
        ("f(y, x) = x + y", ("y", "x"), "f(y, x) = x + y"),
        ("loss(w, b) = (w + b - 1)^2", ("w", "b"), "f(w, b) = (w + b - 1)**2"),
        ("f(x, y) = x", ("x", "y"), "f(x, y) = x"),
        ("y = x**2", ("x",), "x**2"),
        ("z = x*y", ("x", "y"), "x*y"),
        ("y(x) = x^2", ("x",), "x**2"),
        ("φ(θ) = θ²", ("theta",), "theta**2"),
        ("lambda x, y: x*y", ("x", "y"), "x*y"),
        ("f = lambda y, x: x*y", ("y", "x"), "f(y, x) = x*y"),
        ("lambda w: w[0] + w[1]", ("w0", "w1"), "w0 + w1"),
        ("f(x) = x(x + 1)", ("x",), "x*(x + 1)"),
        ("f(a, b) = a(b + 1)", ("a", "b"), "a*(b + 1)"),
        ("a + z", ("z", "a"), "a + z"),
    ],
)
def test_left_side(text, variables, reading):
    source = tokenise(text)
    assert (source.variables, source.reading) == (variables, reading)
    assert tokenise(reading).variables == variables


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("y = x + y", "'y' stands on both sides of = at character 1 .*give the function alone"),
        ("f(x) = a*x", "'a' is not among the arguments x at character 8"),
        ("f(x, x) = x", "an argument is named twice"),
        ("f(e) = e**2", "'e' cannot be an argument at character 3"),
        ("f(E, x) = E*x", "'E' cannot be an argument"),
        ("f(sin) = sin(1)", "'sin' cannot be an argument"),
        ("f(2) = x", "the arguments cannot be read at character 3"),
        ("f(x y) = x", "the arguments cannot be read"),
        ("f(x,) = x", "the arguments cannot be read"),
        ("f() = x", "the arguments cannot be read"),
        ("f(x) =", "nothing after '='"),
        ("lambda: x", "the arguments cannot be read"),
        ("f(x) = x = 2", "unexpected '='"),
        ("def f(x): return x", r"write f\(x\) = \.\.\., without def and return"),
        ("x + y = 2", "unexpected '='"),
        ("+".join("x" * 150), "at most 250 numbers, names and signs, not 299"),
    ],
)
def test_left_side_that_says_nothing_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        tokenise(text)
