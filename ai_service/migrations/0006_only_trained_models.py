"""The sales forecast is made anew each night and kept as such: it never had versions, and is no model of the registry.

Revision: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    models = sa.table("models", sa.column("name"))
    op.execute(sa.delete(models).where(models.c.name == "forecast"))
