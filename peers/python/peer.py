"""PyTorch in Python: the same plan, the same words on stdin and stdout as the other peers."""
import os
import sys
import time


def read(folder):
    """The plan's head, nets, and arrays; the Java side writes little-endian."""
    import numpy

    head, nets = {}, []
    weights = numpy.fromfile(os.path.join(folder, "weights.bin"), dtype="<f4")
    at = 0
    with open(os.path.join(folder, "plan.txt"), encoding="utf-8") as lines:
        for line in lines:
            words = line.split()
            if words[0] == "net":
                nets.append({"weights": [], "learned": [], "steps": []})
            elif words[0] == "weight":
                shape = [int(word) for word in words[2:]]
                count = int(numpy.prod(shape))
                nets[-1]["weights"].append(weights[at : at + count].reshape(shape).copy())
                nets[-1]["learned"].append(words[1] == "learned")
                at += count
            elif words[0] == "step":
                settings = dict(word.split("=") for word in words[4:])
                inputs = [int(number) for number in words[3].split(",")]
                nets[-1]["steps"].append((int(words[1]), words[2], inputs, settings))
            else:
                head[words[0]] = words[1:] if len(words) > 2 else words[1]
    batch, batches = int(head["batch"]), int(head["batches"])
    shape = [batches, batch] + [int(extent) for extent in head["image"]]
    images = numpy.fromfile(os.path.join(folder, "images.bin"), dtype="<f4").reshape(shape)
    labels = numpy.fromfile(os.path.join(folder, "labels.bin"), dtype="<i4")
    noise = None
    if head["kind"] == "GAME":
        noise = numpy.fromfile(os.path.join(folder, "noise.bin"), dtype="<f4")
        noise = noise.reshape(batches, batch, 100)
    return head, nets, images, labels.reshape(batches, batch).astype("int64"), noise


def say(torch, net, arrays, x, training):
    """The net's operations in PyTorch's words."""
    f = torch.nn.functional
    values = {0: x}
    for out, word, inputs, s in net["steps"]:
        x = values[inputs[0]]
        if "direction" in s:
            v, g = arrays[int(s["direction"])], arrays[int(s["gain"])]
            flat = v.reshape(v.shape[0], -1)
            lengths = flat.square().sum(1, keepdim=True).sqrt()
            weight = (flat * (g.reshape(-1, 1) / lengths)).reshape(v.shape)
        elif "weight" in s:
            weight = arrays[int(s["weight"])]
        bias = arrays[int(s["bias"])] if "bias" in s else None
        if "rows" in s:
            window = (int(s["rows"]), int(s["columns"]))
            stride = (int(s["down"]), int(s["across"]))
            padding = (int(s["top"]), int(s["left"]))
        if word == "convolution":
            y = f.conv2d(x, weight, bias, stride, padding)
        elif word == "linear":
            y = f.linear(x, weight, bias)
        elif word == "batch-norm":
            scale = arrays[int(s["scale"])] if "scale" in s else None
            mean, variance = arrays[int(s["mean"])], arrays[int(s["variance"])]
            shift = arrays[int(s["shift"])]
            knobs = (training, float(s["momentum"]), float(s["epsilon"]))
            y = f.batch_norm(x, mean, variance, scale, shift, *knobs)
        elif word == "relu":
            y = f.relu(x)
        elif word == "leaky-relu":
            y = f.leaky_relu(x, float(s["slope"]))
        elif word == "elu":
            y = f.elu(x)
        elif word == "sigmoid":
            y = torch.sigmoid(x)
        elif word == "max-pool":
            y = f.max_pool2d(x, window, stride, padding)
        elif word == "mean-pool":
            y = f.avg_pool2d(x, window, stride, padding, count_include_pad=False)
        elif word == "global-mean":
            y = f.adaptive_avg_pool2d(x, 1).flatten(1)
        elif word == "flatten":
            y = x.flatten(1)
        elif word == "dropout":
            y = f.dropout(x, float(s["rate"]), training)
        elif word == "noise":
            y = x + torch.randn_like(x) * float(s["deviation"]) if training else x
        elif word == "concat":
            y = torch.cat([values[number] for number in inputs], 1)
        elif word == "add":
            y = torch.add(x, values[inputs[1]], alpha=float(s["scale"]))
        elif word == "largest":
            y = x.reshape(x.shape[0], -1, int(s["pieces"])).amax(2)
        else:
            raise ValueError("no word for " + word)
        values[out] = y
    return y


def stretch(torch, folder, narrow):
    """A function that does all steps of the plan once and gives the mean loss."""

    def forward():
        """In autocast where it is asked for; the copies of weights that it keeps die with each."""
        return torch.autocast("cpu", dtype=torch.bfloat16, enabled=narrow)

    head, nets, images, labels, noise = read(folder)
    torch.set_num_threads(int(head["threads"]))
    torch.manual_seed(1)
    f = torch.nn.functional
    arrays = []
    for net in nets:
        arrays.append([torch.from_numpy(array) for array in net["weights"]])
        for array, learned in zip(arrays[-1], net["learned"]):
            array.requires_grad_(learned and head["kind"] != "INFERENCE")

    def optimizer(which):
        own = [a for a in arrays[which] if a.requires_grad]
        rate = float(head["rate"])
        if head["method"] == "ADAM":
            return torch.optim.Adam(own, lr=rate)
        return torch.optim.SGD(own, lr=rate, momentum=float(head["momentum"]))

    if head["kind"] == "INFERENCE":

        def run():
            with torch.no_grad(), forward():
                logits = say(torch, nets[0], arrays[0], torch.from_numpy(images[0]), False)
                return logits.float().square().mean().item()

    elif head["kind"] == "POOL":
        kind = torch.bfloat16 if narrow else torch.float32
        x = torch.from_numpy(images[0]).to(kind)
        out = int(head["out"])
        gradient = torch.ones(x.shape[0], x.shape[1], out, out, dtype=kind)
        offsets = torch.rand(x.shape[0], x.shape[1], 2).to(kind)

        def pooled():
            leaf = x.detach().requires_grad_(True)
            y = f.fractional_max_pool2d(leaf, 2, out, _random_samples=offsets)
            y.backward(gradient)
            return leaf.grad

        share = (pooled().float().sum() / gradient.numel()).item()

        def run():
            pooled()
            return share

    elif head["kind"] == "TRAIN":
        updates = optimizer(0)

        def run():
            total = 0.0
            for i in range(len(images)):
                updates.zero_grad()
                with forward():
                    logits = say(torch, nets[0], arrays[0], torch.from_numpy(images[i]), True)
                loss = f.cross_entropy(logits.float(), torch.from_numpy(labels[i]))
                loss.backward()
                updates.step()
                total += loss.item()
            return total / len(images)

    else:
        forging, judging = optimizer(0), optimizer(1)

        def judge(x, target):
            with forward():
                logits = say(torch, nets[1], arrays[1], x, True)
            logits = logits.float()
            wanted = torch.full_like(logits, target)
            return f.binary_cross_entropy_with_logits(logits, wanted)

        def run():
            total = 0.0
            for i in range(len(images)):
                with forward():
                    fakes = say(torch, nets[0], arrays[0], torch.from_numpy(noise[i]), True)
                forging.zero_grad()
                forged = judge(fakes, 1.0)
                forged.backward()
                judging.zero_grad()
                real = judge(torch.from_numpy(images[i]), 1.0)
                judged = (real + judge(fakes.detach(), 0.0)) * 0.5
                judged.backward()
                forging.step()
                judging.step()
                total += judged.item() + forged.item()
            return total / len(images)

    return run


def main():
    try:
        import torch
    except ImportError:
        print("cannot python3-torch is not installed here", flush=True)
        return
    run = stretch(torch, sys.argv[1], sys.argv[2:] == ["BFLOAT16"])
    print("ready " + torch.__version__, flush=True)
    for _ in sys.stdin:
        begun = time.perf_counter()
        loss = run()
        print("took", time.perf_counter() - begun, loss, flush=True)


if __name__ == "__main__":
    main()
