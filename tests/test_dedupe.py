import random
from dataclasses import replace

import pytest

from pipelines.dedupe import Keep, compare, dedupe, explain, known_by, longest_first
from pipelines.ledger import Ledger
from pipelines.record import Article, Reason, Rejection, Relation
from pipelines.spool import order
from tests.stories import START, article, story


def settle(path, articles, keep=Keep.FIRST):
    """One run over the articles, as every caller does it."""
    with Ledger.open(path) as ledger, ledger.begin("test", START) as run:
        in_order = sorted(articles, key=longest_first if keep is Keep.LONGEST else order)
        outcomes = [outcome for outcome, _ in explain(run, in_order, keep)]
        run.commit(START)
    return outcomes


def edited(text, share=0.05, seed=1):
    chance = random.Random(seed)
    return "\n".join(" ".join("altered" if chance.random() < share else w for w in p.split()) for p in text.split("\n"))


BASE = article(story(1), "https://a.org/1-base")


@pytest.mark.parametrize(
    ("copy", "relation"),
    [
        (article(story(1).upper(), "https://a.org/2-same", hours=1), Relation.EXACT),
        (article(edited(story(1)), "https://a.org/3-edited", hours=1), Relation.NEAR),
        (article("\n".join(story(1).split("\n")[:3]), "https://a.org/4-brief", hours=1), Relation.CONTAINED),
        (article(story(1), "https://b.org/5-same", hours=1), Relation.SYNDICATED),
        (article(edited(story(1)), "https://b.org/6-edited", hours=1), Relation.SYNDICATED),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_copy_is_rejected_with_its_relation_and_its_first(copy, relation):
    first, second = settle(None, [copy, BASE])
    assert isinstance(first, Article)
    assert (first.cluster, first.relation, first.duplicate_of) == (BASE.id, None, "")
    assert isinstance(second, Rejection)
    assert (second.reason, second.relation) == (Reason.DUPLICATE, relation)
    assert (second.cluster, second.duplicate_of) == (BASE.id, BASE.id)
    assert BASE.canonical_url in second.detail


def test_the_first_publisher_of_a_syndicated_story_is_named():
    copy = replace(article(story(1), "https://b.org/5", hours=1), source="yahoo")
    _, second = settle(None, [replace(BASE, source="reuters"), copy])
    assert "first published by reuters on 2024-05-01" in second.detail


def test_a_brief_that_came_first_keeps_the_longer_text_away_and_says_so():
    brief = article("\n".join(story(1).split("\n")[:3]), "https://a.org/4", hours=-1)
    _, second = settle(None, [BASE, brief])
    assert second.relation is Relation.CONTAINED
    assert "longer text around https://a.org/4" in second.detail


def test_different_stories_stay_apart():
    outcomes = settle(None, [article(story(n), f"https://a.org/{n}") for n in range(30)])
    assert all(isinstance(outcome, Article) for outcome in outcomes)
    assert len({outcome.cluster for outcome in outcomes}) == 30


def test_reports_from_one_template_stay_apart():
    def report(day):
        chance = random.Random(day)
        numbers = [str(chance.randint(100, 999)) for _ in range(12)]
        words = story(7, words=120).split()
        return " ".join(word if at % 10 else numbers[at // 10] for at, word in enumerate(words))

    outcomes = settle(None, [article(report(day), f"https://a.org/{day}") for day in range(20)])
    assert all(isinstance(outcome, Article) for outcome in outcomes)


def test_live_posts_over_one_background_stay_apart():
    background = story(8, words=200)
    posts = [article(f"{story(n, words=240)}\n{background}", f"https://a.org/{n}") for n in range(20, 30)]
    assert all(isinstance(outcome, Article) for outcome in settle(None, posts))


def test_stories_with_an_outlets_repeated_paragraphs_between_their_own_stay_apart():
    repeated = story(8, words=400).split("\n")

    def mixed(number):
        own = story(number, words=240).split("\n")
        middle = [line for pair in zip(repeated, own[3:] + [""] * len(repeated), strict=False) for line in pair if line]
        return article("\n".join([*own[:3], *middle]), f"https://a.org/{number}")

    assert all(isinstance(outcome, Article) for outcome in settle(None, [mixed(n) for n in range(40, 46)]))


def test_stories_whose_pages_share_half_of_their_text_in_several_places_stay_apart():
    repeated = story(8, words=640).split("\n")

    def page(number):
        own = story(number, words=480).split("\n")
        parts = [own[:4], repeated[:1], own[4:8], repeated[1:2], own[8:], repeated[2:]]
        return article("\n".join(line for part in parts[number % 2 :] for line in part), f"https://a.org/{number}")

    assert all(isinstance(outcome, Article) for outcome in settle(None, [page(n) for n in range(40, 46)]))


def test_a_stock_phrase_in_the_opening_of_pages_that_share_most_of_their_text_is_no_proof():
    phrase, repeated = story(16, words=10), story(8, words=640)

    def page(number):
        own = story(number, words=160).split("\n")
        return article("\n".join([own[0], phrase, *own[1:], repeated]), f"https://a.org/{number}")

    assert all(isinstance(outcome, Article) for outcome in settle(None, [page(n) for n in range(40, 46)]))


def test_stories_of_which_four_fifths_are_what_their_pages_repeat_stay_apart():
    phrase, repeated = story(16, words=30), story(8, words=1600)

    def page(number):
        own = story(number, words=240)
        return article(f"{phrase}\n{own}\n{repeated}", f"https://a.org/{number}")

    assert all(isinstance(outcome, Article) for outcome in settle(None, [page(n) for n in range(40, 46)]))


def test_a_copy_with_a_foreword_of_its_own_is_still_a_copy():
    copy = article(f"{story(2, words=300)}\n{story(1, words=1200)}", "https://a.org/2", hours=1)
    _, second = settle(None, [article(story(1, words=1200), "https://a.org/1"), copy])
    assert isinstance(second, Rejection)


def framed(number, title, body):
    """A story between the furniture of its page, which is as long as the story."""
    before, after = story(2 * number, words=140), story(2 * number + 1, words=160)
    page = article(f"{before}\n{body}\n{after}", f"https://a.org/{number}", hours=number)
    return replace(page, title=title)


HEADLINE = "Ministers agree on the new border rules"


def test_one_headline_proves_a_copy_that_stands_among_other_furniture():
    _, second = settle(None, [framed(60, HEADLINE, story(1)), framed(61, f"Update: {HEADLINE}", story(1))])
    assert isinstance(second, Rejection)
    assert second.relation is Relation.NEAR


def test_one_headline_proves_a_copy_that_is_a_quarter_of_its_page():
    body = story(4, words=270)
    pages = [article(f"{body}\n{story(n, words=720)}", f"https://a.org/{n}", hours=n) for n in (60, 61)]
    _, second = settle(None, [replace(page, title=HEADLINE) for page in pages])
    assert isinstance(second, Rejection)


def test_without_that_headline_the_same_two_pages_are_two_stories():
    pages = [framed(60, HEADLINE, story(1)), framed(61, "Another story of quite different people", story(1))]
    assert all(isinstance(outcome, Article) for outcome in settle(None, pages))


def test_a_standing_headline_over_fresh_text_proves_nothing():
    stock = story(9, words=40)
    days = [framed(n, HEADLINE, f"{stock}\n{story(100 + n, words=200)}") for n in range(60, 70)]
    assert all(isinstance(outcome, Article) for outcome in settle(None, days))


def test_changed_text_at_one_address_is_a_version_with_the_same_id(tmp_path):
    settle(tmp_path / "ledger", [BASE])
    changed = article(edited(story(1), 0.2), "https://a.org/1-base", fetched=5)
    (version,) = settle(tmp_path / "ledger", [changed])
    assert isinstance(version, Article)
    assert (version.id, version.cluster, version.relation) == (BASE.id, BASE.id, Relation.VERSION)


def test_unchanged_text_at_one_address_is_an_exact_copy_of_itself(tmp_path):
    settle(tmp_path / "ledger", [BASE])
    (again,) = settle(tmp_path / "ledger", [BASE])
    assert isinstance(again, Rejection)
    assert (again.relation, again.duplicate_of) == (Relation.EXACT, BASE.id)


def test_a_marked_copy_seen_again_is_a_copy_of_itself(tmp_path):
    other = article(story(1), "https://b.org/5-other", hours=1)
    settle(tmp_path / "ledger", [BASE, other], Keep.ALL)
    (again,) = settle(tmp_path / "ledger", [other], Keep.ALL)
    assert (again.relation, again.duplicate_of, again.cluster) == (Relation.EXACT, other.id, BASE.id)


def test_a_version_is_compared_with_the_latest_one(tmp_path):
    second = article(edited(story(1), 0.2), "https://a.org/1-base", fetched=5)
    for text in (BASE, second):
        settle(tmp_path / "ledger", [text])
    (again,) = settle(tmp_path / "ledger", [second])
    (back,) = settle(tmp_path / "ledger", [BASE])
    assert again.relation is Relation.EXACT
    assert back.relation is Relation.VERSION


def test_a_second_run_keeps_nothing_twice(tmp_path):
    articles = [article(story(n), f"https://a.org/{n}") for n in range(20)]
    settle(tmp_path / "ledger", articles)
    copies = [replace(a, canonical_url=f"https://b.org/{n}", id=f"b{n}") for n, a in enumerate(articles)]
    assert all(isinstance(outcome, Rejection) for outcome in settle(tmp_path / "ledger", articles + copies))


def test_texts_without_words_are_never_copies():
    outcomes = settle(None, [article("…", "https://a.org/1"), article("", "https://a.org/2")])
    assert [outcome.cluster for outcome in outcomes] == ["https://a.org/1", "https://a.org/2"]


def test_the_result_does_not_depend_on_the_order_of_the_inputs():
    texts = [story(n, words=200) for n in range(10)]
    articles = [
        article(edited(text, share, seed=n), f"https://{host}.org/{n}-{share}", hours=n % 7)
        for n, text in enumerate(texts)
        for host, share in (("a", 0.0), ("b", 0.1), ("c", 0.2))
    ]
    expected = settle(None, articles)
    for seed in range(3):
        assert settle(None, random.Random(seed).sample(articles, len(articles))) == expected


LONG = article(f"{story(1)}\n{story(2, words=100)}", "https://a.org/9-long", hours=3)
OTHER = article(story(1), "https://b.org/5-other", hours=1)


@pytest.mark.parametrize(
    ("keep", "kept"),
    [
        (Keep.FIRST, {BASE.id}),
        (Keep.LONGEST, {LONG.id}),
        (Keep.PER_OUTLET, {BASE.id, OTHER.id}),
        (Keep.ALL, {BASE.id, OTHER.id, LONG.id}),
    ],
)
def test_the_policy_decides_what_is_kept(keep, kept):
    outcomes = settle(None, [LONG, OTHER, BASE], keep)
    assert {outcome.id for outcome in outcomes if isinstance(outcome, Article)} == kept
    assert len({outcome.cluster for outcome in outcomes}) == 1


def test_an_article_that_is_kept_beside_its_copy_is_marked():
    _, marked = settle(None, [BASE, OTHER], Keep.ALL)
    assert (marked.relation, marked.duplicate_of) == (Relation.SYNDICATED, BASE.id)


def test_a_finding_gives_its_evidence():
    with Ledger.open(None) as ledger, ledger.begin("test", START) as run:
        list(dedupe(run, [BASE]))
        finding = compare(run, known_by(article(edited(story(1)), "https://a.org/3", hours=1)))
    assert 0.5 < finding.similarity < 1
    assert "sampled phrases shared" in finding.because
