from __future__ import annotations

from haishin.core.catalogue import Message
from haishin.core.model import RowState, Text
from haishin.send.watch.run_summary import run_summary

COUNTS = {RowState.ACCEPTED: 1234, RowState.FAILED: 3, RowState.PENDING: 40, RowState.DEFERRED: 2}


def test_every_number_is_rounded_and_none_is_below_ten() -> None:
    assert run_summary([("a1", Message("cli/sent"), COUNTS)], (), "ja") == (
        "### 配信\n\n"
        "| 情報メール | 結果 | 受け付け | 送信待ち | 不達 | 要確認 |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| <code>a1</code> | 配信しました | 1230 | 40 | 10 未満 |  |\n\n"
    )


def test_an_alarm_stands_below_with_its_remedy_and_is_no_markdown() -> None:
    alarm = (Text("<b>", "<b> | `x`"), Text("直す", "mend it"))
    page = run_summary([], [alarm], "en")
    assert page == "### Sending\n\nThere is nothing new to send.\n\n- &#60;b&#62; &#124; &#96;x&#96; → mend it\n"
