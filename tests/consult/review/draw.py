"""Draw the pictures of the READMEs: ``PYTHONPATH=scripts:tests .venv/bin/python tests/consult/review/draw.py``.

It takes the browser and the fonts of the tests. ``pictures.json`` beside the pictures says of which page each
was taken; a test compares that with the page as it would be made now.
"""

from __future__ import annotations

import base64
import json
import shutil
import sys
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, ViewportSize, sync_playwright
from scenes import digest, scenes

from support.browser import FLAGS, NEEDS, PROGRAM

FOLDER = Path(__file__).parents[3] / ".github" / "pictures"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
VIEW: ViewportSize = {"width": 920, "height": 1200}
SCALE = 1.5  # device pixels for one of the page
# Seven colours, those that cover most and differ most, as lossless WebP: letters stay sharp in a tenth of the bytes.
_PACK = """\
async png => {
  const image = new Image();
  image.src = 'data:image/png;base64,' + png;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.width, image.height];
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const data = context.getImageData(0, 0, canvas.width, canvas.height);
  const pixels = new Uint32Array(data.data.buffer);
  const apart = (a, b) => [0, 8, 16].reduce((sum, bits) => sum + ((a >> bits & 255) - (b >> bits & 255)) ** 2, 0);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) || 0) + 1);
  const nearest = new Map([...counts.keys()].map(colour => [colour, [colour, 1e9]]));
  for (let chosen = 0; chosen < Math.min(7, counts.size); chosen++) {
    let [next, most] = [0, -1];
    for (const [colour, [, distance]] of nearest) {
      const weight = counts.get(colour) * distance;
      if (weight > most) [next, most] = [colour, weight];
    }
    for (const [colour, [, distance]] of nearest) {
      const now = apart(colour, next);
      if (now < distance) nearest.set(colour, [next, now]);
    }
  }
  pixels.forEach((pixel, at) => { pixels[at] = nearest.get(pixel)[0]; });
  context.putImageData(data, 0, 0);
  return canvas.toDataURL('image/webp', 1).split(',')[1];
}
"""


def taken(browser: Browser, page: str, scheme: Literal["light", "dark"]) -> bytes:
    """One page as a picture."""
    tab = browser.new_page(viewport=VIEW, device_scale_factor=SCALE, color_scheme=scheme)
    tab.set_content(page)
    png = tab.locator("body > :first-child").screenshot()
    packed = tab.evaluate(_PACK, base64.b64encode(png).decode("ascii"))
    tab.close()
    return base64.b64decode(packed)


def draw(browser: Browser) -> None:
    """All pictures, and the list of what each shows; whatever else lay there goes."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    listed = {}
    for name, page in scenes().items():
        for scheme in SCHEMES:
            file, picture = f"{name}{'-dark' if scheme == 'dark' else ''}.webp", taken(browser, page, scheme)
            (FOLDER / file).write_bytes(picture)
            listed[file] = {"page": digest(page.encode()), "picture": digest(picture)}
            sys.stdout.write(f"{file} {len(picture)} bytes\n")
    (FOLDER / "pictures.json").write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if PROGRAM is None:
        sys.exit(NEEDS)
    with sync_playwright() as play:
        draw(play.chromium.launch(executable_path=PROGRAM, args=FLAGS))
