"""Makes a field of the stand-in: mosaics and a catalogue with class and votes.

The kept-back set of the default model's study cannot be had. This program makes fields that stand
for it. It shares nothing with `starsift simulate`: other star images, profiles, galaxy and noise.
Each object has class, magnitudes and CI of a real row of a LEGUS catalogue.

usage: python3 stand_in.py FOLDER NAME --legus DIR --galaxy G --seed N [--size PX] [--objects N]
needs numpy, scipy, astropy
"""
import argparse
import sys
from pathlib import Path

import numpy as np
from astropy.io import fits
from scipy import fft

sys.path.insert(0, str(Path(__file__).parent / 'stand_in'))
import legus  # noqa: E402
import noise  # noqa: E402
import optics  # noqa: E402
import photometry  # noqa: E402
import scene as scenes  # noqa: E402
import shapes  # noqa: E402
from optics import OVER  # noqa: E402

ZERO = {'F275W': 22.6405, 'F336W': 23.5265, 'F438W': 24.994, 'F555W': 25.8325, 'F814W': 24.698,
        'F435W': 25.7643, 'ACS/F555W': 25.7143, 'ACS/F814W': 25.5177}
EXPOSURE = np.array([2400, 1100, 950, 1100, 1000])
SKY = (0.003, 0.004, 0.02, 0.045, 0.04)
STELLAR = {'disc': 0.1, 'arms': 0.3}
# What one person says (columns) of an object of a class (rows), as in starsift's simulated votes.
PERSON = np.array([[.8334, .0755, .0235, .0676], [.0718, .8191, .0661, .043],
                   [.021, .062, .8021, .1149], [.0396, .0265, .0754, .8585]])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('folder', type=Path)
    parser.add_argument('name')
    parser.add_argument('--legus', type=Path, required=True)
    parser.add_argument('--galaxy', choices=legus.GALAXIES, required=True)
    parser.add_argument('--seed', type=int, required=True)
    parser.add_argument('--size', type=int, default=1200)
    parser.add_argument('--objects', type=int, default=480)
    job = parser.parse_args()
    rng = np.random.default_rng(job.seed)
    distance, _, _, filters = legus.GALAXIES[job.galaxy]
    field = Field(job, rng, filters, distance)
    field.place(*legus.rows_of(job.legus, job.galaxy))
    field.write()


class Field:
    def __init__(self, job, rng, filters, distance):
        self.job, self.rng, self.filters = job, rng, filters
        self.zeros = [ZERO[name] for name in filters]
        self.nm = [optics.FILTERS[name[-5:]][0] for name in filters]
        self.exposures = EXPOSURE * 2 ** rng.uniform(-1, 1)
        look = optics.draw_optics(rng)
        self.kernels = [optics.kernel(name[-5:], look) for name in filters]
        self.seen = [photometry.Seen(kernel) for kernel in self.kernels]
        size = job.size
        self.scene = scenes.draw_scene(rng, size)
        self.area = noise.observed_area(rng, size)
        self.padded = fft.next_fast_len(size * OVER + 2 * optics.HALF_PX * OVER, real=True)
        # Light before the telescope, in samples of a third of a pixel.
        self.canvases = [np.zeros((self.padded, self.padded), np.float32) for _ in filters]
        modulus = 5 * np.log10(distance * 1e5)
        places, magnitudes = scenes.draw_stars(rng, self.scene, modulus, self.zeros[3], STELLAR)
        self.add_stars(places, magnitudes)
        self.corrections = [2.5 * np.log10(seen.share(self.mean_cluster())) for seen in self.seen]
        self.star_ci = self.seen[3].ci(shapes.point(0, 0))
        self.rows = []

    @staticmethod
    def mean_cluster():
        shape = {'beta': 1.5, 'size': 1.2, 'q': 1.0, 'angle': 0.0}
        return shapes.rendered([shapes.part('moffat', 1.0, **shape)], 555)

    def add_stars(self, places, magnitudes):
        at = np.round(places * OVER).astype(int) + optics.HALF_PX * OVER
        ok = ((at >= 0) & (at < self.padded)).all(1)
        for band, canvas in enumerate(self.canvases):
            flux = 10 ** (-0.4 * (magnitudes[:, band] - self.zeros[band]))
            np.add.at(canvas, (at[ok, 1], at[ok, 0]), flux[ok])

    def place(self, classes, magnitudes, cis):
        """Gives each drawn row a place and a look, and paints it."""
        rng, size = self.rng, self.job.size
        taken = np.zeros((0, 2))
        chosen = rng.choice(len(classes), min(self.job.objects, len(classes)), replace=False)
        light = self.scene['arms'] + 0.3 * self.scene['disc'] + 0.02
        odds = np.cumsum((light * self.area).ravel(), dtype=float)
        for row in chosen:
            value, ci = classes[row], cis[row]
            parts, kind, by_size = shapes.of_class(value, ci - self.star_ci, rng)
            anywhere = kind in ('galaxy', 'flaw')
            for _ in range(200):
                cell = rng.integers(size * size) if anywhere else np.searchsorted(
                    odds, rng.random() * odds[-1])
                within = np.array(divmod(int(cell), size)) + rng.random(2) - 0.5
                y, x = np.round(within * OVER) / OVER
                near = 14 <= x < size - 14 and 14 <= y < size - 14 and self.area[int(y), int(x)]
                if near and (len(taken) == 0 or np.hypot(*(taken - (x, y)).T).min() > 6):
                    break
            else:
                continue
            taken = np.vstack([taken, (x, y)])
            self.paint(parts, x, y, magnitudes[row], ci, kind, by_size)
            self.rows.append((x, y, value, kind, magnitudes[row, 3]))

    def paint(self, parts, x, y, magnitudes, ci, kind, by_size):
        parts, scale = fitted(parts, ci, self.seen[3], by_size)
        flawed = self.rng.choice([0, 2, 3], p=[0.5, 0.2, 0.3]) if kind == 'flaw' else None
        for band, canvas in enumerate(self.canvases):
            wanted = 10 ** (-0.4 * (magnitudes[band] - self.corrections[band] - self.zeros[band]))
            if not wanted > 0:
                continue
            stamp = shapes.rendered(parts, self.nm[band], scale)
            if band == flawed:
                stamp = shapes.point(0, 0)
            share = max(self.seen[band].share(stamp), 0.25)
            i, j = (int(round(t * OVER)) + optics.HALF_PX * OVER for t in (y, x))
            half = shapes.SIDE // 2
            target = canvas[i - half:i + half + 1, j - half:j + half + 1]
            target += (wanted / share * stamp).astype(np.float32)

    def write(self):
        folder = self.job.folder / self.job.name
        folder.mkdir(parents=True, exist_ok=True)
        images = [self.mosaic(band) for band in range(len(self.filters))]
        for band, image in enumerate(images):
            camera = 'acs' if self.is_acs(band) else 'uvis'
            path = folder / f'{self.job.name}_{camera}_{self.filters[band][-5:].lower()}_drc.fits'
            fits.writeto(path, image, self.header(band), overwrite=True)
        self.catalogue(folder, images)

    def mosaic(self, band):
        rng, size = self.rng, self.job.size
        blurred = fft.irfft2(
            fft.rfft2(self.canvases[band]) * fft.rfft2(self.kernels[band], (self.padded,) * 2),
            (self.padded,) * 2)
        # The kernel's own shift is its half, and the canvas begins that far outside the mosaic.
        first = 2 * optics.HALF_PX * OVER
        light = blurred[first::OVER, first::OVER][:size, :size] * OVER ** 2
        light += scenes.smooth_light(self.scene, band, self.zeros[band], STELLAR)
        light = np.maximum(light, 0)
        exposure, sky = self.exposures[band], SKY[band]
        sigma = np.sqrt(sky / exposure + 4 * noise.READ_NOISE ** 2 / exposure ** 2)
        image = noise.observed(rng, light, exposure, sky)
        image += noise.residual_sky(rng, image.shape, sigma)
        n = size * size * (6e-5 if band == 0 else 1.5e-5)
        noise.add_flaws(rng, image, sigma, rng.poisson(n), rng.poisson(n / 2))
        return np.where(self.area, image, 0).astype(np.float32)

    def is_acs(self, band):
        return self.filters[band].startswith('ACS/') or self.filters[band] == 'F435W'

    def header(self, band):
        header, scale, middle = fits.Header(), optics.PIXEL_ARCSEC / 3600, (self.job.size + 1) / 2
        header['TELESCOP'], header['SIMULATE'] = 'HST', (True, 'a simulation, not an observation')
        if self.is_acs(band):
            header['INSTRUME'], header['DETECTOR'] = 'ACS', 'WFC'
            header['FILTER1'], header['FILTER2'] = 'CLEAR1L', self.filters[band][-5:]
        else:
            header['INSTRUME'], header['DETECTOR'] = 'WFC3', 'UVIS'
            header['FILTER'] = self.filters[band]
        header['TARGNAME'], header['BUNIT'] = self.job.name, 'ELECTRONS/S'
        header['EXPTIME'] = round(float(self.exposures[band]), 1)
        header['CTYPE1'], header['CTYPE2'], header['RADESYS'] = 'RA---TAN', 'DEC--TAN', 'ICRS'
        header['CRPIX1'] = header['CRPIX2'] = middle
        header['CRVAL1'] = self.job.seed % 3600 / 10 + 0.05
        header['CRVAL2'] = 70 + self.job.seed // 3600 / 10
        header['CD1_1'], header['CD1_2'], header['CD2_1'], header['CD2_2'] = -scale, 0, 0, scale
        header['SIMSEED'] = self.job.seed
        return header

    def catalogue(self, folder, images):
        rng = self.rng
        v = np.array([row[4] for row in self.rows])
        faint = np.argsort(np.argsort(v)) / max(len(v) - 1, 1)
        names = [name[-5:].lower() for name in self.filters]
        columns = ['id', 'x', 'y', *(f'{kind}_{name}' for name in names for kind in ('mag', 'err')),
                   'ci', 'class', 'kind', 'vote_1', 'vote_2', 'vote_3', 'true_x', 'true_y']
        lines = [','.join(columns)]
        scatter = rng.uniform(0.15, 0.4)
        for i, (x, y, value, kind, _) in enumerate(self.rows):
            sx, sy = x + scatter * rng.normal(), y + scatter * rng.normal()
            found = [photometry.measured(image, sx, sy, zero, t)
                     for image, zero, t in zip(images, self.zeros, self.exposures)]
            cells = [i + 1, f'{sx + 1:.3f}', f'{sy + 1:.3f}']
            cells += [f'{n:.4f}' for m, e, _ in found for n in (m, e)]
            cells += [f'{found[3][2]:.4f}', value, kind, *votes(rng, value, faint[i])]
            lines.append(','.join(map(str, [*cells, f'{x + 1:.3f}', f'{y + 1:.3f}'])))
        text = '\n'.join(lines).replace('nan', '') + '\n'
        # It comes last, and whole: it says that the field is made.
        part = folder / f'{self.job.name}_candidates.part'
        part.write_text(text)
        part.replace(part.with_suffix('.csv'))


def votes(rng, value, faint):
    """Three people, who err more where it is faint: 0.5 times as often to 1.5 times."""
    odds = PERSON[value - 1] * (0.5 + faint)
    odds[value - 1] = 0
    odds[value - 1] = 1 - odds.sum()
    return 1 + rng.choice(4, 3, p=odds)


def fitted(parts, ci, seen, by_size):
    """The parts and a scale with which photometry finds a CI, as nearly as they can."""
    if not by_size:
        low, high = 0.0, 0.85
        for _ in range(6):
            middle = (low + high) / 2
            low, high = (middle, high) if seen.ci(brightened(parts, middle)) > ci else (low, middle)
        kept = with_knot(parts, high)
        if high > 0.02:
            return kept, 1.0
    scales = 2.0 ** np.arange(-2, 2.1, 0.5)
    misses = [abs(seen.ci(shapes.rendered(parts, 533, s)) - ci) for s in scales]
    best = scales[int(np.argmin(misses))]
    fine = best * 2.0 ** np.array([-0.25, 0, 0.25])
    misses = [abs(seen.ci(shapes.rendered(parts, 533, s)) - ci) for s in fine]
    return parts, fine[int(np.argmin(misses))]


def with_knot(parts, taken):
    """The part in the middle takes this share of the light of all."""
    total = sum(p['share'] for p in parts)
    kept = [{**p, 'share': (1 - taken) * p['share'] / total} for p in parts]
    return [*kept, shapes.part('moffat', taken, beta=2.0, size=0.35, q=1.0, angle=0.0)]


def brightened(parts, taken):
    return shapes.rendered(with_knot(parts, taken), 533)


if __name__ == '__main__':
    main()
