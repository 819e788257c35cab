"""What astropy reads from a data set file, as JSON, for test/datasets/dataset.reference.test.ts.

    cutouts_dataset.py FILE

{hdus, dtype, shape, header, columns, rows, nan: [row whose planes are all NaN], sums: per object
and band, offset of the pixels of CUTOUTS}. Tried with astropy 5.2.
"""
import json
import sys

import numpy as np
from astropy.io import fits

with fits.open(sys.argv[1]) as hdus:
    hdus.verify("exception")
    cutouts, catalog = hdus["CUTOUTS"], hdus["CATALOG"]
    pixels = cutouts.data
    print(json.dumps({
        "hdus": [hdu.name for hdu in hdus],
        "dtype": pixels.dtype.str,
        "shape": pixels.shape,
        "header": {card.keyword: card.value for card in cutouts.header.cards if card.keyword},
        "units": dict(zip(catalog.columns.names, catalog.columns.units)),
        "columns": catalog.columns.names,
        "rows": [
            [value.item() if hasattr(value, "item") else value for value in row]
            for row in catalog.data
        ],
        "empty": [i for i, stamp in enumerate(pixels) if np.isnan(stamp).all()],
        "sums": np.nansum(pixels.astype("f8"), axis=(2, 3)).tolist(),
        "offset": cutouts.fileinfo()["datLoc"],
    }, default=str).replace("NaN", "null"))
