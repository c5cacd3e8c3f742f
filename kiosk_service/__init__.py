"""Registry and QR, enrolment and device tokens, telemetry, commands, alerts, visits."""
