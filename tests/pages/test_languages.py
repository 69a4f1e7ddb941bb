"""A language of its own: no word of the page's is shown that is not in its table."""

from charts import point, settle
from pseudo import PSEUDO, escaped, pseudo_spoken

import gdviz
from gdviz.rendering.pages import explore

# What is no word of a language, and the command that makes a run.
ALIKE = {"eps", "nan", "inf", "gdviz solve bowl --lr --steps --start -O adam"}


def test_another_language_is_one_dictionary(opened, tmp_path):
    run = gdviz.solve("bowl", steps=6, out=tmp_path / "run")
    with pseudo_spoken():
        page = explore(run, tmp_path / "page.html", lang=PSEUDO.name, title="0")
    window = opened(page)
    window.evaluate("gdviz.set({ start: [3, 2], settings: { lr: 5 }, step: 2, view: [-1, 1, -1, 1] })")
    window.wait_for_function("() => gdviz.solved && /[а-я]/.test(gdviz.solved.ending)")
    window.wait_for_timeout(1100)
    shown = window.evaluate(
        """() => [...document.querySelectorAll("body *:not(script):not(style):not(noscript)")].flatMap((one) => [
          ...[...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent),
          ...["aria-label", "aria-valuetext", "title", "placeholder"].map((name) => one.getAttribute(name) ?? ""),
        ])"""
    )
    # Settings are called as in Python, with a capital where a line begins.
    own = window.evaluate(
        """() => gdviz.payload.extras.solving.optimizers.flatMap(({ settings }) =>
          settings.flatMap(({ name, choices = [] }) => [name, name.replaceAll("_", " "), ...choices]))"""
    )
    names = [*own, *(name.capitalize() for name in own), *ALIKE]
    found = {word for text in shown for word in escaped(text, names)}
    assert {word for word in found if len(word) > 2} == set()


def test_numbers_are_written_and_read_as_the_language_does(opened, tmp_path):
    run = gdviz.solve("bowl", steps=1200, lr=0.004, out=tmp_path / "run")
    window = opened(explore(run, tmp_path / "page.html", lang="fr"))
    assert window.evaluate("document.documentElement.lang") == "fr"
    assert window.locator(".told").inner_text() == "1\u202f200 / 1\u202f200"
    window.evaluate("gdviz.set({ step: 1000 })")
    point(window, "contour", *run.params[1000])
    words = window.locator(".panel-contour .readout dd").all_inner_texts()
    assert "1\u202f000" in words
    numbers = [float(word.replace("\u202f", "").replace(",", ".").replace("−", "-")) for word in words]
    assert {float(f"{value:.9g}") for value in (*run.params[1000], run.loss[1000])} <= set(numbers)
    assert not any("." in word for word in words)
    field = window.locator(".dial .field").first
    assert field.input_value() == "0,004"
    for typed in ("0,125", "0.125"):
        field.fill(typed)
        settle(window)
        assert window.evaluate("gdviz.state.settings.lr") == 0.125
    assert window.locator("#solving .outcome").inner_text().count(",") >= 1
