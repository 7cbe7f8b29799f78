/** A pair of ids that may be merged: how often it was seen, and in which words. */
export interface MergeCandidate {
  left: number;
  right: number;
  count: number;
  places: Set<number>;
}

/** Gives the most frequent pair first; of equal ones that with the smaller ids. A binary heap. */
export class MergeQueue {
  private readonly heap: MergeCandidate[] = [];

  push(candidate: MergeCandidate): void {
    const { heap } = this;
    let place = heap.length;
    heap.push(candidate);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isBefore(candidate, heap[parent])) break;
      heap[place] = heap[parent];
      place = parent;
    }
    heap[place] = candidate;
  }

  pop(): MergeCandidate | undefined {
    const { heap } = this;
    const top = heap[0];
    const last = heap.pop();
    if (heap.length === 0 || !last) return top;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], last)) break;
      heap[place] = heap[child];
      place = child;
    }
    heap[place] = last;
    return top;
  }
}

function isBefore(a: MergeCandidate, b: MergeCandidate): boolean {
  if (a.count !== b.count) return a.count > b.count;
  return a.left !== b.left ? a.left < b.left : a.right < b.right;
}
