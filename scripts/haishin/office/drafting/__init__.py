"""From the contract to drafts: a new alert with what must be replaced marked, and the page that makes one."""

from haishin.office.drafting.text import Situation, draft, usual

__all__ = ["Situation", "draft", "usual"]
