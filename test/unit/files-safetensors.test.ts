import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import {
  decodeSafetensors,
  encodeSafetensors,
  fromSafetensor,
  SafetensorsFile,
  type SafetensorsTensor,
  toSafetensor,
  writeSafetensors,
} from '../../lib/files';
import { Random } from '../../lib/random';
import { python } from '../helpers/python';

const folder = mkdtempSync(path.join(tmpdir(), 'safetensors-'));
after(() => rmSync(folder, { recursive: true }));
const inFolder = (name: string) => path.join(folder, name);

/** A file of a header as given, and data. */
function fileOf(header: unknown, dataLength: number): Uint8Array {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  const bytes = new Uint8Array(8 + Buffer.byteLength(text) + dataLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(Buffer.byteLength(text)), true);
  bytes.set(new TextEncoder().encode(text), 8);
  return bytes;
}

const a = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
const b = { dtype: 'U8', shape: [3], data_offsets: [8, 11] };

test('what is written is read back, from memory and from disk', async () => {
  const tensors: [string, SafetensorsTensor][] = [
    ['bytes', toSafetensor(Uint8Array.of(1, 2, 255), [3])],
    ['weight', toSafetensor(Float32Array.of(1.5, -0, Number.NaN, 1e38, 0, 7), [2, 3])],
    ['scalar', toSafetensor(Int32Array.of(-5), [])],
    ['empty', toSafetensor(new Float32Array(0), [4, 0])],
    ['__proto__', toSafetensor(Int32Array.of(9), [1])],
    ['이름 "with" \\', toSafetensor(Int32Array.of(1), [1])],
  ];
  const file = inFolder('model.safetensors');
  await writeSafetensors(file, tensors, { format: 'pt', note: '한글' });
  assert.deepEqual(readdirSync(folder), ['model.safetensors'], 'no temporary file stays');
  const inMemory = decodeSafetensors(readFileSync(file));
  const onDisk = await SafetensorsFile.open(file);
  for (const [name, tensor] of tensors) {
    assert.deepEqual(
      { ...inMemory.tensors.get(name), data: undefined },
      { ...tensor, data: undefined },
    );
    assert.deepEqual(Buffer.from(inMemory.tensors.get(name)!.data), Buffer.from(tensor.data), name);
    assert.deepEqual(await onDisk.read(name), { ...tensor, data: new Uint8Array(tensor.data) });
  }
  assert.deepEqual(
    [...onDisk.metadata],
    [
      ['format', 'pt'],
      ['note', '한글'],
    ],
  );
  assert.equal(onDisk.tensors.size, tensors.length);
  await assert.rejects(onDisk.read('bias'), /has no tensor "bias"/);
  await onDisk.close();
});

test('tensors of every element size begin at a multiple of it', () => {
  const bytes = encodeSafetensors([
    ['a', toSafetensor(Uint8Array.of(1), [1])],
    ['b', toSafetensor(Float32Array.of(1), [1])],
    ['c', { dtype: 'F64', shape: [1], data: new Uint8Array(8) }],
  ]);
  for (const [name, { data, shape }] of decodeSafetensors(bytes).tensors) {
    assert.equal(data.byteOffset % (data.length / shape[0]), 0, name);
  }
});

test('the writer refuses bytes that do not fit the shape, and a name twice', () => {
  const tensor = toSafetensor(Float32Array.of(1, 2), [3]);
  assert.throws(() => encodeSafetensors([['w', tensor]]), /"w", F32 \(3\), has 8 bytes, wanted 12/);
  const one = toSafetensor(Int32Array.of(1), [1]);
  assert.throws(
    () =>
      encodeSafetensors([
        ['w', one],
        ['w', one],
      ]),
    /two tensors have one name/,
  );
});

test('every dtype with 32-bit numbers is converted; the others say so', () => {
  const read = (dtype: SafetensorsTensor['dtype'], array: ArrayBufferView & { length: number }) => {
    // At an odd address, as a tensor in a file may be.
    const bytes = new Uint8Array(array.byteLength + 1);
    bytes.set(new Uint8Array(array.buffer), 1);
    const values = fromSafetensor({ dtype, shape: [array.length], data: bytes.subarray(1) });
    return Array.from(values);
  };
  assert.deepEqual(read('F64', Float64Array.of(0.5, -3)), [0.5, -3]);
  assert.deepEqual(read('BF16', Uint16Array.of(0x3f80, 0xc000, 0x7f80)), [1, -2, Infinity]);
  assert.deepEqual(
    read('F16', Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x8000, 0xfc00, 0x3555)),
    [1, -2, 65504, 2 ** -24, -0, -Infinity, 0.333251953125],
  );
  assert.ok(Number.isNaN(read('F16', Uint16Array.of(0x7e00))[0]));
  assert.deepEqual(read('I64', BigInt64Array.of(-7n, 2147483647n)), [-7, 2147483647]);
  assert.throws(
    () => read('I64', BigInt64Array.of(2147483648n)),
    /value 2147483648 does not fit int32/,
  );
  assert.deepEqual(read('U32', Uint32Array.of(7)), [7]);
  assert.throws(() => read('U32', Uint32Array.of(4294967295)), /does not fit int32/);
  assert.deepEqual(read('I16', Int16Array.of(-3)), [-3]);
  assert.deepEqual(read('U16', Uint16Array.of(65535)), [65535]);
  assert.deepEqual(read('I8', Int8Array.of(-3)), [-3]);
  assert.deepEqual(read('BOOL', Uint8Array.of(1, 0)), [1, 0]);
  assert.throws(() => read('F8_E4M3', Uint8Array.of(1)), /cannot read F8_E4M3/);
});

test('every malformed header is refused with the rule that it breaks', async () => {
  const long = fileOf('{}', 0);
  new DataView(long.buffer).setBigUint64(0, 2n ** 63n, true);
  const beyond = fileOf('{}', 0);
  new DataView(beyond.buffer).setBigUint64(0, 3n, true);
  const invalidUtf8 = fileOf('{"aaaa":{}}', 0);
  invalidUtf8[10] = 0xff;
  const offsets = (data_offsets: unknown) => fileOf({ a: { ...a, data_offsets } }, 8);
  const cases: [Uint8Array, RegExp][] = [
    [new Uint8Array(0), /the file has 0 bytes, and the header's length takes 8/],
    [new Uint8Array(7), /the file has 7 bytes/],
    [new Uint8Array(8), /does not begin with "\{"/],
    [long, /header would have 9223372036854775808 bytes, over 100000000/],
    [beyond, /header would have 3 bytes, and the file has 10/],
    [fileOf(' {}', 0), /does not begin with "\{"/],
    [fileOf('[]', 0), /does not begin with "\{"/],
    [fileOf('{"a"', 0), /is not JSON/],
    [fileOf('{} x', 0), /is not JSON/],
    [invalidUtf8, /is not UTF-8/],
    [fileOf({ __metadata__: [] }, 0), /__metadata__ is not an object/],
    [fileOf({ __metadata__: { step: 1 } }, 0), /__metadata__ "step" is not a string/],
    [fileOf({ a: 1 }, 0), /tensor "a": its entry is not an object/],
    [fileOf({ a: { ...a, dtype: 'FP32' } }, 8), /tensor "a": the dtype "FP32" is none/],
    [fileOf({ a: { ...a, dtype: 'toString' } }, 8), /the dtype "toString" is none/],
    [fileOf({ a: { ...a, shape: undefined } }, 8), /tensor "a": the shape undefined is not a list/],
    [fileOf({ a: { ...a, shape: [-2] } }, 8), /the number -2/],
    [fileOf({ a: { ...a, shape: ['2'] } }, 8), /the shape \["2"\] is not a list of sizes/],
    [fileOf({ a: { ...a, shape: [1e20] } }, 8), /the shape \[100000000000000000000\] is not/],
    [fileOf({ a: { ...a, shape: [2 ** 40, 2 ** 40, 0] } }, 8), /takes no possible number of bytes/],
    [
      fileOf({ a: { dtype: 'F4', shape: [3], data_offsets: [0, 1] } }, 1),
      /takes no possible number/,
    ],
    [offsets([0]), /the data_offsets \[0\] are not \[begin, end\]/],
    [offsets([8, 0]), /the data_offsets \[8,0\] are not/],
    [offsets([0, 4]), /F32 \(2\) takes 8 bytes, and has 4/],
    [offsets([4, 12]), /tensor "a": its data begins at 4, and 0 bytes come before it/],
    [fileOf({ a, b: { ...b, data_offsets: [7, 10] } }, 11), /tensor "b": its data begins at 7/],
    [fileOf({ a, b: { ...b, data_offsets: [9, 12] } }, 12), /tensor "b": its data begins at 9/],
    [fileOf({ a, b }, 10), /its tensors take 11 bytes, and 10 bytes of data follow/],
    [fileOf({ a, b }, 12), /its tensors take 11 bytes, and 12 bytes of data follow/],
    [fileOf('{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}', 8), /the number 2.0/],
    [fileOf('{"a":{"dtype":"F32","shape":[2],"data_offsets":[-0,8]}}', 8), /the number -0/],
    [
      fileOf('{"a":{"dtype":"U8","shape":[0],"shape":[1],"data_offsets":[0,1]}}', 1),
      /key "shape" twice/,
    ],
    [fileOf(`{"a":${JSON.stringify(a)},"\\u0061":${JSON.stringify(a)}}`, 8), /key "a" twice/],
  ];
  for (const [bytes, message] of cases) {
    const full = new RegExp(`not a valid safetensors file: .*${message.source}`);
    assert.throws(() => decodeSafetensors(bytes), full);
    const file = inFolder('malformed.safetensors');
    writeFileSync(file, bytes);
    await assert.rejects(SafetensorsFile.open(file), (error: Error) => {
      return error.message.startsWith(`${file}: `) && full.test(error.message);
    });
  }
  assert.equal(decodeSafetensors(fileOf({ b, a }, 11)).tensors.size, 2, 'any order is fine');
  assert.equal(decodeSafetensors(fileOf('{}   ', 0)).tensors.size, 0);
});

test('a file cut after it was opened is an error, not a shorter tensor', async () => {
  const file = inFolder('cut.safetensors');
  await writeSafetensors(file, [['w', toSafetensor(new Float32Array(1000), [1000])]]);
  const open = await SafetensorsFile.open(file);
  writeFileSync(file, readFileSync(file).subarray(0, 500));
  await assert.rejects(open.read('w'), /ends before its data do/);
  await open.close();
});

/** A damaged copy: bytes changed, cut, grown or moved, in the header's length, text or data. */
function damaged(whole: Uint8Array, random: Random): Uint8Array {
  const header = Number(new DataView(whole.buffer).getBigUint64(0, true));
  let bytes = whole.slice();
  for (let changes = 1 + random.integer(3); changes > 0; changes--) {
    const place = random.next() < 0.9 ? random.integer(8 + header) : random.integer(bytes.length);
    switch (random.integer(6)) {
      case 0: // any byte, anywhere
        bytes[place] = random.integer(256);
        break;
      case 1: // a bit
        bytes[place] ^= 1 << random.integer(8);
        break;
      case 2: // another digit or sign of JSON in the header
        bytes[8 + random.integer(header)] = '0123456789[]{},:" -.eE'.charCodeAt(random.integer(22));
        break;
      case 3:
        bytes = bytes.slice(0, place);
        break;
      case 4:
        bytes = Uint8Array.from([...bytes, ...bytes.slice(0, 1 + random.integer(20))]);
        break;
      default: // a part moved over another
        bytes.copyWithin(random.integer(bytes.length + 1), place, place + random.integer(12));
    }
    if (bytes.length < 8) break;
  }
  return bytes;
}

test('10,000 damaged files: each is refused, or is read as Python reads it', () => {
  const random = new Random(2024);
  const whole = encodeSafetensors(
    [
      ['layer.weight', toSafetensor(random.normalArray(6), [2, 3])],
      ['layer.bias', toSafetensor(random.normalArray(2), [2])],
      ['ids', toSafetensor(Int32Array.of(3, 1, 2), [3])],
      ['mask', toSafetensor(Uint8Array.of(1, 0, 1), [3, 1])],
    ],
    { step: '7' },
  );
  const accepted: Uint8Array[] = [];
  for (let i = 0; i < 10_000; i++) {
    const bytes = damaged(whole, random);
    try {
      const { tensors } = decodeSafetensors(bytes);
      for (const { data } of tensors.values()) {
        assert.ok(data.byteOffset + data.length <= bytes.byteOffset + bytes.length);
      }
      accepted.push(bytes);
    } catch (error) {
      assert.match((error as Error).message, /^not a valid safetensors file: \S/);
    }
  }
  assert.ok(
    accepted.length > 200,
    `damage that leaves a valid file is tested too: ${accepted.length}`,
  );
  // Ours may be the stricter, never the laxer of the two.
  const frames = accepted.flatMap((bytes) => [
    Buffer.from(Uint32Array.of(bytes.length).buffer),
    bytes,
  ]);
  const printed = python(
    `
import json, struct, sys
from safetensors import deserialize
data, at, out = sys.stdin.buffer.read(), 0, []
while at < len(data):
    (n,) = struct.unpack_from("<I", data, at)
    tensors = deserialize(data[at + 4 : at + 4 + n])
    out.append({name: [t["shape"], bytes(t["data"]).hex()] for name, t in tensors})
    at += 4 + n
print(json.dumps(out))`,
    [],
    Buffer.concat(frames),
  );
  const read = JSON.parse(printed) as Record<string, [number[], string]>[];
  assert.equal(read.length, accepted.length);
  for (const [i, theirs] of read.entries()) {
    const ours = decodeSafetensors(accepted[i]).tensors;
    assert.equal(ours.size, Object.keys(theirs).length);
    for (const [name, { shape, data }] of ours) {
      assert.deepEqual([shape, Buffer.from(data).toString('hex')], theirs[name]);
    }
  }
});

test('files go to Python and come back', async () => {
  const ours = inFolder('ours.safetensors');
  const theirs = inFolder('theirs.safetensors');
  const weight = new Random(1).normalArray(12);
  await writeSafetensors(
    ours,
    [
      ['weight', toSafetensor(weight, [3, 4])],
      ['ids', toSafetensor(Int32Array.of(1, -2), [2])],
      ['one', toSafetensor(Float32Array.of(0.1), [])],
    ],
    { note: 'hello' },
  );
  python(
    `
import sys
from safetensors import safe_open
from safetensors.numpy import save_file
with safe_open(sys.argv[1], framework="numpy") as f:
    assert f.metadata() == {"note": "hello"}, f.metadata()
    tensors = {name: f.get_tensor(name) for name in f.keys()}
assert tensors["weight"].shape == (3, 4) and str(tensors["ids"].dtype) == "int32"
half = {"half": tensors["weight"].astype("float16"), "wide": tensors["ids"].astype("int64")}
save_file({**tensors, **half}, sys.argv[2], metadata={"back": "yes"})`,
    [ours, theirs],
  );
  const { tensors, metadata } = decodeSafetensors(readFileSync(theirs));
  assert.deepEqual([...metadata], [['back', 'yes']]);
  assert.deepEqual(fromSafetensor(tensors.get('weight')!), weight);
  assert.deepEqual(tensors.get('weight')!.shape, [3, 4]);
  assert.deepEqual(fromSafetensor(tensors.get('wide')!), Int32Array.of(1, -2));
  assert.deepEqual(fromSafetensor(tensors.get('one')!), Float32Array.of(0.1));
  fromSafetensor(tensors.get('half')!).forEach((value, i) => {
    assert.ok(Math.abs(value - weight[i]) < 2e-3);
  });
});
