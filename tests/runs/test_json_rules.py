"""Rules say where in a value something is wrong, and what belongs there."""

import pytest

from gdviz.runs.json_rules import any_of, is_number, list_of, object_of, one, or_nothing, text_of, whole_from

NUMBER = one(is_number, "a number")


@pytest.mark.parametrize(
    ("rule", "value", "found"),
    [
        (NUMBER, 3, []),
        (NUMBER, True, [("", "a number")]),
        (text_of(3), "abc", []),
        (text_of(3), "abcd", [("", "text of at most 3 letters")]),
        (whole_from(1), 1, []),
        (whole_from(1), 0, [("", "a whole number from 1 to 9,007,199,254,740,992")]),
        (whole_from(1), 1.0, [("", "a whole number from 1 to 9,007,199,254,740,992")]),
        (list_of(NUMBER), [1, "x", 2, None], [("[1]", "a number"), ("[3]", "a number")]),
        (list_of(NUMBER, count=2), [1], [("", "a list of 2")]),
        (list_of(NUMBER, most=2), [1, 2, 3], [("", "a list of at most 2")]),
        (list_of(NUMBER), "text", [("", "a list")]),
        (object_of({"a": NUMBER}, "a"), {}, [(".a", "there")]),
        (object_of({"a": NUMBER}), {"a": "x", "b": "y"}, [(".a", "a number")]),
        (object_of({}), [], [("", "an object")]),
        (any_of(text_of(), list_of(NUMBER)), {"x": [1, []]}, [(".x[1]", "a number")]),
        (any_of(text_of(), NUMBER), 3, [("", "an object")]),
        (or_nothing(NUMBER), None, []),
        (or_nothing(NUMBER), "x", [("", "a number")]),
    ],
)
def test_a_rule_says_where_and_what(rule, value, found):
    assert list(rule(value)) == found
