"""Star images of the stand-in: an obscured Airy pattern, a Moffat halo, and spikes.

Nothing here comes from starsift's pupil. Each field has a width, a jitter, an ellipticity and a
halo of its own. Kernels have OVER samples along a pixel of the mosaic, and hold the pixel itself.
"""
import numpy as np
from scipy import ndimage, special

OVER = 3
PIXEL_ARCSEC = 0.03962
HALF_PX = 45
DIAMETER_M, OBSCURED = 2.4, 0.33

# Middle and width of each filter, nm.
FILTERS = {
    'F275W': (271, 42), 'F336W': (335, 52), 'F435W': (432, 90), 'F438W': (432, 63),
    'F555W': (533, 130), 'F814W': (805, 160),
}


def draw_optics(rng):
    """What the telescope was like while a field was observed."""
    return {
        'stretch': rng.uniform(1.0, 1.12),
        'jitter_px': rng.uniform(0.5, 0.7),
        'ellipticity': rng.uniform(0, 0.06),
        'angle': rng.uniform(0, np.pi),
        'halo': rng.uniform(0.04, 0.14),
        'halo_fwhm_px': rng.uniform(4, 8),
        'spike': rng.uniform(0.004, 0.012),
        'spike_angle': rng.uniform(0, np.pi / 2),
    }


def kernel(name, optics):
    """Light of a star of flux 1 in the pixel about each place, times the area of a sample."""
    half = HALF_PX * OVER
    grid = np.arange(-half, half + 1) / OVER
    x, y = np.meshgrid(grid, grid)
    c, s = np.cos(optics['angle']), np.sin(optics['angle'])
    long = 1 + optics['ellipticity']
    u, v = (c * x + s * y) / long, (c * y - s * x) * long
    r = np.hypot(u, v) / optics['stretch']
    middle, width = FILTERS[name]
    waves = np.linspace(middle - width / 2, middle + width / 2, 5)
    core = np.mean([airy(r, nm) for nm in waves], 0)
    core /= core.sum()
    beta = 2.2
    alpha = optics['halo_fwhm_px'] / (2 * np.sqrt(2 ** (1 / beta) - 1))
    halo = (1 + (r / alpha) ** 2) ** -beta
    spikes = cross(x, y, optics['spike_angle'])
    share = optics['halo'] * (400 / middle) ** 0.3
    light = (1 - share - optics['spike']) * core + share * halo / halo.sum()
    light += optics['spike'] * spikes / spikes.sum()
    # Charge spreads more in blue light.
    jitter = optics['jitter_px'] * (533 / middle) ** 0.25
    soft = ndimage.gaussian_filter(light, jitter * OVER)
    # The pixel of the detector, and the drop that drizzling spreads over the mosaic.
    pixel = ndimage.uniform_filter(ndimage.uniform_filter(soft, OVER), OVER)
    return pixel / pixel.sum()


def airy(r_px, nm):
    """Intensity of a circular opening with a round obscuration (Born & Wolf, 8.6.2)."""
    t = np.pi * DIAMETER_M / (nm * 1e-9) * np.maximum(r_px, 1e-6) * PIXEL_ARCSEC / 206264.806
    dark = OBSCURED * t
    amplitude = 2 * special.j1(t) / t - OBSCURED ** 2 * 2 * special.j1(dark) / dark
    return (amplitude / (1 - OBSCURED ** 2)) ** 2


def cross(x, y, angle):
    c, s = np.cos(angle), np.sin(angle)
    u, v = np.abs(c * x + s * y), np.abs(c * y - s * x)
    along, across = np.maximum(u, v), np.minimum(u, v)
    return np.exp(-0.5 * (across / 0.8) ** 2) / (along + 2) ** 2
