"""Formulas are kept as LaTeX: matplotlib must read it, and Typst what gdviz.style.formula makes of it."""

import pytest

from gdviz.optimizers import OPTIMIZERS
from gdviz.problems import PROBLEMS
from gdviz.style.formula import typst

REGISTERED = [pytest.param(made().formula, id=name) for kind in (PROBLEMS, OPTIMIZERS) for name, made in kind.items()]


@pytest.mark.parametrize("formula", REGISTERED)
def test_registered_formula_is_read_by_matplotlib(formula):
    from matplotlib.mathtext import MathTextParser

    assert MathTextParser("path").parse(f"${formula}$").width > 0


@pytest.mark.parametrize("formula", REGISTERED)
def test_registered_formula_is_read_by_typst(formula):
    compiler = pytest.importorskip("typst")
    assert compiler.compile(f"$ {typst(formula)} $".encode(), format="svg").startswith(b"<svg")


GREEK = ["alpha", "beta", "gamma", "delta", "eta", "theta", "lambda", "mu", "nu", "pi", "rho", "sigma", "tau", "phi"]
WORDS = ["psi", "omega", "epsilon", "nabla", "sin", "cos", "tan", "exp", "log", "max", "min", "sum", "partial", "infty"]
SIGNS = ["leftarrow", "rightarrow", "cdot", "leq", "geq", "neq", "odot", "pm", "quad", "qquad"]


@pytest.mark.parametrize(
    "command", [*(f"\\{word}" for word in GREEK + WORDS + SIGNS), r"\,", r"\hat x", r"\bar x", r"\text{a}"]
)
def test_every_command_of_the_subset_is_read_by_both(command):
    from matplotlib.mathtext import MathTextParser

    compiler = pytest.importorskip("typst")
    assert MathTextParser("path").parse(f"$a {command} b$").width > 0
    assert compiler.compile(f"$ {typst(f'a {command} b')} $".encode(), format="svg").startswith(b"<svg")


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("x^2", "x^(2)"),
        ("x_i", "x_(i)"),
        ("x_i^2", "x_(i)^(2)"),
        ("w_{10}", "w_(10)"),
        ("ab", "a b"),
        ("2.5 x", "2.5 x"),
        (r"\frac{1}{2 m}", "frac(1, 2 m)"),
        (r"\frac12", "frac(1, 2)"),
        ("x^10", "x^(1) 0"),
        ("e^xy", "e^(x) y"),
        (r"\frac{\frac{a}{b}}{c}", "frac(frac(a, b), c)"),
        (r"\sqrt{\hat{v}} + \epsilon", "sqrt(hat(v)) + epsilon.alt"),
        (r"\theta \leftarrow \theta - \eta \nabla f(\theta)", "theta arrow.l theta - eta nabla f ( theta )"),
        (r"\sum_i", "sum_(i)"),
        ("m / (1 - t)", "m slash ( 1 - t )"),
        (r"e^{-x^2}", "e^(- x^(2))"),
        (r"{a + b}^2", "a + b^(2)"),
        (r"\mathrm{lr}", "upright(l r)"),
        (r"a \qquad b", "a wide b"),
        (r"^2", '""^(2)'),
        ("a; b, c", 'a ";" b "," c'),
        ("", ""),
    ],
)
def test_latex_in_typst(latex, expected):
    assert typst(latex) == expected


@pytest.mark.parametrize(
    ("latex", "message"),
    [
        (r"\int x", r"\\int in the formula .* is not among the commands that gdviz.style.formula knows"),
        (r"\sqrt[3]{x}", "formula"),
        (r"\frac{1}", "something is missing at the end"),
        ("x^", "something is missing at the end"),
        (r"{x^}", "something is missing at the end"),
        (r"\sqrt", "something is missing at the end"),
        ("{x", "unmatched brace"),
        ("x}", "unmatched brace"),
        (r"\frac{1}{2", "unmatched brace"),
    ],
)
def test_what_is_not_in_the_subset_is_refused(latex, message):
    with pytest.raises(ValueError, match=message):
        typst(latex)
