"""What live mode never rests on at the forge: a repository that others can read (drafts hold personal data)."""

from __future__ import annotations

from haishin.errors import Refusal
from haishin.model import Text
from haishin.setup.live import Settings


def refuse_exposed(settings: Settings, *, public: bool) -> None:
    """For live mode: raise Refusal where the repository is public or can be forked, unless policy allows it.

    ``public``: the policy's word. Raises ForgeError where the forge does not tell.
    """
    if public:
        return
    exposure = settings.exposure()
    if exposure.private and not exposure.forkable:
        return
    why = Text("公開されています", "is public") if not exposure.private else Text("フォークできます", "can be forked")
    raise Refusal(
        Text(
            f"リポジトリが{why.ja}。下書きの個人情報がほかの人に読まれるため、本番の配信はしません。",
            f"The repository {why.en}: others could read the personal data of drafts, so live mode refuses.",
        ),
        Text(
            "設定で非公開・フォーク禁止にしてください。主管課が認めるなら、schema/policy.yaml に "
            "forge: {public: allowed} と書きます。",
            "Make it private without forks, or let the section in charge write forge: {public: allowed} into "
            "schema/policy.yaml.",
        ),
    )
