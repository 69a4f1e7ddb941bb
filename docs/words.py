"""The catalogue of words: all that pictures say, out of the code, and each language's file brought up to date.

``python docs/words.py`` writes gdviz/languages/messages.pot anew, and into each .po file what is new, untranslated;
what no picture says any more is dropped. ``python docs/words.py LANGUAGE`` begins a language.
"""

import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from gdviz.analysis.comparison import within

ROOT = Path(__file__).parents[1]
HOME = ROOT / "gdviz" / "languages"
TEMPLATE = HOME / "messages.pot"
CALLS = {"said": None, "to_say": None, "said_as": ((1, "c"), 2), "counted": (1, 2)}
# Functions whose calls are looked for, as text.
SIGNS = tuple(f"{name}(" for name in CALLS)


def template() -> Catalog:
    """Return the catalogue of all that is said, in English."""
    made = Catalog(project="gdviz", charset="utf-8", fuzzy=False, header_comment="")
    for path in sorted([*ROOT.glob("gdviz/**/*.py"), *ROOT.glob("scenes/*.py")]):
        if any(sign in path.read_text(encoding="utf-8") for sign in SIGNS):
            for _, message, comments, context in extract_from_file("python", path, CALLS, ("Translators:",)):
                made.add(message, auto_comments=comments, context=context)
    for title in titles():
        made.add(title)
        if within(title) != title:
            made.add(within(title), context="within a line")
    return made


def titles() -> Iterable[str]:
    """Return what problems and optimizers say of themselves: their titles, and what the settings of optimizers mean."""
    from gdviz.optimizers import OPTIMIZERS
    from gdviz.problems import PROBLEMS

    # These two say in their titles what is set, and `problem_title` says them.
    problems = [factory() for name, factory in PROBLEMS.items() if name not in ("polynomial", "mlp")]
    settings = [setting for factory in OPTIMIZERS.values() for setting in factory.settings.values()]
    made = (*problems, *(factory() for factory in OPTIMIZERS.values()))
    return [*(one.title for one in made), *(setting.meaning for setting in settings)]


def written(catalog: Catalog) -> str:
    """Return a catalogue as its file, without times and places, in the order of its messages."""
    file = BytesIO()
    write_po(file, catalog, width=0, omit_header=True, sort_output=True, no_location=True, ignore_obsolete=True)
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    if catalog.locale is not None:
        head += f'"Language: {catalog.locale}\\n"\n"Plural-Forms: {catalog.plural_forms}\\n"\n'
    return f"{head}\n{file.getvalue().decode().strip()}\n"


def updated(path: Path, source: Catalog) -> Catalog:
    """Return the catalogue of a .po file, brought up to date."""
    with path.open("rb") as file:
        catalog = read_po(file, locale=path.stem)
    catalog.update(source, no_fuzzy_matching=True)
    return catalog


def main(names: list[str]) -> None:
    """Write all files."""
    source = template()
    for name in names:
        (HOME / f"{name}.po").touch()
    TEMPLATE.write_text(written(source), encoding="utf-8", newline="\n")
    for path in sorted(HOME.glob("*.po")):
        catalog = updated(path, source)
        path.write_text(written(catalog), encoding="utf-8", newline="\n")
        missing = sum(message.fuzzy or not all(_strings(message.string)) for message in catalog if message.id)
        print(f"{path.name}: {len(catalog)} messages, {missing} to be translated")  # noqa: T201


def _strings(string: object) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (str(string or ""),)


if __name__ == "__main__":
    main(sys.argv[1:])
