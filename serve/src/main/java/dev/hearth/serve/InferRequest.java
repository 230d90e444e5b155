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
 * @param outputs those that are asked for; none where all usual ones are
 * @param usual how those are asked for
 */
record InferRequest(
        Optional<String> id,
        List<InferTensor> inputs,
        Map<String, InferOutput> outputs,
        InferOutput usual) {

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(16)
                                    .maxStringLength(64 << 20)
                                    .build())
                    .build();

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
        private final Map<String, Map<String, Object>> outputs = new LinkedHashMap<>();
        private boolean isBinary;

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
                            isBinary = Boolean.TRUE.equals(parameters().get("binary_data_output"));
                    default -> in.skipChildren();
                }
            }
            if (in.nextToken() != null) {
                throw refused("more behind the JSON");
            }
            if (binary.hasRemaining()) {
                throw refused(binary.remaining() + " bytes behind the last binary tensor");
            }
            Map<String, InferOutput> asked = new LinkedHashMap<>();
            outputs.forEach((name, parameters) -> asked.put(name, asked(name, parameters)));
            return new InferRequest(id, inputs, asked, new InferOutput(isBinary, 0));
        }

        private InferOutput asked(String name, Map<String, Object> parameters) {
            refuseSharedMemory(name, parameters);
            Object classes = parameters.getOrDefault("classification", 0L);
            boolean isCount = classes instanceof Long count && count > 0;
            if (parameters.containsKey("classification") && !isCount) {
                throw refused("classification " + classes + " of the output " + name);
            }
            return new InferOutput(
                    Boolean.TRUE.equals(parameters.getOrDefault("binary_data", isBinary)),
                    (int) Math.min(Integer.MAX_VALUE, (Long) classes));
        }

        private static void refuseSharedMemory(String name, Map<String, Object> parameters) {
            if (parameters.containsKey("shared_memory_region")) {
                throw refused(name + " in shared memory, which is not an extension of this server");
            }
        }

        private void output() throws IOException {
            need(in.currentToken(), JsonToken.START_OBJECT);
            String name = "";
            Map<String, Object> parameters = Map.of();
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String field = in.currentName();
                in.nextToken();
                switch (field) {
                    case "name" -> name = in.getText();
                    case "parameters" -> parameters = parameters();
                    default -> in.skipChildren();
                }
            }
            outputs.put(name, parameters);
        }

        private InferTensor input() throws IOException {
            need(in.currentToken(), JsonToken.START_OBJECT);
            String name = "";
            String datatype = "";
            long[] shape = {};
            InferValues values = null;
            Map<String, Object> parameters = Map.of();
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String field = in.currentName();
                JsonToken value = in.nextToken();
                switch (field) {
                    case "name" -> name = in.getText();
                    case "datatype" -> datatype = in.getText();
                    case "shape" -> shape = shape(value);
                    case "data" -> {
                        need(value, JsonToken.START_ARRAY);
                        values = InferValues.of(in);
                    }
                    case "parameters" -> parameters = parameters();
                    default -> in.skipChildren();
                }
            }
            refuseSharedMemory(name, parameters);
            InferDatatype type = InferDatatype.of(datatype, name);
            if (values == null) {
                values = binary(name, type, parameters.get("binary_data_size"));
            }
            return values.tensor(name, type, shape);
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
                    case START_OBJECT, START_ARRAY -> in.skipChildren();
                    default -> parameters.put(field, in.getText());
                }
            }
            return parameters;
        }

        private InferValues binary(String name, InferDatatype datatype, Object said) {
            long size = said instanceof Long bytes ? bytes : -1;
            if (size < 0 || size > binary.remaining()) {
                throw refused(
                        "the input "
                                + name
                                + " without data, and "
                                + binary.remaining()
                                + " binary bytes for "
                                + (size < 0 ? "no binary_data_size" : size));
            }
            ByteBuffer own = binary.slice(binary.position(), (int) size);
            own.order(ByteOrder.LITTLE_ENDIAN);
            binary.position(binary.position() + (int) size);
            return InferValues.of(datatype, own);
        }

        private static void need(JsonToken came, JsonToken wanted) {
            if (came != wanted) {
                throw refused(came + " where " + wanted + " stands");
            }
        }
    }
}
