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
export type Said = Schemas["IncidentDetail.Said"];
export type Incident = Schemas["IncidentList.IncidentOut"];
export type IncidentDetail = Schemas["IncidentDetail"];
export type TopMetric = Schemas["IncidentDetail.TopMetric"];
export type Maturity = Incident["maturity"];
export type Verdict = NonNullable<Incident["verdict"]>;
export type RiskItem = Schemas["RiskOut.RiskItem"];
export type Advice = Schemas["RecommendationList.RecommendationOut"];
export type Model = Schemas["ModelList.ModelOut"];
export type Version = Schemas["VersionList.VersionOut"];
export type Figures = Schemas["VersionList.Figures"];
export type Run = Schemas["RunList.RunOut"];
export type RunDetail = Schemas["RunDetail"];
export type Payment = Schemas["PaymentList.PaymentOut"];
