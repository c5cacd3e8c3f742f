"""The permissions there are, and what the built-in roles may do. This is the one list of them."""

from collections.abc import Mapping

_ANALYST = {"kiosks.read_all", "payments.read_all", "reports.read", "ai.read", "assistant.use", "ml.real"}
_TECHNICIAN = {
    "kiosks.claim",
    "commands.send",
    "alerts.manage",
    "visits.write",
    "ai.read",
    "assistant.use",
    "knowledge.write",
}
_OPERATOR = (
    _TECHNICIAN
    | (_ANALYST - {"ml.real"})
    | {
        "kiosks.write",
        "kiosks.assign_others",
        "people.read",
        "commands.force",
        "alerts.rules",
        "rollouts.manage",
        "payments.create",
        "payments.refund",
        "notify.manage",
        "notify.broadcast",
        "ai.manage",
        "knowledge.review",
    }
)
_ADMIN = _OPERATOR | {
    "rollouts.approve",
    "ml.test",
    "ml.real",
    "ml.delete",
    "users.manage",
    "roles.manage",
    "audit.read",
}

PERMISSIONS = frozenset(_ADMIN)

ADMIN = "admin"
SELF_REGISTERED = "user"

BUILT_IN: Mapping[str, frozenset[str]] = {
    ADMIN: PERMISSIONS,
    "operator": frozenset(_OPERATOR),
    "technician": frozenset(_TECHNICIAN),
    "analyst": frozenset(_ANALYST),
    "tester": frozenset({"ml.test"}),
    SELF_REGISTERED: frozenset(),
}
