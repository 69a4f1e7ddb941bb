"""Sentences of one's own."""

import pytest

from gdviz.languages import chosen_language
from gdviz.languages.own_words import own_words


def words(tmp_path, text):
    path = tmp_path / "my.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sentence_may_be_said_otherwise_and_with_fewer_places(tmp_path):
    path = words(tmp_path, '"step {step}" = "round {step}"\n"Gradient descent" = "Going down"\n')
    own = (("Gradient descent", "Going down"), ("step {step}", "round {step}"))
    assert own_words(path) == own
    assert chosen_language("fr", path).own == own


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"step {stop}" = "x"', r"no picture says 'step {stop}'; did you mean 'step {step}'\?"),
        ('"Qqq" = "x"', "no picture says 'Qqq'; each is in gdviz/languages/messages.pot"),
        ('"step {step}" = 3', "must be text; for example"),
        ('"step {step}" = "{stop}"', r"has a place {stop} that 'step {step}' has not; its places: {step}"),
        ('"Gradient descent" = "{x}"', "its places: none"),
        ('"step {step}" = "{step"', "expected '}' before end of string"),
        ("step", "is no TOML"),
    ],
)
def test_what_does_not_fit_is_answered_in_a_sentence(tmp_path, text, said):
    with pytest.raises(ValueError, match=said):
        own_words(words(tmp_path, text))
