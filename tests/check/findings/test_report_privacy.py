"""No reporter ever prints a private text, whatever the other findings say."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haishin.check.findings import REPORTERS
from haishin.core.model import Finding, Fix, Language, Severity, Span, Text

PATH = "alerts/maebashi/2026/20261125-1540-x.md"
# Letters that occur in nothing of ours, so that whatever is found again came from the private text.
SECRET = st.text(st.sampled_from("鬱薔薇\uff76\uff9e９８\U00020b9f龘é"), min_size=3, max_size=20)
AROUND = st.text(st.sampled_from("あい うa:[]|`#"), max_size=6)


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, list[Finding], dict[str, str]]:
    secret, before, after = draw(SECRET), draw(AROUND), draw(AROUND)
    above, quoted = draw(AROUND), f"{draw(AROUND)}{secret}{draw(AROUND)}"
    source = f"{above}\n{before}{secret}{after}\n{quoted}"
    hidden = Span(2, len(before) + 1, 2, len(before) + len(secret) + 1)
    line = draw(st.integers(1, 3))
    column = draw(st.integers(1, 30))
    said = Text(quoted, quoted)
    private = Finding(PATH, hidden, "name", Severity.ERROR, said, said, private=True, fix=Fix(secret))
    other = Finding(PATH, Span(line, column, line, column + 1), "other", Severity.NOTE, said, said, fix=Fix(quoted))
    findings = draw(st.permutations([private, other]))
    return secret, findings, {PATH: source}


@pytest.mark.parametrize("name", sorted(REPORTERS))
@given(case=cases(), language=st.sampled_from(["ja", "en"]))
def test_a_private_text_is_never_printed(
    name: str, case: tuple[str, list[Finding], dict[str, str]], language: Language
) -> None:
    secret, findings, sources = case
    report = REPORTERS[name](findings, sources, language, 1)
    assert secret not in report
    assert json.dumps(secret)[1:-1] not in report
