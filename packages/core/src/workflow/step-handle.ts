/** What a builder gives back for a node: its data, and its ports for `after`. */

import { defaultOutputPort, errorPort } from '../model/document.js';
import type { RunError } from '../model/run-error.js';
import type { PortMap } from '../node/node-results.js';
import { boundState, type StepState } from './bound-state.js';
import type { Ref } from './bound.js';
import { makeReference } from './reference.js';

declare const portsType: unique symbol;
declare const portMark: unique symbol;

/** A step of the workflow: may stand in `after`, `w.port` and `w.loop`. */
export interface Step<Ports extends PortMap = PortMap> {
  /** Types only; there is no such property. */
  readonly [portsType]: Ports;
}

/** An output port of a step: stands in `after` for "when this port is taken". */
export interface Port {
  /** Types only; there is no such property. */
  readonly [portMark]: true;
}

/** An output port and the data on it. */
export type PortHandle<Data> = Ref<Data> & Port;

/**
 * A step. With the one port `out` it is a reference to its output (`fetched.total`); with several ports they
 * are its properties (`size.large.reason`). `w.port(step, 'error')` gives any port of any step.
 */
export type StepHandle<Ports extends PortMap> = Step<Ports> & StepData<Ports>;

type StepData<Ports extends PortMap> = string extends keyof Ports
  ? unknown
  : [keyof Ports] extends ['out']
    ? Ref<Ports['out' & keyof Ports]>
    : NamedPorts<Ports>;

type NamedPorts<Ports extends PortMap> = {
  readonly [Name in keyof Ports | 'error']: PortHandle<PortData<Ports, Name>>;
};

/** What a port of a step carries; on `error` that is the failure. */
export type PortData<Ports extends PortMap, Name> = Name extends keyof Ports
  ? Ports[Name]
  : Name extends 'error'
    ? RunError
    : unknown;

/** The handle of a step: see `StepHandle`. */
export function makeStepHandle(step: StepState): object {
  const [only, ...others] = step.ports;
  if (only === defaultOutputPort && others.length === 0) {
    return makeReference<unknown>({
      kind: 'reference',
      owner: step.owner,
      path: ['nodes', step.id, 'output'],
      step: { id: step.id, port: defaultOutputPort },
      handle: step,
    });
  }
  const ports = [...step.ports, errorPort].map(
    (name) => [name, makePortHandle(step, name)] as const,
  );
  return Object.freeze({
    ...Object.fromEntries(ports),
    [boundState]: { kind: 'step', handle: step },
  });
}

/** The handle of one port of a step. */
export function makePortHandle(step: StepState, port: string): object {
  const { owner, id, ports } = step;
  const isOnly = ports.length === 1 && ports[0] === port && port === defaultOutputPort;
  const data = port === errorPort ? ['error'] : isOnly ? ['output'] : ['outputs', port];
  return makeReference<unknown>({
    kind: 'reference',
    owner,
    path: ['nodes', id, ...data],
    step: { id, port },
    handle: { ...step, port },
  });
}
