"""The built-in roles may do exactly what the contract's table says."""

import re

from auth_service.services.permissions import BUILT_IN, PERMISSIONS

# Section 10 of the contract, word for word.
CONTRACT = """
| permission | admin | operator | technician | analyst | tester | user |
|---|---|---|---|---|---|---|
| `kiosks.read_all` (else: only assigned ones; others are 404 and absent from lists) | ✓ | ✓ | | ✓ | | |
| `kiosks.write` (create, edit, import, labels, retire, new enrolment) | ✓ | ✓ | | | | |
| `kiosks.claim` | ✓ | ✓ | ✓ | | | |
| `kiosks.assign_others`, `people.read` | ✓ | ✓ | | | | |
| `commands.send` / `commands.force` | ✓/✓ | ✓/✓ | ✓/ | | | |
| `alerts.manage` / `alerts.rules` | ✓/✓ | ✓/✓ | ✓/ | | | |
| `visits.write` | ✓ | ✓ | ✓ | | | |
| `rollouts.manage` / `rollouts.approve` | ✓/✓ | ✓/ | | | | |
| `payments.read_all` (else: on assigned kiosks or recorded by oneself) | ✓ | ✓ | | ✓ | | |
| `payments.create` (by hand) / `payments.refund` | ✓/✓ | ✓/✓ | | | | |
| `reports.read` | ✓ | ✓ | | ✓ | | |
| `notify.manage`, `notify.broadcast` | ✓ | ✓ | | | | |
| `ai.read` (within kiosk visibility) | ✓ | ✓ | ✓ | ✓ | | |
| `ai.manage` (promote, roll back, retrain) | ✓ | ✓ | | | | |
| `assistant.use` / `knowledge.write` / `knowledge.review` | ✓/✓/✓ | ✓/✓/✓ | ✓/✓/ | ✓// | | |
| `ml.test` / `ml.real` / `ml.delete` | ✓/✓/✓ | | | /✓/ | ✓// | |
| `users.manage`, `roles.manage`, `audit.read` | ✓ | | | | | |
"""


def contract() -> dict[str, set[str]]:
    """Role → permissions, as the table says."""
    head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in CONTRACT.strip().splitlines()]
    may: dict[str, set[str]] = {role: set() for role in head[1:]}
    for row in rows:
        permissions = re.findall(r"`([a-z_.]+)`", row[0])
        for role, cell in zip(head[1:], row[1:], strict=True):
            marks = cell.split("/") if "/" in cell else [cell] * len(permissions)
            may[role] |= {name for name, mark in zip(permissions, marks, strict=True) if mark.strip() == "✓"}
    return may


def test_the_built_in_roles_are_those_of_the_contract() -> None:
    assert {role: set(permissions) for role, permissions in BUILT_IN.items()} == contract()


def test_the_known_permissions_are_those_of_the_contract() -> None:
    assert set(PERMISSIONS) == set(re.findall(r"`([a-z_]+\.[a-z_]+)`", CONTRACT))
