"""Which language is spoken."""

from threading import Thread

from gdviz.languages import ENGLISH, Language, speaking, spoken


def test_it_is_spoken_within_a_block_alone():
    with speaking(Language("de")):
        with speaking(Language("fr")):
            assert spoken().name == "fr"
        assert spoken().name == "de"
    assert spoken() == ENGLISH


def test_each_thread_speaks_its_own():
    heard = []
    with speaking(Language("de")):
        other = Thread(target=lambda: heard.append(spoken().name))
        other.start()
        other.join()
        assert (heard, spoken().name) == (["en"], "de")
