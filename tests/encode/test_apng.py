"""An APNG stores each change once, in chunks that any reader can check."""

import struct
import zlib

import numpy as np
import pytest

from gdviz.encode import write


def chunks(path):
    """Return the kind and the data of each chunk, whose checksum must be right."""
    data, at, found = path.read_bytes(), 8, []
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        assert struct.unpack_from(">I", data, at + 8 + size) == (zlib.crc32(kind + body),)
        found.append((kind.decode(), body))
        at += 12 + size
    return found


@pytest.mark.parametrize("once", [False, True])
def test_its_chunks_are_numbered_and_say_how_often_it_plays(once, clip, tmp_path):
    found = chunks(write(tmp_path / "a.apng", clip(3), 20, once=once))
    assert [kind for kind, _ in found] == ["IHDR", "acTL", "fcTL", "IDAT", "fcTL", "fdAT", "fcTL", "fdAT", "IEND"]
    assert struct.unpack(">II", found[1][1]) == (3, int(once))
    numbers = [struct.unpack_from(">I", body)[0] for kind, body in found if kind in ("fcTL", "fdAT")]
    assert numbers == [0, 1, 2, 3, 4]


def test_a_frame_covers_what_changed_for_its_time(clip, tmp_path):
    found = chunks(write(tmp_path / "a.apng", clip(3), 25))
    controls = [struct.unpack(">IIIIIHHBB", body) for kind, body in found if kind == "fcTL"]
    assert [control[1:5] for control in controls] == [(80, 45, 0, 0), (13, 10, 0, 10), (13, 10, 3, 10)]
    assert [control[5:7] for control in controls] == [(40, 1000)] * 3
    assert [control[8] for control in controls] == [0, 1, 1], "later ones are laid over"


def test_what_stands_still_is_one_pixel(clip, tmp_path):
    found = chunks(write(tmp_path / "a.apng", clip(1) * 4, 25))
    sizes = [struct.unpack(">IIIIIHHBB", body)[1:3] for kind, body in found if kind == "fcTL"]
    assert sizes == [(80, 45), (1, 1), (1, 1), (1, 1)]


def test_fewer_colours_are_a_palette(noise, played, tmp_path):
    frames, words = noise(4), []
    full = write(tmp_path / "full.apng", frames, 20).stat().st_size
    path = write(tmp_path / "a.apng", frames, 20, max_bytes=full // 2, report=words.append)
    assert words[0].endswith("256 colours")
    assert [kind for kind, _ in chunks(path)][2:4] == ["PLTE", "tRNS"]
    assert len(np.unique(played(path).frames.reshape(-1, 4), axis=0)) <= 256
