"""All rules, in one call. A rule whose data is not there says nothing."""

from ai_service.recommendations.selling import change_hours, move_or_retire, promote
from ai_service.recommendations.situation import Advice, Situation
from ai_service.recommendations.upkeep import collect_cash, refill_paper, send_someone

RULES = (collect_cash, refill_paper, send_someone, move_or_retire, change_hours, promote)


def advise(now: Situation) -> list[Advice]:
    """What to do about a kiosk, one advice of each kind at most. A kiosk that should go gets none to sell more."""
    found = [advice for rule in RULES for advice in rule(now)]
    if any(advice.code in ("move", "retire") for advice in found):
        found = [advice for advice in found if advice.code not in ("change_hours", "promote")]
    return found
