// Byte-pair encoding's inner loop: merge the pair that was learned first, until none is left.

/** Rank and resulting id of each pair of ids that may be merged. */
export class MergeTable {
  private readonly merges = new Map<number, { rank: number; id: number }>();

  /** @param size a bound on the ids: pairs are kept as left · size + right */
  constructor(private readonly size: number) {}

  set(left: number, right: number, rank: number, id: number): void {
    this.merges.set(left * this.size + right, { rank, id });
  }

  get(left: number, right: number): { rank: number; id: number } | undefined {
    return this.merges.get(left * this.size + right);
  }
}

const PLACES = 2 ** 22; // a word has fewer symbols; rank · PLACES + place is a whole double

/**
 * Merges the symbols of one word in place: always the pair of lowest rank, of equal ones the
 * leftmost (R. Sennrich and others, "Neural Machine Translation of Rare Words with Subword Units",
 * 2016, section 3.2). The symbols form a linked list and the candidate pairs a heap, so a word of n
 * symbols takes O(n log n).
 *
 * @param symbols ids of the word's symbols; afterwards the first n are the merged ids
 * @param lengths how long each symbol is, in whatever is counted; merged likewise
 * @returns n, how many symbols are left
 */
export function mergeWord(symbols: Int32Array, lengths: Int32Array, table: MergeTable): number {
  const count = symbols.length;
  if (count >= PLACES) throw new RangeError(`a word of ${count} bytes is longer than 2^22`);
  const next = new Int32Array(count);
  const previous = new Int32Array(count);
  const heap: number[] = [];
  const consider = (place: number): void => {
    if (place < 0 || next[place] >= count) return;
    const merge = table.get(symbols[place], symbols[next[place]]);
    if (merge) push(heap, merge.rank * PLACES + place);
  };
  for (let place = 0; place < count; place++) {
    next[place] = place + 1;
    previous[place] = place - 1;
  }
  for (let place = 0; place < count - 1; place++) consider(place);

  while (heap.length > 0) {
    const top = pop(heap);
    const place = top % PLACES;
    const right = next[place];
    if (symbols[place] < 0 || right >= count) continue; // it was merged away
    const merge = table.get(symbols[place], symbols[right]);
    if (!merge || merge.rank !== (top - place) / PLACES) continue; // another pair stands there now
    symbols[place] = merge.id;
    lengths[place] += lengths[right];
    symbols[right] = -1;
    next[place] = next[right];
    if (next[right] < count) previous[next[right]] = place;
    consider(previous[place]);
    consider(place);
  }

  let left = 0;
  for (let place = 0; place < count; place = next[place]) {
    symbols[left] = symbols[place];
    lengths[left++] = lengths[place];
  }
  return left;
}

/** Adds to a binary heap whose least number is at 0. */
function push(heap: number[], value: number): void {
  let place = heap.length;
  heap.push(value);
  while (place > 0) {
    const parent = (place - 1) >> 1;
    if (heap[parent] <= value) break;
    heap[place] = heap[parent];
    place = parent;
  }
  heap[place] = value;
}

/** Takes the least number out. */
function pop(heap: number[]): number {
  const top = heap[0];
  const last = heap.pop()!;
  const length = heap.length;
  if (length === 0) return top;
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= length) break;
    if (child + 1 < length && heap[child + 1] < heap[child]) child++;
    if (heap[child] >= last) break;
    heap[place] = heap[child];
    place = child;
  }
  heap[place] = last;
  return top;
}
