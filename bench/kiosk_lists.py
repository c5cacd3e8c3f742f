"""How long lists, filters and searches of 100,000 kiosks take: `python -m bench.kiosk_lists [--kiosks N] [--plans]`.

Starts a PostgreSQL of its own, fills it, and prints the median and the worst of several runs of each list, with its
total, as `GET /kiosks` makes them. The bound is 150 ms; the exit code tells whether it holds.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from common.database import session_scope
from common.pages import PageQuery
from common.testing.services import Servers
from kiosk_service.repositories import kiosk_lists
from kiosk_service.repositories.kiosk_lists import Box, Filters
from launcher.embedded.temporary import temporary_postgres, temporary_valkey

BOUND_MS = 150
RUNS = 7

FILL = [
    """
    INSERT INTO kiosks (code, serial, name, model, location, group_name, tags, lifecycle, mode, assigned_to,
                        assigned_lat, assigned_lng, created_at)
    SELECT upper(substr(md5(n::text), 1, 10)), 'AK-' || n,
           (ARRAY['Estación', 'Terminal', 'Hospital', 'Peatonal', 'Café'])[1 + n % 5] || ' ' || md5((n * 7)::text),
           'AK-' || n % 12, 'Av. Corrientes ' || n || ', Buenos Aires', 'grupo ' || n % 200,
           ARRAY['t' || n % 50, 'zona ' || n % 9],
           CASE WHEN n % 20 = 0 THEN 'retired' WHEN n % 10 = 1 THEN 'registered' ELSE 'active' END,
           CASE WHEN n % 1000 = 3 THEN 'maintenance' ELSE 'normal' END,
           CASE WHEN n % 3 = 0 THEN n % 500 END,
           CASE WHEN n % 4 > 0 THEN -34.6 + (n * 7919 % 100000) / 10000.0 END,
           CASE WHEN n % 4 > 0 THEN -58.4 + (n::bigint * 104729 % 100000) / 10000.0 END,
           now() - n * interval '1 minute'
    FROM generate_series(1, :count) AS n
    """,
    """
    INSERT INTO kiosk_states (kiosk_id, connection, offline_at, last_seen_at, last_seq, reading)
    SELECT id, CASE WHEN id % 10 > 1 AND id % 20 > 0 AND id % 7 > 0 THEN 'online' ELSE 'offline' END,
           CASE WHEN id % 10 > 1 AND id % 20 > 0 AND id % 7 > 0 THEN now() + id * interval '1 ms' END,
           CASE WHEN id % 10 <> 1 THEN now() - id * interval '50 ms' END, id,
           CASE WHEN id % 10 <> 1 THEN jsonb_build_object(
               'seq', id, 'timestamp', now(), 'received_at', now(), 'kiosk_id', id, 'serial', serial,
               'environmental', '{"temperature": 21.4, "humidity": 44.1, "air_quality": 31.5}'::jsonb,
               'hardware', '{"cpu_temp": 51.2, "cpu_usage": 12.5, "ram_usage": 61.9, "disk_usage": 40.1}'::jsonb,
               'peripherals', '{"printer_status": "ready", "cash_acceptor": "ready", "card_reader": "ready"}'::jsonb,
               'location', jsonb_build_object('lat', -34.6 + id % 100 / 10.0, 'lng', -58.4, 'accuracy', 12.0),
               'network', '{"latency": 40.0, "signal_strength": -60.0}'::jsonb) END
    FROM kiosks
    """,
]

LISTS: dict[str, tuple[Filters, str]] = {
    "all": (Filters(), "id"),
    "all by name": (Filters(), "name"),
    "all by last_seen_at, newest first": (Filters(), "-last_seen_at"),
    "all by created_at, newest first": (Filters(), "-created_at"),
    "online": (Filters(status="online"), "id"),
    "online by name": (Filters(status="online"), "name"),
    "online by last_seen_at": (Filters(status="online"), "-last_seen_at"),
    "offline by name": (Filters(status="offline"), "name"),
    "maintenance": (Filters(status="maintenance"), "id"),
    "retired": (Filters(status="retired"), "id"),
    "one group": (Filters(group="grupo 7"), "name"),
    "one model": (Filters(model="AK-7"), "name"),
    "one tag": (Filters(tag="t7"), "-created_at"),
    "assigned to one": (Filters(assigned_to=99), "name"),
    "what one person sees": (Filters(owner=99), "id"),
    "assigned to nobody": (Filters(assigned_to="none"), "name"),
    "search: rare": (Filters(text="corrientes 77777"), "id"),
    "search: rare, by name": (Filters(text="corrientes 77777"), "name"),
    "search: common": (Filters(text="estacion"), "name"),
    "search: nothing": (Filters(text="zzzz"), "name"),
    "search: nothing, by last_seen_at": (Filters(text="zzzz"), "-last_seen_at"),
    "search: one letter": (Filters(text="a"), "id"),
    "search in a group that is online": (Filters(text="cafe", group="grupo 3", status="online"), "name"),
    "a city on the map": (Filters(box=Box(-58.5, -34.7, -58.3, -34.5)), "id"),
    "the whole Earth": (Filters(box=Box(-180, -90, 180, 90)), "name"),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kiosks", type=int, default=100_000)
    parser.add_argument("--plans", action="store_true", help="print the plan of each query too")
    options = parser.parse_args()
    with temporary_postgres() as postgres, temporary_valkey() as valkey:
        app = Servers.provision(postgres, valkey).build("kiosk_service")
        with app.app_context(), session_scope() as session:
            fill(session, options.kiosks)
            worst = max(measure(session, name, options.plans) for name in LISTS)
    print(f"\nslowest median: {worst:.1f} ms; the bound is {BOUND_MS} ms")
    return int(worst > BOUND_MS)


def fill(session: Session, count: int) -> None:
    session.execute(text("SET statement_timeout = 0"))
    for statement in FILL:
        session.execute(text(statement), {"count": count} if ":count" in statement else {})
    session.commit()
    for table in ("kiosks", "kiosk_states"):
        session.connection(execution_options={"isolation_level": "AUTOCOMMIT"}).execute(text(f"VACUUM ANALYZE {table}"))
        session.close()


def measure(session: Session, name: str, plans: bool) -> float:
    """Print how long a list takes; returns the median in milliseconds."""
    filters, sort = LISTS[name]
    times = [_milliseconds(lambda: kiosk_lists.page_of(session, PageQuery(), filters, sort)) for _ in range(RUNS)]
    session.expunge_all()
    _, total = kiosk_lists.page_of(session, PageQuery(), filters, sort)
    print(f"{name:36} {statistics.median(times):7.1f} ms  worst {max(times):7.1f} ms  total {total}")
    if plans:
        _print_plans(session, filters, sort)
    return statistics.median(times)


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _print_plans(session: Session, filters: Filters, sort: str) -> None:
    statements: list[tuple[str, Any]] = []

    def note(_: object, __: object, statement: str, parameters: Any, ___: object, ____: object) -> None:
        statements.append((statement, parameters))

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    kiosk_lists.page_of(session, PageQuery(), filters, sort)
    event.remove(connection, "before_cursor_execute", note)
    for statement, parameters in statements:
        rows = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS) {statement}", parameters)
        print("    " + "\n    ".join(row[0] for row in rows))


if __name__ == "__main__":
    sys.exit(main())
