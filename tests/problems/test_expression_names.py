"""Which names are functions, constants and variables, and what is said of the rest."""

import pytest

from gdviz.problems.expression_names import CALLABLE, check_variable, rank, unknown_function, variables_of


def test_variables_are_what_is_nothing_else():
    assert variables_of(["sin", "(", "x1", ")", "+", "e", "*", "pi", "if", "not", "E1", "else", "True", "2"]) == {
        "x1",
        "E1",
    }


def test_rank_sorts_by_number():
    assert sorted(["x10", "b", "x2", "z", "y", "x", "a"], key=rank) == ["x", "y", "z", "a", "b", "x2", "x10"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("lg", "write log10(x) or log2(x)"),
        ("np.linalg.norm", "write sqrt(x0**2 + x1**2)"),
        ("sigmoid", "write 1/(1 + exp(-x))"),
        ("sum", "write x0**2 + x1**2, term by term"),
        ("np.arctan2", "write 2*atan(y/(x + sqrt(x**2 + y**2))) for arctan2(y, x)"),
        ("sine", "did you mean 'sin'?"),
        ("qqqq", "functions are sin, cos"),
    ],
)
def test_unknown_function_is_answered_with_what_to_write(name, hint):
    message = str(unknown_function(name, f"{name}(x)", 0))
    assert hint in message
    assert message[-1] not in ",;"


@pytest.mark.parametrize("name", ["x", "y1", "cost", "theta", "weight", "sine", "x_1", "x12", "exponent", "maximal"])
def test_names_of_variables(name):
    check_variable(name, name, 0)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("xy", r"write x\*y$"),
        ("xyz", r"write x\*y\*z$"),
        ("x2y", r"write x\*\*2\*y or x2\*y"),
        ("sinx", r"write sin\(x\)"),
        ("lnx2", r"write log\(x2\)"),
        ("sqrtx", r"write sqrt\(x\)"),
        ("log10x", r"write log10\(x\)"),
        ("costheta", r"write cos\(theta\)"),
    ],
)
def test_products_and_functions_without_a_sign_are_no_names(name, write):
    with pytest.raises(ValueError, match=write):
        check_variable(name, name, 0)


def test_every_function_has_one_name():
    assert len(set(CALLABLE)) == len(CALLABLE)
