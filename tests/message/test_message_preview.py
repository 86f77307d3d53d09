from __future__ import annotations

import re

import pytest

from haishin.core.catalogue import Message
from haishin.core.errors import Refusal
from haishin.core.model import FollowKind, Follows, Language
from haishin.message.prepare import Variant, compose, prepare
from haishin.message.preview import preview, render
from haishin.message.sender import Sender
from support.contract import desk_contract, publishing_contract, shipped
from support.message import CONTRACT, MAIL, READER, SENDER, alert, contract, decoded, origin, read
from support.pages import REVIEWERS, Page


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


@pytest.mark.parametrize(
    ("language", "said"), [("ja", "（配信のときに付きます）"), ("en", "(comes when the mail goes)")]
)
def test_the_number_of_the_list_comes_with_the_claim(language: Language, said: str) -> None:
    page = Page(preview(alert(), publishing_contract(), language, language), REVIEWERS)
    assert page.words.count(said) == 2  # in the text, and in the place of the digest
    assert said in page.inside[0]
    assert "sha256-" not in page.words
    mail = read(render(alert(), "taro@example.ne.jp", "text", publishing_contract(), language))
    assert said in mail.text


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


def test_the_whole_message_without_any_state() -> None:
    mail = read(render(alert(), "a..b@docomo.ne.jp", "text", CONTRACT))
    assert mail.values["to"] == '"a..b"@docomo.ne.jp'
    assert mail.values["date"] == "Wed, 25 Nov 2026 16:05:00 +0900"
    assert decoded(mail.values["subject"]) == "【声かけ】前橋：下校中の児童に対する声かけ事案の発生"
    assert "In-Reply-To" not in mail.names


def test_no_link_of_a_preview_works_twice() -> None:
    one, other = (read(render(alert(), "a@b.jp", "text", CONTRACT)) for _ in range(2))
    assert one.values["message-id"] != other.values["message-id"]
    assert one.text == other.text


def test_what_follows_shows_its_thread() -> None:
    follows = Follows("20261124-0900-first", FollowKind.CORRECTION)
    mail = read(render(alert(follows=follows), "a@b.jp", "text", CONTRACT))
    assert mail.values["in-reply-to"].endswith(".20261124-0900@bounce.example.jp>")


def test_the_form_html_is_the_whole_message_too() -> None:
    mail = read(render(alert(), "a@b.jp", "html", CONTRACT))
    assert mail.values["to"] == "a@b.jp"
    assert mail.text == read(render(alert(), "a@b.jp", "text", CONTRACT)).text
    assert mail.html is not None
    assert mail.html.endswith("</html>\n")


@pytest.mark.parametrize("alert_id", ["koekake", "20261325-1605-a", "20261125-2560-a", ""])
def test_an_id_without_a_time_is_refused(alert_id: str) -> None:
    with pytest.raises(Refusal) as refused:
        render(alert(id=alert_id), "a@b.jp", "text", CONTRACT)
    assert refused.value.message == Message("message/id-without-time", alert_id=alert_id)


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("ja", "【訓練】【声かけ】前橋："),
        ("en", "【EXERCISE】【Stranger approaching people】Maebashi："),
        ("ja-easy", "【れんしゅう】【知（し）らない 人（ひと）が 声（こえ）を かける】まえばし："),
    ],
)
def test_the_shipped_contract_makes_a_mail(language: str, subject: str) -> None:
    mail = read(render(alert(exercise=True), "a@b.jp", "text", shipped(), language))
    assert all(len(line) <= 78 for line in mail.lines)
    assert decoded(mail.values["subject"]).startswith(subject)
    assert "前橋警察署" in mail.text
    assert "https://anzen.example.jp" in mail.text
    assert "{" not in mail.text


def test_the_shipped_sender_s_lines_are_short() -> None:
    sender = Sender.of(shipped().organization.mail)
    prepared = prepare(alert(), Variant("text", "ja"), origin(sender=sender), shipped())
    assert all(len(line) <= 78 for line in read(prepared.head(READER) + prepared.body).lines)


def test_a_preview_with_a_desk_has_links_that_nobody_s_key_knows() -> None:
    first, again = (read(render(alert(), READER.address, "html", desk_contract())) for _ in range(2))
    assert re.fullmatch(
        r"<https://anzen\.example\.jp/l/preview\.[a-z2-7]{14}>, <mailto:teishi\+preview\.[a-z2-7]{14}@example\.jp>",
        first.values["list-unsubscribe"],
    )
    assert first.values["list-unsubscribe"] != again.values["list-unsubscribe"]
    assert "/l/" not in preview(alert(), desk_contract(), "ja")
