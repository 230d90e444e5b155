package dev.hearth.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request in the protocol of {@link InferEndpoint}: JSON, and after it the binary tensors, if there
 * are any.
 *
 * @param id that the reply repeats, if the request has one
 * @param inputs its tensors
 * @param outputs those that are asked for, with whether in binary; none where all usual ones are
 */
record InferRequest(Optional<String> id, List<InferTensor> inputs, Map<String, Boolean> outputs) {

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(16)
                                    .maxStringLength(64 << 20)
                                    .build())
                    .build();

    /** Datatypes of numbers, with their bytes; float32 holds what it can of them. */
    private static final Map<String, Integer> NUMBERS =
            Map.of(
                    "FP16", 2, "FP32", 4, "FP64", 8, "INT8", 1, "INT16", 2, "INT32", 4, "INT64", 8,
                    "UINT8", 1, "UINT16", 2, "UINT32", 4);

    /**
     * Reads one.
     *
     * @param body JSON, then binary tensors
     * @param json bytes of JSON
     * @throws Refusal if it is none
     */
    static InferRequest read(byte[] body, int json) {
        try (JsonParser in = FACTORY.createParser(body, 0, json)) {
            return new Reading(in, ByteBuffer.wrap(body, json, body.length - json)).request();
        } catch (IOException strange) {
            String said = String.valueOf(strange.getMessage()).lines().findFirst().orElse("");
            throw refused("other JSON: " + said);
        } catch (IllegalArgumentException strange) {
            throw refused("another value: " + strange.getMessage());
        }
    }

    static Refusal refused(String came) {
        return new Refusal(
                Refusal.Kind.BAD_REQUEST,
                "An inference request is JSON as the Open Inference Protocol (KServe, version 2) has it",
                came,
                "Send {\"inputs\": [{\"name\": …, \"shape\": […], \"datatype\": \"FP32\", \"data\": […]}]}");
    }

    /** One pass over the JSON; binary tensors follow in the inputs' order. */
    private static final class Reading {
        private final JsonParser in;
        private final ByteBuffer binary;
        private Optional<String> id = Optional.empty();
        private final List<InferTensor> inputs = new ArrayList<>();
        private final Map<String, Boolean> outputs = new LinkedHashMap<>();
        private boolean binaryOutputs;

        Reading(JsonParser in, ByteBuffer binary) {
            this.in = in;
            this.binary = binary.order(ByteOrder.LITTLE_ENDIAN);
        }

        InferRequest request() throws IOException {
            need(in.nextToken(), JsonToken.START_OBJECT);
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String field = in.currentName();
                JsonToken value = in.nextToken();
                switch (field) {
                    case "id" -> id = Optional.of(in.getText());
                    case "inputs" -> {
                        need(value, JsonToken.START_ARRAY);
                        while (in.nextToken() != JsonToken.END_ARRAY) {
                            inputs.add(input());
                        }
                    }
                    case "outputs" -> {
                        need(value, JsonToken.START_ARRAY);
                        while (in.nextToken() != JsonToken.END_ARRAY) {
                            output();
                        }
                    }
                    case "parameters" ->
                            binaryOutputs =
                                    Boolean.TRUE.equals(parameters().get("binary_data_output"));
                    default -> in.skipChildren();
                }
            }
            if (in.nextToken() != null) {
                throw refused("more behind the JSON");
            }
            if (binary.hasRemaining()) {
                throw refused(binary.remaining() + " bytes behind the last binary tensor");
            }
            if (binaryOutputs) {
                outputs.replaceAll((name, asked) -> true);
                outputs.putIfAbsent("", true);
            }
            return new InferRequest(id, inputs, outputs);
        }

        private void output() throws IOException {
            need(in.currentToken(), JsonToken.START_OBJECT);
            String name = "";
            boolean inBinary = false;
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String field = in.currentName();
                in.nextToken();
                switch (field) {
                    case "name" -> name = in.getText();
                    case "parameters" ->
                            inBinary = Boolean.TRUE.equals(parameters().get("binary_data"));
                    default -> in.skipChildren();
                }
            }
            outputs.put(name, inBinary);
        }

        private InferTensor input() throws IOException {
            need(in.currentToken(), JsonToken.START_OBJECT);
            String name = "";
            String datatype = "";
            long[] shape = {};
            Values values = null;
            long size = -1;
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String field = in.currentName();
                JsonToken value = in.nextToken();
                switch (field) {
                    case "name" -> name = in.getText();
                    case "datatype" -> datatype = in.getText();
                    case "shape" -> shape = shape(value);
                    case "data" -> {
                        need(value, JsonToken.START_ARRAY);
                        values = new Values();
                        values.read(in);
                    }
                    case "parameters" ->
                            size =
                                    parameters().get("binary_data_size") instanceof Number number
                                            ? number.longValue()
                                            : -1;
                    default -> in.skipChildren();
                }
            }
            if (values == null) {
                values = binary(name, datatype, size);
            }
            return tensor(name, datatype, shape, values);
        }

        private long[] shape(JsonToken value) throws IOException {
            need(value, JsonToken.START_ARRAY);
            List<Long> extents = new ArrayList<>();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                need(in.currentToken(), JsonToken.VALUE_NUMBER_INT);
                extents.add(in.getLongValue());
            }
            return extents.stream().mapToLong(Long::longValue).toArray();
        }

        private Map<String, Object> parameters() throws IOException {
            need(in.currentToken(), JsonToken.START_OBJECT);
            Map<String, Object> parameters = new LinkedHashMap<>();
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String field = in.currentName();
                switch (in.nextToken()) {
                    case VALUE_TRUE, VALUE_FALSE -> parameters.put(field, in.getBooleanValue());
                    case VALUE_NUMBER_INT -> parameters.put(field, in.getLongValue());
                    default -> in.skipChildren();
                }
            }
            return parameters;
        }

        private Values binary(String name, String datatype, long size) {
            if (size < 0 || size > binary.remaining()) {
                throw refused(
                        "the input "
                                + name
                                + " without data, and "
                                + binary.remaining()
                                + " binary bytes for "
                                + size);
            }
            ByteBuffer own = binary.slice(binary.position(), (int) size);
            own.order(ByteOrder.LITTLE_ENDIAN);
            binary.position(binary.position() + (int) size);
            Values values = new Values();
            if (datatype.equals("BYTES")) {
                values.split(own);
            } else if (NUMBERS.containsKey(datatype) && size % NUMBERS.get(datatype) == 0) {
                values.count = (int) size / NUMBERS.get(datatype);
                values.numbers = new float[values.count];
                if (datatype.equals("FP32")) {
                    own.asFloatBuffer().get(values.numbers);
                } else {
                    for (int i = 0; i < values.count; i++) {
                        values.numbers[i] = number(own, datatype);
                    }
                }
            } else {
                throw refused(
                        size
                                + " binary bytes of "
                                + datatype
                                + "; BYTES and "
                                + String.join(", ", NUMBERS.keySet().stream().sorted().toList())
                                + " are read");
            }
            return values;
        }

        private static float number(ByteBuffer from, String datatype) {
            return switch (datatype) {
                case "FP16" -> half(from.getShort());
                case "FP64" -> (float) from.getDouble();
                case "INT8" -> from.get();
                case "UINT8" -> from.get() & 0xFF;
                case "INT16" -> from.getShort();
                case "UINT16" -> from.getShort() & 0xFFFF;
                case "INT32" -> from.getInt();
                case "UINT32" -> from.getInt() & 0xFFFFFFFFL;
                default -> from.getLong();
            };
        }

        /** IEEE 754's 16 bits: a sign, 5 of the exponent, 10 of the fraction. */
        private static float half(int bits) {
            int exponent = bits >> 10 & 31;
            int fraction = bits & 1023;
            float size =
                    exponent == 0
                            ? Math.scalb((float) fraction, -24)
                            : exponent == 31
                                    ? fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN
                                    : Math.scalb((float) (1024 + fraction), exponent - 25);
            return (bits & 0x8000) == 0 ? size : -size;
        }

        private static InferTensor tensor(
                String name, String datatype, long[] shape, Values values) {
            boolean strings = datatype.equals("BYTES");
            if (!strings && !NUMBERS.containsKey(datatype)) {
                throw refused("the datatype " + datatype + " of " + name);
            }
            long count = 1;
            for (long extent : shape) {
                if (extent < 0 || extent > Integer.MAX_VALUE) {
                    throw refused("the shape " + Arrays.toString(shape));
                }
                count *= extent;
                if (count > Integer.MAX_VALUE) {
                    throw refused("the shape " + Arrays.toString(shape));
                }
            }
            int came = strings ? values.strings.size() : values.count;
            int strange = strings ? values.count : values.strings.size();
            if (shape.length == 0 || came != count || strange > 0) {
                throw refused(
                        came
                                + " values of "
                                + datatype
                                + (strange > 0 ? " and " + strange + " others" : "")
                                + " for the shape "
                                + Arrays.toString(shape)
                                + " of "
                                + name);
            }
            return new InferTensor(
                    name,
                    datatype,
                    shape,
                    values.count == values.numbers.length
                            ? values.numbers
                            : Arrays.copyOf(values.numbers, values.count),
                    values.strings);
        }

        private static void need(JsonToken came, JsonToken wanted) {
            if (came != wanted) {
                throw refused(came + " where " + wanted + " stands");
            }
        }
    }

    /** Values of a tensor, flat or in rows of rows. */
    private static final class Values {
        private float[] numbers = new float[16];
        private int count;
        private final List<byte[]> strings = new ArrayList<>();

        void read(JsonParser in) throws IOException {
            int depth = 1;
            while (depth > 0) {
                JsonToken token = in.nextToken();
                if (token == JsonToken.START_ARRAY) {
                    depth++;
                } else if (token == JsonToken.END_ARRAY) {
                    depth--;
                } else if (token == JsonToken.VALUE_STRING) {
                    strings.add(in.getBinaryValue());
                } else if (token == JsonToken.VALUE_NUMBER_FLOAT
                        || token == JsonToken.VALUE_NUMBER_INT) {
                    add(in.getFloatValue());
                } else {
                    throw refused(token + " among a tensor's data");
                }
            }
        }

        private void add(float value) {
            if (!Float.isFinite(value)) {
                throw refused(value + " among a tensor's data");
            }
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, Math.multiplyExact(2, count));
            }
            numbers[count++] = value;
        }

        /** Strings, each behind its length in four bytes. */
        void split(ByteBuffer all) {
            while (all.hasRemaining()) {
                int length = all.remaining() < Integer.BYTES ? -1 : all.getInt();
                if (length < 0 || length > all.remaining()) {
                    throw refused("binary BYTES that end too early");
                }
                byte[] one = new byte[length];
                all.get(one);
                strings.add(one);
            }
        }
    }
}
