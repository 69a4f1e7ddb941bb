"""Tables as lines, comma-separated values and Markdown."""

import csv
from pathlib import Path

import pytest

from gdviz.analysis.tabular import Table, as_csv, as_markdown, as_text, printed, write_table

TABLE = Table(("step", "loss", "why"), ((0, 0.1234567, "first"), (10, 12.5, ""), (200, None, "last")), 3)


def test_words_that_markdown_and_csv_would_misread_are_kept(tmp_path: Path) -> None:
    table = Table(("a|b", "c"), (("x,y", None), ('"', 1)))
    assert as_markdown(table) == '| a\\|b | c |\n| :--- | ---: |\n| x,y |  |\n| " | 1 |\n'
    with write_table(table, tmp_path / "deep" / "x.csv").open(newline="") as file:
        assert [*csv.reader(file)] == [["a|b", "c"], ["x,y", ""], ['"', "1"]]


def test_numbers_stand_below_one_another_at_their_points():
    assert printed(TABLE).splitlines() == [
        "step  loss    why",
        "----  ------  -----",
        "   0   0.123  first",
        "  10  12.5",
        " 200          last",
    ]


def test_markdown_shows_the_digits_and_csv_all_of_them():
    assert as_markdown(TABLE).splitlines()[:3] == [
        "| step | loss | why |",
        "| ---: | ---: | :--- |",
        "| 0 | 0.123 | first |",
    ]
    assert as_csv(TABLE) == "step,loss,why\n0,0.1234567,first\n10,12.5,\n200,,last\n"


@pytest.mark.parametrize(
    ("value", "digits", "words"),
    [
        (None, 3, ""),
        (0.1 + 0.2, None, "0.30000000000000004"),
        (1234.5, 3, "1.23e+03"),
        (1234, 3, "1234"),
        ("a", 1, "a"),
    ],
)
def test_a_number_has_so_many_digits_or_all(value, digits, words):
    assert as_text(value, digits) == words


def test_columns_are_chosen_in_any_order():
    assert TABLE.only(["why", "step"]).rows == (("first", 0), ("", 10), ("last", 200))
    with pytest.raises(ValueError, match="unknown column 'los'; did you mean 'loss'"):
        TABLE.only(["los"])


def test_the_suffix_says_the_form(tmp_path: Path):
    assert write_table(TABLE, tmp_path / "new" / "t.TXT").read_text() == printed(TABLE)
    assert write_table(TABLE, tmp_path / "t.md").read_text() == as_markdown(TABLE)
    with pytest.raises(ValueError, match=r"cannot write 't.xls': a table's name must end in .txt, .csv, .md; try -o"):
        write_table(TABLE, tmp_path / "t.xls")
