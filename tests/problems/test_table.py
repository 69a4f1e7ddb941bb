"""Reading CSV files: every form that is accepted, and every fault with its row and column."""

import csv

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gdviz.problems import table
from gdviz.problems.table import read_csv
from gdviz.runs.data import Data


@pytest.fixture
def csv_file(tmp_path):
    """Return a function that writes text or bytes to a file and returns its path."""

    def write(content, name="my.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


PLAIN = "age,height,weight\n1,2,3\n4,5,7\n"
FORMS = {
    "commas": PLAIN,
    "semicolons": PLAIN.replace(",", ";"),
    "tabs": PLAIN.replace(",", "\t"),
    "blanks": PLAIN.replace(",", " , "),
    "quoted": '"age","height","weight"\n"1","2","3"\n"4","5","7"\n',
    "byte-order-mark": b"\xef\xbb\xbf" + PLAIN.encode(),
    "windows": PLAIN.replace("\n", "\r\n"),
    "old-mac": PLAIN.replace("\n", "\r"),
    "no-last-newline": PLAIN.rstrip(),
    "blank-lines": PLAIN.replace("\n", "\n\n") + "\n  \n",
    "trailing": PLAIN.replace("\n", ",\n"),
    "trailing-below": "age,height,weight\n1,2,3,\n4,5,7,\n",
    "trailing-above": "age,height,weight,\n1,2,3\n4,5,7\n",
    "bars": PLAIN.replace(",", "|"),
    "between-blanks": PLAIN.replace(",", " "),
    "aligned": "  age   height weight\n    1 \t  2    3 \n  4     5    7\n",
    "told": "sep=;\n" + PLAIN.replace(",", ";"),
    "told-tab": "sep=\t\n" + PLAIN.replace(",", "\t"),
    "told-in-windows": '"sep=;"\r\n' + PLAIN.replace(",", ";").replace("\n", "\r\n"),
    "savetxt": "# age height weight\n1.0e+00 2.0e+00 3.0e+00\n4.0e+00 5.0e+00 7.0e+00\n",
    "savetxt-commas": "# age,height,weight\n1.0e+00,2.0e+00,3.0e+00\n4.0e+00,5.0e+00,7.0e+00\n",
    "remarks": "# measured in May\n# by hand\n" + PLAIN + "# the end\n",
    "exponents": "age,height,weight\n1e0,+2.0,.3E1\n4.,5,7\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_reads_the_same(csv_file, form):
    data = read_csv(csv_file(FORMS[form]))
    assert data.features == ("age", "height")
    assert data.target == "weight"
    assert data.X.tolist() == [[1.0, 2.0], [4.0, 5.0]]
    assert data.y.tolist() == [3.0, 7.0]
    assert data.classes == ()
    assert data.name == "my.csv"


def test_without_header_columns_are_numbered(csv_file):
    data = read_csv(csv_file("1,2,3\n4,5,7\n"))
    assert data.features == ("column 1", "column 2")
    assert data.target == "column 3"
    assert data.X.tolist() == [[1.0, 2.0], [4.0, 5.0]]


@pytest.mark.parametrize(("x", "y"), [(["weight"], "age"), (["3"], "1"), ([3], 1), ("weight", "age")], ids=str)
def test_columns_go_by_name_or_number(csv_file, x, y):
    data = read_csv(csv_file(PLAIN), x, y)
    assert data.features == ("weight",)
    assert data.target == "age"
    assert data.X.tolist() == [[3.0], [7.0]]
    assert data.y.tolist() == [1.0, 4.0]


def test_column_whose_name_is_a_number_goes_before_its_number(csv_file):
    path = csv_file("a,b,3\n1,2,x\n4,5,y\n".replace("3", "2b"))
    assert read_csv(path, ["2"]).features == ("b",)
    assert table.choose(["2", "1"], ["1"], "2", where="x") == ([1], 0)


def test_words_become_classes_in_alphabetical_order(csv_file):
    data = read_csv(csv_file("x,kind\n1,wolf\n2,cat\n3,wolf\n4,dog\n"))
    assert data.classes == ("cat", "dog", "wolf")
    assert data.y.tolist() == [2.0, 0.0, 2.0, 1.0]


def test_columns_that_are_not_asked_for_may_hold_anything(csv_file):
    data = read_csv(csv_file("name,x,note,y\nann,1,,2\nbob,3,NA,5\n"), ["x"], "y")
    assert data.X.tolist() == [[1.0], [3.0]]


def test_cells_may_hold_separators_quotes_and_line_breaks(csv_file):
    data = read_csv(csv_file('x,kind\n1,"a, b"\n2,"say ""c"""\n3,"two\nlines"\n'))
    assert data.classes == ("a, b", 'say "c"', "two\nlines")


def test_empty_name_in_the_header_is_numbered(csv_file):
    assert read_csv(csv_file("x,,y\n0,1,2\n1,3,5\n")).features == ("x", "column 2")


@pytest.mark.parametrize(
    "content", [",x,y\n0,1,2\n1,3,5\n", '"x" "y"\n"ann" 1 2\n"bob" 3 5\n', "#,x,y\n0,1,2\n1,3,5\n"]
)
def test_index_without_a_name_is_left_out_with_a_note(csv_file, content):
    data = read_csv(csv_file(content))
    assert (data.features, data.target, data.X.tolist()) == (("x",), "y", [[1.0], [3.0]])
    assert data.notes == ("left out the first column, which has no name, as an index has none; --x takes it as 1",)


def test_index_that_is_asked_for_is_taken(csv_file):
    data = read_csv(csv_file(",x,y\n0,1,2\n1,3,5\n"), ["1", "x"])
    assert (data.features, data.notes) == (("column 1", "x"), ())


def test_names_are_given_to_columns(csv_file):
    data = read_csv(csv_file("6.1,17.6\n5.5,9.1\n"), names=["population", " profit"])
    assert (data.features, data.target) == (("population",), "profit")
    assert read_csv(csv_file("a,b,a\n1,2,3\n4,5,6\n"), ["c"], names=["b", "c", "d"]).X.tolist() == [[2.0], [5.0]]
    with pytest.raises(ValueError, match=r"my\.csv has 2 columns, and --names gives 3"):
        read_csv(csv_file("1,2\n3,4\n"), names=["a", "b", "c"])
    with pytest.raises(ValueError, match="two columns are called 'a'"):
        read_csv(csv_file("1,2\n3,4\n"), names=["a", "a"])
    with pytest.raises(ValueError, match="--names gives column 2 no name; write a word between its commas"):
        read_csv(csv_file("1,2\n3,4\n"), names=["a", " "])


HOLES = "x,y,z\n1,2,\n?,3,4\n4,5,6\n5,-,7\n6,NaN,7\n7,,8\n8,9,?\n"


def test_rows_that_miss_a_value_are_dropped_on_demand(csv_file):
    data = read_csv(csv_file(HOLES), drop_missing=True)
    assert (data.X.tolist(), data.y.tolist()) == ([[4.0, 5.0]], [6.0])
    assert data.notes == ("dropped 6 of 7 rows, where a value is missing: 2, 3, 5, 6, 7, ...",)
    data = read_csv(csv_file(HOLES), ["x"], "y", drop_missing=True)
    assert data.X.tolist() == [[1.0], [4.0], [8.0]]
    assert data.notes == ("dropped 4 of 7 rows, where a value is missing: 3, 5, 6, 7",)
    assert read_csv(csv_file(PLAIN), drop_missing=True).notes == ()
    with pytest.raises(ValueError, match=r"my\.csv: every row misses a value"):
        read_csv(csv_file("x,y\n?,1\n2,?\n"), drop_missing=True)


def test_faults_after_dropped_rows_know_their_row(csv_file):
    with pytest.raises(ValueError, match="row 4, column 'x': 'word' is not a number"):
        read_csv(csv_file("x,y\n?,1\n1,1\nword,2\n"), drop_missing=True)


@pytest.mark.parametrize("rows", [20_000, 3])
def test_column_that_holds_something_else_only_at_its_end_is_read_whole(csv_file, rows):
    content = "x;y;kind\n" + "1;2;a\n2;3;b\n" * rows + "2,5;3;a\n"
    data = read_csv(csv_file(content))
    assert data.X[-3:].tolist() == [[1.0, 2.0], [2.0, 3.0], [2.5, 3.0]]
    assert (len(data.y), data.classes, data.notes) == (2 * rows + 1, ("a", "b"), ("read decimal commas in 'x'",))


def test_standardized_inputs(csv_file):
    data = read_csv(csv_file(PLAIN)).standardized()
    assert data.X.tolist() == [[-1.0, -1.0], [1.0, 1.0]]
    assert data.y.tolist() == [3.0, 7.0]


def test_constant_column_is_refused_only_where_standardized(csv_file):
    path = csv_file("x,flat,y\n1,5,2\n3,5,4\n")
    assert read_csv(path).X.shape == (2, 2)
    with pytest.raises(ValueError, match=r"my.csv, column 'flat' is constant and cannot be standardised"):
        read_csv(path).standardized()


FAULTS = {
    "missing": ("x,y\n1,2\n3,\n", "row 3, column 'y': missing value"),
    "missing-na": ("x,y\n1,2\nNA,3\n", r"row 3, column 'x': missing value \(NA\)"),
    "missing-label": ("x,y\n1,a\n2,?\n", "row 3, column 'y': missing value"),
    "word-in-feature": ("x,y\n1,2\nthree,4\n", "row 3, column 'x': 'three' is not a number"),
    "word-after-blank-lines": ("x,y\n\n1,2\n\n\nthree,4\n", "row 6, column 'x': 'three' is not a number"),
    "word-after-line-break": ('x,y\n1,"a\nb"\nz,c\n', "row 4, column 'x': 'z' is not a number"),
    "row-that-breaks": ('x,y\n1,"a\nb"\n"z\nz",c\n', "row 4, column 'x': "),
    "underscore": ("x,y\n1,2\n1_0,3\n", "'1_0' is not a number"),
    "decimal-mixed": ("x;y\n1,5;2\n2.5;3\n", "row 2, column 'x': '1,5' has a comma where other rows have a point"),
    "thousands": ("x;y\n25,000;2\n", "row 2, column 'x': '25,000' has signs .*; write 25000, or .* --clean"),
    "unit": ("x;y\n54 m²;2\n", "row 2, column 'x': '54 m²' is a number with 'm²'; write 54, or .* --clean"),
    "nan": ("x,y\n1,2\nnan,3\n", r"row 3, column 'x': missing value \(nan\)"),
    "date": ("x,y\n1/2/2024,2\n3/4/2024,3\n", "row 2, column 'x': '1/2/2024' is a date that could .* 2024-03-31"),
    "inf": ("x,y\n1,2\n2,-inf\n", "row 3, column 'y': '-inf' is not finite"),
    "overflow": ("x,y\n1,2\n1e999,3\n", "row 3, column 'x': '1e999' is not finite"),
    "huge": ("x,y\n1,2\n-1e101,3\n", "row 3, column 'x': '-1e101' is beyond"),
    "mixed-word": ("x,y\n1,2\n2,3\n3,four\n", "row 4, column 'y': 'four' is a word, but other rows hold numbers"),
    "mixed-number": ("x,y\n1,a\n2,b\n3,4\n", "row 4, column 'y': '4' is a number, but other rows hold words"),
    "one-class": ("x,y\n1,a\n2,a\n", "column 'y' holds one class only, 'a' from row 2 on"),
    "duplicate-header": ("x,y,x\n1,2,3\n", "row 1: two columns are called 'x'"),
    "long-row": ("x,y\n1,2\n1,2,3\n", "row 3 has 3 cells, but row 1 has 2; is there a separator in a cell"),
    "short-row": ("x,y,z\n1,2,3\n1,2\n", "row 3 has 2 cells, but row 1 has 3"),
    "empty": ("", "is empty"),
    "only-blank-lines": ("\n\n  \n", "is empty"),
    "only-byte-order-mark": (b"\xef\xbb\xbf", "is empty"),
    "only-header": ("x,y\n", "holds only a header"),
    "one-column": ("x\n1\n2\n", "needs a column for x beside 'x' for y"),
    "one-cell": ("x,y,z\n1,2,3\n1\n", "row 3 has 1 cell, but row 1 has 3"),
    "binary": (b"\x89PNG\r\n\x1a\n\x00\x00", "is a picture, not a table"),
    "control": (b"x,\xff\x011\n1,2\n", "row 1 is not text .byte 0xff.; save the table as CSV"),
    "zero-bytes": (b"x,y\n1,\x002\n", "row 2 is not text: it holds a zero byte"),
    "latin-1-late": (PLAIN.encode() + b"1,2,3\n" * 20_000 + b"\xe9", "row 20004 has 1 cell, but row 1 has 3"),
    "open-quote": ('x,y\n1,2\n3,"4\n5,6\n', "row 3 is not CSV: .*quotation mark left open"),
    "endless-cell": ("x,y\n1," + "9" * 200_000, "row 2 is not CSV: field larger than"),
    "long-cell": ("x,y\n1,2\n" + "w" * 1000 + ",3\n", r"'w{37}\.\.\.' is not a number"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_named_with_file_row_and_column(csv_file, fault):
    content, message = FAULTS[fault]
    with pytest.raises(ValueError, match=rf"my\.csv.*{message}"):
        read_csv(csv_file(content))


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (["heigth"], None, "has no column 'heigth'; did you mean 'height'"),
        (["Age"], None, "has no column 'Age'; did you mean 'age'"),
        (["0"], None, "has no column '0'; .*from 1 to 3"),
        (None, "4", "has no column '4'"),
        (None, "9" * 5000, "has no column"),
        (["qqq"], None, "choose from 'age', 'height', 'weight'"),
        (["age", "1"], None, "column 'age' is asked for twice"),
        (["weight"], None, "column 'weight' is asked for twice"),
        ([], None, "needs a column for x"),
    ],
)
def test_wrong_columns_are_refused(csv_file, x, y, message):
    with pytest.raises(ValueError, match=rf"my\.csv.*{message}"):
        read_csv(csv_file(PLAIN), x, y)


def test_missing_file_and_folder_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"there is no file .*nothing\.csv"):
        read_csv(tmp_path / "nothing.csv")
    with pytest.raises(ValueError, match="is a folder, not a CSV file"):
        read_csv(tmp_path)


def test_large_file_is_refused_unread(csv_file, monkeypatch):
    monkeypatch.setattr("gdviz.problems.table_file.MOST_BYTES", 20)
    with pytest.raises(ValueError, match="at most 0 are read; take a sample"):
        read_csv(csv_file(PLAIN))


def test_device_is_no_file():
    with pytest.raises(ValueError, match="/dev/zero is a pipe or a device"):
        read_csv("/dev/zero")


def check(path, content, *, standardize=False, **options):
    """Read `content`: a ValueError of one line, or Data that are sound."""
    path.write_bytes(content)
    data, refused = None, None
    try:
        data = read_csv(path, **options)
        data = data.standardized() if standardize else data
    except ValueError as error:
        refused = error
    if refused is not None:
        assert type(refused) is ValueError
        assert "my.csv" in str(refused)
        return
    assert isinstance(data, Data)
    assert data.X.shape == (len(data.y), len(data.features))
    assert np.isfinite(data.X).all()
    assert np.isfinite(data.y).all()
    assert len(data.classes) == (len(np.unique(data.y)) if data.classes else 0)


FUZZ = settings(max_examples=100, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
CELLS = st.one_of(
    st.floats(allow_nan=True).map(str),
    st.integers().map(str),
    st.text(max_size=6),
    st.sampled_from(["", "NA", "a", "b", '"', '""', '"a,b"', "1e400", "-0", "٣", "1_0", "0x10", " 1 ", "\ufeff"]),
)


@FUZZ
@given(content=st.binary(max_size=300), standardize=st.booleans())
def test_any_bytes_are_read_or_refused(tmp_path, content, standardize):
    check(tmp_path / "my.csv", content, standardize=standardize)


@FUZZ
@given(
    rows=st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=6),
    separator=st.sampled_from(",;\t"),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    x=st.none() | st.lists(st.sampled_from(["1", "2", "x", "column 1"]), max_size=3),
    y=st.none() | st.sampled_from(["1", "2", "a"]),
    standardize=st.booleans(),
)
def test_any_table_is_read_or_refused(tmp_path, rows, separator, newline, x, y, standardize):
    content = newline.join(separator.join(row) for row in rows).encode("utf-8", "surrogatepass")
    check(tmp_path / "my.csv", content, x=x, y=y, standardize=standardize)


@FUZZ
@given(
    base=st.sampled_from([form if isinstance(form, bytes) else form.encode() for form in FORMS.values()]),
    edits=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 3), st.binary(max_size=3)), max_size=4),
)
def test_mutated_file_is_read_or_refused(tmp_path, base, edits):
    content = base
    for at, cut, put in edits:
        content = content[:at] + put + content[at + cut :]
    check(tmp_path / "my.csv", content)


@FUZZ
@given(
    points=st.lists(st.tuples(*[st.floats(-1e100, 1e100)] * 2), min_size=1, max_size=8),
    labels=st.lists(st.sampled_from(["red", "a;b", 'q"q', "x\ty", "n\nl"]), min_size=8, max_size=8),
)
def test_what_the_csv_module_writes_comes_back_bit_for_bit(tmp_path, points, labels):
    with (tmp_path / "my.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["first", "second", "kind"])
        writer.writerows([repr(a), repr(b), label] for (a, b), label in zip(points, labels, strict=False))
    used = labels[: len(points)]
    if len(set(used)) == 1:
        return
    data = read_csv(tmp_path / "my.csv")
    assert data.X.tolist() == [list(row) for row in points]
    assert [data.classes[int(label)] for label in data.y] == used
