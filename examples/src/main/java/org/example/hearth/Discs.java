package org.example.hearth;

import dev.hearth.data.Dataset;
import dev.hearth.data.ImageShape;
import dev.hearth.data.Sha256;
import dev.hearth.tensor.RandomStream;
import dev.hearth.tensor.Seed;
import java.util.List;

/**
 * A data set: grey images of a disc or a ring, drawn when they are read.
 *
 * @param name in results
 * @param size how many images; every second one is a ring
 * @param seed of places and radii; another one for training than for testing
 */
public record Discs(String name, int size, long seed) implements Dataset {

    private static final int SIDE = 28;

    @Override
    public ImageShape pixels() {
        return new ImageShape(1, SIDE, SIDE);
    }

    @Override
    public List<String> classNames() {
        return List.of("disc", "ring");
    }

    @Override
    public int label(int index) {
        return index % 2;
    }

    @Override
    public void read(int index, float[] target, int offset) {
        RandomStream random = new Seed(seed).child(index).stream();
        double radius = 5 + 5 * random.nextDouble();
        double x = radius + random.nextDouble() * (SIDE - 2 * radius);
        double y = radius + random.nextDouble() * (SIDE - 2 * radius);
        double hole = label(index) == 1 ? radius / 2 : 0;
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                double distance = Math.hypot(column - x, row - y);
                boolean inside = distance < radius && distance >= hole;
                target[offset + row * SIDE + column] = inside ? 1 : 0;
            }
        }
    }

    @Override
    public String digest() {
        return Sha256.of(toString());
    }
}
