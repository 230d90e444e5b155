package consumer;

import static dev.hearth.nn.layers.Layers.conv;
import static dev.hearth.nn.layers.Layers.globalAvgPool;
import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;

import dev.hearth.data.image.Interpolation;
import dev.hearth.data.image.Picture;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.inference.Classification;
import dev.hearth.inference.ImageClassifier;
import dev.hearth.inference.LibTorchLogitModel;
import dev.hearth.inference.LogitModel;
import dev.hearth.inference.OnnxLogitModel;
import dev.hearth.nn.Context;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.nn.json.LayerJson;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.onnx.OnnxNet;
import dev.hearth.optim.OptimizerState;
import dev.hearth.optim.Sgd;
import dev.hearth.optim.StepHyperparameters;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.EnvironmentVariables;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.OpenMp;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Trains a classifier of dark and bright pictures, classifies with libtorch and with ONNX Runtime. */
public final class Main {

    private static final InputSpec VIEW = new InputSpec(3, 14, 0.875, Interpolation.BICUBIC, 0.5, 0.5);
    private static final Shape IN = new Shape.Image(3, 14, 14);

    private Main() {}

    public static void main(String[] arguments) {
        List<Picture> pictures = List.of(picture(20), picture(230));
        byte[] onnx;
        try (Scope run = Scope.open()) {
            Model net = trained();
            check("libtorch", classifier(new LibTorchLogitModel(net)).classify(pictures));
            onnx = exported(net);
        }
        try (OnnxNet net = OnnxNet.open(onnx, 1)) {
            check("ONNX Runtime", onnx(net).classify(pictures));
        }
        if (!EnvironmentVariables.unlessSet("HEARTH_PROBE", "1").equals("1") || !OpenMp.threads(1)) {
            throw new IllegalStateException("Variables and OpenMP's threads were to be set.");
        }
        System.out.println("CONSUMER OK, " + (Main.class.getModule().isNamed() ? "module path" : "class path"));
    }

    static Picture picture(int grey) {
        byte[] rgb = new byte[3 * 16 * 16];
        Arrays.fill(rgb, (byte) grey);
        return new Picture(16, 16, rgb);
    }

    static ImageClassifier onnx(OnnxNet net) {
        return classifier(new OnnxLogitModel(net, VIEW, false, 2));
    }

    static ImageClassifier classifier(LogitModel model) {
        return ImageClassifier.of(
                "net", VIEW, Optional.empty(), List.of("dark", "bright"), model, 2, TestCrops.ONE, () -> {});
    }

    static byte[] exported(Model net) {
        return OnnxModel.of("net", Folded.of(net.layer(), IN, net.arrays()), IN, Map.of()).bytes();
    }

    static Model trained() {
        String json = LayerJson.standard().write(sequence(conv(4, 3), globalAvgPool(), linear(2)));
        Layer layer = LayerJson.standard().readLayer(json);
        Model net = Model.build(layer, IN, new Seed(4), Device.CPU);
        OptimizerState optimizer = new Sgd(0.9).over(net.parameters());
        float[] values = new float[2 * 3 * 14 * 14];
        Arrays.fill(values, 0, values.length / 2, -0.8f);
        Arrays.fill(values, values.length / 2, values.length, 0.8f);
        for (int step = 0; step < 100; step++) {
            try (Scope scope = Scope.open()) {
                net.parameters().clearGradients();
                Tensor images = Tensor.of(values, 2, 3, 14, 14);
                Tensor labels = Tensor.ofLabels(new int[] {0, 1}, 2);
                Tensor logits = net.apply(images, Context.training(new Seed(5).child(step)));
                Functional.crossEntropy(logits, labels, 0).backward();
                optimizer.step(StepHyperparameters.of(0.05));
            }
        }
        return net;
    }

    private static void check(String engine, List<Classification> answers) {
        double dark = answers.get(0).probability("dark");
        double bright = answers.get(1).probability("bright");
        System.out.println(engine + ": dark " + dark + ", bright " + bright);
        if (!(dark > 0.9 && bright > 0.9)) {
            throw new IllegalStateException(engine + " was to tell dark from bright.");
        }
    }
}
