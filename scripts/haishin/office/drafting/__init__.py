"""From the contract to drafts: a new alert with marks for the drafter, and the page that makes it."""

from haishin.office.drafting.text import Situation, draft, usual

__all__ = ["Situation", "draft", "usual"]
