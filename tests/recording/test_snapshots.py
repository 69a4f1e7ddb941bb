"""Whole vectors of a path at even distances, never more than there is room for, and the last one."""

import numpy as np
import pytest

from gdviz.recording import snapshots
from gdviz.recording.snapshots import Snapshots

FLOAT = np.dtype(np.float32)


def kept(tmp_path, count, most, size=5):
    with Snapshots(tmp_path, size, FLOAT, most) as found:
        for row in range(count):
            found.add(row, np.full(size, row, FLOAT))
        found.add_last(count - 1, np.full(size, count - 1, FLOAT))
        return found.rows, np.concatenate(list(found.columns()), axis=1)


@pytest.mark.parametrize(("count", "stride"), [(1, 1), (8, 1), (9, 2), (16, 2), (17, 4), (100, 16)])
def test_every_so_many_are_kept_and_the_last(tmp_path, count, stride):
    rows, table = kept(tmp_path, count, 8)
    assert rows == sorted({*range(0, count, stride), count - 1})
    assert table.tolist() == [[row] * 5 for row in rows]
    assert table.dtype == np.float64


def test_the_table_comes_in_blocks_of_columns(tmp_path, monkeypatch):
    monkeypatch.setattr(snapshots, "PIECE", 6)
    with Snapshots(tmp_path, 7, FLOAT, 8) as found:
        for row in range(3):
            found.add(row, np.arange(7, dtype=FLOAT) + 10 * row)
        blocks = list(found.columns())
    assert [block.shape for block in blocks] == [(3, 2), (3, 2), (3, 2), (3, 1)]
    assert np.concatenate(blocks, axis=1)[2].tolist() == [20, 21, 22, 23, 24, 25, 26]


def test_of_very_long_vectors_fewer_are_kept_and_less_often(tmp_path, monkeypatch):
    monkeypatch.setattr(snapshots, "MOST_BYTES", 20 * 5 * FLOAT.itemsize)
    monkeypatch.setattr(snapshots, "BYTES_A_STEP", 2 * FLOAT.itemsize)
    rows, _ = kept(tmp_path, 61, 1000)
    assert rows == [*range(0, 61, 6), 60][: len(rows)]
    rows, _ = kept(tmp_path, 61 * 3, 1000)
    assert rows == [*range(0, 183, 12), 182]


def test_nothing_is_left_in_the_folder(tmp_path):
    kept(tmp_path, 20, 8)
    assert list(tmp_path.iterdir()) == []
