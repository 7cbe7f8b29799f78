/** Huffman codes of all words, one after another. */
export interface HuffmanCodes {
  /** Word i's bits are those from start[i] to start[i + 1] − 1. Shape (V + 1). */
  start: Uint32Array;
  /** 0 or 1: which way to go at an inner node, from the root on. */
  bits: Uint8Array;
  /** The inner node, 0 to V − 2, at which each bit is decided. */
  nodes: Uint32Array;
}

/**
 * The tree of hierarchical softmax: frequent words get short codes (Mikolov et al. 2013b, section
 * 2.1). Words of equal count are joined in the order of Python's heapq, so that the tree is gensim's.
 *
 * @param counts how often each word stands in the text, shape (V)
 */
export function huffmanCodes(counts: ArrayLike<number>): HuffmanCodes {
  const size = counts.length;
  const left = new Int32Array(Math.max(0, size - 1));
  const right = new Int32Array(Math.max(0, size - 1));
  const heap = new CountHeap(counts);
  for (let inner = 0; inner < size - 1; inner++) {
    left[inner] = heap.pop();
    right[inner] = heap.pop();
    heap.push(size + inner, heap.countOf(left[inner]) + heap.countOf(right[inner]));
  }
  return codesOf(left, right, size);
}

/** Walks the tree twice: for the lengths of the codes, then for the codes. */
function codesOf(left: Int32Array, right: Int32Array, size: number): HuffmanCodes {
  const start = new Uint32Array(size + 1);
  walk(left, right, size, (word, depth) => {
    start[word + 1] = depth;
  });
  for (let i = 0; i < size; i++) start[i + 1] += start[i];
  const bits = new Uint8Array(start[size]);
  const nodes = new Uint32Array(start[size]);
  walk(left, right, size, (word, depth, path, ways) => {
    for (let d = 0; d < depth; d++) {
      nodes[start[word] + d] = path[d];
      bits[start[word] + d] = ways[d];
    }
  });
  return { start, bits, nodes };
}

type Visit = (word: number, depth: number, path: number[], ways: number[]) => void;

function walk(left: Int32Array, right: Int32Array, size: number, visit: Visit): void {
  const path: number[] = [];
  const ways: number[] = [];
  // A node with its depth, and the way that led to it.
  const open: [node: number, depth: number, way: number][] = [[2 * size - 2, 0, 0]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [node, depth, way] = next;
    if (depth > 0) ways[depth - 1] = way;
    if (node < size) {
      visit(node, depth, path, ways);
      continue;
    }
    path[depth] = node - size;
    open.push([right[node - size], depth + 1, 1], [left[node - size], depth + 1, 0]);
  }
}

/** A heap of nodes by count, move for move that of Python's heapq: ties come out in its order. */
class CountHeap {
  private readonly nodes: number[];
  private readonly counts: number[];

  constructor(counts: ArrayLike<number>) {
    this.counts = Array.from(counts);
    this.nodes = this.counts.map((_, i) => i);
    for (let i = (this.nodes.length >> 1) - 1; i >= 0; i--) this.siftUp(i);
  }

  countOf(node: number): number {
    return this.counts[node];
  }

  push(node: number, count: number): void {
    this.counts[node] = count;
    this.nodes.push(node);
    this.siftDown(0, this.nodes.length - 1);
  }

  pop(): number {
    const last = this.nodes.pop() as number;
    if (this.nodes.length === 0) return last;
    const first = this.nodes[0];
    this.nodes[0] = last;
    this.siftUp(0);
    return first;
  }

  /** To the bottom along the smaller children, then back up to its place. */
  private siftUp(from: number): void {
    const { nodes, counts } = this;
    const moving = nodes[from];
    let at = from;
    for (let child = 2 * at + 1; child < nodes.length; child = 2 * at + 1) {
      const other = child + 1;
      if (other < nodes.length && !(counts[nodes[child]] < counts[nodes[other]])) child = other;
      nodes[at] = nodes[child];
      at = child;
    }
    nodes[at] = moving;
    this.siftDown(from, at);
  }

  private siftDown(top: number, from: number): void {
    const { nodes, counts } = this;
    const moving = nodes[from];
    let at = from;
    while (at > top) {
      const parent = (at - 1) >> 1;
      if (!(counts[moving] < counts[nodes[parent]])) break;
      nodes[at] = nodes[parent];
      at = parent;
    }
    nodes[at] = moving;
  }
}
