"""Writes packed images whose tiles have masks of null pixels, 32 x 32 px in tiles of 16 x 16.

usage: null_masks.py FOLDER

No program writes such files whole: astropy packs the pixels, and the masks of PLIO_1 and
HCOMPRESS_1; nom.tam.fits (NullMasks.java) those of RICE_1, GZIP_1 and GZIP_2; this script puts
them into one table. Pixel i is null where i mod 37 is 3, and in row 10; below the mask it has a
value like the others. mask_i16_CODEC.fits holds i, BLANK -999; mask_f32_CODEC.fits holds i with
noise added, so that astropy rounds its floats to integers in most tiles.
"""

import base64
import json
import os
import subprocess
import sys

import numpy as np
from astropy.io import fits

folder = sys.argv[1]
here = os.path.dirname(os.path.abspath(__file__))
jars = "/usr/share/java/fits.jar:/usr/share/java/commons-compress.jar"
java = ["java", "-cp", jars, os.path.join(here, "NullMasks.java")]

pixels = np.arange(1024).reshape(32, 32)
nulls = (pixels % 37 == 3) | (pixels // 32 == 10)


def lists(rows):
    cells = np.empty(len(rows), dtype=object)
    cells[:] = [np.frombuffer(row, dtype="u1") for row in rows]
    return cells


def packed(data, codec):
    """What astropy packs: the header of the table, its numbers by column, and the packed tiles."""
    path = f"{folder}/plain.fits"
    hdu = fits.CompImageHDU(data, compression_type=codec, tile_size=[16, 16])
    fits.HDUList([fits.PrimaryHDU(), hdu]).writeto(path, overwrite=True)
    with fits.open(path, disable_image_compression=True) as hdus:
        table = hdus[1]
        names = [name for name in table.columns.names if name in ("ZSCALE", "ZZERO")]
        numbers = {name: np.array(table.data[name], dtype="f8") for name in names}
        tiles = {
            name: [bytes_of(np.array(row)) for row in table.data[name]]
            for name in table.columns.names
            if name.endswith("COMPRESSED_DATA")
        }
        header = table.header.copy()
    os.remove(path)
    return header, numbers, tiles


def bytes_of(row):
    return row.astype(row.dtype.newbyteorder(">")).tobytes()


def write(name, data, mask_codec, masks, blank=None):
    header, numbers, tiles = packed(data, "RICE_1")
    columns = [fits.Column(name=n, format="PB()", array=lists(t)) for n, t in tiles.items()]
    columns += [fits.Column(name=n, format="1D", array=values) for n, values in numbers.items()]
    columns += [fits.Column(name="NULL_PIXEL_MASK", format="PB()", array=lists(masks))]
    made = fits.BinTableHDU.from_columns(columns)
    for card in header.cards:
        if card.keyword.startswith("Z"):
            made.header.append(card)
    made.header["ZMASKCMP"] = mask_codec
    if blank is not None:
        made.header["BLANK"] = blank
    fits.HDUList([fits.PrimaryHDU(), made]).writeto(f"{folder}/{name}", overwrite=True)


masks = {
    codec: [base64.b64decode(tile) for tile in tiles]
    for codec, tiles in json.loads(subprocess.check_output(java)).items()
}
for codec in ("PLIO_1", "HCOMPRESS_1"):
    masks[codec] = packed(nulls.astype("i2"), codec)[2]["COMPRESSED_DATA"]
for codec, tiles in masks.items():
    floats = pixels + 7919 * pixels % 101 / 25
    write(f"mask_f32_{codec}.fits", floats.astype("f4"), codec, tiles)
    write(f"mask_i16_{codec}.fits", pixels.astype("i2"), codec, tiles, -999)
