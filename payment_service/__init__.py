"""Payments, refunds, ledger, provider webhooks, reports."""
