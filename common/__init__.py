"""Plumbing that every service uses; knows no service."""

VERSION = "0.1.0"
