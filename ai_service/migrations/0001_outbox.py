"""The outbox.

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op

from common.outbox import outbox_table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    outbox_table(sa.MetaData()).create(op.get_bind())
