"""Writes packed files, images and tables of docs/reference/formats.md, for js9.mjs.

usage: js9_images.py FOLDER

FOLDER gets the files, and images.json: a list of {file, tolerance, pixels} with the values that
were packed, null for NaN. On Debian's Python 3 with astropy 5.2; fpack, compress and zstd are
programs of Debian.
"""

import bz2
import gzip
import json
import subprocess
import sys
import tarfile
import zipfile

import numpy as np
from astropy.io import fits

folder = sys.argv[1]
cases = []
NX, NY = 60, 40
values = (37 * np.arange(NX * NY) % 251).reshape(NY, NX)
noisy = np.random.default_rng(7).normal(100, 4, (NY, NX)).astype("f4")
gaps = noisy.copy()
gaps[5:9, 3:30] = np.nan


def packed_files():
    fits.PrimaryHDU(values.astype("i2")).writeto(f"{folder}/plain.fits", overwrite=True)
    with open(f"{folder}/plain.fits", "rb") as file:
        data = file.read()
    packed = {"gz": gzip.compress(data), "bz2": bz2.compress(data)}
    packed["Z"] = subprocess.check_output(["compress", "-c", f"{folder}/plain.fits"])
    packed["zst"] = subprocess.check_output(["zstd", "-c", "-q", f"{folder}/plain.fits"])
    packed["xz"] = subprocess.check_output(["xz", "-c", "-k", f"{folder}/plain.fits"])
    for suffix, content in packed.items():
        with open(f"{folder}/plain.fits.{suffix}", "wb") as file:
            file.write(content)
    with zipfile.ZipFile(f"{folder}/plain.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(f"{folder}/plain.fits", "plain.fits")
    for suffix, mode in {"tar": "w", "tar.gz": "w:gz"}.items():
        with tarfile.open(f"{folder}/plain.{suffix}", mode) as archive:
            archive.add(f"{folder}/plain.fits", "plain.fits")
    names = ["fits", *(f"fits.{suffix}" for suffix in packed), "zip", "tar", "tar.gz"]
    for name in names:
        expect(f"plain.{name}", values, 0)


def expect(file, data, tolerance):
    flat = np.asarray(data, "f8").ravel()
    pixels = [None if np.isnan(v) else v for v in flat]
    cases.append({"file": file, "tolerance": tolerance, "pixels": pixels})


def tiled(name, data, tolerance=0, **options):
    hdu = fits.CompImageHDU(data, name="SCI", **options)
    fits.HDUList([fits.PrimaryHDU(), hdu]).writeto(f"{folder}/{name}.fits", overwrite=True)
    expect(f"{name}.fits", data, tolerance)


def tiled_images():
    for codec in ("RICE_1", "GZIP_1", "GZIP_2", "HCOMPRESS_1", "PLIO_1"):
        tiled(f"i16_{codec}", values.astype("i2"), compression_type=codec, tile_size=[20, 10])
    for method, name in {-1: "no_dither", 1: "dither1", 2: "dither2"}.items():
        options = dict(compression_type="RICE_1", quantize_method=method, dither_seed=77)
        tiled(f"f32_{name}", noisy, 1, **options)
    tiled("f32_gzip2_exact", noisy, compression_type="GZIP_2", quantize_level=0)
    fits.PrimaryHDU(gaps).writeto(f"{folder}/gaps.fits", overwrite=True)
    with open(f"{folder}/f32_zblank.fits.fz", "wb") as file:
        file.write(subprocess.check_output(["fpack", "-S", f"{folder}/gaps.fits"]))
    expect("f32_zblank.fits.fz", gaps, 1)
    lists = np.empty(NY, object)
    lists[:] = [row.astype(">i2").view("u1") for row in values]
    rows = fits.Column(name="COMPRESSED_DATA", format="PB()", array=lists)
    table = fits.BinTableHDU.from_columns([rows])
    words = {"ZIMAGE": True, "ZCMPTYPE": "NOCOMPRESS", "ZBITPIX": 16, "ZNAXIS": 2}
    table.header.update({**words, "ZNAXIS1": NX, "ZNAXIS2": NY, "ZTILE1": NX, "ZTILE2": 1})
    table.writeto(f"{folder}/i16_NOCOMPRESS.fits", overwrite=True)
    expect("i16_NOCOMPRESS.fits", values, 0)


def tables():
    y, x = (part.ravel() + 1 for part in np.mgrid[:NY, :NX])
    counts = values.ravel() % 3
    columns = [
        fits.Column(name=name, format="E", array=np.repeat(part, counts))
        for name, part in {"X": x, "Y": y}.items()
    ]
    for kind, name in {fits.BinTableHDU: "table", fits.TableHDU: "ascii_table"}.items():
        if kind is fits.TableHDU:
            columns = [fits.Column(name=c.name, format="F6.1", array=c.array) for c in columns]
        hdu = kind.from_columns(columns, name="EVENTS")
        for n, top in enumerate((NX, NY), 1):
            hdu.header.update({f"TLMIN{n}": 0.5, f"TLMAX{n}": top + 0.5})
        hdu.writeto(f"{folder}/{name}.fits", overwrite=True)
        expect(f"{name}.fits", counts.reshape(NY, NX), 0)
    with open(f"{folder}/packed_table.fits.fz", "wb") as file:
        file.write(subprocess.check_output(["fpack", "-table", "-S", f"{folder}/table.fits"]))
    expect("packed_table.fits.fz", counts.reshape(NY, NX), 0)


for make in (packed_files, tiled_images, tables):
    make()
with open(f"{folder}/images.json", "w") as file:
    json.dump(cases, file)
