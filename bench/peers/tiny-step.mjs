import * as z from 'zod';
import { addOne } from '../contestants/shape.mjs';

const number = z.object({ n: z.number() });

/** The work of a step, with the schemas around it that our engine has too. */
export const tinyStep = (data) => number.parse(addOne(number.parse(data)));

/** Promises of runs by their number, for engines whose handles only poll for the end. */
export function endings() {
  const open = new Map();
  return {
    of: (n) => new Promise((resolve) => open.set(n, resolve)),
    tell(n, output) {
      open.get(n)?.(output);
      open.delete(n);
    },
  };
}

/** So many steps, one after another, each through `step(index, work)` of the engine. */
export async function stepByStep(n, { steps, step, onFirstStep }) {
  let value = { n };
  for (let index = 0; index < steps; index += 1) {
    const input = value;
    value = await step(index, () => {
      if (index === 0) onFirstStep(n);
      return tinyStep(input);
    });
  }
  return value;
}
