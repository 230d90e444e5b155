package dev.hearth.serve;

import java.util.List;

/**
 * A tensor of a request in the protocol of {@link InferEndpoint}.
 *
 * @param name that the request gave it
 * @param datatype that the request says its values are of
 * @param shape extents, row-major
 * @param numbers its values, if they are numbers
 * @param bytes its values, if they are strings; in JSON still in base64
 */
record InferTensor(
        String name, InferDatatype datatype, long[] shape, float[] numbers, List<byte[]> bytes) {

    boolean isOfBytes() {
        return datatype == InferDatatype.BYTES;
    }
}
