"""Which language is asked for."""

import pytest

from gdviz.languages import ENGLISH, chosen_language


def test_it_is_chosen_by_name_else_by_the_environment(monkeypatch):
    monkeypatch.delenv("GDVIZ_LANG", raising=False)
    assert chosen_language() == ENGLISH
    monkeypatch.setenv("GDVIZ_LANG", "fr_CA.UTF-8")
    assert chosen_language().name == "fr"
    assert chosen_language("de-AT").name == "de"
    assert chosen_language("en").name == "en"
    monkeypatch.setenv("GDVIZ_LANG", "")
    assert chosen_language() == ENGLISH


def test_an_unknown_one_is_answered_with_all():
    with pytest.raises(ValueError, match="unknown language 'tlh'; choose from en, de, es, fr, ja, zh"):
        chosen_language("tlh")
