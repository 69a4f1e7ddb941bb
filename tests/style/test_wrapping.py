"""Words in lines: even ones, and titles that fit whatever is written in them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from gdviz.style.wrapping import clusters_of, fit_title, parted, wrap

# Every letter is as wide as its size says; 20 of them are 200 wide at size 10.
HOW = {"size": 10.0, "least": 5.0}


def width(words: str) -> float:
    return 10.0 * len(words)


def test_what_fits_is_one_line():
    fitted = fit_title("twenty letters, yes.", width, 200, **HOW)
    assert (fitted.lines, fitted.size) == (("twenty letters, yes.",), 10)


def test_what_does_not_is_two_even_lines():
    fitted = fit_title("one two three four five", width, 200, **HOW)
    assert (fitted.lines, fitted.size) == (("one two three", "four five"), 10)


def test_two_lines_that_are_too_long_shrink():
    fitted = fit_title("a title with three times ten letters in it", width, 200, **HOW)
    assert fitted.lines == ("a title with three", "times ten letters in it")
    assert fitted.size == 8.5
    assert width(fitted.lines[1]) * fitted.size / 10 <= 200 < width(fitted.lines[1]) * (fitted.size + 0.25) / 10


def test_what_is_longer_than_two_lines_of_the_least_size_ends_with_an_ellipsis():
    fitted = fit_title("word, " * 40, width, 200, **HOW)
    assert fitted.size == 5
    assert fitted.lines == (("word, " * 6).rstrip(), "word, " * 6 + "wor…")
    assert fit_title("word, " * 40, width, 200, size=4.0, least=5.0).size == 4


def test_a_word_without_blanks_is_broken_at_last():
    assert fit_title("x" * 30, width, 200, **HOW).lines == ("x" * 30,)
    assert fit_title("x" * 60, width, 200, **HOW).lines == ("x" * 40, "x" * 20)
    assert fit_title("x" * 90, width, 200, **HOW).lines == ("x" * 40, "x" * 39 + "…")
    assert wrap("an " + "x" * 25, width, 100) == ["an " + "x" * 6, "x" * 9, "x" * 10]


def test_parted_a_caller_are_not_broken():
    terms = ["f = xxxxxxxxxx ", "+ yyyyyyyyyyyyyy ", "+ zzzzzzzzzzzzzzz ", "+ w"]
    fitted = fit_title(terms, width, 200, **HOW)
    assert fitted.lines == ("f = xxxxxxxxxx + yyyyyyyyyyyyyy", "+ zzzzzzzzzzzzzzz + w")
    assert fit_title([*terms, *["+ uuuuuuuuuuu "] * 9], width, 200, ellipsis=" + …", **HOW).lines[-1].endswith("u + …")


def test_lines_are_as_few_and_as_even_as_can_be():
    assert wrap("", width, 100) == []
    assert wrap("aaa bb cc ddddd", width, 60) == ["aaa", "bb cc", "ddddd"]


@pytest.mark.parametrize(
    ("words", "pieces"),
    [
        ("two words", ["two ", "words"]),
        ("learning-rate a/b -1", ["learning-", "rate ", "a/", "b ", "-1"]),
        # Chinese and Japanese are written without blanks, but no line begins with a stop or ends with a bracket.
        ("梯度下降，学习", ["梯", "度", "下", "降，", "学", "习"]),
        ("「勾配」は", ["「勾", "配」", "は"]),
        ("经典 loss 函数", ["经", "典 ", "loss ", "函", "数"]),
        # A number stays with what it counts.
        ("損失を 1 歩下る", ["損", "失", "を ", "1 歩", "下", "る"]),
        # Korean has blanks.
        ("경사 하강법", ["경사 ", "하강법"]),
        ("no\u00a0break", ["no\u00a0break"]),
    ],
)
def test_where_a_line_may_end(words, pieces):
    assert parted(words) == pieces


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        # A line of ideographs ends rather after a stop or a particle than within what may be a word.
        ("二次碗面，梯度下降，学习率", ["二次碗面，", "梯度下降，学习率"]),
        ("すべての点が正しい側にある。", ["すべての点が", "正しい側にある。"]),
        ("Schritte: 50\u00a0%", ["Schritte:", "50\u00a0%"]),
    ],
)
def test_lines_end_where_words_do(words, lines):
    assert wrap(words, width, 100) == lines


def test_what_a_reader_takes_for_a_letter_stays_whole():
    assert clusters_of("e\u0301a") == ["e\u0301", "a"]
    assert clusters_of("क्षिति") == ["क्षि", "ति"]
    assert clusters_of("👩‍🚀🇩🇪🇫🇷👍🏽") == ["👩‍🚀", "🇩🇪", "🇫🇷", "👍🏽"]


@settings(max_examples=150, deadline=None)
@given(some.text(alphabet="ab -/。「」梯度é\u0301क्👍🇩🇪\u200d", max_size=120), some.floats(30, 400))
def test_every_title_fits_whatever_it_says(words, room):
    assert "".join(parted(words)) == words
    assert "".join(clusters_of(words)) == words
    fitted = fit_title(words, width, room, **HOW)
    assert len(fitted.lines) <= 2
    assert 5 <= fitted.size <= 10
    for line in fitted.lines:
        assert width(line) * fitted.size / 10 <= room or len(clusters_of(line)) <= 2
    if not any("…" in line for line in fitted.lines):
        assert "".join("".join(fitted.lines).split()) == "".join(words.split())
