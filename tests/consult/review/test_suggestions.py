"""One tap to mend: exact remedies on their lines, written, applied, verified and taken back; and hostile texts."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from markdown_it import MarkdownIt
from test_sweep import APPROVE, ONE_ERROR, approve

from haishin.consult.forge.reviews import SUGGESTIONS
from support.github import BOT, Answer, Asked, Change, running, user
from support.review import PATH, TEXT, Office, who

SLIP = TEXT.replace("11月25日（水）午後3時30分ころ", "昨日午後3時30分ころ")
LINE = 10
MENDED = next(line for line in TEXT.split("\n") if "文京町" in line).replace("11月25日（水）午後", "11月24日（火）午後")
NAMED = SLIP.replace("下校中の児童が、", "佐藤花子さんが、")


def swept(office: Office, times: int = 1) -> None:
    with running(office.fake):
        for _ in range(times):
            office.sweep()


def lines(change: Change) -> list[tuple[int, str]]:
    """Last line and text of each suggestion that stands."""
    found = []
    for one in change.lines:
        [fence] = [token for token in MarkdownIt("commonmark").parse(one["body"]) if token.type != "inline"]
        assert (fence.type, fence.info, fence.markup) == ("fence", "suggestion", "```")
        found.append((one["line"], fence.content.removesuffix("\n")))
    return found


def own(change: Change) -> list[Any]:
    return [one for one in change.reviews if one["user"] == BOT]


def applied(office: Office, change: Change, by: str = "maebashi-staff") -> None:
    """What the forge does when all suggestions are committed together: one commit of who pressed the button."""
    text = office.fake.texts[change.commits[-1]].split("\n")
    for one in sorted(change.lines, key=lambda one: -one["line"]):
        new = re.fullmatch("```suggestion\n(.*)\n```", one["body"], re.DOTALL)
        assert new is not None
        text[one.get("start_line", one["line"]) - 1 : one["line"]] = new[1].split("\n")
    office.propose(files={PATH: "\n".join(text)}, author=by, onto=change.commits[-1], when="2026-11-25T16:20:00+09:00")


def test_a_remedy_is_written_on_its_line_once(office: Office) -> None:
    change = office.propose(files={PATH: SLIP})
    swept(office, 3)
    assert lines(change) == [(LINE, MENDED)]
    [review] = own(change)
    assert review["state"] == "COMMENTED"
    assert review["commit_id"] == change.commits[-1]
    assert review["body"].startswith(SUGGESTIONS)
    assert "直し方の案です(1件)。起案者が「Commit suggestion」を押すと" in review["body"]
    assert change.lines[0]["side"] == "RIGHT"
    assert office.lights(change)[-1] == ("failure", ONE_ERROR)


def test_it_is_applied_verified_and_taken_back(office: Office) -> None:
    change = office.propose(files={PATH: SLIP})
    swept(office)
    applied(office, change)
    swept(office)
    assert office.fake.texts[change.commits[-1]] == SLIP.replace("昨日午後", "11月24日（火）午後")
    assert office.lights(change)[-1] == ("pending", f"登坂署長:{APPROVE}")
    assert change.lines == []
    assert [one["body"].split("\n")[1] for one in own(change)] == ["前の文への案でした。取り下げました。"]
    swept(office)
    approve(change)
    swept(office)
    assert office.lights(change)[-1][0] == "success"
    assert "数えなかったレビュー" not in office.comment()


def test_the_earlier_are_taken_back_before_new_ones(office: Office) -> None:
    change = office.propose(files={PATH: SLIP})
    swept(office)
    before = len(office.fake.asked)
    office.propose(
        files={PATH: SLIP.replace("昨日午後", "一昨日午後")}, onto=change.commits[-1], when="2026-11-25T16:20:00+09:00"
    )
    swept(office)
    written = [
        asked.method for asked in office.fake.asked[before:] if "/pulls/" in asked.path and asked.method != "GET"
    ]
    assert written == ["DELETE", "PUT", "POST"]
    assert len(lines(change)) == 1
    assert [one["body"].startswith(f"{SUGGESTIONS}taken back") for one in own(change)] == [True, False]


@pytest.mark.parametrize("place", ["本文", "題", "項目"])
def test_none_while_anything_in_the_file_is_private(office: Office, place: str) -> None:
    """Wherever it stands, and also if suggestions stood there before."""
    change = office.propose(files={PATH: SLIP})
    swept(office)
    private = {
        "本文": NAMED,
        "題": SLIP.replace("title: ", "title: 佐藤花子さんに対する", 1),
        "項目": SLIP.replace("press: none", "press: none\nwhy_late: 佐藤花子さんの申告が遅れたため"),
    }[place]
    office.propose(files={PATH: private}, onto=change.commits[-1], when="2026-11-25T16:20:00+09:00")
    swept(office)
    assert change.lines == []
    assert "佐藤" not in json.dumps([one["body"] for one in own(change)], ensure_ascii=False)
    assert office.lights(change)[-1][0] == "failure"


def test_a_line_with_a_confirmed_private_word_is_left_alone(office: Office) -> None:
    """Somebody has looked at it; the mail is shown, and still no suggestion repeats that line."""
    place = SLIP.replace("前橋市文京町2丁目地内", "前橋市文京町2-29-16先")
    change = office.propose(files={PATH: place})
    swept(office)
    mark = re.search(r"mark: (\w{4})", office.comment())
    assert mark is not None
    answer = f"press: none\nconfirmed:\n  - {{rule: address, mark: {mark[1]}, reason: 店の所在地のため}}"
    office.propose(
        files={PATH: place.replace("press: none", answer)}, onto=change.commits[-1], when="2026-11-25T16:20:00+09:00"
    )
    swept(office)
    assert change.lines == []


def test_at_most_ten_the_gravest_first(office: Office) -> None:
    text = (
        TEXT.replace("■ お願い", "お願い").rstrip("\n")
        + "\n"
        + "".join(f"\n昨日{n}件目がありました。\n" for n in range(14))
    )
    change = office.propose(files={PATH: text})
    swept(office)
    assert len(lines(change)) == 10


HOSTILE = [
    "昨日、```suggestion と書かれた紙がありました。",
    "昨日、``` と ~~~ がありました。",
    "昨日、<!-- @maebashi-manager --> がありました。",
    "昨日、@maebashi-manager さんへ ::error::x ##[error]x がありました。",
    "昨日、<img src=x onerror=alert(1)> [x](https://evil.example) がありました。",
    "昨日、@a さんと # 1 の話がありました。",
    "昨日、\u202e逆\u2028行 がありました。",
    "昨日、</code></details>```\n\n```suggestion\nいつわり",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_command_another_line_or_a_call(office: Office, text: str) -> None:
    change = office.propose(files={PATH: f"{TEXT.rstrip()}\n\n{text}\n"})
    swept(office)
    for last, line in lines(change):
        assert "\n" not in line
        assert line == office.fake.texts[change.commits[-1]].split("\n")[last - 1].replace("昨日", "11月24日（火）")
        assert not {"\u202e", "\u2028"} & set(line)
    for one in own(change):
        assert "@" not in one["body"]
    for one in change.lines:  # all of it stands in the fence, where nothing is a call, an element or a link
        tokens = MarkdownIt("commonmark", {"html": True}).parse(one["body"])
        assert [token.type for token in tokens] == ["fence"]
    assert office.lights(change)[-1][0] in ("failure", "pending")


@pytest.mark.parametrize("status", [403, 404, 422, 500])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "GET"])
def test_a_failed_write_changes_no_status_and_is_tried_again(office: Office, method: str, status: int) -> None:
    def refusing(asked: Asked, answer: Answer) -> Answer | None:
        about = (
            asked.path.endswith("/reviews")
            if method == "POST"
            else "/comments" in asked.path and "/pulls/" in asked.path
        )
        about = about or (method == "PUT" and "/reviews/" in asked.path)
        return Answer(status, {"message": "x"}) if asked.method == method and about else None

    change = office.propose(files={PATH: SLIP})
    if method != "POST":
        swept(office)
        office.propose(
            files={PATH: SLIP.replace("昨日午後", "一昨日午後")},
            onto=change.commits[-1],
            when="2026-11-25T16:20:00+09:00",
        )
    office.fake.fault = refusing
    swept(office)
    assert office.lights(change) == [("failure", ONE_ERROR)]
    office.fake.fault = lambda _asked, _answer: None
    swept(office)
    assert office.lights(change)[-1] == ("failure", ONE_ERROR)
    assert len(lines(change)) == 1


def test_another_account_with_our_mark_is_not_ours_and_says_nothing(office: Office) -> None:
    change = office.propose(files={PATH: SLIP})
    change.review(
        1, who("maebashi-manager"), "COMMENTED", "2026-11-25T07:20:00Z", change.commits[-1], f"{SUGGESTIONS}x -->"
    )
    change.review(2, user("stranger", 5), "APPROVED", "2026-11-25T07:20:00Z", change.commits[-1], f"{SUGGESTIONS}x -->")
    swept(office)
    assert len(lines(change)) == 1
    assert [one["body"] for one in change.reviews[:2]] == [f"{SUGGESTIONS}x -->"] * 2


def test_of_an_amendment_only_lines_that_it_brings(office: Office) -> None:
    """A line that main has may stand outside the shown differences: the forge would refuse the whole review."""
    office.world.commit({PATH: SLIP})
    change = office.propose(files={PATH: SLIP.replace("黒色の上着", "紺色の上着") + "\n昨日も見られました。\n"})
    swept(office)
    assert [line for line, _ in lines(change)] == [len(SLIP.split("\n")) + 1]


def test_nothing_is_suggested_beside_the_alerts(office: Office) -> None:
    office.put_rules()
    change = office.propose(files={"README.md": "昨日\n"}, author="koho-kocho-staff")
    swept(office)
    assert own(change) == []
    assert not any(asked.method == "POST" and asked.path.endswith("/reviews") for asked in office.fake.asked)
