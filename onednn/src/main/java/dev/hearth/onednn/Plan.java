package dev.hearth.onednn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;

/**
 * A net for one count of examples and of threads: its primitives in order, and where in one piece of memory
 * each value stands, which others take over once nobody reads it any more. Computed in a {@link Workspace};
 * several may compute the same plan at the same time.
 */
final class Plan implements AutoCloseable {

    private static final long ALIGNMENT = 64;

    /** Memory of a value, from the step that writes it to the last one that reads it. */
    static final class Place {
        final long bytes;
        final int first;
        int last;
        long offset;

        Place(long bytes, int first) {
            this.bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            this.first = first;
            this.last = first;
        }

        boolean meets(Place other) {
            return first <= other.last && other.first <= last;
        }
    }

    /**
     * A value as primitives see it.
     *
     * @param isFloat whether it is float32, not bfloat16
     */
    record Value(Place place, dnnl_memory_desc layout, long[] extents, boolean isFloat) {}

    /**
     * What a primitive reads or writes.
     *
     * @param value null where it is a constant or scratch memory
     * @param constant null where it is a value or scratch memory
     * @param scratch null but for scratch memory
     */
    record Argument(int id, Value value, dnnl_memory constant, dnnl_memory_desc scratch) {}

    /** A primitive with its arguments. */
    record Step(
            String operator,
            String implementation,
            dnnl_primitive primitive,
            List<Argument> arguments) {}

    private final NativeObjects objects;
    private final List<Step> steps;
    private final Value input;
    private final Value output;
    private final long arena;
    private final long scratch;

    Plan(
            NativeObjects objects,
            List<Step> steps,
            List<Place> places,
            Value input,
            Value output,
            long scratch) {
        this.objects = objects;
        this.steps = List.copyOf(steps);
        this.input = input;
        this.output = output;
        this.scratch = scratch;
        this.arena = laidOut(places);
    }

    /** The largest first, each at the lowest offset where nothing of its time stands. */
    private static long laidOut(List<Place> places) {
        List<Place> placed = new ArrayList<>();
        List<Place> bySize = new ArrayList<>(places);
        bySize.sort(Comparator.comparingLong((Place each) -> each.bytes).reversed());
        long end = 0;
        for (Place next : bySize) {
            List<Place> beside = new ArrayList<>(placed.stream().filter(next::meets).toList());
            beside.sort(Comparator.comparingLong(each -> each.offset));
            long offset = 0;
            for (Place other : beside) {
                if (offset + next.bytes <= other.offset) {
                    break;
                }
                offset = Math.max(offset, other.offset + other.bytes);
            }
            next.offset = offset;
            placed.add(next);
            end = Math.max(end, offset + next.bytes);
        }
        return end;
    }

    List<Step> steps() {
        return steps;
    }

    Value input() {
        return input;
    }

    Value output() {
        return output;
    }

    /** Bytes of all values together. */
    long arena() {
        return arena;
    }

    /** Bytes of the scratch memory of one step at a time. */
    long scratch() {
        return scratch;
    }

    @Override
    public void close() {
        objects.close();
    }
}
