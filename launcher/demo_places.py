"""Forty real places in and around Buenos Aires where the demo kiosks stand."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A place as people there write it; latitude and longitude in degrees.

    `kind` is how it trades: station, airport, mall, tourism, hospital, campus or street.
    """

    name: str
    address: str
    lat: float
    lng: float
    kind: str = "street"


PLACES = (
    Place("Obelisco", "Av. 9 de Julio y Av. Corrientes, Buenos Aires", -34.6037, -58.3816),
    Place("Estación Retiro", "Av. Dr. José María Ramos Mejía 1302, Buenos Aires", -34.5914, -58.3746, "station"),
    Place("Estación Constitución", "General Hornos 11, Buenos Aires", -34.6277, -58.3808, "station"),
    Place("Galerías Pacífico", "Florida 737, Buenos Aires", -34.5990, -58.3748, "mall"),
    Place("Abasto Shopping", "Av. Corrientes 3247, Buenos Aires", -34.6036, -58.4108, "mall"),
    Place("Alto Palermo", "Av. Santa Fe 3253, Buenos Aires", -34.5885, -58.4101, "mall"),
    Place("Aeroparque Jorge Newbery", "Av. Rafael Obligado s/n, Buenos Aires", -34.5580, -58.4164, "airport"),
    Place("Aeropuerto de Ezeiza", "Autopista Riccheri km 33,5, Ezeiza", -34.8222, -58.5358, "airport"),
    Place("Caminito", "Del Valle Iberlucea y Magallanes, La Boca, Buenos Aires", -34.6394, -58.3625, "tourism"),
    Place(
        "Puente de la Mujer", "Juana Manuela Gorriti 900, Puerto Madero, Buenos Aires", -34.6083, -58.3651, "tourism"
    ),
    Place("Estación Once", "Av. Pueyrredón y Bartolomé Mitre, Buenos Aires", -34.6092, -58.4067, "station"),
    Place("Barrancas de Belgrano", "Av. Virrey Vértiz y Juramento, Buenos Aires", -34.5585, -58.4487),
    Place("Unicenter", "Paraná 3745, Martínez", -34.5086, -58.5246, "mall"),
    Place("Puerto de Frutos", "Sarmiento 160, Tigre", -34.4188, -58.5757, "tourism"),
    Place("Plaza Moreno", "Calle 12 y 51, La Plata", -34.9214, -57.9545),
    Place("Plaza de Mayo", "Av. Hipólito Yrigoyen y Bolívar, Buenos Aires", -34.6083, -58.3712, "tourism"),
    Place("Teatro Colón", "Cerrito 628, Buenos Aires", -34.6011, -58.3831, "tourism"),
    Place("Terminal de Ómnibus de Retiro", "Av. Antártida Argentina 1200, Buenos Aires", -34.5863, -58.3738, "station"),
    Place("Cementerio de la Recoleta", "Junín 1760, Buenos Aires", -34.5875, -58.3933, "tourism"),
    Place("Museo Nacional de Bellas Artes", "Av. del Libertador 1473, Buenos Aires", -34.5840, -58.3930, "tourism"),
    Place("Facultad de Derecho", "Av. Pres. Figueroa Alcorta 2263, Buenos Aires", -34.5833, -58.3917, "campus"),
    Place("MALBA", "Av. Pres. Figueroa Alcorta 3415, Buenos Aires", -34.5772, -58.4036, "tourism"),
    Place("Jardín Japonés", "Av. Casares 3450, Buenos Aires", -34.5761, -58.4086, "tourism"),
    Place("Plaza Italia", "Av. Santa Fe y Thames, Buenos Aires", -34.5813, -58.4211),
    Place("Plaza Serrano", "Jorge Luis Borges y Honduras, Buenos Aires", -34.5886, -58.4302),
    Place("Hospital Italiano", "Tte. Gral. Juan D. Perón 4190, Buenos Aires", -34.6063, -58.4256, "hospital"),
    Place("Hospital Durand", "Av. Díaz Vélez 5044, Buenos Aires", -34.6098, -58.4381, "hospital"),
    Place("Hospital Garrahan", "Combate de los Pozos 1881, Buenos Aires", -34.6300, -58.3921, "hospital"),
    Place("Parque Centenario", "Av. Patricias Argentinas y Av. Ángel Gallardo, Buenos Aires", -34.6064, -58.4353),
    Place("Plaza Dorrego", "Defensa y Humberto 1.º, San Telmo, Buenos Aires", -34.6203, -58.3716, "tourism"),
    Place("Ciudad Universitaria", "Int. Güiraldes 2160, Buenos Aires", -34.5420, -58.4430, "campus"),
    Place("DOT Baires Shopping", "Vedia 3626, Buenos Aires", -34.5464, -58.4886, "mall"),
    Place("Estación Liniers", "Av. Rivadavia 11600, Buenos Aires", -34.6389, -58.5249, "station"),
    Place("Plaza Flores", "Av. Rivadavia 6950, Buenos Aires", -34.6286, -58.4633),
    Place("Estadio Monumental", "Av. Pres. Figueroa Alcorta 7597, Buenos Aires", -34.5453, -58.4498, "tourism"),
    Place("Alto Avellaneda", "Gral. Martín Miguel de Güemes 897, Avellaneda", -34.6751, -58.3668, "mall"),
    Place("Estación Lomas de Zamora", "Av. Hipólito Yrigoyen 8800, Lomas de Zamora", -34.7606, -58.3990, "station"),
    Place("Plaza San Martín de Morón", "Ntra. Sra. del Buen Viaje y San Martín, Morón", -34.6509, -58.6219),
    Place("Catedral de San Isidro", "Av. del Libertador 16200, San Isidro", -34.4690, -58.5087, "tourism"),
    Place("Estación La Plata", "Av. 1 y 44, La Plata", -34.9048, -57.9493, "station"),
)


def place_of(number: int) -> Place:
    """Where demo kiosk `number` (from 1) stands; later rounds through the places carry a number."""
    round_, index = divmod(number - 1, len(PLACES))
    place = PLACES[index]
    name = f"{place.name} {round_ + 1}" if round_ else place.name
    return Place(name, place.address, place.lat, place.lng, place.kind)
