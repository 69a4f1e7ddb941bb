"""The columns of a table, read fast where they are plain numbers, and whole where they are not."""

import numpy as np
import pytest

from gdviz.problems.table_columns import TableColumn, each_of, fill, plain_numbers
from gdviz.problems.table_file import TableFile
from gdviz.problems.table_rows import lay_out


def opened(tmp_path, text):
    file = TableFile(tmp_path / "my.csv", text.encode(), "utf-8")
    return file, lay_out(file)


@pytest.mark.parametrize("text", ["a,b\n1,2\n3,4\n", "1 2\n\n3 4\n", '"1";"2"\r\n"3";"4"\r\n', "# a\tb\n1\t2\r3\t4"])
def test_plain_numbers(tmp_path, text):
    assert plain_numbers(*opened(tmp_path, text)).tolist() == [[1.0, 2.0], [3.0, 4.0]]


@pytest.mark.parametrize("rows", ["1,x\n", "1,\n", "1,nan\n", "1,1e101\n", "1,2,3\n", "1,2\n3\n", "1_0,2\n"])
def test_anything_else_is_none_of_them(tmp_path, rows):
    file = TableFile(tmp_path / "my.csv", f"a,b\n{rows}".encode(), "utf-8")
    assert plain_numbers(file, lay_out(file)) is None


def test_both_ways_give_the_same_bits(tmp_path):
    numbers = np.random.default_rng(0).normal(size=(200, 2)) * 10.0 ** np.arange(-100, 100)[:, None]
    file, layout = opened(tmp_path, "a,b\n" + "\n".join(",".join(map(repr, row)) for row in numbers.tolist()))
    columns = [TableColumn(file, name, i, is_target=False) for i, name in enumerate("ab")]
    assert list(fill(file, layout, columns)) == list(range(2, 202))
    slow = np.column_stack([np.concatenate(column.parts) for column in columns])
    assert slow.tobytes() == plain_numbers(file, layout).tobytes() == numbers.tobytes()


def test_each_is_computed_once():
    seen = []
    assert each_of(lambda cell: seen.append(cell) or len(cell), ["a", "bb", "a"]) == [1, 2, 1]
    assert sorted(seen) == ["a", "bb"]
