package dev.hearth.peers;

import dev.hearth.bench.HearthContender;
import dev.hearth.bench.HearthGame;
import dev.hearth.bench.Work;
import dev.hearth.data.Batch;
import dev.hearth.data.Batches;
import dev.hearth.data.ImageShape;
import dev.hearth.nn.Model;
import dev.hearth.nn.Precision;
import dev.hearth.nn.Shape;
import dev.hearth.peers.plan.Kind;
import dev.hearth.tensor.Device;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Scope;
import dev.hearth.tensor.Seed;
import dev.hearth.zoo.gan.GanGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes a row down for peers that have never heard of Hearth: its nets, weights and batches. */
record PlanFolder(Path folder) {

    static final Seed SEED = new Seed(1).child("peers");

    void write(Row row, PeerEffort depth, int threads) throws IOException {
        Files.createDirectories(folder);
        Work work = row.work(depth);
        ImageShape pixels = work.data().pixels();
        List<String> lines = new ArrayList<>();
        lines.add("row " + row.word());
        lines.add("kind " + row.kind());
        lines.add("threads " + threads);
        lines.add("batch " + work.batch());
        lines.add("batches " + work.steps());
        lines.add("image " + pixels.channels() + " " + pixels.height() + " " + pixels.width());
        lines.add("classes 10");
        lines.add("method " + row.method());
        lines.add("rate " + row.rate());
        lines.add("momentum " + row.momentum());
        lines.add("out " + Row.POOLED);
        try (var run = Scope.open();
                OutputStream weights = Files.newOutputStream(folder.resolve("weights.bin"))) {
            switch (row.kind()) {
                case TRAIN -> {
                    HearthContender side =
                            new HearthContender(work, row.net(), row.optimizer(), row.rate());
                    add(lines, "net", side.network(), weights);
                }
                case INFERENCE -> add(lines, "net", trained(row, work), weights);
                case GAME -> {
                    HearthGame game = game(work, row, Precision.FLOAT32);
                    add(lines, "generator", game.task().network(), weights);
                    add(lines, "discriminator", game.task().discriminator(), weights);
                }
                case POOL -> {
                    // A pool has no weights, and no word that all peers know.
                }
            }
        }
        Files.write(folder.resolve("plan.txt"), lines);
        batches(work, row.kind());
    }

    /** What is taken for trained; nobody's speed depends on the weights. */
    static Model trained(Row row, Work work) {
        ImageShape pixels = work.data().pixels();
        Shape in = new Shape.Image(pixels.channels(), pixels.height(), pixels.width());
        return Model.build(row.net(), in, SEED, Device.CPU);
    }

    static HearthGame game(Work work, Row row, Precision precision) {
        return new HearthGame(
                work, new GanGenerator(GanGenerator.Images.MNIST), row.net(), precision);
    }

    private static void add(List<String> lines, String name, Model net, OutputStream weights)
            throws IOException {
        NetLines written = NetLines.of(net);
        lines.add("net " + name);
        lines.addAll(written.lines());
        for (float[] values : written.weights()) {
            weights.write(bytes(values));
        }
    }

    private void batches(Work work, Kind kind) throws IOException {
        RandomStream random = SEED.child("noise").stream();
        try (Batches batches = work.loader().epoch(0).open();
                OutputStream images = Files.newOutputStream(folder.resolve("images.bin"));
                OutputStream labels = Files.newOutputStream(folder.resolve("labels.bin"));
                OutputStream noise = Files.newOutputStream(folder.resolve("noise.bin"))) {
            int values = work.data().pixels().count();
            while (batches.hasNext()) {
                Batch batch = batches.next();
                float[] all = new float[values * batch.count()];
                System.arraycopy(batch.images(), 0, all, 0, all.length);
                images.write(bytes(all));
                ByteBuffer classes = buffer(batch.count());
                for (int i = 0; i < batch.count(); i++) {
                    classes.putInt(batch.labels()[i]);
                }
                labels.write(classes.array());
                if (kind == Kind.GAME) {
                    float[] drawn = new float[100 * batch.count()];
                    for (int i = 0; i < drawn.length; i++) {
                        drawn[i] = (float) (Math.sqrt(3) * (2 * random.nextDouble() - 1));
                    }
                    noise.write(bytes(drawn));
                }
            }
        }
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer buffer = buffer(values.length);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }

    private static ByteBuffer buffer(int count) {
        return ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    }
}
