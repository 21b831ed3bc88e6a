/** A binary heap that knows where each of its items is, so that any can be taken out. */

export interface HeapItem {
  /** Place in the heap that it is in; -1 in none. */
  heapIndex: number;
}

/** Ordered by `before`; adding, removing and moving cost O(log n). An item is in one heap at most. */
export class Heap<Item extends HeapItem> {
  readonly #items: Item[] = [];
  readonly #before: (a: Item, b: Item) => boolean;

  constructor(before: (a: Item, b: Item) => boolean) {
    this.#before = before;
  }

  get size(): number {
    return this.#items.length;
  }

  /** The first item, or `undefined` when there is none. */
  peek(): Item | undefined {
    return this.#items[0];
  }

  /** The first item that is accepted; looks at no more than twice as many others as are refused. */
  first(accepts: (item: Item) => boolean): Item | undefined {
    return this.#firstBelow(0, accepts);
  }

  /** All items, in no order. */
  items(): readonly Item[] {
    return this.#items;
  }

  add(item: Item): void {
    this.#items.push(item);
    this.#rise(item, this.#items.length - 1);
  }

  /** Takes out an item that is in this heap. */
  remove(item: Item): void {
    const index = item.heapIndex;
    const last = this.#items.pop();
    item.heapIndex = -1;
    if (last === undefined || last === item) return;
    this.#place(last, index);
  }

  /** Puts an item of this heap where it belongs, after what it is ordered by has changed. */
  update(item: Item): void {
    this.#place(item, item.heapIndex);
  }

  #place(item: Item, index: number): void {
    if (index > 0 && this.#before(item, this.#at((index - 1) >> 1))) this.#rise(item, index);
    else this.#sink(item, index);
  }

  #firstBelow(index: number, accepts: (item: Item) => boolean): Item | undefined {
    const item = this.#items[index];
    if (item === undefined || accepts(item)) return item;
    const left = this.#firstBelow(2 * index + 1, accepts);
    const right = this.#firstBelow(2 * index + 2, accepts);
    if (left === undefined || right === undefined) return left ?? right;
    return this.#before(right, left) ? right : left;
  }

  #at(index: number): Item {
    return this.#items[index] as Item;
  }

  #rise(item: Item, from: number): void {
    let index = from;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = this.#at(above);
      if (!this.#before(item, parent)) break;
      this.#put(parent, index);
      index = above;
    }
    this.#put(item, index);
  }

  #sink(item: Item, from: number): void {
    const { length } = this.#items;
    let index = from;
    for (let below = 2 * index + 1; below < length; below = 2 * index + 1) {
      const right = below + 1;
      if (right < length && this.#before(this.#at(right), this.#at(below))) below = right;
      const child = this.#at(below);
      if (!this.#before(child, item)) break;
      this.#put(child, index);
      index = below;
    }
    this.#put(item, index);
  }

  #put(item: Item, index: number): void {
    this.#items[index] = item;
    item.heapIndex = index;
  }
}
