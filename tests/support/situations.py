"""The comment in fifteen situations: the twelve that people see most on a phone, and three more."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from haishin.check.document import read
from haishin.consult.decision import decide
from haishin.consult.decision.upkeep import Proposal, decide_upkeep
from haishin.consult.review import afterwards
from haishin.consult.review.changed import FileChange
from haishin.consult.review.facts import Reach
from haishin.consult.review.judging import Judged
from haishin.core.masking import Mask
from haishin.core.model import Case, Change, History, Word
from haishin.send.ledger.ledger_view import LedgerView
from support.comments import COUNTED, HOME, claimed, judged, ledger, open_, proposed, record, review, sealed, shown
from support.review import ALERT, NOW, PATH, TEXT, contract, schema

GOLDEN = Path(__file__).parents[1] / "consult" / "review" / "golden"
UNANSWERED = TEXT.replace("前橋市文京町2丁目地内", "前橋市文京町2-29-16先")  # perhaps somebody's address
PREFECTURE = TEXT.replace("scope: [maebashi]", "scope: prefecture")
SLIPS = TEXT.replace("11月25日（水）午後3時30分ころ", "昨日午後3時30分ころ").replace("下校中の児童が", "佐藤花子さんが")
PRIVATE = TEXT.replace("男、40歳代", "電話 090-1234-5678、男、40歳代")
ARREST = """\
---
title: 路上におけるわいせつ事案の被疑者の検挙
category: suspicious-person
case: indecent-act
content: arrest
scope: [ota]
recognized_at: 2026-11-25T13:40+09:00
press: {at: 2026-11-25T17:00+09:00, title: 不同意わいせつ事件被疑者の逮捕について, consistent: yes}
---
太田警察署は、11月25日（水）、太田市内の路上で通行中の女性の体を触った疑いで、被疑者の男（50歳代）を逮捕しました。

被害に遭ったときや不審な人を見かけたときは、すぐに110番通報をしてください。
"""
MISSING = """\
---
title: 高齢の男性が行方不明になっています
category: information-request
case: missing-person
content: lookout
scope: [shibukawa]
recognized_at: 2026-11-25T{clock}+09:00
press: none
consent: {{state: pending}}
---
11月25日（水）午後1時ころ、渋川市金井地内の自宅から歩いて外出した80歳代の男性の行方が分からなくなっています。

- 身長160センチメートルくらい、やせ型、白髪
- 紺色のジャンパー、灰色のズボン、黒色の長靴

見かけた方は、やさしく声をかけ、110番又は渋川警察署にお知らせください。
"""
ROBBERY = """\
---
title: コンビニエンスストアにおける強盗事件の発生
category: crime
case: robbery
content: lookout
scope: [maebashi]
recognized_at: 2026-11-26T02:22+09:00
press: {at: 2026-11-26T09:00+09:00, consistent: not-yet}
waivers:
  - rule: delivery-hours
    reason: 刃物を持って逃走しているため
---
11月26日（木）午前2時15分ころ、前橋市本町2丁目地内のコンビニエンスストアで、刃物を持った男が店員を脅し、現金を奪って逃げる事件が発生しました。

- 20歳代から30歳代くらい、身長175センチメートルくらい
- 黒色のフード付きの上着、黒色のズボン

似た男を見かけたときは、絶対に近づかず、すぐに110番通報をしてください。
"""
OUTSIDE = """\
---
title: 女性警察官による護身術の動画を公開しました
category: outside
case: event
content: information
scope: prefecture
press: none
why_mail: 動画の公開を知る方法がほかにない方に届けるため
---
人身安全対策課では、女性警察官が護身術を紹介する動画を公開しました。

声をかけられて怖いと感じたときは、近くの店に入り、110番通報をしてください。
"""
NIGHT = NOW + timedelta(hours=10, minutes=10)  # 2:40 in Japan
LATE = NOW + timedelta(hours=3, minutes=20)  # 19:50 in Japan
EVENING = NOW + timedelta(hours=4, minutes=4)  # 20:34 in Japan
SHIBUKAWA = "alerts/shibukawa/2026/20261125-2034-yukue-fumei.md"
BY_DAY = "alerts/shibukawa/2026/20261125-1610-yukue-fumei.md"
JINSHIN = "alerts/jinshin-anzen/2026/20261125-1610-goshin.md"
OTA = "alerts/ota/2026/20261125-1610-waisetsu-kenkyo.md"
MAEBASHI = Reach(12_340, COUNTED, 11_880)


@dataclass(frozen=True)
class Situation:
    """A comment, and what its first screen has to say: to whom, to do what, when."""

    comment: Callable[[], str]
    to: str
    act: str
    when: str


def _withdrawn() -> Judged:
    alert = read(PATH, TEXT.encode(), contract()).alert
    assert alert is not None
    pull = proposed("maebashi-staff")
    told = decide(Case(alert, Change.DELETED, (), pull, History()), NOW, contract())
    return Judged(open_("maebashi-staff"), told, Change.DELETED, Mask((), {}), alert, pull)


def _upkeep() -> Judged:
    """A transfer: a chief leaves Maebashi, somebody new comes, one more deputy, and another wording."""
    files = schema()
    roster = files["roster.yaml"]
    old = "{role: manager, unit: maebashi, from: 2026-04-01, until: null}"
    assert roster.count(old) == 1
    left = roster.replace(f"- {old}", f"- {old.replace('null', '2026-11-30')}", 1)
    came = (
        "  - id: maebashi-manager-2\n    name: 黛 由紀\n    accounts: [{login: mayuzumi, account: 2001}]\n"
        "    roles:\n      - {role: manager, unit: maebashi, from: 2026-12-01, until: null}\n"
    )
    wording = files["wording.yaml"]
    changed = (
        FileChange("schema/roster.yaml", roster, left + came),
        FileChange(
            "schema/wording.yaml",
            wording,
            wording.replace("phones:\n", 'phones:\n  "027-000-9999": 見本\n', 1),
        ),
    )
    proposal = Proposal(tuple(change.path for change in changed))
    pull = replace(proposed("koho-kocho-staff"), files=proposal.paths)
    told = decide_upkeep(pull, proposal, NOW, contract())
    return Judged(
        open_("koho-kocho-staff"), told, Change.MODIFIED, Mask((), {}), pull=pull, proposal=proposal, changed=changed
    )


def _waits(view: LedgerView) -> str:
    merged = NOW + timedelta(hours=5)  # 21:30 in Japan
    alert = read(PATH, TEXT.encode(), contract()).alert
    return afterwards.render(afterwards.Merged(ALERT, alert, merged, f"{HOME}/pull/7"), view, contract(), "ja", merged)


def at_night(text: str, *, now: datetime, path: str = PATH, author: str = "maebashi-staff") -> Judged:
    return judged(text, now=now, path=path, author=author, opened=2)


PHONE: dict[str, Situation] = {
    "draft": Situation(
        lambda: shown(judged(SLIPS), MAEBASHI), "長井さん", "か所を直してください", "直して承認がそろい、配信を確定"
    ),
    "approach": Situation(
        lambda: shown(judged(TEXT), MAEBASHI), "登坂署長", "承認してください", "承認がそろい、配信を確定"
    ),
    "robbery": Situation(
        lambda: shown(at_night(ROBBERY, now=NIGHT), MAEBASHI, now=NIGHT),
        "木村さん", "承認してください", "夜間でもすぐに配信されます",
    ),
    "missing": Situation(
        lambda: shown(
            at_night(MISSING.format(clock="20:10"), now=EVENING, path=SHIBUKAWA, author="shibukawa-staff"),
            Reach(9_840, COUNTED, 9_120), now=EVENING,
        ),
        "黒田さん", "ご家族の了解を得て", "早くても11月26日(木)7:00",
    ),
    "arrest": Situation(
        lambda: shown(
            judged(ARREST, review("ota-manager", 5), path=OTA, author="ota-staff"), Reach(9_810, COUNTED)
        ),
        "広報広聴課", "「広報済」とだけ1行書いてください", "発表の予定は11月25日(水)17:00",
    ),
    "complete": Situation(
        lambda: shown(judged(TEXT, review("maebashi-manager", 10)), MAEBASHI),
        "長井さん", "「Squash and merge」を押してください", "押すと配信され、取り消せません",
    ),
    "withdrawal": Situation(
        lambda: shown(_withdrawn()), "登坂署長", "承認してください", "マージすると、このメールは配信されません"
    ),
    "upkeep": Situation(
        lambda: shown(_upkeep()), "久保田課長", "承認してください", "マージするとすぐ使われ、メールは送られません"
    ),
    "objection": Situation(
        lambda: shown(judged(TEXT, review("maebashi-officer", 5, state="CHANGES_REQUESTED")), MAEBASHI),
        "長井さん", "確かめて、直してください", "直して承認がそろい、配信を確定した後",
    ),
    "consent": Situation(
        lambda: shown(
            judged(MISSING.format(clock="15:50"), path=BY_DAY, author="shibukawa-staff"),
            Reach(9_840, COUNTED, 9_120),
        ),
        "黒田さん", "ご家族の了解を得て", "直して承認がそろい、配信を確定した後",
    ),
    "merged": Situation(lambda: _waits(ledger()), "", "", "11月26日(木)7:00"),
    "private": Situation(
        lambda: shown(judged(PRIVATE), MAEBASHI), "長井さん", "か所を直してください", "直して承認がそろい、配信を確定"
    ),
}  # fmt: skip
SITUATIONS: dict[str, Callable[[], str]] = {
    **{name: one.comment for name, one in PHONE.items()},
    "unanswered": lambda: shown(judged(UNANSWERED, review("maebashi-officer", 12, Word.ACTING)), Reach(1230, COUNTED)),
    "waiting": lambda: shown(
        judged(
            PREFECTURE,
            review("maebashi-officer", 12, Word.ACTING),
            review("jinshin-anzen-officer", 8),
            review("takasaki-manager", 5, state="CHANGES_REQUESTED"),
        ),
        Reach(123450, COUNTED),
    ),
    # C10: each item that is asked for, with its line.
    "late": lambda: shown(judged(TEXT, now=LATE), MAEBASHI, now=LATE),
    "press": lambda: shown(judged(TEXT.replace("press: none", "press: undecided")), MAEBASHI),
    "no-text-yet": lambda: shown(
        judged(
            ARREST.replace("consistent: yes", "consistent: not-yet").replace("不同意わいせつ事件", ""),  # fits a line
            path=OTA,
            author="ota-staff",
        ),
        MAEBASHI,
    ),
    "exercise": lambda: shown(judged(TEXT.replace("title: ", "title: 訓練 ")), MAEBASHI),
    "why-mail": lambda: shown(
        judged(re.sub("why_mail: .*\n", "", OUTSIDE), path=JINSHIN, author="jinshin-anzen-staff"), MAEBASHI
    ),
    "no-consent": lambda: shown(
        judged(re.sub("consent: .*\n", "", MISSING.format(clock="15:50")), path=BY_DAY, author="shibukawa-staff")
    ),
    # C8: two stations at night; C9: outside the table; C12: an arrest before its approval.
    "two-stations": lambda: shown(
        at_night(ROBBERY.replace("[maebashi]", "[maebashi, maebashi-higashi]"), now=NIGHT), MAEBASHI, now=NIGHT
    ),
    "outside": lambda: shown(judged(OUTSIDE, path=JINSHIN, author="jinshin-anzen-staff"), Reach(123450, COUNTED)),
    "arrest-first": lambda: shown(judged(ARREST, path=OTA, author="ota-staff"), Reach(9_810, COUNTED)),
    "sealed": lambda: sealed(doubt=False),
    "doubt": sealed,
    "stopped": lambda: _waits(
        ledger(claimed(), record("held", 27, cause="stop", reason="stop/20261125-1605-koekake の枝があります"))
    ),
    "hidden": lambda: _waits(
        ledger(
            claimed(),
            record("sealed", 29, journal="c" * 32, counts={"accepted": 1200}, in_doubt=False),
            record("held", 30, cause="stop", reason="r"),
        )
    ),
}


if __name__ == "__main__":
    for name, made in SITUATIONS.items():
        (GOLDEN / f"{name}.md").write_text(made() + "\n", "utf-8")
