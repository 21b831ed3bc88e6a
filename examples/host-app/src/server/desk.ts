/**
 * What the product itself keeps for each tenant besides workflows: alerts that were sent, reports that were filed, and
 * whether the alert service works. It uses the same store as the engine, through its key-value port.
 */

import { NodeError, type KeyValue } from '@flowgraft/core';

export interface Alert {
  readonly at: number;
  readonly channel: string;
  readonly message: string;
}

export interface Report {
  readonly at: number;
  readonly title: string;
  /** Plain text, one thing a line. */
  readonly body: string;
}

export interface ShownDesk {
  readonly isAlertServiceUp: boolean;
  /** With the names of the channels. */
  readonly alerts: readonly Alert[];
  readonly reports: readonly Report[];
}

type Channels = Readonly<Record<string, readonly Channel[]>>;

/** Channels by tenant: what the field "Channel" of the node offers. */
const demoChannels: Channels = {
  aurora: [
    { id: 'field-team', name: 'Field team', about: 'Everyone on duty outdoors' },
    { id: 'press', name: 'Press office', about: 'Public statements' },
    { id: 'duty-officer', name: 'Duty officer', about: 'One person, day and night' },
  ],
  costaverde: [
    { id: 'drivers', name: 'Drivers', about: 'Everyone on the road' },
    { id: 'warehouse', name: 'Warehouse', about: 'Loading bays 1 to 8' },
  ],
};

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly about: string;
}

export class Desk {
  readonly #keyValue: () => Promise<KeyValue>;
  readonly #channels: Channels;

  /** @param keyValue - Where things are kept; asked for when it is needed. */
  constructor(keyValue: () => Promise<KeyValue>, channels: Channels = demoChannels) {
    this.#keyValue = keyValue;
    this.#channels = channels;
  }

  channels(tenant: string): readonly Channel[] {
    return this.#channels[tenant] ?? [];
  }

  async isAlertServiceUp(tenant: string): Promise<boolean> {
    const entry = await (await this.#keyValue()).get(tenant, 'desk/alert-service');
    return entry?.value !== 'down';
  }

  async setAlertService(tenant: string, isUp: boolean): Promise<void> {
    await (await this.#keyValue()).set(tenant, 'desk/alert-service', isUp ? 'up' : 'down');
  }

  /**
   * Sends an alert, once per key.
   *
   * @throws {NodeError} `unavailable` while the service is down, `notFound` for an unknown channel.
   */
  async sendAlert(tenant: string, key: string, alert: Alert): Promise<void> {
    if (!this.channels(tenant).some(({ id }) => id === alert.channel)) {
      const message = `There is no channel "${alert.channel}"`;
      throw new NodeError({ category: 'notFound', message });
    }
    if (!(await this.isAlertServiceUp(tenant))) {
      const message = 'The alert service does not answer (503)';
      throw new NodeError({ category: 'unavailable', message, code: 'ALERTS_DOWN' });
    }
    await (await this.#keyValue()).set(tenant, `desk/alerts/${key}`, alert);
  }

  /** Files a report, once per key. */
  async fileReport(tenant: string, key: string, report: Report): Promise<void> {
    await (await this.#keyValue()).set(tenant, `desk/reports/${key}`, report);
  }

  /** Everything that the tenant's people see of it, the newest first. */
  async show(tenant: string): Promise<ShownDesk> {
    const [isAlertServiceUp, alerts, reports] = await Promise.all([
      this.isAlertServiceUp(tenant),
      this.#all<Alert>(tenant, 'desk/alerts/'),
      this.#all<Report>(tenant, 'desk/reports/'),
    ]);
    const names = new Map(this.channels(tenant).map(({ id, name }) => [id, name]));
    const named = alerts.map((alert) => ({
      ...alert,
      channel: names.get(alert.channel) ?? alert.channel,
    }));
    return { isAlertServiceUp, alerts: named, reports };
  }

  async #all<Item extends { readonly at: number }>(
    tenant: string,
    prefix: string,
  ): Promise<readonly Item[]> {
    const { entries } = await (await this.#keyValue()).list(tenant, { prefix, limit: 100 });
    return entries.map(({ value }) => value as Item).toSorted((a, b) => b.at - a.at);
  }
}
