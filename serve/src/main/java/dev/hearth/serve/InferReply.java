package dev.hearth.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Writes replies of the protocol of {@link InferEndpoint}. */
final class InferReply {

    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build();

    private final String model;
    private final Optional<String> id;
    private final ByteArrayOutputStream json = new ByteArrayOutputStream(1 << 10);
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private final JsonGenerator out;

    InferReply(String model, Optional<String> id) {
        this.model = model;
        this.id = id;
        try {
            out = FACTORY.createGenerator(json);
            out.writeStartObject();
            out.writeStringField("model_name", this.model);
            out.writeStringField("model_version", "1");
            if (this.id.isPresent()) {
                out.writeStringField("id", this.id.get());
            }
            out.writeArrayFieldStart("outputs");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Numbers, [rows × columns]. */
    void numbers(String name, float[] values, int rows, boolean inBinary) {
        try {
            head(name, "FP32", new int[] {rows, values.length / rows});
            if (inBinary) {
                ByteBuffer bytes =
                        ByteBuffer.allocate(Float.BYTES * values.length)
                                .order(ByteOrder.LITTLE_ENDIAN);
                bytes.asFloatBuffer().put(values);
                raw(bytes.array());
            } else {
                out.writeArrayFieldStart("data");
                for (float value : values) {
                    out.writeNumber(value);
                }
                out.writeEndArray();
            }
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Whole numbers, [rows]. */
    void labels(String name, int[] labels, boolean inBinary) {
        try {
            head(name, "INT64", new int[] {labels.length});
            if (inBinary) {
                ByteBuffer bytes =
                        ByteBuffer.allocate(Long.BYTES * labels.length)
                                .order(ByteOrder.LITTLE_ENDIAN);
                for (int label : labels) {
                    bytes.putLong(label);
                }
                raw(bytes.array());
            } else {
                out.writeArrayFieldStart("data");
                for (int label : labels) {
                    out.writeNumber(label);
                }
                out.writeEndArray();
            }
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Strings, [rows] or [rows × columns]. */
    void strings(String name, String[] strings, boolean inBinary, int... shape) {
        try {
            head(name, "BYTES", shape);
            if (inBinary) {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                for (String string : strings) {
                    byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
                    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
                    length.order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length);
                    all.write(length.array());
                    all.write(bytes);
                }
                raw(all.toByteArray());
            } else {
                out.writeFieldName("data");
                out.writeArray(strings, 0, strings.length);
            }
            out.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void head(String name, String datatype, int[] shape) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", name);
        out.writeStringField("datatype", datatype);
        out.writeFieldName("shape");
        out.writeArray(shape, 0, shape.length);
    }

    private void raw(byte[] bytes) throws IOException {
        out.writeObjectFieldStart("parameters");
        out.writeNumberField("binary_data_size", bytes.length);
        out.writeEndObject();
        binary.write(bytes);
    }

    Reply reply() {
        try {
            out.writeEndArray();
            out.writeEndObject();
            out.close();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        if (binary.size() == 0) {
            return new Reply(200, Reply.JSON, json.toByteArray(), Map.of());
        }
        String length = String.valueOf(json.size());
        json.writeBytes(binary.toByteArray());
        return new Reply(
                200,
                "application/octet-stream",
                json.toByteArray(),
                Map.of("Inference-Header-Content-Length", length));
    }
}
