package dev.hearth.papers.elu;

import dev.hearth.nn.Layer;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.LeakyRelu;
import dev.hearth.nn.layers.Prelu;
import dev.hearth.nn.layers.Relu;
import dev.hearth.nn.layers.Rrelu;
import dev.hearth.nn.layers.ShiftedRelu;
import dev.hearth.nn.layers.SlopeSharing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The activations that are compared, by the names of the paper's figures. */
final class ComparedActivations {

    static final String ELU = "ELU";
    static final String RELU = "ReLU";
    static final String LEAKY = "LReLU";
    static final String LEAKY_THIRD = "LReLU 0.33";
    static final String SHIFTED = "SReLU";
    static final String PARAMETRIC = "PReLU";
    static final String RANDOMIZED = "RReLU";

    private static final Map<String, Layer> ALL = new LinkedHashMap<>();

    static {
        ALL.put(ELU, new Elu());
        ALL.put(SHIFTED, new ShiftedRelu());
        ALL.put(LEAKY, new LeakyRelu(0.1));
        ALL.put(RELU, new Relu());
        ALL.put(LEAKY_THIRD, new LeakyRelu(1.0 / 3));
        ALL.put(PARAMETRIC, new Prelu(SlopeSharing.PER_CHANNEL, 0.25));
        ALL.put(RANDOMIZED, new Rrelu(1.0 / 8, 1.0 / 3));
    }

    private ComparedActivations() {}

    static List<String> all() {
        return List.copyOf(ALL.keySet());
    }

    static Layer activation(String arm) {
        return ALL.get(arm);
    }
}
