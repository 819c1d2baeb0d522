"""Pages made by JavaScript in a real Chromium: what is rendered, what is refused, and that every page is closed."""

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils.reactor import install_reactor
from scrapy.utils.test import get_crawler

from crawler import settings
from crawler.browser import BrowserHandler
from crawler.chromium import BrowserError, find_browser
from crawler.render import Renderer
from crawler.shared_browser import SharedBrowser
from crawler.visit import Download, Visit
from pipelines.limits import Limits
from pipelines.recipe import Recipe, collect
from pipelines.record import Outcome, Page, Rejection
from tests.command import lines, scrapy
from tests.outlet import Answer, LocalOutlet, article
from tests.stories import story

SHOW = "document.getElementById('app').innerHTML = s.bodyHtml;"
LOAD = f"fetch('/news/{{0}}-data').then(r => r.json()).then(s => {{{{{SHOW}}}}});"
JSON = {"Content-Type": "application/json"}


def body(number: int) -> str:
    return "".join(f"<p>NATO and Russia: {line.capitalize()}.</p>" for line in story(number, 200).split("\n"))


def state(number: int) -> str:
    return json.dumps({"title": f"Round {number}", "bodyHtml": body(number)}).replace("</", "<\\/")


def shell(number: int, script: str, more: str = "") -> bytes:
    head = f"<!DOCTYPE html><html lang='en'><head><title>Round {number}</title></head>"
    hint = "<noscript>You need to enable JavaScript to run this app.</noscript>"
    return f"{head}<body><div id='app'></div>{hint}{more}<script>{script}</script></body></html>".encode()


def shown(number: int, then: str = "") -> str:
    """A script that shows a story and then does something else."""
    return f"const s = {{bodyHtml: {json.dumps(body(number))}}}; {SHOW} {then}".replace("</", "<\\/")


# --- Whole crawls of an outlet whose pages are shells -----------------------------------------------------------------


class Secret:
    """A service of this machine that no page may reach: counts who connects to it."""

    def __init__(self, host: str) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.create_server((host, 0), family=family)
        self.port = self._socket.getsockname()[1]
        self.visits = 0
        Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                self._socket.accept()[0].close()
            except OSError:
                return
            self.visits += 1

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


def crawl(outlet: LocalOutlet, folder: Path, *more: str) -> dict[str, dict[str, Any]]:
    """Lines of the corpus and of the rejected file, by the number in the address."""
    folder.mkdir(exist_ok=True)
    settings = ["GUARD_ALLOW=127.0.0.1/32", f"DATA_DIR={folder}", "TOPIC=none", "BROWSER_SECONDS=3", *more]
    pairs = [part for setting in settings for part in ("-s", setting)]
    scrapy("crawl", "site", "-a", f"url={outlet.address}/", "-L", "ERROR", *pairs)
    rows = [*lines(folder, "corpus/*/*.jsonl"), *lines(folder, "rejected/*/*.jsonl")]
    return {row["url"].rpartition("/")[2].partition("-")[0]: row for row in rows}


@dataclass(slots=True)
class Machine:
    """What this machine keeps to itself: services on private addresses, and a socket that waits for packets."""

    secrets: list[Secret] = field(default_factory=lambda: [Secret("127.0.0.2"), Secret("::1")])
    packets: socket.socket = field(default_factory=lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))

    def __post_init__(self) -> None:
        self.packets.bind(("127.0.0.2", 0))
        self.packets.setblocking(False)

    @property
    def hosts(self) -> list[str]:
        four, six = (secret.port for secret in self.secrets)
        return [f"127.0.0.2:{four}", f"[::ffff:127.0.0.2]:{four}", f"[::1]:{six}", "169.254.169.254"]

    def page(self) -> bytes:
        """A shell that shows its story, and nothing once it has reached any of this."""
        tries = [f"fetch('http://{host}/').then(leak); new WebSocket('ws://{host}/');" for host in self.hosts]
        stun = f"{{iceServers: [{{urls: 'stun:127.0.0.2:{self.packets.getsockname()[1]}'}}]}}"
        tries.append(f"const p = new RTCPeerConnection({stun}); p.createDataChannel('x'); p.setLocalDescription();")
        tries.append("fetch('/news/104-moved').then(leak); function leak() { document.body.innerHTML = ''; }")
        frames = "".join(f"<iframe src='http://{host}/'></iframe><img src='http://{host}/'>" for host in self.hosts)
        return shell(4, shown(4, " ".join(tries)), frames)

    def close(self) -> None:
        for one in (*self.secrets, self.packets):
            one.close()


REDIRECTED = range(5, 9)
"""Articles that lead to the private addresses."""


@dataclass(frozen=True, slots=True)
class Crawled:
    lines: dict[str, dict[str, Any]]
    folder: Path
    machine: Machine
    asked: list[str]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("render")
    machine = Machine()
    ended = Event()

    def hangs() -> Answer:
        ended.wait(20)
        return Answer()

    answers: dict[int, Callable[[], Answer]] = {
        0: lambda: article(0),
        1: lambda: Answer(body=shell(1, LOAD.format(101))),
        2: lambda: Answer(body=shell(2, f"window.__STATE__ = {state(2)};")),
        3: lambda: Answer(body=shell(3, shown(3, "fetch('/news/103-a');")) + b"<script src='/news/103-b'></script>"),
        4: lambda: Answer(body=machine.page()),
        101: lambda: Answer(body=state(1).encode(), headers=JSON),
        103: hangs,
        104: lambda: Answer(status=302, headers={"Location": f"http://{machine.hosts[0]}/"}),
    }

    def answer(number: int, _: LocalOutlet) -> Answer:
        if number in REDIRECTED:
            return Answer(status=302, headers={"Location": f"http://{machine.hosts[number - REDIRECTED[0]]}/"})
        return answers[number]()

    with LocalOutlet(answer, count=REDIRECTED[-1] + 1) as outlet:
        lines = crawl(outlet, folder)
        yield Crawled(lines, folder, machine, list(outlet.asked))
        ended.set()
    machine.close()


@pytest.mark.browser
def test_a_page_that_loads_its_article_is_rendered(crawled: Crawled) -> None:
    assert crawled.lines["1"]["text"].startswith("NATO and Russia: ")
    assert crawled.lines["1"]["flags"] == ["rendered"]


@pytest.mark.browser
def test_an_article_in_the_page_s_own_data_needs_no_browser(crawled: Crawled) -> None:
    assert crawled.lines["2"]["text"].startswith("NATO and Russia: ")
    assert crawled.lines["2"]["flags"] == ["embedded"]


@pytest.mark.browser
def test_a_static_page_is_not_rendered(crawled: Crawled) -> None:
    assert crawled.lines["0"]["flags"] == []


@pytest.mark.browser
def test_a_page_that_never_finishes_loading_is_taken_at_the_limit(crawled: Crawled) -> None:
    assert crawled.lines["3"]["text"].startswith("NATO and Russia: ")


@pytest.mark.browser
def test_no_page_reaches_a_private_address(crawled: Crawled) -> None:
    assert crawled.lines["4"]["text"].startswith("NATO and Russia: ")
    refused = [crawled.lines.get(str(number), {}).get("reason") for number in REDIRECTED]
    assert refused == ["foreign_redirect"] * len(REDIRECTED)
    assert [secret.visits for secret in crawled.machine.secrets] == [0, 0]
    with pytest.raises(BlockingIOError):
        crawled.machine.packets.recv(100)


@pytest.mark.browser
def test_the_page_itself_is_fetched_once(crawled: Crawled) -> None:
    assert [path for path in crawled.asked if path.startswith("/news/1-")] == ["/news/1-on-nato-and-russia"]


@pytest.mark.browser
def test_a_rebuild_from_the_archive_has_the_rendered_article(crawled: Crawled, tmp_path: Path) -> None:
    archives = map(str, crawled.folder.glob("archive/*/*.warc.gz"))
    out = tmp_path / "out.jsonl"
    scrapy("build", *archives, "-O", str(out), "-s", "TOPIC=none", "-s", f"DATA_DIR={tmp_path}")
    built = {line["url"]: line for line in map(json.loads, out.read_text("utf-8").splitlines())}
    for line in (line for line in crawled.lines.values() if "text" in line):
        without = {"run": "", "fetched_at": ""}
        assert {**built[line["url"]], **without} == {**line, **without}


@pytest.mark.browser
def test_a_script_that_the_robots_txt_of_its_own_host_forbids_is_not_fetched(tmp_path: Path) -> None:
    class Library(LocalOutlet):
        def answer(self, path: str) -> Answer:
            answer = super().answer(path)
            return replace(answer, body=b"User-agent: *\nDisallow: /") if path == "/robots.txt" else answer

    with Library() as library:
        page = shell(1, "", f"<script src='{library.address}/show.js'></script>")
        with LocalOutlet(lambda *_: Answer(body=page), count=1) as outlet:
            (line,) = crawl(outlet, tmp_path).values()
    assert (library.asked, line["reason"]) == (["/robots.txt"], "empty")


def test_without_a_browser_the_rejection_says_how_to_get_one(tmp_path: Path) -> None:
    with LocalOutlet(lambda number, _: Answer(body=shell(number, LOAD.format(101))), count=1) as outlet:
        (line,) = crawl(outlet, tmp_path, "BROWSER=/nowhere/chromium").values()
    assert line["reason"] == "no_browser"
    assert "apt-get install chromium" in line["detail"]


# --- One page in the browser ------------------------------------------------------------------------------------------


async def nothing(_: Request) -> Response:
    raise IgnoreRequest


@asynccontextmanager
async def browser() -> AsyncIterator[BrowserHandler]:
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    names = ("PLAYWRIGHT_LAUNCH_OPTIONS", "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT", "BROWSER", "BROWSER_PAGES")
    handler = BrowserHandler(get_crawler(settings_dict={name: getattr(settings, name) for name in names}))
    try:
        yield handler
    finally:
        await handler.close()


async def show(handler: BrowserHandler, script: str, download: Download = nothing, seconds: float = 2) -> str:
    """The markup of a shell with this script."""
    page = Page(url="http://a.example/1", body=shell(1, script))
    visit = Visit(page=page, download=download, agent="test", seconds=seconds, requests=20, characters=50_000)
    await handler.download_request(visit.request)
    return str(visit.reading.result)


def rendered(script: str, download: Download = nothing) -> str:
    async def render() -> str:
        async with browser() as handler:
            return await show(handler, script, download)

    return asyncio.run(render())


MISBEHAVIOUR = {
    "opens dialogs": "alert('one'); confirm('two'); prompt('three'); window.onbeforeunload = () => 'four';",
    "navigates away": "location.href = 'http://b.example/other';",
    "submits a form": "document.body.innerHTML += '<form action=/other></form>'; document.forms[0].submit();",
    "downloads": "location.href = 'http://a.example/file.zip';",
    "saves a file": "const a = document.createElement('a'); a.download = 'x'; a.href = 'data:text/plain,x'; a.click();",
    "opens windows": "window.open('http://b.example/'); window.open('about:blank');",
    "asks without end": "setInterval(() => fetch('/more'), 1);",
    "forges its text": "Object.defineProperty(HTMLElement.prototype, 'innerText', {get: () => ({length: 'long'})});",
    "starts workers": "navigator.serviceWorker && navigator.serviceWorker.register('/w.js'); new Worker('/w.js');",
}


@pytest.fixture(scope="module")
def misbehaved() -> tuple[dict[str, str], int]:
    """The markup of every page that misbehaves, rendered by one browser, and how many are still open afterwards."""

    async def render() -> tuple[dict[str, str], int]:
        async with browser() as handler:
            markup = {name: await show(handler, shown(1, script)) for name, script in MISBEHAVIOUR.items()}
            return markup, len(handler.browser.contexts)

    return asyncio.run(render())


@pytest.mark.browser
@pytest.mark.parametrize("name", MISBEHAVIOUR)
def test_a_page_that_misbehaves_still_shows_its_article(misbehaved: tuple[dict[str, str], int], name: str) -> None:
    assert "<p>NATO and Russia: " in misbehaved[0][name]


@pytest.mark.browser
def test_every_page_is_closed(misbehaved: tuple[dict[str, str], int]) -> None:
    assert misbehaved[1] == 0


@pytest.mark.browser
def test_a_page_that_blocks_the_browser_is_given_up_and_the_next_one_is_rendered() -> None:
    async def both() -> tuple[float, str]:
        async with browser() as handler:
            started = time.monotonic()
            with pytest.raises(BrowserError, match="blocked the browser"):
                await show(handler, "while (true) {}", seconds=1)
            return time.monotonic() - started, await show(handler, shown(2))

    took, markup = asyncio.run(both())
    assert took < 20
    assert "<p>NATO and Russia: " in markup


@pytest.mark.browser
def test_scripts_and_data_are_asked_of_the_crawler_and_nothing_else() -> None:
    asked: list[str] = []

    async def download(request: Request) -> Response:
        asked.append(request.url)
        return Response(request.url, headers=JSON, body=state(1).encode())

    more = "<img src='/a.png'><link rel='stylesheet' href='/a.css'><link rel='preload' as='font' href='/a.woff'>"
    script = LOAD.format(101) + f"document.body.insertAdjacentHTML('beforeend', {json.dumps(more)});"
    assert "<p>NATO and Russia: " in rendered(script, download)
    assert asked == ["http://a.example/news/101-data"]


@pytest.mark.browser
def test_a_page_that_forges_its_markup_is_given_up() -> None:
    with pytest.raises(BrowserError, match="forge"):
        rendered(shown(1, "String.prototype.slice = () => ({});"))


@pytest.mark.browser
def test_a_page_that_grows_without_end_is_cut() -> None:
    assert len(rendered("for (let i = 0; i < 5000; i++) document.body.append('more than enough of this')")) == 50_000


@pytest.mark.browser
def test_a_page_may_ask_only_so_often() -> None:
    asked: list[str] = []

    async def download(request: Request) -> Response:
        asked.append(request.url)
        raise IgnoreRequest

    rendered("for (let i = 0; i < 50; i++) fetch('/' + i);", download)
    assert len(asked) == 20


@pytest.mark.browser
def test_crawls_share_a_browser_until_the_last_gives_it_back() -> None:
    async def lent() -> list[BrowserHandler]:
        async with browser() as handler:
            shared, crawler = SharedBrowser(), handler._crawler
            first = shared.lent("one", crawler), shared.lent("two", crawler)
            await shared.give_back("one")
            still = shared.lent("two", crawler)
            await shared.give_back("two")
            return [*first, still, shared.lent("three", crawler)]

    one, two, still, three = asyncio.run(lent())
    assert one is two is still
    assert three is not one


def test_a_browser_that_is_forbidden_is_not_searched() -> None:
    with pytest.raises(BrowserError, match="BROWSER=none"):
        find_browser("none")


# --- Which pages are rendered -----------------------------------------------------------------------------------------


def renderer() -> Renderer:
    return Renderer(get_crawler(settings_dict={"BROWSER": "none"}), Limits())


async def article_of(page: Page) -> Outcome:
    return collect(page, Recipe())


def test_a_source_that_declares_it_is_always_rendered() -> None:
    page = Page(url="http://a.example/1", body=article(1).body)
    reading = asyncio.run(renderer().read(page, article_of, always=True))
    assert isinstance(reading.outcome, Rejection)
    assert "BROWSER=none" in reading.outcome.detail


def test_a_source_that_forbids_it_is_never_rendered() -> None:
    page = Page(url="http://a.example/1", body=shell(1, ""))
    chosen = renderer()
    reading = asyncio.run(chosen.read(page, article_of, always=False))
    assert isinstance(reading.outcome, Rejection)
    assert chosen.crawler.stats.get_value("render/needed") is None


def test_a_crawl_that_renders_nothing_does_not_load_the_browser_s_library() -> None:
    check = "import sys, crawler.item_pipeline; sys.exit('playwright' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
