#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""`aefilter denoise` on a 12-megapixel picture, from PPM file to PPM file, as ratios of one run.

usage: bench_denoise.py AEFILTER BENCH_KERNELS TORCH_SCRIPT MODEL [--rounds N] [--megapixels N]

A row a figure, as TSV: what, value, and what it is a ratio of. Useful work only is counted (the network's multiply-adds on the
picture's own pixels); the primitive is the convolution of the widest layer alone, at the same precision, on one thread. All take turns
for some rounds and the medians count, so that a busy machine hurts everybody. Without python3-torch its rows are left out.
"""
import argparse, importlib.util, os, resource, statistics, subprocess, sys, tempfile, time
import numpy as np

KMAC = 70.848  # of the denoiser, a pixel: `aemodel info`


def make_picture(path, megapixels):
    w, h = 4000, int(megapixels * 250)
    rng = np.random.default_rng(1)
    with open(path, 'wb') as f:
        f.write(b'P6\n%d %d\n255\n' % (w, h))
        for _ in range(h):
            f.write(rng.integers(0, 256, (w, 3), np.uint8).tobytes())
    return w * h / 1e6


def filter_seconds(a, folder, precision, threads):
    start = time.monotonic()
    subprocess.run([a.aefilter, 'denoise', 'sigma=25', '-j', str(threads), '--precision', precision, '-i',
                    os.path.join(folder, 'in.ppm'), '-o', os.path.join(folder, 'out.ppm')], check=True)
    return time.monotonic() - start


def primitive_gflops(a):
    """fp32 and bf16 rates of the widest layer (64 -> 64, 3x3, at half the picture's size) on one thread."""
    text = subprocess.run([a.bench_kernels, 'onednn'], check=True, stdout=subprocess.PIPE, text=True).stdout
    rows = [line.split('\t') for line in text.splitlines()]
    row = next(r for r in rows if r[1] == 'level1')
    return {'f32': float(row[rows[0].index('forward')]), 'bf16': float(row[rows[0].index('bf16 forward')])}


def torch_seconds_per_mp(a, precision):
    return float(subprocess.run([sys.executable, a.torch_script, 'bench', a.model, '--precision', precision, '--threads', '2'],
                                check=True, stdout=subprocess.PIPE, text=True).stdout)


def small_cpu_milliseconds(a, folder):
    """CPU of a whole run on 64x64 pixels, start to exit."""
    small = os.path.join(folder, 'small.ppm')
    with open(small, 'wb') as f:
        f.write(b'P6\n64 64\n255\n' + bytes(64 * 64 * 3))
    used = lambda: sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    before = used()
    subprocess.run([a.aefilter, 'denoise', 'sigma=25', '-j', '1', '-i', small, '-o', os.path.join(folder, 'o.ppm')], check=True)
    return (used() - before) * 1e3


def show(what, value, of):
    print('%s\t%.3g\t%s' % (what, value, of), flush=True)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ('aefilter', 'bench_kernels', 'torch_script', 'model'):
        p.add_argument(name)
    p.add_argument('--rounds', type=int, default=3)
    p.add_argument('--megapixels', type=float, default=12)
    a = p.parse_args()
    torch = importlib.util.find_spec('torch') is not None
    figures = {}
    add = lambda key, value: figures.setdefault(key, []).append(value)
    with tempfile.TemporaryDirectory() as folder:
        mp = make_picture(os.path.join(folder, 'in.ppm'), a.megapixels)
        for _ in range(a.rounds):
            for precision, rate in primitive_gflops(a).items():
                add(('primitive', precision), rate)
                for threads in (1, 2):
                    add((precision, threads), filter_seconds(a, folder, precision, threads) / mp)
                if torch:
                    add(('torch', precision), torch_seconds_per_mp(a, precision))
            add('small', small_cpu_milliseconds(a, folder))
    m = {k: statistics.median(v) for k, v in figures.items()}
    print('what\tvalue\tunit or ratio')
    for precision in ('f32', 'bf16'):
        one, two = m[precision, 1], m[precision, 2]
        show(precision + ', 2 threads', two, 's/megapixel')
        show(precision + ', 1 thread: useful rate', 2 * KMAC / one / m['primitive', precision], 'of the primitive alone')
        show(precision + ', 2 threads against 1', one / two, 'times')
        if torch:
            show(precision + ' against PyTorch, 2 threads', m['torch', precision] / two, 'times')
    show('64x64, start to exit', m['small'], 'ms of CPU')


if __name__ == '__main__':
    main()
