"""Whether a reset was asked for by mail address: a user name may look like somebody's address.

Revision: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "reset_requests", sa.Column("by_email", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    # Those that wait; names with an `@` in them are rare, and can ask again.
    op.execute("UPDATE reset_requests SET by_email = true WHERE identifier LIKE '%@%'")
