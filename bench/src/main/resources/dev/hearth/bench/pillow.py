# Decodes, resizes and cuts the pictures named on the command line each time a line comes in, and
# says how many seconds that took; "pixels FILE" writes the squares instead.
import sys
import time

from PIL import Image

SIDE, SHORTER = 299, 341


def square(name):
    image = Image.open(name).convert("RGB")
    width, height = image.size
    if width <= height:
        size = SHORTER, SHORTER * height // width
    else:
        size = SHORTER * width // height, SHORTER
    resized = image.resize(size, Image.BICUBIC)
    left = round((size[0] - SIDE) / 2)
    top = round((size[1] - SIDE) / 2)
    return resized.crop((left, top, left + SIDE, top + SIDE)).tobytes()


print(Image.__version__, flush=True)
for line in sys.stdin:
    words = line.split(None, 1)
    if words[0] == "pixels":
        with open(words[1].strip(), "wb") as out:
            for name in sys.argv[1:]:
                out.write(square(name))
        print("done", flush=True)
        continue
    begun = time.perf_counter()
    for name in sys.argv[1:]:
        square(name)
    print(time.perf_counter() - begun, flush=True)
