"""Arrays in one blob, which come out as they went in; the browser's end is tested where a page is read."""

import zlib

import numpy as np
import pytest

from gdviz.pages.packing import WHOLE, pack

RNG = np.random.default_rng(0)
SPECIAL = np.array([0.0, -0.0, np.nan, np.inf, -np.inf, 5e-324, 1.7976931348623157e308, -1e300])


def unpacked(entries, blob):
    """Undo what `pack` did, as browser/src/payload.js does."""
    raw, offset, found = zlib.decompress(blob), 0, {}
    for entry in entries:
        kind = np.dtype(entry["type"])
        count = int(np.prod(entry["shape"]))
        planes = np.frombuffer(raw, np.uint8, count * kind.itemsize, offset).reshape(kind.itemsize, count)
        values = planes.T.copy().view(WHOLE[kind.itemsize]).ravel()
        offset += count * kind.itemsize
        for way in reversed(entry["steps"]):
            for i in range(way, count):
                # As sums of arrays, which wrap around.
                values[i : i + 1] += values[i - way : i - way + 1]
        found[entry["name"]] = values.view(kind).reshape(entry["shape"])
    assert offset == len(raw)
    return found


@pytest.mark.parametrize(
    "array",
    [
        np.linspace(1, 2, 300) ** 3,
        RNG.normal(size=200),
        SPECIAL,
        np.empty(0),
        np.array([1.5]),
        RNG.integers(0, 65536, (9, 7)).astype(np.uint16),
        np.add.outer(np.arange(20), 3 * np.arange(30)).astype(np.uint16),
        np.arange(12, dtype=np.uint8).reshape(3, 4),
        np.array([0, 2**32 - 1], np.uint32),
        np.linspace(0, 1, 24).reshape(4, 6)[:, ::2],
    ],
    ids=lambda array: f"{array.dtype.name}{array.shape}",
)
def test_arrays_come_out_as_they_went_in(array):
    entries, blob = pack({"one": array, "two": array})
    found = unpacked(entries, blob)
    assert list(found) == ["one", "two"]
    for came in found.values():
        assert came.tobytes() == np.ascontiguousarray(array).tobytes()


def test_a_smooth_course_takes_less_than_half():
    course = np.exp(-np.linspace(0, 3, 2000))
    _, blob = pack({"course": course})
    assert len(blob) < 0.5 * len(zlib.compress(course.tobytes(), 9))


def test_a_plane_is_smooth_both_ways():
    plane = np.add.outer(np.arange(100) ** 2, np.arange(100) ** 2).astype(np.uint16)
    entries, blob = pack({"plane": plane})
    assert entries[0]["steps"] == [1, 100]
    assert len(blob) < 600


def test_what_a_page_cannot_hold_is_refused():
    with pytest.raises(ValueError, match="one is int64, and a page holds float64, uint32"):
        pack({"one": np.arange(3)})
