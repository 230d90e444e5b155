package dev.hearth.nn;

// Above 400 lines, because every layer, and every way of falling back, is held against one and the
// same twin.

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.nn.init.Constant;
import dev.hearth.nn.init.HeNormal;
import dev.hearth.nn.layers.BatchNorm;
import dev.hearth.nn.layers.Bias;
import dev.hearth.nn.layers.Dropout;
import dev.hearth.nn.layers.Elu;
import dev.hearth.nn.layers.Flatten;
import dev.hearth.nn.layers.Frozen;
import dev.hearth.nn.layers.Layers;
import dev.hearth.nn.layers.Linear;
import dev.hearth.nn.layers.Named;
import dev.hearth.nn.layers.Relu;
import dev.hearth.nn.layers.Repeat;
import dev.hearth.nn.layers.Rrelu;
import dev.hearth.nn.layers.Sigmoid;
import dev.hearth.nn.layers.Tanh;
import dev.hearth.nn.layers.Tap;
import dev.hearth.nn.layers.WeightNorm;
import dev.hearth.tensor.DType;
import dev.hearth.tensor.DenseMatrix;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.LibTorch;
import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CompiledChainTest {

    private static final Seed SEED = new Seed(5);
    private static final Shape IN = new Shape.Image(2, 3, 3);

    /** Counts of examples: one share, an odd one, shares of one length, of several, more shares. */
    private static final List<Integer> COUNTS = List.of(1, 5, 64, 67, 131);

    private static final int MOST = 131;

    @AfterEach
    void oneThread() {
        LibTorch.threads(1);
    }

    static Stream<Layer> nets() {
        Linear bare = new Linear(6, Bias.NO, new HeNormal(), Constant.ZERO);
        return Stream.of(
                Layers.sequence(new Flatten(), new Linear(7), new Elu(), new Linear(5)),
                Layers.sequence(new Flatten(), bare, new Elu(0.5), bare, new Relu()),
                // Each must leave what the one before it will read.
                Layers.sequence(
                        new Flatten(), new Linear(7), new Elu(), new Tanh(), new Sigmoid(), bare),
                Layers.sequence(new Tanh(), new Flatten(), new Linear(7), new Tap("here"), bare),
                Layers.sequence(new Flatten(), new Dropout(0.2), new Linear(40), new Elu()),
                Layers.sequence(
                        new Dropout(0.1),
                        new Flatten(),
                        new Dropout(0.2),
                        new Linear(40),
                        new Elu(),
                        new Dropout(0.5),
                        new Dropout(0.1),
                        new Linear(3)),
                Layers.sequence(
                        new Flatten(),
                        new Linear(6),
                        new Repeat(3, Layers.sequence(bare, new Relu())),
                        new Named("head", new Linear(3))));
    }

    /** Every layer that has a compiled form, behind weights where it takes vectors, and before weights. */
    static Stream<Layer> vocabulary() {
        return Vocabulary.rows().stream()
                .filter(row -> row.letter().compiled(row.in()).isPresent())
                .map(
                        row ->
                                row.in() instanceof Shape.Vector in
                                        ? Layers.sequence(
                                                new Flatten(),
                                                new Linear(in.size()),
                                                row.letter(),
                                                new Linear(3))
                                        : Layers.sequence(
                                                row.letter(), new Flatten(), new Linear(3)));
    }

    private static float[] examples(int count) {
        try (var scope = Scope.open()) {
            return RandomTensors.of(SEED.child("x")).normal(0, 1, count, IN.count()).toFloats();
        }
    }

    private static Model model(Layer layer) {
        return Model.build(layer, IN, SEED, Device.CPU);
    }

    /** Half the sum of squares, and the gradients. */
    private record Outcome(double loss, float[] gradients) {

        static Outcome byLayers(Layer layer, int count) {
            try (var scope = Scope.open()) {
                Model net = model(layer);
                Tensor x = Tensor.of(examples(count), IN.batch(count));
                Tensor loss = net.apply(x, Context.training(SEED)).square().sum().mul(0.5);
                loss.backward();
                return new Outcome(loss.item(), net.parameters().gradients().toFloats());
            }
        }

        static Outcome compiled(Layer layer, int count) {
            try (var scope = Scope.open()) {
                Model net = model(layer);
                CompiledChain chain = CompiledChain.of(net, MOST).orElseThrow();
                // What was there before is replaced, whatever it was.
                net.parameters().gradients().narrow(0, 0, 3).fillInPlace(Double.NaN);
                return of(chain, net, count);
            }
        }

        static Outcome of(CompiledChain chain, Model net, int count) {
            double loss =
                    chain.learn(
                            examples(count),
                            count,
                            Context.training(SEED),
                            CompiledChainTest::halfOfSquares);
            return new Outcome(loss, net.parameters().gradients().toFloats());
        }
    }

    private static double halfOfSquares(CompiledChain.ShareOfBatch share) {
        share.gradient().copy(share.output());
        return share.output().sumOfSquares() / 2;
    }

    private static void assertClose(Outcome came, Outcome wanted) {
        assertThat(came.loss()).isCloseTo(wanted.loss(), within(1e-5 * Math.abs(wanted.loss())));
        float size = 0;
        for (float value : wanted.gradients()) {
            size = Math.max(size, Math.abs(value));
        }
        assertThat(size).as("there is something to compare").isPositive();
        for (int i = 0; i < wanted.gradients().length; i++) {
            assertThat(came.gradients()[i])
                    .as("at " + i)
                    .isCloseTo(wanted.gradients()[i], within(1e-5f * size));
        }
    }

    @ParameterizedTest
    @MethodSource({"nets", "vocabulary"})
    void loss_and_gradients_are_those_of_the_layers(Layer layer) {
        for (int count : COUNTS) {
            assertClose(Outcome.compiled(layer, count), Outcome.byLayers(layer, count));
        }
    }

    @Test
    void the_vocabulary_has_the_layers_of_fully_connected_nets() {
        assertThat(vocabulary().count()).isGreaterThanOrEqualTo(18);
    }

    @Test
    void numbers_are_those_of_plain_loops() {
        Layer layer = Layers.sequence(new Flatten(), new Linear(7), new Elu(), new Linear(4));
        int count = 70;
        try (var scope = Scope.open()) {
            Model net = model(layer);
            float[] gradients =
                    Outcome.of(CompiledChain.of(net, MOST).orElseThrow(), net, count).gradients();
            double[] twin = new double[gradients.length];
            float[] x = examples(count);
            Plain first = Plain.of(net, "1");
            Plain second = Plain.of(net, "3");
            for (int n = 0; n < count; n++) {
                double[] in = new double[(int) IN.count()];
                for (int i = 0; i < in.length; i++) {
                    in[i] = x[n * in.length + i];
                }
                double[] hidden = first.forward(in);
                for (int i = 0; i < hidden.length; i++) {
                    hidden[i] = hidden[i] > 0 ? hidden[i] : Math.expm1(hidden[i]);
                }
                double[] flowing = second.backward(second.forward(hidden), hidden, twin);
                for (int i = 0; i < hidden.length; i++) {
                    flowing[i] *= hidden[i] > 0 ? 1 : hidden[i] + 1;
                }
                first.backward(flowing, in, twin);
            }
            double size = Arrays.stream(twin).map(Math::abs).max().orElseThrow();
            for (int i = 0; i < twin.length; i++) {
                assertThat((double) gradients[i]).isCloseTo(twin[i], within(1e-5 * size));
            }
        }
    }

    /** A linear layer in double precision. */
    private record Plain(float[] weight, int weightAt, float[] bias, int biasAt) {

        static Plain of(Model net, String name) {
            int[] at = new int[2];
            for (Parameters.Entry entry : net.parameters().entries()) {
                if (entry.name().startsWith(name + ".")) {
                    at[entry.name().endsWith("weight") ? 0 : 1] = (int) entry.offset();
                }
            }
            return new Plain(
                    net.parameters().value(name + ".weight").toFloats(),
                    at[0],
                    net.parameters().value(name + ".bias").toFloats(),
                    at[1]);
        }

        double[] forward(double[] x) {
            double[] y = new double[bias.length];
            for (int i = 0; i < y.length; i++) {
                y[i] = bias[i];
                for (int j = 0; j < x.length; j++) {
                    y[i] += weight[i * x.length + j] * x[j];
                }
            }
            return y;
        }

        double[] backward(double[] gradient, double[] x, double[] gradients) {
            double[] further = new double[x.length];
            for (int i = 0; i < gradient.length; i++) {
                gradients[biasAt + i] += gradient[i];
                for (int j = 0; j < x.length; j++) {
                    gradients[weightAt + i * x.length + j] += gradient[i] * x[j];
                    further[j] += gradient[i] * weight[i * x.length + j];
                }
            }
            return further;
        }
    }

    @Test
    void bits_do_not_depend_on_the_count_of_threads_and_not_on_what_was_computed_before() {
        Layer layer =
                Layers.sequence(
                        new Flatten(),
                        new Linear(128),
                        new Elu(),
                        new Dropout(0.3),
                        new Linear(128),
                        new Elu(),
                        new Linear(10));
        List<Outcome> outcomes = new ArrayList<>();
        for (int threads : List.of(1, 2, 3, 2)) {
            LibTorch.threads(threads);
            try (var scope = Scope.open()) {
                Model net = model(layer);
                CompiledChain chain = CompiledChain.of(net, MOST).orElseThrow();
                Outcome.of(chain, net, threads * 30);
                outcomes.add(Outcome.of(chain, net, 128));
                for (int count : COUNTS) {
                    Outcome.of(chain, net, count);
                }
                outcomes.add(Outcome.of(chain, net, 128));
            }
        }
        for (Outcome other : outcomes) {
            assertThat(other.loss()).isEqualTo(outcomes.get(0).loss());
            assertThat(other.gradients()).containsExactly(outcomes.get(0).gradients());
        }
    }

    @Test
    void shares_have_32_examples_or_more_and_are_at_most_eight() {
        assertThat(Stream.of(1, 32, 63, 64, 100, 127, 128, 255, 256, 5000))
                .map(CompiledChain::shares)
                .containsExactly(1, 1, 1, 2, 2, 2, 4, 4, 8, 8);
    }

    /** A layer of a user, with a compiled form of its own or without. */
    private record Twice(boolean isCompiled) implements Layer {

        @Override
        public Shape out(Shape in) {
            return in;
        }

        @Override
        public Complexity cost(Shape in) {
            return Complexity.NONE;
        }

        @Override
        public Forward build(Shape in, Parameters parameters) {
            return (x, pass) -> x.mul(2);
        }

        @Override
        public Optional<CompiledLayer> compiled(Shape in) {
            return isCompiled
                    ? Optional.of(
                            CompiledLayer.overwriting(
                                    CompiledLayer.Reads.NOTHING,
                                    operands ->
                                            new CompiledLayer.Passes() {
                                                @Override
                                                public void forward() {
                                                    operands.output().scale(2);
                                                }

                                                @Override
                                                public void backward() {
                                                    operands.gradient().scale(2);
                                                }
                                            }))
                    : Optional.empty();
        }
    }

    @Test
    void a_layer_of_ones_own_may_have_a_compiled_form() {
        Layer layer =
                Layers.sequence(
                        new Twice(true),
                        new Flatten(),
                        new Linear(7),
                        new Tanh(),
                        new Twice(true),
                        new Linear(3));
        assertClose(Outcome.compiled(layer, 67), Outcome.byLayers(layer, 67));
    }

    @Test
    void what_is_not_of_its_kind_is_left_to_the_layers() {
        try (var scope = Scope.open()) {
            for (Layer layer :
                    List.of(
                            Layers.sequence(new Flatten(), new Linear(3), new Twice(false)),
                            Layers.sequence(new Flatten(), new Linear(3), new Rrelu()),
                            Layers.sequence(new Flatten(), new WeightNorm(new Linear(3))),
                            Layers.sequence(new BatchNorm(), new Flatten(), new Linear(3)),
                            Layers.sequence(
                                    new Flatten(),
                                    new Frozen(new Linear(3), List.of("weight")),
                                    new Linear(3)),
                            Layers.sequence(new Flatten(), new Elu()),
                            Layers.sequence(new Flatten(), new Linear(70_000)))) {
                assertThat(CompiledChain.of(model(layer), 8)).as(layer.toString()).isEmpty();
            }
            Layer plain = Layers.sequence(new Flatten(), new Linear(3));
            assertThat(CompiledChain.of(model(plain), 8)).isPresent();
            assertThat(CompiledChain.of(Model.build(plain, IN, SEED, Device.CPU, DType.FLOAT64), 8))
                    .isEmpty();
        }
    }

    @Test
    void passes_of_another_kind_are_not_taken() {
        try (var scope = Scope.open()) {
            Model net = model(Layers.sequence(new Flatten(), new Linear(3)));
            CompiledChain chain = CompiledChain.of(net, 8).orElseThrow();
            assertThat(chain.takes(8, Context.training(SEED))).isTrue();
            assertThat(chain.takes(9, Context.training(SEED))).isFalse();
            assertThat(chain.takes(8, Context.testing(SEED))).isFalse();
            assertThat(chain.takes(8, Context.training(SEED).observedBy((tap, x) -> {}))).isFalse();
            assertThatThrownBy(
                            () ->
                                    chain.learn(
                                            examples(9),
                                            9,
                                            Context.training(SEED),
                                            CompiledChainTest::halfOfSquares))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching("(?s)A .+ needs .+\\. Received: .+\\. .+\\.");
        }
    }

    @Test
    void several_workers_draw_what_one_draws() {
        Layer layer = Layers.sequence(new Flatten(), new Linear(40), new Elu(), new Dropout(0.5));
        float[] all = examples(70);
        int inputs = (int) IN.count();
        try (var scope = Scope.open()) {
            Model net = model(layer);
            CompiledChain chain = CompiledChain.of(net, MOST).orElseThrow();
            chain.learn(all, 70, Context.training(SEED), CompiledChainTest::halfOfSquares);
            Tensor whole = net.parameters().gradients().copy();
            Tensor sum = net.parameters().gradients().filledLike(0);
            for (int rank = 0; rank < 2; rank++) {
                chain.learn(
                        Arrays.copyOfRange(all, rank * 35 * inputs, (rank + 1) * 35 * inputs),
                        35,
                        Context.training(SEED).shard(rank, 2, rank * 35L, 70),
                        CompiledChainTest::halfOfSquares);
                sum.addInPlace(net.parameters().gradients(), 1);
            }
            double size = whole.abs().max().item();
            assertThat(sum.sub(whole).abs().max().item()).isLessThan(1e-5 * size);
        }
    }

    @Test
    void a_step_leaves_no_tensor_behind_and_its_memory_ends_with_its_scope() {
        try (var scope = Scope.open()) {
            Model net = model(Layers.sequence(new Flatten(), new Dropout(0.5), new Linear(3)));
            CompiledChain chain;
            try (var inner = Scope.open()) {
                chain = CompiledChain.of(net, 64).orElseThrow();
                int before = inner.size();
                Outcome.of(chain, net, 64);
                Outcome.of(chain, net, 32);
                assertThat(inner.size()).isEqualTo(before);
            }
            assertThatThrownBy(() -> Outcome.of(chain, net, 64))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void what_a_share_throws_is_thrown() {
        LibTorch.threads(2);
        try (var scope = Scope.open()) {
            Model net = model(Layers.sequence(new Flatten(), new Linear(3)));
            CompiledChain chain = CompiledChain.of(net, 64).orElseThrow();
            assertThatThrownBy(
                            () ->
                                    chain.learn(
                                            examples(64),
                                            64,
                                            Context.training(SEED),
                                            share -> {
                                                throw new IllegalArgumentException("no class");
                                            }))
                    .hasMessage("no class");
            DenseMatrix gradient = DenseMatrix.of(net.parameters().gradients(), 0, 1, 3);
            Outcome.of(chain, net, 64);
            assertThat(gradient.get(0, 0)).isNotZero();
        }
    }
}
