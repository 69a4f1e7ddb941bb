"""A language of its own: no word of the page's is shown that is not in its table."""

import re

from charts import point, settle

import gdviz
from gdviz.pages.words import LANGUAGES
from gdviz.rendering.pages import explore

# What is no word of a language, and what runs, optimizers and settings say of themselves.
ALIKE = {"eps", "nan", "inf"}


def _other(word: str) -> str:
    """Return words in a language that has other letters, with their gaps."""
    return "".join(
        part if part.startswith("{") else re.sub("[a-zA-Z]", "ж", part) for part in re.split(r"({\w+})", word)
    )


def test_another_language_is_one_dictionary(opened, tmp_path, monkeypatch):
    other = {name: _other(word) for name, word in LANGUAGES["en"].items()}
    monkeypatch.setitem(LANGUAGES._items, "qq", other)
    run = gdviz.solve("bowl", steps=6, out=tmp_path / "run")
    window = opened(explore(run, tmp_path / "page.html", language="qq", title="0"))
    window.evaluate("gdviz.set({ start: [3, 2], settings: { lr: 5 }, step: 2, view: [-1, 1, -1, 1] })")
    window.wait_for_function("() => gdviz.solved && /ж/.test(gdviz.solved.ending)")
    window.wait_for_timeout(1100)
    shown = window.evaluate(
        """() => [...document.querySelectorAll("body *:not(script):not(style):not(noscript)")].flatMap((one) => [
          ...[...one.childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent),
          ...["aria-label", "aria-valuetext", "title", "placeholder"].map((name) => one.getAttribute(name) ?? ""),
        ])"""
    )
    # Names and endings of recorded runs, titles of optimizers and what their settings mean are gdviz's own.
    own = window.evaluate(
        """() => [
          ...gdviz.runs.flatMap(({ name, title, ending, fates }) => [name, title, ending, ...fates.flat().map(String)]),
          ...gdviz.payload.extras.solving.optimizers.flatMap(({ title, settings }) => [
            title,
            ...settings.flatMap(({ name, meaning, choices = [] }) => [name.replaceAll("_", " "), meaning, ...choices]),
            ...settings.map(({ name }) => name),
          ]),
          gdviz.payload.note, ...gdviz.payload.extras.relief.notes,
        ]"""
    )
    known = re.compile(
        "|".join(re.escape(part) for part in sorted(own, key=len, reverse=True) if len(part) > 2), re.IGNORECASE
    )
    found = {word for text in shown for word in re.findall("[A-Za-z]{3,}", known.sub("", text))}
    assert found <= ALIKE


def test_numbers_are_written_and_read_as_the_language_does(opened, tmp_path, monkeypatch):
    signs = {"decimalSign": ",", "thousandsSign": "\N{NARROW NO-BREAK SPACE}"}
    monkeypatch.setitem(LANGUAGES._items, "qq", {**LANGUAGES["en"], **signs})
    run = gdviz.solve("bowl", steps=1200, lr=0.004, out=tmp_path / "run")
    window = opened(explore(run, tmp_path / "page.html", language="qq"))
    assert window.evaluate("document.documentElement.lang") == "qq"
    # What gdviz says of a run is English on any page, and says so to whoever reads it out.
    assert window.locator(".run .fate").get_attribute("lang") == "en"
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
