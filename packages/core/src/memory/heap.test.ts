import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Heap } from './heap.js';

interface Item {
  readonly name: number;
  rank: number;
  heapIndex: number;
}

function goesBefore(a: Item, b: Item): boolean {
  return a.rank === b.rank ? a.name < b.name : a.rank < b.rank;
}

function firstOf(items: readonly Item[]): Item | undefined {
  return items.toSorted((a, b) => (goesBefore(a, b) ? -1 : 1))[0];
}

const step = fc.record({
  name: fc.nat({ max: 20 }),
  rank: fc.nat({ max: 9 }),
  refused: fc.nat({ max: 4 }),
});

describe('Heap', () => {
  it('has the item first that a look at all of them would choose', () => {
    const model = fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const items = Array.from({ length: 21 }, (_, name): Item => ({
        name,
        rank: 0,
        heapIndex: -1,
      }));
      const heap = new Heap<Item>(goesBefore);
      for (const { name, rank, refused } of steps) {
        const item = items[name] as Item;
        if (item.heapIndex < 0 || rank > 2) {
          item.rank = rank;
          if (item.heapIndex < 0) heap.add(item);
          else heap.update(item);
        } else {
          heap.remove(item);
        }
        const inside = items.filter(({ heapIndex }) => heapIndex >= 0);
        expect(heap.size).toBe(inside.length);
        expect(heap.peek()).toBe(firstOf(inside));
        const accepts = (each: Item): boolean => each.rank % 5 !== refused;
        expect(heap.first(accepts)).toBe(firstOf(inside.filter(accepts)));
        expect(new Set(heap.items())).toEqual(new Set(inside));
      }
    });
    fc.assert(model, { seed: 3, numRuns: 300 });
  });
});
