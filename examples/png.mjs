// Decodes a PNG file with libpng, shows it in the terminal, and says how large it is and
// which colours it has. The example raylib.mjs makes one.
//
//   node --experimental-ffi png.mjs FILE.png
import { dlopen, findLibrary } from 'node:ffi';

const path = findLibrary('png16');
if (path === undefined)
  throw new Error('libpng is needed (Debian, Ubuntu: the package libpng16-16t64)');
// What png.h says of its simplified interface.
const { functions: png, types: { png_image: Picture } } = dlopen(path, `
  typedef struct {
    void *opaque;
    unsigned version, width, height, format, flags, colormap_entries, warning_or_error;
    char message[64];
  } png_image;
  int png_image_begin_read_from_file(png_image *, const char *file);
  int png_image_finish_read(png_image *, void *background, void *pixels, int stride, void *);
  void png_image_free(png_image *);
`);
const PNG_IMAGE_VERSION = 1;
const PNG_FORMAT_RGB = 2;

function decode(file) {
  const picture = new Picture();
  picture.version = PNG_IMAGE_VERSION;
  try {
    if (!png.png_image_begin_read_from_file(picture, file))
      throw new Error(`${file}: ${picture.message}`);
    picture.format = PNG_FORMAT_RGB;
    const { width, height } = picture;
    const pixels = Buffer.alloc(width * height * 3);
    if (!png.png_image_finish_read(picture, null, pixels, 0, null))
      throw new Error(`${file}: ${picture.message}`);
    return { width, height, pixels };
  } finally {
    png.png_image_free(picture);
  }
}

const [, , file] = process.argv;
if (file === undefined) {
  console.error('usage: node --experimental-ffi png.mjs FILE.png');
  process.exit(1);
}
const { width, height, pixels } = decode(file);

// In 80 columns: two pixels a character, one above the other, or, without colours, a shade.
const step = Math.max(1, Math.ceil(width / 80));
const colored = process.stdout.hasColors?.(2 ** 24);
for (let y = 0; y < height; y += step * 2) {
  let line = '';
  for (let x = 0; x < width; x += step) {
    const upper = pixels.subarray((y * width + x) * 3).subarray(0, 3);
    const lower = pixels.subarray((Math.min(y + step, height - 1) * width + x) * 3).subarray(0, 3);
    line += colored ?
      `\x1b[38;2;${upper.join(';')};48;2;${lower.join(';')}m▀` :
      ' .:-=+*#%@'[Math.floor((upper[1] + lower[1]) / 51.2)];
  }
  console.log(colored ? `${line}\x1b[0m` : line);
}

const counts = new Map();
for (let i = 0; i < pixels.length; i += 3) {
  const color = `#${pixels.toString('hex', i, i + 3)}`;
  counts.set(color, (counts.get(color) ?? 0) + 1);
}
console.log(`${file}: ${width} × ${height} pixels of ${counts.size} colours, most of them`);
for (const [color, count] of [...counts].sort(([, a], [, b]) => b - a).slice(0, 3))
  console.log(`  ${color}  ${(count * 100 / (width * height)).toFixed(1)} %`);
