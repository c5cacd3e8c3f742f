"""The alarms of a shard's kiosks, and the incidents that come of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from ai_service.anomaly.alarms import Alarm, AlarmPolicy, Step
from ai_service.models.incidents import Incident
from ai_service.models.minutes import MATURITIES
from ai_service.repositories import incidents
from ai_service.services.incidents import told
from ai_service.services.live.explaining import Evidence
from ai_service.services.live.false_alarms import EXCUSED_FOR, without_excused
from common.outbox import record

RECENT = timedelta(minutes=10)
"""An incident of older minutes, seen when much has waited to be scored, is told only if it still goes on."""


class Alarms:
    """In memory what each alarm is like; in the database the incidents, with the alarm's state in each.

    The steps of a minute stand between `begin` and `finish`. What this does belongs to the caller's transaction; when
    that fails, load anew.
    """

    def __init__(self, policy: AlarmPolicy) -> None:
        self.policy = policy
        self._alarms: dict[int, Alarm] = {}
        self._ids: dict[int, int] = {}
        """The incident that is open of each kiosk that has one."""
        self._open: dict[int, Incident] = {}
        self._false: Mapping[int, Sequence[Incident]] = {}
        """What people called false of each kiosk that has an open incident."""
        self._told: list[tuple[str, Incident]] = []

    def load(self, session: Session, shard: int, shards: int, now: datetime) -> None:
        """Go on where the incidents that are open, or ended not long ago, left the alarms."""
        since = now - timedelta(seconds=self.policy.cool_down)
        for incident in incidents.recent_of_shard(session, shard, shards, since):
            self._alarms[incident.kiosk_id] = Alarm(self.policy, incident.alarm)
            if incident.ended_at is None:
                self._ids[incident.kiosk_id] = incident.id

    def begin(self, session: Session, kiosk_ids: Collection[int], at: datetime) -> None:
        """Before the steps of the minute `at`: read the incidents that are open of these kiosks."""
        wanted = [self._ids[kiosk_id] for kiosk_id in kiosk_ids if kiosk_id in self._ids]
        self._open = incidents.by_kiosk(session, wanted) if wanted else {}
        judged = [incident for incident in self._open.values() if incident.ended_at is not None]
        for incident in judged:  # somebody called it a false alarm
            del self._open[incident.kiosk_id], self._ids[incident.kiosk_id], self._alarms[incident.kiosk_id]
        self._false = incidents.false_alarms(session, self._open, at - EXCUSED_FOR) if self._open else {}

    def hold(self, kiosk_ids: AbstractSet[int], at: datetime) -> None:
        """Kiosks are back of which nothing was heard until the minute `at`: what is open of them lasted until then."""
        for kiosk_id in kiosk_ids & self._open.keys():
            self._alarms[kiosk_id].hold(at.timestamp())

    def finish(self, session: Session) -> None:
        """After the steps: store what has changed, and tell of it."""
        session.flush()
        self._ids |= {kiosk_id: incident.id for kiosk_id, incident in self._open.items()}
        record(session, *(told(event_type, incident) for event_type, incident in self._told if not incident.late))
        self._told.clear()

    def step(
        self,
        session: Session,
        kiosk_id: int,
        at: datetime,
        probability: float,
        now: datetime,
        evidence: Evidence,
    ) -> bool:
        """A kiosk's next minute; returns whether it is one of alarm.

        Args:
            evidence: what an incident that opens, reaches a new peak or breaks another limit is explained by.
        """
        alarm = self._alarms.get(kiosk_id)
        if alarm is None:
            if probability < self.policy.on:
                return False
            alarm = self._alarms[kiosk_id] = Alarm(self.policy)
        alarm.policy = self.policy
        left: Evidence | None = evidence
        if alarm.heeds(at.timestamp(), probability):
            left = self._without_excused(session, kiosk_id, at, evidence)
        step = alarm.step(at.timestamp(), probability if left else 0.0)
        if step.opened and left:
            session.add(self._opened(kiosk_id, at, now, alarm, left))
        elif step.incident is not None:
            self._go_on(kiosk_id, at, now, alarm, step, left)
        return step.alarm

    def _without_excused(self, session: Session, kiosk_id: int, at: datetime, evidence: Evidence) -> Evidence | None:
        """What is left of it beside what people have called a false alarm; None: nothing."""
        false = self._false
        if kiosk_id not in self._open:
            false = incidents.false_alarms(session, [kiosk_id], at - EXCUSED_FOR)
        return without_excused(session, false[kiosk_id], evidence) if kiosk_id in false else evidence

    def end(self, kiosk_ids: Iterable[int], at: datetime) -> None:
        """Kiosks are gone: what is open of them is over."""
        for kiosk_id in kiosk_ids:
            incident = self._open.get(kiosk_id)
            if incident is not None:
                incident.ended_at = max(at, incident.peak_at)
                del self._alarms[kiosk_id]
                self._close(incident)

    def _opened(self, kiosk_id: int, at: datetime, now: datetime, alarm: Alarm, evidence: Evidence) -> Incident:
        why = evidence.explained()
        assert alarm.incident is not None
        incident = self._open[kiosk_id] = Incident(
            kiosk_id=kiosk_id,
            started_at=at,
            peak_at=at,
            peak_probability=alarm.incident.peak_probability,
            severity=why.severity,
            maturity=MATURITIES[evidence.known.maturity],
            model_version=evidence.version,
            template=why.template,
            explanation=why.told,
            alarm=alarm.to_dict(),
            late=at < now - RECENT,
        )
        self._told.append(("anomaly.detected", incident))
        return incident

    def _go_on(
        self,
        kiosk_id: int,
        at: datetime,
        now: datetime,
        alarm: Alarm,
        step: Step,
        evidence: Evidence | None,
    ) -> None:
        incident = self._open[kiosk_id]
        incident.alarm = alarm.to_dict()
        assert step.incident is not None
        higher = step.incident.peak_at > incident.peak_at.timestamp()
        if higher:
            incident.peak_at = datetime.fromtimestamp(step.incident.peak_at, UTC)
            incident.peak_probability = step.incident.peak_probability
        if evidence and (higher or not set(evidence.limits).issubset(incident.explanation["limits"])):
            why = evidence.explained(incident.started_at)
            incident.template, incident.severity, incident.explanation = why.template, why.severity, why.told
        if step.closed:
            assert step.incident.ended_at is not None
            incident.ended_at = datetime.fromtimestamp(step.incident.ended_at, UTC)
            self._close(incident)
        elif incident.late and at >= now - RECENT:
            incident.late = False
            self._told.append(("anomaly.detected", incident))

    def _close(self, incident: Incident) -> None:
        del self._open[incident.kiosk_id]
        self._ids.pop(incident.kiosk_id)
        self._told.append(("anomaly.resolved", incident))
