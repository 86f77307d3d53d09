"""A copy of the repository in which nothing is set, by the files as shipped: drafted, approved, merged, and seen."""

from __future__ import annotations

from support.force import FORCE
from support.hub import Hub, moment

CAUTION = (FORCE / "alerts/maebashi/2026/20261125-1605-koekake.md").read_text(encoding="utf-8")
ID = "20261125-1606-koekake"
PATH = f"alerts/maebashi/2026/{ID}.md"
DRAFTER, CHIEF = "maebashi-staff", "maebashi-manager"
NOTHING_SET = """\
### 実際に送るために、まだないもの

- 配信ホストと、それを示すリポジトリの変数 HAISHIN&#95;RUNNER
- 登録者名簿&#40;haishin subscribers import&#41;
- 台帳&#40;haishin ledger init&#41;
- 体制表のアカウントの番号。まだだれにもないため、この下見では、人をログイン名で見分けました
- schema&#47;organization&#46;yaml の mail&#46;from&#95;address は、見本か、\
内部のネットワークだけのものです（mail&#46;example&#46;jp）。\
本番の配信はできません。

手順は [OPERATING.ja.md](https://github.com/kenkei/haishin/blob/main/OPERATING.ja.md) にあります。
"""
MAIL = """\
### 届くメール

> **【声かけ】前橋：下校中の児童に対する声かけ事案の発生**
>
> 11月25日（水）午後3時30分ころ、前橋市文京町2丁目地内の路上で、下校中の児童が、男から\
「お菓子をあげるから一緒に行こう」などと声をかけられる事案が発生しました。児童は走って逃げ、けがはありません。
>
> ■ 行為者の特徴
> ・男、40歳代くらい、身長170センチメートルくらい、中肉
> ・黒色の上着、灰色のズボン、白色のマスク
> ・白色の軽自動車を使用
>
> ■ お願い
> ・お子さんに「知らない人にはついて行かない」ことを改めて伝えてください。
> ・声をかけられたら、大声を出す、防犯ブザーを鳴らす、近くの店や人に助けを求めるなどしてください。
> ・似た人や車を見かけたときは、近づかずに110番通報をしてください。
>
> &#45;&#45;&#45;&#45;&#45;&#45;&#45;&#45;&#45;&#45;&#45;&#45;&#45;&#45;&#45;&#45;&#45;&#45;&#45;&#45;
> 【配信元】群馬県警察 前橋警察署
> 【問合せ先】前橋警察署 027&#45;001&#45;0110
> このメールは「群馬県警察情報メール」に登録された方に送っています。このアドレスには返信できません。
> 【登録内容の変更・配信の停止】https&#58;&#47;&#47;anzen&#46;example&#46;jp
"""
ALERT = "- **情報メール**:<code>20261125&#45;1606&#45;koekake</code>\n"
NOBODY = "- **だれに**:前橋警察署の登録者。登録者名簿がないため、届く人はまだ一人もいません\n"
PLANNED = "## 下見：この内容で送る予定です。配信ホストがつながれていないため、実際には送っていません\n"


def refs(hub: Hub) -> set[str]:
    """The branches of the repository, drafts apart."""
    names = hub.git("for-each-ref", "--format=%(refname)", "refs/heads", at=hub.remote).split()
    return {name for name in names if "/draft/" not in name}


def test_an_alert_is_drafted_approved_and_merged_and_what_would_go_is_seen(first_hour: Hub) -> None:
    hub = first_hour
    hub.now = moment("25 16:10")
    change = hub.open({PATH: CAUTION}, DRAFTER)
    assert hub.log() == [("validate", "pull_request"), ("consult", "workflow_run")]
    assert hub.status(change) == ("pending", "登坂署長:内容を読んで、承認してください。あと 1 人の承認が必要です。")

    change.automatic = True  # the usual way; without it the sweep would stay for the call to his unit
    hub.now = moment("25 16:20")
    hub.review(change, CHIEF, "APPROVED")
    assert hub.log() == [("review-ping", "pull_request_review"), ("consult", "workflow_run"), ("send", "workflow_run")]
    assert hub.status(change) == (
        "success",
        "長井さん:承認がそろいました。まもなく自動でマージされます。対応は不要です。配信予定 マージ後すぐ",
    )

    hub.plays = frozenset({"send"})
    hub.merge(change, DRAFTER)
    (ran,) = hub.ran
    assert ran.ended == {"preview": True}
    given = "- **承認**:前橋警察署の運用管理者&#40;署長&#41;:登坂 浩(maebashi&#45;manager)(11月25日(水)16:20)\n"
    assert ran.summary == f"{PLANNED}\n{ALERT}- **いつ**:すぐに\n{NOBODY}{given}\n{MAIL}\n{NOTHING_SET}"
    assert f"{ID}:下見：この内容で送る予定です。" in ran.log
    assert "お菓子" not in ran.log.replace(ran.summary, "")
    assert refs(hub) == {"refs/heads/main"}  # and nothing was written


def test_without_the_approval_it_says_whose_is_missing_and_by_night_when_it_would_go(first_hour: Hub) -> None:
    hub = first_hour
    hub.plays = frozenset()
    hub.now = moment("25 16:10")
    first = hub.open({PATH: CAUTION}, DRAFTER)
    second = hub.open({PATH.replace("1606", "1607"): CAUTION}, DRAFTER)
    hub.review(second, CHIEF, "APPROVED")
    hub.plays = frozenset({"send"})
    hub.merge(first, DRAFTER)
    hub.now = moment("25 20:30")
    hub.merge(second, DRAFTER)
    short, late = hub.ran
    assert (short.ended, late.ended) == ({"preview": True}, {"preview": True})
    assert short.summary == (
        "## 下見：承認が足りないため、送れません\n\n何も送っていません。\n\n"
        f"{ALERT}{NOBODY}"
        "- **足りない承認**:前橋警察署の運用管理者&#40;署長&#41;"
        "(登坂 浩(maebashi&#45;manager)、石井 直樹(maebashi&#45;officer))\n"
        "- 承認がそろわないままマージされました。"
        "取り下げて&#40;ファイルを削除して&#41;、新しい番号で起案し直してください。\n"
        f"\n{MAIL}\n{NOTHING_SET}"
    )
    assert late.summary.startswith(PLANNED)
    assert "- **いつ**:11月26日(木)7:00(それまで待ちます)\n" in late.summary
    assert "1606" not in late.summary  # that one was there before


def test_nothing_waits_for_a_machine_that_is_not_there(first_hour: Hub) -> None:
    hub = first_hour
    hub.plays = frozenset({"send"})
    assert hub.clock("clock").ended == {}
    assert [hub.clock("health", cron).ended for cron in (None, "39 0 * * 1")] == [{}, {}]

    hub.variables = {"HAISHIN_RUNNER": "none"}  # the mail host pulls
    hub.direct({PATH: CAUTION}, CHIEF)
    assert [ran.ended for ran in (hub.ran[-1], hub.clock("clock"), hub.dispatch("send"))] == [{}, {}, {}]
    assert hub.clock("health", "39 0 * * 1").ended == {}
    assert list(hub.clock("health").ended) == ["beat"]
    assert hub.dispatch("send", stop="all").ended == {"stop": True}
    hub.variables |= {"HAISHIN_MONITOR": "yes"}
    assert hub.clock("health").ended == {}


def test_where_the_runner_is_named_it_alone_sends(hub: Hub) -> None:
    hub.plays = frozenset({"send"})
    hub.direct({"README.md": "x"}, CHIEF)
    assert hub.ran[-1].ended == {"send": True}
