"""Words of a run, a recipe or a scene as a part of a path: whatever they are, they name one file in one directory."""

import re
import unicodedata

# In bytes, of which a file's name may have 255 in all, with what stands before and after.
LONGEST = 96
# Names that mean a device on Windows, in any directory and with any suffix.
DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\..*)?", re.IGNORECASE)


def file_name(words: str, *, instead: str = "run", longest: int = LONGEST) -> str:
    """Return words as the name of a file: letters, digits, "-", "_" and ".", the same for what is one already.

    Parameters
    ----------
    words
        Anything.
    instead
        The name where nothing is left of them.
    longest
        The most bytes that it has in UTF-8.

    Examples
    --------
    >>> file_name("x/../../etc/passwd"), file_name("Rosenbrock (a=1)"), file_name("..")
    ('x-..-..-etc-passwd', 'Rosenbrock-a-1', 'run')
    """
    # Letters that look the same are the same, as some file systems have it.
    whole = unicodedata.normalize("NFC", words)
    plain = re.sub(r"[^\w.-]+", "-", whole).strip("-.")
    short = plain.encode("utf-8", "ignore")[:longest].decode("utf-8", "ignore").strip("-.")
    if not short or DEVICES.fullmatch(short):
        return f"{instead}-{short}".rstrip("-")
    return short
