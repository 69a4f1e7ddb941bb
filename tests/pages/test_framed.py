"""A page within another: a fragment in a blog, a slide of a deck, a frame of a site in its own colours."""

import pytest
from charts import ready

from gdviz.rendering.pages import explore

HEARD = "<script>heard = []; onmessage = ({ data }) => heard.push(data.gdviz);</script>"


@pytest.fixture
def framed(opened, solved, tmp_path):
    """Return a function that opens a frame of a page of the bowl, with attributes, in a page that hears its words."""
    explore(solved("bowl"), tmp_path / "bowl.html", panels=["contour"])

    def show(attributes, around="", **options):
        text = f"<!doctype html><body>{HEARD}{around}<iframe {attributes} width=800 height=600></iframe></body>"
        (tmp_path / "around.html").write_text(text, encoding="utf-8")
        window = opened(tmp_path / "around.html", is_page=False, **options)
        frame = window.frames[1]
        ready(frame)
        return window, frame

    return show


def test_a_slide_passes_on_the_keys_that_turn_slides_and_no_others(framed):
    window, frame = framed('src="bowl.html" name="gdviz-slide"')
    frame.locator(".scrubber").focus()
    for key in ("PageDown", "ArrowLeft", "Home", "PageUp", "Escape"):
        window.keyboard.press(key)
    # A word to another window is heard a moment later, and words are heard in their order.
    window.wait_for_function("heard.length >= 3")
    assert window.evaluate("heard") == ["next", "previous", "leave"]
    assert frame.evaluate("gdviz.state.step") == 0
    # A dialogue is closed by Escape.
    frame.get_by_role("button", name="The command").click()
    window.keyboard.press("Escape")
    assert frame.locator("dialog").is_hidden()
    assert len(window.evaluate("heard")) == 3


def test_elsewhere_a_page_keeps_its_keys(framed):
    window, frame = framed('src="bowl.html"')
    frame.locator(".scrubber").focus()
    window.keyboard.press("PageDown")
    window.keyboard.press("Escape")
    assert window.evaluate("heard") == []
    assert frame.evaluate("gdviz.state.step") == 27


def test_a_page_without_an_address_offers_no_link(opened, solved, tmp_path):
    for is_fragment, count in ((True, 0), (False, 1)):
        page = explore(solved("bowl"), tmp_path / "x.html", panels=["contour"], fragment=is_fragment)
        window = opened(page, is_page=False)
        frame = window.frames[-1]
        ready(frame)
        assert frame.get_by_role("button", name="Copy a link").count() == count


def test_a_frame_takes_the_colours_of_what_is_around_it(framed):
    scheme = "<style>body { color-scheme: dark }</style>"
    window, frame = framed('src="bowl.html"', scheme, color_scheme="null")
    assert frame.evaluate("document.documentElement.dataset.theme") == "dark"
    window.evaluate("document.body.style.colorScheme = 'light'")
    frame.wait_for_function("() => document.documentElement.dataset.theme === 'light'")
