package dev.hearth.onednn;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An operator of a net with one output. Values have names; extents are without the batch. */
sealed interface Operator {

    String out();

    /** Names of the values that it reads. */
    List<String> in();

    /** A weighted sum; then a value of the same extents is added, if there is one; then the activation. */
    sealed interface Weighted extends Operator {

        Sum sum();

        Weighted with(Sum other);

        @Override
        default String out() {
            return sum().out();
        }

        @Override
        default List<String> in() {
            return sum().inputs();
        }
    }

    /**
     * A weighted sum's numbers and what follows it.
     *
     * @param out name of its value
     * @param in name of the value that is weighted
     * @param weight row-major in the order of ONNX, float32
     * @param bias one number for each output channel; empty for none
     * @param addend name of the value that is added
     */
    record Sum(
            String out,
            String in,
            FloatBuffer weight,
            float[] bias,
            Optional<String> addend,
            Activation after) {

        Sum adding(String value, String result) {
            return new Sum(result, in, weight, bias, Optional.of(value), after);
        }

        Sum then(Activation function, String result) {
            return new Sum(result, in, weight, bias, addend, function);
        }

        List<String> inputs() {
            List<String> all = new ArrayList<>(List.of(in));
            addend.ifPresent(all::add);
            return all;
        }
    }

    /**
     * A convolution.
     *
     * @param filter [filters, channels of a group, rows, columns]
     */
    record Convolution(Sum sum, long[] filter, long groups, Window window) implements Weighted {
        @Override
        public Weighted with(Sum other) {
            return new Convolution(other, filter, groups, window);
        }
    }

    /**
     * A fully connected layer.
     *
     * @param isTransposed whether the weight is [units, inputs], not [inputs, units]
     */
    record Product(Sum sum, long units, long inputs, boolean isTransposed) implements Weighted {
        @Override
        public Weighted with(Sum other) {
            return new Product(other, units, inputs, isTransposed);
        }
    }

    /** What a pool does with its cells. */
    enum PoolKind {
        MAX,
        MEAN_WITH_PADDING,
        MEAN_WITHOUT_PADDING
    }

    /** A pool. */
    record Pool(String out, String from, PoolKind kind, Window window) implements Operator {
        @Override
        public List<String> in() {
            return List.of(from);
        }
    }

    /** The mean over an image, computed in float32. */
    record GlobalMean(String out, String from) implements Operator {
        @Override
        public List<String> in() {
            return List.of(from);
        }
    }

    /**
     * Values side by side.
     *
     * @param axis 1 for channels, 2 for rows, 3 for columns
     */
    record Concat(String out, List<String> in, int axis) implements Operator {}

    /**
     * A part of a value.
     *
     * @param axis 1 for channels, 2 for rows, 3 for columns
     * @param begin the first of them
     */
    record Slice(String out, String from, int axis, long begin) implements Operator {
        @Override
        public List<String> in() {
            return List.of(from);
        }
    }

    /** A number for every channel times what is below zero. */
    record Slopes(String out, String from, float[] slopes) implements Operator {
        @Override
        public List<String> in() {
            return List.of(from);
        }
    }

    /** A sum of two values of the same extents. */
    record Addition(String out, String left, String right, Activation after) implements Operator {
        @Override
        public List<String> in() {
            return List.of(left, right);
        }
    }

    /** scale · x + shift, each a number for every channel. */
    record Affine(String out, String from, float[] scale, float[] shift) implements Operator {
        @Override
        public List<String> in() {
            return List.of(from);
        }
    }

    /** An activation of its own. */
    record Elementwise(String out, String from, Activation function) implements Operator {
        @Override
        public List<String> in() {
            return List.of(from);
        }
    }

    /** An image as a vector, channels first. */
    record Flatten(String out, String from) implements Operator {
        @Override
        public List<String> in() {
            return List.of(from);
        }
    }

    /** Over a vector, in float32. */
    record Softmax(String out, String from) implements Operator {
        @Override
        public List<String> in() {
            return List.of(from);
        }
    }
}
