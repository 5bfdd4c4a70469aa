"""The code that an authenticator shows now (RFC 6238), to sign in with."""

import base64
import hashlib
import hmac
import struct
import time

_STEP = 30


def code_of(secret: str) -> str:
    """Six digits for this half minute."""
    key = base64.b32decode(secret)
    counter = struct.pack(">Q", int(time.time()) // _STEP)
    digest = hmac.new(key, counter, hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"
