"""Numbers out of all kinds of cells, with what is told of them."""

import pytest

from gdviz.problems.table import read_csv


@pytest.fixture
def read(tmp_path):
    """Return a function that writes a table and reads it."""

    def write_and_read(content, **options):
        path = tmp_path / "my.csv"
        path.write_text(content, encoding="utf-8")
        return read_csv(path, **options)

    return write_and_read


@pytest.mark.parametrize(
    ("content", "x", "y", "notes"),
    [
        ("x;y\n1,5;2\n2,25;4,5\n", [1.5, 2.25], [2.0, 4.5], ("read decimal commas in 'x', 'y'",)),
        ("x;y\n25,000;2,5\n7,125;3\n", [25.0, 7.125], [2.5, 3.0], ("read decimal commas in 'x', 'y'",)),
        ('x,y\n"1,5","2"\n"2,7","3"\n', [1.5, 2.7], [2.0, 3.0], ("read decimal commas in 'x'",)),
        ("x,y\n−5,1\n6,−2\n", [-5.0, 6.0], [1.0, -2.0], ()),
        ("d,y\n2020-01-03,1\n2020-01-01,2\n", [2.0, 0.0], [1.0, 2.0], ("'d' is days since 2020-01-01",)),
        ("x,d\n1,1.3.2020\n2,2.3.2020\n", [1.0, 2.0], [0.0, 1.0], ("'d' is days since 2020-03-01",)),
    ],
)
def test_what_means_one_thing_is_read_with_a_note(read, content, x, y, notes):
    data = read(content)
    assert (data.X[:, 0].tolist(), data.y.tolist(), data.notes) == (x, y, notes)


@pytest.mark.parametrize(
    ("content", "clean", "note", "refusal"),
    [
        (
            'p,y\n"25,000",1\n"1,200.5",2\n',
            [25000.0, 1200.5],
            "2 cells of 'p': '25,000' is 25000",
            "write 25000",
        ),
        ("p;y\n25,000;1\n1,200;2\n", [25000.0, 1200.0], "2 cells of 'p': '25,000' is 25000", "write 25000"),
        ("p,y\n54 m²,1\n60,2\n", [54.0, 60.0], "1 cell of 'p': '54 m²' is 54", "write 54"),
        ('p,y\n"$1,200",1\n$3,2\n', [1200.0, 3.0], "2 cells of 'p': '$1,200' is 1200", "'[$]'; write 1200"),
        ("p;y\n12 %;1\n13%;2\n", [12.0, 13.0], "2 cells of 'p': '12 %' is 12", "'%'; write 12"),
        (
            "p;y\n1 234,5;1\n2 000,1;2\n",
            [1234.5, 2000.1],
            "2 cells of 'p': '1 234,5' is 1234.5",
            "write 1234.5",
        ),
        (
            "p;y\n1.234,5;1\n2.000,1;2\n",
            [1234.5, 2000.1],
            "2 cells of 'p': '1.234,5' is 1234.5",
            "write 1234.5",
        ),
    ],
)
def test_dressed_numbers_are_refused_with_what_to_write_or_cleaned_on_demand(read, content, clean, note, refusal):
    with pytest.raises(ValueError, match=rf"row 2, column 'p': .*{refusal}, or strip all such signs with --clean"):
        read(content)
    data = read(content, clean=True)
    assert (data.X[:, 0].tolist(), data.notes) == (clean, (f"cleaned {note}",))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("x,y\n5 km,1\n300 m,2\n", "row 3, column 'x': '300 m' has another unit than 'km' in row 2"),
        ("x;y\n1,200.5;1\n1.200,5;2\n", "row 3, column 'x': '1.200,5' is written otherwise"),
        ("x;y\n5 km;1\nfar;2\n", "row 3, column 'x': 'far' is not a number"),
    ],
)
def test_what_cannot_be_cleaned_is_refused(read, content, message):
    with pytest.raises(ValueError, match=message):
        read(content, clean=True)


def test_target_of_few_words_that_begin_with_numbers_is_classes(read):
    content = "x,stars\n1,5 star\n2,4 star\n3,5 star\n4,4 star\n"
    assert read(content).classes == ("4 star", "5 star")
    assert read(content, clean=True).y.tolist() == [5.0, 4.0, 5.0, 4.0]


def test_a_dash_is_a_label_beside_a_plus_and_a_missing_value_beside_numbers(read):
    assert read("x,y\n1,+\n2,-\n").classes == ("+", "-")
    with pytest.raises(ValueError, match=r"row 3, column 'y': missing value \(-\)"):
        read("x,y\n1,5\n2,-\n")
