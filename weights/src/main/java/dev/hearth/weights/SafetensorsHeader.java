package dev.hearth.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.hearth.data.BadDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON part of a safetensors file, read strictly: what the specification does not allow is
 * refused, not repaired.
 *
 * @param metadata the map of strings under {@code __metadata__}
 */
record SafetensorsHeader(List<StoredTensor> tensors, Map<String, String> metadata) {

    static final int LENGTH_BYTES = 8;
    static final long LONGEST = 100_000_000;
    static final String METADATA = "__metadata__";

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    // A hostile file could fill the table of names that all parsers share.
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength((int) LONGEST)
                                    .maxNameLength((int) LONGEST)
                                    .maxNestingDepth(8)
                                    .build())
                    .build();

    SafetensorsHeader {
        tensors = List.copyOf(tensors);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /**
     * Reads and checks a header.
     *
     * @throws BadDataException if the specification refuses it
     */
    static SafetensorsHeader parse(String file, ByteBuffer bytes, long dataBytes) {
        String text = text(file, bytes);
        Map<String, String> metadata = new LinkedHashMap<>();
        List<StoredTensor> tensors = new ArrayList<>();
        try (JsonParser json = JSON.createParser(text)) {
            HeaderTokens tokens = new HeaderTokens(file, json);
            tokens.expect(JsonToken.START_OBJECT, "an object as the header");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = tokens.wellFormed(json.currentName());
                if (name.equals(METADATA)) {
                    tokens.strings(metadata);
                } else {
                    tensors.add(tokens.tensor(name));
                }
            }
            long end = json.currentLocation().getCharOffset();
            for (int i = (int) end; i < text.length(); i++) {
                if (text.charAt(i) != ' ') {
                    throw bad(
                            file,
                            "nothing but spaces after the header's closing brace",
                            "character " + (int) text.charAt(i) + " at " + i);
                }
            }
        } catch (IOException e) {
            throw new BadDataException(
                    asked(file, "a header in JSON with no key twice"), firstLine(e), MEND, e);
        }
        tensors.sort(
                Comparator.comparingLong(StoredTensor::begin).thenComparing(StoredTensor::end));
        contiguous(file, tensors, dataBytes);
        return new SafetensorsHeader(tensors, metadata);
    }

    private static String text(String file, ByteBuffer bytes) {
        CharBuffer text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(bytes);
        } catch (CharacterCodingException e) {
            throw new BadDataException(
                    asked(file, "a header in UTF-8"), "bytes that are not UTF-8", MEND, e);
        }
        if (text.isEmpty() || text.charAt(0) != '{') {
            throw bad(
                    file,
                    "a header that begins with {",
                    text.isEmpty() ? "an empty header" : "character " + (int) text.charAt(0));
        }
        return text.toString();
    }

    private static void contiguous(String file, List<StoredTensor> sorted, long dataBytes) {
        long end = 0;
        String before = "the header";
        for (StoredTensor tensor : sorted) {
            if (tensor.begin() != end) {
                throw bad(
                        file,
                        "tensors that lie one after another without holes",
                        tensor.name()
                                + " begins at "
                                + tensor.begin()
                                + " where "
                                + before
                                + " ends at "
                                + end);
            }
            end = tensor.end();
            before = tensor.name();
        }
        if (end != dataBytes) {
            throw bad(
                    file,
                    "data that ends with the last tensor, " + end + " bytes after the header",
                    dataBytes + " bytes");
        }
    }

    /** The header as written in a file, after its length. */
    ByteBuffer encode() throws IOException {
        return HeaderText.encode(this);
    }

    static final String MEND =
            "Fetch or write the file again; it is damaged or not a safetensors file";

    static String asked(String file, String what) {
        return "Reading " + file + " needs " + what;
    }

    static BadDataException bad(String file, String asked, String came) {
        return new BadDataException(asked(file, asked), came, MEND);
    }

    private static String firstLine(IOException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
