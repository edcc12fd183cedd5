"""The migrations, on SQLite and on PostgreSQL."""
