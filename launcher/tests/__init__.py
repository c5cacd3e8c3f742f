"""Tests of the launcher: real servers, real processes."""
