/** A point of the unit square: x to the right, y down. */
export type Point = readonly [x: number, y: number];

/** A stroke of the pen: a smooth curve through these points. */
export type Stroke = readonly Point[];

/** One way to write a digit; a corner is where one stroke ends and the next begins. */
export type Shape = readonly Stroke[];

/** Points written as in SVG, in hundredths: `x,y x,y …`. */
function pen(points: string): Point[] {
  return points.split(' ').map((point) => {
    const [x, y] = point.split(',').map(Number);
    return [x / 100, y / 100];
  });
}

/** Points of an ellipse's arc. Angles in turns: 0 is right, 0.25 down, 0.5 left, 0.75 up. */
function arc(cx: number, cy: number, rx: number, ry: number, from: number, to: number): Point[] {
  const steps = Math.max(4, Math.ceil(Math.abs(to - from) * 8));
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = 2 * Math.PI * (from + ((to - from) * i) / steps);
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)];
  });
}

const ZERO: Shape[] = [
  [arc(0.5, 0.5, 0.34, 0.5, 0.75, -0.25)],
  [arc(0.5, 0.5, 0.4, 0.46, 0.8, -0.28)],
  [arc(0.5, 0.5, 0.26, 0.5, 0.7, -0.22)],
];

const ONE: Shape[] = [
  [pen('50,0 50,50 50,100')],
  [pen('30,22 52,0'), pen('52,0 51,50 50,100')],
  [pen('30,20 52,0'), pen('52,0 52,50 52,100'), pen('25,100 50,100 78,100')],
];

const TWO: Shape[] = [
  [[...arc(0.48, 0.27, 0.34, 0.27, 0.5, 1.08), ...pen('62,58 14,100')], pen('14,100 50,98 90,100')],
  [
    [
      ...arc(0.46, 0.28, 0.36, 0.28, 0.54, 1.1),
      ...pen('50,72 26,95 12,88 26,78 50,92 72,100 92,90'),
    ],
  ],
  [pen('12,12 42,0 78,14 74,42 46,70 10,100'), pen('10,100 86,95')],
];

const THREE: Shape[] = [
  [arc(0.42, 0.25, 0.36, 0.25, 0.58, 1.22), arc(0.42, 0.74, 0.42, 0.26, 0.78, 1.45)],
  [pen('12,2 80,2'), pen('80,2 42,42'), arc(0.44, 0.7, 0.4, 0.3, 0.74, 1.42)],
  [
    [
      ...arc(0.4, 0.24, 0.4, 0.24, 0.55, 1.2),
      ...pen('34,48'),
      ...arc(0.42, 0.73, 0.44, 0.27, 0.8, 1.46),
    ],
  ],
];

const FOUR: Shape[] = [
  [pen('20,0 14,30 12,56'), pen('12,56 50,55 92,53'), pen('72,2 70,50 68,100')],
  [pen('64,0 36,32 6,66'), pen('6,66 50,66 94,65'), pen('64,0 64,50 64,100')],
  [pen('14,4 10,40 30,56 60,48 80,36'), pen('80,0 74,50 66,100')],
];

const FIVE: Shape[] = [
  [
    pen('84,2 26,0'),
    pen('26,0 20,42'),
    [...pen('20,42'), ...arc(0.42, 0.68, 0.4, 0.31, 0.72, 1.42)],
  ],
  [pen('90,0 36,4'), pen('36,4 30,40'), pen('30,40 62,46 76,66 60,92 30,100 8,90')],
  [pen('82,4 40,2 24,16 34,38 66,54 70,80 44,100 12,90')],
];

const SIX: Shape[] = [
  [[...pen('70,0 38,24 20,60'), ...arc(0.47, 0.74, 0.3, 0.26, 0.45, -0.6)]],
  [[...pen('50,0 24,36 16,74'), ...arc(0.45, 0.76, 0.3, 0.24, 0.42, -0.45)]],
  [[...pen('84,6 50,6 22,38 14,70'), ...arc(0.46, 0.72, 0.34, 0.28, 0.4, -0.55)]],
];

const SEVEN: Shape[] = [
  [pen('8,2 50,0 88,2'), pen('88,2 56,48 36,100')],
  [pen('10,4 50,2 86,0'), pen('86,0 60,46 44,100'), pen('34,50 82,48')],
  [pen('8,20 10,4 50,6 84,2'), pen('84,2 66,30 54,64 50,100')],
];

const EIGHT: Shape[] = [
  [pen('80,14 50,0 20,20 46,46 80,74 50,100 16,78 48,48 80,20 62,2')],
  [arc(0.5, 0.24, 0.28, 0.24, 0.25, 1.25), arc(0.5, 0.74, 0.36, 0.26, 0.75, 1.75)],
  [pen('86,4 42,2 20,22 50,46 72,76 44,100 20,80 44,50 70,26 84,6')],
];

const NINE: Shape[] = [
  [[...arc(0.46, 0.28, 0.32, 0.28, 0, -1), ...pen('78,62 72,100')]],
  [[...arc(0.48, 0.27, 0.34, 0.27, -0.1, -1), ...pen('80,50 64,86 30,100')]],
  [arc(0.45, 0.27, 0.33, 0.27, -0.1, -1), pen('78,6 76,50 70,100')],
];

/** For each digit, 0 to 9, three ways that people write it. */
export const SHAPES: readonly (readonly Shape[])[] = [
  ZERO,
  ONE,
  TWO,
  THREE,
  FOUR,
  FIVE,
  SIX,
  SEVEN,
  EIGHT,
  NINE,
];
