"""A camera that sees what a page shows."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Playwright

WIDTH, HEIGHT = 640, 480
FRAMES = 5

# The picture in the middle of a white sheet, as the grey of each of its points.
LUMA = f"""async (picture) => {{
  await picture.decode();
  const sheet = new OffscreenCanvas({WIDTH}, {HEIGHT}).getContext("2d");
  sheet.fillStyle = "white";
  sheet.fillRect(0, 0, {WIDTH}, {HEIGHT});
  sheet.drawImage(picture, 170, 90, 300, 300);
  const {{ data }} = sheet.getImageData(0, 0, {WIDTH}, {HEIGHT});
  let luma = "";
  for (let at = 0; at < data.length; at += 4) luma += String.fromCharCode(data[at]);
  return btoa(luma);
}}"""


def film(picture: Locator, file: Path) -> None:
    """Write what a camera before this `<img>` would see, as an uncompressed Y4M film."""
    luma = base64.b64decode(picture.evaluate(LUMA))
    colours = bytes([128]) * (WIDTH * HEIGHT // 2)
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
    file.write_bytes(head + (b"FRAME\n" + luma + colours) * FRAMES)


@contextmanager
def browser_with_camera(playwright: Playwright, executable: str | None, film: Path, *flags: str) -> Iterator[Browser]:
    """A browser whose camera shows the film, over and over, and may be used by every page."""
    browser = playwright.chromium.launch(
        executable_path=executable,
        args=[
            *flags,
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ],
    )
    yield browser
    browser.close()
