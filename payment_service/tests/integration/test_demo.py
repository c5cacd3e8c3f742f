"""The past of the demo kiosks: believable, in balance, and there once."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from common.database import db, session_scope
from common.events import utc_now
from common.service import Service
from common.testing.services import Servers
from payment_service.demo import __main__ as command
from payment_service.demo.loading import DemoKiosk, load_history
from payment_service.models import LedgerEntry, LedgerTransaction, Payment


@pytest.fixture
def kiosks() -> list[DemoKiosk]:
    return [DemoKiosk(501, "SIM-KIOSK-501", "station"), DemoKiosk(502, "SIM-KIOSK-502", "mall")]


def test_every_kiosk_gets_its_past_once(app: Service, kiosks: list[DemoKiosk]) -> None:
    now = utc_now()
    with session_scope() as session:
        first = load_history(session, kiosks[:1], now)
        both = load_history(session, kiosks, now)
        assert load_history(session, kiosks, now) == 0
    mine = Payment.kiosk_id.in_([501, 502])
    assert db.session.scalar(select(func.count()).where(mine)) == first + both
    assert first > 500
    assert both > 500
    oldest, newest = db.session.execute(
        select(func.min(Payment.occurred_at), func.max(Payment.occurred_at)).where(mine)
    ).one()
    assert 119 <= (now - oldest).days <= 121
    assert newest < now
    assert db.session.scalars(select(Payment.demo).where(mine).distinct()).all() == [True]


def test_the_past_is_booked_like_any_payment(app: Service, kiosks: list[DemoKiosk]) -> None:
    with session_scope() as session:
        made = load_history(session, kiosks, utc_now())
    mine = LedgerEntry.kiosk_id.in_([501, 502])
    assert db.session.scalar(select(func.count()).select_from(LedgerEntry).where(mine)) == 2 * made
    assert db.session.scalar(select(func.sum(LedgerEntry.amount)).where(mine)) == 0
    query = (
        select(func.count())
        .select_from(Payment)
        .join(LedgerTransaction, LedgerTransaction.payment_id == Payment.id)
        .join(LedgerEntry, LedgerEntry.transaction_id == LedgerTransaction.id)
        .where(mine, LedgerEntry.account == "sales", LedgerEntry.amount == -Payment.amount)
    )
    assert db.session.scalar(query) == made


def test_new_payments_find_free_numbers_afterwards(app: Service, kiosks: list[DemoKiosk]) -> None:
    with session_scope() as session:
        load_history(session, kiosks, utc_now())
    payment = Payment(kiosk_id=501, amount=1, currency="ARS", method="qr", status="captured", occurred_at=utc_now())
    db.session.add(payment)
    db.session.flush()
    assert payment.id > (db.session.scalar(select(func.max(Payment.id)).where(Payment.kiosk_id == 502)) or 0)


def test_the_command_says_what_it_did(
    servers: Servers,
    committing_app: Service,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in servers.environment("payment_service").items():
        monkeypatch.setenv(name, value)
    file = tmp_path / "kiosks.json"
    file.write_text(json.dumps([{"kiosk_id": 601, "serial": "SIM-KIOSK-601", "kind": "tourism"}]))
    assert command.main(["--kiosks", str(file)]) == 0
    assert "payments of 1 kiosks" in capsys.readouterr().out
    assert command.main(["--kiosks", str(file)]) == 0
    assert capsys.readouterr().out.startswith("0 payments")


def test_the_command_refuses_what_it_cannot_use(
    servers: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in servers.environment("payment_service").items():
        monkeypatch.setenv(name, value)
    file = tmp_path / "kiosks.json"
    assert command.main(["--kiosks", str(file)]) == 2
    file.write_text('[{"kiosk_id": 1, "serial": "S", "kind": "moon"}]')
    assert command.main(["--kiosks", str(file)]) == 2
    file.write_text("[]")
    monkeypatch.setenv("DEMO", "0")
    assert command.main(["--kiosks", str(file)]) == 2
    assert "DEMO=1" in capsys.readouterr().err
