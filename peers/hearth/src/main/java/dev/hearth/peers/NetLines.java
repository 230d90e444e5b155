package dev.hearth.peers;

import dev.hearth.nn.ChildLayer;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Parameters;
import dev.hearth.nn.Shape;
import dev.hearth.nn.layers.AvgPool2d;
import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.Conv2d;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.nn.layers.GaussianNoise;
import dev.hearth.nn.layers.GlobalAvgPool;
import dev.hearth.nn.layers.LeakyRelu;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.MaxPool2d;
import dev.hearth.nn.layers.Maxout;
import dev.hearth.nn.layers.Relu;
import dev.hearth.nn.layers.Residual;
import dev.hearth.nn.layers.Sigmoid;
import dev.hearth.nn.layers.Tap;
import dev.hearth.nn.layers.Window;
import dev.hearth.tensor.ConvParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A net as the lines of a plan: its weights, then its operations in the order of the flow. */
final class NetLines {

    private final Map<String, float[]> arrays;
    private final List<String> names = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final List<float[]> weights = new ArrayList<>();
    private int last;

    private NetLines(Model net) {
        this.arrays = net.arrays();
        declare(net.parameters().entries(), "learned");
        declare(net.parameters().stateEntries(), "kept");
    }

    static NetLines of(Model net) {
        NetLines lines = new NetLines(net);
        lines.write(new ChildLayer("", net.layer(), net.in()), 0);
        return lines;
    }

    List<String> lines() {
        return lines;
    }

    List<float[]> weights() {
        return weights;
    }

    private void declare(List<Parameters.Entry> entries, String how) {
        for (Parameters.Entry entry : entries) {
            names.add(entry.name());
            weights.add(arrays.get(entry.name()));
            StringBuilder line = new StringBuilder("weight " + how);
            entry.shape().forEach(extent -> line.append(' ').append(extent));
            lines.add(line.toString());
        }
    }

    /** Writes a layer; gives the number of what comes out. */
    private int write(ChildLayer part, int x) {
        return switch (part.layer().arrangement()) {
            case CHAIN, WRAPPER -> {
                int y = x;
                for (ChildLayer child : part.children()) {
                    y = write(child, y);
                }
                yield y;
            }
            case CONCAT -> {
                List<String> parts = new ArrayList<>();
                part.children().forEach(branch -> parts.add("" + write(branch, x)));
                yield step("concat", String.join(",", parts), "");
            }
            case OTHER -> {
                if (part.layer() instanceof Residual residual) {
                    int y = write(part.children().get(0), x);
                    yield step("add", x + "," + y, " scale=" + residual.scale());
                }
                yield leaf(part.layer(), part.in(), part.prefix(), x);
            }
        };
    }

    private int leaf(Layer layer, Shape in, String prefix, int x) {
        String from = "" + x;
        if (layer instanceof Tap) {
            return x;
        } else if (layer instanceof Conv2d convolution) {
            String knobs = weights(prefix) + frame(convolution.window(), in);
            return step("convolution", from, knobs);
        } else if (layer instanceof Linear) {
            return step("linear", from, weights(prefix));
        } else if (layer instanceof Maxout maxout) {
            int sums = step("linear", from, weights(prefix));
            return step("largest", "" + sums, " pieces=" + maxout.pieces());
        } else if (layer instanceof BatchNorm norm) {
            String knobs = " epsilon=" + norm.epsilon() + " momentum=" + norm.momentum();
            return step("batch-norm", from, weights(prefix) + knobs);
        } else if (layer instanceof MaxPool2d pool) {
            return step("max-pool", from, frame(pool.window(), in));
        } else if (layer instanceof AvgPool2d pool) {
            return step("mean-pool", from, frame(pool.window(), in));
        } else if (layer instanceof LeakyRelu relu) {
            return step("leaky-relu", from, " slope=" + relu.slope());
        } else if (layer instanceof Dropout dropout) {
            return step("dropout", from, " rate=" + dropout.rate());
        } else if (layer instanceof GaussianNoise noise) {
            return step("noise", from, " deviation=" + noise.deviation());
        }
        return step(plain(layer), from, "");
    }

    private static String plain(Layer layer) {
        if (layer instanceof Relu) {
            return "relu";
        } else if (layer instanceof Elu elu && elu.alpha() == 1) {
            return "elu";
        } else if (layer instanceof Sigmoid) {
            return "sigmoid";
        } else if (layer instanceof GlobalAvgPool) {
            return "global-mean";
        } else if (layer instanceof Flatten) {
            return "flatten";
        }
        throw new IllegalArgumentException(
                "A plan has words for the layers of the measured nets. Received: "
                        + layer
                        + ". Add one to NetLines and to Dialect.");
    }

    private int step(String word, String from, String knobs) {
        last++;
        lines.add("step " + last + " " + word + " " + from + knobs);
        return last;
    }

    /** All arrays of a layer, such as {@code weight=0 bias=1}. */
    private String weights(String prefix) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).startsWith(prefix)) {
                String own = names.get(i).substring(prefix.length());
                text.append(' ').append(own.replace("weight.", "")).append('=').append(i);
            }
        }
        return text.toString();
    }

    private static String frame(Window window, Shape in) {
        ConvParameters g = window.over("A plan", Shape.image("A plan", in), 1, 1);
        if (g.top() != g.bottom() || g.left() != g.right()) {
            throw new IllegalArgumentException(
                    "A plan needs the same padding on opposite sides. Received: "
                            + window
                            + ". Not all peers can pad one side.");
        }
        return " rows="
                + window.height()
                + " columns="
                + window.width()
                + " down="
                + window.strideRows()
                + " across="
                + window.strideColumns()
                + " top="
                + g.top()
                + " left="
                + g.left();
    }
}
