package dev.hearth.train.recipe;

import dev.hearth.tensor.RandomTensors;
import dev.hearth.tensor.Tensor;
import java.util.Objects;

/**
 * What a generator makes its images of: independent numbers, so many for each image.
 *
 * @param law their distribution
 * @param size how many, above 0; 100 in all of the GAN paper's experiments
 */
public record Noise(Law law, int size) {

    /** How each number is distributed. */
    public enum Law {
        /** U(−√3, √3), of variance 1: the GAN paper's code on MNIST. */
        UNIFORM_ROOT_3,
        /** U(−1, 1). */
        UNIFORM_1,
        /** N(0, 1): the GAN paper's code on faces and CIFAR-10. */
        GAUSSIAN
    }

    /** Refuses no numbers at all. */
    public Noise {
        Objects.requireNonNull(law, "law");
        if (size < 1) {
            throw new IllegalArgumentException(
                    "Noise needs a size above 0. Received: size=" + size + ". The paper has 100.");
        }
    }

    /**
     * Draws for some images.
     *
     * @param count how many images
     * @param chance where from
     * @return [count × size], FLOAT32 on the CPU
     */
    public Tensor draw(int count, RandomTensors chance) {
        double root = Math.sqrt(3);
        return switch (law) {
            case UNIFORM_ROOT_3 -> chance.uniform(-root, root, count, size);
            case UNIFORM_1 -> chance.uniform(-1, 1, count, size);
            case GAUSSIAN -> chance.normal(0, 1, count, size);
        };
    }
}
