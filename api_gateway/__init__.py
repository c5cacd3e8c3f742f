"""One door: routing to the services, and the built web app."""
