"""Text that users write, and the answers to what is none."""

import pytest

from gdviz.files.texts import read_toml


def read(path):
    return read_toml(path, "a = 1", "write one")


def test_a_file_says_what_it_says_with_the_mark_of_an_editor_too(tmp_path):
    (tmp_path / "my.toml").write_bytes(b"\xef\xbb\xbfa = 'x'")
    assert read(tmp_path / "my.toml") == {"a": "x"}


def test_a_file_that_is_not_there_is_answered_with_its_neighbour_or_with_what_to_do(tmp_path):
    (tmp_path / "house.toml").touch()
    with pytest.raises(ValueError, match=r"there is no file .*hause\.toml; did you mean 'house\.toml'\?"):
        read(tmp_path / "hause.toml")
    with pytest.raises(ValueError, match=r"did you mean 'house\.toml'\?"):
        read(tmp_path / "house.tml")
    for name in ("other.toml", "nowhere/house.toml"):
        with pytest.raises(ValueError, match=rf"there is no file .*{name}; write one"):
            read(tmp_path / name)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"x", r"my\.toml is no TOML: .*; a line of it is like a = 1"), (b"\xe9", r"is no UTF-8 text; save it as UTF-8")],
)
def test_what_is_no_text_or_no_toml_is_said(tmp_path, content, said):
    (tmp_path / "my.toml").write_bytes(content)
    with pytest.raises(ValueError, match=said):
        read(tmp_path / "my.toml")
    with pytest.raises(ValueError, match=r"cannot read .*; write one"):
        read(tmp_path)
