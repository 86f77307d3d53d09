from __future__ import annotations

import pytest

from haishin.check.document.sample import SAMPLE, changed
from haishin.core.model import Severity
from support.documents import findings, said
from support.wording import found

END = "- 不審な人に"
MISSING = "- 市内の80歳代の女性の行方が分からなくなっています。\n"


def _words(text: str) -> list[str]:
    return [
        one.message.ja.split("」")[0].removeprefix("「")
        for one in findings(text)
        if one.rule == "missing-person-wording"
    ]


def test_place_and_words() -> None:
    (one,) = findings(changed(END, MISSING + END))
    assert said((one,)) == [
        (
            12,
            14,
            12,
            20,
            "「行方が分から」は行方不明の方の手配の文ですが、事案が高齢者等の未帰宅手配(missing-person)になっていません。",
            "`行方が分から` tells of a missing person, but the case is not `missing-person`.",
        )
    ]
    assert one.severity is Severity.ERROR
    assert one.clause == "T4"
    assert "case を missing-person にし" in one.hint.ja


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("80歳の男性が行方不明です。", ["行方不明"]),
        ("認知症の男性が、散歩に出てから戻っていません。", ["男性が、散歩に出てから戻っていません"]),
        ("女児がいなくなりました。", ["女児がいなくな"]),
        ("70歳代の女性が未帰宅です。", ["未帰宅"]),
        ("男性は自宅を出たまま連絡が取れません。", ["自宅を出たまま"]),
        ("逃走した男の行方を捜査しています。", []),
        ("走り去った車の行方が分からなくなっています。", []),
        ("行方不明者届は警察署で受け付けます。", []),
        ("迷子の犬を保護しています。", []),
        ("児童が声を上げると、男はいなくなりました。", []),
        ("女性が渡した現金は戻っていません。", []),
        ("熊はいなくなりました。", []),
    ],
)
def test_words(line: str, words: list[str]) -> None:
    assert _words(changed(END, f"- {line}\n{END}")) == words


def test_its_own_case_and_an_ending_pass() -> None:
    text = changed(END, MISSING + END)
    own = text.replace("suspicious-person\ncase: approach", "information-request\ncase: missing-person")
    assert not _words(own.replace("content: caution", "content: lookout"))
    assert not _words(text.replace("press: none", "press: none\nfollows: {alert: 20261124-0910-mike, as: resolution}"))
    followed = "press: none\nfollows: {alert: 20261124-0910-mike, as: follow-up, necessity: 特徴が分かったため}"
    assert _words(text.replace("press: none", followed))


def test_another_content_of_its_own_case_asks_nobody_and_is_refused() -> None:
    """T4: a lookout by its words needs the consent of one, whatever content the drafter chose."""
    own = changed(END, MISSING + END).replace(
        "suspicious-person\ncase: approach", "information-request\ncase: missing-person"
    )
    assert _words(own)
    assert _words(own.replace("content: caution", "content: information"))
    followed = "press: none\nfollows: {alert: 20261124-0910-mike, as: follow-up, necessity: 特徴が分かったため}"
    assert not _words(own.replace("press: none", followed))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("行方不明になっていた80歳代の男性は、無事に発見されました。", False),
        ("行方が分からなくなっていた女性は、無事保護しました。", False),
        ("行方不明の男性は、見つかりました。ご協力ありがとうございました。", False),
        ("行方不明の男性は、まだ発見されていません。", True),
        ("行方不明の男性は、見つかっていません。無事を祈っています。", True),
        ("行方不明の男性を捜しています。自転車は発見されました。服は見つかっておりません。", True),
    ],
)
def test_somebody_found_whose_search_was_told_by_other_means_is_information(line: str, told: bool) -> None:
    """G13: neither a lookout, which asks for consent, nor what follows a mail that there is none of."""
    own = changed(END, f"- {line}\n{END}").replace(
        "suspicious-person\ncase: approach\ncontent: caution",
        "information-request\ncase: missing-person\ncontent: information",
    )
    assert bool(_words(own)) is told
    assert _words(own.replace("content: information", "content: caution"))


def test_what_a_swindler_says_passes() -> None:
    line = "- 「息子さんが行方不明です」という電話は詐欺です。\n"
    assert _words(changed(END, line + END))
    assert not _words(
        changed(END, line + END).replace("suspicious-person\ncase: approach", "fraud\ncase: warning-call")
    )


def test_a_scan_knows_no_case() -> None:
    assert found("missing-person-wording", "80歳の男性が行方不明です。前橋警察署") == []
    assert "行方不明" not in SAMPLE
