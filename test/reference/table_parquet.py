"""Parquet by pyarrow, pandas and astropy, and what they read in ours.

usage: table_parquet.py write FOLDER   writes files into FOLDER, prints what they hold, as JSON
       table_parquet.py read FILE      prints what pyarrow, pandas and astropy read, as JSON

It needs pyarrow, pandas and astropy 6 or later, of which Debian 12 has none that fit together:
python3 -m venv V && V/bin/pip install pyarrow pandas astropy
"""
import datetime
import decimal
import json
import sys
import warnings

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from astropy.table import MaskedColumn, Table

warnings.simplefilter('ignore')

D = decimal.Decimal
N = 40


def plain():
    """Types that most tables have, with nulls, and enough rows for dictionaries and runs."""
    rows = range(N)
    gone = [i % 7 == 3 for i in rows]
    put = lambda values: [None if g else v for g, v in zip(gone, values)]
    return pa.table({
        'id': pa.array([2**62 + 3 * i * i for i in rows], pa.int64()),
        'gone': pa.array(put([-(2**40) * i for i in rows]), pa.int64()),
        'i4': pa.array(put([i * i - 500 for i in rows]), pa.int32()),
        'x': pa.array(put([np.nan if i % 11 == 5 else i / 7 - 2 for i in rows]), pa.float64()),
        'f': pa.array([np.float32(i / 3) for i in rows], pa.float32()),
        't': pa.array(put([f'ngc {i % 4} é ' for i in rows]), pa.string()),
        'u': pa.array([f'star_{i:03d}' for i in rows], pa.string()),
        'ok': pa.array(put([i % 3 == 0 for i in rows]), pa.bool_()),
        'l': pa.array(put([[i / 4] * (i % 3) + [None] * (i % 2) for i in rows]),
                      pa.list_(pa.float64())),
        'v': pa.array([[i, -i, 7] for i in rows], pa.list_(pa.int16(), 3)),
    })


def odd():
    """Types that few tables have."""
    utc = datetime.timezone.utc
    day = datetime.datetime(2021, 3, 4, 5, 6, 7, 891000)
    return pa.table({
        'i1': pa.array([-128, None, 127], pa.int8()),
        'u1': pa.array([0, None, 255], pa.uint8()),
        'u2': pa.array([0, None, 65535], pa.uint16()),
        'u4': pa.array([0, None, 2**32 - 1], pa.uint32()),
        'u8': pa.array([2**63, None, 2**64 - 1], pa.uint64()),
        'u8s': pa.array([2**62, None, 5], pa.uint64()),
        'h': pa.array([np.float16(1.5), None, np.float16(-np.inf)], pa.float16()),
        'dec': pa.array([D('-12.05'), None, D('0.10')], pa.decimal128(9, 2)),
        'long': pa.array([D('-1234567890123456789.25'), None, D('0.01')], pa.decimal128(30, 2)),
        'whole': pa.array([D('-123456789012345678'), None, D('7')], pa.decimal128(18, 0)),
        'date': pa.array([day.date(), None, datetime.date(1609, 11, 30)], pa.date32()),
        'ms': pa.array([day, None, datetime.datetime(1609, 11, 30)], pa.timestamp('ms')),
        'us': pa.array([day.replace(tzinfo=utc), None, day.replace(tzinfo=utc)],
                       pa.timestamp('us', tz='UTC')),
        'ns': pa.array([1, None, -1], pa.timestamp('ns')),
        'clock': pa.array([day.time(), None, datetime.time(0)], pa.time64('us')),
        'raw': pa.array([b'\x00\xff', None, b'a'], pa.binary()),
        'ascii': pa.array([b'abc', None, b''], pa.binary()),
        'none': pa.array([None, None, None], pa.null()),
        'struct': pa.array([{'a': 1, 'b': 'x'}, None, {'a': None, 'b': 'y'}],
                      pa.struct([('a', pa.int32()), ('b', pa.string())])),
        'structs': pa.array([[{'a': 1}, {'a': 2}], None, []],
                       pa.list_(pa.struct([('a', pa.int32())]))),
        'map': pa.array([[('k', 1)], None, [('p', 2), ('q', None)]],
                      pa.map_(pa.string(), pa.int32())),
    })


# What is read of those of which pyarrow says something else.
TEXTS = {
    'long': ['-1234567890123456789.25', None, '0.01'],
    'date': ['2021-03-04', None, '1609-11-30'],
    'ms': ['2021-03-04T05:06:07.891', None, '1609-11-30T00:00:00.000'],
    'us': ['2021-03-04T05:06:07.891000Z', None, '2021-03-04T05:06:07.891000Z'],
    'ns': ['1970-01-01T00:00:00.000000001', None, '1969-12-31T23:59:59.999999999'],
    'clock': ['05:06:07.891000', None, '00:00:00.000000'],
    'whole': ['-123456789012345678', None, '7'],
    'raw': ['00ff', None, '61'],
    'ascii': ['abc', None, ''],
}


def cell(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, list):
        return [cell(one) for one in value]
    return str(value) if isinstance(value, int) else repr(float(value))


def flat(table):
    """Members of structures as columns, as they are read."""
    cells = {}
    for name in table.column_names:
        values = table[name].to_pylist()
        if name == 'struct':
            for key in ('a', 'b'):
                cells[f'struct.{key}'] = [v and v[key] for v in values]
        elif name == 'structs':
            cells['structs.a'] = [v if v is None else [one['a'] for one in v] for v in values]
        elif name == 'map':
            for i, key in enumerate(('key', 'value')):
                cells[f'map.{key}'] = [v if v is None else [one[i] for one in v] for v in values]
        else:
            cells[name] = TEXTS.get(name) or values
    return {name: [cell(value) for value in values] for name, values in cells.items()}


DELTA = {'id': 'DELTA_BINARY_PACKED', 'gone': 'DELTA_BINARY_PACKED', 'i4': 'DELTA_BINARY_PACKED',
         'x': 'BYTE_STREAM_SPLIT', 'f': 'BYTE_STREAM_SPLIT', 't': 'DELTA_LENGTH_BYTE_ARRAY',
         'u': 'DELTA_BYTE_ARRAY', 'ok': 'RLE'}


def write(folder):
    pages = lambda version: {'data_page_version': version, 'data_page_size': 64,
                             'write_batch_size': 8}
    forms = {codec.lower(): (plain(), {'compression': codec})
             for codec in ('NONE', 'SNAPPY', 'GZIP', 'BROTLI', 'LZ4', 'ZSTD')}
    forms |= {
        'v1': (plain(), {'compression': 'SNAPPY', 'use_dictionary': False, 'row_group_size': 15,
                         **pages('1.0')}),
        'v2': (plain(), {'compression': 'ZSTD', 'row_group_size': 15, **pages('2.0')}),
        'delta': (plain(), {'compression': 'NONE', 'use_dictionary': False,
                            'column_encoding': DELTA, **pages('2.0')}),
        'checked': (plain(), {'compression': 'GZIP', 'write_page_checksum': True}),
        'odd': (odd(), {'compression': 'NONE'}),
        'old': (odd().select(['ns']), {'use_deprecated_int96_timestamps': True}),
    }
    tables = {'plain': flat(plain()), 'odd': flat(odd())}
    files = {}
    for name, (table, options) in forms.items():
        options = {'write_statistics': False, 'store_schema': False, **options}
        pq.write_table(table, f'{folder}/{name}.parquet', **options)
        files[name] = name if name in ('odd', 'old') else 'plain'
    tables['old'] = {'ns': tables['odd']['ns']}
    frame = pd.DataFrame({'id': [2**60 + 1, 5], 't': ['a ', None]}, index=[7, 9])
    frame.to_parquet(f'{folder}/pandas.parquet')
    files['pandas'] = 'pandas'
    tables['pandas'] = {'id': [str(2**60 + 1), '5'], 't': ['a ', None],
                        '__index_level_0__': ['7', '9']}
    astropy_table().write(f'{folder}/astropy.parquet')
    print(json.dumps({'tables': tables, 'files': files}))


def astropy_table():
    table = Table(meta={'comments': ['one', 'two'], 'origin': 1})
    table['id'] = MaskedColumn(np.array([2**60 + 1, -5, 7], dtype='i8'), mask=[0, 1, 0])
    table['id'].description = 'an <id> & more'
    table['d'] = MaskedColumn([0.1, 1e300, np.nan], mask=[0, 1, 0], unit='mag')
    table['t'] = np.array(['a b ', 'x', 'é☆'])
    table['v'] = np.arange(6.0).reshape(3, 2)
    table['v'].unit = 'pix'
    return table


def read(path):
    table = pq.read_table(path)
    frame = pd.read_parquet(path)
    seen = Table.read(path)
    print(json.dumps({
        'cells': flat(table),
        'types': {field.name: str(field.type) for field in table.schema},
        'pandas': {name: str(frame[name].dtype) for name in frame.columns},
        'units': {name: str(seen[name].unit or '') for name in seen.colnames},
        'descriptions': {name: seen[name].description or '' for name in seen.colnames},
        'comments': seen.meta.get('comments', []),
    }))


if sys.argv[1] == 'write':
    write(sys.argv[2])
else:
    read(sys.argv[2])
