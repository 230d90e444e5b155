package dev.hearth.zoo.inception;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What timm's {@code inception_v4} gives with hashed weights, in double precision.
 *
 * @param input shape
 * @param logits a row an input
 * @param stages what comes out of some features
 * @param tensors name and shape of each
 */
record InceptionV4Reference(
        long[] input, List<double[]> logits, List<Stage> stages, Map<String, List<Long>> tensors) {

    /** What comes out of a feature. */
    record Stage(
            String name, long[] shape, double mean, double standardDeviation, double[] first) {}

    static InceptionV4Reference read() {
        try (InputStream file =
                InceptionV4Reference.class.getResourceAsStream("/reference/inception_v4.json")) {
            JsonNode json = new ObjectMapper().readTree(file);
            List<double[]> logits = new ArrayList<>();
            json.required("logits").forEach(row -> logits.add(numbers(row)));
            List<Stage> stages = new ArrayList<>();
            for (JsonNode stage : json.required("stages")) {
                stages.add(
                        new Stage(
                                stage.required("name").asText(),
                                longs(stage.required("shape")),
                                stage.required("mean").doubleValue(),
                                stage.required("standard_deviation").doubleValue(),
                                numbers(stage.required("first"))));
            }
            Map<String, List<Long>> tensors = new TreeMap<>();
            for (JsonNode tensor : json.required("tensors")) {
                List<Long> shape = new ArrayList<>();
                tensor.required("shape").forEach(extent -> shape.add(extent.longValue()));
                tensors.put(tensor.required("name").asText(), shape);
            }
            return new InceptionV4Reference(
                    longs(json.required("input_shape")), logits, stages, tensors);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static double[] numbers(JsonNode array) {
        double[] numbers = new double[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).doubleValue();
        }
        return numbers;
    }

    private static long[] longs(JsonNode array) {
        long[] numbers = new long[array.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = array.get(i).longValue();
        }
        return numbers;
    }
}
