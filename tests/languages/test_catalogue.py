"""What is said in which language."""

import numpy as np
import pytest

from gdviz.languages import (
    ENGLISH,
    Language,
    clauses,
    counted,
    enumerated,
    listed,
    point,
    prose,
    said,
    said_as,
    speaking,
)
from gdviz.languages.catalogue import letters_of

GERMAN = Language("de")


def test_english_is_what_is_written():
    assert said("step {step}", step=1234) == "step 1,234"
    assert said_as("verb", "rest") == "rest"
    assert [counted("{n} step", "{n} steps", n) for n in (0, 1, 2000)] == ["0 steps", "1 step", "2,000 steps"]


def test_without_places_braces_stay():
    assert said("step {step} of {last}") == "step {step} of {last}"


def test_a_sentence_of_nobody_is_said_as_it_is():
    with speaking(GERMAN):
        assert said("What a stranger's run says") == "What a stranger's run says"


def test_nothing_is_said_as_nothing():
    with speaking(GERMAN):
        assert said("") == ""


def test_a_language_has_its_own_sentences_order_and_numbers():
    with speaking(GERMAN):
        assert said("Gradient descent") == "Gradientenabstieg"
        assert said("step {step}", step=1234) == "Schritt 1.234"
        assert [counted("{n} run", "{n} runs", n) for n in (1, 2000)] == ["1 Lauf", "2.000 Läufe"]
        assert listed(["a", "b", "c"]) == "a, b und c"
        assert said("step {step}", step=np.int64(1234)) == "Schritt 1.234"
    assert said("Gradient descent") == "Gradient descent"


def test_a_sentence_of_ones_own_is_said_instead_in_every_language():
    own = (("step {step}", "round {step}"),)
    for name in ("en", "de"):
        with speaking(Language(name, own)):
            assert said("step {step}", step=3) == "round 3"


def test_own_words_for_one_thing_or_for_several():
    with speaking(Language("en", (("{n} steps", "{n} rounds"),))):
        assert [counted("{n} step", "{n} steps", n) for n in (1, 2)] == ["1 step", "2 rounds"]


@pytest.mark.parametrize(
    ("words", "expected"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c", "d"], "a, b, c and d")]
)
def test_words_are_listed(words, expected):
    assert listed(words) == expected


def test_sentences_and_clauses_stand_one_after_another_as_the_language_has_them():
    assert (prose(["A.", "", "B."]), clauses(["a", "b", "c"]), prose([])) == ("A. B.", "a; b; c", "")
    with speaking(Language("zh")):
        assert (prose(["甲。", "乙。"]), clauses(["甲", "乙"])) == ("甲。乙。", "甲；乙")


def test_numbers_stand_apart_by_a_sign_that_is_not_their_decimals():
    assert [enumerated(["1.5", "2"]), point(["1.5", "2"]), point("123")] == ["1.5, 2", "(1.5, 2)", "(1, 2, 3)"]
    with speaking(GERMAN):
        assert [enumerated(["1,5", "2"]), point(["1,5", "2"]), point("123")] == ["1,5; 2", "(1,5;\u00a02)", "(1; 2; 3)"]


def test_letters_of_a_language_are_those_of_its_catalogue():
    assert letters_of(ENGLISH) == []
    assert "学" in "".join(letters_of(Language("zh")))
