// The work that every contestant does, so that they differ only in what carries it.
export const chainLength = 10;
export const fanOutWidth = 1000;

export const addOne = ({ n }) => ({ n: n + 1 });
export const addOneLater = async ({ n }) => ({ n: n + 1 });

/** A chain's result for the run that was given `{ n }`. Cheap: it runs inside the measured time. */
export function checkChain(output, n) {
  if (output?.n !== n + chainLength) throw wrong('the chain gave', output, n + chainLength);
}

/** The last node of the fan-out counts those before it. */
export function checkFanOut(output) {
  if (output?.n !== fanOutWidth) throw wrong('the fan-out gave', output, fanOutWidth);
}

/** A round whose steps were counted one by one gives their number, and it must be right. */
export function checkSteps(counted, expected) {
  if (counted !== expected) throw wrong('steps counted', counted, expected);
  return counted;
}

function wrong(what, found, expected) {
  return new Error(`${what}: ${JSON.stringify(found)} instead of ${expected}`);
}
