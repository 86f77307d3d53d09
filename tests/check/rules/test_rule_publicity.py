from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from haishin.check.document.sample import changed
from haishin.check.reading import Writing
from haishin.check.rules import publicity
from haishin.core.model import Severity
from support.contract import shipped
from support.documents import findings, said

HERE = Path(__file__).parent
MAILS = yaml.safe_load((HERE / "publicity_mails.yaml").read_text("utf-8"))
NOTICE = changed("suspicious-person\ncase: approach", "notice\ncase: safety")
LINE = "- 不審な人を見かけたときは、110番通報をお願いします。"


def found(body: str, title: str = "前橋市内における声かけ", category: str | None = "notice") -> dict[str, list[str]]:
    """The words found by severity, each once."""
    words: dict[str, dict[str, None]] = {}
    for one in publicity.look(Writing(title, body, category), shipped()):
        words.setdefault(one.severity or publicity.SEVERITY, {})[str((one.values or {})["word"])] = None
    return {severity: list(some) for severity, some in words.items()}


def seen(mail: dict[str, Any]) -> dict[str, list[str]]:
    return found(mail["body"], mail["title"], mail["category"])


def test_place_and_words() -> None:
    (one,) = findings(NOTICE.replace(LINE, "- 警察官になりませんか。"))
    assert said((one,)) == [
        (
            13,
            3,
            13,
            13,
            "「警察官になりませんか」は、募集や案内の言い回しです。別表の区分では配信できません。",
            "`警察官になりませんか` recruits or invites: no row of the table is for that.",
        )
    ]
    assert (one.rule, one.severity, one.clause, one.mark) == ("publicity", Severity.ERROR, "T7", "")
    assert one.hint.ja.startswith("ホームページ、X又は広報文で広報してください。")
    (two,) = findings(NOTICE.replace(LINE, "- 週末に防犯フェアと防犯講座があります。"))
    assert said((two,)) == [
        (
            13,
            8,
            13,
            11,
            "「フェア」とあります。募集、窓口、講習会、行事などの案内は、別の広報手段によります。",
            "It says `フェア`: recruiting, desks, courses and events are announced by other means.",
        )
    ]
    assert two.severity is Severity.WARNING
    assert two.hint.ja.endswith("案内でなければ、そのことを confirmed に書いてください。")


def test_a_warning_is_answered_once_and_an_error_never() -> None:
    text = NOTICE.replace(LINE, "- 週末に防犯フェアと防犯講座があります。")
    (asked,) = findings(text)
    answer = f"press: none\nconfirmed:\n  - {{rule: publicity, mark: {asked.mark}, reason: 避難の訓練のため}}"
    assert [one.severity for one in findings(text.replace("press: none", answer))] == [Severity.NOTE]
    plain = findings(text.replace("press: none", answer).replace("があります", "です。警察官になりませんか"))
    assert Severity.ERROR in {one.severity for one in plain}


@pytest.mark.parametrize("row", [row.category for row in shipped().policy.table])
def test_in_every_row_but_the_one_for_it(row: str) -> None:
    line = "警察官になりませんか。防犯フェアを行います。"
    expected = (
        {} if row == shipped().policy.outside_category else {"error": ["警察官になりませんか"], "warning": ["フェア"]}
    )
    assert found(line, category=row) == expected


def test_its_name_is_as_good_as_its_code() -> None:
    assert found("警察官になりませんか。", category="別表以外") == {}
    assert found("警察官になりませんか。", category=None) == {"error": ["警察官になりませんか"]}


def test_emphasis_and_full_width_hide_nothing() -> None:
    assert Severity.ERROR in {one.severity for one in findings(NOTICE.replace(LINE, "- 警察官に**なりませんか**。"))}
    assert found("ＮＰＯの職員を募集します。") == {"error": ["員を募集"]}
    name = changed("case: approach", "case: other\ncase_name: 防犯フェア")
    assert [one.span.line for one in findings(name) if one.rule == "publicity"] == [5]


def test_in_a_title_alone() -> None:
    title = "下校中の児童に対する声かけ事案の発生"
    assert findings(NOTICE.replace(title, "イベントの中止について")) == ()
    (one,) = findings(NOTICE.replace(title, "防犯イベントのお知らせ"))
    assert (one.rule, one.span.line, one.span.column, one.span.end_column) == ("publicity", 2, 10, 14)


def test_what_stands_in_quotation_marks_is_announced_by_another() -> None:
    assert found("「業務の説明会を開催します」") == {}
    assert found("業務の説明会を開催します", category="fraud") == {"warning": ["説明会"]}


# --- sentences of several words ------------------------------------------------------------------


def test_a_sentence_about_safety_passes() -> None:
    sentences = (
        "停電のため、公園のイベントは中止します。",
        "台風の接近に伴い、防犯講習会は延期します。",
        "コンサートの開催に伴い、駅前で交通規制を行います。",
        "フェスティバル会場周辺の混雑にご注意ください。",
        "イベント会場では、雑踏事故に気を付けてください。",
        "採用試験の案内を装うメールは詐欺です。",
        "闇バイトの募集に応じないでください。",
        "イベントの爆破予告がありましたが、不審な物はありません。",
        "停電のお知らせです。予定していたイベントは中止となりました。",
        "11月26日の防犯イベントは、大雨のため中止いたします。",
        "大雪により、音楽隊のコンサートは延期となりました。",
        "マラソンイベントのため、国道17号で交通規制があります。",
        "花火大会などのイベントでは、人混みでの事故に注意してください。",
        "イベント会場付近は混み合いますので、公共交通機関をご利用ください。",
        "イベント開催中、駐車場が満車になることがあります。",
        "イベント会場で火災が発生しました。会場に近付かないでください。",
        "講習会場で食中毒が発生しました。",
        "高額な報酬をうたう求人の募集に注意してください。",
        "SNSでの「ホワイト案件」などの募集は、犯罪の実行役の募集です。",
        "警察の採用試験を名乗る電話は詐欺です。",
        "講習会への参加を求める不審な電話に注意してください。",
        "イベントを狙った置き引きに注意してください。",
        "コンサートのチケットをめぐる詐欺に注意してください。",
        "音楽隊をかたる寄付金の募集に注意してください。",
        "義援金の募集をかたる詐欺が発生しています。",
        "イベント帰りの飲酒運転はやめましょう。",
    )
    assert [one for one in sentences if found(one)] == []


def test_a_word_of_safety_excuses_no_announcement() -> None:
    sentences = (
        "音楽隊のコンサートを開催します。会場周辺は混雑します。",
        "防犯講習会を開きます（雨天中止）。",
        "イベントに参加しませんか。荒天のときは中止です。",
        "警察官の募集を行います。渋滞にご注意ください。",
        "詐欺を防ぐ講習会の申し込みを受け付けます。",
        "交通規制の説明会にぜひお越しください。",
        "警察官採用試験の受験者を募集しています。",
        "防犯講習会を開催します。",
        "12月1日、音楽隊のコンサートがあります。",
        "交通安全フェスティバルのお知らせです。",
        "相談窓口のご案内です。",
        "詐欺被害防止の講習会のご案内です。",
        "犯罪被害者支援の相談窓口のご案内です。",
        "闇バイト防止イベントを開催します。",
        "熱中症対策の説明会です。参加者を募集しています。",
        "犯罪を防ぐボランティアを募集しています。",
        "雨で延期となったコンサートを、12月1日に開催します。",
        "交通規制はありません。イベントへどうぞ。",
        "警察官を募集中。渋滞にご注意ください。",
        "詐欺防止コンサートにぜひお越しください。",
        "避難訓練イベントに参加しませんか。",
        "サイバー犯罪に強い警察官を募集中です。",
    )
    assert [one for one in sentences if not found(one)] == []


FRESH = (
    "警察安全相談電話は027-223-8080です。お気軽にご利用ください。",
    "ヤングテレホンコーナーでは、少年の悩みの相談を受け付けています。",
    "前橋警察署の窓口は、平日の午前8時30分から午後5時15分までです。",
    "運転免許の更新窓口は日曜日も開いています。",
    "県内の警察署では、免許の更新が予約制になりました。",
    "当日は、沿道に屋台やステージが並びます。",
    "11月29日は市民マラソンです。沿道での応援をよろしくお願いします。",
    "入場は無料で、どなたでも参加できます。",
    "申込は前橋警察署交通課まで。",
    "参加費は無料です。",
    "防犯ボランティアの講座を受講しませんか。",
    "自転車の安全教室を公民館で行います。",
    "高齢者向けの交通安全教室のお知らせです。",
    "インターンシップの受付を始めました。",
    "警察官の第2回試験の願書は各警察署にあります。",
    "春の交通安全運動の出発式を県庁で行います。",
    "県警音楽隊が演奏します。",
    "はたらく車の展示と写真撮影会があります。",
    "交番の落成式を行います。",
    "親子で学ぶサイバー教室の参加者を募っています。",
    "先着30名に反射材を差し上げます。",
    "抽選で防犯グッズが当たります。",
    "弁護士による無料法律相談会です。",
    "犯罪被害者週間の講演会に来てください。",
    "車庫証明の手数料が変わりました。",
    "古物商の許可申請の受付時間が変わりました。",
    "移動交番車が12月3日に来ます。",
    "学生防犯隊の隊員になってみませんか。",
    "署員とのふれあいイベントです。",
    "警察博物館を見学できます。",
    "防犯講話の依頼を受け付けています。",
    "運転適性相談の予約電話のご案内です。",
    "交通安全フェスタを12月6日に開きます。",
    "ドローン競技会の開催について。",
    "白バイの乗車体験ができます。",
    "新年の武道始式を公開します。",
    "警察官の仕事の説明会に来ませんか。",
    "自転車ヘルメットの購入補助の申請ができます。",
)
ORDINARY = (
    "11月29日、市民マラソンに伴い、県庁前の道路を通行止めとします。迂回してください。",
    "祭りに伴い、本町通りで交通規制を行います。",
    "イベント会場の近くで熊が目撃されました。",
    "花火大会の会場周辺は混雑します。時間に余裕を持って移動してください。",
    "市役所の職員を名乗り、「還付金の手続きの申込みが必要です」と言う電話がありました。",
    "前橋市内の体育館の駐車場で、車上ねらいが発生しました。",
    "学校の教室に男が侵入しました。",
    "小学校の校庭の倉庫が荒らされました。",
    "ピアノ教室からの帰宅途中の女性が後をつけられました。",
    "公民館の講座の帰りに、女性がバッグをひったくられました。",
    "コンサート会場で体を触られる被害がありました。",
    "運転免許センター付近で通行止めが続いています。",
    "心当たりのある方は、前橋警察署までお知らせください。",
    "詳しくは、警察相談専用電話 #9110 に相談してください。",
    "お金の話が出たら、#9110に電話してください。",
    "不審な電話を受けたときは、警察相談専用電話#9110に相談してください。",
    "被害に遭った方は、性犯罪被害相談電話#8103に相談できます。",
    "大雪のため、日曜窓口の免許更新は休止します。",
    "停電のため、警察署の窓口の受付を停止しています。",
    "闇バイトの募集に応募しないでください。",
    "SNSで「高額報酬」などと募集する投稿に注意してください。",
    "無料の点検を申し込ませ、高額な契約をさせる被害が出ています。",
    "抽選に当たったと言って手数料を払わせる詐欺です。",
    "キャンペーンと言って電気の契約を迫る業者に注意してください。",
    "火災警報器の体験と称して訪問する業者がいます。",
    "県庁の展示ホールで不審物が見つかりました。",
    "避難所は第一小学校の体育館です。",
    "避難場所として市民会館を開放しています。",
    "駅前のイベント広場で男が刃物を振り回しています。",
    "自転車に乗るときはヘルメットを着用してください。",
    "落石のため、キャンプ場の見学路を閉鎖しています。",
    "マラソン大会は中止になりました。交通規制はありません。",
    "給付金の申請を装うメールが届いています。",
    "交通安全運動の期間中は、取締りを強化しています。",
    "登下校の時間帯は、見守りをお願いします。",
    "ステージ4の大雨警戒です。川に近づかないでください。",
    "動画の配信者が路上で騒いでいます。近づかないでください。",
    "フェスティバルの交通規制は午後5時に解除しました。",
    "屋台の火が燃え移る火災がありました。火の取扱いに注意してください。",
    "試験会場の入口で爆発物の予告がありました。",
    "鍵の交換を申し込んだ方が高額な料金を請求されています。",
)


@pytest.mark.parametrize("row", [row.category for row in shipped().policy.table if row.category != "outside"])
def test_desks_courses_events_and_applications_are_asked_about_in_every_row(row: str) -> None:
    assert [one for one in FRESH if not found(one, category=row)] == []


@pytest.mark.parametrize("row", [row.category for row in shipped().policy.table])
def test_regulations_incidents_and_advice_are_not(row: str) -> None:
    assert [one for one in ORDINARY if found(one, category=row)] == []


def test_a_wide_word_is_answered_before_anybody_is_asked() -> None:
    assert "publicity" in shipped().policy.answer_first


# --- whole mails -----------------------------------------------------------------------------------


def test_what_does_not_belong_there_is_stopped_or_asked_about() -> None:
    assert [mail["title"] for mail in MAILS["outside"] if not seen(mail)] == []


def test_nothing_rightful_is_stopped_and_little_asked_about() -> None:
    assert [mail["title"] for mail in MAILS["rightful"] if "error" in seen(mail)] == []
    assert [mail["title"] for mail in MAILS["rightful"] if seen(mail)] == []


@pytest.mark.parametrize(
    "text",
    [
        "教室や部活動の帰りは、複数で帰りましょう。",
        "塾の教室の前で、迎えを待つ児童が女に手を引かれました。",
        "点検の予約がなければ断りましょう。",
        "離れるときは、受付に預けてください。",
        "応募すると個人情報を握られ、抜け出せなくなります。",
        "つながらないときは、近くの交番へお越しください。",
        "小さなことでも、気軽にお電話ください。",
        "もし申し込んでしまったら、すぐに警察へ相談してください。",
    ],
)
def test_a_place_or_an_act_by_such_a_name_offers_nothing(text: str) -> None:
    assert found(text) == {}


def test_beside_a_regulation_an_event_is_told_and_an_invitation_asked_about() -> None:
    title = "コンサート開催に伴う周辺道路の規制"
    assert found("10月3日、グリーンドームでコンサートが行われます。駐車場は事前予約制です。", title) == {}
    assert found("10月3日、グリーンドームでコンサートが行われます。", "10月の予定") == {"warning": ["コンサート"]}
    assert found("公民館で防犯教室を開催します。", title) == {"warning": ["教室"]}
