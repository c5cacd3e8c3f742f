"""Sales against a real server: each becomes one payment, whatever happens on the way."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk_app import database
from kiosk_app.config import InvalidSetting, Place, check_sales
from kiosk_app.errors import ExitCode, NeedsPersonError
from kiosk_app.log import EventLog
from kiosk_app.sale_store import SaleQueue, SaleStore
from kiosk_app.shop import SimulatedShop
from kiosk_app.tests.conftest import SERIAL, StartKiosk
from kiosk_app.tests.protocol_server import ProtocolServer, eventually
from kiosk_app.trade import demand

LOG = EventLog()
SCRIPT = Path(__file__).resolve().parents[1] / "kiosk_app.py"
BUENOS_AIRES = Place(-34.6, -58.4)
OFTEN = 0.005  # seconds; at night, when one customer in ten buys, still twenty sales a second
BODY = {"kiosk_id": 7, "amount": "1300.00", "currency": "ARS", "method": "qr"}


@contextmanager
def sales_in(folder: Path, serial: str = SERIAL, limit: int = 1000) -> Iterator[SaleQueue]:
    """What is in the store of a kiosk that does not run."""
    folder.mkdir(exist_ok=True)
    store = SaleStore(folder / "sales.db", LOG, limit)
    yield store.queue(serial)
    store.close()


def left_behind(tmp_path: Path, count: int) -> None:
    """Put sales into a kiosk's store while it does not run."""
    with sales_in(tmp_path / "data") as sales:
        for number in range(count):
            sales.append(f"sale-{number}", {**BODY, "amount": f"{number + 1}.00"})


def pending(tmp_path: Path, serial: str = SERIAL) -> list[str]:
    with sales_in(tmp_path / "data", serial) as sales:
        return [sale.key for sale in sales.waiting(0, 1000)]


def refused(tmp_path: Path, serial: str = SERIAL) -> list[tuple[str, str]]:
    with sales_in(tmp_path / "data", serial) as sales:
        return sales.refused()


def test_a_kiosk_sells_and_every_sale_is_exact(server: ProtocolServer, start_kiosk: StartKiosk) -> None:
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL), sales=OFTEN)
    assert eventually(lambda: len(server.sales) >= 10)
    for sale in list(server.sales.values()):
        assert sale["kiosk_id"] == 7
        assert sale["currency"] == "ARS"
        assert sale["method"] in {"cash", "card", "qr", "voucher"}
        assert sale["occurred_at"].endswith("Z")
        (item,) = sale["items"]
        assert Decimal(sale["amount"]) == Decimal(item["unit_price"]) * item["quantity"]


def test_without_the_option_nothing_is_sold(server: ProtocolServer, start_kiosk: StartKiosk) -> None:
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    assert eventually(lambda: server.last_seq >= 5)
    assert server.sale_attempts == []


def test_what_an_earlier_run_left_is_sent_in_order(
    server: ProtocolServer, start_kiosk: StartKiosk, tmp_path: Path
) -> None:
    left_behind(tmp_path, 120)
    kiosk = start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    assert eventually(lambda: len(server.sales) == 120)
    assert kiosk.stop() == ExitCode.STOPPED
    assert server.sale_attempts == [f"sale-{number}" for number in range(120)]
    assert pending(tmp_path) == []


def test_sales_wait_while_the_server_is_away(server: ProtocolServer, start_kiosk: StartKiosk, tmp_path: Path) -> None:
    left_behind(tmp_path, 3)
    server.stop()
    kiosk = start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    server.sale_answers = [(503, "service_unavailable"), (429, "too_many_requests"), (502, "")]
    server.start()
    assert eventually(lambda: len(server.sales) == 3)
    kiosk.stop()
    assert pending(tmp_path) == []


@pytest.mark.parametrize(("status", "code"), [(409, "idempotency_key_reused"), (422, "amount_too_fine")])
def test_a_sale_that_is_refused_for_good_is_kept_aside_and_logged(
    server: ProtocolServer,
    start_kiosk: StartKiosk,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    status: int,
    code: str,
) -> None:
    left_behind(tmp_path, 2)
    server.sale_answers = [(status, code)]
    kiosk = start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    assert eventually(lambda: "sale-1" in server.sales)
    kiosk.stop()
    assert refused(tmp_path) == [("sale-0", code)]
    assert pending(tmp_path) == []
    output = capsys.readouterr().out
    assert "sale_refused" in output
    assert code in output
    assert server.sale_attempts.count("sale-0") == 1


def test_a_sale_that_is_refused_for_now_holds_up_no_other(
    server: ProtocolServer, start_kiosk: StartKiosk, tmp_path: Path
) -> None:
    left_behind(tmp_path, 3)
    server.sale_answers = [(403, "forbidden")]
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL))
    assert eventually(lambda: len(server.sales) == 3)
    assert server.sale_attempts == ["sale-0", "sale-1", "sale-2", "sale-0"]


def test_an_expired_token_is_replaced(server: ProtocolServer, start_kiosk: StartKiosk) -> None:
    start_kiosk(enrolment_token=server.new_enrolment(SERIAL), sales=OFTEN)
    assert eventually(lambda: len(server.sales) >= 3)
    server.forget_tokens()
    before = len(server.sales)
    assert eventually(lambda: len(server.sales) >= before + 3)


def test_a_kiosk_killed_between_sending_and_the_answer_makes_one_payment(
    server: ProtocolServer, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    token = server.new_enrolment("S")
    command = [sys.executable, str(SCRIPT), "--serial=S", f"--server_url={server.url}"]
    command += [f"--data_dir={tmp_path / 'data'}", f"--enrolment_token={token}", "--interval=1"]
    server.sale_answers_to_withhold = 1
    first = subprocess.Popen([*command, f"--sales={OFTEN}"], stdout=subprocess.DEVNULL)
    try:
        assert eventually(lambda: server.sales)  # it is recorded, and the kiosk does not know
    finally:
        first.kill()
        first.wait()
    (key,) = server.sales
    waiting = pending(tmp_path, "S")
    assert key in waiting
    second = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # sells nothing new
    try:
        # The second try finds it there.
        assert eventually(lambda: set(server.sales) == set(waiting) and server.sale_attempts.count(key) == 2)
    finally:
        second.terminate()
        assert second.wait(15) == 0
    assert pending(tmp_path, "S") == []
    assert refused(tmp_path, "S") == []


def test_a_full_store_takes_no_more_and_loses_nothing(tmp_path: Path) -> None:
    with sales_in(tmp_path, limit=2) as sales:
        sales.append("a", BODY)
        assert not sales.is_full
        sales.append("b", BODY)
        assert sales.is_full
        sales.settle(sales.waiting(0, 1)[0])
        assert [sale.key for sale in sales.waiting(0, 9)] == ["b"]


def test_a_sale_comes_back_as_it_went_in_after_a_restart(tmp_path: Path) -> None:
    with sales_in(tmp_path) as sales:
        sales.append("a", {"amount": "0.10", "items": [{"name": "Café"}]})
    with sales_in(tmp_path) as sales:
        (sale,) = sales.waiting(0, 9)
        assert (sale.key, sale.body) == ("a", {"amount": "0.10", "items": [{"name": "Café"}]})


def test_kiosks_of_one_file_do_not_see_the_sales_of_each_other(tmp_path: Path) -> None:
    store = SaleStore(tmp_path / "sales.db", LOG)
    one, other = store.queue("K-1"), store.queue("K-2")
    one.append("a", BODY)
    assert (one.pending, other.pending, other.waiting(0, 9)) == (1, 0, [])
    store.close()


def test_a_second_process_may_not_open_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.1)
    with sales_in(tmp_path) as sales:
        sales.append("a", BODY)
        with pytest.raises(NeedsPersonError, match="does this kiosk run already"):
            SaleStore(tmp_path / "sales.db", LOG)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
@settings(max_examples=100)
def test_demand_is_a_share_at_any_time(at: datetime) -> None:
    assert 0 < demand(at, BUENOS_AIRES) <= 1


def test_sales_follow_the_day() -> None:
    shop = SimulatedShop(20, BUENOS_AIRES, seed=1)
    midnight = datetime(2026, 11, 19, 4, tzinfo=UTC)  # by the sun
    by_hour = [0] * 24
    second = 0.0
    while second < 86_400:
        second += shop.next_customer()
        if second < 86_400 and shop.wants_to_buy(midnight + timedelta(seconds=second)):
            by_hour[int(second // 3600)] += 1
    trade = by_hour[8:21]
    assert all(3600 / 75 < sales < 3600 / 15 for sales in trade)  # one in 20 to 60 s, give or take chance
    assert max(by_hour[0:6]) < min(trade)


def test_nobody_pays_where_the_device_does_not_work() -> None:
    shop = SimulatedShop(20, seed=1)
    now = datetime(2026, 11, 19, 15, tzinfo=UTC)
    everything = {"card_reader", "cash_acceptor", "printer_status"}
    assert {shop.sale(now, everything)["method"] for _ in range(200)} == {"cash", "card", "qr", "voucher"}
    assert {shop.sale(now, set())["method"] for _ in range(200)} == {"qr", "voucher"}


@pytest.mark.parametrize("value", ["-1", "often", "3601", "nan"])
def test_a_wrong_rate_is_named(value: str) -> None:
    with pytest.raises(InvalidSetting, match=r"0 .none. to 3600"):
        check_sales(value)
