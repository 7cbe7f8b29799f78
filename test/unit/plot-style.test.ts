import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { colorAt, contrastRatio, inkOn, luminance, parseHex, type Rgb } from '../../lib/plot/color';
import {
  colorOf,
  DIVERGING,
  displayWidth,
  houseLayout,
  INK,
  PALETTE,
  SEQUENTIAL,
  symbolOf,
} from '../../lib/plot/style';

const GROUNDS = { white: '#ffffff', labDark: '#111111', codeDark: '#1e1e1e' };

describe('contrast', () => {
  test('is WCAG’s: known pairs', () => {
    assert.equal(contrastRatio('#000000', '#ffffff'), 21);
    assert.equal(contrastRatio('#777777', '#777777'), 1);
    assert.ok(Math.abs(contrastRatio('#767676', '#ffffff') - 4.54) < 0.01);
    assert.throws(() => parseHex('red'), /"red", wanted the form #rrggbb/);
  });

  test('of text is at least 4 on white and on both dark grounds', () => {
    for (const [name, ground] of Object.entries(GROUNDS)) {
      assert.ok(contrastRatio(INK, ground) >= 4, `${name}: ${contrastRatio(INK, ground)}`);
    }
    assert.equal(houseLayout({}).font?.color, INK);
    assert.equal(houseLayout({}).paper_bgcolor, 'rgba(0,0,0,0)');
  });

  test('of the first four class colours is at least 3 on all grounds', () => {
    for (const color of PALETTE.slice(0, 4)) {
      for (const ground of Object.values(GROUNDS)) {
        assert.ok(contrastRatio(color, ground) >= 3, `${color} on ${ground}`);
      }
    }
  });

  test('of words in heat maps is at least 4.5 anywhere on the scales', () => {
    for (const scale of [SEQUENTIAL, DIVERGING]) {
      for (let t = 0; t <= 1; t += 0.01) {
        const ground = colorAt(scale, t);
        const [a, b] = [luminance(ground), luminance(parseHex(inkOn(ground)))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        assert.ok(ratio >= 4.5, `at ${t}: ${ratio}`);
      }
    }
  });
});

describe('colour blindness', () => {
  test('every two class colours stay far apart', () => {
    for (const [kind, matrix] of Object.entries(DEFICIENCIES)) {
      for (let i = 0; i < PALETTE.length; i++) {
        for (let j = 0; j < i; j++) {
          const [a, b] = [PALETTE[i], PALETTE[j]].map((hex) => labOf(seenWith(matrix, hex)));
          const distance = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
          // CIE76: 2.3 is just noticeable. Grey, which stands in for Okabe and Ito's black, is nearest.
          const wanted = PALETTE[i] === INK || PALETTE[j] === INK ? 9.5 : 16;
          assert.ok(distance > wanted, `${kind}: ${PALETTE[i]} and ${PALETTE[j]}: ${distance}`);
        }
      }
    }
  });

  test('the sequential scale only ever grows lighter', () => {
    const lightness = SEQUENTIAL.map(([, hex]) => luminance(parseHex(hex)));
    lightness.slice(1).forEach((value, i) => {
      assert.ok(value > lightness[i], `step ${i}`);
    });
  });

  test('64 classes have different pairs of colour and shape', () => {
    const looks = Array.from({ length: 64 }, (_, i) => `${colorOf(i)} ${symbolOf(i)}`);
    assert.equal(new Set(looks).size, 64);
  });
});

test('colorAt mixes between the ends and stays at them beyond', () => {
  const scale: [number, string][] = [
    [0, '#000000'],
    [1, '#ffffff'],
  ];
  assert.deepEqual(colorAt(scale, 0.5), [128, 128, 128]);
  assert.deepEqual(colorAt(scale, -3), [0, 0, 0]);
  assert.deepEqual(colorAt(scale, 7), [255, 255, 255]);
});

test('Hangul counts two columns and its fonts are named', () => {
  assert.equal(displayWidth('ab'), 2);
  assert.equal(displayWidth('한글'), 4);
  assert.match(String(houseLayout({}).font?.family), /Noto Sans CJK KR.*Malgun Gothic.*sans-serif/);
});

/**
 * Complete dichromacy, on linear RGB. Source: G. M. Machado, M. M. Oliveira and
 * L. A. F. Fernandes, IEEE TVCG 15(6), 2009, severity 1.0.
 */
const DEFICIENCIES: Record<string, number[][]> = {
  none: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** Linear RGB, 0 to 1, as seen with a deficiency. */
function seenWith(matrix: number[][], hex: string): number[] {
  const linear = parseHex(hex).map((channel) => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  const seen = matrix.map((row) => row.reduce((sum, m, i) => sum + m * linear[i], 0));
  return seen.map((value) => Math.min(1, Math.max(0, value)));
}

/** CIELAB of linear sRGB, white point D65. */
function labOf([r, g, b]: number[]): number[] {
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
