"""How long a training run takes: `python -m bench.retraining [--kiosks N]`.

Starts a PostgreSQL and a Valkey of its own, fills the minutes of a fleet with made-up kiosks, and makes two whole runs:
the first model, then a challenger that is trained on the stored minutes and compared with it. A run learns from at most
600,000 rows, drawn from the fleet: those of 138 kiosks with three days each. So 1,000 kiosks cost what 138 do, which
is the default; with fewer the time is scaled up by the rows that are missing, and the factor is printed: too much, as
the exam with injected faults takes as long for any fleet.

What is measured is processor time, of all threads together: what else the machine does counts little in it, and a run
is never slower than that unless it has to wait for a processor.
"""

import argparse
import resource
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from ai_service.registry.files import ModelFiles
from ai_service.repositories import minutes, runs
from ai_service.repositories.minutes import Minute
from ai_service.services import runs as training
from ai_service.services.cycle import Cycle
from ai_service.services.training_data import FEWEST_EACH
from ai_service.synthetic.day import DAY, kiosk_days
from ai_service.training.data import MOST_ROWS
from bench.results import Figure, Results
from common.database import session_scope, transaction
from common.events import utc_now
from common.testing.services import Servers
from launcher.embedded.temporary import temporary_postgres, temporary_valkey

BOUND_SECONDS = 600
ALL = MOST_ROWS // FEWEST_EACH


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kiosks", type=int, default=ALL)
    kiosks = min(parser.parse_args().kiosks, ALL)
    results = Results()
    with temporary_postgres() as postgres, temporary_valkey() as valkey, tempfile.TemporaryDirectory() as folder:
        app = Servers.provision(postgres, valkey).build("ai_service")
        cycle = Cycle(ModelFiles(Path(folder)), app.redis)
        with app.app_context(), session_scope() as session:
            first, _ = run(cycle, session)
            results.add(Figure("first", "an empty system's first model", first, "s", at_most=60))
            fill(session, kiosks)
            seconds, state = run(cycle, session)
    factor = ALL / kiosks
    print(f"{kiosks} kiosks of {FEWEST_EACH // DAY} days ended {state} after {seconds:.0f} s; factor {factor:.2f}")
    results.add(Figure("retrain", "1,000 kiosks", seconds * factor, "s", at_most=BOUND_SECONDS))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    results.add(Figure("retrain", "memory at its peak", peak, "MB", at_most=700))
    return int(not results.hold)


def run(cycle: Cycle, session: Session) -> tuple[float, str]:
    """Seconds of processor time that a whole run takes, and what became of it."""
    run_id = training.start(session, "anomaly", "manual").id
    begun = time.process_time()
    cycle.work(session, run_id)
    seconds = time.process_time() - begun
    ended = runs.find(session, run_id)
    assert ended is not None
    return seconds, ended.state


def fill(session: Session, kiosks: int) -> None:
    """Three days of minutes of each kiosk, up to now."""
    start = utc_now() - timedelta(minutes=FEWEST_EACH)
    for day in range(-1, 5):
        with transaction(session):
            minutes.ensure_partition(session, (start + timedelta(days=day)).date())
    for kiosk in range(1, kiosks + 1):
        table = kiosk_days(11, kiosk, FEWEST_EACH / DAY, start.timestamp())
        rows = [
            Minute(kiosk, start + timedelta(minutes=place), 12, values, 1.0, 0.1, False, False, 2, 1)
            for place, values in enumerate(table.values)
        ]
        profile = "INSERT INTO kiosk_profiles (kiosk_id, since, rows_seen) VALUES (:id, :since, :rows)"
        with transaction(session):
            minutes.write(session, rows)
            session.execute(text(profile), {"id": kiosk, "since": start - timedelta(days=9), "rows": len(rows)})


if __name__ == "__main__":
    sys.exit(main())
