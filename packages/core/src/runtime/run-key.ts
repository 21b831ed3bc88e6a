/** Runs by tenant and id: two tenants may have runs of the same id. */

/** Whose run it is, and which. */
export interface RunName {
  readonly tenant: string;
  readonly runId: string;
}

/** The same for the same run only: neither part holds U+0000. */
export function runKey({ tenant, runId }: RunName): string {
  return `${tenant}\0${runId}`;
}
