package dev.hearth.peers.plan;

import java.util.List;

/**
 * An array of a net.
 *
 * @param learned whether training changes it by its gradient
 * @param shape extents, row-major
 * @param values as they begin
 */
public record Weight(boolean learned, List<Long> shape, float[] values) {

    /**
     * Its shape, for frameworks.
     *
     * @return a new array
     */
    public long[] extents() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }
}
