"""A .npy file that grows: what is appended follows the last row, whatever wrote the file."""

import io
import os

import numpy as np
import pytest
from numpy.lib import format as npy

from gdviz.runs.folder import Folder, FolderError
from gdviz.runs.growing_array import FLUSH_ROWS, GrowingArray, header_of

ROWS = np.arange(24.0).reshape(12, 2)


def with_header(array, header, version=(1, 0)):
    """Return a file of an array with a header of our own, padded as the format wants."""
    text = header.encode()
    size = 2 if version == (1, 0) else 4
    text += b" " * (-(8 + size + len(text) + 1) % 64) + b"\n"
    return npy.magic(*version) + len(text).to_bytes(size, "little") + text + array.tobytes()


def saved(array, version=None):
    file = io.BytesIO()
    npy.write_array(file, array, version=version)
    return file.getvalue()


PLAIN = "{'descr': '<f8', 'fortran_order': False, 'shape': (12, 2), }"
FILES = {
    "as written here": saved(ROWS),
    "Fortran order": saved(np.asfortranarray(ROWS)),
    "version 2": saved(ROWS, (2, 0)),
    "version 3": saved(ROWS, (3, 0)),
    "no room to grow": with_header(ROWS, PLAIN),
    "other padding": with_header(ROWS, PLAIN + " " * 128),
    "other order of keys": with_header(ROWS, "{'shape': (12, 2), 'fortran_order': False, 'descr': '<f8', }" + " " * 30),
    "other spaces": with_header(ROWS, "{'descr':'<f8','fortran_order':False,'shape':(12,2)}"),
    "big-endian": saved(ROWS.astype(">f8")),
    "longer than it says": saved(ROWS) + b"\xff" * 40,
}


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("kept", [12, 7, 0])
def test_rows_follow_the_last_whatever_wrote_the_file(tmp_path, kind, kept):
    path = tmp_path / "params.npy"
    path.write_bytes(FILES[kind])
    with Folder(tmp_path) as folder:
        array = np.load(path, mmap_mode="r")
        again = GrowingArray.reopen(folder, "params.npy", array[:kept].astype("<f8"), array.dtype, ahead=False)
        again.block[:3] = [[100, 101], [102, 103], [104, 105]]
        again.write(kept, 3)
        again.file.close()
    expected = np.concatenate([ROWS[:kept], np.arange(100.0, 106.0).reshape(3, 2)])
    found = np.load(path)
    np.testing.assert_array_equal(found, expected)
    assert found.dtype == array.dtype
    assert path.read_bytes() == saved(expected.astype(array.dtype)), "as if it had been written in one go"
    assert [file.name for file in tmp_path.iterdir()] == ["params.npy"]


def test_only_what_is_written_otherwise_is_copied(tmp_path):
    path = tmp_path / "params.npy"
    for kind, same in (("as written here", True), ("longer than it says", True), ("Fortran order", False)):
        path.write_bytes(FILES[kind])
        before = path.stat().st_ino
        with Folder(tmp_path) as folder:
            GrowingArray.reopen(folder, "params.npy", np.load(path), ROWS.dtype, ahead=False).file.close()
        assert (path.stat().st_ino == before) == same


def test_a_link_is_not_written_through(tmp_path):
    (tmp_path / "outside").write_bytes(saved(ROWS))
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "params.npy").symlink_to("../outside")
    with Folder(tmp_path / "run") as folder, pytest.raises(FolderError, match="is a link"):
        GrowingArray.reopen(folder, "params.npy", ROWS, ROWS.dtype, ahead=False)
    assert (tmp_path / "outside").read_bytes() == saved(ROWS)


def test_a_new_one_begins_with_its_first_row_or_empty(tmp_path):
    with Folder(tmp_path) as folder:
        GrowingArray.create(folder, "a.npy", np.ones(2), begins=True).file.close()
        GrowingArray.create(folder, "b.npy", np.ones(()), begins=False).file.close()
    assert np.load(tmp_path / "a.npy").tolist() == [[1, 1]]
    assert np.load(tmp_path / "b.npy").shape == (0,)


def test_it_grows_block_after_block(tmp_path):
    with Folder(tmp_path) as folder:
        made = GrowingArray.create(folder, "a.npy", np.zeros(()), begins=True)
        for done in (0, FLUSH_ROWS):
            made.block[:] = np.arange(FLUSH_ROWS) + 1 + done
            made.write(done, FLUSH_ROWS)
        made.file.close()
    assert (np.load(tmp_path / "a.npy") == np.arange(2 * FLUSH_ROWS + 1)).all()


@pytest.mark.skipif(os.name != "posix", reason="there is no such limit")
@pytest.mark.parametrize("most", [0, 1, 100, 127, 128, 135])
@pytest.mark.parametrize("begins", [True, False])
def test_a_file_that_there_is_no_room_for_is_named_also_as_it_is_closed(most, begins, tmp_path):
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Folder(tmp_path) as folder:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
        try:
            # An empty one has a header of 128 bytes, one that begins a row behind it.
            if most >= 128 and not begins:
                GrowingArray.create(folder, "params.npy", ROWS[0], begins=begins).close()
                return
            with pytest.raises(OSError, match="File too large") as caught:
                GrowingArray.create(folder, "params.npy", ROWS[0], begins=begins)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert caught.value.filename == str(tmp_path / "params.npy")


@pytest.mark.parametrize("row", [(), (3,), (2, 3)])
@pytest.mark.parametrize("rows", [0, 1, 10, 12345])
def test_its_header_is_numpys_own_whatever_the_rows(tmp_path, row, rows):
    with Folder(tmp_path) as folder:
        made = GrowingArray.create(folder, "a.npy", np.zeros(row), begins=False)
        made.write(rows, 0)
        made.close()
    header = header_of(np.dtype(np.float64), row, rows)
    assert (tmp_path / "a.npy").read_bytes()[: len(header)] == header
