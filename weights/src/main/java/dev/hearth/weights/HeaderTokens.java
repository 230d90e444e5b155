package dev.hearth.weights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.hearth.data.BadDataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Walks through a header's JSON and refuses whatever is out of place. */
final class HeaderTokens {

    private final String file;
    private final JsonParser json;

    HeaderTokens(String file, JsonParser json) {
        this.file = file;
        this.json = json;
    }

    void expect(JsonToken token, String what) throws IOException {
        JsonToken came = json.nextToken();
        if (came != token) {
            throw SafetensorsHeader.bad(file, what, came == null ? "the end" : came.toString());
        }
    }

    /** JSON can spell half a surrogate pair, which no UTF-8 can. */
    String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw SafetensorsHeader.bad(file, "names in Unicode", "half a surrogate pair");
            }
        }
        return text;
    }

    void strings(Map<String, String> into) throws IOException {
        expect(JsonToken.START_OBJECT, "an object under " + SafetensorsHeader.METADATA);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = wellFormed(json.currentName());
            expect(
                    JsonToken.VALUE_STRING,
                    "strings alone under " + SafetensorsHeader.METADATA + ", such as " + key);
            into.put(key, wellFormed(json.getText()));
        }
    }

    StoredTensor tensor(String name) throws IOException {
        Optional<StoredType> type = Optional.empty();
        Optional<List<Long>> shape = Optional.empty();
        Optional<List<Long>> offsets = Optional.empty();
        expect(JsonToken.START_OBJECT, "an object for tensor " + name);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            switch (field) {
                case "dtype" -> type = Optional.of(type(name));
                case "shape" -> shape = Optional.of(numbers(name, field));
                case "data_offsets" -> offsets = Optional.of(numbers(name, field));
                default ->
                        throw SafetensorsHeader.bad(
                                file,
                                "only dtype, shape and data_offsets for tensor " + name,
                                field);
            }
        }
        if (type.isEmpty() || shape.isEmpty() || offsets.isEmpty()) {
            throw SafetensorsHeader.bad(
                    file,
                    "dtype, shape and data_offsets for tensor " + name,
                    "an entry without one of them");
        }
        return placed(name, type.get(), shape.get(), offsets.get());
    }

    private StoredTensor placed(
            String name, StoredType type, List<Long> shape, List<Long> offsets) {
        if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
            throw SafetensorsHeader.bad(
                    file,
                    "data_offsets of tensor " + name + " as [begin, end]",
                    offsets.toString());
        }
        long size;
        try {
            size = StoredTensor.size(type, shape);
        } catch (ArithmeticException e) {
            throw new BadDataException(
                    SafetensorsHeader.asked(file, "a size of tensor " + name + " in 63 bits"),
                    type + " " + shape,
                    SafetensorsHeader.MEND,
                    e);
        }
        long begin = offsets.get(0);
        long end = offsets.get(1);
        if (end - begin != size) {
            throw SafetensorsHeader.bad(
                    file,
                    size + " bytes for tensor " + name + " of " + type + " " + shape,
                    (end - begin) + " bytes");
        }
        return new StoredTensor(name, type, shape, begin, end);
    }

    private StoredType type(String name) throws IOException {
        expect(JsonToken.VALUE_STRING, "a string as the dtype of tensor " + name);
        String text = json.getText();
        return StoredType.named(text)
                .orElseThrow(
                        () ->
                                new BadDataException(
                                        SafetensorsHeader.asked(
                                                file, "a known dtype for tensor " + name),
                                        text,
                                        "Convert it to one of " + List.of(StoredType.values())));
    }

    private List<Long> numbers(String name, String field) throws IOException {
        String what = "whole numbers ≥ 0 as the " + field + " of tensor " + name;
        expect(JsonToken.START_ARRAY, what);
        List<Long> numbers = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            boolean whole =
                    json.currentToken() == JsonToken.VALUE_NUMBER_INT
                            && !json.getText().startsWith("-");
            if (!whole) {
                throw SafetensorsHeader.bad(file, what, json.getText());
            }
            numbers.add(json.getLongValue());
        }
        return numbers;
    }
}
