import type { Scope } from '@flowgraft/core';
import { createContext } from 'react';

/** Data of a run that expressions are tried on while they are written; `null`: the examples of the node types serve. */
export const SampleContext = createContext<Scope | null>(null);
