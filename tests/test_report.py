"""Tables as they stand on a terminal."""

from crawler.report import aligned


def test_the_columns_of_wide_letters_stand_below_each_other() -> None:
    header, rule, *rows = aligned([("source", "verdict"), ("例子.中国", "fine"), ("cafe\u0301.example", "fine")])
    assert rule == f"{'-' * 12}  {'-' * 7}"
    assert [row.partition("fine")[0] for row in rows] == ["例子.中国     ", "cafe\u0301.example  "]
    assert header == "source        verdict"


def test_a_long_verdict_does_not_wrap_the_rule() -> None:
    _, rule, row = aligned([("source", "verdict"), ("rt", "nothing could be read " * 9)])
    assert (len(rule), row.count("read")) == (80, 9)
