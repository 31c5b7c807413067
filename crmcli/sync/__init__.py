"""The team's hub: a PostgreSQL database with which stores exchange what changed; see docs/sync.md."""
