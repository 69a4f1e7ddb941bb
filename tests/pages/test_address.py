"""States that a page may begin in."""

import pytest

from gdviz.pages.address import checked_state


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("", ""),
        ("step=40", "step=40"),
        ("#step=40&log=0", "step=40&log=0"),
        ("file:///home/a/race.html#view=-1,1,0,2.5&set.lr=0.1", "view=-1,1,0,2.5&set.lr=0.1"),
        ("camera=30,40,1&optimizer=adam&panels=loss", "camera=30,40,1&optimizer=adam&panels=loss"),
        ("camera=30,40,1,0.1,-0.2", "camera=30,40,1,0.1,-0.2"),
    ],
)
def test_a_state_is_what_an_address_has(words, state):
    assert checked_state(words) == state


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("stpe=4", "unknown part of a state 'stpe'; did you mean 'step'?"),
        ("step=x", "step in --state is a number, not 'x'"),
        ("step=", "step in --state is a number, not ''"),
        ("step=nan", "step in --state is a number, not 'nan'"),
        ("view=1,2", "view in --state is 4 numbers with commas between them, not '1,2'"),
        ("set.lr=fast", "set.lr in --state is a number, not 'fast'"),
        ("&&", "--state takes what a page's address has after the #, not '&&'"),
    ],
)
def test_other_words_are_refused(words, answer):
    with pytest.raises(ValueError, match=r"^[^\n]*$") as caught:
        checked_state(words)
    assert str(caught.value).startswith(answer)


def test_a_panels_zoom_is_a_box():
    assert checked_state("zoom.fit=0,1,0,2") == "zoom.fit=0,1,0,2"
    with pytest.raises(ValueError, match=r"zoom\.fit in --state is 4 numbers"):
        checked_state("zoom.fit=0,1")
