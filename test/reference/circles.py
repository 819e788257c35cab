"""Fluxes of a mosaic in exact circles by photutils, less the median from 7 to 8 px, for the scripts
beside this one."""

import json

import numpy as np
from astropy.io import fits
from astropy.stats import SigmaClip
from photutils.aperture import CircularAnnulus, CircularAperture


class Circles:
    """Of the cases of a JSON file: {"image": path, "hdu": n, "x": [...], "y": [...], ...}, with
    0-based places. Zeros are gaps. The sky is clipped at 3 sigma."""

    def __init__(self, path):
        with open(path) as file:
            self.cases = json.load(file)
        self.image = fits.getdata(self.cases["image"], self.cases["hdu"]).astype(float)
        self.image[self.image == 0] = np.nan
        self.positions = np.column_stack([self.cases["x"], self.cases["y"]])
        clip = SigmaClip(sigma=3, maxiters=10)
        self.skies = np.array([self._sky(position, clip) for position in self.positions])

    def _sky(self, position, clip):
        annulus = CircularAnnulus(position, 7, 8).to_mask(method="center")
        values = annulus.get_values(self.image)
        kept = np.asarray(clip(values[np.isfinite(values)], masked=False))
        return np.median(kept) if len(kept) else np.nan

    def fluxes(self, radius):
        """One for each place; NaN where a pixel or the sky is missing."""
        circle = CircularAperture(self.positions, radius)
        sums, _ = circle.do_photometry(self.image, method="exact")
        return sums - np.pi * radius**2 * self.skies
