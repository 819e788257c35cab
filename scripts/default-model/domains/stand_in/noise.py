"""Noise of the stand-in: photons, readout, drizzling, and what calibration leaves behind."""
import numpy as np
from scipy import ndimage

READ_NOISE = 4.0


def observed(rng, light, exposure, sky, n_exposures=4):
    """What the telescope shows of noiseless light (e-/s): the mean of exposures, each shifted.

    Each exposure has its own noise on its own pixels. Shifting it by a part of a pixel shares a
    pixel's noise among its neighbours, as drizzling does.
    """
    t = exposure / n_exposures
    total = np.zeros_like(light)
    for _ in range(n_exposures):
        mean = np.maximum(light + sky, 0) * t
        counts = rng.poisson(mean) + READ_NOISE * rng.normal(size=light.shape)
        excess = (counts - mean) / t
        total += ndimage.shift(excess, rng.uniform(-0.5, 0.5, 2), order=1, mode='wrap')
    return light + total / n_exposures


def residual_sky(rng, shape, sigma):
    """A sky that was not subtracted well: a constant and a slope, a fraction of the noise."""
    y, x = np.mgrid[0:shape[0], 0:shape[1]] / shape[0] - 0.5
    return sigma * (0.2 * rng.normal() + 0.15 * rng.normal() * x + 0.15 * rng.normal() * y)


def add_flaws(rng, image, sigma, n_tracks, n_hot):
    """Remnants of cosmic rays and warm pixels, in one band."""
    size = image.shape[0]
    for _ in range(n_tracks):
        x, y, angle = rng.uniform(5, size - 5), rng.uniform(5, size - 5), rng.uniform(0, np.pi)
        length = rng.exponential(2.5)
        for t in np.arange(0, length + 0.5, 0.5):
            i, j = int(y + t * np.sin(angle)), int(x + t * np.cos(angle))
            if 0 <= i < size and 0 <= j < size:
                image[i, j] += sigma * rng.uniform(3, 15)
    at = rng.integers(0, size, (n_hot, 2))
    image[at[:, 0], at[:, 1]] += sigma * rng.exponential(6, n_hot)


def observed_area(rng, size):
    """Where there are exposures: a turned square without the gap between two chips."""
    y, x = np.mgrid[0:size, 0:size] - size / 2
    angle = rng.uniform(-0.12, 0.12)
    u, v = np.cos(angle) * x + np.sin(angle) * y, np.cos(angle) * y - np.sin(angle) * x
    gap = np.abs(v - rng.uniform(-0.3, 0.3) * size) < 6
    return (np.abs(u) < 0.515 * size) & (np.abs(v) < 0.515 * size) & ~gap
