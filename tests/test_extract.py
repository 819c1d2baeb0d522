import gzip
import json

import pytest

from pipelines.blocks import OUTWARDS, blocks
from pipelines.extract import extract
from pipelines.limits import Limits
from pipelines.markup import parse
from pipelines.record import Article, Flag, Listing, Page, Reason, Reject
from tests.stories import BODY, html

RUSSIAN = [
    f"Представители альянса встретились в портовом городе и говорили о цене на {word}, сообщил чиновник."
    for word in ("уголь", "хлеб", "соль", "рыбу", "олово", "бумагу")
]


def read(body: bytes | str, **page: object) -> Article:
    data = body.encode() if isinstance(body, str) else body
    return extract(Page(url="https://example.org/a", body=data, **page), None, Limits())  # type: ignore[arg-type]


def lines(article: Article) -> list[str]:
    return [block.text for block in article.blocks if block.chance > 0.5]


def refusal(body: bytes | str, **page: object) -> Reason:
    with pytest.raises(Reject) as caught:
        read(body, **page)
    return caught.value.reason


def test_the_paragraphs_of_an_article_are_its_body() -> None:
    assert [line for line in lines(read(html(BODY))) if line in BODY] == BODY


@pytest.mark.parametrize("front", ["https://example.org/", "https://www.example.org"])
def test_an_address_that_leads_to_the_front_page_has_no_article(front: str) -> None:
    assert refusal(html(BODY), final_url=front) is Reason.SOFT_404
    assert lines(read(html(BODY), final_url=f"{front}/a?p=1")) == lines(read(html(BODY)))
    assert Flag.FEED_BODY in read(html(BODY), final_url=front, listing=Listing(text=f"<p>{BODY[0]}</p>")).flags


@pytest.mark.parametrize("charset", ["utf-8", "cp1251", "koi8-r", "iso8859-5"])
@pytest.mark.parametrize("declared", ["utf-8", "windows-1251", "iso-8859-1"])
def test_a_wrong_charset_is_repaired(charset: str, declared: str) -> None:
    page = html(RUSSIAN, head=f'<meta charset="{declared}">').encode(charset)
    assert [line for line in lines(read(page)) if line in RUSSIAN] == RUSSIAN


def test_western_pages_without_a_charset_are_read() -> None:
    body = [f"{text} Das sagte die Sprecherin der Länder über Öl." for text in BODY]
    assert "Länder über Öl" in lines(read(html(body).encode("cp1252")))[-1]


def test_a_replacement_character_that_stands_on_a_page_is_no_sign_of_another_charset() -> None:
    body = "The minister spoke of the \ufffd harbour at a press conference in the capital on Tuesday."
    assert body in lines(read(html([body, *BODY])))


def test_utf8_that_was_encoded_twice_is_read() -> None:
    body = [f"{text} “Das hörten wir”, sagte die Sprecherin à l’époque." for text in BODY]
    twice = html(body).encode().decode("latin-1").encode()
    assert [line for line in lines(read(twice)) if line in body] == body


def test_a_body_below_the_end_of_the_page_is_read() -> None:
    page = html(BODY).replace("<article>", "<div>A menu</div></body></html>\n<article>")
    assert [line for line in lines(read(page)) if line in BODY] == BODY


def test_a_body_inside_a_button_that_was_never_closed_is_read() -> None:
    page = html(BODY).replace("<article>", "<button class='menu'><article>")
    assert [line for line in lines(read(page)) if line in BODY] == BODY


def test_a_button_is_no_paragraph() -> None:
    page = html([*BODY[:4], "<button><p>Play the recording of the talks now.</p></button>", *BODY[4:]])
    assert not any("Play the recording" in block.text for block in read(page).blocks)


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_outweighs_the_declared_charset(charset: str) -> None:
    page = html(RUSSIAN, head='<meta charset="windows-1251">').encode(charset)
    assert [line for line in lines(read(page)) if line in RUSSIAN] == RUSSIAN


def test_a_body_in_json_ld_is_taken_where_the_page_shows_less_than_half_of_it() -> None:
    data = json.dumps({"@type": "NewsArticle", "headline": "A", "articleBody": "\n".join(BODY)})
    head = f'<script type="application/ld+json">{data}</script>'
    assert [line for line in lines(read(html(BODY[:2], head=head))) if line in BODY] == BODY
    assert read(html(BODY[:5], head=head)).blocks[0].place != "json-ld"


def test_deep_nesting_is_flattened() -> None:
    deep = "<div>" * 5000 + "".join(f"<p>{text}</p>" for text in BODY) + "</div>" * 5000
    article = read(f"<html><body>{deep}</body></html>")
    assert (Flag.FLATTENED in article.flags, [line for line in lines(article) if line in BODY]) == (True, BODY)


def test_gzip_without_a_header_is_read() -> None:
    assert BODY[0] in lines(read(gzip.compress(html(BODY).encode())))


def test_nul_bytes_are_dropped() -> None:
    assert BODY[0] in lines(read(html(BODY).replace("coal", "co\x00al")))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"  \n ", Reason.EMPTY),
        (b"%PDF-1.7 ...", Reason.NOT_HTML),
        (b"\x89PNG\r\n", Reason.NOT_HTML),
        (b'{"a": 1}', Reason.NOT_HTML),
        (b'<?xml version="1.0"?><rss><channel></channel></rss>', Reason.NOT_HTML),
        (gzip.compress(b"<html><body><p>" + b"x" * 5000)[:-30], Reason.BROKEN),
        (gzip.compress(b"")[:10] + b"not gzip", Reason.BROKEN),
        (html(["We could not find it."], title="Page not found").encode(), Reason.SOFT_404),
        (html(["Please enable JavaScript to view this page."], title="Just a moment...").encode(), Reason.WALL),
        (b"<html><body><div></div></body></html>", Reason.EMPTY),
    ],
)
def test_what_is_no_article_is_refused(body: bytes, reason: Reason) -> None:
    assert refusal(body) is reason


def test_a_cut_page_with_its_whole_body_is_kept_and_flagged() -> None:
    page = html(BODY).replace("</article>", "</article><ul><li><a href='/b'>Another story of the day</a></li></ul>")
    assert Flag.TRUNCATED in read(page, truncated=True).flags


def test_a_page_cut_inside_its_body_is_refused() -> None:
    assert refusal(html(BODY).partition(", an official said.</p></article>")[0], truncated=True) is Reason.TOO_LARGE


def test_tags_without_end_are_cut_before_they_are_parsed() -> None:
    limits = Limits(elements=100)
    drawing = html(BODY).replace("</body>", f"<svg>{'<path>' * 500}</svg></body>")
    assert parse(Page(url="https://example.org/a", body=drawing.encode()), limits).truncated
    assert not parse(Page(url="https://example.org/a", body=html(BODY).encode()), limits).truncated


def test_a_body_beyond_the_limit_is_cut_between_paragraphs_and_flagged() -> None:
    page = Page(url="https://example.org/a", body=html(BODY).encode())
    article = extract(page, None, Limits(text_chars=3 * len(BODY[0]) + 60))
    assert (Flag.TRUNCATED in article.flags, [line for line in lines(article) if line in BODY]) == (True, BODY[:3])


def test_a_text_of_more_lines_than_a_page_may_have_elements_is_cut_and_flagged() -> None:
    text = "A headline of the talks\n\n" + "a\n\n" * 30
    article = extract(Page(url="", text=text), None, Limits(elements=20))
    assert (Flag.TRUNCATED in article.flags, len(article.blocks)) == (True, 19)
    assert Flag.TRUNCATED not in extract(Page(url="", text=text), None, Limits(elements=31)).flags


def test_a_paragraph_beyond_the_limit_is_refused() -> None:
    with pytest.raises(Reject) as caught:
        extract(Page(url="", body=html(BODY).encode()), None, Limits(text_chars=10))
    assert caught.value.reason is Reason.TOO_LARGE


def test_a_feeds_body_stands_in_for_a_page_without_one() -> None:
    listing = Listing(text="".join(f"<p>{text}</p>" for text in BODY))
    article = read(b"<html><body></body></html>", listing=listing)
    assert (article.flags, lines(article)) == ((Flag.FEED_BODY,), BODY)


def test_fields_come_from_json_ld_first() -> None:
    data = '{"@type": "NewsArticle", "headline": "A", "datePublished": "2020-01-01", "author": [{"name": "Jane Doe"}]}'
    head = f'<script type="application/ld+json">{data}</script><meta name="author" content="Somebody Else">'
    article = read(html(BODY, head=head))
    assert (article.title, article.authors) == ("A", ("Jane Doe",))


@pytest.mark.parametrize("author", ['{"@id": "#jane"}', '[{"@id": "#jane"}]', '{"@id": "#jane", "name": "Jane Doe"}'])
def test_an_author_may_be_another_node_of_the_data(author: str) -> None:
    person = '{"@type": "Person", "@id": "#jane", "name": "Jane Doe"}'
    data = f'{{"@graph": [{{"@type": "Article", "headline": "A", "author": {author}}}, {person}]}}'
    assert read(html(BODY, head=f'<script type="application/ld+json">{data}</script>')).authors == ("Jane Doe",)


@pytest.mark.parametrize(
    "author", ['{"@id": "#gone"}', '{"@id": ["#jane"]}', '{"name": ""}', '"https://a.example/jane"']
)
def test_an_author_without_a_name_leaves_the_word_to_the_meta_tags(author: str) -> None:
    data = f'{{"@type": "Article", "headline": "A", "author": {author}}}'
    head = f'<script type="application/ld+json">{data}</script><meta name="author" content="Jane Doe">'
    assert read(html(BODY, head=head)).authors == ("Jane Doe",)


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        (["Written by Jane van Doe"], ("Jane van Doe",)),
        (["Автор: Анна Єлисеєва", "Анна Єлисеєва"], ("Анна Єлисеєва",)),
        (["Jane Doe", "Max Poe"], ()),
        (["Written By"], ()),
        (["Staff"], ()),
        (["about the author"], ()),
    ],
)
def test_a_byline_is_believed_where_it_gives_one_full_name(lines: list[str], authors: tuple[str, ...]) -> None:
    marked = "".join(f"<div class='post-author'>{line}</div>" for line in lines)
    assert read(html(BODY).replace("<h1>", f"{marked}<h1>")).authors == authors


def test_who_writes_a_comment_is_not_the_author() -> None:
    comment = "<span class='comment-author'>Jane Doe</span>"
    assert read(html(BODY).replace("</body>", f"{comment}</body>")).authors == ()


@pytest.mark.parametrize(
    "data", ["{", "null", '["a"]', '{"@graph": 3}', '{"@type": {"a": 1}, "headline": 5}', "[" * 100_000]
)
def test_broken_json_ld_is_passed_over(data: str) -> None:
    article = read(html(BODY, head=f'<script type="application/ld+json">{data}</script>'))
    assert article.title == "Envoys meet in the harbour town"


def test_data_that_is_escaped_as_markup_is_written_as_people_read_it() -> None:
    data = '{"@type": "NewsArticle", "headline": "Envoys &quot;meet&quot; in town", "author": "Jo O&#39;Neil"}'
    article = read(html(BODY, head=f'<script type="application/ld+json">{data}</script>'))
    assert (article.title, article.authors) == ('Envoys "meet" in town', ("Jo O'Neil",))


def test_a_heading_that_says_a_part_of_the_title_is_not_the_headline() -> None:
    title = "Press review: Envoys meet in the harbour town, ships wait for coal, painters strike in the hall"
    parts = "<h2>Envoys meet in the harbour town</h2><h2>Ships wait for coal</h2>"
    assert read(html(BODY, title=title).replace(f"<h1>{title}</h1>", f"<h1>Daily</h1>{parts}")).title == title


def test_the_heading_that_begins_the_title_is_the_headline_not_the_site_s_name_above_it() -> None:
    page = html(BODY).replace("</title>", " | The Town Gazette</title>")
    assert read(page.replace("<h1>", "<h1>The Town Gazette</h1><h1>")).title == "Envoys meet in the harbour town"


def test_a_plain_texts_first_line_is_its_title() -> None:
    page = Page(url="", id="1", text="\n\n".join(["Envoys meet in the harbour town", *BODY]))
    assert extract(page, None, Limits()).title == "Envoys meet in the harbour town"


def test_a_plain_text_without_words_is_empty() -> None:
    with pytest.raises(Reject, match="no words"):
        extract(Page(url="", id="1", text=" \n\n"), None, Limits())


def test_a_counter_before_the_first_word_does_not_lend_a_paragraph_its_class_names() -> None:
    page = Page(url="", body=b"<body><p class='story'><a class='comments_count'>0</a>The ferry came late.</p></body>")
    [block] = blocks(parse(page, Limits()).tree)
    assert (block.context.split(OUTWARDS)[0], block.inline) == ("story", "")


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("<a>0</a>", "The ferry came late."),
        ("<a>0</a> ", "0 The ferry came late."),
        ("<b>7</b>", "7The ferry came late."),
        ("<a>7</a><a>", "7The ferry came late."),
    ],
)
def test_a_number_in_a_link_that_sticks_to_the_first_word_is_not_read(before: str, text: str) -> None:
    page = Page(url="", body=f"<body><p>{before}The ferry came late.</p></body>".encode())
    assert [block.text for block in blocks(parse(page, Limits()).tree)] == [text]
