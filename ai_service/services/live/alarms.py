"""The alarms of a shard's kiosks, and the incidents that come of them."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from ai_service.anomaly.alarms import Alarm, AlarmPolicy, Step
from ai_service.models.incidents import Incident
from ai_service.models.minutes import MATURITIES
from ai_service.repositories import incidents
from ai_service.services.incidents import told
from ai_service.services.live.explaining import Explained
from common.outbox import record

RECENT = timedelta(minutes=10)
"""An incident of older minutes, seen when much has waited to be scored, is told only if it still goes on."""


class Alarms:
    """In memory what each alarm is like; in the database the incidents, with the alarm's state in each.

    What this does belongs to the caller's transaction; when that fails, load anew.
    """

    def __init__(self, policy: AlarmPolicy) -> None:
        self.policy = policy
        self._alarms: dict[int, Alarm] = {}
        self._open: dict[int, int] = {}

    def load(self, session: Session, shard: int, shards: int, now: datetime) -> None:
        """Go on where the incidents that are open, or ended not long ago, left the alarms."""
        since = now - timedelta(seconds=self.policy.cool_down)
        for incident in incidents.recent_of_shard(session, shard, shards, since):
            self._alarms[incident.kiosk_id] = Alarm(self.policy, incident.alarm)
            if incident.ended_at is None:
                self._open[incident.kiosk_id] = incident.id

    def step(
        self,
        session: Session,
        kiosk_id: int,
        at: datetime,
        probability: float,
        now: datetime,
        describe: Callable[[], tuple[Explained, int, int | None]],
    ) -> bool:
        """A kiosk's next minute; returns whether it is one of alarm.

        Args:
            describe: asked when an incident opens and at each new peak: why, the maturity, and the model's version.
        """
        alarm = self._alarms.get(kiosk_id)
        if alarm is None:
            if probability < self.policy.on:
                return False
            alarm = self._alarms[kiosk_id] = Alarm(self.policy)
        alarm.policy = self.policy
        step = alarm.step(at.timestamp(), probability)
        if step.opened:
            self._open_incident(session, kiosk_id, at, now, alarm, describe())
        elif step.incident is not None:
            self._go_on(session, kiosk_id, at, now, alarm, step, describe)
        return step.alarm

    def end(self, session: Session, kiosk_ids: Iterable[int], at: datetime) -> None:
        """Kiosks are gone: what is open of them is over."""
        for kiosk_id in [kiosk_id for kiosk_id in kiosk_ids if kiosk_id in self._open]:
            incident = session.get_one(Incident, self._open.pop(kiosk_id))
            incident.ended_at = max(at, incident.peak_at)
            self._alarms.pop(kiosk_id)
            _tell(session, "anomaly.resolved", incident)

    def _open_incident(
        self,
        session: Session,
        kiosk_id: int,
        at: datetime,
        now: datetime,
        alarm: Alarm,
        described: tuple[Explained, int, int | None],
    ) -> None:
        why, maturity, version = described
        assert alarm.incident is not None
        incident = Incident(
            kiosk_id=kiosk_id,
            started_at=at,
            peak_at=at,
            peak_probability=alarm.incident.peak_probability,
            severity=why.severity,
            maturity=MATURITIES[maturity],
            model_version=version,
            template=why.template,
            explanation=why.told,
            alarm=alarm.to_dict(),
            late=at < now - RECENT,
        )
        session.add(incident)
        session.flush()
        self._open[kiosk_id] = incident.id
        _tell(session, "anomaly.detected", incident)

    def _go_on(
        self,
        session: Session,
        kiosk_id: int,
        at: datetime,
        now: datetime,
        alarm: Alarm,
        step: Step,
        describe: Callable[[], tuple[Explained, int, int | None]],
    ) -> None:
        incident = session.get_one(Incident, self._open[kiosk_id])
        incident.alarm = alarm.to_dict()
        assert step.incident is not None
        if step.incident.peak_at > incident.peak_at.timestamp():
            why, _, _ = describe()
            incident.peak_at = datetime.fromtimestamp(step.incident.peak_at, UTC)
            incident.peak_probability = step.incident.peak_probability
            incident.template, incident.severity, incident.explanation = why.template, why.severity, why.told
        if step.closed:
            assert step.incident.ended_at is not None
            incident.ended_at = datetime.fromtimestamp(step.incident.ended_at, UTC)
            del self._open[kiosk_id]
            _tell(session, "anomaly.resolved", incident)
        elif incident.late and at >= now - RECENT:
            incident.late = False
            _tell(session, "anomaly.detected", incident)


def _tell(session: Session, event_type: str, incident: Incident) -> None:
    if not incident.late:
        record(session, told(event_type, incident))
