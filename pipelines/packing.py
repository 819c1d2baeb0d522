"""Decodes what HTTP packs an answer in, up to a limit: chunks, and the layers of Content-Encoding."""

import re
import sys
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from io import BytesIO

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

GZIP = b"\x1f\x8b"
PART = 1 << 14
"""Bytes unpacked in one step: zlib copies what is left of them behind every member."""
CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")
"""What stands before every chunk: its length and, seldom, more."""


class BadPacking(ValueError):
    """The answer is not packed as it says."""


def unpacked(body: bytes, layers: str, limit: int) -> tuple[bytes, bool]:
    """The first `limit` bytes of an answer without its layers, named as in headers, and whether they are all of it.

    Raises BadPacking for bytes that are not packed as said; an unknown layer, such as `identity`, is passed over.
    """
    whole = True
    for name in reversed(layers.lower().split(",")):
        unpack = LAYERS.get(name.strip())
        if unpack is not None:
            try:
                body, ended = unpack(body, limit)
            except (zlib.error, brotli.error, zstd.ZstdError) as error:
                raise BadPacking(str(error)) from None
            whole = whole and ended
    return body, whole


def _gzip(packed: bytes, limit: int) -> tuple[bytes, bool]:
    """All members, for several are one body; what follows them does not count."""
    plain, unpacker, view, at = bytearray(), zlib.decompressobj(wbits=31), memoryview(packed), 0
    while at < len(packed) and len(plain) < limit:
        if unpacker.eof and view[at : at + 2] != GZIP:
            break
        unpacker = zlib.decompressobj(wbits=31) if unpacker.eof else unpacker
        part = view[at : at + PART]
        plain += unpacker.decompress(part, limit - len(plain))
        at += len(part) - len(unpacker.unconsumed_tail) - len(unpacker.unused_data)
    return bytes(plain), unpacker.eof and view[at : at + 2] != GZIP


def _deflate(packed: bytes, limit: int) -> tuple[bytes, bool]:
    """With the head that the standard asks for, or without, as some servers send it."""
    unpacker = zlib.decompressobj()
    try:
        return unpacker.decompress(packed, limit), unpacker.eof
    except zlib.error:
        unpacker = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
        return unpacker.decompress(packed, limit), unpacker.eof


def _brotli(packed: bytes, limit: int) -> tuple[bytes, bool]:
    unpacker = brotli.Decompressor()
    plain = unpacker.process(packed, output_buffer_limit=limit)  # and some more
    return plain[:limit], unpacker.is_finished() and len(plain) <= limit


def _zstd(packed: bytes, limit: int) -> tuple[bytes, bool]:
    """All frames, for several are one body as well."""
    plain, frames = bytearray(), zstd.ZstdFile(BytesIO(packed))
    with suppress(EOFError):
        while len(plain) <= limit:
            more = frames.read(PART)
            plain += more
            if not more:
                return bytes(plain[:limit]), len(plain) <= limit
    return bytes(plain[:limit]), False


def _chunks(packed: bytes, limit: int) -> tuple[bytes, bool]:
    """What an archive holds as it was sent; Twisted has put the chunks of a crawl's answers together."""
    plain, at = bytearray(), 0
    while at < len(packed) and len(plain) < limit:
        head = CHUNK.match(packed, at)
        if head is None:
            raise BadPacking(f"no chunk begins at byte {at}")
        size, at = int(head[1], 16), head.end()
        if not size:
            return bytes(plain), True
        plain += packed[at : at + size]
        at += size + len(b"\r\n")
    return bytes(plain[:limit]), False


LAYERS: Mapping[str, Callable[[bytes, int], tuple[bytes, bool]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
    "chunked": _chunks,
}
"""By name, what takes a layer off: returns at most `limit` bytes, and whether they are all."""
CODINGS = "gzip, deflate, br, zstd"
"""What a server may use."""
