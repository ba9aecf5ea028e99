// Pictures for the demo company: flat drawings of a works and a warehouse, small and the same every time.
import { crc32, deflateSync } from 'node:zlib';

type Colour = readonly [number, number, number];
type Shape = readonly [left: number, top: number, width: number, height: number, colour: Colour];

const [WIDTH, HEIGHT] = [640, 420];
const SKY: Colour = [206, 222, 235];
const GROUND: Colour = [166, 170, 168];
const WALL: Colour = [225, 220, 208];
const ROOF: Colour = [92, 116, 138];
const DARK: Colour = [64, 72, 80];
const GLASS: Colour = [150, 184, 206];
const SIGN: Colour = [176, 52, 46];
const BOX: Colour = [190, 152, 104];

const windows = (top: number): Shape[] =>
  Array.from({ length: 7 }, (_, at): Shape => [70 + at * 72, top, 44, 34, at % 3 === 1 ? DARK : GLASS]);

const DRAWINGS: Readonly<Record<'works' | 'warehouse', readonly Shape[]>> = {
  works: [
    [0, 0, WIDTH, HEIGHT, SKY],
    [0, 320, WIDTH, 100, GROUND],
    [50, 150, 540, 170, WALL],
    [40, 132, 560, 22, ROOF],
    ...windows(176),
    ...windows(232),
    [270, 262, 100, 58, DARK],
    [250, 96, 140, 36, SIGN],
    [0, 300, 40, 40, ROOF],
    [600, 300, 40, 40, ROOF],
  ],
  warehouse: [
    [0, 0, WIDTH, HEIGHT, WALL],
    [0, 330, WIDTH, 90, GROUND],
    [0, 0, WIDTH, 46, ROOF],
    ...Array.from({ length: 4 }, (_, at): Shape => [40 + at * 152, 90, 120, 8, DARK]),
    ...Array.from({ length: 4 }, (_, at): Shape => [40 + at * 152, 210, 120, 8, DARK]),
    ...Array.from(
      { length: 12 },
      (_, at): Shape => [
        46 + Math.floor(at / 3) * 152 + (at % 3) * 38,
        at % 4 === 3 ? 170 : 150,
        32,
        at % 4 === 3 ? 40 : 60,
        BOX,
      ],
    ),
    ...Array.from({ length: 10 }, (_, at): Shape => [46 + Math.floor(at / 3) * 152 + (at % 3) * 38, 270, 32, 60, BOX]),
  ],
};

/** As PNG. */
export function picture(of: keyof typeof DRAWINGS): Buffer {
  const rows = Buffer.alloc(HEIGHT * (WIDTH * 3 + 1));
  for (const [left, top, width, height, colour] of DRAWINGS[of])
    for (let y = top; y < Math.min(HEIGHT, top + height); y += 1)
      for (let x = left; x < Math.min(WIDTH, left + width); x += 1) rows.set(colour, y * (WIDTH * 3 + 1) + 1 + x * 3);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(WIDTH, 0);
  head.writeUInt32BE(HEIGHT, 4);
  // Eight bits a colour, red green blue.
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(content.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}
