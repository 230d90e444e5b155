package dev.hearth.serve;

import static dev.hearth.nn.layers.Layers.linear;
import static dev.hearth.nn.layers.Layers.sequence;

import dev.hearth.data.image.Interpolation;
import dev.hearth.data.transform.InputSpec;
import dev.hearth.data.transform.TestCrops;
import dev.hearth.inference.ImageClassifier;
import dev.hearth.inference.LogitModel;
import dev.hearth.inference.OnnxLogitModel;
import dev.hearth.nn.Layer;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.onnx.OnnxNet;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** A fully connected net (784, 128, 10) for pictures of 28×28, in ONNX Runtime. */
final class OnnxMlp {

    static final InputSpec VIEW = new InputSpec(1, 28, 1, Interpolation.BILINEAR, 0.5, 0.5);

    private OnnxMlp() {}

    /** The model's file; libtorch draws its weights. */
    static byte[] bytes() {
        try (var scope = Scope.open()) {
            Layer layer = sequence(new Flatten(), linear(128), new Elu(), linear(10));
            Model net = Model.build(layer, new Shape.Image(1, 28, 28), new Seed(1), Device.CPU);
            Folded folded = Folded.of(net.layer(), net.in(), net.arrays());
            return OnnxModel.of("mlp", folded, net.in(), Map.of()).bytes();
        }
    }

    /** Opens it, with one thread. */
    static ServedModel open(byte[] model) {
        return open(model, () -> {});
    }

    /** With something that happens before each batch. */
    static ServedModel open(byte[] model, Runnable first) {
        List<String> classes = IntStream.range(0, 10).mapToObj(i -> "class " + i).toList();
        OnnxNet net = OnnxNet.open(model, 1);
        OnnxLogitModel plain = new OnnxLogitModel(net, VIEW, false, 10);
        LogitModel scorer =
                new LogitModel() {
                    @Override
                    public float[] logits(float[] squares, int count) {
                        first.run();
                        return plain.logits(squares, count);
                    }

                    @Override
                    public boolean isConcurrent() {
                        return plain.isConcurrent();
                    }
                };
        ImageClassifier classifier =
                ImageClassifier.of(
                        "mlp",
                        VIEW,
                        Optional.empty(),
                        classes,
                        scorer,
                        12,
                        TestCrops.ONE,
                        () -> {});
        return new ServedModel("mlp", classes, classifier, net::close);
    }

    /** A picture of its own for each number, PNG. */
    static byte[] picture(int number) {
        BufferedImage digit = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 784; i++) {
            digit.getRaster()
                    .setSample(i % 28, i / 28, 0, (i + 1) * (7919 + 131 * number) >> 3 & 0xFF);
        }
        return Asked.png(digit);
    }
}
