"""Who calls, by the token that is shown at the door."""

import time
from collections.abc import Callable

from common.revocation import Revocations
from common.tokens import Principal

REMEMBERED_SECONDS = 60
MAX_REMEMBERED = 20_000


class Callers:
    """Verifies tokens and remembers the outcome, as a caller shows the same one many times.

    Whether a token was ended is asked each time (`common.revocation` remembers that for a second).
    """

    def __init__(self, verify: Callable[[str], Principal], revocations: Revocations) -> None:
        self._verify = verify
        self._revocations = revocations
        self._known: dict[str, tuple[float, Principal]] = {}

    def identify(self, authorization: str) -> Principal | None:
        """The person or device behind an `Authorization` header; None when it holds no bearer token.

        Raises:
            Unauthenticated: `token_expired`, `token_revoked`, or `unauthorized`.
        """
        scheme, _, token = authorization.strip().partition(" ")
        if scheme.lower() != "bearer":
            return None
        token, now = token.strip(), time.time()
        known = self._known.get(token)
        if known and now < known[0] and not self._revocations.is_revoked(known[1]):
            return known[1]
        principal = self._verify(token)
        if len(self._known) >= MAX_REMEMBERED:
            self._known.clear()
        self._known[token] = (min(principal.expires_at, now + REMEMBERED_SECONDS), principal)
        return principal
