"""Functions in a line: strokes for fractions, broken before signs alone, and what cannot be set is as it was typed."""

import pytest
import sympy
from matplotlib.mathtext import MathTextParser
from strangers import STRANGE

from gdviz.languages import Language, speaking
from gdviz.problems.expression import from_expression
from gdviz.style.equations import CUT, TypesetFunction, WithMath, as_printed, in_line, line_of, signed_terms
from gdviz.style.formula import typst

OWN = (
    "x**3 - 3*x + y**3 - 3*y",
    "x^2/4 + (x + y)/(x**2 + 1) - 1/(x*y)",
    "exp(-(x**2 + y**2)/2)*sin(3*x)",
    "2*theta1**2 + theta2**2",
    "sqrt(x**2 + y**2)/3 + x**(2/3)",
    "max(x, y)**2 + abs(x - y)",
    "-x**2*log(y) + tan(x)*tan(y)",
)


@pytest.mark.parametrize(
    ("latex", "line"),
    [
        (r"x^{3} - 3 x", r"x^{3} - 3 x"),
        (r"\frac{x^{2}}{4}", r"x^{2}/4"),
        (r"\frac{x + y}{x^{2} + 1}", r"(x + y)/(x^{2} + 1)"),
        (r"\frac{x y}{2}", r"x y/2"),
        (r"\frac{1}{x y}", r"1/(x y)"),
        (r"e^{- \frac{x^{2}}{2}}", r"e^{- x^{2}/2}"),
        (r"\frac{\frac{x}{2}}{\theta_{1}^{2}}", r"(x/2)/\theta_{1}^{2}"),
        (r"e^{- x} \sin{(x)} + x \cos{(y)}", r"e^{- x}\, \sin{(x)} + x\, \cos{(y)}"),
        (r"3 \cdot \sin{(x)}", r"3 \cdot \sin{(x)}"),
        (r"\frac{\sin{(x + 1)}}{3}", r"\sin{(x + 1)}/3"),
    ],
)
def test_a_fraction_is_a_stroke_and_means_the_same(latex: str, line: str) -> None:
    assert in_line(latex) == line


@pytest.mark.parametrize("latex", ["{", "}", r"\frac{1", r"\frac12", r"\frac", "x}{", "{" * 60 + "}" * 60])
def test_what_cannot_be_read_is_refused(latex: str) -> None:
    with pytest.raises(ValueError, match=r"brace|group|deep"):
        in_line(latex)


def test_lines_end_before_signs_and_never_within_an_index() -> None:
    parts = signed_terms(r"- x^{2 - y} + (a - b) - e^{-x} \cdot -3")
    assert [part.strip() for part in parts] == [r"- x^{2 - y}", "+ (a - b)", r"- e^{-x} \cdot -3"]
    assert "".join(parts) == r"- x^{2 - y} + (a - b) - e^{-x} \cdot -3"
    # A long term is broken in its brackets.
    assert len(signed_terms("(alpha_{1} + beta_{2} + gamma_{3} + delta_{4})^{2} + 1")) == 5


@pytest.mark.parametrize("typed", OWN)
def test_functions_of_ones_own_are_set_by_both_renderers(typed: str) -> None:
    problem = from_expression(typed)
    made = TypesetFunction.of(typed, problem.formula, problem.parameters)
    assert isinstance(made, TypesetFunction)
    assert made == typed
    assert made.parts[0].startswith("f(")
    whole = "".join(made.parts)
    assert typst(whole)
    assert r"\frac" not in whole
    for end in range(1, len(made.parts) + 1):
        assert MathTextParser("path").parse(f"${''.join(made.parts[:end])}{CUT}$").width > 0


def test_a_sign_at_the_beginning_of_a_line_stands_off_what_follows() -> None:
    def width(latex: str) -> float:
        return MathTextParser("path").parse(latex).width

    assert (line_of("+ 2 x"), line_of("x - 2")) == ("${} + 2 x$", "$x - 2$")
    assert width(line_of("+ 2 x")) > width("$+ 2 x$")


def test_many_variables_are_not_all_named() -> None:
    made = TypesetFunction.of("a+b", "a + b", ["a", "theta2", "speed", "x1", "e"])
    assert isinstance(made, TypesetFunction)
    assert made.parts[0] == rf"f(a, \theta_{{2}}, \mathrm{{speed}}, {CUT}) = "


@pytest.mark.parametrize("formula", ["", " ", *STRANGE, r"\begin{cases} x \end{cases}", r"x \input{/etc/passwd}"])
def test_what_cannot_be_set_is_as_it_was_typed(formula: str) -> None:
    made = TypesetFunction.of("typed", formula, ["x"])
    if isinstance(made, TypesetFunction):
        assert typst("".join(made.parts))
    assert made == "typed"


def test_strokes_keep_the_value() -> None:
    x, y = sympy.symbols("x y")
    for one in ((x + y) / (x - y), x / (y * x + 1), 1 / (x + 1) ** 2, x * y / 2):
        read = in_line(sympy.latex(one).replace(r"\left", "").replace(r"\right", ""))
        plain = read.replace("^{2}", "**2").replace("x y", "x*y").replace("} ", "}*").replace(" ", "")
        assert sympy.simplify(sympy.sympify(plain) - one) == 0


@pytest.mark.parametrize(
    ("formula", "line"),
    [
        ("1000000 x^{2} + 100 y", "10^{6} x^{2} + 100 y"),
        (r"\frac{x^{2}}{1000000}", "x^{2}/10^{6}"),
        ("21000000 x + 1000000^{x} + 0.1000001 y", "21000000 x + 1000000^{x} + 0.1000001 y"),
    ],
)
def test_noughts_that_would_have_to_be_counted_are_a_power_of_ten(formula: str, line: str) -> None:
    assert in_line(formula) == line


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("(x**2 - 2)**2 + 3*(y - x/2)**2", "(x² − 2)² + 3(y − x/2)²"),
        ("x**(-12)*y + 2 * x", "x⁻¹²·y + 2x"),
        ("x**2.5 + x**n + x**(2/3) - 2**x**2", "x^2.5 + x^n + x^(2/3) − 2^x²"),
        ("x1*y*2*3 + 1e-3*x + 2*e3", "x1·y·2·3 + 1e−3·x + 2·e3"),
    ],
)
def test_a_function_in_words_is_as_it_is_printed(typed: str, words: str) -> None:
    assert as_printed(typed) == words


def test_formulas_among_words_are_written_in_the_language():
    with speaking(Language("fr")):
        assert WithMath("le pas 0.1 : $0.5 x$ et 0.1") == "le pas 0.1 : $0{,}5 x$ et 0.1"
        assert line_of("- 0.5 x") == "${} - 0{,}5 x$"
    assert WithMath("$0.5 x$") == "$0.5 x$"
