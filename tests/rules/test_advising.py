"""What tells residents what to do, in the forms that lists and short mails take, and what only reports."""

from __future__ import annotations

import pytest

from haishin.rules.advising import advises

MATTER = "11月25日午後3時ころ、前橋市文京町で、自転車が盗まれました。\n"


@pytest.mark.parametrize(
    "text",
    [
        "夕方は、早めの点灯を。",
        "不審な人には近づかないように。",
        "危険な場所に近寄らないよう(特に子ども)。",
        "横断歩道では、必ず止まろう!",
        "出かける前に、玄関と窓を確かめて。",
        "ご家族で話し合ってみませんか。",
        "飲酒運転は厳禁です",
        "夜間の外出にはご用心",
        "安全運転を心がけて走る方が増えています。",
        "戸締まりの徹底\n\n前橋警察署",
        "2つ目の鍵が有効です。",
        "見かけた方は前橋警察署まで。",
        "犬を見つけたら、交番へ。",
        "【防犯のポイント】\n確実な戸締まり",
        "■対策 センサーライト",
        "被害を防ぐために\n補助錠の取付け",
        "保護者の方へ:登下校の見守り",
        "○気を付けること\n鍵は二つ",
        "・鍵を二つ掛ける",
        "1 合鍵を外に置かない\n2 新聞を止める",
        "①知らない番号には出ない(留守番電話)。",
        "- 窓にも鍵を掛けておく",
    ],
)
def test_what_advises(text: str) -> None:
    assert advises(MATTER + text)


@pytest.mark.parametrize(
    "text",
    [
        "逃げた男の特徴\n・右足を引きずる\n・つえを使う",
        "■手口\n・警察官を名乗る\n・口座を調べるとうそをつく",
        "・けが人はいない\n・被害はない\n・目撃されている\n・北へ逃げたという\n・通行止めとなる",
        "犯人は、まだ近くにいるだろう。",
        "自転車盗の発生について",
        "刑事課が、対策班を置いて\n調べています。",
        "防犯対策課が調べています。",
        "男が店に入って\nレジから現金を\n奪いました。",
        "重要な手がかりが見つかり、有効な指紋も採れました。",
        "被害者は、被害を届け出た方は3人です。",
        "5月11日から5月15日まで\n\n夜間に工事を行います。",
    ],
)
def test_what_only_reports(text: str) -> None:
    assert not advises(MATTER + text)
