"""Writes tile-compressed images of 30 x 20 px, extension SCI.

usage: tile_compressed.py FOLDER

packed.fits holds 0 to 599 as quantised floats. The others are packed without loss: pixel i holds
(37 i) mod 251, less 100 where the type has a sign.
"""

import sys

import numpy as np
from astropy.io import fits

folder = sys.argv[1]
values = (37 * np.arange(600) % 251).reshape(20, 30)
signed = values - 100


def write(name, data, **options):
    hdu = fits.CompImageHDU(data, name="SCI", **options)
    fits.HDUList([fits.PrimaryHDU(), hdu]).writeto(f"{folder}/{name}.fits", overwrite=True)


write("packed", np.arange(600.0).reshape(20, 30))
write("rice_u8", values.astype("u1"), compression_type="RICE_1", tile_size=[7, 9])
write("rice_i16", signed.astype("i2"), compression_type="RICE_1")
write("rice_i32", signed.astype("i4"), compression_type="RICE_1", tile_size=[30, 6])
write("gzip_i16", signed.astype("i2"), compression_type="GZIP_1")
write("gzip2_f32", signed.astype("f4"), compression_type="GZIP_2", quantize_level=0)
write("plio_i16", values.astype("i2"), compression_type="PLIO_1")
write("hcompress_i16", signed.astype("i2"), compression_type="HCOMPRESS_1", tile_size=[15, 10])
