"""The archive: pages as they were fetched, in standard WARC, and back again as Pages."""

import base64
import gzip
import hashlib
import zlib
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO

import msgspec
from fastwarc.warc import ArchiveIterator, HeaderMap, WarcRecord, WarcRecordType
from isal import isal_zlib

from pipelines.limits import Limits
from pipelines.packing import BadPacking, unpacked
from pipelines.record import Listing, Page, Reason, Reject, Rejection, rejection
from pipelines.text import path_name

LEVEL = 2
"""Compression level of a record: .6 ms and 4.6 to 1 on news pages, where zlib's default takes 6.4 ms for 5.3 to 1."""
RENDERED = "text/html; charset=utf-8"
"""The type of a rendered page."""
UNCHANGED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
GZIP = b"\x1f\x8b\x08"
RECORD_END = b"\r\n\r\n"
"""What follows every record."""
READ = WarcRecordType.response | WarcRecordType.conversion | WarcRecordType.metadata


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the archive keeps of a page beside the response: how the crawl found it."""

    url: str
    source: str
    listing: Listing
    truncated: bool = False


def response_record(page: Page, status: int, headers: list[tuple[str, str]], rendered: Page | None = None) -> bytes:
    """The gzip members of a fetched page: its response, what a browser made of it, and its Context."""
    head = f"HTTP/1.1 {status} Archived\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers) + "\r\n"
    body = page.body or b""
    response = _record(WarcRecordType.response, page, "application/http; msgtype=response")
    response.set_bytes_content(head.encode("utf-8", "replace") + body)
    if page.truncated:
        response.headers["WARC-Truncated"] = "length"
    truncated = (rendered or page).truncated
    context = Context(url=page.url, source=page.source, listing=page.listing, truncated=truncated)
    metadata = _record(WarcRecordType.metadata, page, "application/json")
    metadata.headers["WARC-Concurrent-To"] = f"<{response.record_id}>"
    metadata.set_bytes_content(msgspec.json.encode(context))
    digest = base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()
    response.headers["WARC-Payload-Digest"] = f"sha1:{digest}"
    made = _conversion(rendered, response) if rendered is not None else b""
    return _member(response) + made + _member(metadata)


def _conversion(rendered: Page, response: WarcRecord) -> bytes:
    record = _record(WarcRecordType.conversion, rendered, rendered.content_type)
    record.headers["WARC-Refers-To"] = f"<{response.record_id}>"
    record.set_bytes_content(rendered.body or b"")
    return _member(record)


def revisit_record(page: Page, headers: list[tuple[str, str]]) -> bytes:
    """The gzip member of a page that the server called unchanged (304)."""
    record = _record(WarcRecordType.revisit, page, "application/http; msgtype=response")
    record.headers["WARC-Profile"] = UNCHANGED
    record.headers["WARC-Refers-To-Target-URI"] = page.final_url or page.url
    head = "HTTP/1.1 304 Not Modified\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers) + "\r\n"
    record.set_bytes_content(head.encode("utf-8", "replace"))
    return _member(record)


def _record(kind: WarcRecordType, page: Page, content_type: str) -> WarcRecord:
    """A new record of a kind with the headers that every record of a page has."""
    record = WarcRecord()
    record.init_headers(record_type=kind)
    record.headers["WARC-Target-URI"] = page.final_url or page.url
    fetched = (page.fetched_at or datetime.now(UTC)).astimezone(UTC)
    record.headers["WARC-Date"] = fetched.isoformat().replace("+00:00", "Z")
    record.headers["Content-Type"] = content_type
    return record


def _member(record: WarcRecord) -> bytes:
    buffer = BytesIO()
    record.write(buffer)
    packer = isal_zlib.compressobj(LEVEL, wbits=31)
    return packer.compress(buffer.getvalue()) + packer.flush()


def read_archive(path: Path, limits: Limits) -> Iterator[Page | Rejection]:
    """Every HTML response of a WARC file as a Page; damage ends the reading with one Rejection that says where."""
    number = 0
    try:
        with path.open("rb") as stream:
            for page in _pages(stream, limits):
                number += 1
                yield page
    except (OSError, ValueError, EOFError, zlib.error) as error:
        name = path_name(path)
        page = Page(id=f"{name}:{number + 1}", url="")
        yield rejection(page, Reject(Reason.BROKEN, f"cannot read {name} beyond record {number}: {error}"[:200]))


def _pages(stream: IO[bytes], limits: Limits) -> Iterator[Page | Rejection]:
    """A response waits for the records behind it: in our own archives they hold its Context and its rendered form."""
    waiting: tuple[str, Page | Rejection] | None = None
    last = 0
    for record in ArchiveIterator(stream, record_types=READ, auto_decode="none"):
        last = record.stream_pos
        if record.record_type == WarcRecordType.response:
            if waiting is not None:
                yield waiting[1]
            waiting = _response(record, limits)
        elif waiting is not None and waiting[0] in (_id(record, "WARC-Concurrent-To"), _id(record, "WARC-Refers-To")):
            waiting = (waiting[0], _completed(waiting[1], record, limits))
    if stream.seekable():  # a pipe is not
        _check_end(stream, last)
    if waiting is not None:
        yield waiting[1]


def _check_end(stream: IO[bytes], last: int) -> None:
    """Raises EOFError for an archive that ends inside a record: fastwarc takes half a record for a whole one."""
    stream.seek(0)
    packed = stream.read(len(GZIP)) == GZIP
    stream.seek(last)
    if packed and stream.read(len(GZIP)) != GZIP:
        last = 0  # all records in one gzip member: only the first has a place of its own
    stream.seek(last)
    end = b""
    with gzip.open(stream) if packed else nullcontext(stream) as records:
        while more := records.read(1 << 20):
            end = (end + more)[-len(RECORD_END) :]
    if end and end != RECORD_END:
        raise EOFError("it ends in the middle of a record")


def _completed(page: Page | Rejection, record: WarcRecord, limits: Limits) -> Page | Rejection:
    if isinstance(page, Rejection):
        return page
    if record.record_type == WarcRecordType.metadata:
        return _placed(page, record.reader.read(limits.page_bytes))
    kind = record.headers.get("Content-Type") or ""
    return as_rendered(page, record.reader.read(limits.page_bytes + 1), limits) if kind == RENDERED else page


def as_rendered(page: Page, body: bytes, limits: Limits) -> Page:
    """The page with the markup that a browser made of it, UTF-8, as its body, cut at the limit."""
    cut = page.truncated or len(body) > limits.page_bytes
    return replace(page, body=body[: limits.page_bytes], content_type=RENDERED, truncated=cut, rendered=True)


def _response(record: WarcRecord, limits: Limits) -> tuple[str, Page | Rejection] | None:
    """The record id and Page of a response; None for redirects and errors, which have no page.

    One whose encoding is not what its headers say is a Rejection: the records after it can still be read.
    """
    headers = record.http_headers
    if headers is None or not 200 <= (headers.status_code or 0) < 300:
        return None
    name = _id(record, "WARC-Record-ID")
    page = Page(
        url=_id(record, "WARC-Target-URI"),
        content_type=headers.get("Content-Type", "") or "",
        fetched_at=record.record_date,
    )
    try:
        body, whole = _body(record, headers, limits.page_bytes + 1)
    except (OSError, ValueError) as error:
        return name, rejection(page, Reject(Reason.BROKEN, f"the answer cannot be unpacked: {error}"[:200]))
    return name, replace(page, body=body[: limits.page_bytes], truncated=not whole or len(body) > limits.page_bytes)


def _body(record: WarcRecord, headers: HeaderMap, most: int) -> tuple[bytes, bool]:
    """The first `most` bytes of the answer, unpacked, and whether they are all; raises ValueError for half of one."""
    packed = record.reader.read(2 * most)  # chunks of a few bytes are half lengths
    layers = ",".join(filter(None, (headers.get("Content-Encoding"), headers.get("Transfer-Encoding"))))
    body, whole = unpacked(packed, layers, most)
    cut = len(packed) == 2 * most or len(body) >= most or "WARC-Truncated" in record.headers
    if packed and not (whole or cut):
        raise BadPacking("it ends in the middle")
    return body, whole


def _id(record: WarcRecord, header: str) -> str:
    return (record.headers.get(header) or "").strip("<>")


def _placed(page: Page, metadata: bytes) -> Page:
    """The page completed from the Context that our own archive keeps beside it; other metadata is ignored."""
    try:
        context = msgspec.json.decode(metadata, type=Context)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return page
    return replace(
        page,
        url=context.url,
        final_url=page.url,
        source=context.source,
        listing=context.listing,
        truncated=page.truncated or context.truncated,
    )
