"""Dwellings in every form of the country, and the numbers beside town names that are none."""

from __future__ import annotations

import pytest

from support_privacy import found, kinds, scan

LEAKS = [
    # Lots, blocks, letters.
    "石川県輪島市門前原町«ホの２０番地４»の民家から出火。",
    "住まいは«太田市藪塚台町乙の１２３番地»です。",
    "住まいは«富士見町小暮原甲／２４８／６»です。",
    "«渋川市行幸田原乙１２の３»に住む男",
    "«岩手県岩手郡雫石町第10地割26-8»の農家",
    "免許証の住所は«岩手県岩手郡雫石町第7地割12番地3»でした。",
    "«北海道上川郡美瑛町北原番外地»の男を逮捕しました。",
    "«利根郡片品村大字花咲原字深山無番地»に住む方",
    "«札幌市北区北二十四条西五丁目２番８号»に居住",
    "«京都市中京区寺町通御池原上ル上本能寺前町４８８番地»の住宅",
    # Signs and words between.
    "«邑楽郡明和町　新里原　２丁目－８－１３»の空き巣",
    "家は「あかぎ台の«二丁目、七番、三号»」です。",
    "アパートは«高崎市東貝沢原町４丁目（番地１２の３»）です。",
    "家は«太田市牛沢原町の、えー、六丁目で、番地は三百十四、枝番が八»です。",
    "送り先は«前橋市／駒形原町／１２３４／５»でした。",
    "「うちは館林の富士原、«五の七の十二»」と話しています。",
    "届け先は«みどり市東町小中原〜三八六番〜四»です。",
    "男は「«前橋市西善原町の２３４の５»に住んでいる」と話しました。",
    # Said and set apart.
    "女性は「«太田市鳥山原町よんちょうめ　ななばん　じゅうさんごう»」と話しました。",
    "«富岡市 南後箇原町 の 六百 五の 七»に住む女性",
    "住所は«多野郡神流町 大字 万場原 2 7 5 1»です。",
    "家は«吾妻郡高山村大字尻高原乙五十三»です。",
    # No town named, but somebody's house.
    "老夫婦の住む«桐生 広沢原 ４２１７-3»のガレージに張り紙",
    "男は歩いて«前島原3728»の被害者宅へ向かいました。",
    "«前橋力丸原２６５９-４»、奥の青い屋根の家が狙われました。",
    # Rooms.
    "相談者は«天川原団地の十六号棟、二〇五»にお住まいです。",
    "«前橋市若宮原団地　は号棟　４１２»のチャイムが鳴らされました。",
    "男の居室は«Ｂ棟の２０３»です。",
    "第３«コーポ桜２－Ｂ号»に侵入",
    # Latin letters.
    "実家は«Kiryu-shi Aioi-cho 2863-5»です。",
    "実家は«3-2-1 Asahi-cho, Maebashi-shi»です。",
]
CLEAN = [
    "十字路１つ目を右折した家の近くです。",
    "国道１４５の長野原町与喜屋地内で落石。",
    "前橋市文京町の2-3か所で落書き。自宅の塀も被害。",
    "玉村町下新田の家、2-3軒に不審な訪問。",
    "太田市の80代女性宅に、8-10日の間に3回電話。",
    "沼田市利根町の120号沿いの民家にクマ。",
    "高崎市八島町の1300の会員。自宅に封書。",
    "自宅の車は、品番90105-123のボルトが抜かれていた。",
    "盗まれたのは自宅の草刈り機、共立SRE2430-1型。",
    "電柱「吉井124-3」付近の畑でクマ。",
    "サッカーは前橋育英2-1桐生第一、家で応援しましょう。",
    "嬬恋村の国道144号、田代の23.5KP。",
    "カラオケ店の12号室で口論。",
    "豚舎2棟1200頭に被害はありません。",
    "工場棟2棟500平方メートルが焼けました。",
    "団地3号棟の外壁工事に伴い、片側通行。",
    "乙4類の危険物取扱者の免状を偽造。",
    "みなかみ町の谷川岳、標高1200の山小屋。",
]


@pytest.mark.parametrize("marked", LEAKS)
def test_a_dwelling_is_found(marked: str) -> None:
    assert "address" in kinds(marked)


@pytest.mark.parametrize("text", CLEAN)
def test_a_number_beside_a_town_is_no_dwelling(text: str) -> None:
    assert "address" not in {kind for kind, _ in found(text, category="suspicious-person")}


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        ("家は高崎市棟高原町の1234番5です。", "高崎市棟高原町の1234番5"),
        ("家は前橋市／駒形原町／1234／5です。", "前橋市／駒形原町／1234／5"),
        ("家はKiryu-shi Aioi-cho 2863-5です。", "Kiryu-shi Aioi-cho 2863-5"),
        ("大字花咲原無番地の男", "大字花咲原無番地"),
    ],
)
def test_the_stretch_begins_with_the_town(text: str, stretch: str) -> None:
    assert found(text) == [("address", stretch)]


def test_without_a_town_it_is_less_sure() -> None:
    assert [hit.severity for hit in scan("持ち主は前橋力丸原2659-4と分かりました。")] == ["warning"]
    assert [hit.severity for hit in scan("持ち主は前橋市力丸原町2659-4と分かりました。")] == ["error"]
