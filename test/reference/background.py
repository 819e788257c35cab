"""Background and noise of an image by sep and photutils.

Usage: background.py IMAGE.fits HDU MESH_PX OUT.fits
Writes a FITS file with four images: background and noise of sep, then those of photutils.
"""

import sys

import numpy as np
import sep
from astropy.io import fits
from astropy.stats import SigmaClip
from photutils.background import Background2D, SExtractorBackground, StdBackgroundRMS

path, hdu, mesh, out = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
data = fits.getdata(path, hdu).astype(np.float32)
gap = (data == 0) | ~np.isfinite(data)
data = np.where(gap, 0, data).astype(np.float32)
by_sep = sep.Background(data, mask=gap, bw=mesh, bh=mesh, fw=3, fh=3)
by_photutils = Background2D(
    data.astype(np.float64),
    (mesh, mesh),
    mask=gap,
    filter_size=(3, 3),
    exclude_percentile=50,
    sigma_clip=SigmaClip(3, maxiters=20),
    bkg_estimator=SExtractorBackground(),
    bkgrms_estimator=StdBackgroundRMS(),
)
images = [by_sep.back(), by_sep.rms(), by_photutils.background, by_photutils.background_rms]
hdus = [fits.PrimaryHDU()] + [fits.ImageHDU(np.asarray(image, np.float32)) for image in images]
fits.HDUList(hdus).writeto(out, overwrite=True)
