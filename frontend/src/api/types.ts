/** Short names for the generated types that many parts of the app speak of. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Kiosk = Schemas["KioskOut"];
export type KioskStatus = Kiosk["status"];
export type KioskWithReading = Schemas["KioskList.KioskWithReading"];
export type Reading = Schemas["StatusOut.ReadingOut"];
export type User = Schemas["UserOut"];
export type LatLng = Pick<Schemas["KioskOut.MeasuredPoint"], "lat" | "lng">;
export type NewKiosk = Schemas["KioskIn"];
export type Enrolment = Schemas["EnrolmentOut"];
export type Mail = Schemas["KeptMailList.KeptMailOut"];
export type Delivery = Schemas["DeliveryOut"];
export type KioskChanges = Schemas["KioskChanges"];
export type Person = Schemas["PeopleList.PersonOut"];
export type Payment = Schemas["PaymentList.PaymentOut"];
