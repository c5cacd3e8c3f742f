/** Short names for the generated types that many parts of the app speak of. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Kiosk = Schemas["Kiosk"];
export type KioskStatus = Kiosk["status"];
export type Reading = Schemas["Reading"];
export type Series = Schemas["Series"];
export type User = Schemas["User"];
export type LatLng = Schemas["LatLng"];
export type NewKiosk = Schemas["KioskIn"];
export type Enrolment = Schemas["EnrolmentOut"];
