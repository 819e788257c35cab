"""Real rows: class, magnitudes and CI of objects that people inspected, from LEGUS's catalogues.

Columns as in Calzetti+2015: 6-15 five pairs of magnitude and error, bluest first; 16 CI. The class
stands in another column in some catalogues.
"""
import numpy as np

# Distance (Mpc), number of further columns after y, column of the class from 1, and filters.
UVIS = ('F275W', 'F336W', 'F438W', 'F555W', 'F814W')
MIXED = ('F275W', 'F336W', 'F435W', 'ACS/F555W', 'ACS/F814W')
GALAXIES = {
    'ngc1566': (18.0, 0, 36, UVIS),
    'ngc3344': (7.0, 0, 34, UVIS),
    'ngc628-c': (9.9, 0, 34, MIXED),
    'ngc4449': (4.3, 0, 34, MIXED),
    'ngc1313-e': (4.4, 2, 36, UVIS),
    'ngc3351': (10.0, 0, 35, ('F275W', 'F336W', 'F438W', 'F555W', 'ACS/F814W')),
}


def rows_of(folder, galaxy):
    """Class (n), magnitudes (n x 5, NaN if not detected) and CI (n) of the inspected objects."""
    _, shift, column, _ = GALAXIES[galaxy]
    [path] = folder.glob(f'*_{galaxy}_*.tab')
    table = np.genfromtxt(path)
    value = table[:, column - 1]
    magnitudes = table[:, 5 + shift:15 + shift:2]
    errors = table[:, 6 + shift:16 + shift:2]
    seen = (magnitudes < 40) & (errors < 0.3)
    ci = table[:, 15 + shift]
    good = np.isin(value, [1, 2, 3, 4]) & (seen.sum(1) >= 4) & seen[:, 3] & (ci > 0.8) & (ci < 3)
    return value[good].astype(int), np.where(seen, magnitudes, np.nan)[good], ci[good]
