"""A problem is said by its name, a formula, a function or a record."""

import pytest

import gdviz
from gdviz.problems import PROBLEMS


def test_text_is_a_name_or_a_formula():
    assert gdviz.specify("bowl").problem.name == "bowl"
    made = gdviz.specify("x^2 + 10 y^2", start=[3, 1])
    assert made.problem.expression == "x^2 + 10 y^2"
    assert made.manifest() == gdviz.specify(None, function="x^2 + 10 y^2", start=[3, 1]).manifest()
    with pytest.raises(ValueError, match="unknown problem 'bowll'; did you mean 'bowl'"):
        gdviz.specify("bowll")


def test_functions_and_records_are_taken_in_either_place():
    def ridge(p):
        return p[0] ** 2 + 4 * p[1] ** 2

    assert gdviz.specify(ridge).manifest() == gdviz.specify(None, function=ridge).manifest()
    record = PROBLEMS["bowl"]()
    assert gdviz.specify(record).problem is record
    assert gdviz.specify(record, domain=[-1, 1]).problem.domain.tolist() == [[-1, 1]] * 2


def test_a_gradient_needs_its_function():
    for problem in ("bowl", "x^2"):
        with pytest.raises(ValueError, match="a gradient belongs to a function written in Python; leave it out"):
            gdviz.specify(problem, gradient=lambda p: p)
