package dev.hearth.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.data.Dataset;
import dev.hearth.data.strokes.Strokes;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Precision;
import dev.hearth.nn.Shape;
import dev.hearth.nn.fold.Folded;
import dev.hearth.nn.fold.Simplification;
import dev.hearth.onnx.BatchNet;
import dev.hearth.onnx.OnnxModel;
import dev.hearth.onnx.OnnxNet;
import dev.hearth.optim.Adam;
import dev.hearth.optim.OptimizerState;
import dev.hearth.optim.StepHyperparameters;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.Functional;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.zoo.inception.InceptionMiniature;
import dev.hearth.zoo.inception.ResidualWiring;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a trained net says in bfloat16, beside float32. */
@Tag("long")
class AgreementTest {

    private static final Seed SEED = new Seed(11);
    private static final Shape IN = new Shape.Image(1, 28, 28);
    private static final int PICTURES = 2000;
    private static final int BATCH = 32;
    private static final int STEPS = 240;

    private static float[] images(Dataset set, int from, int count) {
        float[] images = new float[count * 28 * 28];
        for (int i = 0; i < count; i++) {
            set.read((from + i) % set.size(), images, i * 28 * 28);
        }
        return images;
    }

    private static OnnxModel trained(ResidualWiring wiring) {
        Dataset set = Strokes.training(2560, SEED);
        try (var scope = Scope.open()) {
            Model net =
                    Model.build(
                            new InceptionMiniature(wiring, 1, 0.2, 10, 0), IN, SEED, Device.CPU);
            OptimizerState stepper = new Adam().over(net.parameters());
            for (int step = 0; step < STEPS; step++) {
                try (var turn = Scope.open()) {
                    net.parameters().clearGradients();
                    int[] labels = new int[BATCH];
                    for (int i = 0; i < BATCH; i++) {
                        labels[i] = set.label((step * BATCH + i) % set.size());
                    }
                    Tensor x = Tensor.of(images(set, step * BATCH, BATCH), IN.batch(BATCH));
                    Tensor wanted = Tensor.ofLabels(labels, BATCH);
                    Tensor came = net.apply(x, Context.training(SEED.child(step)));
                    Functional.crossEntropy(came, wanted, 0).backward();
                    stepper.step(StepHyperparameters.of(0.002));
                }
            }
            Folded folded =
                    Folded.of(net.layer(), IN, net.arrays())
                            .simplified(
                                    IN, Simplification.DAMPED_SUMS, Simplification.POOLS_BEHIND);
            return OnnxModel.of("net", folded, IN, Map.of());
        }
    }

    private static int[] guesses(BatchNet net, Dataset set) {
        float[] logits = net.apply(images(set, 0, PICTURES), IN.batch(PICTURES));
        int[] guesses = new int[PICTURES];
        for (int i = 0; i < PICTURES; i++) {
            for (int c = 1; c < 10; c++) {
                if (logits[i * 10 + c] > logits[i * 10 + guesses[i]]) {
                    guesses[i] = c;
                }
            }
        }
        return guesses;
    }

    @ParameterizedTest
    @EnumSource(ResidualWiring.class)
    void of_two_thousand_pictures_at_most_four_get_another_class(ResidualWiring wiring) {
        assumeTrue(new OneDnnCompiler().obstacle(Precision.BFLOAT16).isEmpty());
        byte[] model = trained(wiring).bytes();
        Dataset unseen = Strokes.test(PICTURES, SEED);
        try (OnnxNet peer = OnnxNet.open(model, 2);
                OneDnnNet net = OneDnnCompiler.net(model, Precision.BFLOAT16, 2)) {
            int[] wanted = guesses(peer, unseen);
            int[] came = guesses(net, unseen);
            int right = 0;
            int other = 0;
            for (int i = 0; i < PICTURES; i++) {
                right += wanted[i] == unseen.label(i) ? 1 : 0;
                other += wanted[i] == came[i] ? 0 : 1;
            }
            assertThat(right).as("a net that has learned").isGreaterThan(1800);
            assertThat(other).isLessThanOrEqualTo(4);
        }
    }
}
