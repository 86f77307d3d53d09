"""What somebody is called: each sign and each word of the lists does its work; things and what is said are no names."""

from __future__ import annotations

import pytest

from haishin.check.privacy.names.lists import rows, words
from haishin.check.privacy.names.nicknames import called, nicknames
from support.privacy import found


def told(marked: str) -> tuple[str, set[str]]:
    """The word between the marks, and what speaks for and against it."""
    start, end = marked.index("«"), marked.index("»") - 1
    text = marked.replace("«", "").replace("»", "")
    return text[start:end], called(text, start, end)


def names(text: str) -> list[str]:
    return [text[start:end] for start, end in nicknames(text)]


@pytest.mark.parametrize(
    ("key", "example"),
    [(key, example) for key, _, place, _, example in rows("called") if place not in ("cue", "form", "kind")],
)
def test_each_sign_stands_in_its_example(key: str, example: str) -> None:
    assert key in told(example)[1]


@pytest.mark.parametrize("example", [example for *_, place, _, example in rows("called") if place == "form"])
def test_each_form_is_found_in_its_example(example: str) -> None:
    assert told(example)[0] in names(example.replace("«", "").replace("»", ""))


# A sentence in which the word alone decides, by its kind.
@pytest.mark.parametrize(
    ("kind", "frame"),
    [
        ("circle", "{}から「カケル」と呼ばれています"),
        ("called", "仲間から「カケル」と{}ます"),
        ("alias", "その男の{}は「カケル」です"),
        ("own alias", "{}は「カケル」で、"),
        ("pet", "近所の「カケ{}」が"),
    ],
)
def test_each_word_makes_it_a_nickname(kind: str, frame: str) -> None:
    missed = [word for word in words(kind) if not names(frame.format(word))]
    assert missed == []
    assert names(frame.format("ホゲ")) == []


@pytest.mark.parametrize(
    ("kind", "frame"), [("bearer", "地元で「カケル」と呼ばれる{}で"), ("saying", "近所の「カケちゃん」と{}て")]
)
def test_each_word_makes_it_none(kind: str, frame: str) -> None:
    assert [word for word in words(kind) if names(frame.format(word))] == []
    assert names(frame.format("ホゲ"))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("子どもたちがカメラ仙人と呼ぶ70歳くらいの男", "カメラ仙人"),
        ("男は、地区では知らない者のいない「線路っぱたの殿様」であり、", "線路っぱたの殿様"),
        ("山小屋の常連にはカモシカの愛称で知られる経験者です。", "カモシカ"),
        ("殴られたのはプロレスラーで、リングネームは赤城タイガー。", "赤城タイガー"),
        ("「おたまちゃん」と呼ぶと返事をします。", "おたまちゃん"),
        ("「タッキー」こと20歳の男", "タッキー"),
        ("フォロワーの多い「だるま弁当」さんも", "だるま弁当"),
    ],
)
def test_a_nickname_is_quoted_in_a_warning(text: str, name: str) -> None:
    assert found(text) == [("name", name)]


@pytest.mark.parametrize(
    "text",
    [
        "「点検商法」と呼ばれる手口で、男性が被害に遭いました。",
        "地元で「環状線」と呼ばれる区間を片側交互通行とします。",
        "児童が男に「写真を撮らせて」と声をかけられました。",
        "合言葉は「いかのおすし」です。",
        "通称「シンフォニーロード」で、女性が男につきまとわれました。",
        "オンラインゲーム「フォートナイト」で知り合った男に呼び出されました。",
        "偽の警察官「前橋警察署の山田」",
        "ユーザー名を入力しないでください。",
    ],
)
def test_things_sayings_and_false_names_are_none(text: str) -> None:
    assert found(text) == []
