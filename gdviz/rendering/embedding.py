"""Pictures in pages of others: the HTML, or Markdown, that shows a file as its reader likes it.

Readers of a dark page see the dark file, and those who want no motion a still. An image is a <picture>, whose sources
every browser chooses among by itself. Of a <video> no browser changes the poster, and some pay no heed to `media` at
its sources: so there are two, of which a style shows one, and the dark one is hidden where styles are taken out. A
video waits to be started, and until then its poster is a still for everybody.
"""

import json
import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from gdviz.arguments import NAME, PAIR, TEXT, Accepted, taking
from gdviz.encode.sizes import size_of
from gdviz.languages import autonym

Flavour = Literal["html", "markdown", "quarto", "myst"]
FLAVOURS = ("html", "markdown", "quarto", "myst")
# What the files are for, by name.
ROLES = ("light", "dark", "light-still", "dark-still", "captions")
DARK, STILL = "(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)"
VIDEOS = {".mp4": "video/mp4", ".webm": "video/webm", ".mov": "video/quicktime"}
PAGES = (".html", ".htm")
FITS = "max-width:100%;height:auto"
STYLE = (
    f"<style>@media {DARK} {{ .gdviz-light {{ display: none !important }} "
    ".gdviz-dark { display: block !important } }</style>"
)


@taking(
    files=Accepted(
        "a file, or files by what they are for: light, dark, light-still, dark-still, captions",
        lambda value: isinstance(value, str | Path) or (isinstance(value, Mapping) and {*value} <= {*ROLES}),
        "{'light': 'bowl.gif', 'dark': 'bowl-dark.gif'}",
    ),
    alt=TEXT,
    size=PAIR.or_none,
    command=TEXT,
    flavour=Accepted("one of html, markdown, quarto, myst", lambda value: value in FLAVOURS, "'html'"),
    language=NAME,
)
def snippet(
    files: str | Path | Mapping[str, str | Path],
    alt: str,
    *,
    size: tuple[int, int] | None = None,
    command: str = "",
    flavour: Flavour = "html",
    language: str = "en",
) -> str:
    """Return what shows a picture in a page: lines of HTML, or of Markdown.

    Parameters
    ----------
    files
        The file; or by "light" and "dark" the files for readers of light and of dark pages, by "light-still" and
        "dark-still" pictures of one moment, and by "captions" the .vtt of a film. The page finds them by these paths.
    alt
        What the picture shows, in words.
    size
        Width and height in pixels; by default those that the file says, and of a page the width that there is.
    command
        What is shown under the picture, such as the commands that make it, a line each.
    flavour
        "html"; "markdown" for GitHub and its like; "quarto" and "myst", whose PDF has the still.
    language
        Of the captions and of `alt`, in which it is read aloud.

    Examples
    --------
    >>> print(snippet("bowl.gif", "A path.", size=(800, 450)))
    <img src="bowl.gif" alt="A path." width="800" height="450" loading="lazy" style="max-width:100%;height:auto">
    """
    given = {"light": files} if isinstance(files, str | Path) else dict(files)
    if "light" not in given:
        given["light"] = given.pop("dark")
    first = Path(given["light"])
    shown = {role: _address(path) for role, path in given.items()}
    if first.suffix.lower() in VIDEOS:
        lines = _video(shown, alt, size or size_of(first), language)
    elif first.suffix.lower() in PAGES:
        lines = [_frame(shown["light"], alt, size, language)]
    else:
        lines = _picture(shown, alt, size or size_of(first), language)
    if flavour == "html":
        return "\n".join(_captioned(lines, command))
    return "\n".join([*_in_markdown(lines, shown, alt, flavour), *_fenced(command)])


def _address(path: str | Path) -> str:
    """Return a path as a page has it: with slashes, and whatever means something in an address written out."""
    return quote(Path(path).as_posix(), safe="/:@~")


def _attributes(**values: Any) -> str:
    """Return attributes of HTML; one that is True has no value, and one that is None is left out."""
    told = {name.replace("_", "-"): value for name, value in values.items() if value is not None}
    return " ".join(name if value is True else f'{name}="{escape(str(value))}"' for name, value in told.items())


def _unless_english(language: str) -> str | None:
    """Return the language in which words are to be read aloud, or None where it is the usual one."""
    return None if language == "en" else language


def _picture(files: Mapping[str, str], alt: str, size: tuple[int, int], language: str) -> list[str]:
    """Return the lines that show a GIF or another image: the first source whose words hold is shown."""
    asked = {"dark-still": f"{DARK} and {STILL}", "light-still": STILL, "dark": DARK}
    sources = [f"<source {_attributes(media=asked[role], srcset=files[role])}>" for role in asked if role in files]
    told = {"alt": alt, "lang": _unless_english(language), "width": size[0], "height": size[1]}
    image = f"<img {_attributes(src=files['light'], **told, loading='lazy', style=FITS)}>"
    return ["<picture>", *(f"  {source}" for source in sources), f"  {image}", "</picture>"] if sources else [image]


def _video(files: Mapping[str, str], alt: str, size: tuple[int, int], language: str) -> list[str]:
    """Return the lines that show a video, or two of which a reader sees that of his theme."""
    lines = [STYLE] if "dark" in files else []
    for theme in ("light", "dark"):
        if theme not in files:
            continue
        looks = _attributes(
            **{"class": f"gdviz-{theme}" if "dark" in files else None},
            hidden=True if theme == "dark" else None,
            controls=True,
            loop=True,
            muted=None if "captions" in files else True,
            playsinline=True,
            preload="none" if f"{theme}-still" in files else "metadata",
            width=size[0],
            height=size[1],
            poster=files.get(f"{theme}-still"),
            aria_label=alt,
            lang=_unless_english(language),
            style=FITS,
        )
        kind = VIDEOS[Path(files[theme]).suffix.lower()]
        lines += [f"<video {looks}>", f"  <source {_attributes(src=files[theme], type=kind)}>"]
        if "captions" in files:
            how = _attributes(kind="captions", src=files["captions"], srclang=language, label=autonym(language))
            lines.append(f"  <track {how}>")
        lines += [f'  <a href="{escape(files[theme])}">{escape(alt)}</a>', "</video>"]
    return lines


def _frame(page: str, alt: str, size: tuple[int, int] | None, language: str) -> str:
    """Return the line that shows an explorable page, which follows its reader's theme by itself."""
    from gdviz.pages.page import ALLOW, HEIGHT, SANDBOX

    width, height = size or ("100%", HEIGHT)
    how = _attributes(
        src=page,
        title=alt,
        lang=_unless_english(language),
        sandbox=SANDBOX,
        allow=ALLOW,
        loading="lazy",
        width=width,
        height=height,
        style="border:0;max-width:100%;color-scheme:light dark",
    )
    return f"<iframe {how}></iframe>"


def _captioned(lines: list[str], command: str) -> list[str]:
    """Return lines of HTML with a command under them."""
    if not command:
        return lines
    code = f"<code>{escape(command, quote=False)}</code>"
    # What can be scrolled can be come to by keyboard.
    caption = f'<figcaption><pre tabindex="0" style="overflow-x:auto">{code}</pre></figcaption>'
    # As wide as the words around it: browsers would put it in by 40 pixels on either side.
    return ['<figure style="margin-left:0;margin-right:0">', *lines, caption, "</figure>"]


def _in_markdown(lines: list[str], files: Mapping[str, str], alt: str, flavour: Flavour) -> list[str]:
    """Return lines of HTML as Markdown takes them, and, where paper is printed from it, the still beside them."""
    if flavour == "markdown":
        # A block of HTML begins with a tag that is alone on its line, and ends at an empty line.
        return ["<div>", *lines, "</div>"] if len(lines) > 1 else lines
    still = files.get("light-still")
    words = alt.replace("\\", "\\\\").replace('"', '\\"')
    if flavour == "quarto":
        paper = ['::: {.content-hidden when-format="html"}', f'![](<{still}>){{fig-alt="{words}"}}', ":::"]
        return ["```{=html}", *lines, "```", *(["", *paper] if still else [])]
    paper = ["````{only} latex", f"```{{image}} {still}", f":alt: {json.dumps(alt, ensure_ascii=False)}", "```", "````"]
    return ["```{raw} html", *lines, "```", *(paper if still else [])]


def _fenced(command: str) -> list[str]:
    """Return a command as a block of Markdown, under an empty line, in a fence that it does not hold."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", command)), default=0))
    return ["", f"{fence}sh", command, fence] if command else []
