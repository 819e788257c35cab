"""Fits the pupil of src/light/pupil.ts to images of model stars, and writes the coefficients.

usage: python3 scripts/fit_psf.py FOLDER src/light/fitted-cameras.ts test/golden/psf-places.json

FOLDER holds Tiny Tim images {wfc3_uvis,acs_wfc}_{filter}.fits. Each is one star in detector pixels,
distorted as the detector is, out to 3 arcsec. For each camera one wavefront and one pixel geometry
serve all filters. Each filter has its own band, defocus, halo, smear and place of the star.
docs/decisions/0006-pupil.md explains the model. Needs numpy, astropy and torch; takes ten minutes
on one core.
"""
import math
import sys
from pathlib import Path

import numpy as np
import torch
from astropy.io import fits

from fit_psf_write import places, typescript

F64 = torch.float64
RAD = 206264.806
MAX_ORDER = 14
N_PUPIL, REACH, N_WAVES = 128, 12, 7
# The integral over a pixel uses the Gauss-Legendre rule.
NODES, WEIGHTS = (torch.tensor(part / 2) for part in np.polynomial.legendre.leggauss(4))
PADS = ((0.8921, 0), (-0.4615, 0.7555), (-0.4564, -0.7606))

# The start of the fit: edges of a pixel [arcsec] and its skew [deg], turn of the pupil [deg], and
# for each filter the middle and the width of its band [nm].
CAMERAS = {
    'wfc3_uvis': {
        'name': 'WFC3/UVIS', 'pixel': (0.0397, 0.0395, 3.9), 'turn': 45,
        'bands': {'f275w': (271, 42), 'f336w': (335, 52), 'f438w': (433, 63), 'f555w': (535, 140),
                  'f606w': (592, 210), 'f814w': (810, 170)},
    },
    'acs_wfc': {
        'name': 'ACS/WFC', 'pixel': (0.0496, 0.0490, 5.0), 'turn': 86,
        'bands': {'f435w': (434, 90), 'f555w': (535, 140), 'f606w': (592, 210),
                  'f814w': (810, 170)},
    },
}


def modes(order):
    return [(n, m) for n in range(2, order + 1) for m in range(-n, n + 1, 2)]


def zernikes(x, y, order):
    """The Zernike polynomials in Noll's normalisation, in the order of modes(). m < 0 is a sine."""
    c, s = [torch.ones_like(x)], [torch.zeros_like(x)]
    for _ in range(order):
        c, s = c + [c[-1] * x - s[-1] * y], s + [s[-1] * x + c[-1] * y]
    r2, out, f = x * x + y * y, [], math.factorial
    for n, m in modes(order):
        a, radial = abs(m), torch.zeros_like(x)
        for k in range((n - a) // 2 + 1):
            ways = f(k) * f((n + a) // 2 - k) * f((n - a) // 2 - k)
            radial = radial + (-1) ** k * f(n - k) / ways * r2 ** ((n - a) // 2 - k)
        out.append(math.sqrt((2 if m else 1) * (n + 1)) * radial * (s[a] if m < 0 else c[a]))
    return torch.stack(out)


class Camera:
    def __init__(self, folder, key):
        spec = CAMERAS[key]
        self.filters = list(spec['bands'])
        stars = [fits.getdata(f'{folder}/{key}_{name}.fits').astype(float) for name in self.filters]
        middle, ring = stars[0].shape[0] // 2, np.arange(-REACH, REACH + 1)
        cut = slice(middle - REACH, middle + REACH + 1)
        self.stars = torch.tensor(np.stack([star[cut, cut] for star in stars]))
        core = self.stars.numpy() * (np.hypot(ring[None, :], ring[:, None]) < 3.5)
        x, y = [(core * r).sum((1, 2)) / core.sum((1, 2)) for r in (ring[None, :], ring[:, None])]
        wide, high, skew = spec['pixel']
        n = len(stars)
        start = {
            'geometry': [wide * 100, high * 100, math.radians(skew), math.radians(spec['turn'])],
            'wavefront': [0.0] * len(modes(MAX_ORDER)),  # 10 nm
            'defocus': [0.0] * n,  # 10 nm
            'centre': np.stack([x, y], 1).tolist(),
            'band': [[b / 100 for b in band] for band in spec['bands'].values()],
            'gain': [1.0] * n,
            'halo': [[-2.5, 2.0]] * n,  # log share, log b in detector px
            'smear': [0.1] * n,  # root of the share that goes to each side
        }
        self.p = {k: torch.tensor(v, dtype=F64) for k, v in start.items()}
        self.band0 = self.p['band'].clone()
        self.max_order, self.basis = MAX_ORDER, None

    def pupil(self):
        """Samples of the pupil's plane along the detector's axes, and how open each is (0 to 1)."""
        wide, high, skew, turn = self.p['geometry'] * torch.tensor([0.01, 0.01, 1, 1], dtype=F64)
        zero = torch.zeros((), dtype=F64)
        edges = torch.stack([torch.stack([wide * torch.cos(skew), zero]),
                             torch.stack([wide * torch.sin(skew), high])])
        half = 1.08 * 1.2 * 0.0500 if wide > 0.045 else 1.08 * 1.2 * 0.0400
        v = ((torch.arange(N_PUPIL, dtype=F64) + 0.5) / N_PUPIL * 2 - 1) * half
        vy, vx = torch.meshgrid(v, v, indexing='ij')
        back = torch.linalg.inv(edges.T) / 1.2
        ux, uy = back[0, 0] * vx + back[0, 1] * vy, back[1, 0] * vx + back[1, 1] * vy
        x = torch.cos(turn) * ux + torch.sin(turn) * uy
        y = -torch.sin(turn) * ux + torch.cos(turn) * uy
        soft = 2 * 1.08 / N_PUPIL
        inside = lambda d: torch.clamp(d / soft + 0.5, 0, 1)
        r = torch.sqrt(x * x + y * y + 1e-12)
        is_open = inside(1 - r) * (1 - inside(0.33 - r))
        for t in (x, y):
            is_open = is_open * (1 - (inside(t + 0.011) - inside(t - 0.011)))
        for px, py in PADS:
            from_pad = torch.sqrt((x - px) ** 2 + (y - py) ** 2 + 1e-12)
            is_open = is_open * (1 - inside(0.065 - from_pad))
        return v, x, y, is_open

    def images(self):
        p = self.p
        v, x, y, is_open = self.pupil()
        if self.basis is None or p['geometry'].requires_grad:
            self.basis = zernikes(x, y, MAX_ORDER)
        opd = torch.tensordot(10 * p['wavefront'], self.basis, 1)
        return torch.stack([self.image(i, v, is_open, opd) for i in range(len(self.filters))])

    def image(self, i, v, is_open, opd):
        p, side = self.p, 2 * REACH + 1
        place = (torch.arange(side, dtype=F64)[:, None] - REACH + NODES).reshape(-1)
        opd = opd + 10 * p['defocus'][i] * self.basis[modes(MAX_ORDER).index((2, 0))]
        middle, width = 100 * p['band'][i]
        light = 0
        for j in range(N_WAVES):
            nm = middle + width * ((j + 0.5) / N_WAVES - 0.5)
            k = 2 * math.pi / (nm * 1e-9) / RAD
            field = torch.polar(is_open, 2 * math.pi * opd / nm)
            ways = [torch.outer(place - p['centre'][i, axis], v) * k for axis in (0, 1)]
            ex, ey = [torch.polar(torch.ones_like(way), -way) for way in ways]
            amplitude = ey @ field @ ex.T
            whole = (is_open ** 2).sum() * (2 * math.pi / (k * (v[1] - v[0]))) ** 2
            light = light + (amplitude.real ** 2 + amplitude.imag ** 2) / whole / N_WAVES
        image = torch.einsum('iajb,a,b->ij', light.reshape(side, 4, side, 4), WEIGHTS, WEIGHTS)
        smear = p['smear'][i] ** 2
        for _ in range(2):
            wide = torch.cat([image[:1], image, image[-1:]])
            image = ((1 - 2 * smear) * image + smear * (wide[:-2] + wide[2:])).T
        ring = torch.arange(side, dtype=F64) - REACH
        r2 = (ring[None, :] - p['centre'][i, 0]) ** 2 + (ring[:, None] - p['centre'][i, 1]) ** 2
        share, b = torch.exp(p['halo'][i])
        halo = (1 + r2 / b ** 2) ** -1.5 / (2 * math.pi * b ** 2)
        return p['gain'][i] * ((1 - share) * image + share * halo)

    def loss(self):
        images, ring = self.images(), torch.arange(-REACH, REACH + 1)
        counts = (ring[None, :] ** 2 + ring[:, None] ** 2 <= REACH ** 2).to(F64)
        misfit = ((images - self.stars) ** 2 / (self.stars + 3e-4) * counts).sum()
        n = torch.tensor([float(n) for n, _ in modes(MAX_ORDER)], dtype=F64)
        held = 3e-7 * ((self.p['wavefront'] * n / 3) ** 2).sum()
        held = held + 1e-2 * ((self.p['gain'] - 1) ** 2).sum()
        return misfit + held + 1e-3 * ((self.p['band'] - self.band0) ** 2).sum()

    def fit(self, names, steps, order):
        for name, value in self.p.items():
            value.requires_grad_(name in names)
        self.basis = None
        free = torch.tensor([float(n <= order) for n, _ in modes(MAX_ORDER)], dtype=F64)
        values = [self.p[name] for name in names]
        solver = torch.optim.LBFGS(values, max_iter=steps, history_size=30,
                                   line_search_fn='strong_wolfe',
                                   tolerance_change=1e-12, tolerance_grad=1e-12)

        def closure():
            solver.zero_grad()
            loss = self.loss()
            loss.backward()
            self.p['wavefront'].grad.mul_(free)
            return loss

        print(f'order {order}, {"with" if "geometry" in names else "without"} geometry:',
              f'{solver.step(closure).item():.4f} -> {self.loss().item():.4f}', flush=True)

    def residuals(self):
        """How far each image is from its star, within 5 px of the star.

        Gives sum |difference| / sum of the star, and the rms and the greatest difference in units
        of the star's flux.
        """
        ring, out = np.arange(-REACH, REACH + 1), []
        images, centres = self.images().detach().numpy(), self.p['centre'].detach()
        for star, image, (x, y) in zip(self.stars.numpy(), images, centres):
            near = np.hypot(ring[None, :] - float(x), ring[:, None] - float(y)) < 5
            off = np.abs(star - image)[near]
            out.append((off.sum() / star[near].sum(), np.sqrt((off ** 2).mean()), off.max()))
        return out


def main(folder, coefficients, star_places):
    cameras = {}
    for key in CAMERAS:
        camera = cameras[key] = Camera(folder, key)
        filters = ['wavefront', 'defocus', 'centre', 'gain', 'halo', 'smear']
        camera.fit(filters, 20, 5)
        for order, steps in ((5, 25), (8, 40), (14, 60), (14, 80)):
            camera.fit(['geometry', 'band'] + filters, 20, order)
            camera.fit(['band'] + filters, steps, order)
        centres = camera.p['centre'].tolist()
        for name, residual, centre in zip(camera.filters, camera.residuals(), centres):
            print(key, name, 'residual {:.4f}, rms {:.1e}, peak {:.1e}'.format(*residual),
                  'centre', [round(c, 4) for c in centre], flush=True)
    Path(coefficients).write_text(typescript(folder, CAMERAS, cameras))
    Path(star_places).write_text(places(CAMERAS, cameras))


if __name__ == '__main__':
    main(*sys.argv[1:])
