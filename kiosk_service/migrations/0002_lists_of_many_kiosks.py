"""What lists, filters, search and order of 100,000 kiosks need.

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Without capitals and accents: "Estación" is found by "estacion" and stands beside it.
FOLD = r"""
CREATE FUNCTION fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN regexp_replace(normalize(lower(value), NFKD), '[\u0300-\u036f]', '', 'g')
"""


def upgrade() -> None:
    op.execute(FOLD)
    op.add_column(
        "kiosks", sa.Column("name_key", sa.Text(), sa.Computed("left(fold(name), 120)", persisted=True), nullable=False)
    )
    op.add_column(
        "kiosks",
        sa.Column(
            "search_text",
            sa.Text(),
            sa.Computed(r"fold(name || E'\n' || code || E'\n' || serial || E'\n' || location)", persisted=True),
            nullable=False,
        ),
    )
    op.create_index("ix_kiosks_name_key", "kiosks", ["name_key", "id"])
    op.create_index("ix_kiosks_created_at", "kiosks", ["created_at", "id"])
    op.create_index("ix_kiosks_lifecycle", "kiosks", ["lifecycle", "mode", "id"])
    op.create_index("ix_kiosks_assigned_place", "kiosks", ["assigned_lat", "assigned_lng"])
    op.create_index("ix_kiosks_tags", "kiosks", ["tags"], postgresql_using="gin")
    op.create_index("ix_kiosks_model", "kiosks", ["model"])
    for name in ("lat", "lng"):
        op.add_column(
            "kiosk_states",
            sa.Column(
                f"real_{name}", sa.Float(), sa.Computed(f"(reading #>> '{{location,{name}}}')::float8", persisted=True)
            ),
        )
    op.create_index("ix_kiosk_states_connection", "kiosk_states", ["connection", "offline_at"])
    op.create_index(
        "ix_kiosk_states_seen",
        "kiosk_states",
        [sa.text("COALESCE(last_seen_at, '1970-01-01 00:00:00+00'::timestamp with time zone)"), "kiosk_id"],
    )
    op.drop_index("ix_kiosk_states_deadline", "kiosk_states")
