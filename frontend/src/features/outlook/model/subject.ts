/** Whose sales: a kiosk's, a group's, or with neither the fleet's. */
export interface Subject {
  kiosk_id?: number;
  group?: string;
}
