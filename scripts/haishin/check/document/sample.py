"""A small alert without a fault: the source of the rules' samples."""

from __future__ import annotations

PATH = "alerts/maebashi/2026/20261125-1540-koekake.md"

SAMPLE = """\
---
title: 下校中の児童に対する声かけ事案の発生
category: suspicious-person
case: approach
content: caution
scope: [maebashi]
recognized_at: 2026-11-25T15:40+09:00
press: none
---
11月25日午後3時30分ころ、前橋市文京町2丁目地内の路上で、下校中の児童が男に声をかけられる事案が発生しました。

- 不審な人に声をかけられたときは、すぐにその場を離れてください。
- 不審な人を見かけたときは、110番通報をお願いします。
"""


def changed(old: str, new: str) -> str:
    """Replace a stretch of the sample, which must be there."""
    head, found, tail = SAMPLE.partition(old)
    assert found, f"the sample does not hold {old!r}"
    return head + new + tail
