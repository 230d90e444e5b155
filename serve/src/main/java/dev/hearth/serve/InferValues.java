package dev.hearth.serve;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Values of a tensor of a request. JSON may say them before it says of which datatype they are, so that it
 * is asked afterwards whether they fit.
 */
final class InferValues {

    private float[] numbers = new float[16];
    private int count;
    private int truths;
    private boolean isWhole = true;
    private float least;
    private float most;
    private final List<byte[]> strings = new ArrayList<>();

    private InferValues() {}

    /** JSON's, flat or in rows of rows, behind the array's beginning; strings in base64. */
    static InferValues of(JsonParser in) throws IOException {
        InferValues values = new InferValues();
        int depth = 1;
        while (depth > 0) {
            JsonToken token = in.nextToken();
            if (token == JsonToken.START_ARRAY) {
                depth++;
            } else if (token == JsonToken.END_ARRAY) {
                depth--;
            } else if (token == JsonToken.VALUE_STRING) {
                values.strings.add(in.getBinaryValue());
            } else if (token == JsonToken.VALUE_NUMBER_FLOAT
                    || token == JsonToken.VALUE_NUMBER_INT) {
                values.add(in.getFloatValue());
            } else if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
                values.truths++;
                values.add(token == JsonToken.VALUE_TRUE ? 1 : 0);
            } else {
                throw InferRequest.refused(token + " among a tensor's data");
            }
        }
        return values;
    }

    /** A binary tensor's, all of the buffer. */
    static InferValues of(InferDatatype datatype, ByteBuffer all) {
        InferValues values = new InferValues();
        if (datatype == InferDatatype.BYTES) {
            values.split(all);
            return values;
        }
        int size = all.remaining();
        if (size % datatype.bytes() != 0) {
            throw InferRequest.refused(size + " binary bytes of " + datatype);
        }
        values.count = size / datatype.bytes();
        values.numbers = new float[values.count];
        if (datatype == InferDatatype.FP32) {
            all.asFloatBuffer().get(values.numbers);
        } else {
            for (int i = 0; i < values.count; i++) {
                values.numbers[i] = datatype.next(all);
            }
        }
        values.truths = datatype == InferDatatype.BOOL ? values.count : 0;
        return values;
    }

    private void add(float value) {
        if (!Float.isFinite(value)) {
            throw InferRequest.refused(value + " among a tensor's data");
        }
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, Math.multiplyExact(2, count));
        }
        numbers[count++] = value;
        isWhole &= value == (float) Math.rint(value);
        least = Math.min(least, value);
        most = Math.max(most, value);
    }

    /** Strings, each behind its length in four bytes. */
    private void split(ByteBuffer all) {
        while (all.hasRemaining()) {
            int length = all.remaining() < Integer.BYTES ? -1 : all.getInt();
            if (length < 0 || length > all.remaining()) {
                throw InferRequest.refused("binary BYTES that end too early");
            }
            byte[] one = new byte[length];
            all.get(one);
            strings.add(one);
        }
    }

    /**
     * The tensor that they make.
     *
     * @throws Refusal if they are not as many as the shape says, or not of the datatype
     */
    InferTensor tensor(String name, InferDatatype datatype, long[] shape) {
        boolean isOfBytes = datatype == InferDatatype.BYTES;
        int came = isOfBytes ? strings.size() : count;
        int strange = isOfBytes ? count : strings.size();
        if (shape.length == 0 || came != elements(shape) || strange > 0) {
            throw InferRequest.refused(
                    came
                            + " values of "
                            + datatype
                            + (strange > 0 ? " and " + strange + " others" : "")
                            + " for the shape "
                            + Arrays.toString(shape)
                            + " of "
                            + name);
        }
        if (truths != (datatype == InferDatatype.BOOL ? count : 0)) {
            throw InferRequest.refused(
                    truths
                            + " of "
                            + count
                            + " values true or false in "
                            + name
                            + " of "
                            + datatype);
        }
        if (!isOfBytes
                && datatype.isWhole()
                && !(isWhole && datatype.holds(least) && datatype.holds(most))) {
            throw InferRequest.refused(
                    (isWhole ? "values from " + least + " to " + most : "fractions")
                            + " in "
                            + name
                            + " of "
                            + datatype);
        }
        float[] exact = count == numbers.length ? numbers : Arrays.copyOf(numbers, count);
        return new InferTensor(name, datatype, shape, exact, strings);
    }

    private static long elements(long[] shape) {
        long elements = 1;
        for (long extent : shape) {
            if (extent >= 0 && extent <= Integer.MAX_VALUE) {
                elements *= extent;
            }
            if (extent < 0 || extent > Integer.MAX_VALUE || elements > Integer.MAX_VALUE) {
                throw InferRequest.refused("the shape " + Arrays.toString(shape));
            }
        }
        return elements;
    }
}
