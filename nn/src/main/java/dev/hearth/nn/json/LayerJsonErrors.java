package dev.hearth.nn.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.hearth.tensor.Check;
import java.util.List;
import java.util.regex.Pattern;

/** Jackson's errors in three parts, with the place in the text. */
final class LayerJsonErrors {

    /** Jackson names its settings to programmers; they do not help who wrote the text. */
    private static final Pattern SETTING =
            Pattern.compile(
                    ", from `[^`]*`"
                            + "|; `[A-Z]\\w*Feature\\.[^`]*` enabled"
                            + "|: not allowed as per `[^`]*`"
                            + "|: disable \\w+\\..*$"
                            + "| \\((but|set|enable|start marker) .*$");

    /** A place deeper than this is shortened in the middle. */
    private static final int LONGEST = 160;

    private LayerJsonErrors() {}

    static IllegalArgumentException nothing() {
        return Check.error(
                "A configuration is a JSON object", "null", "Write one with LayerJson.write");
    }

    static IllegalArgumentException because(JsonProcessingException failure) {
        String place = place(failure);
        if (failure instanceof InvalidTypeIdException type) {
            return type(place, type);
        }
        if (failure instanceof UnrecognizedPropertyException unknown) {
            return fault(
                    "A configuration holds its record's components and nothing else",
                    place + ", which is none of " + sorted(unknown),
                    "Leave it out, or mend its name",
                    failure);
        }
        if (limit(failure) instanceof StreamConstraintsException limit) {
            return fault(
                    "A configuration keeps within limits of depth and length",
                    "at " + place + ", " + first(limit),
                    "Nest fewer layers",
                    failure);
        }
        if (failure instanceof JsonParseException || failure instanceof JsonEOFException) {
            return fault(
                    "A configuration is well-formed JSON",
                    first(failure)
                            + ", at line "
                            + failure.getLocation().getLineNr()
                            + ", column "
                            + failure.getLocation().getColumnNr(),
                    "Mend the text there",
                    failure);
        }
        Throwable refusal = refusal(failure);
        if (refusal != null) {
            return fault(
                    "A configuration holds what its record accepts",
                    "at " + place + ", " + reason(refusal),
                    "Mend the values there",
                    failure);
        }
        return fault(
                "A configuration holds each component of its record, in its type",
                "at " + place + ", " + first(failure),
                "Mend the text there",
                failure);
    }

    private static IllegalArgumentException type(String place, InvalidTypeIdException type) {
        String kind = type.getBaseType().getRawClass().getSimpleName();
        return type.getTypeId() == null
                ? fault(
                        "A configuration says what it is under the key type",
                        "at " + place + ", no type for a " + kind,
                        "Name a record that this LayerJson knows",
                        type)
                : fault(
                        "A configuration's type is a record that this LayerJson knows, and that fits",
                        "at " + place + ", type=" + type.getTypeId() + " for a " + kind,
                        "Mend the name, or use LayerJson.with for a class of your own",
                        type);
    }

    /** The innermost of Jackson's exceptions: it wraps some with each level of the path. */
    private static Throwable limit(JsonProcessingException failure) {
        Throwable innermost = failure;
        while (innermost.getCause() instanceof JsonProcessingException) {
            innermost = innermost.getCause();
        }
        return innermost;
    }

    private static List<String> sorted(UnrecognizedPropertyException unknown) {
        return unknown.getKnownPropertyIds().stream().map(Object::toString).sorted().toList();
    }

    /** What a constructor threw, if one did. */
    private static Throwable refusal(JsonProcessingException failure) {
        Throwable cause = failure.getCause();
        return cause == null || cause instanceof java.io.IOException ? null : cause;
    }

    private static String reason(Throwable refusal) {
        if (refusal instanceof NullPointerException) {
            return "a null among the values";
        }
        String message = refusal.getMessage();
        return message == null ? refusal.getClass().getSimpleName() : unstopped(message);
    }

    private static String first(JsonProcessingException failure) {
        String message = failure.getOriginalMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : unstopped(SETTING.matcher(message.lines().findFirst().orElse("")).replaceAll(""));
    }

    private static String unstopped(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    private static String place(JsonProcessingException failure) {
        StringBuilder path = new StringBuilder("$");
        if (failure instanceof JsonMappingException mapping) {
            for (JsonMappingException.Reference step : mapping.getPath()) {
                if (step.getFieldName() == null) {
                    path.append('[').append(step.getIndex()).append(']');
                } else {
                    path.append('.').append(step.getFieldName());
                }
            }
        }
        int surplus = path.length() - LONGEST;
        return surplus <= 0
                ? path.toString()
                : path.replace(LONGEST / 2, LONGEST / 2 + surplus, "…").toString();
    }

    private static IllegalArgumentException fault(
            String asked, String came, String mend, Throwable cause) {
        return Check.error(asked, came, mend, cause);
    }
}
