// Draws a picture with raylib, which passes structs by value everywhere, and saves it as
// a PNG file. No window is needed. The example png.mjs shows it.
//
//   node --experimental-ffi raylib.mjs [FILE.png]
import { dlopen, pointer, struct } from 'node:ffi';

// What raylib.h says.
class Color extends struct({ r: 'uchar', g: 'uchar', b: 'uchar', a: 'uchar' }) {}
class Point extends struct({ x: 'float', y: 'float' }) {}
const Texture = struct(
  { id: 'uint', width: 'int', height: 'int', mipmaps: 'int', format: 'int' });
class Font extends struct({
  baseSize: 'int', glyphCount: 'int', glyphPadding: 'int', texture: Texture,
  recs: 'pointer', glyphs: 'pointer',
}) {}
class Image extends struct(
  { data: 'pointer', width: 'int', height: 'int', mipmaps: 'int', format: 'int' }) {
  [Symbol.dispose]() { raylib.UnloadImage(this); }
}
const definitions = {
  SetTraceLogLevel: { arguments: ['int'] },
  GenImageGradientLinear: { arguments: ['int', 'int', 'int', Color, Color], return: Image },
  ImageDrawCircle: { arguments: [pointer(Image), 'int', 'int', 'int', Color] },
  ImageDrawTriangle: { arguments: [pointer(Image), Point, Point, Point, Color] },
  ImageDrawText: { arguments: [pointer(Image), 'cstring', 'int', 'int', 'int', Color] },
  ImageDrawTextEx: {
    arguments: [pointer(Image), Font, 'cstring', Point, 'float', 'float', Color],
  },
  GetFontDefault: { return: Font },
  ImageResizeNN: { arguments: [pointer(Image), 'int', 'int'] },
  ExportImage: { arguments: [Image, 'cstring'], return: 'boolean' },
  UnloadImage: { arguments: [Image] },
};
const LOG_ERROR = 5;

function openLibrary() {
  try {
    return dlopen('libraylib.so.600', definitions);
  } catch (error) {
    throw new Error('raylib 6 is needed (Debian: the package libraylib600)', { cause: error });
  }
}
const { functions: raylib } = openLibrary();

const color = (rgb) => ({ r: rgb >> 16, g: rgb >> 8 & 255, b: rgb & 255, a: 255 });
const white = color(0xffffff);

// A picture of 80 × 40 pixels
raylib.SetTraceLogLevel(LOG_ERROR);
using image = raylib.GenImageGradientLinear(80, 40, 0, color(0x102048), color(0xff9050));
raylib.ImageDrawCircle(image, 59, 28, 8, color(0xffe890));
for (const [x, y, width, rgb] of [[15, 20, 64, 0x503860], [67, 28, 54, 0x382850],
                                  [42, 31, 76, 0x201838]])
  raylib.ImageDrawTriangle(image, { x, y }, { x: x - width / 2, y: 40 },
                           { x: x + width / 2, y: 40 }, color(rgb));

// The first use of the font loads it. Text that is measured needs a font with a texture,
// which there is in windows only, but any number will do.
raylib.ImageDrawText(image, '', 0, 0, 10, white);
const font = raylib.GetFontDefault();
font.texture.id = 1;
raylib.ImageDrawTextEx(image, font, 'node:ffi', { x: 4, y: 4 }, 10, 1, white);

// And each of the pixels as 8 × 8
raylib.ImageResizeNN(image, image.width * 8, image.height * 8);
const file = process.argv[2] ?? 'sunset.png';
if (!raylib.ExportImage(image, file))
  throw new Error(`${file} can't be written`);
console.log(`${file}: ${image.width} × ${image.height} pixels`);
