"""Prepares pictures with Pillow as torchvision does: arguments side and fraction; lines of names of PPM files.

Beside each file NAME its square is written, NAME.rgb, rows of red, green, blue.
"""
import math
import sys

import PIL
from PIL import Image

side = int(sys.argv[1])
shorter = math.floor(side / float(sys.argv[2]))
print("Pillow " + PIL.__version__, flush=True)
for line in sys.stdin:
    picture = Image.open(line.strip())
    width, height = picture.size
    if width <= height:
        size = (shorter, int(shorter * height / width))
    else:
        size = (int(shorter * width / height), shorter)
    picture = picture.resize(size, Image.BICUBIC)
    left = int(round((size[0] - side) / 2.0))
    top = int(round((size[1] - side) / 2.0))
    with open(line.strip() + ".rgb", "wb") as out:
        out.write(picture.crop((left, top, left + side, top + side)).tobytes())
