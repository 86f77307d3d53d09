from __future__ import annotations

import pytest
from support_message import CONTRACT, READER, alert, decoded, origin, read

from haishin.errors import Refusal
from haishin.message.prepare import Variant, prepare
from haishin.message.rendering import render
from haishin.message.sender import Sender
from haishin.model import FollowKind, Follows
from support_contract import shipped


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
    assert refused.value.message.ja == f"「{alert_id}」は、日時で始まる ID ではありません。"


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
