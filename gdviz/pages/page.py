"""One HTML file out of a payload, which asks nobody for anything: its policy forbids all but what is in it."""

import json
import zlib
from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gdviz.pages.payload import Payload

BUNDLE = files("gdviz.pages.bundle")  # Of a page within another, in pixels, unless it is said.
HEIGHT = 720
# Of an iframe in which a page is put into another: it may run, and save pictures, and reaches nothing around it.
SANDBOX, ALLOW = "allow-scripts allow-downloads", "clipboard-write; fullscreen"

# What ends a script, or begins a comment in it, as JSON writes it.
SIGNS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


def page_of(payload: "Payload", description: str = "") -> str:
    """Return the page; what it shows is described in words for those who look for it."""
    names = ("loader.js", "gdviz.js", "gdviz.css")
    loader, script, style = (BUNDLE.joinpath(name).read_text(encoding="utf-8") for name in names)
    allowed = [_quoted(each) for each in (payload.script, loader, script) if each]
    policy = "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(allowed)}",
            f"style-src {' '.join(_quoted(each) for each in (style, payload.sheet) if each)}",
            "img-src blob: data:",
            *(["font-src data:"] if payload.sheet else []),
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    head = payload.head
    words = {name: escape(word) for name, word in head["words"].items()}
    # Whoever wants no title gets none to see; a document and its heading still have a name.
    is_titled = bool(head["title"].strip())
    title = escape(head["title"] if is_titled else head["name"])
    heading = f"<h1>{title}</h1>" if is_titled else f'<h1 class="unseen">{title}</h1>'
    # Between a number and its unit no line is broken.
    note = head["note"].replace(" %", "\N{NO-BREAK SPACE}%")
    beside = f"<p>{escape(note)}</p>" if note else ""
    endings = "".join(
        f"<li>{escape(run['title'] or run['name'])}: {escape(run['ending'])}</li>" for run in head["runs"]
    )
    described = f'<meta name="description" content="{escape(description)}">\n' if description else ""
    left, right = payload.logo
    sheet = f"<style>{payload.sheet}</style>\n" if payload.sheet else ""
    own = f"<script>{payload.script}</script>\n" if payload.script else ""
    return f"""<!doctype html>
<html lang="{escape(head["language"])}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="gdviz">
{described}<title>{title}</title>
<style>{style}</style>
{sheet}</head>
<body>
<div id="page">
<header>
{left}<div id="title">{heading}{beside}</div>
{right}<div id="menu"></div>
</header>
<noscript><p>{words["noScript"]}</p><ul>{endings}</ul></noscript>
<main>
<ul id="legend" aria-label="{words["runs"]}"></ul>
<div id="panels" data-else="{words["tooOld"]}"></div>
</main>
<div id="controls" role="region" aria-label="{words["clock"]}"></div>
</div>
<script type="application/json" id="gdviz-head">{_data(head)}</script>
<script type="text/plain" id="gdviz-blob">{_packed(payload.blob)}</script>
<script type="text/plain" id="gdviz-script">{_packed(zlib.compress(script.encode(), 9))}</script>
{own}<script>{loader}</script>
</body>
</html>
"""


def fragment_of(payload: "Payload", size: tuple[int, int] | None = None) -> str:
    """Return a block for another page, which holds the whole page and is apart from all around it."""
    return framed(page_of(payload), payload.head["title"].strip() or payload.head["name"], size)


def framed(page: str, title: str, size: tuple[int, int] | None = None) -> str:
    """Return a page in an <iframe> that holds all of it: of a size in pixels, or as wide as there is room."""
    width, height = size or ("100%", HEIGHT)
    return (
        f'<iframe title="{escape(title)}" sandbox="{SANDBOX}" allow="{ALLOW}" loading="lazy" '
        f'width="{width}" height="{height}" style="border:0;max-width:100%" srcdoc="{escape(page)}"></iframe>\n'
    )


def _data(told: object) -> str:
    """Return JSON that ends no script: in ASCII, and no sign in it that HTML knows."""
    return json.dumps(told, separators=(",", ":"), allow_nan=False).translate(SIGNS)


def _packed(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def _quoted(text: str) -> str:
    """Return the digest by which a policy allows a script or a style sheet."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode('ascii')}'"
