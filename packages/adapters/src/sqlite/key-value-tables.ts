/** Tables of the small shared values and of the blobs: part of the schema. */

/**
 * Every write makes a new row in place of the old one. Its number is the version, and AUTOINCREMENT never gives
 * one twice, whatever was deleted.
 */
export const keyValueTables = `
CREATE TABLE flowgraft_key_values (
  version INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  expires_at INTEGER
);
CREATE UNIQUE INDEX flowgraft_key_values_key ON flowgraft_key_values (tenant, key);
CREATE INDEX flowgraft_key_values_expiry ON flowgraft_key_values (expires_at)
  WHERE expires_at IS NOT NULL;

CREATE TABLE flowgraft_blobs (
  tenant TEXT NOT NULL,
  hash TEXT NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (tenant, hash)
);
`;
