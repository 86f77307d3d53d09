"""The list of conditions: each row has an example, says what to do, and sets what a verb ends with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from haishin.core.catalogue import Message
from haishin.core.contract.endings import Ending
from haishin.core.errors import Exit
from haishin.core.model import Text
from haishin.send.ledger.beat import AT_REST, Beat, Heard
from haishin.send.ledger.ledger_view import Held
from haishin.send.sending.last_run import Fault, IdleRelay, LastRun
from haishin.send.sending.seen import HostFacts, Late, Seen
from haishin.send.watch.conditions import ROWS, conditions, exit_of
from support.ledger import ALPHA, BETA, NOON

HOUR = timedelta(hours=1)
FAILED = Fault(Text("受け付けません:relay:25", "silent"), Text("確かめる。", "check"))
FRESH = Beat(NOON, "journal", 1)

CHECKOUT = "main を取り込み、手元の変更をなくしてください。"
RELEASE = f"プログラムの所有者として haishin update {'b' * 40} を実行してください(変更と、承認した人を示します)。"

# Code of the row → what was seen, and the two Japanese sentences.
EXAMPLES: Mapping[str, tuple[Mapping[str, Any], str, str]] = {
    "remote-gone": (
        {"gone": FAILED},
        "リポジトリに問い合わせできません(受け付けません:relay:25)。ここに出すのは前回取得したときに分かっていたことです。"
        "停止用のブランチは確かめられません。",
        "確かめる。答えない間は、新しい配信は始まらず、配信中のものも10分で止まります。",
    ),
    "main-back": (
        {"tip": "b" * 40, "lost": "a" * 40},
        f"main が、前に調べた {'a' * 40} から続いていません(いまの先端は {'b' * 40})。書き換えられたとみられるため、"
        "すべての配信を止めています。",
        f"誰が書き換えたかを確かめ、{'a' * 40} に続く main に戻してください。戻せないときは、運用総括管理者が"
        "いまの main の内容(取り下げた情報メール、schema/、scripts/)を確かめて "
        f"haishin accept {'b' * 40} --by 本人 を実行してください。",
    ),
    "differs": (
        {"differs": ("scripts", "requirements.lock")},
        "動いているプログラムは main のものと違います(scripts, requirements.lock)。"
        "動いているもので配信を続けています。",
        CHECKOUT,
    ),
    "old-packages": (
        {"locked": NOON},
        "動いているプログラムの部品(requirements.lock)は 2026-11-25 12:00 のままで、policy.yaml の program.lock_days を"
        "過ぎています。",
        "requirements.lock を新しくする(新しい版を取り込む)プルリクエストを出し、マージの後に haishin update コミット "
        "を実行してください。",
    ),
    "unread": (
        {"unread": "2"},
        "main の schema/ の書式(form: 2)を、このプログラムは読めません。"
        "始めた配信だけを続け、新しい配信は始めていません。",
        f"その書式を読むプログラムに替えてください。{CHECKOUT}",
    ),
    "broken-schema": (
        {"broken": Text("schema/policy.yaml:3: 誤りです。", "schema/policy.yaml:3: wrong")},
        "main の schema/ を読めないため、読める最後の版で判定と配信を続けています。schema/policy.yaml:3: 誤りです。",
        "示された行を直すプルリクエストを出し、いつものように承認を受けてマージしてください。",
    ),
    "unproven": (
        {"unproven": (("a" * 40, FAILED),)},
        "受け付けません:relay:25",
        "確かめる。",
    ),
    "ending": (
        {"endings": (Ending(date(2026, 11, 30), True, Text("署長がいません。", "vacant"), Text("書く。", "enter")),)},
        "署長がいません。",
        "書く。",
    ),
    "ending-soon": (
        {"endings": (Ending(date(2027, 1, 30), False, Text("署長がいません。", "vacant"), Text("書く。", "enter")),)},
        "署長がいません。",
        "書く。",
    ),
    "halted": (
        {"halted": True, "halted_since": NOON},
        "2026-11-25 12:00 から、すべての配信を止めています。",
        "再開するには haishin go --by 本人 を実行してください。停止用のブランチも消えます。",
    ),
    "barred": (
        {"barred": True},
        "リポジトリの公開の設定を確かめられないため、新しい配信は始めていません。",
        "次の回にもう一度確かめます。続くときは、HAISHIN_FORGE_TOKEN と接続を確かめてください。",
    ),
    "strange-stop": (
        {"strange": ("stop/a", "stop/b", "stop/\u2028c", "stop/d", "stop/e")},
        "停止用とみられるブランチ stop/a, stop/b, stop/<U+2028>c ほか2件 が、どの情報メールを止めるものか分かりません。"
        "そのため、すべての配信を止めています。",
        "止めたいものを haishin stop 情報メールの番号 で止め、ほかは haishin go --by 本人 で続けてください"
        "(このブランチも消えます)。",
    ),
    "edited": (
        {"edited": (ALPHA,)},
        f"{ALPHA} は、配信を始めた後に main で変えられています。届いた文は変わりません。",
        "元に戻し、直すことがあれば訂正の情報メールを出してください。",
    ),
    "id-used": (
        {"used": ((f"alerts/ota/2026/{ALPHA}.md", Text("同じ id です。", "the same id")),)},
        f"main の alerts/ota/2026/{ALPHA}.md は配信されません。同じ id です。",
        "プルリクエストでこのファイルを main から削除し、配信するものなら、新しい id で起案し直してください。",
    ),
    "odd-file": (
        {"odd": ("alerts/maebashi/2026/20261125-1100-onB.md",)},
        "main の alerts/maebashi/2026/20261125-1100-onB.md は、情報メールのファイル名(alerts/所属/年/番号.md、"
        "半角の英小文字)ではないか、ふつうのファイルではないため、配信されません。",
        "プルリクエストでこのファイルを main から削除し、配信するものなら、新しい id で起案し直してください。",
    ),
    "faulty": (
        {"faulty": ((ALPHA, Message("consult/decision/line-error", line=5, rule="path")),)},
        f"{ALPHA} には今の規則でエラーがあり、配信していません。5行目:検査「path」のエラー",
        "haishin validate で確かめ、プルリクエストで直してください(承認は取り直します)。配信しないときは、"
        "main から削除してください。",
    ),
    "crashed": (
        {"crashed": ((ALPHA, Text("処理が途中で失敗しました(IndexError)。", "failed")),)},
        f"{ALPHA} の処理に失敗したため、この一件だけを止めています。処理が途中で失敗しました(IndexError)。",
        "ファイルを添えて、システムの担当者に連絡してください。急ぐときは、このファイルを main から削除し、書き方を"
        "変えて、新しい id で起案し直してください。",
    ),
    "unasked": (
        {
            "unasked": (
                (ALPHA, Fault(Text("変数がありません。", "no variable"), Text("設定してください。", "Set it."))),
            )
        },
        f"{ALPHA} のプルリクエストを読めず、承認を確かめられないため、配信していません。変数がありません。",
        "設定してください。次の回にもう一度確かめます。情報メールはそのままでかまいません。",
    ),
    "follows-nobody": (
        {"unheard": ((BETA, ALPHA, True),)},
        f"{BETA} は {ALPHA} に続くものですが、{ALPHA} は、まだだれにも届いていません。どちらも配信していません。",
        f"{ALPHA} を配信するなら {BETA} を、しないなら {ALPHA} と {BETA} を main から削除してください。"
        f"文を直して配信するなら、{ALPHA} を直し、{BETA} を削除します。",
    ),
    "held": (
        {"held": (ALPHA,)},
        f"{ALPHA} はマージされましたが、条件がそろわないため配信していません。",
        "haishin plan で理由を確かめ、足りない確認(「広報済」や確認欄の印など)をそろえてください。"
        "そろわないときと、承認がそろう前にマージしていたとき(後から承認しても配信しません)は、main から削除し、"
        "新しい id で起案し直してください。",
    ),
    "limited": (
        {"limited": (ALPHA,)},
        f"{ALPHA} は、待った時間か対象の人数が限度を超えている(又は承認のときと違い過ぎるか、一人もいない)ため、"
        "配信していません。",
        f"haishin plan で理由を確かめてください。このまま進めるなら haishin go {ALPHA} --by 本人、"
        f"配信しないなら haishin refuse {ALPHA} --reason 理由 --by 本人 です。",
    ),
    "broken-journal": (
        {
            "host": HostFacts(
                broken=(Text("壊れた値があります。", "damaged"), Text("控えから戻してください。", "restore"))
            )
        },
        "壊れた値があります。",
        "控えから戻してください。",
    ),
    "unfit-journal": (
        {"host": HostFacts(unfit=(Text("古い控えです。", "old"), Text("引き継いでください。", "adopt")))},
        "古い控えです。",
        "引き継いでください。",
    ),
    "in-doubt": (
        {"host": HostFacts(in_doubt=(ALPHA,))},
        f"{ALPHA}:届いたか分からない宛先があります。",
        f"中継サーバー(Postfix)の記録で確かめてください:haishin settle {ALPHA} --log 記録のファイル --by 本人 。"
        f"記録がないときや、なお残るときは、届いたものとするなら haishin settle {ALPHA} --delivered --by 本人、"
        f"もう一度送るなら(二重に届くことがあります) haishin settle {ALPHA} --resend --by 本人 です。",
    ),
    "unfinished": (
        {"host": HostFacts(unfinished=(ALPHA,))},
        f"{ALPHA} は配信の途中で終わっていて、まだ送っていない宛先があります。",
        "配信ホストで haishin send をもう一度実行してください。続きから送ります。",
    ),
    "foreign": (
        {"host": HostFacts(foreign=((ALPHA, False),))},
        f"{ALPHA} は、別の機械が配信を始めたまま終わっていません。この機械は続きを送りません。",
        "その機械で続けてください。この機械で引き継ぐなら haishin adopt --lost --by 本人 です。",
    ),
    "run-failed": (
        {"host": HostFacts(last=LastRun(NOON, FAILED))},
        "2026-11-25 12:00 から、配信の処理が終わりまで進みません。受け付けません:relay:25",
        "確かめる。",
    ),
    "run-refused": (
        {"host": HostFacts(last=LastRun(NOON, replace(FAILED, exit=Exit.REFUSED)))},
        "2026-11-25 12:00 から、配信の処理が終わりまで進みません。受け付けません:relay:25",
        "確かめる。",
    ),
    "idle-relay": (
        {"idle": (IdleRelay("relay:25", NOON, "relay:25: Connection refused"),)},
        "中継サーバーの一つが 2026-11-25 12:00 から一通も受け付けていません(relay:25: Connection refused)。"
        "ほかの中継サーバーで送っていますが、その分の備えがありません。",
        "haishin doctor で確かめて直すか、使わないのなら HAISHIN_SMTP から除いてください。"
        "次にメールを送るときに確かめ直します。",
    ),
    "refused": (
        {"host": HostFacts(refused=((ALPHA, 999, "550 5.1.1"),))},
        f"{ALPHA} は、約1,000人が中継サーバーに拒否されています(最も多い応答は 550 5.1.1)。宛先がないためではなく、"
        "設定か受信側のためかもしれないので、間をおいて送り直します。",
        "中継サーバーの設定(宛先の一覧など)と記録を確かめてください。直せば、残りは二重にならずに届きます。"
        f"本当に宛先がない人は haishin status {ALPHA} --failed で調べ、haishin subscribers remove --file ファイル "
        "--by 本人 で除いてください。"
        f"送らないことにするなら haishin stop {ALPHA} です。",
    ),
    "reached-nobody": (
        {"host": HostFacts(unreached=((ALPHA, True),))},
        f"{ALPHA} は、だれにも届かないまま終わりました。",
        f"メールサーバーの設定と記録を確かめてください(拒否の番号は haishin status {ALPHA} --failed)。もう送り直され"
        "ません。必要なら、新しい情報として起案し直してください(だれも受け取っていないので、訂正や取消は送れません)。"
        "この警報は、終わってから3日で消えます。",
    ),
    "no-registry": (
        {"host": HostFacts(unreadable=Text("まだありません。", "there is none"))},
        "登録者名簿を読めません。まだありません。",
        "HAISHIN_STATE の指すフォルダーを確かめ、控えから名簿を戻してください。",
    ),
    "registry-shrunk": (
        {"host": HostFacts(shrunk=(301, 5300))},
        "登録者名簿が減っています。前は約5,300人、今は約300人です。古い控えや別の名簿かもしれません。",
        "正しい名簿を戻してください。今の人数で正しいときは haishin subscribers recount --by 本人 です。",
    ),
    "ceiling-near": (
        {"host": HostFacts(near=(("prefecture", 200000),))},
        "全県で一つの区分を受け取る人が、一度に送れる上限(200,000人)の9割に達しています。",
        "超えると、一件ごとに人の許可が要ります。schema/policy.yaml の audience(limits)を上げてください。",
    ),
    "disk-full": (
        {"host": HostFacts(full=True)},
        "状態フォルダーのディスクに、次の配信の記録を書くだけの空きがありません。",
        "空きを作ってください。記録できない配信は行いません。",
    ),
    "uncorrected": (
        {"uncorrected": (ALPHA,)},
        f"{ALPHA} は、配信を始めた後に人が止めましたが、訂正か取消がまだ配信されていません。",
        f"訂正か取消を起案してください。手で消すものは haishin status {ALPHA} が示します。どちらも要らないときは "
        f"haishin go {ALPHA} --by 本人 です(残りが配信されます)。",
    ),
    "stopped-long": (
        {"stopped_long": (Held(ALPHA, "stop", NOON, "理由"),)},
        f"{ALPHA} は 2026-11-25 12:00 から、人が止めたままです。",
        f"続けてよければ haishin go {ALPHA} --by 本人 を実行してください。配信しないなら、送り始める前は "
        "main から削除し、送り始めた後は訂正か取消を出してください。",
    ),
    "false-beat": (
        {"patience": HOUR, "heard": Heard(None, "a1b2", "unreadable")},
        "台帳のブランチの印(beat.json)を信じられません(読めません)。入れたのはコミット a1b2 です。何も止めません。",
        "だれが書いたかと、配信ホストの時計を確かめ、ルールセット ledger-write を取り込んでください(haishin doctor)。"
        "配信ホストの次の haishin send が上書きします。",
    ),
    "no-beat": (
        {"patience": HOUR, "begun": NOON - 2 * HOUR},
        "配信の処理が動いた記録がありません。",
        "配信ホストで haishin send が定期に動いているか確かめてください。",
    ),
    "silent": (
        {"patience": HOUR, "heard": Heard(Beat(NOON - HOUR - AT_REST - timedelta(seconds=1), "journal", 1))},
        "配信の処理が 2026-11-25 10:29 から動いていません。",
        "配信ホストの haishin send の記録を見て、動かしてください。",
    ),
    "unsent": (
        {"late": (Late(ALPHA, NOON - HOUR),)},
        f"{ALPHA} は 2026-11-25 11:00 から main にあり、時刻の上では配信できますが、配信されていません。",
        "理由(承認など)を haishin plan で確かめてください。",
    ),
}
# What these end with; every other row is a 1.
EXITS = {
    "in-doubt": Exit.IN_DOUBT,
    "ending-soon": Exit.FINE,
    **dict.fromkeys(("barred", "broken-journal", "disk-full", "remote-gone", "run-failed", "unasked"), Exit.TOOL),
}


def test_every_row_has_an_example() -> None:
    assert list(EXAMPLES) == [row.code for row in ROWS]


@pytest.mark.parametrize("code", EXAMPLES)
def test_a_row_holds_alone_and_says_what_to_do(code: str) -> None:
    facts, text, remedy = EXAMPLES[code]
    (found,) = conditions(Seen(now=NOON, **facts))
    assert (found.code, found.text.ja, found.remedy.ja) == (code, text, remedy)
    assert (found.exit, exit_of([found])) == ((EXITS.get(code, Exit.REFUSED),) * 2)
    assert "{" not in found.text.en + found.remedy.en


@pytest.mark.parametrize(
    ("facts", "remedy"),
    [({"differs": ("scripts",)}, RELEASE), ({"unread": "2"}, f"その書式を読むプログラムに替えてください。{RELEASE}")],
)
def test_a_release_is_renewed_otherwise_than_a_checkout(facts: Mapping[str, Any], remedy: str) -> None:
    (found,) = conditions(Seen(now=NOON, tip="b" * 40, released=True, **facts))
    assert found.remedy.ja == remedy


def test_rules_that_mains_own_json_schemas_may_read_ask_for_mains_program() -> None:
    """The lines named need no correction: this program is too old for them."""
    facts = {"broken": Text("誤りです。", "wrong"), "differs": ("schema/policy.schema.json",)}
    differs, broken = conditions(Seen(now=NOON, tip="b" * 40, released=True, **facts))  # type: ignore[arg-type]
    assert (differs.code, broken.code, broken.remedy.ja) == ("differs", "broken-schema", RELEASE)


@pytest.mark.parametrize("end", ["\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"])
def test_a_name_on_main_makes_no_alarm_of_its_own(end: str) -> None:
    (found,) = conditions(Seen(now=NOON, odd=(f"alerts/x{end}警報:送信済みです。",)))
    for said in (found.text.ja, found.text.en, found.remedy.ja, found.remedy.en):
        assert len(said.splitlines()) == 1
    assert found.text.ja.startswith(f"main の alerts/x<U+{ord(end):04X}>警報:送信済みです。 は、")


def test_a_halt_that_no_run_has_recorded_yet_has_no_time() -> None:
    (found,) = conditions(Seen(now=NOON, halted=True))
    assert found.text.ja == "すべての配信を止めています。"


def test_what_a_look_and_the_last_run_both_say_is_said_once() -> None:
    broken = (FAILED.text, FAILED.remedy)
    (found,) = conditions(Seen(now=NOON, host=HostFacts(broken=broken, last=LastRun(NOON, FAILED))))
    assert found.code == "broken-journal"


def test_what_waits_for_its_relay_goes_on_by_itself() -> None:
    (found,) = conditions(Seen(now=NOON, host=HostFacts(unreached=((ALPHA, False),))))
    assert found.text.ja == f"{ALPHA} は、まだだれにも届いていません(中継サーバーが受け付けていません)。"
    assert found.remedy.ja.endswith("直したら、配信ホストで haishin send を実行してください。続きから送ります。")


def test_only_an_empty_list_is_a_0() -> None:
    assert (conditions(Seen(now=NOON)), exit_of(())) == ((), Exit.FINE)
    assert conditions(Seen(now=NOON, patience=HOUR, heard=Heard(Beat(NOON - HOUR - AT_REST, "journal", 1)))) == ()


def test_everything_is_said_and_the_gravest_decides() -> None:
    seen = Seen(now=NOON, edited=(ALPHA, BETA), host=HostFacts(in_doubt=(BETA,)), barred=True)
    found = conditions(seen)
    assert [one.code for one in found] == ["barred", "edited", "edited", "in-doubt"]
    assert exit_of(found) is Exit.IN_DOUBT
    assert exit_of(found[:-1]) is Exit.TOOL
    assert exit_of(found[1:-1]) is Exit.REFUSED
