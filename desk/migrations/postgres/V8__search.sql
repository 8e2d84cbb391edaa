-- Something of SQLite's; PostgreSQL merges its index by itself.
SELECT 1;
