"""A front page that scripts make names nothing, and the run says so."""

import json
from pathlib import Path

from crawler.discovery import SCRIPTED
from crawler.verdict import Verdict
from tests.web import crawl, pages, urlset

SITE = "https://news.example"
SHELL = b"<!DOCTYPE html><title>News</title><body><div id=root></div><script src=/app.js></script></body>"
STORY = f"{SITE}/world/story-10000"


def sentence(folder: Path) -> str:
    (path,) = folder.glob("manifests/*/*.json")
    return str(json.loads(path.read_text("utf-8"))["sentence"])


def test_links_that_scripts_make_are_named_as_the_reason(tmp_path: Path) -> None:
    status = crawl("site", {f"{SITE}/": SHELL}, tmp_path, "-a", f"url={SITE}/")
    assert status == Verdict.NOTHING_FETCHED
    assert sentence(tmp_path) == f"no listing named an article (1 read): {SCRIPTED}"


def test_a_sitemap_helps(tmp_path: Path) -> None:
    answers = {f"{SITE}/": SHELL, f"{SITE}/sitemap.xml": urlset(STORY), **pages([STORY])}
    assert crawl("site", answers, tmp_path, "-a", f"url={SITE}/") == Verdict.FINE
    assert sentence(tmp_path) == "fine"
