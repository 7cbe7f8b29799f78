import * as fs from 'node:fs';
import * as path from 'node:path';
import CRC32C from 'crc-32/crc32c.js';
import protobuf from 'protobufjs';

/**
 * The part of TensorFlow's event.proto, summary.proto and tensor.proto that we write.
 * Source: https://github.com/tensorflow/tensorboard, tensorboard/compat/proto.
 */
const SCHEMA = `
  syntax = "proto3";
  message Event {
    double wall_time = 1;
    int64 step = 2;
    string file_version = 3;
    Summary summary = 5;
    SessionLog session_log = 7;
  }
  message SessionLog { int32 status = 1; }
  message Summary { repeated Value value = 1; }
  message Value {
    string tag = 1;
    optional float simple_value = 2;
    Image image = 4;
    Histogram histo = 5;
    Tensor tensor = 8;
    Metadata metadata = 9;
  }
  message Image { int32 height = 1; int32 width = 2; int32 colorspace = 3; bytes encoded_image_string = 4; }
  message Histogram {
    double min = 1; double max = 2; double num = 3; double sum = 4; double sum_squares = 5;
    repeated double bucket_limit = 6;
    repeated double bucket = 7;
  }
  message Tensor { int32 dtype = 1; Shape tensor_shape = 2; repeated bytes string_val = 8; }
  message Shape { repeated Dim dim = 2; }
  message Dim { int64 size = 1; }
  message Metadata { PluginData plugin_data = 1; }
  message PluginData { string plugin_name = 1; }
`;

const EVENT = protobuf.parse(SCHEMA, { keepCase: true }).root.lookupType('Event');

/** One entry of an event file, in the names of the schema. */
export interface Event {
  step?: number;
  file_version?: string;
  session_log?: { status: number };
  summary?: { value: Record<string, unknown>[] };
}

let files = 0;

/**
 * A file of events, as TensorBoard reads them: each a record of TFRecord, that is its length,
 * a checksum of the length, the event, a checksum of the event.
 * Source: https://www.tensorflow.org/tutorials/load_data/tfrecord, "TFRecords format details".
 */
export class EventFile {
  readonly path: string;
  private readonly descriptor: number;
  private waiting: Uint8Array[] = [];
  private flushed = performance.now();

  /** @param folder the run's folder; it is made if it is missing */
  constructor(folder: string) {
    fs.mkdirSync(folder, { recursive: true });
    files++;
    // TensorBoard knows the files by the word tfevents, and reads them in the order of names.
    const time = (Date.now() / 1000).toFixed(3);
    this.path = path.join(folder, `events.out.tfevents.${time}.${process.pid}.${files}`);
    this.descriptor = fs.openSync(this.path, 'ax');
    this.write({ file_version: 'brain.Event:2' });
  }

  /** Adds an event; it is on the disk within two seconds of writing, or at {@link flush}. */
  write(event: Event): void {
    const message = EVENT.fromObject({ ...event, wall_time: Date.now() / 1000 });
    this.waiting.push(record(EVENT.encode(message).finish()));
    if (performance.now() - this.flushed > 2000) this.flush();
  }

  /** Puts everything on the disk. */
  flush(): void {
    fs.writeSync(this.descriptor, Buffer.concat(this.waiting));
    this.waiting = [];
    this.flushed = performance.now();
  }

  close(): void {
    this.flush();
    fs.closeSync(this.descriptor);
  }
}

function record(data: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(12 + data.length + 4);
  bytes.writeBigUInt64LE(BigInt(data.length), 0);
  bytes.writeUInt32LE(maskedChecksum(bytes.subarray(0, 8)), 8);
  bytes.set(data, 12);
  bytes.writeUInt32LE(maskedChecksum(data), 12 + data.length);
  return bytes;
}

/** CRC-32C, turned and moved, so that a checksum of data with checksums in it is safe. */
function maskedChecksum(bytes: Uint8Array): number {
  const crc = CRC32C.buf(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
