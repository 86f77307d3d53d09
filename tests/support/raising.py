"""An error is known by its code and its values, not by its words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from haishin.core.catalogue import Message
from haishin.core.errors import HaishinError


@contextmanager
def raises(kind: type[HaishinError], code: str, /, **values: object) -> Iterator[pytest.ExceptionInfo[HaishinError]]:
    """Expect an error of that kind with that very message."""
    with pytest.raises(kind) as caught:
        yield caught
    assert caught.value.message == Message(code, **values)
