"""Whose fault an error is."""

import traceback

import pytest

from gdviz.extensions.blame import blamed


def raised_in(text, path):
    try:
        exec(compile(text, path, "exec"), {"outer": outer})  # noqa: S102 (it is ours)
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


def outer():
    raise ValueError("a sentence of gdviz")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1\ny = x / 0", "mine.py, line 2: ZeroDivisionError: division by zero"),
        ("def f():\n    return {}['a']\nf()", "mine.py, line 2, in f: KeyError: 'a'"),
        ("outer()", "mine.py, line 1: a sentence of gdviz"),
        ("def (:", "mine.py, line 1: invalid syntax; the line is `def (:`"),
    ],
)
def test_the_last_line_of_the_file_is_named_with_what_went_wrong(text, said):
    assert blamed(raised_in(text, "/here/mine.py"), ["/here/mine.py"]) == said


def test_an_error_that_comes_through_no_such_file_is_nobodys():
    error = raised_in("1 / 0", "/here/mine.py")
    assert blamed(error, ["/here/other.py"]) is None
    assert blamed(error, []) is None


def test_the_line_is_quoted_where_it_can_be_read_and_its_beginning_where_it_is_long(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(f"x = 1 / 0  # {'long ' * 40}", encoding="utf-8")
    traceback.linecache.clearcache()
    words = blamed(raised_in(path.read_text(encoding="utf-8"), str(path)), [str(path)])
    assert words.startswith("mine.py, line 1: ZeroDivisionError: division by zero; the line is `x = 1 / 0  # long long")
    assert words.endswith("…`")
    assert len(words) < 160
