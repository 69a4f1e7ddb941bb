"""The lesson in docs/notebook.ipynb: carried out as a reader does, and as HTML in a browser."""

import re
from pathlib import Path

import pytest

LESSON = Path(__file__).parents[2] / "docs" / "notebook.ipynb"


@pytest.fixture(scope="module")
def carried_out(tmp_path_factory):
    """Return the notebook with what its cells show, and the folder in which it was carried out."""
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    folder = tmp_path_factory.mktemp("notebook")
    lesson = nbformat.read(LESSON, 4)
    nbclient.NotebookClient(lesson, timeout=240, resources={"metadata": {"path": str(folder)}}).execute()
    return lesson, folder


@pytest.fixture(scope="module")
def page(carried_out):
    """Return the notebook as HTML, as `jupyter nbconvert --to html` writes it."""
    nbconvert = pytest.importorskip("nbconvert")
    # Beside the package, wherever that is, and not beside this program alone.
    share = Path(nbconvert.__file__).parents[4] / "share" / "jupyter"
    lesson, folder = carried_out
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(share))
        text, _ = nbconvert.HTMLExporter().from_notebook_node(lesson)
    (folder / "lesson.html").write_text(text, encoding="utf-8")
    return folder / "lesson.html"


def kinds(lesson):
    """Return the kinds of what each cell shows."""
    return [[set(one.get("data", {})) for one in cell.outputs] for cell in lesson.cells if cell.cell_type == "code"]


def test_every_cell_shows_what_it_makes_and_nothing_goes_wrong(carried_out):
    lesson, folder = carried_out
    shown = kinds(lesson)
    assert {"text/html", "image/png"} <= shown[1][-1], "a run, with a picture"
    assert {"text/html", "image/png"} <= shown[3][-1], "a film"
    assert [kind for kind in shown[6] if "image/png" in kind] == [{"text/plain", "text/html", "image/png"}] * 2
    assert "text/html" in shown[7][-1], "a page"
    said = [one for cell in lesson.cells if cell.cell_type == "code" for one in cell.outputs if "name" in one]
    assert [one for one in said if one.name == "stderr"] == [], "no bar is left behind, and no warning"
    assert sorted(path.name for path in (folder / "renders").glob("*.*")) == [
        *("momentum.gif", "momentum.html", "rates.png", "valley.mp4"),
    ]


def test_its_page_holds_the_pictures(page):
    text = page.read_text(encoding="utf-8")
    assert text.count("data:video/mp4;base64,") == 1
    assert text.count("data:image/gif;base64,") == 1
    assert 'src="renders/' not in text
    assert re.search(r"<video [^>]*muted", text)


def test_the_lesson_is_committed_without_what_it_shows():
    text = LESSON.read_text(encoding="utf-8")
    assert '"outputs": []' in text
    assert "base64" not in text


def test_in_a_browser_the_film_plays_and_the_page_lives(browser, page):
    window = browser.new_page(viewport={"width": 1000, "height": 900})
    window.goto(page.as_uri())
    now = window.evaluate(
        "async () => { const film = document.querySelector('video'); await film.play();"
        " await new Promise(done => setTimeout(done, 700)); return [film.currentTime, film.videoWidth]; }"
    )
    assert now[0] > 0.2
    assert now[1] == 640
    for image in window.query_selector_all("img"):
        image.scroll_into_view_if_needed()
        window.wait_for_function("image => image.naturalWidth > 0", arg=image)
    frame = window.query_selector("iframe")
    frame.scroll_into_view_if_needed()
    inside = frame.content_frame()
    inside.wait_for_selector("canvas")
    assert inside.query_selector("h1")
    window.screenshot(path=page.with_suffix(".png"), full_page=True)
    window.close()
