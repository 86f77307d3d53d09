from __future__ import annotations

import pytest
from support_message import CONTRACT, MAIL, SENDER, alert, contract
from support_pages import REVIEWERS, Page

from haishin.errors import Refusal
from haishin.message.prepare import Variant, compose
from haishin.message.preview import preview


def told(language: str = "ja") -> tuple[str, str, str]:
    made = compose(alert(), Variant("html", language), SENDER, CONTRACT)
    return made.subject, made.text, made.html or ""


def test_the_three_views_are_those_of_the_mail() -> None:
    subject, text, html = told()
    source = preview(alert(), CONTRACT, "ja")
    page = Page(source, REVIEWERS)
    assert page.inside == [html]
    assert page.title == "プレビュー 20261125-1605-koekake"
    assert page.tags.count("h1") == 1
    assert page.tags.count("h2") == 3
    assert page.links == []
    assert text in page.words
    assert page.words.count(subject) == 3  # above each view, as a mail program shows it
    assert f"{MAIL.from_name}{subject}11月25日（水）午後3時30分ころ" in page.words
    assert compose(alert(), Variant("text", "ja"), SENDER, CONTRACT).digest in page.words


def test_the_page_in_the_frame_is_checked_like_the_mail() -> None:
    (inside,) = Page(preview(alert(), CONTRACT, "ja"), REVIEWERS).inside
    assert Page(inside).links == [SENDER.leave.page]


def test_the_notification_shows_the_beginning_only() -> None:
    short = preview(alert(body="あ" * 200), contract(footer="x"), "ja")
    assert f"<dd>{'あ' * 60}…</dd>" in short
    assert "<dd>あ い x</dd>" in preview(alert(body="あ\n\nい"), contract(footer="x"), "ja")  # of a line break
    marked = "か\u3099" * 3
    assert f"<dd>{marked} x</dd>" in preview(alert(body=marked), contract(footer="x"), "ja")


def test_the_reviewer_s_language() -> None:
    page = Page(preview(alert(), contract(**{"footer-en": "Sent by {sender}"}), "en", "en"), REVIEWERS)
    assert page.languages == ["en", "ja", "ja", "ja", "ja"]
    assert page.title == "Preview 20261125-1605-koekake"
    assert "This is what would be mailed. Making this page mails nobody." in page.words
    assert "Sent by 前橋警察署" in page.words


@pytest.mark.parametrize("attack", ["<script>a</script>", '"><img src=x>', "</pre>", "</iframe>", "&quot;&gt;<b>"])
def test_what_is_written_becomes_no_markup(attack: str) -> None:
    page = Page(preview(alert(title=attack, body=f"a {attack}"), CONTRACT, "ja"), REVIEWERS)
    (inside,) = page.inside
    assert attack in Page(inside).title
    assert attack in page.words


def test_what_may_not_be_mailed_has_no_preview() -> None:
    with pytest.raises(Refusal):
        preview(alert(body="a\u202eb"), CONTRACT, "ja")
