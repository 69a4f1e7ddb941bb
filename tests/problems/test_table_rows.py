"""How a table is laid out: what separates its cells, and where its header and its points are."""

import pytest

from gdviz.problems.table_file import TableFile
from gdviz.problems.table_rows import lay_out, points_of, read_rows


def of(path, text):
    return TableFile(path / "my.csv", text.encode(), "utf-8")


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2,5\n", ";"),
        ("1,5 2,5\n3,5 4,5\n", " "),
        ("1,5\t2,5\n3,5\t4,5\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ("ann smith,1,2\nbob jones,3,4\n", ","),
        ("a, b\n1, 2\n3, 4\n", ","),
        ('18.0  8\t"a car"\n15.0  8\t"a bus"\n', " "),
        ("only\n1\n2\n", ","),
        ("two words\n1\n2\n", ","),
        ("sep=|\n1,5|2\n", "|"),
    ],
)
def test_separator_is_the_one_that_cuts_into_numbers(tmp_path, text, separator):
    assert lay_out(of(tmp_path, text)).separator == separator


@pytest.mark.parametrize(
    ("text", "columns", "first"),
    [
        ("a,b\n1,2\n", ("a", "b"), ["1", "2"]),
        ("1,2\n3,4\n", ("column 1", "column 2"), ["1", "2"]),
        ("2024-01-01,yes\n2024-01-02,no\n", ("column 1", "column 2"), ["2024-01-01", "yes"]),
        ("$5;yes\n$6;no\n", ("column 1", "column 2"), ["$5", "yes"]),
        ("# a b\n1 2\n", ("a", "b"), ["1", "2"]),
        ("# a remark of many words\na,b\n1,2\n", ("a", "b"), ["1", "2"]),
        ("# seed 42\n1 2\n", ("column 1", "column 2"), ["1", "2"]),
        ('"a" "b"\n"r" 1 2\n', ("column 1", "a", "b"), ["r", "1", "2"]),
        ("a,b,\n1,2,\n", ("a", "b"), ["1", "2"]),
    ],
)
def test_header_and_first_point(tmp_path, text, columns, first):
    file = of(tmp_path, text)
    layout = lay_out(file)
    assert layout.columns == columns
    assert next(points_of(file, layout))[1] == first


def test_rows_are_numbered_by_their_first_line(tmp_path):
    assert list(read_rows(of(tmp_path, 'a,b\n\n1,"x\ny"\n  \n2,z\n'), ",")) == [
        (1, ["a", "b"]),
        (3, ["1", "x\ny"]),
        (6, ["2", "z"]),
    ]
