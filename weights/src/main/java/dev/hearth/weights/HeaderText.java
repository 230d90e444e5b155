package dev.hearth.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;

/** Spells a header as the bytes at a file's start. */
final class HeaderText {

    private static final int ALIGNMENT = 8;

    private HeaderText() {}

    static ByteBuffer encode(SafetensorsHeader header) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            if (!header.metadata().isEmpty()) {
                json.writeObjectFieldStart(SafetensorsHeader.METADATA);
                for (Map.Entry<String, String> entry : header.metadata().entrySet()) {
                    json.writeStringField(entry.getKey(), entry.getValue());
                }
                json.writeEndObject();
            }
            for (StoredTensor tensor : header.tensors()) {
                json.writeObjectFieldStart(tensor.name());
                json.writeStringField("dtype", tensor.type().name());
                json.writeArrayFieldStart("shape");
                for (long extent : tensor.shape()) {
                    json.writeNumber(extent);
                }
                json.writeEndArray();
                json.writeArrayFieldStart("data_offsets");
                json.writeNumber(tensor.begin());
                json.writeNumber(tensor.end());
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        return padded(text.toByteArray());
    }

    private static ByteBuffer padded(byte[] text) {
        int length = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] spaces = new byte[length - text.length];
        Arrays.fill(spaces, (byte) ' ');
        ByteBuffer bytes =
                ByteBuffer.allocate(SafetensorsHeader.LENGTH_BYTES + length)
                        .order(ByteOrder.LITTLE_ENDIAN);
        return bytes.putLong(length).put(text).put(spaces).flip();
    }
}
