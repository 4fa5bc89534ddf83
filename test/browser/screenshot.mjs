// Takes the picture of the exercise that stands in README.md: one judged
// incident chosen, at its place and time, with what watched it.
//
//   TRUCELINE_URL=http://127.0.0.1:8470 node screenshot.mjs FILE.png
//
// It refuses to picture anything but an exercise: real data is not ours to
// give away. scripts/screenshot starts the server for it. CHROMIUM names the
// browser (default /usr/bin/chromium). Exit code 0: taken; 1: not; 2: wrong usage.
import { writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { chromium } from 'playwright-core';

const base = process.env.TRUCELINE_URL;
const file = process.argv[2];
if (!base || !file) {
  console.error('usage: TRUCELINE_URL=http://127.0.0.1:8470 node screenshot.mjs FILE.png');
  process.exit(2);
}
const ask = async (path) => (await fetch(new URL(path, base))).json();

const { run } = await ask('/api/run');
if (run.kind !== 'exercise') {
  console.error(`${run.name} is not an exercise, so no picture of it is taken`);
  process.exit(1);
}
// The incident to choose: among those with a finding that something was met,
// the one with most observations; of equals, the first by ID.
const judged = new Set((await ask('/api/findings')).filter((f) => f.exists.verdict === 'met').map((f) => f.subject.id));
const weight = (i) => (i.observations ?? []).length;
const [chosen] = (await ask('/api/incidents')).filter((i) => judged.has(i.id) && i.place.shape === 'point')
  .sort((a, b) => weight(b) - weight(a) || a.id.localeCompare(b.id));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-background-networking', '--no-first-run'],
});
try {
  const context = await browser.newContext({ viewport: { width: 1360, height: 850 }, colorScheme: 'light', locale: 'en-GB', reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(base);
  await page.waitForFunction(() => window.__truceline?.ready === true, null, { timeout: 60_000 });
  if (chosen) {
    const more = page.locator('button.all'); // the list shows its rows by and by
    const row = page.locator(`[data-incident="${chosen.id}"]`);
    while ((await row.count()) === 0 && (await more.count()) > 0) await more.click();
    await row.click();
    await page.getByTestId('panel').getByRole('heading', { name: 'Observations' }).waitFor();
    await page.getByTestId('zoom-to').click();
    for (let i = 0; i < 3; i++) { // so far out that the corridor is seen on both sides
      await page.getByRole('button', { name: 'Zoom out' }).click();
      await page.waitForTimeout(400);
    }
  }
  await page.evaluate(() => document.activeElement?.blur());
  await page.waitForTimeout(2500); // software rendering draws the last tiles late
  const picture = await page.screenshot();
  const blank = await context.newPage();
  const { width, height, data } = await blank.evaluate(pixels, picture.toString('base64'));
  writeFileSync(file, indexed(width, height, Buffer.from(data, 'base64')));
} finally {
  await browser.close();
}

// pixels runs in the browser, which can read a PNG: four bytes a pixel.
async function pixels(png) {
  const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  context.drawImage(bitmap, 0, 0);
  const { width, height, data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  let text = '';
  for (let i = 0; i < data.length; i += 8192) text += String.fromCharCode(...data.subarray(i, i + 8192));
  return { width, height, data: btoa(text) };
}

// indexed writes a PNG with the 256 commonest colours, each other one as the
// nearest of them: a third of the size, and nothing to be seen of it.
function indexed(width, height, rgba) {
  const counts = new Map();
  for (let i = 0; i < rgba.length; i += 4) {
    const colour = rgba.readUIntBE(i, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 256).map(([colour]) => colour);
  const part = (colour, shift) => (colour >> shift) & 255;
  const far = (a, b) => [16, 8, 0].reduce((sum, s) => sum + (part(a, s) - part(b, s)) ** 2, 0);
  const nearest = new Map([...counts.keys()].map((colour) => {
    let best = 0;
    palette.forEach((p, i) => { if (far(p, colour) < far(palette[best], colour)) best = i; });
    return [colour, best];
  }));
  const rows = Buffer.alloc(height * (width + 1)); // each row begins with its filter, 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = nearest.get(rgba.readUIntBE((y * width + x) * 4, 3));
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8); // 8 bits, indexed
  const colours = Buffer.from(palette.flatMap((c) => [part(c, 16), part(c, 8), part(c, 0)]));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('PLTE', colours), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(name, body) {
  const tail = Buffer.concat([Buffer.from(name, 'latin1'), body]);
  const out = Buffer.alloc(12 + body.length);
  out.writeUInt32BE(body.length, 0);
  tail.copy(out, 4);
  out.writeUInt32BE(crc(tail), 8 + body.length);
  return out;
}

// crc is CRC-32 as PNG (annex D) defines it; Node 20 has none of its own.
function crc(bytes) {
  let c = 0xffffffff;
  for (const byte of bytes) {
    c ^= byte;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  }
  return (c ^ 0xffffffff) >>> 0;
}
