from __future__ import annotations

from dataclasses import replace

import pytest

from haishin.check.document.sample import SAMPLE, changed
from haishin.check.engine import check
from haishin.check.reading import Tree, Writing
from haishin.check.rules.incomplete import lacking
from haishin.core.contract import Contract
from haishin.core.contract.policy import ELEMENTS
from haishin.core.model import Severity
from support.contract import shipped
from support.documents import document, findings, said

WHEN, WHERE, WHAT = "11月25日午後3時30分ころ、", "前橋市文京町2丁目地内の路上で、", "声をかけられる事案が発生しました"
REPORT = "- 不審な人を見かけたときは、110番通報をお願いします。\n"
ADVICE = "- 不審な人に声をかけられたときは、すぐにその場を離れてください。\n"


def missing(text: str, contract: Contract | None = None) -> list[str]:
    """What is told to be missing, in English, in the order of the elements."""
    contract = contract or shipped()
    found = [one for one in check(document(text), contract, Tree()) if one.rule == "incomplete"]
    return [one.message.en.split(":")[0].removeprefix("It does not say ") for one in found]


def bare() -> Contract:
    """A force whose mails say nothing by themselves, and which has no usual wordings."""
    contract = shipped()
    texts = {**contract.wording.texts, "footer": "このアドレスには返信できません。"}
    return replace(contract, tongues={}, drafts=(), wording=replace(contract.wording, texts=texts))


def test_what_is_missing_is_told_with_the_usual_wording() -> None:
    found = tuple(one for one in findings(changed(WHEN, "")) if one.rule == "incomplete")
    assert said(found) == [
        (
            10,
            1,
            10,
            43,
            "「いつ」が書かれていません。読んだ方が、自分に関わることか、どうすればよいかを決められません。",
            "It does not say when: its readers cannot tell whether it concerns them, or what to do.",
        )
    ]
    assert found[0].hint.ja == (
        "いつもの書き方のように、書き足してください:11月25日（水）＜＜時刻＞＞ころ、＜＜市町村＞＞＜＜町名＞＞地内の＜＜場所＞＞で、＜＜被害を受けた方＞＞が、"
        "＜＜声をかけた人＞＞から＜＜言われた言葉＞＞などと声をかけられる事案が発生しました。＜＜けがの有無＞＞"
        "行為者は、＜＜逃げた方向＞＞へ逃げました。"
    )
    assert (found[0].severity, found[0].clause) == (Severity.WARNING, "5(1)")


def test_the_force_that_has_no_usual_wording_is_shown_a_general_one() -> None:
    text = changed(WHEN + WHERE, "").replace(REPORT, "").replace(ADVICE, "")
    (one,) = (one for one in check(document(text), bare(), Tree()) if one.rule == "incomplete")
    assert one.message.ja.startswith("「どこからの知らせか(所属と電話番号)」「どこで」「いつ」「してほしいこと」が書か")
    assert one.hint.ja.endswith(
        ":11月25日（水）＜＜時刻＞＞ころ、＜＜場所＞＞で、＜＜何があったか＞＞。 "
        "＜＜してほしいこと＞＞ 前橋警察署 027-001-0110"
    )
    (one,) = (one for one in check(document(SAMPLE), bare(), Tree()) if one.rule == "incomplete")
    assert (one.span.line, one.span.column) == (13, 29)  # there it would go on


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (SAMPLE, []),
        (changed(WHEN, "本日、"), []),
        (changed(WHEN, "１１月２５日、"), []),
        (changed(WHEN, "25日、"), []),
        (changed(WHEN, "夕方、"), []),
        (changed(WHEN, "24時間ほど前に、"), []),
        (changed(WHEN, "").replace(REPORT, "- 夜間の外出は控えてください。\n"), ["when"]),
        (changed(WHEN, "").replace(REPORT, "- 夜は窓の鍵を掛ける\n"), ["when"]),
        (changed(WHERE, ""), ["where"]),
        (changed(WHERE, "渋川署管内で、"), []),
        (changed(WHERE, "前橋警察署の調べによると、"), ["where"]),
        (changed(WHAT, "見守られました").replace("声かけ事案の発生", "見守り").replace(ADVICE, ""), ["what happened"]),
        (changed(WHEN + WHERE, ""), ["where, when"]),
        # The mail says at its foot whom to ask, and nowhere what to do.
        (changed(REPORT, "").replace(ADVICE, ""), ["what to do"]),
        (changed(REPORT, "").replace(ADVICE, "").replace("caution", "lookout"), ["what to do"]),
    ],
)
def test_what_the_text_must_say(text: str, told: list[str]) -> None:
    assert missing(text) == told


def test_what_the_title_says_is_said() -> None:
    assert "what" in lacking(Writing("不審者情報", "11月25日、前橋市内の路上です"), ELEMENTS, shipped())
    for title in ("商店街で男性が刺される", "住宅街にイノシシ", "異臭の発生", "夜は渡れない橋", "封筒とはんこ"):
        assert "what" not in lacking(Writing(title, "11月25日、前橋市内の路上です"), ELEMENTS, shipped())


@pytest.mark.parametrize("title", ["道路のお知らせ", "男性についてのお知らせ", "前橋市の公園での件", "国道17号", ""])
def test_a_title_of_places_persons_and_words_of_any_mail_says_nothing(title: str) -> None:
    assert "what" in lacking(Writing(title, "11月25日、前橋市内の路上です"), ELEMENTS, shipped())


@pytest.mark.parametrize(
    "title",
    [
        "かばんは建物側へ！",
        "鍵かけは2個が基本です",
        "国道は回り道を",
        "寝る前に玄関ヨシ",
        "サルとは目を合わせない",
        "来ませんか、防犯の集い",
    ],
)
def test_what_the_title_advises_is_advised(title: str) -> None:
    assert "act" not in lacking(Writing(title, "11月25日、前橋市内でかばんが盗まれました。"), ELEMENTS, shipped())


@pytest.mark.parametrize("title", ["朝になったら車がない", "男の子が帰らない", "家に戻らない", "来ませんか、と言う男"])
def test_what_the_title_reports_is_no_advice(title: str) -> None:
    assert "act" in lacking(Writing(title, "11月25日、前橋市内でかばんが盗まれました。"), ELEMENTS, shipped())


def test_the_row_tells_what_is_due() -> None:
    notice = changed(WHEN + WHERE, "").replace("suspicious-person\ncase: approach", "notice\ncase: safety")
    assert missing(notice) == []
    assert missing(notice.replace(REPORT, "").replace(ADVICE, "")) == ["what to do"]
    arrest = changed(WHERE, "").replace("content: caution", "content: arrest")
    assert missing(arrest) == []
    assert missing(arrest.replace(WHEN, "")) == ["when"]


def test_what_to_do_is_asked_of_everything_but_an_arrest_and_what_is_outside_the_table() -> None:
    rows = shipped().policy.table
    every = {(row.category, content, case) for row in rows for content in row.contents for case in row.cases}
    undue = {one for one in every if "act" not in shipped().policy.row(one[0]).due(one[2], one[1])}  # type: ignore[union-attr]
    assert undue == {one for one in every if one[0] == "outside" or one[1] == "arrest"}


def test_where_the_policy_does_not_tell_every_incident_must_say_all_five() -> None:
    contract = bare()
    rows = tuple(replace(row, must_say=()) for row in contract.policy.table)
    older = replace(contract, policy=replace(contract.policy, table=rows))
    everything = "who sends it, with a number, where, when, what to do"
    text = changed(WHEN + WHERE, "").replace(REPORT, "").replace(ADVICE, "")
    assert missing(text, older) == [everything]
    assert missing(text.replace("suspicious-person\ncase: approach", "notice\ncase: safety"), older) == []


def test_what_follows_rests_on_the_first() -> None:
    empty = changed(WHEN + WHERE, "").replace(WHAT, "見守られました").replace("声かけ事案の発生", "見守り")
    empty = empty.replace(ADVICE, "")
    for kind in ("correction", "resolution", "cancellation"):
        follows = f"press: none\nfollows: {{alert: 20261125-1500-a, as: {kind}}}"
        assert missing(empty.replace("press: none", follows), bare()) == []
    follows = "press: none\nfollows: {alert: 20261125-1500-a, as: follow-up, necessity: 新しい特徴}"
    assert missing(empty.replace("press: none", follows)) == ["what happened"]


def test_an_exercise_is_judged_as_what_it_rehearses() -> None:
    assert missing(changed(WHEN, "").replace("press: none", "press: none\nexercise: true")) == ["when"]


def test_it_is_told_in_its_own_words_also_over_a_name() -> None:
    over = changed(WHEN, "").replace("児童が男に", "児童の前橋花子さんが男に")
    (one,) = (one for one in findings(over) if one.rule == "incomplete")
    assert one.constant
    assert not any(one.constant for one in findings(over) if one.rule == "name")


def test_where_nothing_is_written_another_rule_speaks() -> None:
    assert missing("---\ntitle: a\n---\n") == []
    assert missing(SAMPLE.split("---\n", 2)[1].join(("---\n", "---\n"))) == []


@pytest.mark.parametrize(
    ("text", "element"),
    [
        ("情報は前橋警察署へ", "who"),
        ("027−001−0110まで", "who"),
        ("ご相談は＃９１１０", "who"),
        ("広報広聴課から", "who"),
        ("高崎市で", "where"),
        ("みどり市の男性に福岡県警と名乗る男から", "where"),
        ("前橋刑務所の外で", "where"),
        ("沼田警察署で、男が逃げました", "where"),
        ("偽のホームページが見つかりました", "where"),
        ("玄関まで付いて来る男", "what"),
        ("五軒に掛かってきました", "what"),
        ("吾妻郡内の山林", "where"),
        ("先週から", "when"),
        ("１５：３０ころ", "when"),
        ("「11月25日に伺います」と", "when"),
        ("桐生の相生で", "where"),
        ("高崎・上並榎のコンビニで", "where"),
        ("草津の292号は", "where"),
        ("関越道上り", "where"),
        ("荒船山に入った", "where"),
        ("利根川の坂東橋は", "where"),
        ("本屋の前で", "where"),
        ("橋川寺の裏で", "where"),
        ("高崎駅の階段で", "where"),
        ("七月六日の", "when"),
        ("十二日、二十時半", "when"),
        ("12月7日から県道はう回してください", "when"),
        ("男が家の近くまでずっと追った。", "what"),
        ("封筒を持って来た男。", "what"),
        ("児童を車に乗せようとする者がいた", "what"),
        ("高齢の方が300万円を宅配便で送ってしまった。", "what"),
        ("県道脇に男性が倒れていた。", "what"),
        ("自転車の女性がはねられ、車は走り去りました", "what"),
        ("かばんを引き抜いて逃走。", "what"),
        ("男性が所在不明。", "what"),
        ("生徒の後をついて歩く男を目撃", "what"),
        ("傷害容疑で男を逮捕しました", "what"),
        ("渡さない、この一点です。", "act"),
        ("見た方は、前橋署(027-252-0110)へ、24時間お受けします", "act"),
        ("見たら110。", "act"),
        ("飲むなら車は家に。", "act"),
        ("迂回は南側の町道。", "act"),
        ("下山は14時が目安。", "act"),
        ("電源を切れば音も止まります。", "act"),
        ("土を触る前に軍手。", "act"),
        ("玄関を開けず110番。", "act"),
        ("男が現れた。隣の新橋で。", "act"),
        ("車も人も渡れず。", "what"),
        ("二人が降りてこない", "what"),
        ("鍵をかけてください", "act"),
        ("確認されたい", "act"),
        ("防犯のポイント\n・合鍵を外に置かない", "act"),
        ("交通安全教室を行います", "what"),
        ("男が女性の後ろを付いてきました", "what"),
        ("県道は紅葉見物の車で混み合います", "what"),
        ("飲酒運転の取締りを強化します", "what"),
        ("駅前で反射材を配ります", "what"),
        ("運動公園周辺は歩行者専用に。", "what"),
        ("女性が猿に腕をかまれ、けがをしました", "what"),
        ("人質を取って立てこもっています", "what"),
        ("乗用車にはねられ、意識不明の重体です", "what"),
        ("男に車に乗るよう言われました", "what"),
        ("生徒がスマートフォンを向けられました", "what"),
        ("積み荷が落ち、道路に散乱しています", "what"),
        ("小学生の男児が帰ってきません", "what"),
        ("信号が消えています", "what"),
        ("薬品の臭いがするとの届けがありました", "what"),
        ("県道24号で", "where"),
        ("両毛線の車内で", "where"),
        ("渋川伊香保ICの出口", "where"),
        ("年末にかけて", "when"),
        ("登校時間帯に", "when"),
        ("つい30分前、", "when"),
        ("この1週間で", "when"),
        ("図書館で", "where"),
        ("ゴルフ場で", "where"),
        ("学習塾の前で", "where"),
        ("県内の交番に", "where"),
        ("車庫への放火", "what"),
        ("毒グモ発見", "what"),
        ("不審者多発", "what"),
        ("バッグをつかまれ引きずり回され", "what"),
        ("カラスに頭をつつかれけが", "what"),
        ("女子学生の後を、ついて来ました", "what"),
        ("病院に飛び込んだ猪", "what"),
        ("けん銃を使った事件が起きています", "what"),
        ("ランサムウエアの被害が出ました", "what"),
        ("置き引きが発生", "what"),
        ("小中学校は休校になりました", "what"),
        ("町の一部で断水しています", "what"),
        ("県西部で", "where"),
        ("冬期間に入り", "when"),
        ("警察官の指示に従うこと", "act"),
        ("近づくと危険です。", "act"),
        ("男性は無事見つかりました。御協力ありがとうございました", "act"),
        ("住宅に、家族構成を聞く電話がありました", "what"),
        ("知らない男がドアノブを回す。", "what"),
        ("市役所で返納の相談を受けます", "what"),
        ("県道の工事で直通の道を閉めます", "what"),
        ("このメールを御家族にも。", "act"),
        ("292号線、11月20日から", "where"),
        ("ドアは開けずにインターホン越しで。", "act"),
        ("取りに来られる方は会計課へ平日に。", "act"),
    ],
)
def test_how_an_element_may_be_said(text: str, element: str) -> None:
    assert element not in lacking(Writing("", text), ELEMENTS, shipped())


@pytest.mark.parametrize(
    ("text", "element"),
    [
        ("最寄りの警察署へ", "who"),
        ("前橋警察署員を名乗る男", "where"),
        ("110番通報を", "who"),
        ("大泉警察署から", "where"),
        ("市町村の職員", "where"),
        ("市民の皆様へ", "where"),
        ("24時間いつでも", "when"),
        ("「お金を振り込んでください」と言われた", "act"),
        ("けがはありません", "act"),
        ("特徴\n・右足を引きずる", "act"),
        ("警察官が付近を警戒しています", "what"),
        ("男は黒い上着を着ていました", "what"),
        ("胸に文字が書かれていました", "what"),
        ("路上で事案が発生しました", "what"),
        ("事件が解決しました", "what"),
        ("警戒に当たられます", "what"),
        ("同様の被害に遭わないように", "what"),
        ("■発生日時 11月25日", "what"),
        ("情報が寄せられています", "what"),
        ("御理解をお願いします", "what"),
        ("男は県道を北へ向かいました", "where"),
        ("付近の方は戸締まりを", "where"),
        ("近くの店に入って110番をお願いします", "where"),
        ("川から離れた避難所へ移ってください", "where"),
        ("道路上に寝ていた男性", "where"),
        ("駐輪場でも必ず鍵を掛けましょう", "where"),
        ("路上で", "where"),
        ("住宅街の歩道で", "where"),
        ("コンビニエンスストアに押し入り", "where"),
        ("駅前の駐輪場で", "where"),
        ("駐車場の車から", "where"),
        ("県道の交差点で", "where"),
        ("反対車線の車と", "where"),
        ("住宅に市役所を名乗る男が", "where"),
        ("前橋市の皆様へ", "where"),
        ("前橋市内のみなさんへ", "where"),
        ("高崎市の方へ", "where"),
        ("前橋 501 ち 27-49の車", "where"),
        ("昭和18年生まれ", "where"),
        ("みどり色の上着", "where"),
        ("見かけたら高崎署へ", "where"),
        ("児童が男に声をかけられました。情報は平日午前8時30分から午後5時15分まで受け付けます", "when"),
        ("財布が盗まれました。8月3日の祭りでは荷物から手を離さないでください", "when"),
        ("一時停止を", "when"),
        ("男を逮捕しました", "what"),
        ("不審者事案が発生しました", "what"),
        ("前橋市の発生情報", "what"),
        ("事案が認知されました", "what"),
        ("通報がありました", "what"),
        ("路上で事件が起きました", "what"),
        ("女性が被害に遭いました", "what"),
        ("住宅に電話がありました", "what"),
        ("住宅に電話がかかってきました", "what"),
        ("男2人は白い車で東へ向かいました", "what"),
        ("交差点で黒い車が走り去りました", "what"),
        ("公園にいた男は、白い靴でした", "what"),
        ("男が目撃されました", "what"),
        ("新しいことが分かりました", "what"),
        ("目撃者を捜しています", "what"),
        ("不審な点があれば110番をお願いします", "what"),
        ("御協力をよろしくお願いいたします", "what"),
        ("道路の状況をお知らせします", "what"),
        ("御理解を賜りますよう御協力ください", "what"),
        ("不審ならすぐ電話を切ること", "what"),
        ("高額の被害が発生しました", "what"),
        ("男には左腕に傷があります", "what"),
        ("男は何も言わずに北へ。", "act"),
        ("男の方は北に。", "act"),
        ("男は黒い服。", "act"),
        ("けがは軽傷。", "act"),
        ("男は北へ。", "act"),
        ("車種は要確認。", "act"),
        ("工事が早く終われば解除します。", "act"),
        ("男が家に戻らない", "act"),
        ("・夜は窓の鍵を掛ける", "when"),
        ("夕方の外出は控え、早朝は鈴を鳴らす", "when"),
    ],
)
def test_what_does_not_say_it(text: str, element: str) -> None:
    assert element in lacking(Writing("", text), ELEMENTS, shipped())
