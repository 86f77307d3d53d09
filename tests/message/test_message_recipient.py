from __future__ import annotations

import re

from haishin.message.recipient import Recipient

READER = Recipient("abc", "taro@example.ne.jp")


def test_printing_shows_neither_id_nor_address() -> None:
    for shown in (repr(READER), str(READER), f"{READER}", f"{READER!r}", repr([READER])):
        assert re.fullmatch(r"\[?Recipient\(#[0-9a-f]{8}\)\]?", shown)


def test_the_same_reader_prints_the_same_within_a_process() -> None:
    assert repr(READER) == repr(Recipient("abc", "taro@example.ne.jp"))
    assert repr(READER) != repr(Recipient("abc", "jiro@example.ne.jp"))
