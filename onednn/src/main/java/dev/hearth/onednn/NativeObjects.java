package dev.hearth.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_create_with_tag;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_destroy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** Owns objects of oneDNN and memory; closing frees them, the last made first. Not thread-safe. */
final class NativeObjects implements AutoCloseable {

    private static final long CACHE_LINE = 64;

    private final Deque<Runnable> freeing = new ArrayDeque<>();

    <T> T keep(T object, Consumer<T> free) {
        freeing.push(() -> free.accept(object));
        return object;
    }

    /** A description of numbers in one of oneDNN's named layouts. */
    dnnl_memory_desc layout(int type, int tag, long... extents) {
        dnnl_memory_desc made = new dnnl_memory_desc();
        OneDnn.check(
                dnnl_memory_desc_create_with_tag(made, extents.length, extents, type, tag),
                "layout");
        return keep(made, each -> dnnl_memory_desc_destroy(each));
    }

    /** Memory at the start of a cache line, not cleared. */
    BytePointer bytes(long count) {
        Pointer whole = Pointer.malloc(Math.max(1, count) + CACHE_LINE);
        if (whole == null || whole.isNull()) {
            throw new OutOfMemoryError("oneDNN: no memory for " + count + " bytes");
        }
        keep(whole, Pointer::free);
        long skipped = (CACHE_LINE - whole.address() % CACHE_LINE) % CACHE_LINE;
        return new BytePointer(whole).getPointer(skipped);
    }

    /** Tells oneDNN that numbers of a layout are at an address. */
    dnnl_memory at(dnnl_memory_desc layout, Pointer address) {
        dnnl_memory made = new dnnl_memory();
        OneDnn.check(dnnl_memory_create(made, layout, OneDnn.engine(), address), "memory");
        return keep(made, each -> dnnl_memory_destroy(each));
    }

    @Override
    public void close() {
        while (!freeing.isEmpty()) {
            freeing.pop().run();
        }
    }
}
