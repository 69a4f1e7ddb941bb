"""What MkDocs does besides: it carries out the pages' commands, and puts what they make into the site.

In the order in which they stand on a page, from an empty folder of the page's own:

- ``sh``: the lines that begin with gdviz or python are carried out.
- ``console``: so are those after "$ ", and they must print what stands below them; a line "..." stands for any lines.
- ``python``: the block is carried out as a program of its own.
- A block of any language with a title="FILE" is saved under that name instead, for a command further down.

A block under ``<!-- not run: why -->`` is only shown. Pictures that come to lie in renders/ are at renders/ beside the
page; a page is carried out again once its blocks or gdviz have changed. A video shown as a picture becomes a player, an
explorable page (.html) a frame in which it lives. Formulas between dollars become MathML.
"""

import difflib
import hashlib
import html
import json
import logging
import os
import posixpath
import re
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from shown import explorable, film, sized

ROOT = Path(__file__).parents[1]
WORK = ROOT / "build" / "docs"
STAMP = ".done"
PICTURES = {".gif", ".png", ".svg", ".mp4", ".webm", ".webp", ".apng", ".txt", ".html", ".pdf", ".pptx"}
MAP = "assets/architecture.svg"
# With it in the environment no command is carried out, and pictures of the gallery stand in for those that are missing.
QUICK = "GDVIZ_DOCS_QUICK"
FONTS = ("IBMPlexSans-Regular.ttf", "IBMPlexSans-SemiBold.ttf")

_BLOCK = re.compile(
    r"""(?:^[ \t]*<!--\ not\ run:\ (?P<why>[^\n]+?)\ -->\s*)?
    ^(?P<indent>[ \t]*)```(?P<info>[^`\n]*)\n
    (?P<body>.*?)
    ^(?P=indent)```[ \t]*$""",
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
_LANGUAGE = re.compile(r"\{?\s*\.?(\w*)")
_TITLE = re.compile(r"title=\"([^\"]*)\"")
_SHOWN = re.compile(r"\]\((renders/[\w./-]+)")
_RUNS = re.compile(r"(gdviz|python)\s")
_FORMULA = re.compile(r"<(span|div) class=\"arithmatex\">\\[(\[](.*?)\\[)\]]</\1>", re.DOTALL)

log = logging.getLogger("mkdocs.hooks.gdviz")


class PageError(Exception):
    """A page that does not do what it says: where, and what happened."""


@dataclass(frozen=True)
class Step:
    """One thing that a page says to do.

    Attributes
    ----------
    line
        Where on the page.
    command
        For the shell; empty where only a file is saved.
    text
        What the file holds, or what the command reads.
    file
        The name to save it under.
    prints
        What the command must print; None for anything.
    """

    line: int
    command: str = ""
    text: str = ""
    file: str = ""
    prints: str | None = None


def steps_of(page: str) -> list[Step]:
    """Return what a page says to do, from its Markdown."""
    return [step for found in _BLOCK.finditer(page) if not found["why"] for step in _steps(found)]


def _steps(block: re.Match[str]) -> Iterator[Step]:
    first = block.string.count("\n", 0, block.start("body")) + 1
    body, info = textwrap.dedent(block["body"]), block["info"].strip()
    language, title = _LANGUAGE.match(info)[1], _TITLE.search(info)  # type: ignore[index]  # it matches anything
    if title:
        yield Step(first, text=body, file=title[1])
    elif language == "python":
        yield Step(first, command="python -", text=body)
    elif language == "sh":
        for line, command in _commands(body.splitlines(), first):
            if _RUNS.match(command):
                yield Step(line, command=command)
    elif language == "console":
        lines = body.splitlines()
        starts = [i for i, line in enumerate(lines) if line.startswith("$ ")]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            command = lines[start].removeprefix("$ ")
            if _RUNS.match(command):
                yield Step(first + start, command=command, prints="\n".join(lines[start + 1 : end]))


def _commands(lines: Sequence[str], first: int) -> Iterator[tuple[int, str]]:
    """Yield the commands of some lines, each with the number of its first line; a backslash goes on in the next."""
    waiting, start = "", first
    for number, line in enumerate(lines, first):
        start = start if waiting else number
        waiting += line
        if waiting.endswith("\\"):
            waiting = waiting[:-1]
        else:
            yield start, waiting
            waiting = ""


def carry_out(steps: Sequence[Step], folder: Path, page: str) -> None:
    """Do what a page says, from an empty folder.

    Raises
    ------
    PageError
        If a command fails, or prints something else than the page shows.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    # What several threads add up depends on how many there are, and they wait for one another where others are at work.
    around = {**os.environ, "PATH": path, "NO_COLOR": "1", "OMP_NUM_THREADS": "1"}
    for step in steps:
        where = f"{page}, line {step.line}"
        if step.file:
            file = (folder / step.file).resolve()
            if not file.is_relative_to(folder.resolve()):
                raise PageError(f"{where}: a block is saved in the page's own folder, not as {step.file!r}")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(step.text, encoding="utf-8")
            continue
        done = subprocess.run(  # noqa: S603 (the pages are ours)
            ["/bin/sh", "-e", "-c", step.command],
            cwd=folder,
            env=around,
            input=step.text,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            said = "\n".join(done.stdout.splitlines()[-12:])
            raise PageError(f"{where}: `{step.command}` failed with exit code {done.returncode}:\n{said}")
        if step.prints is not None and not agrees(step.prints, done.stdout):
            shown, printed = step.prints.splitlines(), done.stdout.splitlines()
            change = "\n".join(difflib.unified_diff(shown, printed, "shown", "printed", lineterm="", n=1))
            raise PageError(f"{where}: `{step.command}` prints something else than the page shows:\n{change}")


def agrees(shown: str, printed: str) -> bool:
    """Return whether what a page shows is what was printed; a line "..." stands for any lines, also none."""
    lines = [r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line.rstrip()) + "\n" for line in shown.splitlines()]
    return re.fullmatch("".join(lines), "".join(f"{line.rstrip()}\n" for line in printed.splitlines())) is not None


def pictures_in(folder: Path) -> Iterator[Path]:
    """Yield the files to show in a page's renders/; what belongs to a run is not among them."""
    for path in sorted((folder / "renders").rglob("*")):
        parts = path.relative_to(folder / "renders").parts
        if path.suffix in PICTURES and parts[0] != "runs" and not any(part.startswith(".") for part in parts):
            yield path


def stand_in(page: str, folder: Path) -> None:
    """Put the gallery's pictures where a page shows some that are not there, those of the same names if it has them."""
    gallery = ROOT / "renders" / "gallery"
    for name in dict.fromkeys(_SHOWN.findall(page)):
        path = folder / name
        if path.exists():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        like = [gallery / path.name, *sorted(gallery.glob(f"*{path.suffix}"))]
        known = next((picture for picture in like if picture.is_file()), None)
        path.write_bytes(known.read_bytes() if known else b"<p>Not made in a quick build.</p>")
        (folder / STAMP).unlink(missing_ok=True)


def digest_of(steps: Sequence[Step], program: str) -> str:
    """Return a hash of what a page says to do and of the program that does it; where it stands does not count."""
    told = [astuple(step)[1:] for step in steps]
    return hashlib.sha256(json.dumps([told, program]).encode()).hexdigest()


def program() -> str:
    """Return a hash of gdviz: its version says too little while it is being changed."""
    hashed = hashlib.sha256(sys.version.encode())
    for folder in (ROOT / "gdviz", ROOT / "scenes"):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                hashed.update(f"{path.relative_to(ROOT)} {path.stat().st_size} ".encode() + path.read_bytes())
    return hashed.hexdigest()


def drawn_map() -> Path:
    """Draw the map of the house as it is today, and return where; the one in docs/ may be some lines behind."""
    path = WORK / MAP
    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, ROOT / "docs" / "map.py", path], check=True)  # noqa: S603 (it is ours)
    return path


def colors() -> str:
    """Return the themes of gdviz.style.themes as variables of CSS, so that page and pictures are of one colour."""
    from gdviz.style.themes import THEMES

    names = ("background", "ink", "muted", "grid", "accent")
    schemes = {"default": THEMES["light"], "slate": THEMES["dark"]}
    return "".join(
        f'[data-md-color-scheme="{scheme}"] {{\n'
        + "".join(f"  --gdviz-{name}: {getattr(style, name)};\n" for name in names)
        + f"  --gdviz-low: {style.field[0]};\n  --gdviz-link: {style.classes[0]};\n}}\n"
        for scheme, style in schemes.items()
    )


def formulas(content: str, page: str) -> str:
    """Return a page with MathML in the place of LaTeX: browsers draw it by themselves.

    Raises
    ------
    PageError
        For a formula that cannot be read.
    """

    def convert(found: re.Match[str]) -> str:
        from latex2mathml.converter import convert as mathml

        latex = html.unescape(found[2]).strip()
        try:
            made: str = mathml(latex, display="block" if found[1] == "div" else "inline")
        except Exception as error:
            raise PageError(f"{page}: cannot read the formula {latex!r}: {error!r}") from error
        if unknown := re.search(r"\\[a-zA-Z]+", made):
            raise PageError(f"{page}: the formula {latex!r} has {unknown[0]}, which is not known")
        return made

    return _FORMULA.sub(convert, content)


def on_startup(command: str, dirty: bool) -> None:
    """Make help texts, which are as wide as the terminal, as wide as a page."""
    os.environ["COLUMNS"] = "80"


def on_files(files: Any, config: Any) -> Any:
    """Carry out the pages, and add to the site what they made, the fonts and the colours."""
    from mkdocs.exceptions import PluginError
    from mkdocs.structure.files import File

    now = program()
    for page in files.documentation_pages():
        folder = WORK / posixpath.splitext(page.src_uri)[0]
        steps = steps_of(page.content_string)
        if not steps:
            continue
        stamp, digest = folder / STAMP, digest_of(steps, now)
        if QUICK in os.environ:
            stand_in(page.content_string, folder)
        elif not stamp.exists() or stamp.read_text(encoding="utf-8") != digest:
            began = time.monotonic()
            try:
                carry_out(steps, folder, page.src_uri)
            except PageError as error:
                raise PluginError(str(error)) from None
            stamp.write_text(digest, encoding="utf-8")
            log.info("%s: carried out in %.1f s", page.src_uri, time.monotonic() - began)
        for path in pictures_in(folder):
            uri = posixpath.join(posixpath.dirname(page.src_uri), path.relative_to(folder).as_posix())
            other = files.get_file_from_path(uri)
            if other is None:
                files.append(File.generated(config, uri, abs_src_path=str(path)))
            elif other.content_bytes != path.read_bytes():
                raise PluginError(
                    f"{page.src_uri} makes {uri}, and so does another page; give one another name with -o"
                )
    for name in FONTS:
        path = ROOT / "gdviz" / "style" / "fonts" / name
        files.append(File.generated(config, f"assets/{name}", abs_src_path=str(path)))
    files.remove(files.get_file_from_path(MAP))
    files.append(File.generated(config, MAP, abs_src_path=str(drawn_map())))
    files.append(File.generated(config, "assets/colors.css", content=colors()))
    return files


def on_page_content(content: str, page: Any, config: Any, files: Any) -> str:
    """Show videos, explorable pages and formulas."""
    from mkdocs.exceptions import PluginError
    from mkdocs.utils import get_relative_url

    try:
        shown = formulas(content, page.file.src_uri)
    except PageError as error:
        raise PluginError(str(error)) from None
    beside = {get_relative_url(file.url, page.url): file.abs_src_path for file in files}
    return sized(film(explorable(shown), beside), beside)
