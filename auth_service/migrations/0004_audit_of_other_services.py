"""Which event of another service an entry of the audit log comes from.

Safe beside the version before, which does not know the column.

Revision: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audit", sa.Column("event_id", sa.Uuid(as_uuid=False)))
    op.create_unique_constraint("uq_audit_event_id", "audit", ["event_id"])
