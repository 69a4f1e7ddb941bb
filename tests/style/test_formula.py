"""Formulas are kept as LaTeX: matplotlib must read it, and Typst what gdviz.style.formula makes of it."""

import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strangers import STRANGE

from gdviz.languages import Language, speaking
from gdviz.optimizers import OPTIMIZERS
from gdviz.problems import PROBLEMS
from gdviz.style.formula import symbol_of, typst, with_decimal_sign, written

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


def test_a_bracket_without_its_fellow_looks_for_none_beyond_its_group():
    assert typst(r"\frac{)}{(}") == r"frac(\), \()"
    assert typst(r"\sqrt)") == r"sqrt(\))"
    assert typst("f(x)]") == r"f \( x \) \]"
    assert typst("(^2)") == '( ""^(2) )'
    assert typst("[0, 1)") == '[ 0 "," 1 )'


@pytest.mark.parametrize("sign", list('"#$;,@&~`%é谷＃'))
def test_a_sign_that_is_no_formulas_stands_for_itself(sign):
    assert typst(f"x {sign}") == (f"x {sign}" if sign.isalpha() else 'x "\\""' if sign == '"' else f'x "{sign}"')


@pytest.mark.parametrize("sign", "{}$%#&_")
def test_an_escaped_sign_stands_for_itself(sign):
    assert typst(f"\\{sign}") == f'"{sign}"'


def test_a_formula_of_a_thousand_groups_is_refused():
    with pytest.raises(ValueError, match="nested too deep"):
        typst("{" * 1000 + "}" * 1000)
    with pytest.raises(ValueError, match="nested too deep"):
        typst(r"\sqrt" * 1000 + "x")


PIECES = [*'#$"\\{}()[]^_/*`<>@&%;,.:!?|~=+-0ab \n', *STRANGE, r"\frac", r"\sqrt", r"\hat", r"\mathrm", r"\theta", "√"]
PIECES += ["//", "/*", "*/", "\\u{23}", "＃", "#{1}", "#sys.version", "\x1b", "\u202e", "\u0301", "read", "image"]
FORMULAS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=20).map("".join))


@cache
def compiler():
    return pytest.importorskip("typst").Compiler()


@settings(max_examples=400, deadline=None)
@given(FORMULAS)
def test_nothing_in_a_formula_is_a_program(latex):
    try:
        words = typst(latex)
    except ValueError:
        # It is written as it stands.
        return
    assert not re.search(r"[#$`@&;]|//|/\*", re.sub(r'"(\\"|[^"])"', "", words))
    assert compiler().compile(f"$ {words} $".encode(), format="svg").startswith(b"<svg")


@given(st.text(min_size=1))
def test_the_name_of_a_parameter_is_upright_words_in_which_every_sign_is_itself(name):
    from matplotlib.mathtext import MathTextParser

    from gdviz.wording import visible

    shown = visible(name)
    symbol = symbol_of(shown)
    assert symbol == (name if len(name) == 1 and name.isalpha() else symbol)
    if shown.isascii():
        assert MathTextParser("path").parse(f"$f({symbol})_t$").width > 0


def test_greek_names_are_letters_and_numbers_hang_low_in_words_too():
    assert [written(name) for name in ("theta2", "theta_12", "lambda", "x1", "thetas", "speed")] == [
        "θ₂",
        "θ₁₂",
        "λ",
        "x1",
        "thetas",
        "speed",
    ]


def test_a_name_of_letters_stays_as_it_is():
    assert [symbol_of(name) for name in ("x", "θ", "theta", "w1", "$", "a_b")] == [
        "x",
        "θ",
        r"\theta",
        "w_{1}",
        r"\mathrm{\$}",
        r"\mathrm{a\_b}",
    ]


def test_numbers_have_the_decimal_sign_of_the_language():
    formula = r"x_2 = 15 - 0.1 \cdot 10^{0.25} f(x, y)"
    assert with_decimal_sign(formula) == formula
    with speaking(Language("de")):
        written = with_decimal_sign(formula)
        assert written == r"x_2 = 15 - 0{,}1 \cdot 10^{0{,}25} f(x, y)"
        assert with_decimal_sign(written) == written
    # Blanks about the comma would be seen.
    assert typst("0{,}1 x") == '0","1 x'
    assert typst(r"\frac{1{,}5}{2}") == 'frac(1","5, 2)'
