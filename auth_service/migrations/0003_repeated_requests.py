"""Keys of repeated requests.

Revision: 0003
"""

from alembic import op

from common.database import new_metadata
from common.idempotency import idempotency_table

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    idempotency_table(new_metadata()).create(op.get_bind())
