"""The outbox.

Revision: 0001
"""

from alembic import op

from common.database import new_metadata
from common.outbox import outbox_table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    outbox_table(new_metadata()).create(op.get_bind())
