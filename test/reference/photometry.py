"""Reference numbers for src/photometry and src/photometry/extinction.ts.

usage: photometry.py apertures
       photometry.py extinction

apertures prints JSON: an image, and sums, skies and CI at 40 positions by photutils.
extinction prints JSON: A / E(B-V) of Fitzpatrick (1999) at wavelengths given as a JSON list.

The law of Fitzpatrick (1999, PASP 111, 63), R_V = 3.1: above 270 nm a cubic spline through his
anchors, whose dependence on R_V is that of his published routine FM_UNRED; below, the function of
Fitzpatrick & Massa (1990).
"""

import json
import sys

import numpy as np

R_V = 3.1


def apertures():
    from astropy.stats import SigmaClip
    from photutils.aperture import CircularAnnulus, CircularAperture

    rng = np.random.default_rng(7)
    width, height = 90, 70
    image = rng.normal(0.2, 0.02, (height, width))
    yy, xx = np.mgrid[:height, :width]
    positions = np.column_stack([rng.uniform(10, width - 11, 40), rng.uniform(10, height - 11, 40)])
    for x, y in positions:
        image += rng.uniform(0.5, 5) * np.exp(-((xx - x) ** 2 + (yy - y) ** 2) / (2 * 1.3**2))
    image = image.astype(np.float32).astype(float)
    clip = SigmaClip(sigma=3, maxiters=10)
    radii = [1, 3, 4]
    rows = []
    for x, y in positions:
        ring = CircularAnnulus((x, y), 7, 8).to_mask(method="center").get_values(image)
        kept = np.asarray(clip(ring, masked=False))
        circles = [CircularAperture((x, y), r) for r in radii]
        sums = [a.do_photometry(image, method="exact")[0][0] for a in circles]
        rows.append({"x": x, "y": y, "sums": sums, "n": len(kept), "median": np.median(kept),
                     "mean": np.mean(kept), "deviation": np.std(kept)})
    pixels = image.ravel().tolist()
    return {"width": width, "height": height, "radii": radii, "pixels": pixels, "rows": rows}


def ultraviolet(x):
    """E(wavelength - V) / E(B-V) for x in inverse micrometres, Fitzpatrick & Massa (1990)."""
    c2 = -0.824 + 4.717 / R_V
    c1 = 2.030 - 3.007 * c2
    drude = x**2 / ((x**2 - 4.596**2) ** 2 + 0.99**2 * x**2)
    far = np.where(x > 5.9, 0.5392 * (x - 5.9) ** 2 + 0.05644 * (x - 5.9) ** 3, 0)
    return c1 + c2 * x + 3.23 * drude + 0.41 * far


def extinction(wavelengths_nm):
    from scipy.interpolate import CubicSpline

    def poly(*c):
        return sum(value * R_V**power for power, value in enumerate(c))

    knots = 1e4 / np.array([np.inf, 26500, 12200, 6000, 5470, 4670, 4110, 2700, 2600])
    uv = ultraviolet(knots[-2:]) + R_V
    values = [
        0,
        0.26469 * R_V / 3.1,
        0.82925 * R_V / 3.1,
        poly(-4.22809e-01, 1.00270, 2.13572e-04),
        poly(-5.13540e-02, 1.00216, -7.35778e-05),
        poly(7.00127e-01, 1.00184, -3.32598e-05),
        poly(1.19456, 1.01707, -5.46959e-03, 7.97809e-04, -4.45636e-05),
        *uv,
    ]
    spline = CubicSpline(knots, values, bc_type="natural")
    x = 1e3 / np.array(wavelengths_nm)
    return np.where(x < 1e4 / 2700, spline(x), ultraviolet(x) + R_V).tolist()


if __name__ == "__main__":
    answer = apertures() if sys.argv[1] == "apertures" else extinction(json.loads(sys.argv[2]))
    json.dump(answer, sys.stdout)
