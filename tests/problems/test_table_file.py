"""What a file is: text in one of many encodings, with a note, or something that is refused with what to do."""

import os

import pytest

from gdviz.problems.table_file import load_table

WESTERN = "größe;prix €\n1;2\n3;4\n"


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (WESTERN.encode(), None),
        (WESTERN.encode("utf-8-sig"), None),
        (WESTERN.encode("cp1252"), "Windows-1252"),
        ("x;Fläche m²\n1;2\n".encode("cp1252"), "Windows-1252"),
        ("°C;y\n1;2\n".encode("cp1252"), "Windows-1252"),
        (WESTERN.encode("utf-16"), "UTF-16"),
        (b"\xfe\xff" + WESTERN.encode("utf-16-be"), "UTF-16"),
        (WESTERN.encode("utf-16-le"), "UTF-16"),
        (WESTERN.encode("utf-16-be"), "UTF-16"),
        (WESTERN.encode("utf-32"), "UTF-32"),
        ("возраст,вес\n1,2\n3,4\n".encode("cp1251"), "Windows-1251"),
        ("年龄,身高\n1,2\n3,4\n".encode("gb18030"), "GB18030"),
    ],
    ids=lambda value: None if isinstance(value, bytes) else str(value),
)
def test_text_in_other_encodings_is_read_with_a_note(tmp_path, content, note):
    path = tmp_path / "my.csv"
    path.write_bytes(content)
    file = load_table(path)
    with file.open() as text:
        line = text.readline().strip()
    assert line in ("größe;prix €", "x;Fläche m²", "°C;y", "возраст,вес", "年龄,身高")
    assert file.notes == (() if note is None else (f"my.csv is read as {note}, for it is not UTF-8",))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04" + bytes(50), "is a workbook or an archive, not text; open it and save the sheet as CSV"),
        (b"\xd0\xcf\x11\xe0" + bytes(50), "is an old workbook"),
        (b"\x93NUMPY\x01\x00", "is a NumPy array; write it as text: np.savetxt"),
        (b"\x1f\x8b\x08\x00", "is packed; unpack it first, with gunzip"),
        (b"PAR1" + bytes(9), "is a Parquet table"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\x89PNG\r\n", "is a picture"),
        (b'[{"x": 1, "y": 2}]\n', "is JSON, not a table"),
        (b'{"x": 1}\n{"x": 2}\n', "is JSON, not a table"),
        (b"<!DOCTYPE html><html>", "is a page or XML"),
        (bytes(range(256)) * 3, "row 1 is not text"),
        (b"x,y\n1,\x002\n", "row 2 is not text: it holds a zero byte"),
        (b"x,y\n1,\xff\x01\x02\n", r"row 2 is not text \(byte 0xff\)"),
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(tmp_path, content, message):
    path = tmp_path / "my.csv"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=rf"my\.csv.*{message}"):
        load_table(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_pipe_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ValueError, match="is a pipe or a device, and a table is read from a file"):
        load_table(tmp_path / "pipe")


def test_row_of_a_byte_counts_from_1(tmp_path):
    path = tmp_path / "my.csv"
    path.write_bytes(b"ab\ncd\n")
    assert [load_table(path).row_of(byte) for byte in (0, 2, 3, 6)] == [1, 1, 2, 3]
