"""Writes what fit_psf.py found: coefficients as TypeScript, and the places of the stars as JSON.

The test of the point spread functions reads the places.
"""
import json
import math

from astropy.io import fits

HEADER = """/**
 * The numbers behind the point spread functions: {pixel geometry, wavefront} for each camera,
 * {band, defocus, halo, smear, diffusion of charge} for each filter. scripts/fit_psf.py wrote them
 * from Tiny Tim images of stars of 5000 K (Krist, Hook & Stoehr 2011, SPIE 8127, 81270J). The
 * diffusion is the one that those images ask for. cameras.ts says what each number is.
 */
export const FITTED_CAMERAS = """


def diffusion(path):
    """The diffusion of charge that the comments of the image give as a kernel of 3 x 3 numbers.

    The last number is its corner, the one before it its edge. Without such comments the image has
    the diffusion in it, and both are 0.
    """
    rows = [str(row).split() for row in fits.getheader(path).get('COMMENT', [])]
    rows = [row for row in rows if len(row) == 3 and '.' in row[0]]
    if not rows:
        return {'edge': 0, 'corner': 0}
    return {'edge': float(rows[2][1]), 'corner': float(rows[2][2])}


def camera_json(folder, key, spec, camera):
    p = {name: value.detach().tolist() for name, value in camera.p.items()}
    wide, high, skew, turn = p['geometry']
    scale = math.sqrt(wide * high * math.cos(skew)) / 100
    filters = {}
    for i, name in enumerate(camera.filters):
        band, halo = p['band'][i], p['halo'][i]
        filters[name.upper()] = {
            'wavelengthNm': round(100 * band[0], 1),
            'widthNm': round(100 * band[1], 1),
            'defocusNm': round(10 * p['defocus'][i], 2),
            'haloShare': round(math.exp(halo[0]), 4),
            'haloArcsec': round(math.exp(halo[1]) * scale, 4),
            'charge': {
                'smear': round(p['smear'][i] ** 2, 4),
                **diffusion(f'{folder}/{key}_{name}.fits'),
            },
        }
    return {
        'pixel': {'rowArcsec': round(wide / 100, 5), 'columnArcsec': round(high / 100, 5),
                  'skewDeg': round(math.degrees(skew), 3)},
        'pupilDeg': round(math.degrees(turn), 3),
        'maxOrder': camera.max_order,
        'wavefrontNm': [round(10 * z, 2) for z in p['wavefront']],
        'filters': filters,
    }


def typescript(folder, specs, cameras):
    numbers = {
        spec['name']: camera_json(folder, key, spec, cameras[key]) for key, spec in specs.items()
    }
    return HEADER + json.dumps(numbers, indent=2) + ' as const\n'


def places(specs, cameras):
    """Where the star of each image is, in pixels from the middle pixel (side // 2)."""
    return json.dumps({
        specs[key]['name']: {
            name.upper(): [round(c, 4) for c in centre]
            for name, centre in zip(camera.filters, camera.p['centre'].tolist())
        } for key, camera in cameras.items()
    }, indent=2) + '\n'
