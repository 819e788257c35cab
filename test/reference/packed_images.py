"""Writes images for fpack, and images that astropy packs itself; prints what astropy reads.

usage: packed_images.py FOLDER | --read FILE PLAIN

FOLDER gets plain_*.fits for fpack, and astropy_*.fits. Prints {file: sha256 of the physical pixels
as little-endian float64}; with --read this number for the first extension of a file, with NaN
where PLAIN has it: astropy 5.2 takes no notice of ZBLANK, and gives numbers there. All NaN are
written in one form.
"""

import hashlib
import json
import sys

import numpy as np
from astropy.io import fits



def sha256(data):
    pixels = np.ascontiguousarray(data.astype("<f8"))
    pixels[np.isnan(pixels)] = np.nan
    return hashlib.sha256(pixels.tobytes()).hexdigest()


if sys.argv[1] == "--read":
    pixels = fits.getdata(sys.argv[2], 1)
    print(json.dumps(sha256(np.where(np.isnan(fits.getdata(sys.argv[3])), np.nan, pixels))))
    sys.exit()

folder = sys.argv[1]
rng = np.random.default_rng(7)
ny, nx = 83, 117
sky = rng.normal(100, 4, (ny, nx)) + 3e4 * (rng.random((ny, nx)) > 0.995)
sky[20:30] -= 90


def plain(name, data, **cards):
    hdu = fits.PrimaryHDU(data)
    hdu.header.update(cards)
    hdu.writeto(f"{folder}/plain_{name}.fits", overwrite=True)


plain("u8", np.clip(sky, 0, 255).astype("u1"))
plain("i16", (sky - 60).astype("i2"))
plain("u16", np.clip(2 * sky, 0, 65535).astype("u2"))
plain("i32", (sky * 3e4 - 5e8).astype("i4"))
gaps = sky.astype("f4")
gaps[:, 100:] = 0
gaps[5:9, 3:80] = np.nan
plain("f32", gaps)
plain("f64", gaps.astype("f8") * 1e-3)
cube = (sky[None] + np.arange(3)[:, None, None]).astype("f4")
plain("cube", cube)
mask = np.zeros((ny, nx), "i2")
mask[10:40, 20:60] = 5
mask[50:, 3:90] = rng.integers(0, 4000, (33, 87))
plain("mask", mask)

PACKED = {
    "hcompress_smooth": (
        sky.astype("i2"),
        dict(compression_type="HCOMPRESS_1", hcomp_scale=8, hcomp_smooth=1, tile_size=[40, 50]),
    ),
    "hcompress_floats": (
        gaps,
        dict(compression_type="HCOMPRESS_1", tile_size=[117, 30], quantize_level=8),
    ),
    "rice_square": (
        gaps,
        dict(compression_type="RICE_1", tile_size=[50, 50], quantize_method=1, dither_seed=77),
    ),
    "rice_dither2": (
        gaps,
        dict(compression_type="RICE_1", tile_size=[117, 2], quantize_method=2, dither_seed=9998),
    ),
    "gzip2_whole": (gaps, dict(compression_type="GZIP_2", tile_size=[117, 83], quantize_level=0)),
    "gzip1_i32": ((sky * 1e4).astype("i4"), dict(compression_type="GZIP_1", tile_size=[7, 9])),
    "rice_cube": (cube, dict(compression_type="RICE_1", tile_size=[60, 20, 2])),
    "plio": (mask, dict(compression_type="PLIO_1", tile_size=[117, 10])),
}
answers = {}
for name, (data, options) in PACKED.items():
    path = f"{folder}/astropy_{name}.fits"
    packed = fits.CompImageHDU(data, name="SCI", **options)
    fits.HDUList([fits.PrimaryHDU(), packed]).writeto(path, overwrite=True)
    with fits.open(path) as hdus:
        answers[f"astropy_{name}.fits"] = sha256(hdus[1].data)
print(json.dumps(answers))
