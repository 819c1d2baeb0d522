"""What an answer is packed in is taken off, bounded, and half of it is never taken for all."""

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from crawler.verdict import Verdict
from pipelines.packing import BadPacking, unpacked, zstd
from tests.command import crawl
from tests.outlet import Answer, LocalOutlet, article
from tests.stories import story

PLAIN = story(1).encode()


def members(plain: bytes) -> bytes:
    return gzip.compress(plain[:100]) + gzip.compress(plain[100:])


def frames(plain: bytes) -> bytes:
    return zstd.compress(plain[:100]) + zstd.compress(plain[100:])


def headless(plain: bytes) -> bytes:
    return zlib.compress(plain)[2:-4]


def chunks(plain: bytes) -> bytes:
    parts = [plain[at : at + 100] for at in range(0, len(plain), 100)]
    return b"".join(b"%x; a=b\r\n%s\r\n" % (len(part), part) for part in [*parts, b""])


def sent(plain: bytes) -> bytes:
    return chunks(gzip.compress(plain))


WAYS = [
    ("gzip", gzip.compress), ("gzip", members), ("deflate", zlib.compress), ("deflate", headless),
    ("br", brotli.compress), ("zstd", zstd.compress), ("zstd", frames), ("chunked", chunks), ("GZip , chunked", sent),
]  # fmt: skip
each_way = pytest.mark.parametrize(("layers", "pack"), WAYS)


@each_way
def test_what_was_packed_comes_back(layers: str, pack: Callable[[bytes], bytes]) -> None:
    assert unpacked(pack(PLAIN), layers, len(PLAIN) + 1) == (PLAIN, True)


@each_way
def test_half_of_it_is_not_all(layers: str, pack: Callable[[bytes], bytes]) -> None:
    packed = pack(PLAIN)
    body, whole = unpacked(packed[: -len(packed) // 2], layers, len(PLAIN))
    assert PLAIN.startswith(body)
    assert not whole


@each_way
def test_no_more_than_the_limit_is_unpacked(layers: str, pack: Callable[[bytes], bytes]) -> None:
    body, whole = unpacked(pack(PLAIN), layers, 50)
    assert PLAIN[:50].startswith(body)
    assert not whole


@pytest.mark.parametrize("layer", ["gzip", "deflate", "br", "zstd", "chunked"])
def test_what_is_not_packed_as_it_says_is_refused(layer: str) -> None:
    with pytest.raises(BadPacking):
        unpacked(b"<!DOCTYPE html><p>plain", layer, 100)


def test_a_layer_that_nobody_knows_is_none() -> None:
    assert unpacked(PLAIN, "identity, utf-8", len(PLAIN)) == (PLAIN, True)


def test_a_page_that_ends_in_the_middle_is_broken_however_it_is_packed(tmp_path: Path) -> None:
    def half(number: int, _: LocalOutlet) -> Answer:
        layers, pack = [way for way in WAYS if way[0] not in ("chunked", "GZip , chunked")][number]
        return Answer(body=pack(article(number).body)[:-40], headers={"Content-Encoding": layers})

    with LocalOutlet(half, count=7) as outlet:
        status, manifest = crawl(outlet, tmp_path)
    assert (status, manifest["rejections"]) == (Verdict.BROKEN, {"broken": 7})


def test_a_page_in_parts_is_read_to_its_end(tmp_path: Path) -> None:
    def parted(number: int, _: LocalOutlet) -> Answer:
        return Answer(body=members(article(number).body), headers={"Content-Encoding": "gzip"})

    with LocalOutlet(parted, count=3) as outlet:
        status, manifest = crawl(outlet, tmp_path)
    assert (status, manifest["articles"]) == (Verdict.FINE, 3)


def test_an_error_with_nothing_in_it_is_that_error(tmp_path: Path) -> None:
    def gone(number: int, _: LocalOutlet) -> Answer:
        return article(number) if number else Answer(status=410, headers={"Content-Encoding": "gzip"})

    with LocalOutlet(gone, count=3) as outlet:
        _, manifest = crawl(outlet, tmp_path)
    assert (manifest["articles"], manifest["rejections"]) == (2, {"http_error": 1})


class Garbled(LocalOutlet):
    def answer(self, path: str) -> Answer:
        answer = super().answer(path)
        return Answer(body=b"no gzip", headers={"Content-Encoding": "gzip"}) if path == "/robots.txt" else answer


def test_a_robots_txt_that_cannot_be_unpacked_forbids_everything(tmp_path: Path) -> None:
    with Garbled() as outlet:
        status, _ = crawl(outlet, tmp_path)
    assert (status, set(outlet.asked)) == (Verdict.NOTHING_FETCHED, {"/robots.txt"})
