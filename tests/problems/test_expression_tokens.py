"""The tokens of a text: every way to type a sign or a letter, and where it stands."""

import pytest

from gdviz.problems.expression_tokens import scan, wrong


def words(text):
    return [token.word for token in scan(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x − y – z", ["x", "-", "y", "-", "z"]),
        ("x × y · z ⋅ w ∗ v", ["x", "*", "y", "*", "z", "*", "w", "*", "v"]),
        ("x ÷ y ∕ z", ["x", "/", "y", "/", "z"]),
        ("x^2 ˆ3", ["x", "**", "2", "**", "3"]),
        ("x¹⁰", ["x", "10"]),
        ("x⁻³", ["x", "-3"]),
        ("xⁿ", ["x", "n"]),
        ("θφϕΔσ", ["theta", "phi", "phi", "Delta", "sigma"]),
        ("θ₁ x₁₂ x_₁ x1₂ θ_12", ["theta1", "x12", "x1", "x1_2", "theta_12"]),
        ("λ λ₁ λ_2", ["lambda_", "lambda_1", "lambda_2"]),
        ("πxθy", ["pi", "x", "theta", "y"]),
        ("𝑥 𝜃 ｙ（１）", ["x", "theta", "y", "(", "1", ")"]),
        ("x\u00a0+\u2009y\u200b", ["x", "+", "y"]),
        ("x\u2062y", ["x", "*", "y"]),
        ("½", ["(", "1", "/", "2", ")"]),
        ("x ≤ y ≥ z ≠ w", ["x", "<=", "y", ">=", "z", "!=", "w"]),
        ("1e-3 2.5E+2 .5 007", ["1e-3", "2.5E+2", ".5", "7"]),
        ("2e^x", ["2", "e", "**", "x"]),
        ("np.sin torch.x", ["np.sin", "torch.x"]),
    ],
)
def test_signs_and_letters(text, expected):
    assert words(text) == expected


def test_each_token_knows_its_place_in_what_was_typed():
    assert [(token.word, token.place) for token in scan("𝑥² −\tθ₁")] == [("x", 0), ("2", 1), ("-", 3), ("theta1", 5)]


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        (r"\frac{x}{2}", 1, "LaTeX is not read"),
        ("x^{2}", 3, r"write \("),
        ("x!", 2, "factorial"),
        ("x % 2", 3, "remainder"),
        ("x & y", 3, "write and"),
        ("x @ y", 3, "write the product out"),
        ("x.sum()", 2, "methods are not read"),
        ("'x'", 1, "without quotation marks"),
        ("$x$", 1, "without dollar signs"),
        ("x; y", 2, "one function at a time"),
        ("∞", 1, "infinite"),
        ("∛x", 1, r"abs\(x\)\*\*\(1/3\)"),
        ("0x10", 1, "'0x10' is no decimal number"),
        ("2j*x", 1, "'2j' is imaginary .*must be real"),
        ("x⁺", 2, "the exponent '⁺' cannot be read"),
        ("x²ⁿ", 2, "the exponent '²ⁿ' cannot be read"),
        ("x + é", 5, "unexpected 'é'"),
        ("x + 数", 5, "unexpected '数'"),
        ("x + \x1b", 5, "unexpected"),
        ("in + x", 1, "'in' cannot be the name"),
        ("x + " + "w" * 21, 5, "cannot be the name"),
    ],
)
def test_a_sign_that_is_none_is_refused_with_what_to_write(text, place, hint):
    with pytest.raises(ValueError, match=hint) as caught:
        scan(text)
    assert f" at character {place} of " in str(caught.value)
    assert str(caught.value).isprintable()


def test_a_long_text_is_shown_from_around_the_fault():
    text = "x + " * 25 + "?" + " + x" * 25
    assert str(wrong("a fault", text, 100, "mend it")) == (f"a fault at character 101 of {text[60:140]!r}; mend it")
    assert str(wrong("a fault", "x ?", 2)) == "a fault at character 3 of 'x ?'"
