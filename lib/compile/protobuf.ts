/**
 * The few lines of Protocol Buffers' wire format that a GraphDef needs
 * (https://protobuf.dev/programming-guides/encoding): a message is a run of fields, each a tag
 * (number and wire type) and a value.
 */
export class Message {
  private readonly chunks: Uint8Array[] = [];
  private length = 0;

  /** The message's bytes. */
  bytes(): Uint8Array {
    const all = new Uint8Array(this.length);
    let at = 0;
    for (const chunk of this.chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return all;
  }

  /** A whole number, an enum value or a boolean; negative numbers in two's complement. */
  varint(field: number, value: number | boolean): this {
    this.push(encodeVarint(field << 3));
    return this.push(encodeVarint(Number(value)));
  }

  /** A 32-bit float. */
  float(field: number, value: number): this {
    this.push(encodeVarint((field << 3) | 5));
    return this.push(new Uint8Array(Float32Array.of(value).buffer));
  }

  /** Text, bytes, or a message inside this one. */
  field(field: number, value: string | Uint8Array | Message): this {
    let bytes: Uint8Array;
    if (typeof value === 'string') bytes = new TextEncoder().encode(value);
    else bytes = value instanceof Message ? value.bytes() : value;
    this.push(encodeVarint((field << 3) | 2));
    this.push(encodeVarint(bytes.length));
    return this.push(bytes);
  }

  private push(chunk: Uint8Array): this {
    this.chunks.push(chunk);
    this.length += chunk.length;
    return this;
  }
}

/** Seven bits a byte, lowest first; the top bit says that more follow. */
function encodeVarint(value: number): Uint8Array {
  if (!Number.isSafeInteger(value)) throw new RangeError(`Not a whole number: ${value}`);
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
