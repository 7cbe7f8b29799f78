import { floats, integers, MemoryPlan, type Region, unsigned, type WasmMemory } from '../parallel';
import type { Model } from './model';
import { cumulativeIndex } from './sampling';
import { labelTable } from './sigmoid-table';

/** Jobs that may wait for a thread or be worked on by it. */
export const SLOTS = 2;

/** Bytes before a job's ids. */
const JOB_HEAD = 64;

/** One job's place in the memory. */
export interface Slot {
  address: number;
  /** 64 bits in two halves: the random stream's state. */
  seed: Uint32Array;
  /** Loss and predictions, out. */
  results: Float64Array;
  ids: Int32Array;
}

/** The memory that the threads of the fast form share, filled from a model. */
export interface Memory {
  memory: WasmMemory;
  /** Where the settings lie. */
  settings: number;
  /** For each thread, where its own memory lies, and its slots for jobs. */
  threads: { address: number; slots: Slot[] }[];
  /** Writes the weights back to the model. */
  readBack(): void;
}

/** Lays out a model for `count` threads and copies it there. */
export function layOut(model: Model, count: number): Memory {
  const { settings, weights, tables } = model;
  const { vectorSize: D, batchWords } = settings;
  const stride = Math.ceil(D / 4) * 4; // rows are aligned to vectors of four floats
  const V = weights.vectors.length / D;
  const plan = new MemoryPlan('Word2Vec');
  const start = tables.cumulative && cumulativeIndex(tables.cumulative);
  const matrix = (values: Float32Array | undefined) =>
    values && { values, region: plan.add((values.length / D) * stride * 4) };
  const matrices = [weights.vectors, weights.outputs, weights.nodes].map(matrix);
  const table = (values: Uint32Array | Float32Array | Uint8Array | undefined) =>
    values && { values, region: plan.add(values.byteLength) };
  const copied = [
    ...[labelTable(1), labelTable(0), labelTable(undefined)],
    ...[tables.cumulative, start?.index, tables.keep],
    ...[tables.codes?.start, tables.codes?.bits, tables.codes?.nodes],
  ].map(table);
  const head = plan.add(128);
  const most = Math.max(1 + settings.negative, longestCode(tables.codes?.start));
  const own = Array.from({ length: count }, () => planThread(plan, stride, most, batchWords));

  const memory = plan.allocate();
  for (const part of copied) if (part) copyTable(memory, part.region, part.values);
  const copyRows = (into: boolean) => {
    for (const part of matrices) {
      if (part) copyMatrix(floats(memory, part.region), part.values, D, stride, into);
    }
  };
  copyRows(true);
  const [one, zero, none, cumulative, index, keep, codeStart, bits, nodes] = copied.map(addressOf);
  // In the order of assembly/config.ts.
  unsigned(memory, head).set([
    ...matrices.map(addressOf),
    ...[4 * stride, one, zero, none, cumulative, index, start?.shift ?? 0, keep],
    ...[codeStart, bits, nodes],
    ...[settings.window, Number(settings.shrinkWindows), settings.negative, settings.sg],
    ...[
      settings.cbowMean,
      Number(settings.sharedNegatives),
      Number(settings.sample > 0),
      settings.hs,
    ],
  ]);
  if (V === 0) throw new RangeError('Word2Vec: there are no words');
  return {
    memory,
    settings: head.address,
    threads: own.map(({ head, parts, slots }) => {
      unsigned(memory, head).set(parts.map(({ address }) => address));
      return { address: head.address, slots: slots.map((region) => slotOf(memory, region)) };
    }),
    readBack: () => copyRows(false),
  };
}

function planThread(plan: MemoryPlan, stride: number, targets: number, batchWords: number) {
  const row = 4 * stride;
  const words = 4 * (batchWords + 1);
  // Lists of targets are filled up to a multiple of six.
  const list = 4 * 6 * Math.ceil(targets / 6);
  return {
    head: plan.add(64),
    // In the order of assembly/config.ts.
    parts: [row, row, row, row, 64, words, words, words, words, list, list].map((bytes) =>
      plan.add(bytes),
    ),
    slots: Array.from({ length: SLOTS }, () => plan.add(JOB_HEAD + 2 * words)),
  };
}

function slotOf(memory: WasmMemory, { address, bytes }: Region): Slot {
  return {
    address,
    seed: unsigned(memory, { address, bytes: 8 }),
    results: new Float64Array(memory.buffer, address + 8, 2),
    ids: integers(memory, { address: address + JOB_HEAD, bytes: bytes - JOB_HEAD }),
  };
}

function copyTable(memory: WasmMemory, region: Region, values: ArrayBufferView): void {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  new Uint8Array(memory.buffer, region.address, region.bytes).set(bytes);
}

/** Between rows of D numbers and rows of `stride`, in either direction. */
function copyMatrix(
  shared: Float32Array,
  values: Float32Array,
  D: number,
  stride: number,
  into: boolean,
): void {
  for (let row = 0, at = 0; at < values.length; row++, at += D) {
    if (into) shared.set(values.subarray(at, at + D), row * stride);
    else values.set(shared.subarray(row * stride, row * stride + D), at);
  }
}

function longestCode(start: Uint32Array | undefined): number {
  if (!start) return 0;
  let longest = 0;
  for (let i = 1; i < start.length; i++) longest = Math.max(longest, start[i] - start[i - 1]);
  return longest;
}

function addressOf(part: { region: Region } | undefined): number {
  return part?.region.address ?? 0;
}
