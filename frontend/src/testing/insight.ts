/** Incidents, versions and runs for tests. */
import type { Advice, IncidentDetail, Model, RunDetail, Version } from "@/api/types";

export function makeIncident(id: number, changes: Partial<IncidentDetail> = {}): IncidentDetail {
  const at = new Date(Date.now() - 20 * 60_000).toISOString();
  return {
    id,
    kiosk_id: 7,
    kiosk_name: "Aeropuerto",
    state: "open",
    started_at: at,
    peak_at: at,
    ended_at: null,
    peak_probability: 0.9994,
    severity: "critical",
    maturity: "own",
    model_version: 3,
    template: "fan_failure",
    title: { es: "Ventilador fallando", en: "Fan failing" },
    text: { es: "Temperatura 93 °C con carga normal.", en: "Temperature 93 °C while load is flat." },
    late: false,
    top: [{ metric: "cpu_temp", value: 93.2, unit: "°C", usual: [45, 61], sigma: 4.1, since: at }],
    limits: ["cpu_temp"],
    verdict: null,
    verdict_at: null,
    verdict_note: null,
    verdict_by: null,
    verdicts: [],
    updated_at: at,
    ...changes,
  };
}

export function makeVersion(version: number, changes: Partial<Version> = {}): Version {
  return {
    name: "anomaly",
    version,
    aliases: [],
    state: "ready",
    created_at: new Date().toISOString(),
    run_id: null,
    parent: null,
    checksum: "c".repeat(64),
    data_hash: "d".repeat(64),
    code_version: "0.1.0",
    seed: 7,
    synthetic_share: 0.25,
    size_bytes: 120_000,
    metrics: {
      vus_pr: 0.5,
      false_alerts: 0.4,
      recall: { fan_failure: 0.9 },
      false_recall: {},
      rows_per_second: 40_000,
      size_bytes: 120_000,
    },
    ...changes,
  };
}

export function makeRun(id: number, changes: Partial<RunDetail> = {}): RunDetail {
  return {
    id,
    name: "anomaly",
    trigger: "manual",
    requested_by: 1,
    state: "running",
    stage: "data",
    done: 1,
    total: 4,
    created_at: new Date().toISOString(),
    started_at: new Date().toISOString(),
    ended_at: null,
    shadow_until: null,
    version: null,
    champion: 2,
    error: null,
    data: null,
    comparison: null,
    gate: null,
    ...changes,
  };
}

export function makeModel(changes: Partial<Model> = {}): Model {
  return {
    name: "anomaly",
    champion: makeVersion(2, { aliases: ["champion"] }),
    challenger: null,
    refused: null,
    run: null,
    settings: { alerts_per_kiosk_day: 0.5 },
    drifted: false,
    verdicts: 3,
    history: [],
    ...changes,
  };
}

export function makeAdvice(id: number, changes: Partial<Advice> = {}): Advice {
  const now = new Date().toISOString();
  return {
    id,
    kiosk_id: 7,
    code: "collect_cash",
    state: "open",
    title: "Recoger el efectivo",
    why: "La caja se llena el viernes.",
    action: "Pasar antes del viernes.",
    evidence: { days: 3 },
    priority: "high",
    expected_effect: { amount: "1500.00", currency: "ARS", days: 7 },
    confidence: 0.8,
    due_on: "2026-12-04",
    made_at: now,
    updated_at: now,
    decided_at: null,
    decided_by: null,
    note: null,
    outcome: null,
    ...changes,
  };
}
