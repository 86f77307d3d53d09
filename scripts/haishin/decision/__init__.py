"""The verdict: one pure function, the same for the drafter, the pull request and the sender."""

from haishin.decision.deciding import decide

__all__ = ["decide"]
