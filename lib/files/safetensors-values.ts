import type { SafetensorsTensor } from './safetensors';

/** Numbers as a tensor of a safetensors file: float32, int32 or bytes by the array's type. */
export function toSafetensor(
  values: Float32Array | Int32Array | Uint8Array,
  shape: readonly number[],
): SafetensorsTensor {
  const dtype =
    values instanceof Float32Array ? 'F32' : values instanceof Int32Array ? 'I32' : 'U8';
  const data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { dtype, shape: [...shape], data };
}

/**
 * The numbers of a tensor of any dtype that 32-bit numbers can stand for: floats as float32
 * (those of 64 bits are rounded), integers and booleans as int32.
 *
 * @throws Error for an integer beyond int32, and for dtypes that have no such numbers
 */
export function fromSafetensor({ dtype, data }: SafetensorsTensor): Float32Array | Int32Array {
  // A copy begins at address 0: typed arrays of wide elements want a multiple of their size.
  const { buffer } = new Uint8Array(data);
  switch (dtype) {
    case 'F32':
      return new Float32Array(buffer);
    case 'F64':
      return Float32Array.from(new Float64Array(buffer));
    case 'BF16': // the upper half of a float32
      return new Float32Array(
        Uint32Array.from(new Uint16Array(buffer), (half) => half << 16).buffer,
      );
    case 'F16':
      return Float32Array.from(new Uint16Array(buffer), halfToNumber);
    case 'I32':
      return new Int32Array(buffer);
    case 'U32':
      return narrow(new Uint32Array(buffer), dtype);
    case 'I64':
      return narrow(new BigInt64Array(buffer), dtype);
    case 'U64':
      return narrow(new BigUint64Array(buffer), dtype);
    case 'I16':
      return Int32Array.from(new Int16Array(buffer));
    case 'U16':
      return Int32Array.from(new Uint16Array(buffer));
    case 'I8':
      return Int32Array.from(new Int8Array(buffer));
    case 'U8':
    case 'BOOL':
      return Int32Array.from(new Uint8Array(buffer));
    default:
      throw new Error(
        `safetensors: cannot read ${dtype} as 32-bit numbers; convert the file to F32`,
      );
  }
}

/** IEEE 754 binary16: 1 bit of sign, 5 of exponent (bias 15), 10 of fraction. */
function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function narrow(values: Iterable<number | bigint>, dtype: string): Int32Array {
  return Int32Array.from(values as Iterable<number>, (value) => {
    const number = Number(value);
    if (number === (number | 0)) return number;
    throw new Error(`safetensors: the ${dtype} value ${value} does not fit int32`);
  });
}
