"""Writes binary tables for fpack, one for each way to pack their columns.

usage: packed_tables.py FOLDER

FOLDER gets table_*.fits. FZALGn and FZTILELN say how fpack -table packs; complex columns stand
alone, since what CFITSIO makes of them with GZIP_2 it cannot read itself.
"""

import sys

import numpy as np
from astropy.io import fits

folder = sys.argv[1]
rng = np.random.default_rng(3)
n = 1000


def lists(kind):
    made = np.empty(n, object)
    for row in range(n):
        made[row] = rng.integers(0, 100, row % 7).astype(kind)
    return made


COLUMNS = {
    "B": ("B", rng.integers(0, 256, n)),
    "I": ("I", rng.integers(-300, 300, n)),
    "J": ("J", rng.integers(-(10**6), 10**6, n)),
    "K": ("K", rng.integers(-(2**62), 2**62, n)),
    "E": ("E", rng.normal(0, 1, n)),
    "D": ("D", np.where(np.arange(n) % 9 == 0, np.nan, rng.normal(0, 1, n))),
    "A": ("12A", [f"name {i}" for i in range(n)]),
    "L": ("L", rng.random(n) > 0.5),
    "X": ("11X", rng.random((n, 11)) > 0.5),
    "vI": ("3I", rng.integers(-300, 300, (n, 3))),
    "vD": ("6D", rng.normal(0, 1, (n, 6))),
}
LISTS = {
    "PB": ("PB()", lists("u1")),
    "PI": ("PI()", lists("i2")),
    "PJ": ("PJ()", lists("i4")),
    "QK": ("QK()", lists("i8")),
    "PE": ("PE()", lists("f4")),
    "QD": ("QD()", lists("f8")),
}
COMPLEX = {
    "id": ("J", np.arange(n)),
    "C": ("C", rng.normal(0, 1, n) + 1j),
    "M": ("2M", rng.normal(0, 1, (n, 2)) + 1j),
}


def write(name, columns, algorithm, tile):
    table = fits.BinTableHDU.from_columns(
        [fits.Column(name=key, format=form, array=data) for key, (form, data) in columns.items()],
        name="CATALOG",
    )
    table.header["TUNIT1"] = "adu"
    table.header["COMMENT"] = "made for fpack"
    if algorithm:
        table.header["FZALGOR"] = algorithm
    if tile:
        table.header["FZTILELN"] = tile
    table.writeto(f"{folder}/table_{name}.fits", overwrite=True)


for algorithm in ["", "RICE_1", "GZIP_1", "GZIP_2"]:
    suffix = algorithm or "default"
    write(f"plain_{suffix}", COLUMNS, algorithm, 0)
    write(f"tiles_{suffix}", COLUMNS, algorithm, 300)
    write(f"lists_{suffix}", COLUMNS | LISTS, algorithm, 300)
write("complex_GZIP_1", COMPLEX, "GZIP_1", 0)
write("complex_GZIP_2", COMPLEX, "GZIP_2", 0)

# Of these, packed by fpack, the fast suite knows every value.
rows = np.arange(240)
some = np.empty(len(rows), object)
for row in rows:
    some[row] = (row + np.arange(row % 5)).astype("i4")
SMALL = {
    "id": ("K", 2**60 + rows),
    "n": ("I", rows - 100),
    "m": ("J", rows**2),
    "x": ("D", np.where(rows % 7 == 0, np.nan, rows / 8)),
    "name": ("8A", [f"s{row % 10}" for row in rows]),
    "is": ("L", rows % 3 == 0),
    "v": ("2E", np.stack([rows / 2, -rows], axis=1)),
}
for algorithm in ["RICE_1", "GZIP_1", "GZIP_2"]:
    write(f"small_{algorithm}", SMALL | {"list": ("PJ()", some)}, algorithm, 64)
