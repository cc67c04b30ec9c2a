// Draws a picture with raylib, which passes structs by value everywhere, and saves it as
// a PNG file. No window is needed. The example png.mjs shows it.
//
//   node --experimental-ffi raylib.mjs [FILE.png]
import { dlopen, findLibrary } from 'node:ffi';

const path = findLibrary('raylib');
if (path === undefined)
  throw new Error('raylib is needed (Debian: the package libraylib600)');

// What raylib.h says.
const { functions: raylib } = dlopen(path, `
  typedef struct { unsigned char r, g, b, a; } Color;
  typedef struct { float x, y; } Vector2;
  typedef struct { void *data; int width, height, mipmaps, format; } Image;
  typedef struct { unsigned int id; int width, height, mipmaps, format; } Texture;
  typedef struct {
    int baseSize, glyphCount, glyphPadding;
    Texture texture;
    void *recs, *glyphs;
  } Font;

  void SetTraceLogLevel(int level);
  Image GenImageGradientLinear(int width, int height, int direction, Color start, Color end);
  void ImageDrawCircle(Image *dst, int x, int y, int radius, Color color);
  void ImageDrawTriangle(Image *dst, Vector2 v1, Vector2 v2, Vector2 v3, Color color);
  void ImageDrawText(Image *dst, const char *text, int x, int y, int size, Color color);
  void ImageDrawTextEx(Image *dst, Font font, const char *text, Vector2 position, float size,
                       float spacing, Color tint);
  Font GetFontDefault(void);
  void ImageResizeNN(Image *image, int width, int height);
  bool ExportImage(Image image, const char *file);
  void UnloadImage(Image image);
`);
const LOG_ERROR = 5;

const color = (rgb) => ({ r: rgb >> 16, g: rgb >> 8 & 255, b: rgb & 255, a: 255 });
const white = color(0xffffff);

// A picture of 80 × 40 pixels
raylib.SetTraceLogLevel(LOG_ERROR);
const image = raylib.GenImageGradientLinear(80, 40, 0, color(0x102048), color(0xff9050));
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
raylib.UnloadImage(image);
