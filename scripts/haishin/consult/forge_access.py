"""The forge of the environment, with what git says for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from haishin.consult.forge import Forge
from haishin.consult.forge.files import FileForge
from haishin.consult.forge.github import GitHubForge, Introduced
from haishin.consult.forge.http import PUBLIC, Http
from haishin.consult.main import Main
from haishin.core.catalogue import Message
from haishin.core.errors import ToolError
from haishin.core.repository.history import alert_files, introducing_commit, line_touching
from haishin.core.repository.proof import changing


@dataclass(frozen=True)
class ForgeAccess:
    """The way to the forge of ``HAISHIN_FORGE``."""

    main: Main

    @property
    def repository(self) -> str | None:
        """``OWNER/NAME`` at GitHub by ``HAISHIN_FORGE``; None for another forge."""
        kind, _, place = self.main.process.environment.get("HAISHIN_FORGE", "").partition(":")
        if kind == "github" and place:
            return place
        return None

    @property
    def api(self) -> str:
        """The address of the forge's API."""
        return self.main.process.environment.get("HAISHIN_FORGE_URL", PUBLIC)

    def open(self) -> Forge | None:
        """Open the forge that ``HAISHIN_FORGE`` names; None if it is not set. Raises ToolError for another form."""
        if self.repository is not None:
            return GitHubForge(
                self.http(), self.repository, self._introduced, self.changing, self.earlier, self.template()
            )
        named = self.main.process.environment.get("HAISHIN_FORGE", "")
        if not named:
            return None
        kind, _, place = named.partition(":")
        if kind != "file" or not place:
            raise ToolError(Message("consult/unknown-forge", value=named))
        if not Path(place).is_dir():
            raise ToolError(Message("consult/no-forge-folder", folder=place))
        return FileForge(Path(place))

    def http(self, variable: str = "HAISHIN_FORGE_TOKEN") -> Http:
        """Open the forge's API with the token of that variable; raises ToolError without a token."""
        process = self.main.process
        token = process.environment.get(variable, "")
        if not token:
            raise ToolError(Message("consult/no-token", variable=variable))
        return Http(
            token,
            clock=process.clock,
            ticks=process.ticks,
            sleep=process.sleep,
            base=self.api,
            proxies=process.proxies,
        )

    def template(self) -> str:
        """Read the text of a new pull request; empty without a template."""
        path = self.main.process.root / ".github" / "pull_request_template.md"
        if path.is_file():
            return path.read_text(encoding="utf-8", errors="replace")
        return ""

    def changing(self, commits: Sequence[str], path: str) -> frozenset[str] | None:
        """Find which of the commits changed that path; None if git cannot get them."""
        return changing(self.main.git, self.main.remote, commits, path)

    def earlier(self, path: str) -> Sequence[str]:
        """List the commits of main that changed that path."""
        return line_touching(self.main.git, self.main.fetch(), path)

    def _introduced(self, alert_id: str) -> Introduced | None:
        """Find the commit that brought the alert's text to main, and its path."""
        tip = self.main.fetch()
        path = next((file.path for file in alert_files(self.main.git, tip) if file.id == alert_id), None)
        if path is not None:
            return Introduced(introducing_commit(self.main.git, tip, path).id, path)
        return None
