package dev.hearth.inference;

import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.ModelChain;
import dev.hearth.nn.layers.Softmax;
import dev.hearth.tensor.Check;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.List;

/**
 * Gradient-weighted class activation maps (Selvaraju et al. 2017, arXiv 1610.02391, §3): with the feature
 * maps A^k of the last layer whose output has an extent, of Z places each, and the score y^c of a class
 * before the softmax,
 *
 * <p>α_k = 1/Z Σ_ij ∂y^c/∂A^k_ij, and L = ReLU(Σ_k α_k A^k).
 *
 * <p>Where the layers behind A are a global average and a linear layer, L is the class activation map
 * divided by Z.
 */
final class GradCam {

    private final Model net;
    private final ModelChain chain;
    private final int features;
    private final int end;

    private GradCam(Model net, ModelChain chain, int features, int end) {
        this.net = net;
        this.chain = chain;
        this.features = features;
        this.end = end;
    }

    /** {@link IllegalArgumentException} for a model none of whose layers gives feature maps. */
    static GradCam of(Model net) {
        List<ChildLayer> links = ChildLayer.chain(net.layer(), net.in());
        int features = 0;
        int end = links.size();
        for (int i = 0; i < links.size(); i++) {
            Shape out = links.get(i).layer().out(links.get(i).in());
            if (out instanceof Shape.Image image && image.height() * image.width() > 1) {
                features = i + 1;
            }
        }
        if (end > 1 && links.get(end - 1).layer() instanceof Softmax) {
            end--;
        }
        if (features == 0 || features >= end) {
            throw Check.error(
                    "A heat map needs a model whose layers give feature maps before the last",
                    net.layer(),
                    "Use a convolutional one");
        }
        return new GradCam(net, ModelChain.of(net), features, end);
    }

    /** The map of one image for a class. */
    HeatMap of(Tensor image, int label) {
        try (var turn = Scope.open()) {
            Context pass = Context.predicting(new Seed(0));
            Tensor maps;
            try (var quiet = NoGrad.open()) {
                maps = chain.apply(0, features, image, pass).detach().copy();
            }
            maps.requireGrad();
            Tensor scores = chain.apply(features, end, maps, pass);
            checkLabel(label, scores.size(1));
            scores.narrow(1, label, 1).sum().backward();
            net.parameters().clearGradients();
            return weighted(maps, label);
        }
    }

    private static void checkLabel(int label, long classes) {
        if (label < 0 || label >= classes) {
            throw Check.error(
                    "A heat map is of one of " + classes + " classes, from 0 on",
                    label,
                    "Use a label of a prediction");
        }
    }

    private static HeatMap weighted(Tensor maps, int label) {
        float[] gradient =
                maps.grad()
                        .orElseThrow(
                                () -> new IllegalStateException("no gradient of class " + label))
                        .toFloats();
        float[] values = maps.toFloats();
        int channels = (int) maps.size(1);
        int height = (int) maps.size(2);
        int width = (int) maps.size(3);
        int places = height * width;
        float[] heat = new float[places];
        for (int k = 0; k < channels; k++) {
            double alpha = 0;
            for (int i = 0; i < places; i++) {
                alpha += gradient[k * places + i];
            }
            alpha /= places;
            for (int i = 0; i < places; i++) {
                heat[i] += (float) (alpha * values[k * places + i]);
            }
        }
        for (int i = 0; i < places; i++) {
            heat[i] = Math.max(0, heat[i]);
        }
        return new HeatMap(width, height, heat);
    }
}
