"""What a file says of itself, to those who search for it and to those who do not see it: a title, and words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class About:
    """What is said of a picture, in plain text without control characters; empty where nothing is.

    Attributes
    ----------
    title
        What it is called.
    words
        What it shows.
    """

    title: str = ""
    words: str = ""

    @property
    def tags(self) -> dict[str, str]:
        """The tags of a video."""
        told = {"title": self.title, "comment": self.words, "description": self.words}
        return {name: words for name, words in told.items() if words}

    @property
    def entries(self) -> dict[str, str]:
        """The entries of a PNG, by their standard names."""
        return {name: words for name, words in (("Title", self.title), ("Description", self.words)) if words}

    @property
    def comment(self) -> str:
        """Both in one, for a format that has one place for them."""
        return "\n".join(filter(None, [self.title, self.words]))


NOTHING_SAID = About()
