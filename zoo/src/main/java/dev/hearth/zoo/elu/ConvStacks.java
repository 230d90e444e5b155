package dev.hearth.zoo.elu;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.maxPool;

import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.Layers;
import dev.hearth.nn.layers.Padding;
import dev.hearth.nn.layers.ScheduledDropout;
import dev.hearth.nn.layers.Sequence;
import java.util.ArrayList;
import java.util.List;

/**
 * The paper's notation for convolutional nets: stacks of [layers × units × kernel] (Clevert et al.
 * 2015, §4.2), "same" padding throughout, a 2×2 max-pool with stride 2 behind a stack, dropout behind
 * the pool.
 */
final class ConvStacks {

    private final Layer activation;
    private final Normalization normalization;
    private final List<Layer> layers = new ArrayList<>();

    ConvStacks(Layer activation, Normalization normalization) {
        this.activation = activation;
        this.normalization = normalization;
    }

    ConvStacks layers(int count, int units, int kernel) {
        for (int i = 0; i < count; i++) {
            layer(units, kernel, 1);
        }
        return this;
    }

    ConvStacks layer(int units, int kernel, int stride) {
        var convolution = conv(units, kernel).stride(stride).padding(Padding.SAME);
        if (normalization == Normalization.BATCH) {
            layers.add(convolution.noBias());
            layers.add(new BatchNorm());
        } else {
            layers.add(convolution);
        }
        layers.add(activation);
        return this;
    }

    ConvStacks pool() {
        layers.add(maxPool(2, 2));
        return this;
    }

    ConvStacks drop(double rate) {
        if (rate > 0) {
            layers.add(new Dropout(rate));
        }
        return this;
    }

    /** Dropout at a rate that changes with training. */
    ConvStacks drop(ScheduledDropout rates) {
        layers.add(rates);
        return this;
    }

    ConvStacks then(Layer layer) {
        layers.add(layer);
        return this;
    }

    /** A 1×1 convolution without activation. */
    Layer logits(int classes) {
        layers.add(conv(classes, 1));
        layers.add(Layers.flatten());
        return new Sequence(layers);
    }

    Layer end() {
        return new Sequence(layers);
    }
}
