"""The headers of arrays: believed where the file bears them out, refused in words where it does not."""

import os
from dataclasses import astuple

import numpy as np
import pytest

from gdviz.runs.folder import Folder
from gdviz.runs.headers import in_bytes, read_header
from gdviz.runs.manifest import RunError

MOST = 1 << 30


@pytest.fixture
def header_of(tmp_path):
    """Return a function that reads the header of what is saved, as the manifest describes it."""

    def read(array=None, *, axis="fixed", dtype=None, shape=None, most=MOST):
        path = tmp_path / "field.npy"
        if array is not None:
            np.save(path, array, allow_pickle=True)
            dtype, shape = array.dtype.str, list(array.shape if axis == "fixed" else array.shape[1:])
        with Folder(tmp_path) as folder:
            return read_header(folder, "field", {"axis": axis, "dtype": dtype, "shape": shape}, most)

    read.path = tmp_path / "field.npy"
    return read


def written(shape, descr="<f8", order=False):
    """Return a header, as NumPy writes it, that says what it is told."""
    text = f"{{'descr': {descr!r}, 'fortran_order': {order}, 'shape': {shape}, }}"
    return b"\x93NUMPY\x01\x00v\x00" + text.ljust(117).encode() + b"\n"


@pytest.mark.parametrize("dtype", ["<f8", "<f4", "<f2", "<i8", "|i1", "<u8", "|b1", ">f8", ">i4"])
@pytest.mark.parametrize("shape", [(3,), (4, 2), (0, 2), (2, 3, 4)])
def test_a_header_says_what_was_saved(header_of, dtype, shape):
    array = np.arange(np.prod(shape), dtype=float).reshape(shape).astype(dtype)
    for order in "CF":
        header = header_of(np.array(array, order=order))
        assert header.dtype == array.dtype
        assert header.nbytes == array.nbytes
        assert np.array_equal(header.of(header_of.path.read_bytes()), array)


@pytest.mark.parametrize("dtype", ["<f16", "<c16", "<c8", "<M8[s]", "<m8[D]", "<U5", "|S5", "|V8", "|O"])
def test_what_cannot_be_drawn_is_refused_by_its_name(header_of, dtype):
    array = np.zeros(3, dtype)
    with pytest.raises(RunError, match=r"field\.npy holds .*, and gdviz draws floats, whole numbers and booleans"):
        header_of(array)


def test_a_record_is_refused(header_of):
    with pytest.raises(RunError, match=r"field\.npy (holds|is damaged)"):
        header_of(np.zeros(3, [("a", "<f8"), ("b", "<i4")]))


@pytest.mark.parametrize(
    ("shape", "length"),
    [((10**6,), 0), ((2**59,), 0), ((0, 10**18, 9), 0), ((10**30,), 0), ((17,), 256)],
)
def test_a_header_that_the_file_does_not_bear_out_is_refused(header_of, shape, length):
    header_of.path.write_bytes(written(shape).ljust(length, b"\0"))
    with pytest.raises(RunError, match=r"field\.npy is damaged: it says that it holds"):
        header_of(dtype="<f8", shape=list(shape))


@pytest.mark.parametrize("shape", ["(-1,)", "(2.0,)", "(True,)", "'ab'", "[3]", "(1e400,)", "((" * 50, "{}"])
def test_a_shape_that_is_none_is_refused(header_of, shape):
    header_of.path.write_bytes(written(shape) + b"\0" * 64)
    with pytest.raises(RunError, match=r"field\.npy is damaged"):
        header_of(dtype="<f8", shape=[1])


@pytest.mark.parametrize("start", [b"\2\0\xff\xff\xff\x7f", b"\3\0v\0\0\0", b""])
def test_a_header_that_never_ends_is_not_read(header_of, start):
    header_of.path.write_bytes(b"\x93NUMPY" + start + b" " * 64)
    os.truncate(header_of.path, 1 << 40)
    with pytest.raises(RunError, match=r"field\.npy is damaged"):
        header_of(dtype="<f8", shape=[1])


def test_a_terabyte_of_holes_is_refused_and_a_small_hole_is_not(header_of):
    header_of.path.write_bytes(written(f"({10**11},)"))
    os.truncate(header_of.path, 128 + 8 * 10**11)
    with pytest.raises(RunError, match=r"field\.npy says that it holds 800 GB, of which hardly any are on the disk"):
        header_of(dtype="<f8", shape=[10**11])
    header_of.path.write_bytes(written("(1000,)"))
    os.truncate(header_of.path, 128 + 8 * 1000)
    assert header_of(dtype="<f8", shape=[1000]).shape == (1000,)


def test_rows_have_any_number_and_the_rest_of_the_shape_is_that_of_the_manifest(header_of):
    assert header_of(np.zeros((7, 2)), axis="state").shape == (7, 2)
    with pytest.raises(RunError, match=r"holds <f8 \[2\], but run.json says <f8 \[3\]"):
        header_of(axis="state", dtype="<f8", shape=[3])
    with pytest.raises(RunError, match="holds no rows"):
        header_of(np.float64(1), axis="state")


def test_a_header_tells_one_file_from_another(header_of, tmp_path):
    first = header_of(np.zeros(3))
    assert astuple(header_of(dtype="<f8", shape=[3])) == astuple(first)
    (tmp_path / "field.npy").rename(tmp_path / "kept.npy")
    assert header_of(np.zeros(3)).identity != first.identity


def test_bytes_in_words():
    counts = 12, 2_500_000, 8 * 10**10, 8 * 10**12
    assert [in_bytes(count) for count in counts] == ["12 bytes", "2.5 MB", "80 GB", "8 TB"]
