"""Makes images to be packed, and reads what was packed.

usage: written_images.py FOLDER | --read PLAIN PACKED... | --rows OURS THEIRS | --table FILE

FOLDER gets plain_*.fits. With --read: for each PACKED file, by astropy with its sums verified (a
wrong one is an error), a list of: whether NaN and zeros are where PLAIN has them, and the largest
difference of another pixel. With --rows: the numbers of rows of two packed images whose bytes,
scales and zeros are equal, and of all rows. With --table: the columns of a table as text, its sums
verified.
"""

import json
import sys
import warnings

import numpy as np
from astropy.io import fits

warnings.simplefilter("error")


def pixels(path):
    with fits.open(path, checksum=True) as hdus:
        return [hdu.data for hdu in hdus if hdu.data is not None][0].astype("f8")


def compared(plain, path):
    found = pixels(path)
    with np.errstate(invalid="ignore"):
        far = np.abs(found - plain)[np.isfinite(plain) & (plain != 0)]
    places = np.array_equal(np.isnan(found), np.isnan(plain))
    zeros = bool(np.all(found[plain == 0] == 0))
    return [places, zeros, float(far.max())]


if sys.argv[1] == "--read":
    plain = pixels(sys.argv[2])
    print(json.dumps([compared(plain, path) for path in sys.argv[3:]]))
    sys.exit()

if sys.argv[1] == "--rows":
    ours, theirs = (fits.open(path, disable_image_compression=True)[1] for path in sys.argv[2:])
    known = ["COMPRESSED_DATA", "ZSCALE", "ZZERO"]
    names = [name for name in known if name in theirs.columns.names]
    equal = [
        all(np.array_equal(a[name], b[name]) for name in names)
        for a, b in zip(ours.data, theirs.data)
    ]
    print(json.dumps([sum(equal), len(theirs.data), ours.header.get("ZDITHER0", 0)]))
    sys.exit()

if sys.argv[1] == "--table":
    with fits.open(sys.argv[2], checksum=True) as hdus:
        data = hdus[1].data
        print(json.dumps({name: [str(cell) for cell in data[name]] for name in data.names}))
    sys.exit()

folder = sys.argv[1]
rng = np.random.default_rng(7)
ny, nx = 83, 300
sky = rng.normal(100, 4, (ny, nx)) + 3e4 * (rng.random((ny, nx)) > 0.995)
sky[20:30] -= 90


def plain(name, data, **cards):
    hdu = fits.PrimaryHDU(data)
    hdu.header["FILTER"] = "F555W"
    hdu.header.update(cards)
    hdu.writeto(f"{folder}/plain_{name}.fits", overwrite=True)


plain("u8", np.clip(sky, 0, 255).astype("u1"))
plain("i16", (sky - 60).astype("i2"))
plain("u16", np.clip(2 * sky, 0, 65535).astype("u2"))
plain("i32", (sky * 3e4 - 5e8).astype("i4"))
plain("i64", (sky * 3e4 - 5e8).astype("i8") << 20)
full = sky.astype("f4")
full[:, 280:] = 0
plain("f32", full)
plain("f64", full.astype("f8") * 1e-3)
gaps = full.copy()
gaps[5:9, 3:80] = np.nan
gaps[11] = np.nan
gaps[12] = 7
plain("gaps", gaps)
plain("cube", (sky[None, :, :30] + np.arange(3)[:, None, None]).astype("f4"))
plain("row", sky.ravel().astype("f4"))
