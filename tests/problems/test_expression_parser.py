"""Text to SymPy: what is read, in which order, and which character a refusal points at."""

import math

import numpy as np
import pytest
import sympy

from gdviz.problems.expression import from_expression
from gdviz.problems.expression_parser import is_bounded, parse


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("z + y + x", ("x", "y", "z")),
        ("b*a + z", ("z", "a", "b")),
        ("x10 + x2 + x1", ("x1", "x2", "x10")),
        ("y", ("y",)),
        ("B + b + i + lambda1", ("B", "b", "i", "lambda1")),
        ("S + N*O + Q + C + j", ("C", "N", "O", "Q", "S", "j")),
        ("f(y, x) = x + y", ("y", "x")),
        ("f(x, y) = y", ("x", "y")),
        ("lambda b, a: a - b", ("b", "a")),
        ("lambda p: p[10] + p[2]", ("p2", "p10")),
    ],
)
def test_order_of_the_variables(text, names):
    assert tuple(parse(text)[1]) == names


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
        ("x + log10(x*50) + log2(8)", 7.0),
        ("max(x, 3, -x) + min(1, x)", 4.0),
        ("sign(-x)*x", -2.0),
        ("clip(x, -1, 1.5) + pow(x, 3) + square(x)", 13.5),
        ("where(x >= 2, 7, x) + (3 if x < 2 else 4)", 11.0),
        ("where(0 < x <= 2 and not x == 1, 5, x)", 5.0),
        ("where(x < 0 or x != 2, 5, x) + where(1 < 2, 1, x)", 3.0),
        ("(x > 1)*3 + x*(x > 2)", 3.0),
        ("Piecewise((1, x < 0), (5, x < 3), (9, True))", 5.0),
    ],
)
def test_signs_bind_as_in_mathematics(text, value):
    assert from_expression(text).value(np.array([2.0])) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("sine(x)", 1, "unknown function 'sine' .*; did you mean 'sin'?"),
        ("x(y)", 1, "unknown function 'x' .* a product needs"),
        ("__import__('os')", 1, "unexpected '_'"),
        ("x.real", 2, "unexpected '.'"),
        ("x.__class__", 2, "unexpected '.'"),
        ("'x'", 1, 'unexpected "\'"'),
        ("x; y", 2, "unexpected ';'"),
        ("x + \udc80", 5, "unexpected"),
        ("x + \0", 5, "unexpected"),
        ("lambda x", 1, "'lambda' cannot be the name"),
        ("x*True", 3, "'True' cannot be the name"),
        ("x 2", 3, "no sign between 'x' and '2'"),
        ("1_000*x", 2, "unexpected '_'"),
        ("x +", 3, "nothing after '[+]'"),
        ("(x *) + y", 4, "nothing after '[*]'"),
        ("x + * y", 3, "nothing between '[+]' and '[*]'"),
        ("x // y", 3, "nothing between '/' and '/'"),
        ("x * * y", 3, r"nothing between '\*' and '\*'"),
        ("x := 3", 3, "unexpected ':'"),
        ("x < y", 1, r"a comparison is no number .*write where\(x > 0, 1, 0\)"),
        ("x + (y > 1)", 6, "a comparison is no number"),
        ("x if x > 0", 1, "something cannot be read .*write a if x > 0 else b"),
        ("not x", 1, "a comparison is no number"),
        ("x if y else z", 6, "a condition that compares nothing .*such as x > 0"),
        ("where(x, 1, y)", 7, "a condition that compares nothing"),
        ("where(x > 0, y)", 1, "where takes 3 arguments, not 2"),
        ("x + log(x, 10)", 5, r"log takes 1 argument, not 2 .*write log10\(x\), log2\(x\) or"),
        ("max(x)", 1, "max takes 2 or more arguments, not 1"),
        ("Piecewise((x, x > 0))", 1, r"pieces that cannot be read .*write Piecewise\(\("),
        ("pow(x, 101)", 1, "an exponent beyond 100"),
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
        parse(text)
    assert f" at character {place} of " in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the expression is empty; for example"),
        (" \n ", "the expression is empty"),
        ("3 + pi", r"'3 \+ pi' has no variable"),
        ("x = 3", "'x = 3' has no variable"),
        ("E**2", r"'E\*\*2' has no variable"),
        ("x" * 10**6, "at most 500 characters, not 1000000"),
        ("x" * 501, "at most 500 characters, not 501"),
        ("+".join("x" * 150), "at most 250 numbers, names and signs, not 299"),
        ("+".join(f"x{i}" for i in range(21)), "at most 20 variables, not 21"),
    ],
)
def test_refusal_of_the_whole(text, message):
    with pytest.raises(ValueError, match=message):
        parse(text)


def test_variables_are_numbered_symbols_whatever_they_are_called():
    expression, symbols, _ = parse("lambda1*x + S")
    assert {name: symbol.name for name, symbol in symbols.items()} == {"x": "v0", "S": "v1", "lambda1": "v2"}
    assert expression == symbols["lambda1"] * symbols["x"] + symbols["S"]


@pytest.mark.parametrize(
    ("text", "constant"),
    [
        ("x + 1/3", sympy.Rational(1, 3)),
        ("x + 2*pi/4", sympy.pi / 2),
        ("x + e", sympy.E),
        ("x + 0.5**2", sympy.Float(0.25, 17)),
        ("x + sin(1)", sympy.Float(math.sin(1), 17)),
        ("x + pi*e", sympy.Float(math.pi * math.e, 17)),
        ("x + 2**(1/2)", sympy.Float(math.sqrt(2), 17)),
        ("x + 1e3", sympy.Integer(1000)),
    ],
)
def test_fractions_pi_and_e_are_kept_and_other_constants_are_worked_out(text, constant):
    expression, symbols, _ = parse(text)
    found = expression - symbols["x"]
    assert found == constant
    assert found.is_Float == constant.is_Float


@pytest.mark.parametrize(
    ("number", "holds"),
    [
        (sympy.Float(1e307), True),
        (sympy.Integer(10) ** 309, False),
        (-(sympy.Integer(10) ** 309), False),
        (sympy.Rational(1, 10**309), False),
    ],
)
def test_numbers_that_numpy_cannot_hold_are_out_of_bounds(number, holds):
    assert is_bounded(sympy.Symbol("x") * number) is holds
