"""Finds the browser that renders pages."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")


class BrowserError(Exception):
    """The page could not be rendered; the message is the sentence that says why."""


def find_browser(name: str) -> str:
    """The executable of a Chromium: of the BROWSER setting or, when that is empty, of Debian's and Google's names."""
    if name == "none":
        raise BrowserError("scripts make this page, and BROWSER=none forbids rendering it")
    found = next(filter(None, map(shutil.which, [name] if name else NAMES)), None)
    if found is None:
        missing = f"no browser is at {name}" if name else "no browser was found"
        raise BrowserError(
            f"scripts make this page, and {missing}: apt-get install chromium, or set BROWSER to its path"
        )
    return found
