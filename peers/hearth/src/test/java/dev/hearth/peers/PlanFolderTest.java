package dev.hearth.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.bench.HearthContender;
import dev.hearth.bench.Work;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.nn.Shape;
import dev.hearth.peers.plan.Frame;
import dev.hearth.peers.plan.FrameworkAdapter;
import dev.hearth.peers.plan.Net;
import dev.hearth.peers.plan.Plan;
import dev.hearth.peers.plan.Step;
import dev.hearth.peers.plan.UnsupportedException;
import dev.hearth.peers.plan.Weight;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the driver writes down is what Hearth computes. */
class PlanFolderTest {

    @TempDir private Path folder;

    private Plan written(Row row) throws IOException {
        new PlanFolder(folder).write(row, PeerEffort.QUICK, 2);
        return Plan.read(folder);
    }

    /** A peer that computes one example at a time, in doubles, by loops; of fully connected nets. */
    private record ByHand() implements FrameworkAdapter<double[]> {

        @Override
        public double[] linear(double[] x, double[] weight, Optional<double[]> bias) {
            double[] y = new double[weight.length / x.length];
            for (int i = 0; i < y.length; i++) {
                y[i] = bias.isPresent() ? bias.get()[i] : 0;
                for (int j = 0; j < x.length; j++) {
                    y[i] += weight[i * x.length + j] * x[j];
                }
            }
            return y;
        }

        @Override
        public double[] elu(double[] x) {
            double[] y = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                y[i] = x[i] > 0 ? x[i] : Math.expm1(x[i]);
            }
            return y;
        }

        @Override
        public double[] flatten(double[] x) {
            return x;
        }

        @Override
        public double[] convolution(
                double[] x, double[] weight, Optional<double[]> bias, Frame frame) {
            throw new UnsupportedException("no convolution");
        }

        @Override
        public double[] batchNorm(
                double[] x,
                Optional<double[]> scale,
                double[] shift,
                double[] mean,
                double[] variance,
                double epsilon,
                double momentum) {
            throw new UnsupportedException("no batch norm");
        }

        @Override
        public double[] relu(double[] x) {
            throw new UnsupportedException("no ReLU");
        }

        @Override
        public double[] maxPool(double[] x, Frame frame) {
            throw new UnsupportedException("no pool");
        }

        @Override
        public double[] meanPool(double[] x, Frame frame) {
            throw new UnsupportedException("no pool");
        }

        @Override
        public double[] globalMean(double[] x) {
            throw new UnsupportedException("no mean");
        }

        @Override
        public double[] dropout(double[] x, double rate) {
            throw new UnsupportedException("no dropout");
        }

        @Override
        public double[] concat(List<double[]> parts) {
            throw new UnsupportedException("no branches");
        }

        @Override
        public double[] add(double[] x, double[] y, double scale) {
            throw new UnsupportedException("no sum");
        }
    }

    private static double[] doubles(float[] values) {
        double[] all = new double[values.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = values[i];
        }
        return all;
    }

    @Test
    void a_peer_that_reads_the_plan_computes_what_hearth_computes() throws IOException {
        Plan plan = written(Row.E1);
        Net net = plan.net();
        Work work = Row.E1.work(PeerEffort.QUICK);
        assertThat(plan.batches()).isEqualTo(work.steps());
        try (var room = Scope.open()) {
            Model own =
                    new HearthContender(work, Row.E1.net(), Row.E1.optimizer(), Row.E1.rate())
                            .network();
            Tensor images = Tensor.of(plan.images().get(0), plan.shape());
            float[] logits = own.apply(images, Context.testing(new Seed(1))).toFloats();
            List<double[]> arrays =
                    net.weights().stream()
                            .map(Weight::values)
                            .map(PlanFolderTest::doubles)
                            .toList();
            for (int example = 0; example < plan.batch(); example += 21) {
                double[] x = new double[784];
                for (int i = 0; i < x.length; i++) {
                    x[i] = plan.images().get(0)[784 * example + i];
                }
                double[] y = net.say(new ByHand(), x, arrays);
                assertThat(y).hasSize(10);
                for (int i = 0; i < y.length; i++) {
                    assertThat((double) logits[10 * example + i]).isCloseTo(y[i], within(1e-5));
                }
            }
        }
        for (int label : plan.labels().get(0)) {
            assertThat(label).isBetween(0, 9);
        }
    }

    @Test
    void a_convolutional_net_is_written_operation_by_operation() throws IOException {
        Net net = written(Row.CIFAR).net();
        assertThat(net.steps())
                .extracting(Step::word)
                .containsExactly(
                        "convolution",
                        "relu",
                        "max-pool",
                        "convolution",
                        "relu",
                        "max-pool",
                        "convolution",
                        "relu",
                        "global-mean",
                        "linear");
        long weights = net.weights().stream().mapToLong(w -> w.values().length).sum();
        assertThat(weights)
                .isEqualTo(Row.CIFAR.net().cost(new Shape.Image(3, 32, 32)).parameters());
    }

    @Test
    void a_game_has_two_nets_and_noise() throws IOException {
        Plan plan = written(Row.GAN);
        assertThat(plan.nets()).extracting(Net::name).containsExactly("generator", "discriminator");
        assertThat(plan.noise()).hasSize(plan.batches());
        assertThat(plan.noise().get(0)).hasSize(100 * plan.batch());
        for (float value : plan.noise().get(0)) {
            assertThat(Math.abs(value)).isLessThanOrEqualTo((float) Math.sqrt(3));
        }
    }
}
