#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""What GIMP 2.10 adds to the time of `aefilter denoise` on a 12-megapixel picture.

usage: bench_gimp2.py GIMP PLUGIN AEFILTER [--rounds N] [--megapixels N]

The procedure on an open image beside the program from file to file. A row a figure, as TSV: what, seconds, and the ratio to the
program's. They take turns, and the medians count. The procedure's time is from its call
to its return: the start of the plug-in, its model, pixels there and back, the undo step.
"""
import argparse, os, random, statistics, subprocess, sys, tempfile, time

SCRIPT = '''
(define (now) (let ((t (gettimeofday))) (+ (car t) (/ (cadr t) 1000000.0))))
(let* ((image (car (gimp-file-load RUN-NONINTERACTIVE "in.ppm" "in.ppm")))
       (layer (car (gimp-image-get-active-layer image)))
       (start (now))
       (done (plug-in-aefilter-denoise RUN-NONINTERACTIVE image layer 1 25 "")) (end (now))
       (port (open-output-file "seconds")))
  (display (- end start) port)
  (close-port port))
'''


def make_picture(megapixels):
    width, height = 4000, int(megapixels * 250)
    noise = random.Random(1).randbytes(width * 3 * 16)
    with open('in.ppm', 'wb') as f:
        f.write(b'P6\n%d %d\n255\n' % (width, height) + noise * (height // 16) + noise[:height % 16 * width * 3])


def program_seconds(aefilter):
    start = time.monotonic()
    subprocess.run([aefilter, 'denoise', '-q', 'sigma=25', '-i', 'in.ppm', '-o', 'out.ppm'], check=True)
    return time.monotonic() - start


def gimp_seconds(gimp):
    with open('gimp.log', 'w') as log:
        subprocess.run([gimp, '-i', '-d', '-f', '--no-splash', '-b', '(load "bench.scm")', '-b', '(gimp-quit 1)'], stdout=log, stderr=log,
                       stdin=subprocess.DEVNULL, env=dict(os.environ, GIMP2_DIRECTORY=os.path.abspath('config')), check=True)
    with open('seconds') as f:
        seconds = float(f.read())
    os.remove('seconds')
    return seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('gimp')
    parser.add_argument('plugin')
    parser.add_argument('aefilter')
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--megapixels', type=float, default=12)
    a = parser.parse_args()
    a.plugin, a.aefilter = os.path.abspath(a.plugin), os.path.abspath(a.aefilter)
    with tempfile.TemporaryDirectory(prefix='aefilter-bench-') as folder:
        os.chdir(folder)
        os.makedirs('config/plug-ins/aefilter')
        os.symlink(a.plugin, 'config/plug-ins/aefilter/aefilter')
        with open('config/gimprc', 'w') as f:
            f.write('(plug-in-path "%s:${gimp_plug_in_dir}/plug-ins")\n' % os.path.abspath('config/plug-ins'))
        with open('bench.scm', 'w') as f:
            f.write(SCRIPT)
        make_picture(a.megapixels)
        gimp_seconds(a.gimp)  # the first start looks at all plug-ins
        times = [(program_seconds(a.aefilter), gimp_seconds(a.gimp)) for _ in range(a.rounds)]
        os.chdir('/')
    program, gimp = (statistics.median(column) for column in zip(*times))
    print('aefilter\t%.2f\t1' % program)
    print('GIMP 2.10\t%.2f\t%.2f' % (gimp, gimp / program))


if __name__ == '__main__':
    sys.exit(main())
