"""Terms are numbers of a step's ledger, found by their symbols."""

import numpy as np
import pytest

from gdviz.ledger.ledger import LedgerLine, Recorded, StepLedger
from gdviz.ledger.terms import (
    Equation,
    G,
    Term,
    line_term,
    of_line,
    old_term,
    option_term,
    rest_term,
    root_term,
    unbiased_term,
)

ZERO = np.zeros(2)
STEP = Recorded(3, ZERO, ZERO, ZERO, 0.1, False, {"beta1": 0.5}, {}, {})
PAGE = StepLedger(
    STEP,
    (
        LedgerLine("gradient", "gradient", "g", "", np.array([1.0, -2.0])),
        LedgerLine("size", "memory", "v", "", np.array([4.0, 9.0]), "{} {}", (0.5, np.array([8.0, 18.0]))),
    ),
    None,
    True,
)


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (G, [1.0, -2.0]),
        (line_term("v", "size"), [4.0, 9.0]),
        (line_term("w", "size", "v"), [4.0, 9.0]),
        (old_term("v", "size"), [8.0, 18.0]),
        (old_term("v", "size", 0), 0.5),
        (option_term(r"\beta_1", "beta1"), 0.5),
        (rest_term(r"1 - \beta_1", "beta1"), 0.5),
        (unbiased_term(r"1 - \beta_1^t", "beta1"), 0.875),
        (root_term(r"\sqrt{v}", "v"), [2.0, 3.0]),
    ],
)
def test_what_a_term_comes_to(term: Term, value: list[float] | float) -> None:
    np.testing.assert_array_equal(np.asarray(term.value(PAGE)), value)


def test_terms_of_one_line_have_one_name_whatever_their_time() -> None:
    assert line_term("v", "size").name == old_term("v", "size").name == "v"
    assert option_term("x", "beta1").name == ""
    assert G.signed


def test_an_equation_has_its_terms_between_signs() -> None:
    v, old = line_term("v", "size"), old_term("v", "size")
    assert Equation("size", (v, r"\leftarrow", old, "+", G)).terms == (v, old, G)


def test_a_line_is_found_by_its_name() -> None:
    np.testing.assert_array_equal(of_line(PAGE, "v"), [4.0, 9.0])
    with pytest.raises(StopIteration):
        of_line(PAGE, "w")
