"""A recipient prints as a keyed hash, the same within a process, another in the next."""

from __future__ import annotations

import re
import subprocess
import sys

from haishin.recipient import Recipient


def test_it_prints_as_a_hash() -> None:
    one = Recipient("a" * 26, "taro@example.jp")
    assert re.fullmatch(r"Recipient\(#[0-9a-f]{8}\)", repr(one))
    assert str(one) == repr(one) == f"{one}" == repr(Recipient("a" * 26, "taro@example.jp"))
    assert repr(one) != repr(Recipient("b" * 26, "taro@example.jp"))
    assert repr(one) != repr(Recipient("a" * 26, "hanako@example.jp"))
    assert repr([one, {"to": one}]).count("#") == 2


def test_another_process_another_hash() -> None:
    code = "from haishin.recipient import Recipient; print(Recipient('a', 'taro@example.jp'))"
    path = ":".join(part for part in sys.path if part)
    shown = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONPATH": path}, capture_output=True, check=True, text=True
        ).stdout
        for _ in range(2)
    }
    assert len(shown) == 2
