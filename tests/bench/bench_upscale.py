#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-3.0-or-later
"""`aefilter upscale` of a 2-megapixel photo to twice its sides, against PyTorch and OpenCV's dnn on the same weights, as ratios of one run.

usage: bench_upscale.py AEFILTER MODEL [--rounds N] [--threads N]

A row a figure, as TSV. Ours is the whole run, from PPM file to PPM file; theirs is the network alone, on a picture that is
already in memory, after a first run that is not counted, and of PyTorch the better of two memory layouts. All take turns for some
rounds and the medians count, so that a busy machine hurts everybody; where it is very busy, the ratio of processor time tells more. First they must agree about a small picture, or nothing is
measured. Last comes the most memory that ours takes for 2 and for 16 megapixels. What is not installed is left out.
"""
import argparse, importlib.util, json, os, struct, subprocess, sys, tempfile, time
import numpy as np

WIDTH, HEIGHT = 2000, 1000


def read_model(path):
    """The architecture's lines as lists of words, and the tensors."""
    with open(path, 'rb') as f:
        header = json.loads(f.read(struct.unpack('<Q', f.read(8))[0]))
        data = f.read()
    lines = [line.split() for line in header.pop('__metadata__')['arch'].splitlines() if line.strip()]
    number = {'F16': np.float16, 'F32': np.float32}
    return lines, {name: np.frombuffer(data[slice(*t['data_offsets'])], number[t['dtype']]).astype(np.float32).reshape(t['shape'])
                   for name, t in header.items()}


def make_network(path):
    """The model as a PyTorch module; its layers are those of the upscaling models."""
    import torch
    from torch import nn
    import torch.nn.functional as F
    lines, tensors = read_model(path)

    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleDict()
            for name, kind, *_ in lines:
                if kind == 'conv2d':
                    w, b = tensors[name + '.weight'], tensors.get(name + '.bias')
                    conv = nn.Conv2d(w.shape[1], w.shape[0], w.shape[2], padding=w.shape[2] // 2, bias=b is not None)
                    conv.weight.data = torch.from_numpy(w)
                    if b is not None:
                        conv.bias.data = torch.from_numpy(b)
                    self.layers[name] = conv

        def forward(self, x):
            values, last = {}, None
            for name, kind, *words in lines:
                inputs = [values[w] for w in words if '=' not in w] or [last]
                if kind == 'input':
                    last = x
                elif kind == 'conv2d':
                    last = self.layers[name](inputs[0])
                elif kind == 'relu':
                    last = F.relu(inputs[0])
                elif kind == 'add':
                    last = inputs[0] + inputs[1]
                elif kind == 'pixel_shuffle':
                    last = F.pixel_shuffle(inputs[0], 2)
                else:
                    raise SystemExit('no layer ' + kind)
                values[name] = last
            return last

    return Network().eval()


def photo(w, h, seed):
    """Soft shapes with edges and grain, 8 bits."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    planes = [127 + 60 * np.sin(x / (31 + 9 * c)) * np.cos(y / (47 - 5 * c)) + 40 * ((x // 90 + y // 70) % 2) for c in range(3)]
    grain = rng.normal(0, 4, (h, w, 3)).astype(np.float32)
    return np.clip(np.stack(planes, 2) + grain, 0, 255).astype(np.uint8)


def write_ppm(path, pixels):
    with open(path, 'wb') as f:
        f.write(b'P6\n%d %d\n255\n' % (pixels.shape[1], pixels.shape[0]))
        f.write(pixels.tobytes())


def read_ppm(path):
    with open(path, 'rb') as f:
        f.readline()
        w, h = map(int, f.readline().split())
        f.readline()
        return np.frombuffer(f.read(), np.uint8).reshape(h, w, 3)


class Clock:
    """Seconds of the wall and of the processors, ours and our children's, since it was made."""
    def __init__(self):
        self.start = self.now()

    @staticmethod
    def now():
        return np.array([time.monotonic(), sum(os.times()[:4])])

    def read(self):
        return self.now() - self.start


def run_ours(a, source, target, precision):
    clock = Clock()
    subprocess.run([a.aefilter, 'upscale', 'scale=2', 'model=' + a.model, '-j', str(a.threads), '--precision', precision, '-q',
                    '-i', source, '-o', target], check=True)
    return clock.read()


def tensor(pixels):
    return np.ascontiguousarray(pixels.transpose(2, 0, 1)[None].astype(np.float32) / 255)


class Torch:
    def __init__(self, network, pixels, threads):
        import torch
        self.torch = torch
        torch.set_num_threads(threads)
        self.network, self.x = network, torch.from_numpy(tensor(pixels))

    def run(self, layout, precision):
        torch = self.torch
        kind = torch.bfloat16 if precision == 'bf16' else torch.float32
        network = self.network.to(kind).to(memory_format=layout)
        x = self.x.to(kind).to(memory_format=layout)
        clock = Clock()
        with torch.inference_mode():
            y = network(x)
        return clock.read(), y

    def seconds(self, precision):
        return {layout: self.run(layout, precision)[0] for layout in (self.torch.contiguous_format, self.torch.channels_last)}


class OpenCV:
    def __init__(self, network, pixels, threads, folder):
        import cv2, torch
        self.x = tensor(pixels)
        path = os.path.join(folder, 'net.onnx')
        torch.onnx.export(network, torch.from_numpy(self.x), path, opset_version=11)
        cv2.setNumThreads(threads)
        self.net = cv2.dnn.readNetFromONNX(path)

    def run(self):
        clock = Clock()
        self.net.setInput(self.x)
        self.net.forward()
        return clock.read()


def check_agreement(a, network, folder):
    """Away from the borders, which are mirrored here and zero there."""
    small = photo(160, 120, 5)
    source, target = os.path.join(folder, 'small.ppm'), os.path.join(folder, 'small2.ppm')
    write_ppm(source, small)
    run_ours(a, source, target, 'f32')
    import torch
    theirs = Torch(network, small, 1).run(torch.contiguous_format, 'f32')[1].numpy()[0].transpose(1, 2, 0) * 255
    difference = np.abs(read_ppm(target).astype(np.float32) - np.clip(theirs, 0, 255))[24:-24, 24:-24].max()
    if difference > 1:
        raise SystemExit('another result than PyTorch: %g of 255' % difference)


def most_memory(a, folder, height):
    """In MB, of a run on 2000 columns. A small program starts it: a child counts its parent's memory as its own."""
    source = os.path.join(folder, 'tall.ppm')
    write_ppm(source, np.tile(photo(WIDTH, 500, 2), (height // 500, 1, 1)))
    starter = ('import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True); '
               'print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)')
    command = [sys.executable, '-c', starter, a.aefilter, 'upscale', 'scale=2', 'model=' + a.model, '-j', str(a.threads), '-q', '-i',
               source, '-o', os.path.join(folder, 'tall2.ppm')]
    return int(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout) / 1e3


def measure(a, network, folder):
    pixels = photo(WIDTH, HEIGHT, 1)
    source, target = os.path.join(folder, 'in.ppm'), os.path.join(folder, 'out.ppm')
    write_ppm(source, pixels)
    figures = {}
    add = lambda key, value: figures.setdefault(key, []).append(value)
    torch = Torch(network, pixels, a.threads) if network else None
    opencv = OpenCV(network, pixels, a.threads, folder) if network and importlib.util.find_spec('cv2') else None
    for i in range(a.rounds + 1):
        for precision in ('f32', 'bf16'):
            ours = run_ours(a, source, target, precision)
            theirs = torch.seconds(precision) if torch else {}
            if i:
                add(precision, ours)
                for layout, seconds in theirs.items():
                    add((precision, str(layout)), seconds)
        if opencv:
            seconds = opencv.run()
            if i:
                add('opencv', seconds)
    return {key: np.median(values, axis=0) for key, values in figures.items()}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('aefilter')
    p.add_argument('model')
    p.add_argument('--rounds', type=int, default=3)
    p.add_argument('--threads', type=int, default=len(os.sched_getaffinity(0)))
    a = p.parse_args()
    network = make_network(a.model) if importlib.util.find_spec('torch') else None
    show = lambda what, value, unit: print('%s\t%.3g\t%s\t%.3g' % (what, value[0], unit, value[1]), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        if network:
            check_agreement(a, network, folder)
        m = measure(a, network, folder)
        print('what\tvalue\tunit or ratio\tthe same in processor time')
        for precision in ('f32', 'bf16'):
            show('%s, %d threads' % (precision, a.threads), m[precision], 's for 2 megapixels')
            theirs = [m[key] for key in m if isinstance(key, tuple) and key[0] == precision]
            if theirs:
                show(precision + ' against PyTorch', np.min(theirs, axis=0) / m[precision], 'times as fast')
        if 'opencv' in m:
            show('f32 against OpenCV dnn', m['opencv'] / m['f32'], 'times as fast')
        for height in (1000, 8000):
            print('most memory, %d megapixels\t%.3g\tMB\t' % (WIDTH * height / 1e6, most_memory(a, folder, height)), flush=True)


if __name__ == '__main__':
    main()
