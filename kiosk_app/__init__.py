"""What runs on a kiosk: agent, simulated hardware, spawner. Stands alone, apart from the other folders."""
