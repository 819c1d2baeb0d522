"""Addresses: as listed, canonical, and whether to believe a page that names its own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from urllib.parse import SplitResult, quote, urlsplit

from pipelines.data import load_data

LONGEST = 4096
"""Characters; an address beyond this is an attack or a mistake."""
_SPECIFIC_HYPHENS = 3
"""Words joined by this many hyphens are a headline, by fewer a section."""
_GENERIC_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "net", "org", "gob", "gouv", "msk", "spb"})
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})?")
_PAGE = re.compile(r"(?:page/)?\d{1,3}|print|all", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    tracking: re.Pattern[str]
    hosts: tuple[str, ...]
    mark: re.Pattern[str]
    """Segments or suffixes of a path that mark an AMP page, at either end."""
    caches: tuple[str, ...]


@cache
def _rules() -> _Rules:
    """The rules of `urls.toml`, compiled once a process."""
    data = load_data("urls")
    patterns = "|".join(rule["pattern"] for rule in data["tracking"])
    variants = data["variants"]
    mark = "|".join(variants["marks"])
    return _Rules(
        tracking=re.compile(patterns, re.IGNORECASE),
        hosts=tuple(variants["hosts"]),
        mark=re.compile(rf"^/(?:{mark})(?=/)|/(?:{mark})(?=/?$)|\.(?:{mark})(?=(?:\.html?)?$)", re.IGNORECASE),
        caches=tuple(variants["caches"]),
    )


@lru_cache(maxsize=2_000)  # a crawl asks seven times about each address
def listed(url: str) -> str:
    """The address as listed, its host as DNS knows it, without tracking parameters.

    ValueError for one that cannot be fetched.
    """
    parts = _split(url)
    if "@" in parts.netloc:
        raise ValueError("a user's name or password in the address: only what everybody may read is fetched")
    return parts._replace(netloc=_netloc(parts), query=_telling_query(parts.query)).geturl()


def canonical(url: str, hosts: Sequence[str] = ()) -> str:
    """One address for all variants of a page: https, no tracking, no fragment, no AMP or mobile variant.

    `hosts` are the names that an outlet publishes under; the first replaces the others. ValueError for an address that
    cannot be fetched.
    """
    parts = _uncached(_split(url))
    host = _host(parts, hosts)
    named = parts.port in (None, 80, 443) and not host.rpartition(".")[2].isdigit() and "." in host
    origin = f"https://{host}" if named else f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}"
    path = _quoted(_plain_path(parts.path)) or "/"
    query = _quoted(_telling_query(parts.query))
    return f"{origin}{path}{'?' if query else ''}{query}"


def believable(declared: str, final_url: str, hosts: Sequence[str] = ()) -> bool:
    """Whether the canonical address that a page declares may be trusted to name this very article.

    It must be on the same site, and no front page or section: templates often declare those on every page.
    """
    try:
        mine, own = urlsplit(canonical(declared, hosts)), urlsplit(canonical(final_url, hosts))
    except ValueError:
        return False
    if site(mine.hostname or "") != site(own.hostname or ""):
        return False
    if mine.path == own.path:
        return True
    named, actual = _segments(mine.path), _segments(own.path)
    if named == actual[: len(named)]:
        return bool(named and _PAGE.fullmatch("/".join(actual[len(named) :])))
    return any(map(_specific, named)) or named[-1:] == actual[-1:]


def site(host: str) -> str:
    """The registered name that a host belongs to, by its last two or three labels."""
    labels = host.lower().rstrip(".").split(".")
    if labels[-1].isdigit() or ":" in host:
        return host
    wide = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _GENERIC_SECOND_LEVEL
    return ".".join(labels[-3:] if wide else labels[-2:])


def _split(url: str) -> SplitResult:
    """The parts of a fetchable address; ValueError in one sentence otherwise."""
    url = url.strip()
    if len(url) > LONGEST:
        raise ValueError(f"address of {len(url):,} characters; at most {LONGEST:,} are followed")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not a web address: {url[:200]!r}")
    if _CONTROL.search(url):
        raise ValueError(f"control characters in the address {url[:200]!r}")
    if parts.port == 0:
        raise ValueError(f"no port 0 in {url[:200]!r}")
    return parts


def _netloc(parts: SplitResult) -> str:
    """Host and port, the port only where the scheme does not imply it."""
    implied = {"http": 80, "https": 443}[parts.scheme]
    return _ascii(parts.hostname or "") + (f":{parts.port}" if parts.port not in (None, implied) else "")


def _ascii(host: str) -> str:
    """The host as DNS knows it."""
    host = host.rstrip(".")
    if not host or len(host) > 253:
        raise ValueError(f"not a host name: {host[:100]!r}")
    if ":" in host:
        return f"[{host}]"
    name = host.encode("idna").decode("ascii").lower()
    if not _HOST.fullmatch(name):
        raise ValueError(f"not a host name: {host[:100]!r}")
    return name


def _host(parts: SplitResult, hosts: Sequence[str]) -> str:
    host = _ascii(parts.hostname or "")
    plain = host
    while plain.partition(".")[0] in _rules().hosts and plain.count(".") > 1:
        plain = plain.partition(".")[2]
    return hosts[0] if hosts and not {host, plain, f"www.{plain}"}.isdisjoint(hosts) else plain


def _uncached(parts: SplitResult) -> SplitResult:
    """The address that an AMP cache carries in its path."""
    own = parts.hostname or ""
    for cache_path in _rules().caches:
        host, _, path = cache_path.partition("/")
        if own == host or own.endswith(f".{host}"):
            inner = parts.path.removeprefix(f"/{path}/")
            if inner != parts.path:
                scheme, rest = ("https", inner[2:]) if inner.startswith("s/") else ("http", inner)
                return _uncached(_split(f"{scheme}://{rest}{'?' if parts.query else ''}{parts.query}"))
    return parts


def _telling_query(query: str) -> str:
    fields = (field for field in query.split("&") if field)
    return "&".join(field for field in fields if not _rules().tracking.fullmatch(field.partition("=")[0]))


def _plain_path(path: str) -> str:
    """The path without the marks of an AMP variant."""
    while (plain := _rules().mark.sub("", path)) != path:
        path = plain
    return path


def _quoted(text: str) -> str:
    """Percent signs in capitals, a lone one and everything that is not ASCII encoded."""
    text = _PERCENT.sub(lambda found: found[0].upper() if found[1] else "%25", text)
    return quote(text.encode("utf-8", "surrogatepass"), safe="%/:@!$&'()*+,;=-._~?[]")


def _segments(path: str) -> list[str]:
    return [segment for segment in path.split("/") if segment]


def _specific(segment: str) -> bool:
    return any(map(str.isdigit, segment)) or segment.count("-") >= _SPECIFIC_HYPHENS
