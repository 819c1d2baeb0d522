"""The place in front of a report's first sentence, in the manners of agencies and newspapers."""

import re

_CITY = r"[A-ZА-ЯЁІЇЄÄÖÜ][\w.'’ -]{1,30}?(?:/[A-ZА-ЯЁ][\w.'’ -]{1,25}?)?"
_COUNTRY = r"(?P<country>, [A-ZА-ЯЁ][^\W\d]+(?:[.' -][^\W\d]+){0,2}\.?)??"
_DATE = r"(?:[,.]\s(?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2}\.? [\w]{3,9})(?:,? \d{4})?\.?)?"
_AGENCY = r"(?:\s*(?:\([A-Z][\w. /&-]{1,30}\)|/[\wА-Яа-яё. -]{2,25}/\.?))?"
_DATELINE = re.compile(
    rf"(?P<place>{_CITY}{_COUNTRY}){_DATE}{_AGENCY}\s*"
    r"(?:[—–―]|(?<=\s)--?(?=\s)|(?<=[)/])\s*-|(?<=/)\.?|,\s\d{1,2} \w{3,9}\s+[-—–]+)\s"
)
_ALONE = re.compile(r"[A-Z][A-Z .'-]{2,30}(?:/[A-Z][A-Z .'-]{2,25})?$")


def dateline(paragraph: str) -> str:
    """The place at the head of a paragraph, as in "OSLO — …" or "MOSCOW, May 9. /TASS/. …", or an empty text."""
    if _ALONE.match(paragraph):
        return paragraph
    found = _DATELINE.match(paragraph)
    if found is None:
        return ""
    place = found["place"].strip()
    city = place.partition(",")[0]
    signed = "(" in found[0] or found[0].count("/") >= 2
    return place if city.isupper() or signed else ""
