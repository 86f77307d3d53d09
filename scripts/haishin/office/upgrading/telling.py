"""What is said of an upgrade: to whoever runs it all of it, in the description of its pull request the heads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from haishin.core.catalogue import Message
from haishin.core.model import Language, Text
from haishin.office.upgrading.upgrade import Upgrade


def told(upgrade: Upgrade, *, whole: bool) -> Iterator[Text | str]:
    """Tell the comparison, the duties, the open decisions; ``whole``: with each difference."""
    files, release = upgrade.files, upgrade.found.release
    yield upgrade.found.compared
    put, removed = len(files.put), len(files.removed)
    yield Message("office/upgrading/brings", commit=release.commit, put=put, removed=removed)
    for version, duty in upgrade.duties:
        yield Message("office/upgrading/duty", version=version, duty=duty)
    for path, difference in upgrade.kept.items():
        yield Message("office/upgrading/kept", path=path)
        yield from [difference] * whole
    if upgrade.migrated:
        yield Message("office/upgrading/migrated")
        yield from [upgrade.migrated] * whole
    for news in upgrade.news:
        yield Message("office/upgrading/news", name=news.name)
        for place, without in news.lacking:
            yield Message("office/upgrading/lacking", place=place, without=without)
        yield from [news.difference] * whole
    if not upgrade.generated:
        yield Message("office/upgrading/not-generated")


def description(upgrade: Upgrade, passed: Mapping[str, bool], language: Language) -> str:
    """Write the message of the commit, which the forge offers as the pull request's; ``passed``: verb → its result."""
    title = Message("office/upgrading/title", version=upgrade.found.release.version)
    said = [*told(upgrade, whole=False), *results(passed), order(upgrade)]
    lines = [title[language], "", *(line if isinstance(line, str) else line[language] for line in said)]
    return "\n".join(lines) + "\n"


def results(passed: Mapping[str, bool]) -> Iterator[Text]:
    """Say of each verb that was run on the branch whether it found nothing."""
    for verb, fine in passed.items():
        yield Message("office/upgrading/passed" if fine else "office/upgrading/failed", verb=verb)


def order(upgrade: Upgrade) -> Text:
    """Tell the next steps in their order."""
    waits = Message("office/upgrading/nothing-begins") if upgrade.migrated else Text("", "")
    return Message("office/upgrading/order", branch=upgrade.branch, waits=waits)
