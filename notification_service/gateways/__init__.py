"""SMTP, the task queue and the local mailbox."""
