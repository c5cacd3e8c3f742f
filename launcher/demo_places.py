"""Real places around Buenos Aires where the demo kiosks stand."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A place as people there write it; latitude and longitude in degrees."""

    name: str
    address: str
    lat: float
    lng: float


PLACES = (
    Place("Obelisco", "Av. 9 de Julio y Av. Corrientes, Buenos Aires", -34.6037, -58.3816),
    Place("Estación Retiro", "Av. Dr. José María Ramos Mejía 1302, Buenos Aires", -34.5914, -58.3746),
    Place("Estación Constitución", "General Hornos 11, Buenos Aires", -34.6277, -58.3808),
    Place("Galerías Pacífico", "Florida 737, Buenos Aires", -34.5990, -58.3748),
    Place("Abasto Shopping", "Av. Corrientes 3247, Buenos Aires", -34.6036, -58.4108),
    Place("Alto Palermo", "Av. Santa Fe 3253, Buenos Aires", -34.5885, -58.4101),
    Place("Aeroparque Jorge Newbery", "Av. Rafael Obligado s/n, Buenos Aires", -34.5580, -58.4164),
    Place("Aeropuerto de Ezeiza", "Autopista Riccheri km 33,5, Ezeiza", -34.8222, -58.5358),
    Place("Caminito", "Del Valle Iberlucea y Magallanes, La Boca, Buenos Aires", -34.6394, -58.3625),
    Place("Puente de la Mujer", "Juana Manuela Gorriti 900, Puerto Madero, Buenos Aires", -34.6083, -58.3651),
    Place("Estación Once", "Av. Pueyrredón y Bartolomé Mitre, Buenos Aires", -34.6092, -58.4067),
    Place("Barrancas de Belgrano", "Av. Virrey Vértiz y Juramento, Buenos Aires", -34.5585, -58.4487),
    Place("Unicenter", "Paraná 3745, Martínez", -34.5086, -58.5246),
    Place("Puerto de Frutos", "Sarmiento 160, Tigre", -34.4188, -58.5757),
    Place("Plaza Moreno", "Calle 12 y 51, La Plata", -34.9214, -57.9545),
)


def place_of(number: int) -> Place:
    """Where demo kiosk `number` (from 1) stands; later rounds through the places carry a number."""
    round_, index = divmod(number - 1, len(PLACES))
    place = PLACES[index]
    return Place(f"{place.name} {round_ + 1}" if round_ else place.name, place.address, place.lat, place.lng)
