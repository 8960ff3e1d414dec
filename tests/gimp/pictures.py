# SPDX-License-Identifier: LGPL-3.0-or-later
"""Pictures for the tests in GIMP: flat lists of samples, to and from GeglBuffers and the program aefilter."""
import array
import random
import subprocess
import sys

BASES = {1: "Y'", 2: "Y'A", 3: "R'G'B'", 4: "R'G'B'A"}
CODES = {"u8": ("B", 255), "u16": ("H", 65535), "float": ("f", None)}
TUPLES = {1: "GRAYSCALE", 2: "GRAYSCALE_ALPHA", 3: "RGB", 4: "RGB_ALPHA"}


class Picture:
    """samples: an array of width * height * channels values, row by row; sample: a key of CODES."""

    def __init__(self, width, height, channels, sample, samples=None):
        self.width, self.height, self.channels, self.sample = width, height, channels, sample
        self.samples = array.array(CODES[sample][0], samples if samples is not None else [])

    def format(self):
        """Its babl format."""
        return BASES[self.channels] + " " + self.sample

    def same_shape(self, samples):
        return Picture(self.width, self.height, self.channels, self.sample, samples)

    def colours(self):
        """Without its alpha."""
        step = self.channels
        if step % 2:
            return self
        kept = [value for at in range(0, len(self.samples), step) for value in self.samples[at : at + step - 1]]
        return Picture(self.width, self.height, step - 1, self.sample, kept)

    def alpha(self):
        return self.samples[self.channels - 1 :: self.channels]


def noisy(width, height, channels, sample, seed=1):
    """A gradient with edges, and noise of 20 8-bit levels; alpha, where there is one, from clear to opaque."""
    rng = random.Random(seed)
    top = CODES[sample][1]
    values = []
    for y in range(height):
        for x in range(width):
            for channel in range(channels):
                if channels % 2 == 0 and channel == channels - 1:
                    value = (x + y) % 9 / 8
                else:
                    value = 0.25 + 0.4 * x / width + (0.2 if (x // 16 + y // 16 + channel) % 2 else 0) + rng.gauss(0, 20 / 255)
                value = min(max(value, 0), 1)
                values.append(round(value * top) if top else value)
    return Picture(width, height, channels, sample, values)


def write(picture):
    """As PAM, or PFM for floats."""
    if picture.sample == "float":
        rows = [picture.samples[y * picture.width * picture.channels :][: picture.width * picture.channels]
                for y in reversed(range(picture.height))]
        kind = {1: "Pf", 3: "PF"}[picture.channels]
        return f"{kind}\n{picture.width} {picture.height}\n-1.0\n".encode() + b"".join(row.tobytes() for row in rows)
    samples = array.array(picture.samples.typecode, picture.samples)
    if samples.itemsize == 2 and sys.byteorder == "little":
        samples.byteswap()
    header = (f"P7\nWIDTH {picture.width}\nHEIGHT {picture.height}\nDEPTH {picture.channels}\n"
              f"MAXVAL {CODES[picture.sample][1]}\nTUPLTYPE {TUPLES[picture.channels]}\nENDHDR\n")
    return header.encode() + samples.tobytes()


def read(data):
    """What write or aefilter wrote: PAM, or PFM in this machine's byte order."""
    if data.startswith(b"P7"):
        header, _, body = data.partition(b"ENDHDR\n")
        fields = dict(line.split(None, 1) for line in header.decode().splitlines()[1:])
        sample = "u8" if fields["MAXVAL"].strip() == "255" else "u16"
        picture = Picture(int(fields["WIDTH"]), int(fields["HEIGHT"]), int(fields["DEPTH"]), sample)
        picture.samples.frombytes(body)
        if sample == "u16" and sys.byteorder == "little":
            picture.samples.byteswap()
        return picture
    kind, size, _, body = data.split(b"\n", 3)
    width, height = map(int, size.split())
    picture = Picture(width, height, 3 if kind == b"PF" else 1, "float")
    row = width * picture.channels * 4
    for y in reversed(range(height)):
        picture.samples.frombytes(body[y * row : (y + 1) * row])
    return picture


def aefilter(program, words, picture):
    """picture through the program; floats go without their alpha, which PFM has not, and get it back."""
    sent = picture.colours() if picture.sample == "float" else picture
    result = read(subprocess.run([program, "-q", *words], input=write(sent), stdout=subprocess.PIPE, check=True).stdout)
    if sent is picture:
        return result
    samples, channels = [], sent.channels
    for at, alpha in enumerate(picture.alpha()):
        samples += [*result.samples[at * channels : (at + 1) * channels], alpha]
    return picture.same_shape(samples)


def difference(a, b):
    """The greatest difference of two samples, in a's own units."""
    if (a.width, a.height, a.channels, a.sample) != (b.width, b.height, b.channels, b.sample):
        raise AssertionError(f"{a.width}x{a.height} {a.format()} is not {b.width}x{b.height} {b.format()}")
    return max((abs(x - y) for x, y in zip(a.samples, b.samples)), default=0)
