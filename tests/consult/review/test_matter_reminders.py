"""The reminder of an open matter: under its own pull request, by day, once and once more, and never after its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from unittest.mock import Mock

import pytest

from haishin.consult.review.reminding import matter_reminder
from haishin.core.contract.policy import JST
from support.github import Answer, Asked, Change, running
from support.review import ALERT, PATH, TEXT, Office

LOOKOUT = TEXT.replace("content: caution", "content: lookout")
SENT = datetime(2026, 11, 25, 16, 26, tzinfo=JST)
SAID = (
    f"<!-- haishin: reminder {ALERT}-open 1 -->\n"
    f"@maebashi-staff、@maebashi-officer、@maebashi-manager:`{ALERT}` を配信してから7日、続報も解決もありません。"
    "登録者は、その後を待っています。\n\n"
    "- 見つかった、捕まった、終わった:新しいファイルで「解決」を起案してください"
    f"(`follows: {{alert: {ALERT}, as: resolution}}`)。\n"
    "- まだ終わっていない:新しく伝えることがあれば、続報を起案してください。なければ、このままで結構です。\n\n"
    "7日後に、もう一度だけお知らせします。"
)


@pytest.fixture
def sent(office: Office) -> Office:
    """A lookout, merged and mailed."""
    office.propose(files={PATH: LOOKOUT})
    office.merge()
    office.claim(drafter="maebashi-staff")
    office.seal({"accepted": 1200})
    return office


def reminders(change: Change) -> list[str]:
    return [one["body"] for one in change.comments if one["body"].startswith("<!-- haishin: reminder ")]


def swept(office: Office, *after: timedelta) -> list[str]:
    """What has been said once the sweeps at those times are over."""
    with running(office.fake):
        for one in after:
            office.now = SENT + one
            assert office.sweep().failed == 0
    return reminders(office.fake.pulls[7])


def test_it_is_said_once_and_once_more(sent: Office) -> None:
    day = timedelta(days=1)
    assert swept(sent, 6 * day) == []
    assert swept(sent, 7 * day, 7 * day, 8 * day, 10 * day) == [SAID]
    first, again = swept(sent, 14 * day, 15 * day, 21 * day, 30 * day)
    assert first == SAID
    assert again.startswith("<!-- haishin: reminder 20261125-1605-koekake-open 2 -->\n@maebashi-staff")
    assert again.endswith("\n\nお知らせは、これが最後です。")
    assert "配信してから14日、" in again


def test_by_night_nobody_is_called_and_after_two_days_no_sweep_asks(sent: Office) -> None:
    assert swept(sent, timedelta(days=7, hours=4)) == []  # 20:26
    assert swept(sent, timedelta(days=9, minutes=1)) == []
    assert len(swept(sent, timedelta(days=8, hours=14, minutes=34))) == 1  # 7:00


def test_not_after_it_was_stopped(sent: Office) -> None:
    sent.record("held", cause="stop", reason="r")
    assert swept(sent, timedelta(days=7), timedelta(days=14)) == []


def test_not_once_its_end_is_merged(sent: Office) -> None:
    end = "20261202-1500-kaiketsu"
    text = LOOKOUT.replace("press: none", f"press: none\nfollows: {{alert: {ALERT}, as: resolution}}")
    sent.world.commit({f"alerts/maebashi/2026/{end}.md": text})
    assert swept(sent, timedelta(days=7)) == []


def test_no_word_of_the_alert_is_in_it(sent: Office) -> None:
    [said] = swept(sent, timedelta(days=7))
    title = LOOKOUT.partition("title: ")[2].partition("\n")[0]
    pairs = {title[at : at + 3] for at in range(len(title) - 2)}
    assert not any(one in said for one in pairs)


def test_without_a_pull_request_there_is_no_place_for_it(sent: Office) -> None:
    [matter] = sent.judge(Mock()).matters(SENT + timedelta(days=7))
    nowhere = replace(matter, last=replace(matter.last, pull=None))
    assert matter_reminder(matter, SENT + timedelta(days=7), sent.rules, "ja") is not None
    assert matter_reminder(nowhere, SENT + timedelta(days=7), sent.rules, "ja") is None


def test_in_english(sent: Office) -> None:
    sent.language = "en"
    [said] = swept(sent, timedelta(days=7))
    assert ": 7 days ago `20261125-1605-koekake` was sent, and nothing was said of it since." in said
    assert said.endswith("You are reminded once more, 7 days from now.")


def test_a_forge_that_refuses_it_is_told_and_asked_again(sent: Office) -> None:
    def refusing(asked: Asked, _: Answer) -> Answer | None:
        return Answer(422, {"message": "no"}) if asked.method == "POST" and "comments" in asked.path else None

    sent.now = SENT + timedelta(days=7)
    sent.fake.fault = refusing
    with running(sent.fake):
        assert sent.sweep().failed == 1
    assert [line.partition(":")[0] for line in sent.said] == ["#7"]
    sent.fake.fault = lambda *_: None
    sent.fake.complaints.clear()
    assert swept(sent, timedelta(days=7)) == [SAID]
