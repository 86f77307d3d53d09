from __future__ import annotations

from haishin.check.rules.at_once import at_once
from support.contract import shipped
from support.decision import alert


def test_each_sentence_once_and_as_it_is_written() -> None:
    body = (
        "11月25日（水）午前2時10分ころ、前橋市内の店舗で強盗事件が発生しました。男は逃走中です。"
        "戸締まりをし、外出を控えてください。\n\n- **近くの建物に入ってください。**\n- 無施錠の車が盗まれました。\n"
    )
    assert at_once(alert(body=body), shipped()) == ("戸締まりをし、外出を控えてください", "近くの建物に入ってください")


def test_what_may_wait_is_none() -> None:
    assert at_once(alert(body="似た男を見かけたときは、110番通報をしてください。"), shipped()) == ()
