package dev.hearth.data.transform;

import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.RandomCrop;
import dev.hearth.data.Sha256;
import dev.hearth.tensor.RandomStream;
import java.util.List;

/** A data set whose images are treated as they are read. */
final class Preprocessed implements Dataset {

    private final Dataset origin;
    private final Preprocess preprocess;
    private final ImageShape pixels;

    Preprocessed(Dataset origin, Preprocess preprocess) {
        this.origin = origin;
        this.preprocess = preprocess;
        this.pixels = preprocess.out(origin.pixels());
    }

    @Override
    public String name() {
        return origin.name();
    }

    @Override
    public int size() {
        return origin.size();
    }

    @Override
    public ImageShape pixels() {
        return pixels;
    }

    @Override
    public List<String> classNames() {
        return origin.classNames();
    }

    @Override
    public int label(int index) {
        return origin.label(index);
    }

    @Override
    public void read(int index, float[] target, int offset) {
        origin.read(index, target, offset);
        preprocess.apply(target, offset, pixels);
    }

    @Override
    public boolean readCrop(
            int index, RandomCrop crop, RandomStream random, float[] target, int offset) {
        if (!preprocess.isElementwise() || !origin.readCrop(index, crop, random, target, offset)) {
            return false;
        }
        preprocess.apply(target, offset, crop.out(pixels));
        return true;
    }

    @Override
    public String digest() {
        return Sha256.derived(origin, preprocess.toString());
    }
}
