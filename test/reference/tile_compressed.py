"""Writes a tile-compressed image of 20 x 30 px, extension SCI.

usage: tile_compressed.py OUT.fits
"""

import sys

import numpy
from astropy.io import fits

hdu = fits.CompImageHDU(numpy.arange(600.0).reshape(20, 30), name="SCI")
fits.HDUList([fits.PrimaryHDU(), hdu]).writeto(sys.argv[1])
