"""Tables as VOTable by astropy, and what astropy and STILTS read in ours.

usage: table_votable.py write FOLDER   writes FOLDER/{tabledata,binary2}.vot and what they hold
       table_votable.py read FILE      prints what astropy reads, as JSON
"""
import json
import sys
import warnings

import numpy as np
from astropy.io.votable import from_table, writeto
from astropy.table import MaskedColumn, Table

warnings.simplefilter('ignore')


def example():
    table = Table()
    table['id'] = MaskedColumn(np.array([2**60 + 1, -5, 7], dtype='i8'), mask=[0, 1, 0])
    table['id'].description = 'an <id> & more'
    table['i'] = np.array([1, -2, 3], dtype='i4')
    table['s'] = np.array([1, 2, 3], dtype='i2')
    table['b'] = np.array([0, 255, 3], dtype='u1')
    table['f'] = np.array([1.5, np.nan, np.inf], dtype='f4')
    table['d'] = MaskedColumn([0.1, 1e300, np.nan], mask=[0, 1, 0], unit='mag')
    table['t'] = np.array(['a b ', 'x', 'é☆'])
    table['ok'] = np.array([True, False, True])
    table['v'] = np.arange(6.0).reshape(3, 2)
    return table


def cell(value):
    if value is np.ma.masked:
        return None
    if isinstance(value, np.ndarray):
        return [cell(one) for one in value]
    if isinstance(value, (np.floating, float)):
        # As astropy reads a VOTable, NaN is masked.
        return None if np.isnan(value) else repr(float(value))
    if isinstance(value, (np.bool_, bool)):
        return bool(value)
    return str(value)


def seen(table):
    return {
        name: {
            'dtype': table[name].dtype.kind + str(table[name].dtype.itemsize)
            if table[name].dtype.kind not in 'OUS'
            else 'text',
            'unit': str(table[name].unit or ''),
            'description': table[name].description or '',
            'cells': [cell(value) for value in table[name]],
        }
        for name in table.colnames
    }


if sys.argv[1] == 'write':
    for form in ('tabledata', 'binary2'):
        document = from_table(example())
        # Its writer of BINARY2 wants a value that stands for none in a column of integers.
        document.get_first_table().fields[0].values.null = -(2**62)
        writeto(document, f'{sys.argv[2]}/{form}.vot', tabledata_format=form)
    print(json.dumps(seen(example())))
else:
    print(json.dumps(seen(Table.read(sys.argv[2]))))
