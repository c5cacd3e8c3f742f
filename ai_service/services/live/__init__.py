"""The live way of anomalies: each minute of each kiosk scored, alarms kept, incidents told."""
