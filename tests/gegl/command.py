#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""command.py AEFILTER GEGL: a graph of the gegl command gives aefilter's pixels. The command's own exit status says
nothing: it is 0 for a missing operation too, and the picture is then passed through."""
import random
import subprocess
import sys
import tempfile

WIDTH, HEIGHT = 333, 217


def write(path, samples):
    with open(path, 'wb') as file:
        file.write(b'P6\n%d %d\n65535\n' % (WIDTH, HEIGHT))
        file.write(b''.join(value.to_bytes(2, 'big') for value in samples))


def read(path):
    with open(path, 'rb') as file:
        data = file.read()
    start = len(data) - WIDTH * HEIGHT * 6
    lines = [line for line in data[:start].split(b'\n') if not line.startswith(b'#')]
    assert b' '.join(lines).split() == (b'P6 %d %d 65535' % (WIDTH, HEIGHT)).split(), data[:40]
    return [int.from_bytes(data[i:i + 2], 'big') for i in range(start, len(data), 2)]


def noisy():
    random.seed(4)
    return [min(65535, max(0, int(30000 + 20000 * ((x // 40 + y // 40) % 2) + random.gauss(0, 4000))))
            for y in range(HEIGHT) for x in range(WIDTH) for _ in range(3)]


def run(*command):
    subprocess.run(command, check=True, timeout=100)


def compare(folder, name, aefilter, gegl, words, properties):
    source = folder + '/in.ppm'
    run(aefilter, *words, '-i', source, '-o', folder + '/aefilter.ppm')
    run(gegl, source, '-o', folder + '/gegl.ppm', '--', *properties)
    before, ours, theirs = (read(folder + path) for path in ('/in.ppm', '/aefilter.ppm', '/gegl.ppm'))
    worst = max(abs(a - b) for a, b in zip(ours, theirs))
    changed = sum(a != b for a, b in zip(before, theirs)) / len(before)
    print(f'{name}: at most {worst} of 65535 apart, {changed:.0%} of the samples changed')
    return worst <= 1 and changed > 0.9


def main(aefilter, gegl):
    with tempfile.TemporaryDirectory() as folder:
        write(folder + '/in.ppm', noisy())
        told = compare(folder, 'told', aefilter, gegl, ['denoise', 'sigma=15', 'strength=0.8'],
                       ['aefilter:denoise', 'sigma-auto=false', 'sigma=15', 'strength=0.8'])
        measured = compare(folder, 'measured', aefilter, gegl, ['denoise'], ['aefilter:denoise'])
    return 0 if told and measured else 1


sys.exit(main(*sys.argv[1:]))
