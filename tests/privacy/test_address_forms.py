"""Dwellings in every form of the country, and the numbers beside town names that are none."""

from __future__ import annotations

import pytest

from support_privacy import found, kinds

LEAKS = [
    # Lots, blocks, letters.
    "石川県輪島市門前原町«ホの２０番地４»の民家から出火。",
    "住まいは«太田市藪塚台町乙の１２３番地»です。",
    "«渋川市行幸田原乙１２の３»に住む男",
    "«岩手県岩手郡雫石町第10地割26-8»の農家",
    "免許証の住所は«岩手県岩手郡雫石町第7地割12番地3»でした。",
    "«札幌市北区北二十四条西五丁目２番８号»に居住",
    "«京都市中京区寺町通御池原上ル上本能寺前町４８８番地»の住宅",
    # Signs and words between.
    "«邑楽郡明和町　新里原　２丁目－８－１３»の空き巣",
    "男は「«前橋市西善原町の２３４の５»に住んでいる」と話しました。",
    "住所は«多野郡神流町 大字 万場原 2 7 5 1»です。",
    "男は歩いて«前島原3728»の被害者宅へ向かいました。",
    # Rooms.
    "相談者は«天川原団地の十六号棟、二〇五»にお住まいです。",
    "男の居室は«Ｂ棟の２０３»です。",
]
ROOMS = [
    "男は«サンハイツ203»に入りました。",
    "県営広瀬団地の«12号棟、304»に住む女性",
    "«コーポ桜 B棟203»の住人",
    "女性の部屋の«305号室»",
]
CLEAN = [
    "住宅15軒に不審な電話",
    "ランドクルーザー300が盗まれ",
    "ホテルエイト502号室に宿泊",
    "ハウス栽培のいちご120パック",
    "(館林市城町8番地3 電話0276-60-2200)",
    "前橋市元総社町の「元総社公民館」（元総社町1554-2）で行います。",
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


@pytest.mark.parametrize("marked", [*LEAKS, *ROOMS])
def test_a_dwelling_is_found(marked: str) -> None:
    assert "address" in kinds(marked)


@pytest.mark.parametrize("text", CLEAN)
def test_a_number_beside_a_town_is_no_dwelling(text: str) -> None:
    assert "address" not in {kind for kind, _ in found(text, category="suspicious-person")}


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        ("家は高崎市棟高原町の1234番5です。", "高崎市棟高原町の1234番5"),
    ],
)
def test_the_stretch_begins_with_the_town(text: str, stretch: str) -> None:
    assert found(text) == [("address", stretch)]


def test_an_address_begins_in_its_own_paragraph_and_at_its_town() -> None:
    for before in ("担当 生活安全課 木村\n\n", "会場は木村\n\n", "担当は木村\n"):
        [(kind, text)] = [one for one in found(f"{before}太田市飯田町1234-5の住宅です。") if one[0] == "address"]
        assert (kind, text) == ("address", "太田市飯田町1234-5")
