"""Delays grow, stay short enough to be back in time, and differ between kiosks."""

from kiosk_app.backoff import Backoff


def test_delays_double_up_to_the_longest_and_start_again_after_a_reset() -> None:
    backoff = Backoff(first=0.5, longest=10)
    for ceiling in (0.5, 1, 2, 4, 8, 10, 10):
        assert ceiling / 2 <= backoff.next_delay() <= ceiling
    backoff.reset()
    assert backoff.next_delay() <= 0.5


def test_two_kiosks_do_not_come_back_together() -> None:
    assert len({Backoff().next_delay() for _ in range(100)}) > 90
