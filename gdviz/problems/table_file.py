"""What a table's file is, by its bytes: text, and in which encoding, or something that is no table of text."""

import io
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

MOST_BYTES = 100_000_000
# The first bytes of what is often given for a table of text, and what to do with it.
_OTHERS = {
    b"PK\x03\x04": "is a workbook or an archive, not text; open it and save the sheet as CSV",
    b"\xd0\xcf\x11\xe0": "is an old workbook, not text; open it and save the sheet as CSV",
    b"\x93NUMPY": "is a NumPy array; write it as text: np.savetxt('table.csv', np.load('table.npy'), delimiter=',')",
    b"\x1f\x8b": "is packed; unpack it first, with gunzip",
    b"BZh": "is packed; unpack it first, with bunzip2",
    b"PAR1": "is a Parquet table; write it as text: pandas.read_parquet('table').to_csv('table.csv')",
    b"\x89HDF": "is an HDF5 file, not text; save the table as CSV",
    b"\x89PNG": "is a picture, not a table; save the table as CSV",
    b"\xff\xd8\xff": "is a picture, not a table; save the table as CSV",
    b"%PDF": "is a PDF, not a table; save the table as CSV",
    b"SQLite": "is a database, not text; save the table as CSV",
}
_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
# What people call the encodings.
_CALLED = {"cp1252": "Windows-1252", "cp1250": "Windows-1250", "cp1251": "Windows-1251", "utf_16": "UTF-16"}
_ELSEWHERE = ["cp1251", "cp1253", "cp1255", "cp1256", "cp932", "gb18030", "big5", "cp949", "koi8_r", "cp874"]
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1b\x1c-\x1f]")
# Words that hold a letter of more than seven bits.
_WORD = re.compile(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*")
# The most bytes that the encoding is guessed from.
SAMPLE = 50_000


@dataclass(frozen=True)
class TableFile:
    """A file's content and encoding, and a note on that where it is not the usual one."""

    path: Path
    content: bytes
    encoding: str
    notes: tuple[str, ...] = ()

    def open(self) -> TextIO:
        """Return the text from its beginning, with its own line ends."""
        return io.TextIOWrapper(io.BytesIO(self.content), encoding=self.encoding, newline="")

    def row_of(self, byte: int) -> int:
        """Return the line, from 1, on which a byte stands."""
        return self.content.count(b"\n", 0, byte) + 1


def load_table(path: str | Path) -> TableFile:
    """Return a file that holds text.

    Raises
    ------
    ValueError
        For what is no file, too large, or no text; with what to do.
    """
    path = Path(path)
    try:
        if not path.is_file():
            raise ValueError(_no_file(path))
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise ValueError(
                f"{path} has {size / 1e6:.0f} MB, and at most {MOST_BYTES / 1e6:.0f} are read; take a sample"
            )
        content = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from None
    for begin, what in _OTHERS.items():
        if content.startswith(begin):
            raise ValueError(f"{path} {what}")
    marked = next((encoding for mark, encoding in _MARKS.items() if content.startswith(mark)), None)
    file = TableFile(path, content, marked or "utf-8")
    if marked in ("utf-16", "utf-32"):
        file = TableFile(path, content, marked, (_told(path, marked.upper()),))
    elif zero := content.find(0) + 1:
        wide = _wide(content)
        if not wide:
            raise ValueError(
                f"{path}, row {file.row_of(zero - 1)} is not text: it holds a zero byte; save the table as CSV"
            )
        file = TableFile(path, content, wide, (_told(path, "UTF-16"),))
    try:
        text = content.decode(file.encoding)
    except UnicodeDecodeError as error:
        file, text = _guessed(file, error)
    _refuse_markup(path, text)
    return file


def _told(path: Path, encoding: str) -> str:
    return f"{path.name} is read as {encoding}, for it is not UTF-8"


def _no_file(path: Path) -> str:
    if path.is_dir():
        return f"{path} is a folder, not a CSV file"
    if path.exists():
        return f"{path} is a pipe or a device, and a table is read from a file; save it to one first"
    return f"there is no file {path}"


def _wide(content: bytes) -> str:
    """Return the encoding of text in two bytes a letter without a mark, or nothing."""
    sample = content[: SAMPLE // 2 * 2]
    half = len(sample) / 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if len(content) % 2 == 0 and even < 0.02 * half and odd > 0.2 * half:
        return "utf-16-le"
    if len(content) % 2 == 0 and odd < 0.02 * half and even > 0.2 * half:
        return "utf-16-be"
    return ""


def _guessed(file: TableFile, error: UnicodeDecodeError) -> tuple[TableFile, str]:
    """Return the file in the encoding that its letters speak for, and its text; refuse what is no text."""
    path, content = file.path, file.content
    around = content[max(error.start - SAMPLE // 2, 0) : error.start + SAMPLE // 2]
    # In no encoding of letters are there control characters.
    if not _CONTROL.search(content):
        for encoding in ("cp1252",) if _is_western(around) else _guesses(around):
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                continue
            told = _told(path, _CALLED.get(encoding, encoding.upper().replace("_", "-")))
            return TableFile(path, content, encoding, (told,)), text
    raise ValueError(
        f"{path}, row {file.row_of(error.start)} is not text (byte 0x{content[error.start]:02x}); save the table as CSV"
    )


def _is_western(sample: bytes) -> bool:
    """Whether most letters are plain ones: then the few others are accents and signs such as degrees.

    Detection by statistics does not tell the western encodings apart by a few letters, and guesses rare ones.
    """
    words = _WORD.findall(sample)
    letters = sum(map(len, words))
    return sum(1 for word in words for code in word if code > 127) <= letters / 2


def _guesses(sample: bytes) -> list[str]:
    """Return the encodings that may be meant, the likeliest first."""
    import charset_normalizer

    return [match.encoding for match in charset_normalizer.from_bytes(sample, cp_isolation=_ELSEWHERE)]


def _refuse_markup(path: Path, text: str) -> None:
    """Refuse JSON and HTML, which are text, but no tables."""
    begin = text[:200].lstrip("\ufeff \t\r\n")
    if begin[:1] in ("{", "["):
        for part in (text.partition("\n")[0], text):
            try:
                json.loads(part)
            except (ValueError, RecursionError):
                continue
            raise ValueError(f"{path} is JSON, not a table; pandas.read_json reads it, and its to_csv writes a table")
    if begin[:1] == "<":
        raise ValueError(f"{path} is a page or XML, not a table; save the table as CSV")
