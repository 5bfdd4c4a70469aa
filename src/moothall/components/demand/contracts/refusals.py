"""The ways in which demand says no."""

from moothall.kernel.refusals import Refused


class PolicyRefused(Refused):
    """The setting of disclosure control protects less than the house allows anybody."""

    code = "demand.policy-refused"


class NotAudited(Refused):
    """A release did not pass its audit, so nothing of it is written."""

    code = "demand.release-not-audited"
    status = 409
