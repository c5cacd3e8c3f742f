"""A person's idempotency key stands for one payment, whichever kiosk it names.

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Until now a person could use a key once at each kiosk. All those payments stay; the key stays with the first.
KEEP_THE_FIRST = """
UPDATE payments SET idempotency_key = NULL, body_hash = NULL
WHERE id IN (
  SELECT id FROM (
    SELECT id, row_number() OVER (PARTITION BY recorded_by, idempotency_key ORDER BY id) AS nth
    FROM payments WHERE recorded_by IS NOT NULL AND idempotency_key IS NOT NULL
  ) AS keyed
  WHERE nth > 1
)
"""


def upgrade() -> None:
    # A replica of the version before may be recording.
    op.execute("LOCK TABLE payments IN SHARE ROW EXCLUSIVE MODE")
    op.execute(KEEP_THE_FIRST)
    op.create_index(
        "uq_payments_recorded_by_idempotency_key",
        "payments",
        ["recorded_by", "idempotency_key"],
        unique=True,
        postgresql_where=sa.text("recorded_by IS NOT NULL"),
    )
