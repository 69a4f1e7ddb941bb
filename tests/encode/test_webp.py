"""A WebP stores each change once, at even places, in chunks whose sizes add up."""

import struct

import numpy as np
import pytest

from gdviz.encode import write


def chunks(path):
    """Return the kind and the data of each chunk of the file, whose length must be as its head says."""
    data, at, found = path.read_bytes(), 12, []
    assert (data[:4], data[8:12]) == (b"RIFF", b"WEBP")
    assert struct.unpack_from("<I", data, 4) == (len(data) - 8,)
    while at < len(data):
        (size,) = struct.unpack_from("<I", data, at + 4)
        found.append((data[at : at + 4].decode(), data[at + 8 : at + 8 + size]))
        at += 8 + size + size % 2
    assert at == len(data)
    return found


def three(body, at):
    return int.from_bytes(body[at : at + 3], "little")


@pytest.mark.parametrize("once", [False, True])
def test_its_head_says_size_and_how_often_it_plays(once, clip, tmp_path):
    found = chunks(write(tmp_path / "a.webp", clip(3, 46, 81), 20, once=once))
    assert [kind for kind, _ in found] == ["VP8X", "ANIM", "ANMF", "ANMF", "ANMF"]
    assert (three(found[0][1], 4), three(found[0][1], 7)) == (80, 45)
    assert struct.unpack("<IH", found[1][1]) == (0, int(once))


def test_a_frame_covers_what_changed_from_an_even_place_on(clip, tmp_path):
    found = chunks(write(tmp_path / "a.webp", clip(3), 25))
    frames = [body for kind, body in found if kind == "ANMF"]
    places = [(2 * three(body, 0), 2 * three(body, 3)) for body in frames]
    sizes = [(three(body, 6) + 1, three(body, 9) + 1) for body in frames]
    assert (places, sizes) == ([(0, 0), (0, 10), (2, 10)], [(80, 45), (13, 10), (14, 10)])
    assert [three(body, 12) for body in frames] == [40] * 3
    assert [body[15] for body in frames] == [2, 0, 0], "the first replaces what was there, later ones are laid over"


def test_fewer_colours_are_a_palette(noise, played, tmp_path):
    frames, words = noise(4), []
    full = write(tmp_path / "full.webp", frames, 20).stat().st_size
    path = write(tmp_path / "a.webp", frames, 20, max_bytes=full // 2, report=words.append)
    assert words[0].endswith("256 colours")
    assert len(np.unique(played(path).frames.reshape(-1, 4), axis=0)) <= 256
