"""The consultation by the policy's rows: which approvals are due, were given or are missing, and who can give them."""

from haishin.consult.consultation.approvals import Consultation, consult, consulted
from haishin.consult.consultation.practice import practised
from haishin.consult.consultation.requirements import Due, due

__all__ = ["Consultation", "Due", "consult", "consulted", "due", "practised"]
