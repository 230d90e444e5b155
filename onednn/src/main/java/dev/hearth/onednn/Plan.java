package dev.hearth.onednn;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;

/**
 * A net for one example: its primitives, each for one thread, dealt out to lanes, and where in one piece of
 * memory each value stands, which others take over once nobody reads it any more. Computed in a {@link
 * Workspace}; several may compute the same plan at the same time.
 */
final class Plan implements AutoCloseable {

    private static final long ALIGNMENT = 64;

    /** Memory of a value, and the steps that write or read it. */
    static final class Place {
        final long bytes;
        final BitSet users = new BitSet();
        private final List<Written> written = new ArrayList<>();
        long offset;

        private record Written(int step, long from, long to) {}

        Place(long bytes) {
            this.bytes = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        }

        void written(int step, long from, long to) {
            users.set(step);
            written.add(new Written(step, from, to));
        }

        /** The steps that write something of what is read. */
        void read(int step, long from, long to, BitSet needs) {
            users.set(step);
            for (Written each : written) {
                if (each.from() < to && from < each.to()) {
                    needs.set(each.step());
                }
            }
        }
    }

    /**
     * A value, or some rows of an image, as primitives see it.
     *
     * @param from bytes of the place before it
     * @param to bytes of the place up to its end
     * @param isFloat whether it is float32, not bfloat16
     */
    record Value(
            Place place,
            long from,
            long to,
            dnnl_memory_desc layout,
            long[] extents,
            boolean isFloat) {}

    /**
     * What a primitive reads or writes.
     *
     * @param value null where it is a constant or scratch memory
     * @param constant null where it is a value or scratch memory
     * @param scratch null but for scratch memory
     */
    record Argument(int id, Value value, dnnl_memory constant, dnnl_memory_desc scratch) {}

    /**
     * A primitive with its arguments.
     *
     * @param cost microseconds that it should take
     * @param needs the steps that write what it reads
     */
    record Step(
            String operator,
            String implementation,
            dnnl_primitive primitive,
            List<Argument> arguments,
            double cost,
            BitSet needs) {}

    private final NativeObjects objects;
    private final List<Step> steps;
    private final Schedule schedule;
    private final int lanes;
    private final Value input;
    private final Value output;
    private final long arena;
    private final long scratch;

    Plan(
            NativeObjects objects,
            List<Step> steps,
            int lanes,
            List<Place> places,
            Value input,
            Value output,
            long scratch) {
        this.objects = objects;
        this.steps = List.copyOf(steps);
        this.lanes = lanes;
        this.input = input;
        this.output = output;
        this.scratch = scratch;
        this.schedule =
                Schedule.of(
                        lanes,
                        steps.stream().mapToDouble(Step::cost).toArray(),
                        steps.stream().map(Step::needs).toList());
        this.arena = laidOut(places);
    }

    /** The largest first, each at the lowest offset where nothing of its time stands. */
    private long laidOut(List<Place> places) {
        List<Place> placed = new ArrayList<>();
        List<Place> bySize = new ArrayList<>(places);
        bySize.sort(Comparator.comparingLong((Place each) -> each.bytes).reversed());
        long end = 0;
        for (Place next : bySize) {
            List<Place> beside =
                    new ArrayList<>(placed.stream().filter(other -> meet(next, other)).toList());
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

    /** Whether both may be in use at once. The caller writes the input and reads the output. */
    private boolean meet(Place one, Place other) {
        return !isOver(one, other) && !isOver(other, one);
    }

    private boolean isOver(Place one, Place other) {
        if (one == output.place() || other == input.place()) {
            return false;
        }
        return one.users.stream()
                .allMatch(
                        early ->
                                other.users.stream()
                                        .allMatch(late -> schedule.isBefore(early, late)));
    }

    List<Step> steps() {
        return steps;
    }

    Schedule schedule() {
        return schedule;
    }

    /** How many threads compute it together. */
    int lanes() {
        return lanes;
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
