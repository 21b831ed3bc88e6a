// The driver that every contestant on PostgreSQL uses, where it uses `pg`: one version for all.
export { default } from 'pg';
