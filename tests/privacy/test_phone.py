"""Whose a landline is: an office's passes, anybody else's does not, however near an office stands."""

from __future__ import annotations

import pytest

from support_privacy import found

PUBLIC = [
    "申込みは中央公民館へ。電話は027-345-6780です。",
    "出張窓口は市民体育館です。お問い合わせ先：027-345-6780",
    "ヤングテレホン（少年サポートセンター）027-345-6780",
    "・犯罪被害者 027-345-6780（公社 被害者支援の会）",
    "被害者ホットライン 027-345-6780（地方検察庁）",
    "道路情報センター、０５０の３３６９の９９９９",
    "相談センター「みどりの窓」（〇二七－三四五－六七八〇）",
    "庁舎の代表電話が「0270-22-2120」に変わります。",
    "町の防災無線（0278-62-2119）で聞けます。",
    "受理番号は「A08-1120-0037」の形です。",
    "大会本部の電話 0279-66-1230",
    "申込みは市の0270-34-5678へ。",
    "水道企業団 0276-34-5678",
    "耳や言葉の不自由な方はFAX 027-345-6789へ。",
]
PRIVATE = [
    "被害者は市役所に相談しました。電話027-012-3456です。",
    "市役所を名乗る男に、自宅の027-012-3456を教えました。",
    "交番の隣の山田商店（027-012-3456）",
    "消防署の職員 027-012-3456",
    "110番の受付\n通報者は近所の方\n電話：027-012-3456",
    "センターに来た女性の050-0123-4567",
    "少年の027-012-3456",
    "代表電話ではなく実家 027-012-3456",
    "警察署から、被害者 027-012-3456（無職）",
    "電話 0279-103-8816",
    "店は市内の0270-34-5678です。",
    "FAXは0270-34-5678です。",
]


@pytest.mark.parametrize("text", PUBLIC)
def test_a_public_number_passes(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", PRIVATE)
def test_a_private_one_does_not(text: str) -> None:
    assert [kind for kind, _ in found(text)] in (["phone"], ["name", "phone"])
