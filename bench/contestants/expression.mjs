import { strict as assert } from 'node:assert';
import { compileExpression } from '@flowgraft/core';

const simpleText = "input.user.name + ' is ' + (input.n * 2 + 1)";
const sumText = 'input.items.filter(i => i.active).reduce((sum, i) => sum + i.price * i.qty, 0)';

const simpleInput = { user: { name: 'Ada Lovelace', email: 'ada@example.org' }, n: 20 };
/** 200 items, about 20 kB as JSON. */
const sumInput = {
  items: Array.from({ length: 200 }, (_, index) => ({
    id: `item-${index}`,
    title: `The article with the number ${index}`,
    active: index % 2 === 0,
    price: index,
    qty: (index % 3) + 1,
  })),
};

const ours = (text) => {
  const expression = compileExpression(text);
  return (scope) => expression.evaluate(scope);
};
// The same as JavaScript: no limits, and no boundary that keeps a text of the user's from the process.
const simpleNative = ({ input }) => input.user.name + ' is ' + (input.n * 2 + 1);
const sumNative = ({ input }) =>
  input.items.filter((i) => i.active).reduce((sum, i) => sum + i.price * i.qty, 0);

function open(evaluate, { input, expected }) {
  const scope = { input };
  return {
    run(times) {
      let value;
      for (let i = 0; i < times; i += 1) value = evaluate(scope);
      assert.equal(value, expected);
      return times;
    },
  };
}

const simple = { input: simpleInput, expected: simpleNative({ input: simpleInput }) };
const sum = { input: sumInput, expected: sumNative({ input: sumInput }) };

export const cases = {
  'ours.simple': { amount: 300_000, open: () => open(ours(simpleText), simple) },
  'ours.sum200': { amount: 6000, open: () => open(ours(sumText), sum) },
  'native.simple': { amount: 3_000_000, open: () => open(simpleNative, simple) },
  'native.sum200': { amount: 60_000, open: () => open(sumNative, sum) },
};
