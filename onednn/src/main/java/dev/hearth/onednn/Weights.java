package dev.hearth.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.dnnl_a;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_clone;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_equal;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;
import static org.bytedeco.dnnl.global.dnnl.dnnl_reorder_primitive_desc_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_default_flags;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_stream_wait;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A net's weights, each in every layout that a plan has asked for, and in no other. Plans share them.
 * Not thread-safe.
 */
final class Weights implements AutoCloseable {

    private record Laid(dnnl_memory_desc layout, dnnl_memory memory) {}

    private final NativeObjects objects = new NativeObjects();
    private final Map<String, List<Laid>> laid = new HashMap<>();
    private final dnnl_stream stream = new dnnl_stream();

    Weights() {
        OneDnn.check(
                dnnl_stream_create(stream, OneDnn.engine(), dnnl_stream_default_flags), "stream");
        objects.keep(stream, each -> dnnl_stream_destroy(each));
    }

    /**
     * Weights in a layout.
     *
     * @param name of the operator
     * @param layout that its primitive wants
     * @param source where they come from; asked once
     * @param given the source's layout
     */
    dnnl_memory in(
            String name,
            dnnl_memory_desc layout,
            Supplier<FloatBuffer> source,
            Supplier<dnnl_memory_desc> given) {
        List<Laid> known = laid.computeIfAbsent(name, each -> new ArrayList<>());
        for (Laid each : known) {
            if (dnnl_memory_desc_equal(each.layout(), layout) == 1) {
                return each.memory();
            }
        }
        dnnl_memory_desc mine = new dnnl_memory_desc();
        OneDnn.check(dnnl_memory_desc_clone(mine, layout), "layout");
        objects.keep(mine, each -> dnnl_memory_desc_destroy(each));
        dnnl_memory memory = objects.at(mine, objects.bytes(dnnl_memory_desc_get_size(mine)));
        if (known.isEmpty()) {
            try (NativeObjects turn = new NativeObjects()) {
                FloatBuffer numbers = source.get();
                FloatPointer copied =
                        new FloatPointer(turn.bytes((long) Float.BYTES * numbers.limit()));
                copied.capacity(numbers.limit());
                copied.asBuffer().put(numbers.duplicate());
                dnnl_memory_desc from = given.get();
                reorder(turn, from, turn.at(from, copied), mine, memory);
            }
        } else {
            try (NativeObjects turn = new NativeObjects()) {
                reorder(turn, known.get(0).layout(), known.get(0).memory(), mine, memory);
            }
        }
        known.add(new Laid(mine, memory));
        return memory;
    }

    /** Float32 numbers as they are. */
    dnnl_memory plain(String name, float[] numbers, dnnl_memory_desc layout) {
        List<Laid> known = laid.computeIfAbsent(name, each -> new ArrayList<>());
        if (known.isEmpty()) {
            FloatPointer copied =
                    new FloatPointer(objects.bytes((long) Float.BYTES * numbers.length));
            copied.put(numbers);
            dnnl_memory_desc mine = new dnnl_memory_desc();
            OneDnn.check(dnnl_memory_desc_clone(mine, layout), "layout");
            objects.keep(mine, each -> dnnl_memory_desc_destroy(each));
            known.add(new Laid(mine, objects.at(mine, copied)));
        }
        return known.get(0).memory();
    }

    private void reorder(
            NativeObjects turn,
            dnnl_memory_desc from,
            dnnl_memory source,
            dnnl_memory_desc to,
            dnnl_memory target) {
        dnnl_primitive_desc way = new dnnl_primitive_desc();
        OneDnn.check(
                dnnl_reorder_primitive_desc_create(
                        way, from, OneDnn.engine(), to, OneDnn.engine(), null),
                "reorder of weights");
        turn.keep(way, each -> dnnl_primitive_desc_destroy(each));
        dnnl_primitive reorder = new dnnl_primitive();
        OneDnn.check(dnnl_primitive_create(reorder, way), "reorder of weights");
        turn.keep(reorder, each -> dnnl_primitive_destroy(each));
        try (dnnl_exec_arg_t arguments = new dnnl_exec_arg_t(2)) {
            arguments.getPointer(0).arg(DNNL_ARG_FROM).memory(source);
            arguments.getPointer(1).arg(DNNL_ARG_TO).memory(target);
            OneDnn.check(
                    dnnl_primitive_execute(reorder, stream, 2, arguments), "reordered weights");
            OneDnn.check(dnnl_stream_wait(stream), "reordered weights");
        }
    }

    dnnl_memory_desc vector(long count) {
        return objects.layout(dnnl_f32, dnnl_a, count);
    }

    @Override
    public void close() {
        objects.close();
    }
}
