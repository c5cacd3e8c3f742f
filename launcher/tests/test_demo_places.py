"""The demo's places are forty different ones, around Buenos Aires, as many as payment_service can give a past."""

from launcher.demo_places import PLACES, place_of

KINDS = {"station", "airport", "mall", "tourism", "hospital", "campus", "street"}


def test_there_are_forty_different_places() -> None:
    assert len(PLACES) == 40
    assert len({place.name for place in PLACES}) == 40
    assert len({(place.lat, place.lng) for place in PLACES}) == 40


def test_all_are_around_buenos_aires() -> None:
    for place in PLACES:
        assert -35.0 < place.lat < -34.3, place
        assert -58.8 < place.lng < -57.8, place
        assert place.kind in KINDS


def test_later_rounds_through_the_places_carry_a_number() -> None:
    assert place_of(1).name == "Obelisco"
    assert place_of(41).name == "Obelisco 2"
    assert place_of(42).kind == "station"
