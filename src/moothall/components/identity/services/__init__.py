"""What identity can do: accounts, sessions, sign-in and API keys.

All of it is written through the identity door, in commits of its own: call it before the step
of ``acting`` that goes with it, and make that step idempotent.
"""

from moothall.components.identity.services.accounts import (
    create_officer,
    create_resident,
    deactivate,
    reactivate,
    reset_second_factor,
    set_password,
    set_totp,
    sign_out_everywhere,
)
from moothall.components.identity.services.keys import issue_api_key, revoke_api_key
from moothall.components.identity.services.sessions import forget_expired
from moothall.components.identity.services.sign_in import invite_officer

__all__ = [
    "create_officer",
    "create_resident",
    "deactivate",
    "forget_expired",
    "invite_officer",
    "issue_api_key",
    "reactivate",
    "reset_second_factor",
    "revoke_api_key",
    "set_password",
    "set_totp",
    "sign_out_everywhere",
]
