"""Aperture photometry of the stand-in: flux in 4 px, sky at 7 to 8 px, CI of 1 and 3 px."""
import numpy as np
from scipy import fft

from optics import OVER
from shapes import HALF_PX, SIDE

FINE = 5


def disc(radius, dx, dy, reach):
    """Share of each pixel about a place that lies within a radius of it."""
    step = (np.arange((2 * reach + 1) * FINE) + 0.5) / FINE - 0.5 - reach
    inside = np.hypot(*np.meshgrid(step - dx, step - dy)) < radius
    return inside.reshape(2 * reach + 1, FINE, 2 * reach + 1, FINE).mean((1, 3))


def aperture(pixels, radius, masks):
    """Flux within a radius less the sky of the annulus (its median)."""
    area = masks[radius]
    sky = np.median(pixels[masks['sky']])
    return (pixels * area).sum() - sky * area.sum()


def masks_at(dx=0.0, dy=0.0, reach=10):
    r = np.hypot(*np.meshgrid(np.arange(-reach, reach + 1) - dx, np.arange(-reach, reach + 1) - dy))
    masks = {radius: disc(radius, dx, dy, reach) for radius in (1, 3, 4)}
    return {**masks, 'sky': (r >= 7) & (r <= 8)}


CENTRED = masks_at()


# Light that comes from farther away does not change what an aperture finds by a per cent.
KERNEL_PX = 12


class Seen:
    """A band's stars, ready to blur the stamp of a source."""

    def __init__(self, kernel):
        cut = kernel.shape[0] // 2 - KERNEL_PX * OVER
        kernel = kernel[cut:-cut, cut:-cut]
        self.side = fft.next_fast_len(SIDE + kernel.shape[0], real=True)
        self.transfer = fft.rfft2(kernel, (self.side, self.side))
        self.shift = kernel.shape[0] // 2

    def pixels(self, stamp, reach=10):
        """The source on the pixels of the mosaic, about the middle of its stamp."""
        blurred = fft.irfft2(fft.rfft2(stamp, (self.side, self.side)) * self.transfer,
                             (self.side, self.side))
        middle = HALF_PX * OVER + self.shift
        at = middle + OVER * np.arange(-reach, reach + 1)
        return blurred[np.ix_(at, at)] * OVER ** 2

    def share(self, stamp):
        return aperture(self.pixels(stamp), 4, CENTRED)

    def ci(self, stamp):
        pixels = self.pixels(stamp)
        small, large = (aperture(pixels, radius, CENTRED) for radius in (1, 3))
        return 2.5 * np.log10(large / small) if small > 0 and large > 0 else 9.0


def measured(image, x, y, zero, exposure):
    """Magnitude, error and CI at a place of a mosaic; NaN where there is none."""
    reach = 10
    i, j = int(round(y)), int(round(x))
    pixels = image[i - reach:i + reach + 1, j - reach:j + reach + 1]
    if pixels.shape != (2 * reach + 1,) * 2:
        return np.nan, np.nan, np.nan
    masks = masks_at(x - j, y - i)
    flux = aperture(pixels, 4, masks)
    scatter = pixels[masks['sky']].std()
    if flux <= 0:
        return np.nan, np.nan, np.nan
    error = 1.0857 * np.sqrt(50.3 * scatter ** 2 + flux / exposure) / flux
    small, large = (aperture(pixels, radius, masks) for radius in (1, 3))
    ci = 2.5 * np.log10(large / small) if small > 0 and large > 0 else np.nan
    return zero - 2.5 * np.log10(flux), error, ci
