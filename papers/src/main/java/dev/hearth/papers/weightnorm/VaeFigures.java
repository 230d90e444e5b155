package dev.hearth.papers.weightnorm;

import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.nn.Context;
import dev.hearth.nn.Model;
import dev.hearth.optim.loss.NegativeElbo;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.NoGrad;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.tensor.Tensor;
import dev.hearth.train.dataset.DatasetProvider;
import dev.hearth.train.log.PictureSheet;
import dev.hearth.train.metric.ExampleRows;
import dev.hearth.train.task.PostTrainingMetric;
import dev.hearth.weights.AtomicFile;
import dev.hearth.zoo.weightnorm.VaeDecoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a variational autoencoder makes: the first test images each beside what its decoder says of
 * their codes, {@code reconstructions.png}; what it says of codes drawn from N(0, 1), {@code
 * samples.png}; and of a test image's code, one coordinate of which goes from −3 to 3, {@code
 * traversal.png}, the coordinates that vary most between images. Shown is what the decoder expects of
 * each pixel. Measured are {@code divergence}, the part of the bound that the code costs, in nats an
 * image, and {@code activeUnits}, coordinates whose mean given the image has a variance above 0.01
 * over images (Burda, Grosse and Salakhutdinov 2016, §2).
 *
 * @param bound that the net was trained with
 */
record VaeFigures(NegativeElbo bound) implements PostTrainingMetric {

    static final String RECONSTRUCTIONS = "reconstructions.png";
    static final String SAMPLES = "samples.png";
    static final String TRAVERSAL = "traversal.png";

    private static final int LOOKED_AT = 200;
    private static final int DRAWS = 8;
    private static final int PAIRS = 30;
    private static final int SAMPLED = 100;
    private static final int COLUMNS = 10;
    private static final int COORDINATES = 8;
    private static final int STOPS = 11;
    private static final double FAR = 3;
    private static final double ACTIVE = 0.01;

    @Override
    public Map<String, Double> look(Model network, DatasetProvider.Sets sets, Seed seed) {
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Tensor images = images(sets.testing(), network);
            Codes codes = codes(network, images, seed);
            return figures(codes);
        }
    }

    @Override
    public Map<String, Double> look(
            Model network, DatasetProvider.Sets sets, Seed seed, Path folder) {
        try (var scope = Scope.open();
                var quiet = NoGrad.open()) {
            Tensor images = images(sets.testing(), network);
            Codes codes = codes(network, images, seed);
            ImageShape pixels = sets.testing().pixels();
            Drawing drawing = new Drawing(VaeDecoder.of(network), pixels, folder);
            int pairs = (int) Math.min(PAIRS, images.size(0));
            Tensor said = network.apply(images.narrow(0, 0, pairs), Context.testing(seed));
            drawing.reconstructions(images.narrow(0, 0, pairs), said);
            drawing.samples(seed.child("samples"));
            drawing.traversal(codes);
            return figures(codes);
        } catch (IOException failure) {
            throw AtomicFile.unwritable(folder, failure);
        }
    }

    private static Tensor images(Dataset testing, Model network) {
        int count = Math.min(LOOKED_AT, testing.size());
        return ExampleRows.rows(testing, 0, count)
                .reshape(network.in().batch(count))
                .to(network.parameters().values().device());
    }

    /**
     * What the encoder makes of images.
     *
     * @param first the code of the first one: the mean over draws
     * @param variances over images of each coordinate's mean over draws
     * @param divergence the mean over images and draws
     */
    private record Codes(float[] first, double[] variances, double divergence) {}

    /** Where the code is Gaussian its mean is said and all draws give it; with a flow they do not. */
    private Codes codes(Model network, Tensor images, Seed seed) {
        long numbers = network.in().count();
        long said = bound.likelihood().outputs(numbers);
        Tensor sum = Tensor.zeros(images.size(0), bound.latent()).to(images.device());
        double divergence = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            try (var turn = Scope.open()) {
                Tensor output =
                        network.apply(images, Context.testing(seed.child("codes").child(draw)));
                sum.addInPlace(output.narrow(1, said, bound.latent()), 1.0 / DRAWS);
                divergence += bound.divergence(output, numbers).item() / DRAWS;
            }
        }
        double[] variances =
                images.size(0) < 2
                        ? new double[bound.latent()]
                        : sum.variance(Tensor.Keep.NOTHING, 0).to(Device.CPU).toDoubles();
        return new Codes(sum.narrow(0, 0, 1).to(Device.CPU).toFloats(), variances, divergence);
    }

    private static Map<String, Double> figures(Codes codes) {
        long active =
                IntStream.range(0, codes.variances().length)
                        .filter(i -> codes.variances()[i] > ACTIVE)
                        .count();
        return Map.of("divergence", codes.divergence(), "activeUnits", (double) active);
    }

    /** Sheets of what a decoder says, in a run's folder. */
    private final class Drawing {
        private final Model decoder;
        private final ImageShape pixels;
        private final Path folder;

        Drawing(Model decoder, ImageShape pixels, Path folder) {
            this.decoder = decoder;
            this.pixels = pixels;
            this.folder = folder;
        }

        private float[] expected(Tensor said) {
            return bound.likelihood()
                    .expected(said, pixels.count())
                    .contiguous()
                    .to(Device.CPU)
                    .toFloats();
        }

        private float[] decoded(Tensor codes) {
            Tensor there = codes.to(decoder.parameters().values().device());
            return expected(decoder.apply(there, Context.testing(new Seed(0))).flatten(1));
        }

        void reconstructions(Tensor images, Tensor said) throws IOException {
            float[] shown =
                    PictureSheet.inTurn(
                            pixels, List.of(images.to(Device.CPU).toFloats(), expected(said)));
            PictureSheet.of(pixels, shown)
                    .columns(COLUMNS)
                    .groups(2)
                    .write(folder.resolve(RECONSTRUCTIONS));
        }

        void samples(Seed seed) throws IOException {
            Tensor codes =
                    dev.hearth.tensor.RandomTensors.of(seed).normal(0, 1, SAMPLED, bound.latent());
            PictureSheet.of(pixels, decoded(codes)).columns(COLUMNS).write(folder.resolve(SAMPLES));
        }

        void traversal(Codes codes) throws IOException {
            List<Integer> order =
                    IntStream.range(0, codes.variances().length)
                            .boxed()
                            .sorted(Comparator.comparingDouble(i -> -codes.variances()[i]))
                            .limit(COORDINATES)
                            .toList();
            float[] stops = new float[order.size() * STOPS * bound.latent()];
            List<String> words = new ArrayList<>();
            for (int row = 0; row < order.size(); row++) {
                words.add("z" + (order.get(row) + 1));
                for (int stop = 0; stop < STOPS; stop++) {
                    int at = (row * STOPS + stop) * bound.latent();
                    System.arraycopy(codes.first(), 0, stops, at, bound.latent());
                    stops[at + order.get(row)] = (float) (FAR * (2.0 * stop / (STOPS - 1) - 1));
                }
            }
            Tensor all = Tensor.of(stops, (long) order.size() * STOPS, bound.latent());
            PictureSheet.of(pixels, decoded(all))
                    .columns(STOPS)
                    .rows(words)
                    .write(folder.resolve(TRAVERSAL));
        }
    }
}
